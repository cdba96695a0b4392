import { z } from 'zod';
import { format, Money } from '../../shared/model';
import type { PolicyCase } from '../input/policyCase';

/** What becomes of an amount that is held on the customer's card. */
export const HoldAdvice = z.object({
	id: z.string(),
	amount: Money,
	/** `wait`: goods are still to come. */
	then: z.enum(['capture', 'release', 'wait']),
	/** In words for people. */
	message: z.string(),
});
export type HoldAdvice = z.infer<typeof HoldAdvice>;

/** What has ended a return without its goods. */
const over: ReadonlyArray<PolicyCase['authorization']> = ['expired', 'canceled', 'declined'];

/**
 * What the return says about each amount that is held: it is let go when all approved pieces have come, and captured when the return has ended, or its
 * parcel is missing, without them. Pure.
 */
export function holdsOf({ holds = [], lines, authorization, logistics }: PolicyCase): HoldAdvice[] {
	const missing = lines.reduce(
		(sum, { quantities: { approved, received } }) => sum + Math.max(0, approved - received),
		0,
	);
	const pieces = `${missing} ${missing === 1 ? 'piece' : 'pieces'}`;
	const isOver = over.includes(authorization) || logistics === 'missing';
	return holds
		.filter(({ state }) => state === 'placed')
		.map(({ id, amount }) => ({
			id,
			amount,
			...(!missing
				? { then: 'release' as const, message: `All goods have come: ${format(amount)} is let go.` }
				: isOver
					? { then: 'capture' as const, message: `${pieces} did not come: up to ${format(amount)} may be taken.` }
					: { then: 'wait' as const, message: `${pieces} must still come: ${format(amount)} stays held.` }),
		}));
}
