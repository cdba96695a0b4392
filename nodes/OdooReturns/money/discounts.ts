import { fromNumber, portion, type Money } from '../../shared/model';
import type { InvoiceLine } from '../records/answers';
import { containsTax } from '../sale/prices';
import type { CreditRow, Credited, Discounted } from './creditRow';

/** Pieces of an invoice line that credit notes took. */
export function creditedOf(line: InvoiceLine, earlier: InvoiceLine[]): number {
	return creditLinesOf(line, earlier).reduce((total, { quantity }) => total + quantity, 0);
}

/** Lines of credit notes that turn a line of the invoice; one that no order line stands behind is known by product, name and taxes. */
function creditLinesOf({ sale_line_ids, ...line }: InvoiceLine, earlier: InvoiceLine[]): InvoiceLine[] {
	const isSame = (one: InvoiceLine) =>
		one.product_id === line.product_id &&
		one.name === line.name &&
		one.tax_ids.length === line.tax_ids.length &&
		one.tax_ids.every((tax) => line.tax_ids.includes(tax));
	return earlier.filter((one) =>
		sale_line_ids.length
			? one.sale_line_ids.some((id) => sale_line_ids.includes(id))
			: !one.sale_line_ids.length && isSame(one),
	);
}

/** Not for goods, but what the whole invoice came to besides (besides.ts): nobody can say that a refund bears another part of it. */
function isBeside({ display_type }: InvoiceLine): boolean {
	return display_type === 'rounding' || display_type === 'epd';
}

interface Credits {
	goods: Credited[];
	shipping: Array<Discounted & { share: number }>;
	/** Lines of the order's other credit notes. */
	earlier: InvoiceLine[];
	/** What discounts come to on this credit note for it to be the refund, with tax. */
	wanted: Money;
	/** Minor units that roundings may make. */
	within: number;
	/** Whether the refund may bear less of a discount than its share: the shop knows what it was for. */
	pricedByShop: boolean;
}

/**
 * The lines that take back what credited goods bear of discounts: their share, by pieces. The invoice does not say whose a discount
 * was, so a refund that bears more of it than its share is taken at its word while there is so much left; one that bears less only when
 * the shop has priced it.
 */
export function discountRows({ goods, shipping, earlier, wanted, within, pricedByShop }: Credits): CreditRow[] {
	const shares = new Map<InvoiceLine, number>();
	const add = (line: InvoiceLine, gross: number) => shares.set(line, (shares.get(line) ?? 0) + gross);
	for (const { invoiceLine, billed, quantity, discounts = [] } of goods) {
		const before = creditedOf(invoiceLine, earlier);
		const upTo = (gross: number, pieces: number) =>
			Math.sign(gross) * portion(Math.abs(gross), Math.round(Math.min(pieces, billed) * 1e4), Math.round(billed * 1e4));
		for (const { line, net, tax } of discounts) add(line, upTo(net + tax, before + quantity) - upTo(net + tax, before));
	}
	for (const { line, net, tax, share } of shipping) if (share) add(line, Math.round((net + tax) * share));
	const { currency } = wanted;
	const left = (line: InvoiceLine) =>
		fromNumber(line.price_total, currency).amount - creditedGross(line, earlier, currency);
	let off = wanted.amount - [...shares.values()].reduce((sum, share) => sum + share, 0);
	if (off < -within || (off > within && pricedByShop))
		for (const [line, share] of [...shares].filter(([line]) => !isBeside(line))) {
			const to = Math.min(0, Math.max(left(line), share + off));
			shares.set(line, to);
			off -= to - share;
		}
	return [...shares]
		.filter(([, gross]) => gross !== 0)
		.map(([line, gross]) => rowOf(line, gross, gross === left(line), creditedOf(line, earlier), currency));
}

/** What credit notes took of a discount, with its sign. */
function creditedGross(line: InvoiceLine, earlier: InvoiceLine[], currency: string): number {
	return creditLinesOf(line, earlier).reduce(
		(sum, { price_total }) => sum + fromNumber(price_total, currency).amount,
		0,
	);
}

/** A part of a discount as a part of its quantity, so that Odoo knows how much of it is credited; the last part is all that is left. */
function rowOf(line: InvoiceLine, gross: number, isLast: boolean, before: number, currency: string): CreditRow {
	const whole = fromNumber(line.price_total, currency).amount;
	// Some books have a discount as less than none of a price.
	const [sign, count] = [Math.sign(line.quantity), Math.abs(line.quantity)];
	const open = count - Math.abs(before);
	// Odoo keeps two decimals of a quantity; something stays for the last part.
	const part = Math.min(Math.floor(((count * gross) / whole) * 100) / 100, open - 0.01);
	const quantity = sign * Math.max(0.01, isLast ? open : Math.round(part * 100) / 100);
	const counted = containsTax(line) ? line.price_total : line.price_subtotal;
	return { invoiceLine: line, quantity, price: (counted * gross) / whole / quantity, discount: 0, gross };
}
