import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { legOf } from '../../shared/case/refundLeg';
import type { CaseState, RefundLeg } from '../../shared/case/caseState';
import { invalidInput, RefundIntent } from '../../shared/model';
import { type OperationContext, jsonParam } from '../../shared/operation';

/** Which refund of the case. `blank` ends the hint: what a blank field takes. */
export function intentProperty(what: string, blank: string): INodeProperties {
	return {
		displayName: 'Refund',
		name: 'intent',
		type: 'json',
		default:
			'={{ $json.event?.data?.intent ?? $json.event?.data?.refund?.intent ?? $json.event?.data?.creditNote?.intent }}',
		placeholder: 'e.g. RMA-7K2M9QX4TB/R1',
		description: `${what}: its ID in the case, or the whole refund as JSON. The default takes it from the event; blank takes ${blank}.`,
	};
}

/** How fees are booked on a credit note; the same for those that are issued and that are checked. */
export const feesProperty: INodeProperties = {
	displayName: 'Fees',
	name: 'fees',
	type: 'options',
	options: [
		{
			name: 'With the Tax of the Goods',
			value: 'taxed',
			description: 'The fee contains tax as the goods do: less turnover and less tax are given back',
		},
		{ name: 'Without Tax', value: 'untaxed', description: 'The fee is taken off as it is' },
	],
	default: 'untaxed',
	description: 'How what the customer does not get back is booked. Ask your accountant which one holds where you are.',
};

/** Whether fees contain tax as the goods do. */
export function feesAreTaxed(context: OperationContext): boolean {
	return context.param<string>('fees', 'untaxed') === 'taxed';
}

const CreditOnItem = z.object({
	type: z.literal('store_credit.issued'),
	data: z.object({ intent: z.string().optional() }),
});

/** The refund of the event that started the flow, when that is store credit; `intent` is absent when it was given besides all refunds. */
export function creditOfEvent(context: OperationContext): { intent?: string } | undefined {
	return CreditOnItem.safeParse(context.item.event).data?.data;
}

/** What is said of store credit that settles no refund; undefined of anything else. Such credit is a gift: no credit note waits for it. */
export function nothingToBook(context: OperationContext): string | undefined {
	const credit = creditOfEvent(context);
	return credit && !credit.intent
		? 'This store credit settles no refund of the return: there is nothing to credit or to book.'
		: undefined;
}

/** The refund by the parameter (JSON or id), else the first one of the case that `fits`; without one it is refused with `none`. */
export async function intentOf(
	context: OperationContext,
	fits: (leg: RefundLeg) => boolean,
	none: (reference: string) => { message: string; advice: string },
): Promise<RefundIntent> {
	const given = context.param<unknown>('intent', undefined);
	if (typeof given === 'string' && given !== '' && !given.trim().startsWith('{'))
		return intentNamed(given.trim(), await context.requireCase());
	const whole = jsonParam(
		context,
		'intent',
		RefundIntent,
		'Give the ID of a refund of the case, or the refund with id, amount, breakdown and payment.',
	);
	if (whole) return whole;
	const found = await context.requireCase();
	const leg = found.refunds.find(fits);
	if (leg) return leg.intent;
	const { message, advice } = none(found.reference);
	throw invalidInput(message, advice, 'intent');
}

function intentNamed(id: string, found: CaseState): RefundIntent {
	const leg = legOf(found, id);
	if (leg) return leg.intent;
	throw invalidInput(
		`Return ${found.reference} has no refund ${id}`,
		`Its refunds are ${found.refunds.map(({ intent }) => intent.id).join(', ') || 'not released yet'}.`,
		'intent',
	);
}
