import type { INodePropertyOptions } from 'n8n-workflow';
import { z } from 'zod';
import { captureIn, instantOf, links } from './fields';

/** PayPal's events about money that goes back, as the trigger offers them. */
export const eventTypes: INodePropertyOptions[] = [
	{ name: 'Capture: Completed', value: 'PAYMENT.CAPTURE.COMPLETED', description: 'A payment has arrived' },
	{ name: 'Capture: Denied', value: 'PAYMENT.CAPTURE.DENIED', description: 'A payment did not arrive' },
	{ name: 'Capture: Pending', value: 'PAYMENT.CAPTURE.PENDING', description: 'A payment waits, e.g. for a bank' },
	{
		name: 'Capture: Refunded',
		value: 'PAYMENT.CAPTURE.REFUNDED',
		description: 'Somebody has refunded: this package or staff',
	},
	{ name: 'Capture: Reversed', value: 'PAYMENT.CAPTURE.REVERSED', description: 'PayPal has taken the money back' },
	{ name: 'Dispute: Created', value: 'CUSTOMER.DISPUTE.CREATED' },
	{ name: 'Dispute: Resolved', value: 'CUSTOMER.DISPUTE.RESOLVED' },
	{ name: 'Dispute: Updated', value: 'CUSTOMER.DISPUTE.UPDATED' },
];

const ours = new Set(eventTypes.map(({ value }) => value as string));
export function isOurType(type: string): boolean {
	return ours.has(type);
}

/** What an event is about, by its own words: refund, capture or dispute, and its id. */
const EventResource = z
	.object({
		id: z.string().optional(),
		dispute_id: z.string().optional(),
		links,
	})
	.passthrough();

/** An event of PayPal's webhooks. Its resource is only a hint: it is read anew. */
export const PayPalEvent = z.object({
	id: z.string().regex(/^[\w-]+$/, 'must be the id of an event'),
	event_type: z.string(),
	create_time: z.string(),
	resource_type: z.string().catch(''),
	resource: EventResource,
});
export type PayPalEvent = z.infer<typeof PayPalEvent>;

export interface Subject {
	kind: 'refund' | 'capture' | 'dispute' | 'other';
	id: string;
	/** The payment that a refund is of, as far as the event says. */
	capture?: string;
}

/**
 * What an event is about. *Refunded* brings the refund, and *Reversed* brings what PayPal has made of it: the address of the object says which
 * (docs/facts/paypal.md#what-events-bring).
 */
export function subjectOf({ resource }: PayPalEvent): Subject {
	if (resource.dispute_id) return { kind: 'dispute', id: resource.dispute_id };
	const id = resource.id ?? '';
	const self = resource.links.find(({ rel }) => rel === 'self')?.href ?? '';
	const capture = captureIn(resource.links);
	if (/\/refunds\/[A-Z0-9]+$/.test(self)) return { kind: 'refund', id, ...(capture && { capture }) };
	if (/\/captures\/[A-Z0-9]+$/.test(self)) return { kind: 'capture', id, capture: id };
	return { kind: 'other', id };
}

/** What a flow needs to know of an event. */
export function toEventItem(event: PayPalEvent) {
	const { kind, id, capture } = subjectOf(event);
	return {
		paypalEvent: {
			id: event.id,
			type: event.event_type,
			createdAt: instantOf(event.create_time) ?? event.create_time,
			object: { id, type: kind },
		},
		...(kind === 'refund' && { refund: { id } }),
		...(kind === 'dispute' && { dispute: { id } }),
		...(capture && { payment: { id: capture } }),
	};
}
