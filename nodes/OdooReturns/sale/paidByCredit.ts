import { z } from 'zod';
import { EffectError } from '../../shared/model';
import { Account, type BilledLine, type MarkedLine } from '../records/answers';
import type { Odoo } from '../transport/odoo';
import type { BilledDocument } from './besides';

/**
 * A part of an order that was paid with a gift card or an eWallet. Odoo and connectors hold it as a line below zero, but it takes nothing off the
 * goods: it was paid before, and goes back as credit. In major units, above zero.
 */
export interface CreditUsed {
	/** Of the invoice line, else of the order line. */
	id: number;
	amount: number;
}

/** What was paid with credit, and the lines that say so. */
export interface PaidByCredit {
	used: CreditUsed[];
	orderLines: number[];
	billLines: number[];
}

/** Programs of Odoo's loyalty apps whose rewards are payments (docs/facts/odoo.md#a-gift-card-that-pays-is-a-line-below-zero). */
const paymentPrograms = ['gift_card', 'ewallet'];

const WithId = z.object({ id: z.number() });
const Spent = WithId.extend({ points_cost: z.number() });

/**
 * Finds the lines of an order by which it was paid with credit: rewards of a gift card or eWallet program, and lines below zero that were billed to
 * a liability account, where credit that was sold or given stands. Asks only when there is a line below zero.
 */
export async function paidByCredit(
	odoo: Odoo,
	lines: MarkedLine[],
	documents: BilledDocument[],
): Promise<PaidByCredit> {
	const below = lines.filter(({ price_subtotal }) => price_subtotal < 0);
	const bills = documents.flatMap((document) => document.lines).filter(({ price_total }) => price_total < 0);
	if (!below.length && !bills.length) return { used: [], orderLines: [], billLines: [] };
	const owed = await onLiabilities(odoo, bills);
	const rewards = below.length ? await rewardsAmong(odoo, below) : [];
	const orderLines = below
		.map(({ id }) => id)
		.filter((id) => rewards.includes(id) || owed.some(({ sale_line_ids }) => sale_line_ids.includes(id)));
	const paying = bills.filter(
		(bill) => owed.includes(bill) || bill.sale_line_ids.some((id) => orderLines.includes(id)),
	);
	const unbilled = lines.filter(
		({ id }) => orderLines.includes(id) && !paying.some(({ sale_line_ids }) => sale_line_ids.includes(id)),
	);
	return {
		orderLines,
		billLines: paying.map(({ id }) => id),
		used: [
			...paying.map(({ id, price_total }) => ({ id, amount: -price_total })),
			...unbilled.map(({ id, price_subtotal, price_tax }) => ({ id, amount: -(price_subtotal + price_tax) })),
		],
	};
}

async function onLiabilities(odoo: Odoo, bills: BilledLine[]): Promise<BilledLine[]> {
	const ids = [...new Set(bills.flatMap(({ account_id }) => account_id ?? []))];
	const accounts = await odoo.read('account.account', Account, ids);
	const liabilities = accounts.filter(({ account_type }) => account_type.startsWith('liability_')).map(({ id }) => id);
	return bills.filter(({ account_id }) => account_id !== undefined && liabilities.includes(account_id));
}

/** An Odoo without the app of gift cards knows no rewards, and a user without a group of Sales may not see of which program one is. */
async function rewardsAmong(odoo: Odoo, lines: MarkedLine[]): Promise<number[]> {
	const ids = lines.map(({ id }) => id);
	try {
		const found = await odoo.search('sale.order.line', WithId, [
			['id', 'in', ids],
			['reward_id.program_id.program_type', 'in', paymentPrograms],
		]);
		return found.map(({ id }) => id);
	} catch (error) {
		if (!(error instanceof EffectError)) throw error;
		if (error.details.httpStatus === 403) return await rewardsByPoints(odoo, lines);
		if (/reward_id|loyalty/.test(error.message)) return [];
		throw error;
	}
}

/**
 * The same by the order's own lines, which whoever may see the order may read: a card that pays has lost as many points as it paid, one for each
 * unit of the currency, and bears no tax; a promotion takes a number of points that its reward names.
 */
async function rewardsByPoints(odoo: Odoo, lines: MarkedLine[]): Promise<number[]> {
	const spent = await odoo.search('sale.order.line', Spent, [
		['id', 'in', lines.map(({ id }) => id)],
		['reward_id', '!=', false],
	]);
	return lines
		.filter(({ id, price_subtotal, price_tax }) => {
			const points = spent.find((one) => one.id === id)?.points_cost ?? 0;
			return points > 0 && !price_tax && Math.abs(points + price_subtotal) < 0.005;
		})
		.map(({ id }) => id);
}
