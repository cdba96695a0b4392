import { allocate, money, toDecimal, fromDecimal } from '../../nodes/shared/model';
import { exponentOf } from '../../nodes/shared/model/money';
import { catalogue, currencyOf, paidParts, type CatalogueOrder, type PaidPart } from '../sandbox/catalogue';
import type { Random } from './random';

/* The orders of a seed's shop: the catalogue's, and some of its own whose currency, taxes, discounts and payments are diced. */

/** Currencies: of two decimals, of none, and one that Odoo rounds coarser than its smallest unit. */
const currencies: Array<{ currency: string; rounding?: number }> = [
	{ currency: 'EUR' },
	{ currency: 'USD' },
	{ currency: 'JPY' },
	{ currency: 'CHF', rounding: 0.05 },
];
const rates = [20, 19, 8.1, 5];
const customers = catalogue.map(({ customer }) => customer);

/** All orders of a seed's shop. */
export function shopOf(random: Random): CatalogueOrder[] {
	return [...catalogue, ...Array.from({ length: random.int(2, 4) }, (_, index) => orderOf(random, index))];
}

function orderOf(random: Random, index: number): CatalogueOrder {
	const { currency, rounding } = random.pick(currencies);
	const step = rounding ? Math.round(rounding * 10 ** exponentOf(currency)) : 1;
	const taxRate = random.pick(rates);
	const taxesIncluded = random.chance(0.5);
	const round = (value: number) => Math.round(value / step) * step;
	const text = (amount: number) => toDecimal(money(amount, currency));
	/** Tax of a price, which may contain it. */
	const taxOf = (price: number) =>
		taxesIncluded ? price - round(price / (1 + taxRate / 100)) : round((price * taxRate) / 100);
	const pieces = Array.from({ length: random.int(1, 3) }, (__, line) => {
		const quantity = random.int(1, 5);
		const price = round(random.pick([99, 110, 333, 999, 1_250, 4_995, random.int(100, 20_000)])) || step;
		const discount = random.chance(0.4) ? round((price * quantity * random.int(1, 40)) / 100) : 0;
		return {
			sku: `GOODS-${index + 1}-${line + 1}`,
			quantity,
			price,
			discount,
			tax: taxOf(price * quantity - discount),
		};
	});
	const shipping = random.chance(0.5) ? round(random.pick([490, 500, 333])) : 0;
	const shippingTax = taxOf(shipping);
	const own = (price: number, tax: number) => price + (taxesIncluded ? 0 : tax);
	const total =
		pieces.reduce((sum, { quantity, price, discount, tax }) => sum + own(price * quantity - discount, tax), 0) +
		own(shipping, shippingTax);
	const number = 2001 + index;
	const processor = random.pick(['stripe', 'stripe', 'shopify_payments', 'shopify_payments', 'paypal'] as const);
	const others = othersOf(random, processor, number, total, step);
	return {
		number: `#${number}`,
		shopifyId: 6001 + index,
		odooName: `S0${number}`,
		currency,
		...(rounding && { rounding }),
		taxRate,
		taxesIncluded,
		processor,
		...(processor === 'stripe' && { paymentIntent: `pi_sandbox_${number}`, charge: `ch_sandbox_${number}` }),
		...(others.length && { alsoPaid: others.map(({ amount, ...one }) => ({ ...one, amount: text(amount) })) }),
		customer: random.pick(customers),
		lines: pieces.map(({ sku, quantity, price, discount, tax }) => ({
			sku,
			title: `Goods ${sku}`,
			quantity,
			price: text(price),
			discount: text(discount),
			tax: text(tax),
		})),
		shipping: { price: text(shipping), tax: text(shippingTax) },
		total: text(total),
		placedDaysAgo: random.int(3, 12),
		deliveredDaysAgo: 2,
	};
}

/** What others than the main one have paid of an order: up to two further payments. */
function othersOf(
	random: Random,
	processor: CatalogueOrder['processor'],
	number: number,
	total: number,
	step: number,
): Array<Omit<PaidPart, 'amount'> & { amount: number }> {
	const parts = random.pick([0, 0, 0, 1, 1, 2]);
	return Array.from({ length: parts }, (_, index) => {
		const gateway = random.pick(['gift_card', 'gift_card', 'shopify_payments', 'stripe', 'paypal']);
		const amount = Math.floor((total * random.int(5, 35)) / 100 / step) * step;
		const mark = `${number}${'bc'[index]}`;
		return {
			gateway,
			amount,
			...(gateway === 'stripe' && { paymentIntent: `pi_sandbox_${mark}`, charge: `ch_sandbox_${mark}` }),
		};
	}).filter(({ gateway, amount }) => amount > 0 && !(gateway === processor && gateway !== 'stripe'));
}

/** An order's parts in minor units. */
export function amountIn(order: CatalogueOrder, decimal: string): number {
	return fromDecimal(decimal, currencyOf(order)).amount;
}

/** What all pieces of a line cost the customer, with tax, in minor units. */
function lineTotal(order: CatalogueOrder, sku: string): { quantity: number; gross: number; exact: boolean } {
	const { quantity, price, discount, tax } = order.lines.find((one) => one.sku === sku)!;
	const net = amountIn(order, price) * quantity - amountIn(order, discount);
	const ownTax = amountIn(order, tax);
	const gross = net + (order.taxesIncluded ? 0 : ownTax);
	return { quantity, gross, exact: net % quantity === 0 && ownTax % quantity === 0 };
}

/**
 * What pieces of an order cost the customer, in minor units; the oracle of what goes back. `within`: how far the parts of a line that does
 * not divide evenly may be off, net and tax each by one unit at both ends; a whole line is worth its price to the unit.
 */
export function worthOf(
	order: CatalogueOrder,
	pieces: Array<{ sku: string; quantity: number }>,
): { worth: number; within: number } {
	const counts = new Map<string, number>();
	for (const { sku, quantity } of pieces) counts.set(sku, (counts.get(sku) ?? 0) + quantity);
	let worth = 0;
	let within = 0;
	for (const [sku, count] of counts) {
		const line = lineTotal(order, sku);
		worth += (line.gross * count) / line.quantity;
		if (count === line.quantity) continue;
		if (!line.exact) within += 4;
		// Part of a line goes back as the books round: net and tax each by half of their step at both ends.
		if (order.rounding) within += Number(order.rounding) * 10 ** exponentOf(currencyOf(order)) * 2;
	}
	return { worth, within };
}

/** What one piece cost, roughly where it does not divide evenly. */
export function pieceOf(order: CatalogueOrder, sku: string): number {
	const { gross, quantity } = lineTotal(order, sku);
	return allocate(gross, [1, quantity - 1])[0];
}

/** What the books round amounts of an order to, in minor units. */
export function stepOf(order: CatalogueOrder): number {
	return order.rounding ? Math.round(order.rounding * 10 ** exponentOf(currencyOf(order))) : 1;
}

/**
 * What one piece cost the customer, in minor units; `unit`: how many of them are one of the currency; `within`: how far part of that piece may
 * be off: it is rounded as the books are, and so is the piece where the line does not divide evenly.
 */
export function pieceWorth(order: CatalogueOrder, sku: string): { worth: number; unit: number; within: number } {
	const { gross, quantity, exact } = lineTotal(order, sku);
	const unit = 10 ** exponentOf(currencyOf(order));
	const step = stepOf(order);
	return { worth: gross / quantity, unit, within: exact && !order.rounding ? step : 3 * step };
}

/** What makes an order special, for the table of a run. */
export function kindsOf(order: CatalogueOrder): string[] {
	const { taxesIncluded, lines, alsoPaid = [] } = order;
	return [
		...(currencyOf(order) === 'EUR' ? [] : [`in ${currencyOf(order)}`]),
		...(taxesIncluded ? ['with tax in the price'] : []),
		...(lines.some(({ discount }) => Number(discount)) ? ['with discounts'] : []),
		...(lines.some(({ sku }) => !lineTotal(order, sku).exact) ? ['with lines that do not divide evenly'] : []),
		...(alsoPaid.length ? ['paid in several ways'] : []),
		...(alsoPaid.some(({ gateway }) => gateway === 'gift_card') ? ['paid by gift card too'] : []),
	];
}

export function paidFor(order: CatalogueOrder): number {
	return paidParts(order).reduce((sum, { amount }) => sum + amountIn(order, amount), 0);
}
