import { money, type RefundIntent } from '../../shared/model';
import type { PolicyCase } from '../input/policyCase';
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
	);
	const first = firstNumber(reference, refunds);
	const adjustment = (amount: number, description: string): Part => ({
		kind: 'adjustment',
		amount: money(amount, currency),
		description,
	});
	const others = shares
		.slice(1)
		.map(({ amount }, index) => adjustment(-amount, `Paid back as refund ${reference}/R${first + 1 + index}`));
	return shares.map(({ payment, amount }, index): RefundIntent => ({
		id: `${reference}/R${first + index}`,
		amount: money(amount, currency),
		breakdown: index ? [adjustment(amount, `Part of refund ${reference}/R${first}`)] : [...parts, ...others],
		payment,
		reason: 'return',
	}));
}

function firstNumber(reference: string, refunds: PolicyCase['refunds']): number {
	const numbers = refunds.map(({ intent: { id } }) =>
		id.startsWith(`${reference}/R`) ? Number(id.slice(reference.length + 2)) : 0,
	);
	return 1 + Math.max(0, ...numbers.filter(Number.isSafeInteger));
}
