import {
	intentId,
	money,
	nextIntentNumber,
	paidBackAs,
	partOf,
	portion,
	storeCredit,
	type RefundIntent,
} from '../../shared/model';
import { stepOf, type PolicyCase } from '../input/policyCase';
import type { Part } from './part';
import { split, type SplitRules } from './split';

/**
 * Turns a breakdown into refund intents, one for each share of it (see split.ts), which add up to the breakdown. The first carries
 * the whole breakdown, less what the others pay; so pieces are counted once. Ids go on from the highest number in the case: the same
 * case gives the same ids. `bonus`, in minor units, goes on top of what is given as store credit by choice, in proportion when that is not all.
 */
export function spread(
	{ reference, refunds, order, sisters }: PolicyCase & { order: NonNullable<PolicyCase['order']> },
	parts: Part[],
	rules: SplitRules,
	bonus = 0,
): RefundIntent[] {
	const { currency } = order;
	const owed = parts.reduce((sum, part) => sum + part.amount.amount, 0);
	const shares = split(
		owed,
		order.payments,
		refunds,
		currency,
		rules,
		sisters.flatMap((sister) => sister.refunds),
		stepOf([order]),
	);
	const first = nextIntentNumber(
		reference,
		refunds.map(({ intent: { id } }) => id),
	);
	const adjustment = (name: Part['name'], amount: number, description: string): Part => ({
		kind: 'adjustment',
		name,
		amount: money(amount, currency),
		description,
	});
	const others = shares
		.slice(1)
		.map(({ amount }, index) =>
			adjustment('other_refund', -amount, paidBackAs(intentId(reference, first + 1 + index))),
		);
	return shares.map(({ payment, amount }, index): RefundIntent => {
		const more = payment.id === storeCredit ? portion(bonus, amount, owed) : 0;
		const own = index
			? [adjustment('other_refund', amount, partOf(intentId(reference, first)))]
			: [...parts, ...others];
		return {
			id: intentId(reference, first + index),
			amount: money(amount + more, currency),
			breakdown: [...own, ...(more ? [adjustment('bonus', more, 'Bonus for store credit')] : [])],
			payment,
			reason: 'return',
		};
	});
}
