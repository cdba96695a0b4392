import type { INodeProperties } from 'n8n-workflow';
import { parsedInput, Policy, type RuleBook } from '../../shared/model';
import type { OperationContext } from '../../shared/operation';
import { readJson } from '../input/policyCase';
import { readRules, type PolicyOverrides, type Rules } from '../input/policySettings';
import { settingsProperty } from '../input/properties';
import { readBook } from '../input/readBook';
import { ruleBookProperty, ruleCurrencyProperty } from '../input/ruleFields';

/** What buyers are told, under Options: the law asks. */
export const toldOptions: INodeProperties[] = [
	{
		displayName: 'Buyers Are Not Told of Withdrawal',
		name: 'uninformed',
		type: 'boolean',
		default: false,
		description:
			'Whether buyers are not told of their right to withdraw before they buy: by EU law it then lasts twelve months longer',
	},
	{
		displayName: 'Buyers Are Told of the Costs of Return',
		name: 'returnCostsTold',
		type: 'boolean',
		default: false,
		description:
			'Whether buyers are told before they buy that they pay the way back. Off, the shop pays it when a customer withdraws by EU law.',
	},
];

const policyJsonProperty: INodeProperties = {
	displayName: 'Policy as JSON',
	name: 'policyJson',
	type: 'json',
	default: '',
	description:
		'A whole policy, as Check gives it out under policy. Blank: the policy of the settings, with the rules of this node.',
};

/** The parameters of an operation that looks at a policy and at no case. */
export const policyProperties: INodeProperties[] = [
	settingsProperty,
	ruleBookProperty,
	ruleCurrencyProperty,
	policyJsonProperty,
];

/** Reads the policy of a node and the shop's time zone: the settings with the node's overrides and rules over them. `currency`: of the order. */
export function readPolicy(context: OperationContext, overrides: PolicyOverrides = {}, currency?: string): Rules {
	const rules = readRules(context.param<unknown>('settings', undefined), overrides, currency);
	const given = readJson(context.param<unknown>('policyJson', null), 'policyJson');
	if (given !== undefined) return { ...rules, policy: parsePolicy(given, 'policyJson') };
	const written = context.param<string>('ruleCurrency', '').trim().toUpperCase() || rules.policy.currency;
	const book = withLaw(context, readBook(context.param<unknown>('ruleBook', {}), written));
	return { ...rules, policy: { ...rules.policy, ...(book && { book }) } };
}

/** Reads a policy that is given as JSON. Throws EffectError that names the field. */
export function parsePolicy(given: unknown, field: string): Policy {
	return parsedInput(Policy, given, field, 'Give a policy as Policy: Check gives it out under policy.');
}

/** The rules with what buyers are told, when the options say anything of it. */
function withLaw(context: OperationContext, book: RuleBook | undefined): RuleBook | undefined {
	const told = ['uninformed', 'returnCostsTold'].filter((name) => context.option(name, false));
	return told.length ? { ...book, law: Object.fromEntries(told.map((name) => [name, true])) } : book;
}
