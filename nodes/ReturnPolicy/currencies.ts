import type { Money, Order } from '../shared/model';

/** Every currency of an order's own, its lines', its shipping's and its payments' amounts. */
export function currenciesOf({ currency, lines, shipping, payments }: Order): string[] {
	const found = [currency];
	const note = (amount: Money) => {
		if (!found.includes(amount.currency)) found.push(amount.currency);
	};
	for (const { subtotal, tax } of lines) {
		note(subtotal);
		note(tax);
	}
	if (shipping) {
		note(shipping.subtotal);
		note(shipping.tax);
	}
	for (const { captured, refunded, refundable } of payments) {
		note(captured);
		note(refunded);
		note(refundable);
	}
	return found;
}
