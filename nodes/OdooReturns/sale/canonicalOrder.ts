import { fromNumber, money, portion, type Money, type Order, type OrderLine, type Payment } from '../../shared/model';
import type { OdooOrder, SoldLine } from './delivery';
import { receivedFor } from './received';
import { currencyOf, pricesOf, stepOf, titleOf, type LinePrice } from './prices';

/** Odoo's quantities have fractions that computers cannot write. */
const little = 1e-6;

/**
 * The order as the case knows orders: what was bought, as it was billed. Line ids are those of the order that was found first (`first`,
 * from the shop), matched by SKU, quantity and price, so that every system speaks of the same line; without one they are Odoo's.
 * `returnedBefore` says how much of a line, in its unit, others took back, `ours` which credit notes stand for refunds of returns. Of a line with a fraction (2.5 kg) only whole units count,
 * at their share of its price. Odoo knows when goods were sent, not when they arrived.
 */
export function canonicalOrder(
	found: OdooOrder,
	{
		first,
		channel = 'odoo',
		returnedBefore,
		ours = () => false,
	}: {
		first?: Order;
		channel?: string;
		returnedBefore?: (line: SoldLine) => number;
		ours?: (ref: string | undefined) => boolean;
	} = {},
): Order {
	const { order, lines, customer } = found;
	const currency = currencyOf(order);
	const prices = pricesOf(found);
	const step = stepOf(found);
	const sold = lines
		.map((one) => ({ sold: one, price: prices.get(one.line.id)! }))
		.filter(({ price }) => !price.discount);
	// Prices that contain tax are exact in that form only.
	const taxesIncluded = sold.some(({ price }) => price.taxIncluded);
	const amounts = ({ net, tax }: Pick<LinePrice, 'net' | 'tax'>, part = (amount: number) => amount) => {
		const [subtotal, taxes] = [part(taxesIncluded ? net + tax : net), part(tax)];
		return { subtotal: money(subtotal, currency), tax: money(taxes, currency) };
	};
	const open = [...(first?.lines ?? [])];
	const goods = sold
		.filter(({ sold: { line } }) => !line.is_delivery)
		.map(({ sold: one, price }): OrderLine => {
			const { line, sku, deliveries } = one;
			const known = sku ? shopLine(open, sku, price) : undefined;
			if (known) open.splice(open.indexOf(known), 1);
			const quantity = whole(price.quantity);
			const shared = whole(price.quantity * 1e4);
			const left = returnedBefore && whole(Math.max(0, price.quantity - returnedBefore(one)));
			return {
				id: known?.id ?? (first ? `odoo-${line.id}` : String(line.id)),
				sku,
				title: titleOf(one),
				quantity,
				...(shared > quantity * 1e4 && { exactQuantity: shared / 1e4 }),
				...amounts(price, (amount) => (quantity * 1e4 === shared ? amount : portion(amount, quantity * 1e4, shared))),
				...(price.billed && { billed: { quantity: price.billed.quantity, ...amounts(price.billed) } }),
				...(step > 1 && { step }),
				...(left !== undefined && { returnedBefore: quantity - Math.min(quantity, left) }),
				finalSale: false,
				fulfilledAt: latest(deliveries.map(({ move }) => move.date)),
				...(one.service && { comesBack: false }),
				...(one.weight && { weight: one.weight }),
				...(one.category && { category: one.category }),
				providerIds: {
					'odoo.order_line': String(line.id),
					...(deliveries.length && { 'odoo.delivery_move': deliveries.map(({ move }) => move.id).join(',') }),
				},
			};
		});
	const all = sold.map(({ price }) => price);
	const soldFor = total(all, 'net') + total(all, 'tax');
	const shipping = sold.filter(({ sold: { line } }) => line.is_delivery).map(({ price }) => price);
	const payments = first?.payments.length ? [] : paymentsOf(found, soldFor);
	// Of an order that a shop knows, the shop says what was paid.
	const received = first || payments.length ? undefined : receivedFor(found.booked ?? [], currency, ours);
	return {
		number: first?.number ?? order.client_order_ref ?? order.name,
		channel: first?.channel ?? channel,
		currency,
		taxesIncluded,
		placedAt: order.date_order,
		fulfilledAt: latest(goods.map(({ fulfilledAt }) => fulfilledAt)),
		customer,
		...(found.shopRate && { shopRate: found.shopRate }),
		...(found.otherCurrencies && { otherCurrencies: found.otherCurrencies }),
		lines: goods,
		...(shipping.length && {
			shipping: amounts({ ...shipping[0], net: total(shipping, 'net'), tax: total(shipping, 'tax') }),
		}),
		payments,
		...(received !== undefined && { paid: money(received, currency) }),
		providerIds: { 'odoo.order': String(order.id) },
	};
}

/**
 * How an order was paid, as far as Odoo tells: what was paid with gift cards and eWallets and with goods that it took back, and the rest, which only a
 * person or a look at the payment provider can tell more of. Nothing when there is no such line: then nobody knows of any payment. `all`: what was sold,
 * in minor units; what of that has come back by lines of the order itself has gone back of the rest.
 */
function paymentsOf({ order, creditUsed = [], takenBack }: OdooOrder, all: number): Payment[] {
	const currency = currencyOf(order);
	const payment = (id: string, processor: Payment['processor'], amount: number, method?: string): Payment => ({
		id,
		processor,
		...(method && { method }),
		providerIds: {},
		captured: money(amount, currency),
		refunded: money(0, currency),
		refundable: money(amount, currency),
		refundedByUs: money(0, currency),
	});
	const credits = creditUsed.map(({ id, amount }) =>
		payment(`odoo.credit/${id}`, 'store_credit', fromNumber(amount, currency).amount, 'gift_card'),
	);
	const open = all - credits.reduce((sum, { captured }) => sum + captured.amount, 0);
	const goods = Math.min(open, fromNumber(takenBack?.worth ?? 0, currency).amount);
	const known =
		goods > 0 ? [...credits, payment(`odoo.goods/${order.id}`, 'other', goods, 'Goods taken back')] : credits;
	const rest = open - Math.max(0, goods);
	if (!known.length || rest <= 0) return known;
	const back = Math.min(rest, fromNumber(takenBack?.ownWorth ?? 0, currency).amount);
	return [
		...known,
		{
			...payment(`odoo.order/${order.id}`, 'other', rest),
			refunded: money(back, currency),
			refundable: money(rest - back, currency),
		},
	];
}

function total(prices: LinePrice[], of: 'net' | 'tax'): number {
	return prices.reduce((sum, price) => sum + price[of], 0);
}

/** The shop's line of the same goods: the same SKU can be paid on one line and free on another. */
function shopLine(open: OrderLine[], sku: string, { quantity, net, tax }: LinePrice): OrderLine | undefined {
	const same = open.filter((one) => one.sku === sku);
	const costs = ({ subtotal }: OrderLine) => subtotal.amount === net || subtotal.amount === net + tax;
	return (
		same.find((one) => one.quantity === quantity && costs(one)) ??
		same.find((one) => one.quantity === quantity && isFree(one.subtotal) === (net + tax === 0)) ??
		same.find((one) => one.quantity === quantity) ??
		same[0]
	);
}

function isFree({ amount }: Money): boolean {
	return amount === 0;
}

function whole(quantity: number): number {
	return Math.floor(quantity + little);
}

function latest(times: Array<string | undefined>): string | undefined {
	return times
		.filter((time) => time !== undefined)
		.sort()
		.at(-1);
}

/** A line of a case that is to be found in the order. */
type CaseLine = { id: string; sku: string; orderLineId?: string; providerIds: Record<string, string> };

/**
 * Links a case's lines to an order's: by a link that exists, else by SKU. Where a SKU was sold on several lines, one that no other line
 * of the case has, that something is left of, and that was paid for goes before. Case line id -> order line id.
 */
export function linkLines(caseLines: CaseLine[], order: Order): Record<string, string> {
	const links: Record<string, string> = {};
	const linkedTo = ({ orderLineId, providerIds }: CaseLine) =>
		order.lines.find((one) => one.id === orderLineId) ??
		order.lines.find(
			(one) =>
				one.providerIds['odoo.order_line'] && one.providerIds['odoo.order_line'] === providerIds['odoo.order_line'],
		);
	for (const line of caseLines) {
		const linked = linkedTo(line);
		if (linked) links[line.id] = linked.id;
	}
	for (const { id, sku } of caseLines.filter((line) => !links[line.id] && line.sku)) {
		const taken = Object.values(links);
		const rank = (one: OrderLine) =>
			Number(!taken.includes(one.id)) * 4 +
			Number(one.quantity > (one.returnedBefore ?? 0)) * 2 +
			Number(!isFree(one.subtotal));
		const [best] = order.lines.filter((one) => one.sku === sku).sort((a, b) => rank(b) - rank(a));
		if (best) links[id] = best.id;
	}
	return links;
}
