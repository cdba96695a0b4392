import { z } from 'zod';
import { Money, type Money as Amount } from './money';
import { owners } from './statuses';

/** A difference between systems as Return Reconciliation gives it out, of which the case store needs these; the rest is kept with it. */
export const KeptDrift = z
	.object({
		/** The same drift has the same id every night. */
		id: z.string().min(1).max(200),
		class: z.string().min(1),
		owner: z.enum(owners),
		message: z.string(),
		advice: z.string().default(''),
		/** What mends it without a person; `by_hand`: nothing. */
		fix: z.string().default('by_hand'),
		state: z.enum(['new', 'open', 'accepted', 'healed']).default('new'),
		reference: z.string().optional(),
		/** The refund that it is about. */
		intent: z.string().optional(),
		/** What is at risk. */
		amount: Money.optional(),
		/** Whether a case carries the reference. */
		onCase: z.boolean().default(false),
	})
	.passthrough();
export type KeptDrift = z.infer<typeof KeptDrift>;

/** Whether more is at risk than was accepted. Where nobody said how much that was, no amount is more; in another currency it is another matter. */
export function isMoreAtRisk(amount: Amount | undefined, accepted: Amount | undefined): boolean {
	if (!accepted || !amount) return false;
	return amount.currency !== accepted.currency || amount.amount > accepted.amount;
}
