import { addTo, money, type Address, type Order, type OrderLine } from '../../shared/model';
import { kindOf, marksOf } from './creditMarks';
import type { LineItemNode, OrderNode } from '../graphql';
import { tailOf } from '../graphql/gid';
import { moneyOf, plainMoney, sumOf, sumsOf } from '../graphql/money';
import { paidOf, paymentsOf, refundsOfOthers, roundedUpOf } from './payments';

/**
 * An order of Shopify as the canonical order. Every amount is in the currency the customer paid in, in which refunds are made too.
 * `returned`: pieces of each line item that other returns took back; `paidBack`: what refunds that are not ours gave for it.
 */
export function orderOf(
	node: OrderNode,
	returned: Map<string, number>,
	paidBack = new Map<string, NonNullable<OrderLine['paidBack']>>(),
): Order {
	const currency = node.presentmentCurrencyCode;
	const journeys = journeysOf(node);
	const { prices, shipping } = pricesOf(node, currency);
	const lines = node.lineItems.nodes.map((line, index) =>
		lineOf(line, prices[index], returned.get(line.id), journeys.get(line.id), paidBack.get(line.id)),
	);
	const goods = lines.filter(({ comesBack }) => comesBack !== false);
	const sent = goods.flatMap((line) => line.fulfilledAt ?? []);
	const arrived = goods.flatMap((line) => line.deliveredAt ?? []);
	const paid = paidOf(node, currency);
	const duties = sumOf(
		[node.originalTotalDutiesSet, node.originalTotalAdditionalFeesSet].flatMap((one) => one ?? []),
		currency,
	);
	const open = outstandingOf(node, { currency, lines, shipping, paid, duties });
	const coins = paid ? roundedUpOf(node) : 0;
	return {
		number: node.name,
		channel: 'shopify',
		currency,
		taxesIncluded: node.taxesIncluded,
		placedAt: instant(node.createdAt),
		...(sent.length && { fulfilledAt: sent.sort().at(-1) }),
		...(goods.length && arrived.length === goods.length && { deliveredAt: arrived.sort().at(-1) }),
		customer: customerOf(node),
		lines,
		shipping,
		payments: paymentsOf(node),
		...(paid && { paid }),
		...(duties.amount && { duties }),
		...(open > 0 && { outstanding: money(open, currency) }),
		...(-open > Math.max(0, coins) && { overpaid: money(-open - Math.max(0, coins), currency) }),
		...(coins > 0 && { roundedUp: money(coins, currency) }),
		...shopRateOf(node),
		refundsOfOthers: refundsOfOthers(node, currency),
		...creditsOf(node),
		providerIds: { 'shopify.order': node.id },
	};
}

/** What each line cost less every discount allocated to it (unit prices after discounts are rounded, allocations are not), and its tax. */
type Price = Pick<OrderLine, 'subtotal' | 'tax'>;

/** Prices of the lines and of the shipping. Fractions of a cent are rounded so that all of them come to what the order does. */
function pricesOf(
	{ lineItems, shippingLines }: OrderNode,
	currency: string,
): { prices: Price[]; shipping: NonNullable<Order['shipping']> } {
	const subtotals = sumsOf(
		[
			...lineItems.nodes.map(({ originalTotalSet, discountAllocations }) => ({
				bags: [originalTotalSet],
				off: discountAllocations.map(({ allocatedAmountSet }) => allocatedAmountSet),
			})),
			{ bags: shippingLines.nodes.map(({ discountedPriceSet }) => discountedPriceSet) },
		],
		currency,
	);
	const taxLines = [
		...lineItems.nodes.map((line) => line.taxLines),
		shippingLines.nodes.flatMap((line) => line.taxLines),
	];
	const taxes = sumsOf(
		taxLines.map((of) => ({ bags: of.map(({ priceSet }) => priceSet) })),
		currency,
	);
	const all = subtotals.map((subtotal, index): Price => ({
		subtotal: money(Math.max(0, subtotal.amount), currency),
		tax: taxes[index],
	}));
	return { prices: all.slice(0, -1), shipping: all.at(-1)! };
}

/**
 * What of an order is still to be paid, as the shop says, but no more than was never paid of what was ordered: after a refund of staff nobody
 * has to pay that again. Below zero: so much more was paid than the order came to, and nobody has paid it back. In minor units.
 */
function outstandingOf(
	{ totalOutstandingSet, taxesIncluded }: OrderNode,
	{ lines, shipping, paid, duties }: Pick<Order, 'currency' | 'lines' | 'shipping' | 'paid' | 'duties'>,
): number {
	if (!totalOutstandingSet || !paid) return 0;
	const open = moneyOf(totalOutstandingSet).amount;
	const ordered = [...lines, shipping!].reduce(
		(sum, { subtotal, tax }) => sum + subtotal.amount + (taxesIncluded ? 0 : tax.amount),
		duties?.amount ?? 0,
	);
	const unpaid = ordered - paid.amount;
	if (open >= 0) return Math.max(0, Math.min(open, unpaid));
	return Math.min(0, Math.max(open, unpaid));
}

/** What the order came to in both currencies, when the customer did not pay in the shop's. */
function shopRateOf({ totalPriceSet }: OrderNode): Pick<Order, 'shopRate'> {
	if (!totalPriceSet) return {};
	const [paid, shop] = [moneyOf(totalPriceSet), plainMoney(totalPriceSet.shopMoney)];
	return paid.currency !== shop.currency && paid.amount > 0 && shop.amount > 0 ? { shopRate: { paid, shop } } : {};
}

/** Credits that were given for the order, or may have been: of one that was begun nobody can say. */
function creditsOf({ metafield }: OrderNode): Pick<Order, 'credits'> {
	const credits = Object.entries(marksOf(metafield)).flatMap(([reference, { amount, id, holder }]) =>
		id || holder ? [{ reference, kind: kindOf(id), amount, ...(id && { id }) }] : [],
	);
	return credits.length ? { credits } : {};
}

function lineOf(
	{ id, sku, title, quantity, requiresShipping, isGiftCard, product }: LineItemNode,
	price: Price,
	returnedBefore: number | undefined,
	journey: Journey | undefined,
	paidBack: OrderLine['paidBack'],
): OrderLine {
	return {
		id: tailOf(id),
		sku: sku ?? '',
		title,
		quantity,
		...price,
		...(returnedBefore !== undefined && { returnedBefore }),
		...(paidBack && { paidBack }),
		finalSale: false,
		...((requiresShipping === false || isGiftCard) && { comesBack: false }),
		...categoryOf(product),
		...journey,
		providerIds: { 'shopify.line_item': id },
	};
}

/** Shopify's own category of the product, and below it the type that the shop gave it: rules of a policy may name either. */
function categoryOf(product: LineItemNode['product']): Pick<OrderLine, 'category'> {
	const [category, type] = [product?.category?.fullName.trim(), product?.productType?.trim()];
	const isSaid = category?.split(' > ').some((part) => part.toLowerCase() === type?.toLowerCase());
	const path = [category, isSaid ? undefined : type].filter(Boolean).join(' > ');
	return path ? { category: path } : {};
}

type Journey = Pick<OrderLine, 'fulfilledAt' | 'deliveredAt'>;

/** Parcels that were never on their way. */
const unsent = ['CANCELLED', 'ERROR', 'FAILURE'];

/** How many pieces of each line item were sent. A parcel that does not say how many it has is of all of them. */
export function sentPieces({
	fulfillments,
	lineItems,
}: Pick<OrderNode, 'fulfillments' | 'lineItems'>): Map<string, number> {
	const sent = new Map<string, number>();
	const sold = new Map(lineItems.nodes.map(({ id, quantity }) => [id, quantity]));
	for (const { status, fulfillmentLineItems } of fulfillments) {
		if (unsent.includes(status ?? '')) continue;
		for (const { quantity, lineItem } of fulfillmentLineItems.nodes)
			sent.set(lineItem.id, (sent.get(lineItem.id) ?? 0) + (quantity ?? sold.get(lineItem.id) ?? 0));
	}
	return sent;
}

/** When the last of each line item was sent, and when it arrived, if that is known of all its parcels. */
function journeysOf({ fulfillments }: OrderNode): Map<string, Journey> {
	const parcels = new Map<string, Array<{ sent?: string; arrived?: string }>>();
	for (const { status, createdAt, deliveredAt, fulfillmentLineItems } of fulfillments) {
		if (unsent.includes(status ?? '')) continue;
		const parcel = { sent: instantIn(createdAt), arrived: instantIn(deliveredAt) };
		for (const { lineItem } of fulfillmentLineItems.nodes) addTo(parcels, lineItem.id, parcel);
	}
	return new Map(
		[...parcels].map(([id, those]) => {
			const sent = those.flatMap((one) => one.sent ?? []);
			const arrived = those.flatMap((one) => one.arrived ?? []);
			return [
				id,
				{
					...(sent.length && { fulfilledAt: sent.sort().at(-1) }),
					...(arrived.length === those.length && { deliveredAt: arrived.sort().at(-1) }),
				},
			];
		}),
	);
}

function customerOf({ customer, email, phone, customerLocale, shippingAddress }: OrderNode): Order['customer'] {
	const address = addressOf(shippingAddress, email);
	const name = shippingAddress?.name || customer?.displayName;
	return {
		...(name && { name }),
		...(email && { email }),
		...(phone && { phone }),
		...(address && { address }),
		...(customerLocale && { language: customerLocale }),
		providerIds: customer ? { 'shopify.customer': customer.id } : {},
	};
}

/** The address, or undefined when it is not enough to send a parcel from. */
function addressOf(node: OrderNode['shippingAddress'], email: string | null | undefined): Address | undefined {
	const { company, address1, address2, city, provinceCode, zip, countryCodeV2, phone } = node ?? {};
	const name = node?.name?.trim() || company; // a company need not name a person
	if (!name || !address1 || !city || !countryCodeV2) return undefined;
	return {
		name,
		street1: address1,
		city,
		postalCode: zip ?? '',
		country: countryCodeV2,
		...(company && { company }),
		...(address2 && { street2: address2 }),
		...(provinceCode && { state: provinceCode }),
		...(phone && { phone }),
		...(email && { email }),
	};
}

function instant(text: string): string {
	return new Date(text).toISOString();
}

/** A date that is missing, or is none, is not known. */
function instantIn(text: string | null | undefined): string | undefined {
	return text && Number.isFinite(Date.parse(text)) ? instant(text) : undefined;
}
