import type { z } from 'zod';
import { EffectError, fromNumber, type Customer } from '../../shared/model';
import { orderNotFound } from '../../shared/operation';
import type { PlannedCall } from '../transport/calls';
import type { Domain } from '../transport/wire';
import type { Odoo } from '../transport/odoo';
import { odooError } from '../transport/errors';
import {
	Product,
	SaleOrder,
	type BilledLine,
	type Move,
	type Partner,
	type SaleLine,
	categoryOf,
	type CatalogueProduct,
	gramsPer,
} from '../records/answers';
import { besidesOf, type BilledDocument } from './besides';
import { readWhole, wholeCall, type WholeOrder } from './orderTree';
import { inLineUnits, returnedSoFar, type OdooOrder, type SoldLine, type TakenBack } from './delivery';
import { paidByCredit } from './paidByCredit';
import { currencyOf } from './prices';
import { asCredited, takenBack } from './takenBack';

/** What is known of the order that is looked for. */
export interface OrderName {
	id?: number;
	number?: string;
	/** The number is a sales channel's, so an order that only has it for its name in Odoo is another one. */
	ofChannel?: boolean;
	/** Must be the customer's as well. */
	email?: string;
}

/** Where an order is looked for, best match first (docs/facts/odoo.md#where-an-orders-number-stands). */
const names: Array<keyof SaleOrder & string> = ['name', 'client_order_ref', 'origin'];

/** Conditions for orders of whoever has this e-mail address, as customer or as the one the goods went to. Odoo keeps addresses in lower case for that. */
function ofEmail(email: string | undefined): Domain {
	if (!email) return [];
	const wanted = email.trim().toLowerCase();
	return [
		'|',
		'|',
		['partner_id.email_normalized', '=', wanted],
		['partner_shipping_id.email_normalized', '=', wanted],
		['partner_id.commercial_partner_id.email_normalized', '=', wanted],
	];
}

/**
 * Picks the confirmed order that a number means: by its name, the customer's reference or its source document. Throws when there is
 * none or more than one; with an e-mail address that is not the customer's, the same as when there is none: nobody shall try
 * numbers out.
 */
function picked<T extends Pick<SaleOrder, 'name' | 'client_order_ref' | 'origin' | 'state'>>(
	found: T[],
	number: string,
	searched: typeof names,
	email: string | undefined,
): T {
	for (const [spelling, field] of spellingsOf(number).flatMap((one) =>
		searched.map((field) => [one, field] as const),
	)) {
		const confirmed = found.filter((order) => order[field as 'name'] === spelling && isConfirmed(order));
		if (confirmed.length === 1) return confirmed[0];
		if (confirmed.length > 1)
			throw ambiguous(
				number,
				confirmed.map(({ name }) => name),
			);
	}
	const [other] = found;
	throw new EffectError(
		other
			? `Order ${other.name} is ${other.state === 'cancel' ? 'canceled' : 'not confirmed'} in Odoo`
			: `There is no order ${number}${email ? ' with this e-mail address' : ''} in Odoo`,
		{
			category: 'rejected',
			connection: 'odoo',
			field: 'order',
			...(other ? {} : { code: orderNotFound }),
			// The sync that brings orders into Odoo, or confirms them, may only not have come to it yet.
			notYet: other?.state !== 'cancel',
			advice: !other
				? 'Check the number, and whether the sync that brings orders into Odoo runs and has taken this one. Odoo is searched by order name, customer reference and source document; the API key\'s user must see the order (not "own documents only"). Then replay the step.'
				: other.state === 'cancel'
					? 'Only a confirmed order can be returned. Confirm it in Odoo, then replay the step.'
					: 'Only a confirmed order can be returned. Confirm it in Odoo, or see why the sync that brings orders there leaves it a quotation; then replay the step.',
		},
	);
}

/** Until Odoo 16 a locked order says "done". */
function isConfirmed({ state }: Pick<SaleOrder, 'state'>): boolean {
	return state === 'sale' || state === 'done';
}

/**
 * A number as it was given, and with the # that a shop writes before it and people leave out. Never without one that was given: "#1001" is a
 * shop's order, and "1001" may be the purchase order of somebody else.
 */
function spellingsOf(number: string): string[] {
	return [...new Set([number, number.replace(/^#?\s*/, '#')])];
}

function searchFor(
	number: string,
	{ ofChannel, email }: Omit<OrderName, 'id' | 'number'>,
): { searched: typeof names; domain: Domain } {
	const searched = ofChannel ? names.slice(1) : names;
	return {
		searched,
		domain: [
			...ofEmail(email),
			...searched.slice(1).map(() => '|'),
			...searched.map((field): [string, string, unknown] => [field, 'in', spellingsOf(number)]),
		],
	};
}

/** The confirmed order that a number means, by itself (see picked). */
export async function findOrder(
	odoo: Odoo,
	number: string,
	more: Omit<OrderName, 'id' | 'number'> = {},
): Promise<SaleOrder> {
	const { searched, domain } = searchFor(number, more);
	return picked(
		await odoo.search('sale.order', SaleOrder, domain, { order: 'id desc', limit: 50 }),
		number,
		searched,
		more.email,
	);
}

/** Every order that one of these numbers can mean, under whatever name and in whatever state, the first one first. */
export async function ordersCalled(odoo: Odoo, numbers: string[]): Promise<SaleOrder[]> {
	const spellings = [...new Set(numbers.flatMap(spellingsOf))];
	const domain: Domain = [
		...names.slice(1).map(() => '|' as const),
		...names.map((field): [string, string, unknown] => [field, 'in', spellings]),
	];
	return await odoo.search('sale.order', SaleOrder, domain, { limit: 50 });
}

async function assertEmail(odoo: Odoo, { id, name }: SaleOrder, email: string): Promise<void> {
	const count = await odoo.call(
		'sale.order',
		'search_count',
		{ domain: [['id', '=', id], ...ofEmail(email)] },
		{ repeatable: true },
	);
	if (!count)
		throw new EffectError(`There is no order ${name} with this e-mail address in Odoo`, {
			category: 'rejected',
			connection: 'odoo',
			field: 'email',
			advice: 'Check number and e-mail address.',
		});
}

function ambiguous(number: string, orders: string[]): EffectError {
	return new EffectError(`Several orders in Odoo are called ${number}: ${orders.slice(0, 5).join(', ')}`, {
		category: 'rejected',
		connection: 'odoo',
		field: 'order',
		advice: 'Set Order to the Odoo name of the right one.',
	});
}

/** So many orders of one number are read whole; there is hardly ever a second one. */
const few = 5;

const latestFew = { order: 'id desc', limit: few };

function domainOf(name: OrderName): Domain {
	return name.id ? [['id', '=', name.id]] : searchFor(name.number ?? '', name).domain;
}

/** What `readOrder` asks for. */
export function orderCall(name: OrderName): PlannedCall {
	return wholeCall(domainOf(name), latestFew);
}

/** Reads an order by id (a number) or by any of its names, with what was sold, delivered and returned, in one call. */
export async function readOrder(odoo: Odoo, name: OrderName): Promise<OdooOrder> {
	if (!name.id && !name.number)
		throw new EffectError('It is not known which order this is about', {
			category: 'invalid_input',
			field: 'order',
			code: orderNotFound,
			advice: 'Set Order, or run Odoo Returns: Find Order before.',
		});
	const found = await wholeOrder(odoo, name);
	if (name.id && name.email) await assertEmail(odoo, found.order, name.email);
	const { order, lines: sold, moves, invoices: documents, credited, rounding, products, factor, partner } = found;
	const { otherCurrencies, booked } = found;
	const own = odoo.forCompany(order.company_id);
	const credit = await paidByCredit(own, sold, documents);
	const all = sold
		.filter((line) => !line.display_type && !line.is_downpayment && line.product_id)
		.filter(({ id }) => !credit.orderLines.includes(id))
		.map((line) => ({
			line,
			sku: products.get(line.product_id!)?.default_code ?? '',
			invoicePolicy: products.get(line.product_id!)?.invoice_policy ?? 'order',
			service: products.get(line.product_id!)?.type === 'service',
			combo: products.get(line.product_id!)?.type === 'combo',
			...weightOf(line, products.get(line.product_id!)),
			...categoryOf(products.get(line.product_id!)),
			kit: moves.some((move) => move.sale_line_id === line.id && move.product_id !== line.product_id),
			deliveries: moves
				.filter((move) => move.sale_line_id === line.id && move.product_id === line.product_id && isDelivery(move))
				.map((move) => ({
					move,
					returned: returnedSoFar(move.id, moves),
					unitsPerLineUnit: factor(line.product_uom_id) / factor(move.product_uom),
				})),
		}));
	const back = takenBack(all, documents, {
		moves,
		factor,
		isGoods: await goodsAmong(own, products, documents),
	});
	const lines = withTakenBack(all, back);
	const besides = await besidesOf(own, documents, currencyOf(order));
	const invoices = documents.map((document) => [
		...document.lines.filter(({ id }) => !credit.billLines.includes(id) && !back.billLines.includes(id)),
		...besides.filter(({ move_id }) => move_id === document.id),
	]);
	const turned = [
		...credited,
		...asCredited(
			documents.flatMap((document) => document.lines),
			back.own,
		),
	];
	return {
		order,
		lines,
		moves,
		invoices,
		...(turned.length && { credited: turned }),
		besides,
		rounding,
		factor,
		booked,
		...(otherCurrencies.length && { otherCurrencies }),
		...(credit.used.length && { creditUsed: credit.used }),
		...((back.own.length || back.worth) && { takenBack: back }),
		customer: partner && customerFrom(partner),
		...shopRateOf(order, documents),
	};
}

/** Whether a product is sent. Only what stands on an invoice alone, below zero, is asked for. */
async function goodsAmong(
	odoo: Odoo,
	products: Map<number, CatalogueProduct>,
	documents: BilledDocument[],
): Promise<(product: number) => boolean> {
	const alone = ({ sale_line_ids, quantity, price_unit }: BilledLine) =>
		!sale_line_ids.length && quantity < 0 && price_unit > 0;
	const unknown = documents
		.flatMap(({ lines }) => lines.filter(alone))
		.flatMap(({ product_id: id }) => (id && !products.has(id) ? [id] : []));
	const more = await odoo.read('product.product', Product, [...new Set(unknown)]);
	const types = new Map([...products.values(), ...more].map(({ id, type }) => [id, type]));
	return (product) => types.has(product) && types.get(product) !== 'service';
}

/** The lines that an order sells, with what came back of them by its lines that take goods back. */
function withTakenBack(lines: SoldLine[], { orderLines, cameBack }: TakenBack): SoldLine[] {
	return lines
		.filter(({ line }) => !orderLines.includes(line.id))
		.map((sold) => {
			const pieces = Math.min(
				cameBack.get(sold.line.id) ?? 0,
				inLineUnits(sold.deliveries, ({ move, returned }) => move.quantity - returned),
			);
			if (pieces <= 0) return sold;
			let open = pieces;
			const deliveries = sold.deliveries.map((delivery) => {
				const part = Math.min(open, (delivery.move.quantity - delivery.returned) / delivery.unitsPerLineUnit);
				open -= part;
				return { ...delivery, returned: delivery.returned + part * delivery.unitsPerLineUnit };
			});
			return { ...sold, deliveries, takenBack: pieces };
		});
}

/** What was billed of an order, in its currency and in that of the books; nothing when they are the same, or nothing was billed. */
function shopRateOf({ currency_id: own }: SaleOrder, documents: BilledDocument[]): Pick<OdooOrder, 'shopRate'> {
	const [books] = documents.map(({ inBooks }) => inBooks.currency);
	if (!own || !books || books === own.name) return {};
	const all = (of: (document: BilledDocument) => number, currency: string) =>
		fromNumber(
			documents.reduce((sum, document) => sum + of(document), 0),
			currency,
		);
	const [paid, shop] = [all(({ total }) => total, own.name), all(({ inBooks }) => inBooks.total, books)];
	return paid.amount > 0 && shop.amount > 0 ? { shopRate: { paid, shop } } : {};
}

/** Grams of one piece of a line. Odoo weighs a product's own unit, so of a line in another one (a dozen) nothing is known. */
function weightOf(
	{ product_uom_id: sold }: Pick<SaleLine, 'product_uom_id'>,
	product: CatalogueProduct | undefined,
): { weight?: number } {
	const grams = (product?.weight ?? 0) * (gramsPer[product?.weight_uom_name ?? ''] ?? 0);
	return grams > 0 && product?.uom_id === sold ? { weight: grams } : {};
}

async function wholeOrder(odoo: Odoo, name: OrderName): Promise<WholeOrder> {
	const found = await readWhole(odoo, domainOf(name), latestFew);
	if (name.id) {
		if (found.length) return found[0];
		throw odooError(404, { name: 'odoo.exceptions.MissingError', message: '' }, `sale.order ${name.id}`, true);
	}
	if (found.length === few)
		return (await readWhole(odoo, [['id', '=', (await findOrder(odoo, name.number!, name)).id]]))[0];
	const { id } = picked(
		found.map(({ order }) => order),
		name.number!,
		searchFor(name.number!, name).searched,
		name.email,
	);
	return found.find(({ order }) => order.id === id)!;
}

function isDelivery(move: Move): boolean {
	return move.state === 'done' && move.location_dest_usage === 'customer' && !move.origin_returned_move_id;
}

/** A contact of Odoo as the case knows customers. Without a whole address there is none. */
export function customerFrom(partner: z.infer<typeof Partner>): Customer {
	const { name, email, phone, street, street2, city, zip, country_code: country } = partner;
	const address =
		name && street && city && zip && country
			? { name, street1: street, street2, city, postalCode: zip, country, phone, email }
			: undefined;
	return { name, email, phone, address, providerIds: { 'odoo.partner': String(partner.id) } };
}
