import {
	intentId,
	money,
	nextIntentNumber,
	paidBackAs,
	partOf,
	payableUnitOf,
	portion,
	processors,
	type Processor,
	toDecimal,
	storeCredit,
	type RefundIntent,
} from '../../shared/model';
import { stepOf, type PolicyCase } from '../input/policyCase';
import type { Part } from './part';
import { split, type Share, type SplitRules } from './split';

/**
 * Turns a breakdown into refund intents, one for each share of it (see split.ts), which add up to the breakdown and to what was rounded up so that
 * it can be paid. The first carries the whole breakdown, less what the others pay; so pieces are counted once. Ids go on from the highest number in the case: the same
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
	const more = shares.reduce((total, { amount }) => total + amount, -owed);
	const adjustment = (name: Part['name'], amount: number, description: string): Part => ({
		kind: 'adjustment',
		name,
		amount: money(amount, currency),
		description,
	});
	const goods = parts.filter(({ name }) => name !== 'rounding');
	const rounded = more + parts.reduce((sum, { name, amount }) => sum + (name === 'rounding' ? amount.amount : 0), 0);
	const rounding = rounded ? [adjustment('rounding', rounded, whyRounded(shares, currency))] : [];
	const others = shares
		.slice(1)
		.map(({ amount }, index) =>
			adjustment('other_refund', -amount, paidBackAs(intentId(reference, first + 1 + index))),
		);
	return shares.map(({ payment, amount }, index): RefundIntent => {
		const gift = payment.id === storeCredit ? portion(bonus, amount, owed) : 0;
		const own = index
			? [adjustment('other_refund', amount, partOf(intentId(reference, first)))]
			: [...goods, ...rounding, ...others];
		return {
			id: intentId(reference, first + index),
			amount: money(amount + gift, currency),
			breakdown: [...own, ...(gift ? [adjustment('bonus', gift, 'Bonus for store credit')] : [])],
			payment,
			reason: 'return',
		};
	});
}

function whyRounded(shares: Share[], currency: string): string {
	const names = shares.map(({ payment: { processor } }) => processor);
	const processor = names.find((one) => payableUnitOf(one, currency) > 1);
	if (!processor) return 'Earlier refunds were rounded up';
	return `${processors[processor as Processor].name} pays ${currency} in steps of ${toDecimal(money(payableUnitOf(processor, currency), currency))}`;
}
