import { allocate, fromNumber } from '../../shared/model';
import type { PosLine, PosOrder, PosPayment } from '../records/answers';
import { worthTakenBack, type ReceiptLine } from './receiptLines';

/** What a receipt and all that was given back of it say of how it was paid. */
interface Sale {
	order: PosOrder;
	lines: ReceiptLine[];
	payments: PosPayment[];
	/** Orders that gave something of it back. */
	refunds: PosOrder[];
	/** What those that stand took and handed out. */
	refundPayments: PosPayment[];
	/** Their lines that give something of this sale back. */
	refundLines: PosLine[];
	/** Their other lines: goods of other receipts, or what was sold in exchange. */
	refundsBeside: PosLine[];
}

/** One way that a receipt was paid, with what has gone back of it; minor units. */
export interface PaidBy {
	/** The register's way of paying; undefined: goods that were taken back with the same receipt. */
	method?: { id: number; name: string };
	captured: number;
	refunded: number;
}

/**
 * The ways that a receipt was paid. Change that was given another way, and money that was handed out for goods that were taken back, was not paid:
 * it comes off these goods first, then off the largest way. What was given back another way than it was paid, or as a payment for other goods, has gone
 * back of what is left of the ways that there are. Pure.
 */
export function paidBy(sale: Sale): PaidBy[] {
	const minor = (value: number) => fromNumber(value, sale.order.currency_id!.name).amount;
	const byMethod = (list: PosPayment[]) => {
		const sums = new Map<number, number>();
		for (const { payment_method_id: method, amount } of list)
			if (method) sums.set(method.id, (sums.get(method.id) ?? 0) + minor(amount));
		return sums;
	};
	const taken = byMethod(sale.payments);
	const ways = [...taken].map(([id, amount]): PaidBy => {
		const { name } = sale.payments.find(({ payment_method_id }) => payment_method_id?.id === id)!.payment_method_id!;
		return { method: { id, name }, captured: Math.max(0, amount), refunded: 0 };
	});
	const goods = Math.max(0, worthTakenBack(sale));
	const all = goods ? [{ captured: goods, refunded: 0 }, ...ways] : ways;
	const largest = (left: (way: PaidBy) => number) =>
		[...all].sort((a, b) => Number(!b.method) - Number(!a.method) || left(b) - left(a));
	let handedOut = total([...taken.values()].map((amount) => Math.max(0, -amount)));
	for (const way of largest(({ captured }) => captured)) {
		const off = Math.min(handedOut, way.captured);
		way.captured -= off;
		handedOut -= off;
	}
	let elsewhere = 0;
	for (const refund of sale.refunds.filter(({ state }) => state !== 'cancel'))
		for (const { method, amount } of goneBackWith(sale, refund, byMethod)) {
			const way = all.find((one) => one.method && one.method.id === method);
			const own = way ? Math.min(amount, way.captured - way.refunded) : 0;
			if (way) way.refunded += own;
			elsewhere += amount - own;
		}
	for (const way of largest(({ captured, refunded }) => captured - refunded)) {
		const part = Math.max(0, Math.min(elsewhere, way.captured - way.refunded));
		way.refunded += part;
		elsewhere -= part;
	}
	// More than these ways took, since a gift card paid the rest: it has gone back all the same.
	if (elsewhere && all.length) all[all.length - 1].refunded += elsewhere;
	else if (elsewhere) all.push({ method: sale.refundPayments[0]?.payment_method_id, captured: 0, refunded: elsewhere });
	return all;
}

/** What was paid for a receipt, gift cards aside, and has not gone back; minor units. Pure. */
export function leftPaid(sale: Sale): number {
	return Math.max(0, total(paidBy(sale).map(({ captured, refunded }) => captured - refunded)));
}

/** Whether an order did nothing but give back goods of this sale. */
export function isOnlyRefund({ refundsBeside }: Pick<Sale, 'refundsBeside'>, { id }: PosOrder): boolean {
	return !refundsBeside.some(({ order_id }) => order_id === id);
}

/** What one order gave back of the sale, and how; without a method as a payment for other goods. */
function goneBackWith(
	sale: Sale,
	refund: PosOrder,
	byMethod: (list: PosPayment[]) => Map<number, number>,
): Array<{ method?: number; amount: number }> {
	const sums = [...byMethod(sale.refundPayments.filter(({ pos_order_id }) => pos_order_id === refund.id))];
	const out = sums.map(([, amount]) => Math.max(0, -amount));
	const handedOut = Math.max(0, -total(sums.map(([, amount]) => amount)));
	const only = isOnlyRefund(sale, refund);
	const worth = (lines: PosLine[]) =>
		total(
			lines.map(({ order_id, price_subtotal_incl }) =>
				order_id === refund.id ? -fromNumber(price_subtotal_incl, sale.order.currency_id!.name).amount : 0,
			),
		);
	const ours = Math.max(0, worth(sale.refundLines));
	const others = Math.max(0, worth(sale.refundsBeside.filter(({ refunded_orderline_id }) => refunded_orderline_id)));
	const share = only ? handedOut : Math.min(ours, Math.round((handedOut * ours) / Math.max(1, ours + others)));
	return [
		...allocate(share, [...out, 0]).map((amount, index) => ({ method: sums.at(index)?.[0], amount })),
		{ amount: only ? 0 : ours - share },
	];
}

function total(amounts: number[]): number {
	return amounts.reduce((sum, amount) => sum + amount, 0);
}
