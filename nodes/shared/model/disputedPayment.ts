import { z } from 'zod';
import { Money } from './money';
import { ProviderIds } from './order';
import { Instant } from './time';

/** How far a dispute has gone: the bank only asks; it has taken the money; the shop appeals against what it decided. It only goes forward. */
export const disputePhases = ['inquiry', 'dispute', 'appeal'] as const;

/**
 * How a dispute ended. `over`: nothing was taken, or it was given back. `lost`: the bank has paid the customer. `prevented`: it was stopped before
 * it became one because the customer got the money, by a refund or by rules of the card network (Visa's Rapid Dispute Resolution).
 */
export const disputeOutcomes = ['over', 'lost', 'prevented'] as const;

/** A payment of an order that the customer disputes at the bank, as the payment provider knows it. */
export const DisputedPayment = z.object({
	/** The dispute's own id. */
	id: z.string().min(1),
	/** Who tells of it, e.g. `stripe`. */
	provider: z.string(),
	phase: z.enum(disputePhases),
	amount: Money,
	/** The provider's word, e.g. `fraudulent`. */
	reason: z.string().default(''),
	/** Until when evidence can be sent. */
	dueAt: Instant.optional(),
	/** Of the dispute and its payment: `stripe.dispute`, `stripe.charge`, `shopify.order`, … */
	providerIds: ProviderIds.default({}),
});
export type DisputedPayment = z.infer<typeof DisputedPayment>;

/** Money that moved because of a dispute, as the provider's balance has it. */
export const DisputeMovement = z.object({
	/** Of the balance transaction. */
	id: z.string().min(1),
	/** What was taken is negative; in the currency of the balance. */
	amount: Money,
	/** What the provider takes for it besides; what it gives back is negative. */
	fee: Money.optional(),
	at: Instant.optional(),
});
export type DisputeMovement = z.infer<typeof DisputeMovement>;
