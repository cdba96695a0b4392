import { z } from 'zod';
import { Money } from './money';
import { ProviderIds } from './order';
import { processorNames } from './providers';
import { refundStatuses } from './statuses';
import { Instant } from './time';

export const recordKinds = [
	'refund',
	'payment',
	'credit_note',
	'store_credit',
	'payout',
	'fee',
	'adjustment',
	'dispute',
] as const;

/** What one system has on its books about money that goes back, in the words of all of them: what reconciliation compares. */
export const FinancialRecord = z.object({
	/** The system it is from: stripe, odoo, shopify, cases, … */
	source: z.string().min(1),
	kind: z.enum(recordKinds),
	/** Names the record in its system: the same id is the same record, later news of it counts. */
	id: z.string().min(1),
	/** The return's reference. */
	reference: z.string().min(1).optional(),
	/** The refund intent, `RMA-…/R1`. */
	intent: z.string().min(1).optional(),
	/** What goes back to the customer, as a positive amount. */
	amount: Money.refine(({ amount }) => amount >= 0, 'must not be negative'),
	status: z.enum(refundStatuses),
	/** The system's own word, kept raw. */
	providerStatus: z.string().optional(),
	/** When it was made. */
	time: Instant.optional(),
	/** Who moves the money. */
	processor: z.enum(processorNames).optional(),
	/** The payment it goes back on, by its provider's id. */
	payment: z.string().min(1).optional(),
	/** What that payment took. */
	captured: Money.optional(),
	/** Where it is booked, by name, and what it is tagged with. */
	company: z.string().optional(),
	journal: z.string().optional(),
	tags: z.array(z.string()).optional(),
	/** Ids of this refund and its documents, here and in other systems: `{ 'stripe.refund': 're_…', 'odoo.credit_note': '17' }`. */
	providerIds: ProviderIds.default({}),
});
export type FinancialRecord = z.infer<typeof FinancialRecord>;
