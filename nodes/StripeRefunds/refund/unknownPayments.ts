import { paymentsOf } from '../../shared/case/itsPayment';
import type { CaseState } from '../../shared/case/caseState';
import { sameMoney, type Order, type Payment } from '../../shared/model';
import { legToRefund } from '../../shared/operation';
import type { Sought } from './search';

/** A payment that a Stripe gateway took and of which the shop does not know Stripe's id. */
export interface UnknownPayment extends Sought {
	/** Its id in the order. */
	payment: string;
	/** When the customer paid. */
	paidAt?: string;
	/** Payments of that amount that the order has, it among them, of which none is known. */
	alike: number;
}

/** Whether a payment was taken by a Stripe gateway of the shop whose answer names no payment of Stripe. */
export function isUnknownStripe({ processor, method }: { processor: string; method?: string }): boolean {
	return processor === 'other' && /stripe/i.test(method ?? '');
}

/** The payments of a case that are to be found in Stripe: the one that a refund goes to, or all of the order; none when nothing is to be found. */
export function unknownPayments(state: CaseState, intent: string): UnknownPayment[] {
	const all = ordersOf(state).flatMap((order) =>
		order.payments.filter(isUnknownStripe).map((payment) => soughtOf(state, order, payment)),
	);
	const counted = all.map((one) => ({
		...one,
		alike: all.filter(({ amount }) => sameMoney(amount, one.amount)).length,
	}));
	if (!intent) return counted;
	const { payment } = legToRefund(state, intent, { evenHeld: true }).intent;
	return counted.filter((one) => one.payment === payment.id);
}

/** Whether Stripe pays a refund back: with a payment that is known by its id. Of no refund in particular: whether one of the order is. */
export function isStripePayment(state: CaseState, intent: string): boolean {
	const payments = intent ? [legToRefund(state, intent, { evenHeld: true }).intent.payment] : paymentsOf(state);
	return payments.some(({ processor }) => processor === 'stripe');
}

/** Each order once: two systems may know the same payment. */
function ordersOf({ order, orders }: CaseState): Order[] {
	const seen = new Set<string>();
	return [order, ...Object.values(orders)].flatMap((one) => {
		if (!one) return [];
		const payments = one.payments.filter(({ id }) => !seen.has(id));
		for (const { id } of payments) seen.add(id);
		return [{ ...one, payments }];
	});
}

function soughtOf(state: CaseState, order: Order, payment: Payment): Omit<UnknownPayment, 'alike'> {
	const { number, providerIds, placedAt } = order;
	const orders = [order, ...Object.values(state.orders)];
	const emails = orders.flatMap(({ customer }) => customer?.email ?? []);
	const known = paymentsOf(state).filter(({ processor }) => processor === 'stripe');
	const paidAt = payment.paidAt ?? placedAt;
	return {
		payment: payment.id,
		amount: payment.captured,
		names: namesOf([number, ...Object.values(providerIds), payment.id, ...Object.values(payment.providerIds)]),
		emails: emails.length ? emails : [state.customer?.email ?? ''].filter(Boolean),
		not: known.flatMap(({ providerIds: ids }) => [ids['stripe.payment_intent'], ids['stripe.charge']]).filter(Boolean),
		...(paidAt && { paidAt }),
	};
}

/** Every way to write them: `#1001` and `1001`, an id of Shopify with and without its address. */
export function namesOf(names: string[]): string[] {
	return [...new Set(names.flatMap((one) => [one, one.replace(/^#/, ''), one.split('/').at(-1)!]))].filter(Boolean);
}
