import { money, subtract, type Address, type Order, type OrderLine } from '../../shared/model';
import { kindOf, marksOf } from './creditMarks';
import type { LineItemNode, OrderNode } from '../graphql';
import { tailOf } from '../graphql/gid';
import { moneyOf, plainMoney, sumOf } from '../graphql/money';
import { paidOf, paymentsOf, refundsOfOthers } from './payments';

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
	const lines = node.lineItems.nodes.map((line) =>
		lineOf(line, currency, returned.get(line.id), journeys.get(line.id), paidBack.get(line.id)),
	);
	const goods = lines.filter(({ comesBack }) => comesBack !== false);
	const sent = goods.flatMap((line) => line.fulfilledAt ?? []);
	const arrived = goods.flatMap((line) => line.deliveredAt ?? []);
	const paid = paidOf(node, currency);
	const duties = sumOf(
		[node.originalTotalDutiesSet, node.originalTotalAdditionalFeesSet].flatMap((one) => one ?? []),
		currency,
	);
	const shipping = shippingOf(node, currency);
	const open = outstandingOf(node, { currency, lines, shipping, paid, duties });
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
		...shopRateOf(node),
		refundsOfOthers: refundsOfOthers(node, currency),
		...creditsOf(node),
		providerIds: { 'shopify.order': node.id },
	};
}

function shippingOf({ shippingLines: { nodes } }: OrderNode, currency: string): NonNullable<Order['shipping']> {
	return {
		subtotal: sumOf(
			nodes.map((one) => one.discountedPriceSet),
			currency,
		),
		tax: sumOf(
			nodes.flatMap((one) => one.taxLines.map((tax) => tax.priceSet)),
			currency,
		),
	};
}

/**
 * What of an order is still to be paid, as the shop says, but no more than was never paid of what was ordered: after a refund of staff nobody
 * has to pay that again. In minor units.
 */
function outstandingOf(
	{ totalOutstandingSet, taxesIncluded }: OrderNode,
	{ lines, shipping, paid, duties }: Pick<Order, 'currency' | 'lines' | 'shipping' | 'paid' | 'duties'>,
): number {
	if (!totalOutstandingSet || !paid) return 0;
	const ordered = [...lines, shipping!].reduce(
		(sum, { subtotal, tax }) => sum + subtotal.amount + (taxesIncluded ? 0 : tax.amount),
		duties?.amount ?? 0,
	);
	return Math.min(moneyOf(totalOutstandingSet).amount, ordered - paid.amount);
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

/** Price of the whole line as sold less every discount allocated to it: unit prices after discounts are rounded, allocations are not. */
function lineOf(
	{ id, sku, title, quantity, originalTotalSet, discountAllocations, taxLines, requiresShipping }: LineItemNode,
	currency: string,
	returnedBefore: number | undefined,
	journey: Journey | undefined,
	paidBack: OrderLine['paidBack'],
): OrderLine {
	const discount = sumOf(
		discountAllocations.map((one) => one.allocatedAmountSet),
		currency,
	);
	const paid = subtract(moneyOf(originalTotalSet), discount);
	return {
		id: tailOf(id),
		sku: sku ?? '',
		title,
		quantity,
		subtotal: money(Math.max(0, paid.amount), currency),
		tax: sumOf(
			taxLines.map((tax) => tax.priceSet),
			currency,
		),
		...(returnedBefore !== undefined && { returnedBefore }),
		...(paidBack && { paidBack }),
		finalSale: false,
		...(requiresShipping === false && { comesBack: false }),
		...journey,
		providerIds: { 'shopify.line_item': id },
	};
}

type Journey = Pick<OrderLine, 'fulfilledAt' | 'deliveredAt'>;

/** Parcels that were never on their way. */
const unsent = ['CANCELLED', 'ERROR', 'FAILURE'];

/** When the last of each line item was sent, and when it arrived, if that is known of all its parcels. */
function journeysOf({ fulfillments }: OrderNode): Map<string, Journey> {
	const parcels = new Map<string, Array<{ sent?: string; arrived?: string }>>();
	for (const { status, createdAt, deliveredAt, fulfillmentLineItems } of fulfillments) {
		if (unsent.includes(status ?? '')) continue;
		const parcel = { sent: instantIn(createdAt), arrived: instantIn(deliveredAt) };
		for (const { lineItem } of fulfillmentLineItems.nodes)
			parcels.set(lineItem.id, [...(parcels.get(lineItem.id) ?? []), parcel]);
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
