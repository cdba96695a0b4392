import { z } from 'zod';
import { captureIn, links } from './fields';

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
