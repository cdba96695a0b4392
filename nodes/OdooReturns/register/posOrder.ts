import { EffectError, money, portion, type Order } from '../../shared/model';
import type { Domain } from '../transport/wire';
import type { Odoo } from '../transport/odoo';
import {
	categoryOf,
	Partner,
	PosConfig,
	PosLine,
	PosMethod,
	PosOrder,
	PosPayment,
	SortedProduct,
} from '../records/answers';
import { customerFrom } from '../sale/order';
import { portionInCoins, readCoins, stepOfSale, type Coins } from './cashRounding';
import { readCardsPaid, readCardsSold, type CardPaid } from './credits';
import { paidBy } from './paidBy';
import { corrected, goodsOf, type ReceiptLine } from './receiptLines';
import { receiptPrices } from './receiptPrices';

/** A sale at the register, with everything that was given back of it. */
export interface RegisterSale {
	order: PosOrder;
	lines: ReceiptLine[];
	/** What gift cards and eWallets paid of it; absent: nothing. */
	cardsPaid?: CardPaid[];
	/** Lines by which such cards were sold. */
	cardsSold?: number[];
	payments: PosPayment[];
	/** The register it was made at, how that rounds what is paid, and the ways that this was paid. */
	config: PosConfig;
	coins?: Coins;
	methods?: PosMethod[];
	/** Orders that gave something of it back, canceled ones too, oldest first. */
	refunds: PosOrder[];
	refundPayments: PosPayment[];
	refundLines: PosLine[];
	/** What else these orders have: goods of other receipts that were given back, and goods that were sold in exchange. */
	refundsBeside: PosLine[];
}

const numbers: Array<keyof PosOrder & string> = ['pos_reference', 'name'];

/** Finds a paid sale by the number of its receipt or its order reference. Throws when there is none or more than one. */
export async function findPosOrder(odoo: Odoo, number: string): Promise<PosOrder> {
	const domain: Domain = ['|', ...numbers.map((field): [string, string, unknown] => [field, '=', number])];
	const found = await odoo
		.search('pos.order', PosOrder, domain, { order: 'id desc', limit: 20 })
		.catch((error: unknown) => {
			throw error instanceof EffectError && error.details.httpStatus === 404
				? new EffectError('This Odoo has no Point of Sale', {
						category: 'configuration',
						connection: 'odoo',
						advice: "Install Odoo's app Point of Sale, or use Order: Find for orders of Odoo Sales.",
					})
				: error;
		});
	const taken = found.filter(({ state }) => state !== 'draft' && state !== 'cancel');
	const sales = taken.filter(({ amount_total }) => amount_total >= 0);
	const paid = sales.length ? sales : await exchangesAmong(odoo, taken);
	if (paid.length === 1) return paid[0];
	throw new EffectError(
		paid.length ? `Several receipts in Odoo have the number ${number}` : `There is no paid receipt ${number} in Odoo`,
		{
			category: 'rejected',
			connection: 'odoo',
			field: 'order',
			// A register without a network sends its receipts when it has one again.
			notYet: !paid.length,
			advice: paid.length
				? 'Registers may use the same numbers. Choose the order from the list, or give the order reference, e.g. "Shop - 000012".'
				: "Check the number: it stands on the receipt, e.g. 2611-001-0000042. A register that had no network sends its receipts to Odoo when it has one again. The API key's user must be a user of Point of Sale.",
		},
	);
}

/** Orders that gave back more than they sold: only goods that were sold on them make them sales. */
async function exchangesAmong(odoo: Odoo, orders: PosOrder[]): Promise<PosOrder[]> {
	if (!orders.length) return [];
	const sold = await odoo.search('pos.order.line', PosLine, [
		['order_id', 'in', orders.map(({ id }) => id)],
		['qty', '>', 0],
		['price_subtotal_incl', '>', 0],
	]);
	return orders.filter(({ id }) => sold.some(({ order_id }) => order_id === id));
}

/** Reads a sale at the register and what was given back of it, by id or number. */
export async function readPosOrder(
	odoo: Odoo,
	{ id, number }: { id?: number; number?: string },
): Promise<RegisterSale> {
	const order = id ? await odoo.get('pos.order', PosOrder, id) : await findPosOrder(odoo, number!);
	const own = odoo.forCompany(order.company_id);
	const all = await own.search('pos.order.line', PosLine, [
		'|',
		['order_id', '=', order.id],
		['refunded_orderline_id.order_id', '=', order.id],
	]);
	const lines = all.filter(({ order_id }) => order_id === order.id);
	const refunds = await own.read(
		'pos.order',
		PosOrder,
		all.flatMap(({ order_id }) => (order_id === order.id ? [] : (order_id ?? []))),
	);
	const refundsBeside = refunds.length
		? await own.search('pos.order.line', PosLine, [
				['order_id', 'in', refunds.map(({ id }) => id)],
				['id', 'not in', all.map(({ id }) => id)],
			])
		: [];
	const products = new Map(
		(
			await own.read(
				'product.product',
				SortedProduct,
				lines.flatMap(({ product_id }) => product_id ?? []),
			)
		).map((one) => [one.id, one]),
	);
	const payments = await own.search('pos.payment', PosPayment, [
		['pos_order_id', 'in', [order.id, ...refunds.map((one) => one.id)]],
	]);
	const config = await own.get('pos.config', PosConfig, order.config_id!.id);
	const coins = await readCoins(own, config, order.currency_id!.name);
	const isService = ({ product_id }: PosLine) => products.get(product_id!)?.type === 'service';
	const cardsPaid = await readCardsPaid(own, order, all, refunds);
	const cardsSold = await readCardsSold(
		own,
		lines.filter((line) => line.price_subtotal_incl > 0 && isService(line)),
	);
	const paidBy = payments.flatMap(({ pos_order_id, payment_method_id }) =>
		pos_order_id === order.id ? (payment_method_id?.id ?? []) : [],
	);
	return {
		order,
		config,
		...(coins && { coins }),
		methods: await own.read('pos.payment.method', PosMethod, [...new Set(paidBy)]),
		refunds,
		refundLines: all.filter(({ order_id }) => order_id !== order.id),
		refundsBeside,
		...(cardsPaid.length && { cardsPaid }),
		...(cardsSold.length && { cardsSold }),
		lines: corrected(
			lines.map((line) => ({
				line,
				sku: products.get(line.product_id!)?.default_code ?? '',
				...(isService(line) && { service: true }),
				...categoryOf(products.get(line.product_id!)),
			})),
		),
		payments: payments.filter(({ pos_order_id }) => pos_order_id === order.id),
		refundPayments: payments.filter(({ pos_order_id }) =>
			refunds.some((one) => one.id === pos_order_id && one.state !== 'cancel'),
		),
	};
}

/**
 * The sale as the case knows orders: what each line was paid for, with tax. It was handed over when it was paid. Of a line with a fraction
 * (2.5 kg) only whole units count, at their share of its price.
 */
export async function canonicalSale(odoo: Odoo, sale: RegisterSale): Promise<Order> {
	const { order, cardsPaid = [] } = sale;
	const currency = order.currency_id!.name;
	const prices = receiptPrices(sale);
	const step = stepOfSale(sale);
	const [partner] = order.partner_id ? await odoo.read('res.partner', Partner, [order.partner_id]) : [];
	return {
		number: order.pos_reference ?? order.name,
		channel: 'store',
		currency,
		taxesIncluded: true,
		placedAt: order.date_order,
		deliveredAt: order.date_order,
		customer: partner && customerFrom(partner),
		lines: goodsOf(sale).map(({ line, sku, service, category }) => {
			const { paid, tax } = prices.get(line.id)!;
			const quantity = whole(line.qty);
			const [pieces, all] = [quantity * 1e4, Math.round(line.qty * 1e4)];
			return {
				id: String(line.id),
				sku,
				title: (line.full_product_name ?? sku).split('\n')[0],
				quantity,
				...(all > pieces && { exactQuantity: all / 1e4 }),
				subtotal: money(portionInCoins(paid, pieces, all, step), currency),
				tax: money(portion(tax, pieces, all), currency),
				...(step > 1 && { step }),
				returnedBefore: quantity - Math.min(quantity, whole(Math.max(0, line.qty - line.refunded_qty))),
				finalSale: false,
				...(service && { comesBack: false }),
				...(category && { category }),
				deliveredAt: order.date_order,
				providerIds: { 'odoo.pos_line': String(line.id) },
			};
		}),
		// The register pays it back: no other system may.
		payments: [
			...paidBy(sale).map(({ method, captured, refunded }) => ({
				id: `odoo.pos/${order.id}/${method?.id ?? 'goods'}`,
				processor: 'other' as const,
				method: method ? calledBy(method, sale.methods) : 'Goods taken back',
				providerIds: { ...(method && { 'odoo.pos_method': String(method.id) }) } as Record<string, string>,
				captured: money(captured, currency),
				refunded: money(refunded, currency),
				refundable: money(Math.max(0, captured - refunded), currency),
			})),
			...cardsPaid.map(({ line, kind, amount: captured, back, card }) => ({
				id: cardPaymentId(line.id),
				processor: 'store_credit' as const,
				method: kind,
				providerIds: { ...(card && { 'odoo.loyalty_card': String(card.id) }) } as Record<string, string>,
				captured: money(captured, currency),
				refunded: money(back, currency),
				refundable: money(Math.max(0, captured - back), currency),
			})),
		],
		providerIds: { 'odoo.pos_order': String(order.id) },
	};
}

/** How people call a way of paying. What was put on the customer's account is no money that was paid, as far as a register knows. */
function calledBy({ id, name }: { id: number; name: string }, methods: PosMethod[] = []): string {
	return methods.some((one) => one.id === id && one.type === 'pay_later')
		? `${name} (on account, perhaps not paid yet)`
		: name;
}

/** The payment of a case that a card made: by the line of the receipt that says so. */
export function cardPaymentId(line: number | ''): string {
	return `odoo.pos_card/${line}`;
}

function whole(quantity: number): number {
	return Math.floor(quantity + 1e-6);
}
