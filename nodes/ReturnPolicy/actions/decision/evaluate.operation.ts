import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { factsOutput } from '../../../shared/operation/output';
import { Decision, Settings, type RuleBook } from '../../../shared/model';
import type { OperationContext } from '../../../shared/operation/operation';
import { decide } from '../../decide';
import { readCase } from '../../input/policyCase';
import { readRules, type PolicyOverrides } from '../../input/policySettings';
import { caseProperty, decisionOverrides, settingsProperty } from '../../input/properties';
import { readBook } from '../../input/readBook';
import { factsProperty, readFacts } from '../../input/facts';
import { ruleBookProperty, ruleCurrencyProperty } from '../../input/ruleFields';
import { readTime } from '../../input/time';

export const option = {
	name: 'Evaluate',
	value: 'evaluate',
	action: 'Evaluate a return',
	description: 'Say by the policy whether a return is approved, declined or looked at by a person',
};

export const description: INodeProperties[] = [
	caseProperty,
	settingsProperty,
	decisionOverrides,
	ruleBookProperty,
	ruleCurrencyProperty,
	factsProperty,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
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
				displayName: 'Judge As Of',
				name: 'now',
				type: 'dateTime',
				default: '',
				description:
					'The time up to which the days of the return window are counted. Blank: the time at which the return was asked for.',
			},
		],
	},
];

export const endsStep = false;

export const asTool = 'free';

/** Case and settings are passed on. */
export const output = factsOutput.extend({ settings: Settings.optional(), decision: Decision });

/** Judges one case; the item gains `decision`. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const judged = readCase(context.param<unknown>('case', undefined));
	const { policy, timeZone } = readRules(
		context.param<unknown>('settings', undefined),
		context.param<PolicyOverrides>('policyOverrides', {}),
		judged.order?.currency,
	);
	const asOf = readTime(context.option<unknown>('now', ''), timeZone) ?? judged.openedAt ?? new Date().toISOString();
	const currency = context.param<string>('ruleCurrency', '').trim().toUpperCase() || policy.currency;
	const book = withLaw(context, readBook(context.param<unknown>('ruleBook', {}), currency));
	const facts = readFacts(context.param<IDataObject>('facts', {}));
	const question = { case: judged, policy: { ...policy, ...(book && { book }) }, timeZone, asOf, facts };
	return { decision: decide(question) as unknown as IDataObject };
}

/** The rules with what buyers are told, when the options say anything of it. */
function withLaw(context: OperationContext, book: RuleBook | undefined): RuleBook | undefined {
	const told = ['uninformed', 'returnCostsTold'].filter((name) => context.option(name, false));
	return told.length ? { ...book, law: Object.fromEntries(told.map((name) => [name, true])) } : book;
}
