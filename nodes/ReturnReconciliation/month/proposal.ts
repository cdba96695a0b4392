import { z } from 'zod';
import { format, Money, money, portion } from '../../shared/model';
import type { MonthFigures } from '../../shared/model/monthFigures';
import type { Return } from './returns';

/** A line of the entry: either a debit or a credit. */
const Line = z.object({ account: z.string(), debit: Money.optional(), credit: Money.optional() });

/** What finance may book so that expected returns stand in the books (IFRS 15 B20 to B27); nobody books it but they. */
export const Proposal = z.object({
	/** Day to date it on: the month's last, or the first that is not locked. */
	date: z.string(),
	lines: z.array(Line),
	/** What must be owed to customers, and what of the goods the shop gets back, at the month's end. */
	refundLiability: Money,
	rightToRecover: Money,
	/** How it was worked out, a sentence each. */
	basis: z.array(z.string()),
});
export type Proposal = z.infer<typeof Proposal>;

export interface Estimate {
	/** Percent of sales that come back; absent: as in the last twelve months. */
	returnRate?: number;
	/** Percent of the price that goods cost; absent: as in the last twelve months, where the books know it. */
	costRate?: number;
	/** Percent of what returned goods cost that they are worth when they are back, and that getting them back costs. */
	recoverable: number;
	costToRecover: number;
}

/**
 * Expected refunds of sales that customers may still return, and the right to the goods. What is known, approved and not credited returns, is
 * the least; beyond it sales of the time to return are multiplied by the rate, less what was credited in that time. Pure.
 */
export function proposalOf(figures: MonthFigures, returns: Return[], estimate: Estimate): Proposal {
	const { currency, trade } = figures;
	const basis: string[] = [];
	const own = (amount: number) => money(amount, currency);
	const owed = returns.flatMap(({ owed: amount }) => amount ?? []);
	const known = owed.reduce((sum, one) => (one.currency === currency ? sum + one.amount : sum), 0);
	basis.push(`Approved and not credited: ${format(own(known))} without tax.`);
	const foreign = owed.filter((one) => one.currency !== currency).length;
	if (foreign)
		basis.push(
			`${foreign} approved returns are in another currency than the books and not in this: add them by your rate.`,
		);

	const rate = estimate.returnRate ?? percentOf(trade.year.credited, trade.year.sales);
	const { window } = trade;
	const expected = Math.max(0, share(window.sales.amount, rate) - window.credited.amount);
	basis.push(
		`Sales of the last ${window.days} days, ${format(window.sales)}, by ${percent(rate)} that come back (${estimate.returnRate === undefined ? 'as in twelve months' : 'as given'}), less ${format(window.credited)} credited in that time: ${format(own(expected))}.`,
	);
	const liability = Math.max(known, expected);

	const costRate = estimate.costRate ?? (trade.year.cost ? percentOf(trade.year.cost, trade.year.sales) : undefined);
	const cost = share(liability, costRate ?? 0);
	const right = Math.max(0, share(cost, estimate.recoverable) - share(cost, estimate.costToRecover));
	basis.push(
		costRate === undefined
			? 'The books do not know what sold goods cost: give Cost of Goods, or the right to recover them is left out.'
			: `These goods cost ${percent(costRate)} of their price (${estimate.costRate === undefined ? 'as in twelve months' : 'as given'}): ${format(own(cost))}; ${percent(estimate.recoverable)} of it is worth getting back, which costs ${percent(estimate.costToRecover)}.`,
	);

	const { refundLiability, rightToRecover } = figures.balances;
	const names = {
		liability: refundLiability?.account ?? 'Refund liability',
		right: rightToRecover?.account ?? 'Right to recover goods',
	};
	// A debt stands with a minus.
	const more = liability + (refundLiability?.amount.amount ?? 0);
	const moreRight = right - (rightToRecover?.amount.amount ?? 0);
	if (refundLiability) basis.push(`${names.liability} holds ${format(own(-refundLiability.amount.amount))} already.`);
	if (rightToRecover) basis.push(`${names.right} holds ${format(rightToRecover.amount)} already.`);
	return {
		date: dateFor(figures),
		lines: [
			...between('Revenue: expected returns', names.liability, own(more)),
			...between(names.right, 'Cost of goods sold: expected returns', own(moreRight)),
		],
		refundLiability: own(liability),
		rightToRecover: own(right),
		basis,
	};
}

/** The month's last day, or, where the books are locked beyond it, the first that is not. */
function dateFor({ to, locks }: MonthFigures): string {
	const locked = locks.filter(({ what }) => what === 'everything' || what === 'for good').map((lock) => lock.to);
	const last = locked.sort().at(-1);
	if (!last || last < to) return to;
	return new Date(Date.parse(`${last}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

function between(debit: string, credit: string, { amount, currency }: Money): Proposal['lines'] {
	if (!amount) return [];
	const moved = money(Math.abs(amount), currency);
	const [from, to] = amount > 0 ? [debit, credit] : [credit, debit];
	return [
		{ account: from, debit: moved },
		{ account: to, credit: moved },
	];
}

/** Percent, to a hundredth. */
function percentOf(part: Money, whole: Money): number {
	return whole.amount > 0 ? Math.max(0, Math.round((part.amount * 10_000) / whole.amount) / 100) : 0;
}

function share(amount: number, rate: number): number {
	return amount <= 0 ? 0 : portion(amount, Math.round(rate * 100), 10_000);
}

function percent(rate: number): string {
	return `${rate.toLocaleString('en', { maximumFractionDigits: 2 })} %`;
}
