import { z } from 'zod';
import { fromNumber, portion } from '../../shared/model';
import type { Odoo } from '../transport/odoo';
import { paidFor, portionInCoins, stepOfMethod, stepOfSale } from './cashRounding';
import type { CardShare } from './credits';
import type { HandedOut, PlannedBack, PricedBack } from './posRefund';
import type { RegisterSale } from './posOrder';
import { isOnlyRefund, leftPaid } from './paidBy';
import { goodsOf, takenBackIn } from './receiptLines';
import { receiptPrices } from './receiptPrices';

const Computed = z.object({
	total_excluded: z.number(),
	total_included: z.number(),
	taxes: z.array(z.object({ amount: z.number() })),
});

/** A refund as it is booked. */
export interface PricedRefund {
	lines: PricedBack[];
	/** Minor units that are owed for the goods: their share of what was paid. */
	owed: number;
	/** What is handed out: what cards do not get, to the next coin where the register rounds this way of paying. */
	given: HandedOut[];
}

/**
 * The lines of the goods: what was paid for the pieces and not given back yet. They are computed by Odoo itself, from a price that
 * comes to them: a register that is closed compares them with its own, so an amount that Odoo does not come to would keep it open.
 * All of a receipt that nothing came back of is the receipt as it was, with its discounts.
 */
export async function priceGoods(own: Odoo, sale: RegisterSale, planned: PlannedBack[]): Promise<PricedBack[]> {
	const sold = isWhole(sale, planned) ? wholeOf(sale, planned) : undefined;
	const prices = receiptPrices(sale);
	const lines = sold ?? [];
	for (const one of sold ? [] : planned) {
		const { gross, discounted } = prices.get(one.line.id)!;
		lines.push(
			one.quantity === one.line.qty && !discounted
				? asSold(one)
				: await computed(own, one, owedFor(sale, one, gross), sale.order.currency_id!.name),
		);
	}
	return lines;
}

/** What lines come to, in minor units. */
export function worthOfLines({ order }: Pick<RegisterSale, 'order'>, lines: PricedBack[]): number {
	return lines.reduce((sum, { gross }) => sum + fromNumber(gross, order.currency_id!.name).amount, 0);
}

/**
 * The whole refund: goods, what goes back on cards, and what is handed out by each of the `ways` (minor units that their payments are to give
 * back; one way gives all that the cards do not get). That may differ from the lines by half a coin, which Odoo books as rounding; else the goods are
 * priced at what is handed out.
 */
export async function priceRefund(
	own: Odoo,
	sale: RegisterSale,
	{
		planned,
		goods,
		shares,
		ways,
	}: { planned: PlannedBack[]; goods: PricedBack[]; shares: CardShare[]; ways: HandedOut[] },
): Promise<PricedRefund> {
	const { name: currency } = sale.order.currency_id!;
	const minor = (value: number) => fromNumber(value, currency).amount;
	const cards: PricedBack[] = [];
	for (const {
		paid: { line, amount: all },
		amount,
	} of shares) {
		const one = { line, quantity: 1, serials: [] };
		cards.push(amount === all ? asSold(one) : await computed(own, one, -amount, currency));
	}
	const booked = worthOfLines(sale, goods);
	const credit = shares.reduce((sum, { amount }) => sum + amount, 0);
	const { owed, given } = inCash(sale, planned, { booked, credit, ways });
	const off = given.reduce((sum, { amount }) => sum + amount, 0) - (booked - credit);
	if (2 * Math.abs(off) <= (sale.coins?.step ?? 0) || !off) return { lines: [...goods, ...cards], owed, given };
	const dearest = goods.reduce((a, b) => (b.gross > a.gross ? b : a));
	const mended = await computed(own, dearest, minor(dearest.gross) + off, currency);
	return { lines: [...goods.map((one) => (one === dearest ? mended : one)), ...cards], owed, given };
}

function asSold(one: PlannedBack): PricedBack {
	return { ...one, price: one.line.price_unit, net: one.line.price_subtotal, gross: one.line.price_subtotal_incl };
}

function isWhole(sale: RegisterSale, planned: PlannedBack[]): boolean {
	return (
		sale.lines.every(({ line }) => !line.refunded_qty) &&
		goodsOf(sale).every(({ line }) => planned.some((one) => one.line.id === line.id && one.quantity === line.qty))
	);
}

function wholeOf(sale: RegisterSale, planned: PlannedBack[]): PricedBack[] {
	const goods = goodsOf(sale);
	const paying = [...(sale.cardsPaid ?? []).map(({ line }) => line), ...takenBackIn(sale)];
	const others = sale.lines.filter((one) => !goods.includes(one) && !paying.some(({ id }) => id === one.line.id));
	return [...planned, ...others.map(({ line }) => ({ line, quantity: line.qty, serials: [] }))].map(asSold);
}

/**
 * What is owed for the goods and what is handed out, of goods that come to `booked`, of which cards get `credit`; minor units. Where what was paid was rounded to coins, each
 * piece is worth a number of them, and the last ones what is left of what was paid. Where only what is handed out is rounded, earlier refunds that
 * were rounded up make a later one less.
 */
function inCash(
	sale: RegisterSale,
	planned: PlannedBack[],
	{ booked, credit, ways }: { booked: number; credit: number; ways: HandedOut[] },
): Pick<PricedRefund, 'owed' | 'given'> {
	const [only] = ways;
	const step = (way: HandedOut) => stepOfMethod(sale.coins, way.method);
	const { order, refunds, refundLines } = sale;
	const minor = (value: number) => fromNumber(value, order.currency_id!.name).amount;
	const standing = refunds.filter((one) => one.state !== 'cancel');
	const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
	const roundedUp = total(
		standing
			.filter((one) => isOnlyRefund(sale, one))
			.map(({ amount_total, amount_paid }) => minor(amount_total) - minor(amount_paid)),
	);
	const coin = stepOfSale(sale);
	const toCoin = (way: HandedOut, amount: number) => ({ ...way, amount: Math.round(amount / step(way)) * step(way) });
	if (ways.length !== 1) return { owed: booked, given: ways.map((way) => toCoin(way, way.amount)) };
	if (coin === 1) {
		const money = Math.min(booked - credit, leftPaid(sale));
		const coins = Math.min(booked - credit - roundedUp, money);
		return { owed: money + credit, given: [sale.coins ? toCoin(only, coins) : { ...only, amount: money }] };
	}
	const before = total(
		refundLines
			.filter(({ order_id }) => standing.some(({ id }) => id === order_id))
			.map(({ price_subtotal_incl }) => -minor(price_subtotal_incl)),
	);
	const left = Math.max(0, paidFor(sale) - before - roundedUp);
	const prices = receiptPrices(sale);
	const share = ({ line, quantity }: PlannedBack) => {
		const upTo = (pieces: number) =>
			portionInCoins(prices.get(line.id)!.paid, Math.round(pieces * 1e4), Math.round(line.qty * 1e4), coin);
		return upTo(line.refunded_qty + quantity) - upTo(line.refunded_qty);
	};
	const isLast = goodsOf(sale).every(({ line }) => {
		const pieces = total(planned.filter((one) => one.line.id === line.id).map(({ quantity }) => quantity));
		return line.qty - line.refunded_qty - pieces < 1e-6;
	});
	const owed = isLast ? left : Math.min(left, total(planned.map(share)));
	return { owed, given: [{ ...only, amount: owed }] };
}

/** Minor units that are owed for pieces of a line: their part of what it was paid for, and of the last ones what is left of that. */
function owedFor({ order, refunds, refundLines }: RegisterSale, { line, quantity }: PlannedBack, paid: number): number {
	const standing = refundLines.filter(
		({ refunded_orderline_id, order_id }) =>
			refunded_orderline_id === line.id && refunds.some(({ id, state }) => id === order_id && state !== 'cancel'),
	);
	const given = standing.reduce(
		(sum, { price_subtotal_incl }) => sum - fromNumber(price_subtotal_incl, order.currency_id!.name).amount,
		0,
	);
	const upTo = (pieces: number) => portion(paid, Math.round(pieces * 1e4), Math.round(line.qty * 1e4));
	const left = Math.max(0, paid - given);
	const isLast = line.qty - line.refunded_qty - quantity < 1e-6;
	const share = upTo(line.refunded_qty + quantity) - upTo(line.refunded_qty);
	return isLast ? left : Math.min(left, share);
}

/** Fifths of a cent around the wanted amount: a price that is rounded and then taxed does not come to every cent. */
const steps = [0, ...[1, 2, 3, 4, 5, 6, 7].flatMap((step) => [step / 5, -step / 5])];

/** Asks Odoo what the pieces come to, at the price they were sold for, then at prices around the one that is wanted. `wanted` in minor units. */
async function computed(own: Odoo, one: PlannedBack, wanted: number, currency: string): Promise<PricedBack> {
	const { line, quantity } = one;
	const minor = (value: number) => fromNumber(value, currency).amount;
	const at = async (price: number): Promise<PricedBack & { booked: number }> => {
		const answer = await own.call(
			'account.tax',
			'compute_all',
			{ ids: line.tax_ids_after_fiscal_position, price_unit: price * (1 - line.discount / 100), quantity },
			{ repeatable: true },
		);
		const { total_excluded: net, total_included: gross, taxes } = Computed.parse(answer);
		return { ...one, price, net, gross, booked: taxes.reduce((sum, { amount }) => sum + minor(amount), minor(net)) };
	};
	// A register that is closed books price and taxes rounded each, which may be another cent than their sum.
	const fits = ({ gross, booked }: { gross: number; booked: number }) => minor(gross) === wanted && booked === wanted;
	const sold = await at(line.price_unit);
	const now = minor((line.price_subtotal_incl * quantity) / line.qty);
	if (fits(sold) || !now) return sold;
	for (const step of steps) {
		const tried = await at((line.price_unit * (wanted + step)) / now);
		if (fits(tried)) return tried;
	}
	return sold;
}
