import { money, type Order, type Payment } from '../model';
import type { RefundLeg } from './caseState';
import { keepingFound } from './foundPayment';
import { settledBy, usedOf } from './refundLeg';

/** The order as a system knows it now, with what the case knew better. `before`: as it was read last; `refunds`: the case's own until now. */
export function readAgain(order: Order, before: Order | undefined, refunds: RefundLeg[]): Order {
	const payments = order.payments.map((payment) => {
		const known = before?.payments.find(({ id }) => id === payment.id);
		return withoutOurs(keepingFound(payment, known), known, refunds);
	});
	return { ...order, payments };
}

/**
 * A payment whose system does not tell which refunds are ours, as if it had heard of none of the case's: of what has gone back since it was read
 * last, as much as the case has paid on it is the case's own, the rest is of others.
 */
function withoutOurs(payment: Payment, before: Payment | undefined, refunds: RefundLeg[]): Payment {
	if (payment.refundedByUs || !before) return payment;
	const paid = refunds
		.filter((leg) => settledBy(leg) && leg.intent.payment.id === payment.id)
		.reduce((total, leg) => total + usedOf(leg), 0);
	const ours = Math.min(paid, Math.max(0, payment.refunded.amount - before.refunded.amount));
	const { currency } = payment.captured;
	return ours
		? {
				...payment,
				refunded: money(payment.refunded.amount - ours, currency),
				refundable: money(payment.refundable.amount + ours, currency),
			}
		: payment;
}
