import type { EventData, Payment } from '../model';
import type { CaseState } from './caseState';

/**
 * A payment of which the shop knew only the gateway was found at its processor: the order's payment has its ids from now on, and so has every
 * refund that is still to be paid on it. Amounts stay what they are, and what is known already is not changed.
 */
export function takePayment(state: CaseState, { payment, processor, providerIds }: EventData<'payment.found'>): void {
	const orders = [state.order, ...Object.values(state.orders)].flatMap((order) => order?.payments ?? []);
	for (const one of orders.filter(({ id }) => id === payment))
		if (isUnknown(one)) Object.assign(one, named(one, processor, providerIds), { searched: true });
	for (const leg of state.refunds) {
		const waits = leg.state === 'held' || leg.state === 'due';
		if (waits && leg.intent.payment.id === payment && isUnknown(leg.intent.payment))
			leg.intent.payment = { ...leg.intent.payment, ...named(leg.intent.payment, processor, providerIds) };
	}
}

/** A payment as it was read again, with what was found before: the shop has not learnt it. */
export function keepingFound(payment: Payment, before: Payment | undefined): Payment {
	return before?.searched && isUnknown(payment)
		? { ...payment, ...named(payment, before.processor, before.providerIds), searched: true }
		: payment;
}

type Named = Pick<Payment, 'processor' | 'providerIds'>;

function isUnknown({ processor }: { processor: string }): boolean {
	return processor === 'other';
}

function named(payment: { providerIds: Payment['providerIds'] }, processor: Payment['processor'], ids: object): Named {
	return { processor, providerIds: { ...payment.providerIds, ...ids } };
}
