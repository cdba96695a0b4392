import { byHand, storeCredit, type Order, type Payment, type RefundIntent } from '../model';
import { usedOf } from './refundLeg';
import type { RefundLeg } from './caseState';

/** What of a refund of a return counts here. */
type Leg = { intent: Pick<RefundIntent, 'amount' | 'payment'> & Partial<Pick<RefundIntent, 'breakdown'>> } & Pick<
	RefundLeg,
	'state'
> & {
		exchange?: { rest?: RefundIntent['amount'] };
	};

/** Refunds that take from what was paid: one that failed too, for a person pays it another way. */
const isTaken = ({ state }: Leg) => state !== 'dropped';

/**
 * What an order can still give back, in minor units of its currency: all that was paid for it, less all that has gone back or is about to,
 * by whatever way: refunds of staff and what banks have paid as the payments have them, and those of the order's returns that the payments do not count yet.
 * Never below 0. Undefined while no system knows how the order was paid. `own`: refunds of the return in hand; `others`: those of the
 * order's other returns, left out where nobody knows them.
 */
export function leftToGiveBack(
	{ payments, paid }: Pick<Order, 'payments' | 'paid'>,
	own: Leg[],
	others?: Leg[],
): number | undefined {
	const captured = paidFor({ payments, paid });
	if (captured === undefined) return undefined;
	const onPayments = payments.map(
		(payment) => payment.refunded.amount + (payment.chargedBack?.amount ?? 0) + uncounted(payment, own, others),
	);
	const ways = [byHand, storeCredit].map((way) => usedOn(way, [...own, ...(others ?? [])]));
	return Math.max(0, captured - sum(onPayments) - sum(ways));
}

/**
 * What refunds of ours take from a payment besides what its `refunded` counts, in minor units. A payment that does not tell which refunds are
 * ours counts none of the return's own (readAgain.ts), and those of others as they were when it was read. Without `others` none of
 * theirs is taken for one of the return's own.
 */
export function uncounted({ id, refundedByUs }: Payment, own: Leg[], others?: Leg[]): number {
	const ofOwn = usedOn(id, own);
	if (!refundedByUs) return ofOwn;
	return others ? ofOwn + usedOn(id, others) - refundedByUs.amount : ofOwn - Math.min(ofOwn, refundedByUs.amount);
}

function usedOn(payment: string, legs: Leg[]): number {
	return sum(legs.filter((leg) => isTaken(leg) && leg.intent.payment.id === payment).map(usedOf));
}

/** All that was paid for an order, in minor units of its currency; undefined while no system knows how it was paid. */
export function paidFor({ payments, paid }: Pick<Order, 'payments' | 'paid'>): number | undefined {
	return payments.length ? sum(payments.map(({ captured }) => captured.amount)) : paid?.amount;
}

function sum(amounts: number[]): number {
	return amounts.reduce((total, amount) => total + amount, 0);
}
