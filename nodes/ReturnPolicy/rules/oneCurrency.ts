import type { Order } from '../../shared/model';
import type { CaseRule } from './rule';

/** An order whose amounts are in several currencies is looked at by a person. */
export const oneCurrency: CaseRule = ({ case: { order } }) => {
	const currencies = order ? currenciesOf(order) : [];
	return currencies.length > 1
		? [
				{
					code: 'currencies_mixed',
					effect: 'review',
					message: `Order ${order?.number} has amounts in ${currencies.join(' and ')}.`,
				},
			]
		: [];
};

/** Every currency of an order's own, its lines', its shipping's and its payments' amounts. */
export function currenciesOf(order: Order): string[] {
	const amounts = [
		...order.lines.flatMap((line) => [line.subtotal, line.tax]),
		...(order.shipping ? [order.shipping.subtotal, order.shipping.tax] : []),
		...order.payments.flatMap((payment) => [payment.captured, payment.refunded, payment.refundable]),
	];
	return [...new Set([order.currency, ...amounts.map((amount) => amount.currency)])];
}
