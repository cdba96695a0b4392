import type { Order } from '../shared/model';

/** Every currency of an order's own amounts, its own first: those of its lines, its shipping, its payments, of what was paid or is owed besides, and of documents that are in another one. Duties are told by themselves (refund/duties.ts). */
export function currenciesOf(order: Order): string[] {
	const found = [order.currency];
	const add = (currency: string | undefined) => {
		if (currency !== undefined && !found.includes(currency)) found.push(currency);
	};
	for (const { subtotal, tax } of order.lines) {
		add(subtotal.currency);
		add(tax.currency);
	}
	add(order.shipping?.subtotal.currency);
	add(order.shipping?.tax.currency);
	for (const { captured, refunded, refundable } of order.payments) {
		add(captured.currency);
		add(refunded.currency);
		add(refundable.currency);
	}
	for (const amount of [order.paid, order.outstanding, order.overpaid, order.roundedUp]) add(amount?.currency);
	order.otherCurrencies?.forEach(add);
	return found;
}
