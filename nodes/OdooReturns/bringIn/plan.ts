import { exponentOf, type Money } from '../../shared/model';
import { type Cell, type Row } from '../transport/table';
import { grossOf, refused, sentOf, soldLines, totalOf, type ChannelLine, type ChannelOrder } from './channelOrder';
import { chooseTaxes, odooGross, type ChosenTaxes, type SalesTax, type Taxable, type TaxChoice } from './taxes';

/** A product, as far as a line of it needs. */
export interface PlannedProduct {
	id: number;
	default_code?: string;
	barcode?: string;
	invoice_policy?: string;
	type?: string;
	taxes_id: number[];
}

/** A line of the order in Odoo. Amounts in minor units. */
export interface PlannedLine {
	kind: 'goods' | 'shipping' | 'other';
	/** The channel's line; absent: shipping and other amounts. */
	line?: ChannelLine;
	product: PlannedProduct;
	name: string;
	quantity: number;
	/** Pieces that were sent, as far as they are parcels. */
	sent: number;
	net: number;
	/** What it came to with tax. */
	gross: number;
	tax: ChosenTaxes;
}

/** The order in Odoo, as it shall be. */
export interface OrderPlan {
	lines: PlannedLine[];
	total: Money;
	/** What rounding of taxes by Odoo leaves, as far as it can be told before; in minor units. */
	rest: number;
	/** Goods that stand for products that Odoo does not have. */
	substituted: string[];
}

/** What lines are planned with. */
export interface Catalogue {
	products: PlannedProduct[];
	taxes: SalesTax[];
	choices: TaxChoice[];
	/** SKUs. */
	substitute?: string;
	shipping: string;
	other: string;
}

/** Plans the lines of an order, each at what the customer paid for it less its discounts. Pure; throws EffectError for what Odoo does not have. */
export function planOrder(order: ChannelOrder, catalogue: Catalogue): OrderPlan {
	const { currency, shipping, duties, taxesIncluded } = order;
	const substituted: string[] = [];
	const drafts: Array<Omit<PlannedLine, 'tax'>> = soldLines(order).map((line) => {
		const found = productFor(line, catalogue);
		if (!found.known) substituted.push(line.sku || line.title || line.id);
		return {
			kind: 'goods',
			line,
			product: found.product,
			name: line.title || line.sku,
			quantity: line.quantity,
			sent: sentOf(order, line),
			net: line.subtotal.amount - (taxesIncluded ? line.tax.amount : 0),
			gross: grossOf(order, line),
		};
	});
	const more = (kind: 'shipping' | 'other', sku: string, name: string, net: number, gross: number) =>
		drafts.push({ kind, product: serviceOf(sku, name, catalogue), name, quantity: 1, sent: 0, net, gross });
	if (shipping?.subtotal.amount || shipping?.tax.amount) {
		const gross = grossOf(order, shipping);
		more('shipping', catalogue.shipping, 'Shipping', gross - shipping.tax.amount, gross);
	}
	if (duties?.amount) more('other', catalogue.other, 'Duties', duties.amount, duties.amount);
	const taxable = drafts.map(({ name, product, net, gross }): Taxable => ({
		name: product.default_code ?? name,
		net,
		tax: gross - net,
		currency,
		usual: product.taxes_id,
	}));
	const taxes = chooseTaxes(taxable, { known: catalogue.taxes, choices: catalogue.choices, taxesIncluded });
	const lines = drafts.map((draft, index): PlannedLine => ({ ...draft, tax: taxes[index] }));
	const total = totalOf(order);
	return {
		lines,
		total,
		rest: total.amount - lines.reduce((all, line) => all + odooGross(line, line.tax), 0),
		substituted,
	};
}

/** Minor units that roundings may add up to: one per line and tax. */
export function toleranceOf({ lines }: OrderPlan): number {
	return lines.reduce((all, { tax }) => all + Math.max(1, tax.taxes.length), 0);
}

function productFor(
	line: ChannelLine,
	{ products, substitute }: Catalogue,
): { product: PlannedProduct; known: boolean } {
	const { sku, barcode, title } = line;
	const of = (matches: PlannedProduct[], by: string) => {
		if (matches.length < 2) return matches[0];
		throw refused(
			`Several products in Odoo have the ${by}`,
			'Correct the Internal Reference or the Barcode in Odoo, so that it names one product.',
		);
	};
	const product =
		(sku
			? of(
					products.filter(({ default_code }) => default_code === sku),
					`SKU ${sku}`,
				)
			: undefined) ??
		(barcode
			? of(
					products.filter((one) => one.barcode === barcode),
					`barcode ${barcode}`,
				)
			: undefined);
	if (product) return { product, known: true };
	const instead = substitute
		? of(
				products.filter(({ default_code }) => default_code === substitute),
				`SKU ${substitute}`,
			)
		: undefined;
	if (instead) return { product: instead, known: false };
	throw refused(
		substitute
			? `Odoo has no product with the SKU ${substitute}, which shall stand for those that it does not have`
			: `Odoo has no product with the SKU ${sku || '(none)'} (${title})`,
		substitute
			? 'Make it in Odoo (Internal Reference), or name another one in Substitute Product.'
			: 'Give a product this Internal Reference or barcode in Odoo, or set Unknown Products to a substitute.',
		substitute ? 'substitute' : 'channelOrder',
	);
}

/** The product that shipping, duties or roundings are sold as. Throws EffectError. */
export function serviceOf(sku: string, what: string, { products }: Pick<Catalogue, 'products'>): PlannedProduct {
	const [product, another] = products.filter(({ default_code }) => default_code === sku);
	if (product && !another && product.type === 'service') return product;
	throw refused(
		another
			? `Several products in Odoo have the SKU ${sku}`
			: product
				? `Product ${sku}, which ${what.toLowerCase()} is sold as, is no service`
				: `Odoo has no product with the SKU ${sku || '(none)'}, which ${what.toLowerCase()} is sold as`,
		'Make a product of type Service with this Internal Reference in Odoo, or name another one in this node.',
		what === 'Shipping' ? 'shippingProduct' : 'otherProduct',
	);
}

/** The price of one piece, as exact as a row can say it: Odoo rounds what the line comes to, not the price. */
export function unitPrice(
	{ net, gross, quantity, tax }: Pick<PlannedLine, 'net' | 'gross' | 'quantity' | 'tax'>,
	currency: string,
): string {
	return priceOf(tax.included ? gross : net, quantity, currency);
}

/** Minor units over pieces as a decimal. */
export function priceOf(amount: number, quantity: number, currency: string): string {
	const exact = amount / quantity / 10 ** exponentOf(currency);
	return String(Number(exact.toFixed(10)));
}

/** A row of the order for `load`. `marksShipping`: Odoo can be told which line is shipping. */
export function rowOf(line: PlannedLine, currency: string, marksShipping: boolean): Row {
	return {
		'product_id/.id': line.product.id,
		name: line.name,
		product_uom_qty: line.quantity,
		price_unit: unitPrice(line, currency),
		discount: 0,
		'tax_ids/.id': taxCell(line.tax.taxes),
		...(marksShipping && { is_delivery: line.kind === 'shipping' }),
	};
}

/** No tax is an empty cell, which Odoo takes for none and not for the product's. */
export function taxCell(taxes: Array<{ id: number }>): Cell {
	return taxes.map(({ id }) => id).join(',');
}
