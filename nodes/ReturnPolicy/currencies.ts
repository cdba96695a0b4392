import type { Money, Order } from '../shared/model';

/** Every currency of an order's own amounts, its own first: those of its lines, its shipping, its payments, of what was paid or is owed besides, and of documents that are in another one. Duties are told by themselves (refund/duties.ts). */
export function currenciesOf({ currency, lines, shipping, payments, ...order }: Order): string[] {
	const amounts: Array<Money | undefined> = [
		...lines.flatMap(({ subtotal, tax }) => [subtotal, tax]),
		...(shipping ? [shipping.subtotal, shipping.tax] : []),
		...payments.flatMap(({ captured, refunded, refundable }) => [captured, refunded, refundable]),
		order.paid,
		order.outstanding,
		order.overpaid,
		order.roundedUp,
	];
	return [
		...new Set([currency, ...amounts.flatMap((amount) => amount?.currency ?? []), ...(order.otherCurrencies ?? [])]),
	];
}
