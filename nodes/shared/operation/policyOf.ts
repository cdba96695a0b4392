import type { INodeProperties } from 'n8n-workflow';
import { parsedInput, Policy, PublishedName, type RuleBook } from '../model';
import { invalidInput } from '../model/effectError';
import type { OperationContext } from '.';
import { readNames } from '../policy/names';
import { policyHash } from '../policy/policyHash';
import { readRules, type PolicyOverrides, type Rules } from '../policy/policySettings';
import { readBook } from '../policy/readBook';
import { ruleBookProperty, ruleCurrencyProperty } from './ruleBookProperty';
import { readJson } from '../model';

/** The brand's settings, as every trigger gives them out. */
export const settingsProperty: INodeProperties = {
	displayName: 'Settings',
	name: 'settings',
	type: 'json',
	default: '={{ $json.settings }}',
	description:
		'The settings of the brand. The default takes them from the incoming item, as every Return Case trigger gives them out.',
};

/** What the law asks of a shop, under Options. */
const lawOptions: INodeProperties[] = [
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
	{
		displayName: 'Reasons That Mean a Defect',
		name: 'defects',
		type: 'string',
		default: '',
		placeholder: 'e.g. defective, wrong item',
		description:
			'Of a return, as the channel calls them, with commas between. The law protects such returns: they are no sign of abuse. Blank: the usual words.',
	},
];

const policyJsonProperty: INodeProperties = {
	displayName: 'Policy as JSON',
	name: 'policyJson',
	type: 'json',
	default: '',
	description:
		'A whole policy, as Check gives it out under policy, or a published one, as Return Case: Get (Policy) gives it out under policyVersion. Blank: the policy of the settings, with the rules of this node.',
};

/** The policy that another is compared with. */
export const beforeProperty: INodeProperties = {
	displayName: 'Before',
	name: 'before',
	type: 'json',
	default: '={{ $json.policy }}',
	description:
		'The policy to compare with, as Check gives it out under policy, or Return Case: Get (Policy) under policyVersion. The default takes it from the incoming item.',
};

/** Options of an operation, with what the law asks of a shop among them. */
export function withLawOptions(...more: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [...lawOptions, ...more],
	};
}

/** The parameters of an operation that looks at a policy and at no case. */
export const policyProperties: INodeProperties[] = [
	settingsProperty,
	ruleBookProperty,
	ruleCurrencyProperty,
	policyJsonProperty,
];

/**
 * Reads the policy of a node and the shop's time zone: the one that is given whole, else that of the settings with the node's rules; the node's
 * overrides lie over it. `currency`: of the order.
 */
export function readPolicy(
	context: OperationContext,
	overrides: PolicyOverrides = {},
	currency?: string,
): Rules & { published?: PublishedName } {
	const given = readJson(context.param<unknown>('policyJson', null), 'policyJson');
	const whole = given === undefined ? undefined : parsePolicy(given, 'policyJson');
	const rules = readRules(context.param<unknown>('settings', undefined), overrides, currency, whole?.policy);
	if (whole) return { ...rules, ...(whole.published && { published: whole.published }) };
	const written = context.param<string>('ruleCurrency', '').trim().toUpperCase() || rules.policy.currency;
	const book = withLaw(context, readBook(context.param<unknown>('ruleBook', {}), written));
	return { ...rules, policy: { ...rules.policy, ...(book && { book }) } };
}

/** Reads the policy that another is compared with. Throws EffectError when there is none. */
export function readBefore(context: OperationContext): Policy {
	const given = readJson(context.param<unknown>('before', undefined), 'before');
	if (given === undefined)
		throw invalidInput(
			'There is no policy to compare with',
			'Set Before, e.g. {{ $json.policy }} behind a node Policy: Check.',
			'before',
		);
	return parsePolicy(given, 'before').policy;
}

const Versioned = PublishedName.partial({ publishedAt: true }).extend({ policy: Policy });

/** Reads a policy that is given as JSON: by itself, or as a version that was kept. Throws EffectError that names the field. */
function parsePolicy(given: unknown, field: string): { policy: Policy; published?: PublishedName } {
	const advice =
		'Give a policy as Policy: Check gives it out under policy, or as Return Case: Get (Policy) does under policyVersion.';
	if (typeof given !== 'object' || given === null || !('policy' in given))
		return { policy: parsedInput(Policy, given, field, advice) };
	const { policy, name, version, publishedAt } = parsedInput(Versioned, given, field, advice);
	if (policyHash(policy) !== version)
		throw invalidInput(
			`${field}: the policy is not version ${version} of "${name}": it was changed on the way`,
			'Pass policyVersion on unchanged. What one node shall do otherwise is an override of that node.',
			field,
		);
	return { policy, ...(publishedAt && { published: { name, version, publishedAt } }) };
}

/** The rules with what the law asks of them, when the options say anything of it. */
function withLaw(context: OperationContext, book: RuleBook | undefined): RuleBook | undefined {
	const told = ['uninformed', 'returnCostsTold'].filter((name) => context.option(name, false));
	const defects = readNames(context.option<unknown>('defects', ''), 'options.defects');
	if (!told.length && !defects) return book;
	return { ...book, law: { ...Object.fromEntries(told.map((name) => [name, true])), ...(defects && { defects }) } };
}
