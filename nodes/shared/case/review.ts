import { z } from 'zod';
import { Money } from '../model';

/** One person's approval. */
export const Approval = z.object({
	by: z.string(),
	at: z.string(),
	lines: z.array(z.object({ line: z.string(), quantity: z.number().int().nonnegative() })),
	/** What the pieces were worth, tax included; absent: the order does not tell. */
	value: Money.optional(),
	note: z.string().optional(),
	/** Why it counts no more. */
	void: z.string().optional(),
});
export type Approval = z.infer<typeof Approval>;

/** What people have been asked about a return, and have said. */
export const Review = z.object({
	/** Since when whoever is asked now is waited for, and how often they were reminded. */
	since: z.string(),
	reminders: z.number().int().nonnegative(),
	approvals: z.array(Approval),
});
export type Review = z.infer<typeof Review>;
