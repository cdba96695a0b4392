import { fromNumber } from '../../shared/model';
import type { PosLine, PosOrder } from '../records/answers';

/** A line of a receipt, with what it is. */
export interface ReceiptLine {
	line: PosLine;
	sku: string;
	service?: boolean;
	/** As the shop sorts its goods in Odoo. */
	category?: string;
}

/** Lines that goods are sold on: what takes something off the others is none, nor is what was taken back with the same receipt. */
export function goodsOf<T extends Pick<ReceiptLine, 'line'>>({ lines }: { lines: T[] }): T[] {
	return lines.filter(({ line }) => line.qty > 0 && line.price_subtotal_incl >= 0);
}

/**
 * Lines of a receipt as they stand: one below zero, of goods that the receipt sells for as much, takes pieces off that line (a cashier took them off, and Odoo
 * moves them back). What is more than that was taken back. Pure.
 */
export function corrected(lines: ReceiptLine[]): ReceiptLine[] {
	const standing = lines.map((one) => ({ ...one, line: { ...one.line } }));
	for (const one of standing.filter((each) => isGoodsBack(each) && !each.line.refunded_orderline_id))
		for (const { line } of goodsOf({ lines: standing })) {
			const off = Math.min(-one.line.qty, line.qty - line.refunded_qty);
			if (!isSamePrice(line, one.line) || off <= 0) continue;
			Object.assign(line, withQuantity(line, line.qty - off));
			Object.assign(one.line, withQuantity(one.line, one.line.qty + off));
		}
	return standing.filter(({ line }) => line.qty);
}

function isSamePrice(a: PosLine, b: PosLine): boolean {
	return a.product_id === b.product_id && a.price_unit === b.price_unit && a.discount === b.discount;
}

function withQuantity({ price_subtotal, price_subtotal_incl, qty }: PosLine, left: number): Partial<PosLine> {
	const quantity = Math.round(left * 1e6) / 1e6;
	const part = (amount: number) => Math.round(((amount * quantity) / qty) * 1e6) / 1e6;
	return { qty: quantity, price_subtotal: part(price_subtotal), price_subtotal_incl: part(price_subtotal_incl) };
}

function isGoodsBack({ line: { qty, price_unit }, service }: ReceiptLine): boolean {
	return !service && qty < 0 && price_unit > 0;
}

/**
 * Lines of goods that were taken back with the same receipt: what they were worth paid a part of the others, so it takes nothing off their price. They
 * name the line of an earlier receipt, or are goods without a receipt. Pure.
 */
export function takenBackIn({ lines }: { lines: ReceiptLine[] }): PosLine[] {
	return lines.flatMap((one) =>
		(one.line.qty < 0 && one.line.refunded_orderline_id) || isGoodsBack(one) ? one.line : [],
	);
}

/** What goods that were taken back with the same receipt paid of it, before money was handed out for them; minor units. Pure. */
export function worthTakenBack(receipt: { order: Pick<PosOrder, 'currency_id'>; lines: ReceiptLine[] }): number {
	const minor = (value: number) => fromNumber(value, receipt.order.currency_id!.name).amount;
	return takenBackIn(receipt).reduce((sum, { price_subtotal_incl }) => sum - minor(price_subtotal_incl), 0);
}
