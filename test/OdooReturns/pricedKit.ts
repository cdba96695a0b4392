import { planCreditNote, type CreditPlan } from '../../nodes/OdooReturns/money/creditNote';
import type { BilledGoods } from '../../nodes/OdooReturns/money/creditRow';
import type { InvoiceLine } from '../../nodes/OdooReturns/records/answers';
import type { OdooOrder } from '../../nodes/OdooReturns/sale/delivery';
import { pricesOf } from '../../nodes/OdooReturns/sale/prices';
import { shippingOf, worthOf } from '../../nodes/shared/case/worth';
import type { Order, RefundIntent } from '../../nodes/shared/model';
import { eur } from './setUp';

/** What so many pieces of a line are worth with tax, after `from` others. */
export function worth(order: Order, id: string, quantity: number, from = 0): number {
	const { net, tax } = worthOf(
		order.lines.find((line) => line.id === id)!,
		order.taxesIncluded,
		from,
		quantity,
	);
	return net + tax;
}
export const wholeWorth = (order: Order) => {
	const { net, tax } = shippingOf(order);
	return order.lines.reduce((sum, { id, quantity }) => sum + worth(order, id, quantity), net + tax);
};

/** The refund of so many pieces of a line, as the policy makes it. */
export function refundOf(order: Order, id: string, quantity: number, from = 0): RefundIntent {
	const { net, tax } = worthOf(
		order.lines.find((line) => line.id === id)!,
		order.taxesIncluded,
		from,
		quantity,
	);
	return intentOf(id, quantity, net, tax);
}
export function intentOf(line: string, quantity: number, net: number, tax: number): RefundIntent {
	return {
		id: 'RMA-1/R1',
		amount: eur(net + tax),
		payment: { id: 'p', processor: 'stripe', providerIds: {} },
		reason: 'return',
		breakdown: [
			{ kind: 'line', line, quantity, amount: eur(net), description: '' },
			{ kind: 'tax', line, amount: eur(tax), description: '' },
		],
	};
}

/** The credit note of a refund by the order's own documents; `earlier`: rows of the notes before. */
export function noteOf(
	order: OdooOrder,
	intent: RefundIntent,
	{ earlier = [], pricedByShop = false }: { earlier?: InvoiceLine[]; pricedByShop?: boolean } = {},
): CreditPlan {
	const lines = order.invoices.flat() as InvoiceLine[];
	const prices = pricesOf(order);
	const goods = (name: string): BilledGoods | undefined => {
		const of = lines.filter((line) => line.sale_line_ids.includes(Number(name)));
		return of.length
			? {
					sku: order.lines[Number(name) - 1].sku,
					invoiceLine: of[0],
					lines: of,
					billed: of.reduce((sum, { quantity }) => sum + quantity, 0),
					discounts: prices
						.get(Number(name))!
						.shares.map(({ discount, ...share }) => ({ line: lines.find(({ id }) => id === discount)!, ...share })),
					taxOff: prices.get(Number(name))!.taxOff,
				}
			: undefined;
	};
	return planCreditNote(intent, { goods, shipping: undefined, earlier, pricedByShop });
}
/** A plan's rows as lines of a posted credit note. */
export const posted = ({ rows }: CreditPlan): InvoiceLine[] =>
	rows.map(({ invoiceLine: line, quantity, price, gross }) => ({
		...line,
		quantity,
		price_unit: price,
		price_total: gross / 100,
	}));
export const shown = ({ rows }: CreditPlan) =>
	rows.map(({ invoiceLine: { id }, quantity, price, gross }) => [id, quantity, Number(price.toFixed(4)), gross]);
