import { intentId, money, nextIntentNumber, type RefundIntent } from '../../shared/model';
import { stepOf, type PolicyCase } from '../input/policyCase';
import type { Part } from './breakdown';
import { split, type SplitRules } from './split';

/**
 * Turns a breakdown into refund intents, one for each share of it (see split.ts), which add up to the breakdown. The first carries
 * the whole breakdown, less what the others pay; so pieces are counted once. Ids go on from the highest number in the case: the same
 * case gives the same ids.
 */
export function spread(
	{ reference, refunds, order, sisters }: PolicyCase & { order: NonNullable<PolicyCase['order']> },
	parts: Part[],
	rules: SplitRules,
): RefundIntent[] {
	const { currency } = order;
	const shares = split(
		parts.reduce((sum, part) => sum + part.amount.amount, 0),
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
	const adjustment = (amount: number, description: string): Part => ({
		kind: 'adjustment',
		amount: money(amount, currency),
		description,
	});
	const others = shares
		.slice(1)
		.map(({ amount }, index) => adjustment(-amount, `Paid back as refund ${intentId(reference, first + 1 + index)}`));
	return shares.map(({ payment, amount }, index): RefundIntent => ({
		id: intentId(reference, first + index),
		amount: money(amount, currency),
		breakdown: index ? [adjustment(amount, `Part of refund ${intentId(reference, first)}`)] : [...parts, ...others],
		payment,
		reason: 'return',
	}));
}
