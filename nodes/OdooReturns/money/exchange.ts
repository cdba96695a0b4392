import { z } from 'zod';
import type { RefundLeg } from '../../shared/case/caseState';
import { EffectError, fromNumber, invalidInput, toDecimal, type RefundIntent } from '../../shared/model';
import type { Odoo } from '../transport/odoo';
import { documentKey, documentTable, type LoadTable, type Row } from '../transport/table';
import { Product, type ExchangedOrder, type PricedLine } from '../records/answers';
import type { OdooOrder } from '../sale/delivery';
import { readOrder } from '../sale/order';
import { currencyOf, pricesOf } from '../sale/prices';

/** Goods that the customer gets instead. */
export const Replacement = z.object({
	sku: z.string().min(1),
	quantity: z.number().int().positive(),
	/** For each, before tax as the order's prices are; left out: by `Prices`. */
	price: z
		.union([z.string(), z.number()])
		.transform(String)
		.pipe(z.string().regex(/^\d+(\.\d+)?$/, 'must be a price such as 12.50'))
		.optional(),
	/** SKU of the returned goods whose price counts; left out: the same SKU. */
	insteadOf: z.string().optional(),
});
export type Replacement = z.infer<typeof Replacement>;

/** `current`: Odoo's price of today; `paid`: what was paid for the returned goods. */
export const pricings = ['current', 'paid'] as const;
export type Pricing = (typeof pricings)[number];

/** One line of the new order. */
export interface NewLine {
	product: Product;
	quantity: number;
	price?: { unit: number | string; discount?: number; taxes?: number[] };
}

/** `held`: waits for the goods; `ordered`: confirmed, cannot be invoiced yet; `settled`: invoiced, and the credit note put against it. */
export const Stage = z.enum(['held', 'ordered', 'settled']);
export type Stage = z.infer<typeof Stage>;

/** What is wanted, and the order that it is exchanged from. */
export interface WantedExchange {
	odoo: Odoo;
	/** The same, for the company of the order. */
	own: Odoo;
	reference: string;
	/** Names this exchange within the return. */
	number: string;
	keys: ReturnType<typeof exchangeKeys>;
	original: ExchangedOrder;
	replacements: Replacement[];
	pricing: Pricing;
	/** What becomes of money that the new goods leave. */
	restTo: 'refund' | 'store_credit' | 'leave';
	timeZone: string;
}

/** An exchange that is settled now. `intent`: whose credit note pays for the new goods. */
export interface SettledExchange extends WantedExchange {
	stage: 'settled';
	intent: RefundIntent;
}

/** What an exchange is made with, read once; `stage`: how far it goes in this run. */
export type Exchange = SettledExchange | (WantedExchange & { stage: 'held' | 'ordered' });

export function exchangeKeys(reference: string, exchange: string): { order: string; invoice: string } {
	const order = documentKey(reference, 'ex', exchange);
	return { order, invoice: `${order}.inv` };
}

/** Products and prices of what shall be sent. Throws for a SKU that Odoo does not have, or has more than once. */
export async function newLines(
	own: Odoo,
	order: ExchangedOrder,
	replacements: Replacement[],
	pricing: Pricing,
): Promise<NewLine[]> {
	const skus = [...new Set(replacements.flatMap(({ sku, insteadOf }) => [sku, insteadOf ?? sku]))];
	const products = await own.search('product.product', Product, [['default_code', 'in', skus]]);
	const sold = pricing === 'paid' ? await readOrder(own, { id: order.id }) : undefined;
	const productOf = (sku: string) => {
		const [product, another] = products.filter(({ default_code }) => default_code === sku);
		if (product && !another) return product;
		throw invalidInput(
			another ? `Several products in Odoo have the SKU ${sku}` : `Odoo has no product with the SKU ${sku}`,
			"A SKU is Odoo's Internal Reference. Correct it here or in Odoo.",
			'lines',
		);
	};
	// An empty cell means zero to Odoo, not "as the price list says", so a price cannot be left out of one line only.
	if (replacements.some(({ price }) => price !== undefined) && replacements.some(({ price }) => price === undefined))
		throw invalidInput('Some lines have a price and some have none', 'Give every line its price, or none.', 'lines');
	return replacements.map(({ sku, quantity, price, insteadOf = sku }) => {
		const product = productOf(sku);
		if (price !== undefined) return { product, quantity, price: { unit: price } };
		if (pricing === 'current') return { product, quantity };
		const paid = sold && pricePaid(sold, productOf(insteadOf).id);
		if (!paid)
			throw invalidInput(
				`${insteadOf} was not sold with order ${order.name}, so it is not known what was paid for it`,
				'Name the returned goods in "insteadOf", give the line a "price", or set Prices to Current.',
				'lines',
			);
		return { product, quantity, price: paid };
	});
}

/**
 * The price that a product of an order was paid at, the dearest first: as its line has it, or what its piece came to where discounts are lines
 * of their own or it was billed otherwise. Pure.
 */
export function pricePaid(order: OdooOrder, product: number): NewLine['price'] | undefined {
	const prices = pricesOf(order);
	const currency = currencyOf(order.order);
	const [first] = order.lines
		.filter(({ line }) => line.product_id === product)
		.map(({ line }) => {
			const { net, tax, quantity, taxIncluded } = prices.get(line.id)!;
			return { line, quantity, paid: taxIncluded ? net + tax : net };
		})
		.sort((one, other) => other.paid - one.paid);
	if (!first) return undefined;
	const { line, quantity, paid } = first;
	const asWritten = fromNumber(line.price_unit * (1 - line.discount / 100) * quantity, currency).amount;
	if (!quantity || Math.abs(paid - asWritten) <= 1)
		return { unit: line.price_unit, discount: line.discount, taxes: line.tax_ids };
	return { unit: toDecimal({ amount: Math.round(paid / quantity), currency }), discount: 0, taxes: line.tax_ids };
}

/** The new order: like the old one, for the same customer, in the same currency (docs/facts/odoo.md#an-exchange-is-an-order-of-its-own). */
export function orderTable(key: string, order: ExchangedOrder, reference: string, lines: NewLine[]): LoadTable {
	return documentTable(
		key,
		{
			'partner_id/.id': order.partner_id,
			'partner_invoice_id/.id': order.partner_invoice_id,
			'partner_shipping_id/.id': order.partner_shipping_id,
			'company_id/.id': order.company_id,
			...(order.pricelist_id && { 'pricelist_id/.id': order.pricelist_id }),
			...(order.warehouse_id && { 'warehouse_id/.id': order.warehouse_id }),
			origin: order.name,
			client_order_ref: reference,
		},
		'order_line',
		lines.map(({ product, quantity, price }): Row => ({
			'product_id/.id': product.id,
			product_uom_qty: quantity,
			...(price && {
				price_unit: price.unit,
				...(price.discount !== undefined && { discount: price.discount }),
				...(price.taxes && { 'tax_ids/.id': price.taxes.join(',') }),
			}),
		})),
	);
}

/** The new order's invoice, line by line as the order has them, so that Odoo counts them as invoiced. */
export function invoiceTable(
	key: string,
	order: ExchangedOrder,
	lines: PricedLine[],
	header: { reference: string; date: string },
): LoadTable {
	return documentTable(
		key,
		{
			move_type: 'out_invoice',
			'partner_id/.id': order.partner_invoice_id ?? order.partner_id,
			'currency_id/.id': order.currency_id?.id,
			...(order.fiscal_position_id && { 'fiscal_position_id/.id': order.fiscal_position_id }),
			...(order.payment_term_id && { 'invoice_payment_term_id/.id': order.payment_term_id }),
			ref: header.reference,
			invoice_origin: order.name,
			invoice_date: header.date,
		},
		'invoice_line_ids',
		lines.map((line): Row => ({
			'product_id/.id': line.product_id,
			name: line.name,
			quantity: line.product_uom_qty,
			'product_uom_id/.id': line.product_uom_id,
			price_unit: line.price_unit,
			discount: line.discount,
			'tax_ids/.id': line.tax_ids.join(','),
			'sale_line_ids/.id': line.id,
		})),
	);
}

/** Whether all of an order can be invoiced: goods with the invoice policy "delivered" only when they have left. */
export function canBeInvoiced(lines: PricedLine[]): boolean {
	return lines.every(
		(line) => line.display_type || line.qty_invoiced + line.qty_to_invoice >= line.product_uom_qty - 1e-6,
	);
}

export function assertNotCanceledOrder({ name, state }: ExchangedOrder): void {
	if (state !== 'cancel') return;
	throw new EffectError(`Exchange order ${name} was canceled in Odoo`, {
		category: 'rejected',
		connection: 'odoo',
		advice:
			'When the customer shall get it after all, set it back to quotation in Odoo and replay the step; else refund the money.',
	});
}

/** What is due or on its way as money would be paid as well. */
export function canBeExchanged({ state, exchange }: RefundLeg): boolean {
	return state === 'held' || state === 'failed' || state === 'dropped' || !!exchange;
}

/** Throws EffectError when a refund is paid back otherwise. */
export function assertExchanged(leg: RefundLeg): void {
	if (canBeExchanged(leg)) return;
	throw new EffectError(`Refund ${leg.intent.id} is ${leg.state} and paid back by ${leg.intent.payment.processor}`, {
		category: 'rejected',
		connection: 'odoo',
		field: 'intent',
		advice:
			'What is exchanged must not be released as a refund as well: hold it, and let this node release what the new goods leave of it.',
	});
}
