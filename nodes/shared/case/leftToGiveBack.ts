import { byHand, storeCredit, type Order, type RefundIntent } from '../model';
import { usedOf } from './refundLeg';
import type { RefundLeg } from './caseState';

/** What of a refund of a return counts here. */
type Leg = { intent: Pick<RefundIntent, 'amount' | 'payment'> } & Pick<RefundLeg, 'state'> & {
		exchange?: { rest?: RefundIntent['amount'] };
	};

/** Refunds that take from what was paid: one that failed too, for a person pays it another way. */
const isTaken = ({ state }: Leg) => state !== 'dropped';

/**
 * What an order can still give back, in minor units of its currency: all that was paid for it, less all that has gone back or is about to,
 * by whatever way: refunds of staff as the payments have them, and those of the order's returns that the payments do not count yet.
 * Never below 0. Undefined while no system knows how the order was paid. `own`: refunds of the return in hand, which was looked at when
 * the payments were read; `others`: those of the order's other returns, which count where it is known what of `refunded` is theirs.
 */
export function leftToGiveBack(
	{ payments, paid }: Pick<Order, 'payments' | 'paid'>,
	own: Leg[],
	others: Leg[] = [],
): number | undefined {
	const captured = paidFor({ payments, paid });
	if (captured === undefined) return undefined;
	const used = (legs: Leg[], id: string) =>
		sum(legs.filter((leg) => isTaken(leg) && leg.intent.payment.id === id).map(usedOf));
	const onPayments = payments.map(
		({ id, refunded, refundedByUs }) =>
			refunded.amount + (refundedByUs ? used([...own, ...others], id) - refundedByUs.amount : used(own, id)),
	);
	const ways = [byHand, storeCredit].map((way) => used([...own, ...others], way));
	return Math.max(0, captured - sum(onPayments) - sum(ways));
}

/** All that was paid for an order, in minor units of its currency; undefined while no system knows how it was paid. */
export function paidFor({ payments, paid }: Pick<Order, 'payments' | 'paid'>): number | undefined {
	return payments.length ? sum(payments.map(({ captured }) => captured.amount)) : paid?.amount;
}

function sum(amounts: number[]): number {
	return amounts.reduce((total, amount) => total + amount, 0);
}
