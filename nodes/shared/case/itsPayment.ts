import { byHand, format, paysItself, storeCredit, type Order, type Payment, type RefundIntent } from '../model';
import type { CaseState } from './caseState';

/** The payments of the case's order, as every system that knows the order names them. */
export function paymentsOf({ order, orders }: Pick<CaseState, 'order' | 'orders'>): Payment[] {
	return [order, ...Object.values(orders)].flatMap((one) => one?.payments ?? []);
}

/** The order as the first system has it that knows how it was paid; one that only knows how much comes after all that know the payments. */
export function paidOrderOf({ order, orders }: Pick<CaseState, 'order' | 'orders'>): Order | undefined {
	const all = [order, ...Object.values(orders)];
	return all.find((one) => one?.payments.length) ?? all.find((one) => one?.paid);
}

/** The currencies that an order was paid in; books may have it in another. Undefined while no system knows. */
function paidIn(state: Pick<CaseState, 'order' | 'orders'>): { number: string; currencies: string[] } | undefined {
	const paid = paidOrderOf(state);
	if (!paid) return undefined;
	const currencies = paid.payments.map(({ captured }) => captured.currency);
	return { number: paid.number, currencies: currencies.length ? currencies : [paid.paid!.currency] };
}

/**
 * Why a refund may not go to the payment it names, in a sentence; undefined when it may: the payment is one of the case's order, with
 * its processor, its ids and its currency, or it stands for no payment (by hand, store credit) and is in what the customer paid in. Nothing can be said while no system knows
 * how the order was paid.
 */
export function whyNotItsPayment(state: CaseState, { amount, payment }: RefundIntent): string | undefined {
	const orders = [state.order, ...Object.values(state.orders)].flatMap((order) => order ?? []);
	const stands = payment.id === byHand || payment.id === storeCredit;
	if (stands && paysItself(payment.processor))
		return `A refund as ${payment.id} goes to no payment, so ${payment.processor} cannot pay it.`;
	if (!orders.length) return undefined;
	const own = paymentsOf(state).filter(({ id }) => id === payment.id);
	const credit = payment.processor === storeCredit;
	const known = paymentsOf(state).length > 0;
	if (stands || (credit && !own.length)) {
		const { number, currencies } = paidIn(state) ?? {
			...orders[0],
			currencies: orders.map(({ currency }) => currency),
		};
		return currencies.includes(amount.currency)
			? undefined
			: `${format(amount)} is not in the currency of order ${number} (${currencies[0]}).`;
	}
	if (!known) return undefined;
	if (!own.length)
		return `Payment ${payment.id} is not a payment of order ${orders[0].number}. ${paymentsNamed(state)}`;
	// What only a person can pay back may become store credit instead (policy.unrefundable).
	if (!own.some(({ processor }) => processor === payment.processor || (processor === 'other' && credit)))
		return `Payment ${payment.id} was taken by ${own[0].processor}, not by ${payment.processor}.`;
	if (!own.some(({ captured }) => captured.currency === amount.currency))
		return `Payment ${payment.id} is in ${own[0].captured.currency}, not in ${amount.currency}.`;
	const ids = own.flatMap(({ id, providerIds }) => [id, ...Object.values(providerIds)]);
	const stranger = Object.entries(payment.providerIds).find(([, id]) => !ids.includes(id));
	return stranger && `Payment ${payment.id} of order ${orders[0].number} has no ${stranger[0]} ${stranger[1]}.`;
}

function paymentsNamed(state: CaseState): string {
	return `Its payments are ${[...new Set(paymentsOf(state).map(({ id }) => id))].join(', ')}.`;
}
