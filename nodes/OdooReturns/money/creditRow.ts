import { fromNumber } from '../../shared/model';
import type { InvoiceLine } from '../records/answers';

/** What goods bear of a discount that is a line of its own on the invoice. Minor units, below zero. */
export interface Discounted {
	line: InvoiceLine;
	net: number;
	tax: number;
}

/** What the posted invoices have of one order line. */
export interface BilledGoods {
	sku: string;
	/** The first of `lines`. */
	invoiceLine: InvoiceLine;
	/** All of them, when it was billed on several. */
	lines?: InvoiceLine[];
	/** Pieces on all of them. */
	billed: number;
	/** What all its pieces bear of discounts on lines of their own. */
	discounts?: Discounted[];
	/** Tax that the invoice has more or less than the lines of all its pieces say. */
	taxOff?: number;
}

/** Pieces of one invoiced line that are credited. */
export interface Credited extends BilledGoods {
	quantity: number;
}

/** A line of the credit note that turns one of the invoice: so much of it at that price. */
export interface CreditRow {
	invoiceLine: InvoiceLine;
	quantity: number;
	price: number;
	/** Percent. */
	discount: number;
	/** What it comes to with tax, about, in minor units. */
	gross: number;
}

/** Goods as they were billed: line by line when all come back, else at the one price, or at the average of several. */
export function goodsRows(
	{ invoiceLine, lines = [invoiceLine], billed, quantity }: Credited,
	currency: string,
): CreditRow[] {
	const gross = (line: InvoiceLine) => fromNumber(line.price_total, currency).amount;
	const row = (line: InvoiceLine, pieces: number): CreditRow => ({
		invoiceLine: line,
		quantity: pieces,
		price: line.price_unit,
		discount: line.discount,
		gross: (gross(line) * pieces) / line.quantity,
	});
	const onePrice = lines.every(
		({ price_unit, discount }) => price_unit === invoiceLine.price_unit && discount === invoiceLine.discount,
	);
	if (lines.length > 1 && quantity === billed) return lines.map((line) => row(line, line.quantity));
	if (onePrice) return [row(invoiceLine, quantity)];
	const of = (line: InvoiceLine) => line.price_unit * (1 - line.discount / 100) * line.quantity;
	return [
		{
			invoiceLine,
			quantity,
			price: lines.reduce((sum, line) => sum + of(line), 0) / billed,
			discount: 0,
			gross: (lines.reduce((sum, line) => sum + gross(line), 0) * quantity) / billed,
		},
	];
}
