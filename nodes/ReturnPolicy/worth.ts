import { portion, type Order, type OrderLine } from '../shared/model';

export { portion };

/** Minor units of the order's currency. `net` is without tax. */
export interface Worth {
	net: number;
	tax: number;
}

/**
 * What pieces `from` to `from + quantity` of an order line are worth. By the cumulative method: what n pieces are worth is
 * rounded once, and a refund is the difference of two such sums, so pieces refunded one by one or together, in any
 * grouping, add up to the line exactly. Throws RangeError when the line has fewer pieces.
 */
export function worthOf(line: OrderLine, taxesIncluded: boolean, from: number, quantity: number): Worth {
	if (from < 0 || quantity < 0 || from + quantity > line.quantity)
		throw new RangeError(`Line ${line.id} has ${line.quantity} pieces, not ${from + quantity}`);
	const [before, after] = [upTo(line, taxesIncluded, from), upTo(line, taxesIncluded, from + quantity)];
	return { net: after.net - before.net, tax: after.tax - before.tax };
}

/** What the first `pieces` of a line are worth. Where prices contain tax, the price is shared first, and tax is its part of that. */
export function upTo({ subtotal, tax, quantity }: OrderLine, taxesIncluded: boolean, pieces: number): Worth {
	const share = portion(subtotal.amount, pieces, quantity);
	if (!taxesIncluded) return { net: share, tax: portion(tax.amount, pieces, quantity) };
	const contained = portion(Math.min(tax.amount, subtotal.amount), share, subtotal.amount);
	return { net: share - contained, tax: contained };
}

/** What the customer paid for shipping, split like a line. */
export function shippingOf(order: Order): Worth {
	if (!order.shipping) return { net: 0, tax: 0 };
	const { subtotal, tax } = order.shipping;
	return { net: order.taxesIncluded ? subtotal.amount - tax.amount : subtotal.amount, tax: tax.amount };
}
