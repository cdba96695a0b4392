import { EffectError, fromNumber } from '../../shared/model';
import type { BilledLine } from '../records/answers';
import { soldQuantity, type OdooOrder, type SoldLine } from './delivery';
import { standingLines } from './superseded';
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
	/** Of a line of which only a part is on invoices so far: that part, in whole units. */
	billed?: { quantity: number; net: number; tax: number };
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
export function pricesOf(
	found: Pick<OdooOrder, 'lines' | 'order' | 'invoices' | 'credited' | 'rounding'>,
): Map<number, LinePrice> {
	const { lines, order } = found;
	const invoices = standingDocuments(found);
	const minor = minorOf(currencyOf(order));
	const step = stepOf(found);
	const soldOn = (bill: BilledLine) => lines.find(({ line }) => bill.sale_line_ids.includes(line.id));
	const billed = invoices.map((document) => document.map((bill) => pieceOf(bill, soldOn(bill), minor)));
	const total = (orderLine: number, of: (piece: Piece) => number) =>
		billed.flat().reduce((sum, piece) => sum + (piece.orderLine === orderLine ? of(piece) : 0), 0);
	const unbilled = lines.flatMap((sold): Piece[] => {
		const open = soldQuantity(sold) - total(sold.line.id, ({ quantity }) => quantity);
		return open * sold.line.product_uom_qty > little ? [orderedPiece(sold, open, minor)] : [];
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
			const onInvoices = pieces.filter(({ id }) => id > 0);
			const count = onInvoices.reduce((total, one) => total + one.quantity, 0);
			const ofBilled = (what: 'net' | 'tax') =>
				sum(what, onInvoices) +
				sum(
					what,
					onInvoices.flatMap(({ id }) => shares.get(id) ?? []),
				);
			const isPart = count > 0 && count < quantity && Number.isInteger(count) && Number.isInteger(quantity);
			return [
				sold.line.id,
				{
					quantity,
					net: Math.round(((bare.net + sum('net', off)) * part) / step) * step,
					tax: Math.round(((bare.tax + sum('tax', off)) * part) / step) * step,
					taxIncluded: pieces.some(({ taxIncluded }) => taxIncluded),
					discount: isDiscount(bare),
					...(isPart && { billed: { quantity: count, net: ofBilled('net'), tax: ofBilled('tax') } }),
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

/** The posted invoices, less what of them was corrected. */
function standingDocuments({
	lines,
	invoices,
	credited = [],
}: Pick<OdooOrder, 'lines' | 'invoices' | 'credited'>): BilledLine[][] {
	if (!credited.length) return invoices;
	const standing = new Map<number, BilledLine[]>();
	for (const sold of lines) {
		const of = (document: BilledLine[]) => document.filter((bill) => bill.sale_line_ids.includes(sold.line.id));
		const billed = of(invoices.flat());
		const left = standingLines(billed, of(credited), soldQuantity(sold)).lines;
		for (const { id } of billed)
			standing.set(
				id,
				left.filter((one) => one.id === id),
			);
	}
	return invoices.map((document) => document.flatMap((bill) => standing.get(bill.id) ?? bill));
}

/** The currency of an order, or of a document. Throws EffectError when Odoo names none: an amount without one is no money. */
export function currencyOf(
	{ name, currency_id: currency }: { name: string; currency_id?: { name: string } },
	what = 'Order',
): string {
	if (currency) return currency.name;
	throw new EffectError(`${what} ${name} has no currency in Odoo`, {
		category: 'rejected',
		connection: 'odoo',
		advice: `Open ${name} in Odoo and give it a currency (an order has that of its pricelist), then replay the step.`,
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
		...(sold?.line.is_delivery && { shipping: true }),
		...(sold && { sku: sold.sku, product: titleOf(sold) }),
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
		...(line.is_delivery && { shipping: true }),
		sku: sold.sku,
		product: titleOf(sold),
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

/** Whether a line's price contains its tax. */
export function containsTax({ price_unit, quantity, discount, price_subtotal, price_total }: Priced): boolean {
	const priced = price_unit * quantity * (1 - discount / 100);
	return Math.abs(priced - price_total) < Math.abs(priced - price_subtotal);
}
