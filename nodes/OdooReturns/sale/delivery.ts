import { type Customer } from '../../shared/model';
import type { CreditUsed } from './paidByCredit';
import { SaleOrder, type BilledLine, type InvoiceLine, type MarkedLine, type Move } from '../records/answers';

/** What is sold on one line, with its deliveries. */
export interface SoldLine {
	line: MarkedLine;
	sku: string;
	/** 'order' or 'delivery': what Odoo invoices by. */
	invoicePolicy: string;
	/** Nothing that is sent: shipping, gift wrapping, insurance. */
	service: boolean;
	/** Odoo delivers its parts, which are other products. Their moves are not listed: no number of them is a piece of the line. */
	kit: boolean;
	/** A combo: its parts are lines of the order of their own, which have the prices and are delivered. */
	combo?: boolean;
	deliveries: Delivery[];
}

/** A done delivery of (part of) a line. Quantities are in the move's unit. */
export interface Delivery {
	move: Move;
	returned: number;
	/** How many units of the move one unit of the order line is: 6 when packs of six are sold and pieces are moved. */
	unitsPerLineUnit: number;
}

/** A sale order with all that a return needs to know of it. */
export interface OdooOrder {
	order: SaleOrder;
	lines: SoldLine[];
	moves: Move[];
	/** Lines of the posted invoices, document by document: goods, fees, discounts, and `besides`. */
	invoices: BilledLine[][];
	/** What of it was paid with a gift card or an eWallet; no line above has it. */
	creditUsed?: CreditUsed[];
	/** What invoices came to besides their lines of goods: a rounding for cash, what was taken off for paying early. */
	besides?: InvoiceLine[];
	/** What amounts in its currency are multiples of in this Odoo: 0.01, or 1 where a company wants no cents. */
	rounding?: number;
	customer?: Customer;
}

/**
 * What has come back of a delivery, or is on its way back: done and open returns of it, less what of them was sent out again
 * (docs/facts/odoo.md#what-has-come-back-of-a-delivery; a picking's `return_id` misses backorders, `qty_delivered` misses open
 * returns).
 */
export function returnedSoFar(delivery: number, moves: Move[]): number {
	const back = moves.filter((move) => move.origin_returned_move_id === delivery && move.state !== 'cancel');
	return back.reduce(
		(total, move) =>
			total +
			pieces(move) -
			moves
				.filter((out) => out.origin_returned_move_id === move.id && out.state !== 'cancel')
				.reduce((sum, out) => sum + pieces(out), 0),
		0,
	);
}

export function pieces(move: Move): number {
	return move.state === 'done' ? move.quantity : move.product_uom_qty;
}

/** Quantities of deliveries added up in the order line's unit. */
export function inLineUnits(deliveries: Delivery[], of: (delivery: Delivery) => number): number {
	const total = deliveries.reduce((sum, delivery) => sum + of(delivery) / delivery.unitsPerLineUnit, 0);
	return Math.round(total * 1e4) / 1e4;
}

/** What of an order line has left, in its unit; of a kit what Odoo counts. */
export function deliveredOf({ kit, line, deliveries }: SoldLine): number {
	return kit ? line.qty_delivered : inLineUnits(deliveries, ({ move }) => move.quantity);
}

/** How much of an order line, in its unit, other returns than `own` took back or are to take back. */
export function returnedByOthers({ deliveries }: SoldLine, moves: Move[], own: Move[]): number {
	const others = moves.filter(({ id }) => !own.some((one) => one.id === id));
	return Math.max(
		0,
		inLineUnits(deliveries, ({ move }) => returnedSoFar(move.id, others)),
	);
}
