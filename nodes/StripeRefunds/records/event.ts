import type { INodePropertyOptions } from 'n8n-workflow';
import { z } from 'zod';
import { instantOf, word } from './fields';

/** Stripe's events about money that goes back, as the trigger and Event: Get Many offer them. */
export const eventTypes: INodePropertyOptions[] = [
	{ name: 'Charge: Dispute Closed', value: 'charge.dispute.closed' },
	{ name: 'Charge: Dispute Created', value: 'charge.dispute.created' },
	{ name: 'Charge: Dispute Funds Reinstated', value: 'charge.dispute.funds_reinstated' },
	{ name: 'Charge: Dispute Funds Withdrawn', value: 'charge.dispute.funds_withdrawn' },
	{ name: 'Charge: Dispute Updated', value: 'charge.dispute.updated' },
	{
		name: 'Charge: Refund Updated',
		value: 'charge.refund.updated',
		description: 'Only some payment methods; Refund: Updated has all',
	},
	{ name: 'Charge: Refunded', value: 'charge.refunded' },
	{ name: 'Payout: Canceled', value: 'payout.canceled' },
	{ name: 'Payout: Created', value: 'payout.created' },
	{ name: 'Payout: Failed', value: 'payout.failed' },
	{ name: 'Payout: Paid', value: 'payout.paid' },
	{
		name: 'Payout: Reconciliation Completed',
		value: 'payout.reconciliation_completed',
		description: 'Stripe now knows what is in the payout',
	},
	{ name: 'Payout: Updated', value: 'payout.updated' },
	{ name: 'Refund: Created', value: 'refund.created' },
	{ name: 'Refund: Failed', value: 'refund.failed' },
	{ name: 'Refund: Updated', value: 'refund.updated' },
];

const ours = new Set(eventTypes.map(({ value }) => value as string));
export function isOurType(type: string): boolean {
	return ours.has(type);
}

const EventObject = z
	.object({
		id: z.string(),
		object: z.string(),
		// What is strange about a field loses nothing else: the object is read anew.
		status: z.string().nullish().catch(undefined),
		payment_intent: z.unknown(),
		metadata: z.record(z.string(), z.string()).nullish().catch(undefined),
	})
	.passthrough();

/** An event of Stripe's API. */
export const StripeEvent = z.object({
	id: z.string().regex(/^evt_\w+$/, 'must be the id of an event'),
	type: z.string(),
	created: z.number().int(),
	account: word,
	livemode: z.boolean().catch(false),
	data: z.object({ object: EventObject }),
});
export type StripeEvent = z.infer<typeof StripeEvent>;

const named = z.object({ id: z.string() }).optional();

/** What a flow needs to know of an event. */
export const EventItem = z.object({
	/** Of the return that a refund was made for. */
	reference: z.string().optional(),
	stripeEvent: z.object({
		id: z.string(),
		type: z.string(),
		createdAt: z.string(),
		livemode: z.boolean(),
		account: z.string().optional(),
		object: z.object({ id: z.string(), type: z.string(), status: z.string().optional() }),
	}),
	refund: named,
	payout: named,
	dispute: named,
	payment: named,
});

/** The same, made of Stripe's. Its object is only a hint: events come late and in any order, so read it again. */
export function toEventItem({
	id,
	type,
	created,
	account,
	livemode,
	data: { object },
}: StripeEvent): z.infer<typeof EventItem> {
	const reference = object.metadata?.return_reference;
	return {
		...(reference && { reference }),
		stripeEvent: {
			id,
			type,
			createdAt: instantOf(created),
			livemode,
			...(account && { account }),
			object: { id: object.id, type: object.object, ...(object.status && { status: object.status }) },
		},
		...(object.object === 'refund' && { refund: { id: object.id } }),
		...(object.object === 'payout' && { payout: { id: object.id } }),
		...(object.object === 'dispute' && { dispute: { id: object.id } }),
		...((object.object === 'charge' || object.object === 'dispute') &&
			typeof object.payment_intent === 'string' && { payment: { id: object.payment_intent } }),
	};
}
