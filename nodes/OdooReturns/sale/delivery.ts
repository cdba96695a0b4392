import type { Booked } from './received';
import type { Customer, Order } from '../../shared/model';
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
	/** Grams of one of its pieces; undefined: Odoo does not say. */
	weight?: number;
	/** As Odoo sorts its product: `Apparel / Shirts`. */
	category?: string;
	deliveries: Delivery[];
	/** Pieces, in the line's unit, that came back, or shall, by another line of the order that takes goods back. */
	takenBack?: number;
}

/** A done delivery of (part of) a line. Quantities are in the move's unit. */
export interface Delivery {
	move: Move;
	returned: number;
	/** How many units of the move one unit of the order line is: 6 when packs of six are sold and pieces are moved. */
	unitsPerLineUnit: number;
}

/**
 * Goods that an order takes back with lines below zero, beside those that it sells (an exchange). They are no discount. What the order has sold itself
 * has come back of its own line, and is credited; what was bought before has paid for a part of the others.
 */
export interface TakenBack {
	/** Ids of the order lines below zero. */
	orderLines: number[];
	/** Ids of the invoice lines that say so. */
	billLines: number[];
	/** What of these takes back goods of the order: so many pieces of one of its lines are credited by them. */
	own: Array<{ bill: number; orderLine: number; quantity: number }>;
	/** Pieces of the order's lines that came back, or shall, by a transfer of a line below zero; in the order line's unit. */
	cameBack: Map<number, number>;
	/** What goods that were bought before paid for, with tax, in major units. */
	worth: number;
	/** What `own` comes to, with tax, in major units. */
	ownWorth: number;
}

/** A sale order with all that a return needs to know of it. */
export interface OdooOrder {
	order: SaleOrder;
	lines: SoldLine[];
	moves: Move[];
	/** Lines of the posted invoices, document by document: goods, fees, discounts, and `besides`. */
	invoices: BilledLine[][];
	/** Lines of its posted credit notes, and what its invoices take back of its own lines. */
	credited?: BilledLine[];
	/** What of it was paid with a gift card or an eWallet; no line above has it. */
	creditUsed?: CreditUsed[];
	/** Goods that the order takes back with lines below zero; no line above has them. */
	takenBack?: TakenBack;
	/** What invoices came to besides their lines of goods: a rounding for cash, what was taken off for paying early. */
	besides?: InvoiceLine[];
	/** What amounts in its currency are multiples of in this Odoo: 0.01, or 1 where a company wants no cents. */
	rounding?: number;
	/** How large a unit is, next to others of its kind. */
	factor?: (unit: number | undefined) => number;
	/** Its posted invoices and credit notes, as far as money goes. */
	booked?: Booked[];
	/** Currencies of its posted invoices and credit notes that are not the order's: what these say is left out, and a person decides. */
	otherCurrencies?: string[];
	customer?: Customer;
	/** What its posted invoices came to in its currency and in that of the books, where that is another. */
	shopRate?: Order['shopRate'];
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

/**
 * How many were sold: what was ordered, or what has left, whichever is more. The ordered quantity alone does not tell, since it is
 * lowered when returned pieces are credited (see orderedQuantity.ts).
 */
export function soldQuantity({ line, deliveries }: SoldLine): number {
	return deliveries.length
		? Math.max(
				line.product_uom_qty,
				inLineUnits(deliveries, ({ move }) => move.quantity),
			)
		: line.product_uom_qty;
}

/** What of an order line has left, in its unit; of a kit what Odoo counts. */
export function deliveredOf({ kit, line, deliveries }: SoldLine): number {
	return kit ? line.qty_delivered : inLineUnits(deliveries, ({ move }) => move.quantity);
}

/** How much of an order line, in its unit, other returns than `own` took back or are to take back. */
export function returnedByOthers({ deliveries, takenBack = 0 }: SoldLine, moves: Move[], own: Move[]): number {
	const others = moves.filter(({ id }) => !own.some((one) => one.id === id));
	return Math.max(0, takenBack + inLineUnits(deliveries, ({ move }) => returnedSoFar(move.id, others)));
}
