import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { CaseState, RefundLeg } from '../case/caseState';
import {
	EffectError,
	invalidInput,
	processors,
	Money,
	parsedInput,
	typedAmount,
	typedCurrency,
	type PayingProcessor,
	type RefundIntent,
} from '../model';
import { legToRefund } from './legToRefund';
import type { OperationContext } from './operationContext';
import type { RefundOrder } from './paymentProvider';

/** The refund that the item's case owes; `done` when the case already holds its outcome, which is then only passed on. */
export async function owedByCase(
	context: OperationContext,
): Promise<{ owed: RefundIntent; state: CaseState } | { done: IDataObject }> {
	const state = await context.requireCase();
	const intent = context.param<string>('intent', '') ?? '';
	const waiting = intent ? waitsForDispute(legToRefund(state, intent, { evenHeld: true })) : undefined;
	if (waiting) return { done: { reference: state.reference, case: state as unknown as IDataObject, refund: waiting } };
	const leg = legToRefund(state, intent);
	if (leg.state === 'due') return { owed: leg.intent, state };
	return {
		done: {
			reference: state.reference,
			case: state as unknown as IDataObject,
			refund: { ...leg.refund, intent: leg.intent.id, outcome: 'already_done' } as IDataObject,
		},
	};
}

/** What an item says of a refund that the bank's decision is waited for; it becomes due again by itself. */
function waitsForDispute({ state, dispute, intent }: RefundLeg): IDataObject | undefined {
	if (state !== 'held' || !dispute) return undefined;
	return {
		intent: intent.id,
		amount: intent.amount as unknown as IDataObject,
		outcome: 'held',
		message: `Refund ${intent.id} waits until dispute ${dispute} is decided.`,
	};
}

/** Throws EffectError when somebody else has to pay the refund. */
export function assertPaidBy(processor: PayingProcessor, { id, payment }: RefundIntent): void {
	if (payment.processor === processor) return;
	const { name, paidBy } = processors[processor];
	throw new EffectError(`Refund ${id} is not paid by ${name} but by ${payment.processor}`, {
		category: 'rejected',
		connection: paidBy,
		advice: 'Route refunds by payment processor before this node, so that only one system moves the money.',
	});
}

/** The fields for a refund without a case: which one, how much, and `place`, where it goes in the provider's own words. */
export function withoutCaseProperty(description: string, place: INodeProperties[]): INodeProperties {
	return {
		displayName: 'Without a Case',
		name: 'direct',
		type: 'collection',
		placeholder: 'Add field',
		default: {},
		description,
		options: [...refundFields, ...place].sort((a, b) => a.displayName.localeCompare(b.displayName)),
	};
}

const refundFields: INodeProperties[] = [
	{
		displayName: 'Amount',
		name: 'amount',
		type: 'string',
		default: '',
		placeholder: 'e.g. 12.50',
		description: 'Decimal amount to pay back, or the amount of a refund as Return Policy: Calculate gives it',
	},
	{
		displayName: 'Currency',
		name: 'currency',
		type: 'string',
		default: '',
		placeholder: 'e.g. EUR',
		description: 'Three-letter code; must be the currency the customer paid in. Not needed where the amount says it.',
	},
	{
		displayName: 'Refund Reference',
		name: 'refundReference',
		type: 'string',
		default: '',
		placeholder: 'e.g. RMA-1001/R1',
		description:
			'Names this refund once and for all: the same reference is never paid twice. Give a second refund of the same return a reference of its own.',
	},
];

/** What was given for a refund without a case; undefined: the case says all. */
export function directOf(context: OperationContext): IDataObject | undefined {
	const given = context.param<IDataObject>('direct', {});
	return Object.keys(given).length ? given : undefined;
}

/** Which refund was given by hand, and how much it is. Throws EffectError naming the field. */
export function directRefund(given: IDataObject): RefundOrder {
	const text = (name: string) => String(given[name] ?? '').trim();
	const intent = text('refundReference');
	if (!intent)
		throw invalidInput(
			'The refund has no reference',
			'Give each refund a reference of its own, e.g. the return number and /R1: the same reference is never paid twice.',
			'refundReference',
		);
	if (intent.length > 200)
		throw invalidInput('The refund reference is longer than 200 characters', 'Shorten it.', 'refundReference');
	const amount = amountOf(given);
	if (amount.amount <= 0)
		throw invalidInput(
			'The refund amount must be more than zero',
			'Give the amount to pay back, e.g. 12.50.',
			'amount',
		);
	return { intent, amount };
}

/** As it was typed, or as a refund of Return Policy has it: `{ amount, currency }` in minor units. */
function amountOf({ amount, currency }: IDataObject): Money {
	const typed = String(currency ?? '').trim();
	if (typeof amount !== 'object' || amount === null)
		return typedAmount(String(amount ?? '').trim(), typedCurrency(typed), 'amount');
	const read = parsedInput(
		Money,
		amount,
		'amount',
		'Give the amount as text, e.g. 12.50, or as {"amount": 1250, "currency": "EUR"}.',
	);
	if (typed && typedCurrency(typed) !== read.currency)
		throw invalidInput(
			`The amount is in ${read.currency}, Currency says ${typed}`,
			'Leave Currency blank: the amount says it.',
			'currency',
		);
	return read;
}
