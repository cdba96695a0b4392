import { paymentsOf } from '../../case/itsPayment';
import type { CaseState } from '../../case/caseState';
import { sameMoney, type Money, type Order, type Payment, type PayingProcessor } from '../../model';
import { legToRefund } from '../legToRefund';

/** A payment that is to be found at a provider. */
export interface Sought {
	/** What was captured, to the cent. */
	amount: Money;
	/** What the order and the payment are called elsewhere: `#1001`, Shopify's ids. */
	names: string[];
	/** The customer's addresses. */
	emails: string[];
	/** Payments that are known to be others. */
	not: string[];
}

/** A payment that a provider took and of which the shop does not know the provider's id. */
export interface UnknownPayment extends Sought {
	/** Its id in the order. */
	payment: string;
	/** When the customer paid. */
	paidAt?: string;
	/** Payments of that amount that the order has, it among them, of which none is known. */
	alike: number;
}

/** Whose payments are searched. */
export interface SearchedProvider {
	processor: PayingProcessor;
	/** Whether this provider took a payment, although the order has no id of it. */
	isUnknown(payment: { processor: string; method?: string }): boolean;
	/** The provider's ids of a payment. */
	idsOf(payment: Pick<Payment, 'providerIds'>): Array<string | undefined>;
}

/** The payments of a case that are to be found: the one that a refund goes to, or all of the order; none when nothing is to be found. */
export function soughtPayments(state: CaseState, intent: string, provider: SearchedProvider): UnknownPayment[] {
	const all = ordersOf(state).flatMap((order) =>
		order.payments.filter(provider.isUnknown).map((payment) => soughtOf(state, order, payment, provider)),
	);
	const counted = all.map((one) => ({
		...one,
		alike: all.filter(({ amount }) => sameMoney(amount, one.amount)).length,
	}));
	if (!intent) return counted;
	const { payment } = legToRefund(state, intent, { evenHeld: true }).intent;
	return counted.filter((one) => one.payment === payment.id);
}

/** Whether a processor pays a refund back: with a payment that is known by its id. Of no refund in particular: whether one of the order is. */
export function hasPaymentOf(state: CaseState, intent: string, processor: PayingProcessor): boolean {
	const payments = intent ? [legToRefund(state, intent, { evenHeld: true }).intent.payment] : paymentsOf(state);
	return payments.some((one) => one.processor === processor);
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

function soughtOf(
	state: CaseState,
	order: Order,
	payment: Payment,
	{ processor, idsOf }: SearchedProvider,
): Omit<UnknownPayment, 'alike'> {
	const { number, providerIds, placedAt } = order;
	const orders = [order, ...Object.values(state.orders)];
	const emails = orders.flatMap(({ customer }) => customer?.email ?? []);
	const known = paymentsOf(state).filter((one) => one.processor === processor);
	const paidAt = payment.paidAt ?? placedAt;
	return {
		payment: payment.id,
		amount: payment.captured,
		names: namesOf([number, ...Object.values(providerIds), payment.id, ...Object.values(payment.providerIds)]),
		emails: emails.length ? emails : [state.customer?.email ?? ''].filter(Boolean),
		not: known.flatMap(idsOf).filter((id): id is string => !!id),
		...(paidAt && { paidAt }),
	};
}

/** Every way to write them: `#1001` and `1001`, an id of Shopify with and without its address. */
export function namesOf(names: string[]): string[] {
	return [...new Set(names.flatMap((one) => [one, one.replace(/^#/, ''), one.split('/').at(-1)!]))].filter(Boolean);
}
