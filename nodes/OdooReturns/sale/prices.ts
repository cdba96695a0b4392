import { EffectError, fromNumber } from '../../shared/model';
import type { BilledLine, SaleOrder } from '../records/answers';
import { inLineUnits, type OdooOrder, type SoldLine } from './delivery';
import { isDiscount, spreadDiscounts, type DiscountShare, type DocumentLine } from './discounts';

/** What an order line was sold for, all pieces together; amounts in minor units, discounts on lines of their own taken off. */
export interface LinePrice {
	/** How many were sold, in the line's unit; may have a fraction. */
	quantity: number;
	net: number;
	tax: number;
	/** Whether its price contains tax: then the price is exact, and net and tax are roundings. */
	taxIncluded: boolean;
	/** It takes something off other lines, and is nothing that could come back. */
	discount: boolean;
	/** What it bears of the discounts on posted invoices; `discount` is the invoice's line. */
	shares: DiscountShare[];
	/** Tax that invoices have more or less than their lines say, and that no line stands for. */
	taxOff: number;
}

const little = 1e-6;

/** A line of a document, as far as its price goes. */
interface Priced {
	quantity: number;
	price_unit: number;
	discount: number;
	price_subtotal: number;
	price_total: number;
}

/** A line of a document with the order line that it stands for. */
interface Piece extends DocumentLine {
	orderLine?: number;
	quantity: number;
	taxIncluded: boolean;
}

/**
 * What each line of an order was sold for: as the posted invoices have it, and what they do not have as it was ordered. A discount
 * counts within its own document. Order line id -> price. Pure.
 */
export function pricesOf(found: Pick<OdooOrder, 'lines' | 'order' | 'invoices' | 'rounding'>): Map<number, LinePrice> {
	const { lines, order, invoices } = found;
	const minor = minorOf(currencyOf(order));
	const step = stepOf(found);
	const soldOn = (bill: BilledLine) => lines.find(({ line }) => bill.sale_line_ids.includes(line.id));
	const billed = invoices.map((document) => document.map((bill) => pieceOf(bill, soldOn(bill), minor)));
	const total = (orderLine: number, of: (piece: Piece) => number) =>
		billed.flat().reduce((sum, piece) => sum + (piece.orderLine === orderLine ? of(piece) : 0), 0);
	const unbilled = lines.flatMap((sold): Piece[] => {
		const open = soldQuantity(sold) - total(sold.line.id, ({ quantity }) => quantity);
		return open > little && sold.line.product_uom_qty ? [orderedPiece(sold, open, minor)] : [];
	});
	const documents = [...billed, unbilled];
	const ofTax = new Set(billed.flat().flatMap(({ id, beside }) => (beside && id < 0 ? [id] : [])));
	const shares = new Map(documents.flatMap((document) => [...spreadDiscounts(document, step)]));
	return new Map(
		lines.map((sold) => {
			const pieces = documents.flat().filter(({ orderLine }) => orderLine === sold.line.id);
			const all = pieces.reduce((sum, { quantity }) => sum + quantity, 0);
			// Shipping that was credited has its quantity lowered, and nothing else tells that it was sold.
			const quantity = sold.line.is_delivery ? Math.max(soldQuantity(sold), all) : soldQuantity(sold);
			// More was billed than is sold by now: a part of it was called off.
			const part = all > quantity + little ? quantity / all : 1;
			const sum = (of: 'net' | 'tax', own: Array<Record<'net' | 'tax', number>>) =>
				own.reduce((amount, one) => amount + one[of], 0);
			const off = pieces.flatMap((piece) => shares.get(piece.id) ?? []);
			const bare = { net: sum('net', pieces), tax: sum('tax', pieces) };
			return [
				sold.line.id,
				{
					quantity,
					net: Math.round(((bare.net + sum('net', off)) * part) / step) * step,
					tax: Math.round(((bare.tax + sum('tax', off)) * part) / step) * step,
					taxIncluded: pieces.some(({ taxIncluded }) => taxIncluded),
					discount: isDiscount(bare),
					shares: off.filter(({ discount }) => discount > 0),
					taxOff: sum(
						'tax',
						off.filter(({ discount }) => ofTax.has(discount)),
					),
				},
			];
		}),
	);
}

/** The currency of an order. Throws EffectError when Odoo names none: an amount without one is no money. */
export function currencyOf({ name, currency_id: currency }: Pick<SaleOrder, 'name' | 'currency_id'>): string {
	if (currency) return currency.name;
	throw new EffectError(`Order ${name} has no currency in Odoo`, {
		category: 'rejected',
		connection: 'odoo',
		advice: 'Open the order in Odoo, choose a pricelist with a currency, then replay the step.',
	});
}

/** Minor units that amounts of an order are multiples of: 1, or more where Odoo rounds its currency coarser. */
export function stepOf({ order, rounding }: Pick<OdooOrder, 'order' | 'rounding'>): number {
	return rounding ? Math.max(1, fromNumber(rounding, currencyOf(order)).amount) : 1;
}

function minorOf(currency: string): (value: number) => number {
	return (value) => fromNumber(value, currency).amount;
}

function pieceOf(bill: BilledLine, sold: SoldLine | undefined, minor: (value: number) => number): Piece {
	const [net, gross] = [minor(bill.price_subtotal), minor(bill.price_total)];
	const owner = sold ? ('order' as const) : bill.sale_line_ids.length ? ('others' as const) : undefined;
	return {
		id: bill.id,
		...(owner && { owner }),
		...(bill.display_type === 'rounding' && { beside: 'all' as const }),
		...(bill.display_type === 'epd' && { beside: 'taxed alike' as const }),
		...(sold && { orderLine: sold.line.id }),
		names: sold ? namesOf(sold) : [],
		title: bill.name ?? '',
		taxes: bill.tax_ids,
		quantity: bill.quantity,
		net,
		tax: gross - net,
		taxIncluded: containsTax(bill),
	};
}

/** So much of a line as it was ordered. Its id is below zero: no invoice has it. */
function orderedPiece(sold: SoldLine, quantity: number, minor: (value: number) => number): Piece {
	const { line } = sold;
	const priced: Priced = {
		...line,
		quantity: line.product_uom_qty,
		price_total: line.price_subtotal + line.price_tax,
	};
	const part = quantity / priced.quantity;
	const [net, gross] = [minor(priced.price_subtotal * part), minor(priced.price_total * part)];
	return {
		id: -line.id,
		orderLine: line.id,
		names: namesOf(sold),
		title: line.name,
		taxes: line.tax_ids,
		quantity,
		net,
		tax: gross - net,
		taxIncluded: containsTax(priced),
	};
}

/** What a line is called. */
export function titleOf({ line }: SoldLine): string {
	return line.name.split('\n')[0];
}

function namesOf(sold: SoldLine): string[] {
	return [sold.sku, titleOf(sold)].filter((name) => name !== '');
}

/**
 * How many were sold: what was ordered, or what has left, whichever is more. The ordered quantity alone does not tell, since it is
 * lowered when returned pieces are credited (see orderedQuantity.ts).
 */
function soldQuantity({ line, deliveries }: SoldLine): number {
	return Math.max(
		line.product_uom_qty,
		inLineUnits(deliveries, ({ move }) => move.quantity),
	);
}

/** Whether a line's price contains its tax. */
export function containsTax({ price_unit, quantity, discount, price_subtotal, price_total }: Priced): boolean {
	const priced = price_unit * quantity * (1 - discount / 100);
	return Math.abs(priced - price_total) < Math.abs(priced - price_subtotal);
}
