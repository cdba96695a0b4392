import { byHand, format, money, storeCredit, type DisputedPayment, type Payment, type RefundIntent } from '../model';
import type { CaseDispute, CaseState, RefundLeg } from './caseState';
import { paymentsOf } from './itsPayment';

/*
 * A customer who disputes a payment gets the money from the bank, and from the shop besides when nobody takes care. While the bank decides, no refund
 * on that payment is paid, nor one that would stand in for it; what the bank has given for good counts as gone back. An inquiry is no such dispute:
 * the bank only asks, and a refund ends it. What the case makes of what it hears is in disputeHandlers.ts, what follows by itself in disputeFollowUps.ts,
 * what finance is reminded of in disputeReminders.ts.
 */

type Paid = { id: string; processor: string; providerIds?: Record<string, string> };

/** Whether a payment is the one that is disputed. Shopify names only the order: then it is any that Shopify Payments took. */
function concerns({ provider, providerIds }: DisputedPayment, payment: Paid): boolean {
	const ids = Object.values(providerIds);
	if ([payment.id, ...Object.values(payment.providerIds ?? {})].some((id) => ids.includes(id))) return true;
	return provider === 'shopify' && payment.processor === 'shopify_payments';
}

/** Whether the bank has the money, or takes it, and has not decided. */
export function isUndecided({ state, phase }: CaseDispute): boolean {
	return state === 'open' && phase !== 'inquiry';
}

/** The undecided dispute that a refund waits for: of its payment, or of any when it goes to none of the order's. */
export function stoppedBy(
	state: Pick<CaseState, 'disputes' | 'order' | 'orders'>,
	{ payment }: Pick<RefundIntent, 'payment'>,
): CaseDispute | undefined {
	return state.disputes?.find((one) => isUndecided(one) && (standsIn(payment) || isOn(state, one, payment)));
}

/** A lost dispute of a payment of which nobody knows how much it was: then nobody can tell what is left of it. */
export function lostOnUnknown(
	state: Pick<CaseState, 'disputes' | 'order' | 'orders'>,
	{ payment }: Pick<RefundIntent, 'payment'>,
): CaseDispute | undefined {
	const known = paymentsOf(state);
	if (standsIn(payment) ? known.length : known.some(({ id }) => id === payment.id)) return undefined;
	return state.disputes?.find((one) => one.state === 'lost' && (standsIn(payment) || isOn(state, one, payment)));
}

/** It goes to no payment of the order. */
function standsIn({ id }: RefundIntent['payment']): boolean {
	return id === storeCredit || id === byHand;
}

/** Whether a dispute is about the payment of a refund. */
export function isOn(
	state: Pick<CaseState, 'order' | 'orders'>,
	dispute: DisputedPayment,
	payment: RefundIntent['payment'],
): boolean {
	return concerns(dispute, namedIn(state, payment));
}

/** A refund names a payment by its id alone, or by others than the order does. */
function namedIn(state: Pick<CaseState, 'order' | 'orders'>, payment: RefundIntent['payment']): Paid {
	const known = paymentsOf(state).filter(({ id }) => id === payment.id);
	return { ...payment, providerIds: Object.assign({}, payment.providerIds, ...known.map((one) => one.providerIds)) };
}

/** Refunds of the case on a disputed payment that are on their way or have reached the customer. */
export function paidBeside(state: CaseState, dispute: DisputedPayment): RefundLeg[] {
	return state.refunds.filter(
		(leg) =>
			(leg.state === 'pending' || leg.state === 'succeeded') && leg.refund && isOn(state, dispute, leg.intent.payment),
	);
}

/** Refunds that wait for a dispute. */
export function waitingFor({ refunds }: Pick<CaseState, 'refunds'>, dispute: string): RefundLeg[] {
	return refunds.filter((leg) => leg.state === 'held' && leg.dispute === dispute);
}

/** A dispute of the case by its id. */
export function disputeOf({ disputes }: Pick<CaseState, 'disputes'>, id: string): CaseDispute | undefined {
	return disputes?.find((one) => one.id === id);
}

/** Whether a decision is news: a bank may find for the shop, and give the money back, after it had decided against it, without an appeal that anybody told of. */
export function canBeDecided({ state }: CaseDispute, outcome: Exclude<CaseDispute['state'], 'open'>): boolean {
	return state === 'open' || (state === 'lost' && outcome === 'over');
}

/** The dispute of a refund's payment because of which the customer has the money from the bank, or may get it. */
export function givenByBank(
	state: Pick<CaseState, 'disputes' | 'order' | 'orders'>,
	{ payment }: Pick<RefundIntent, 'payment'>,
): CaseDispute | undefined {
	return state.disputes?.find(
		(one) => (isUndecided(one) || one.state === 'lost' || one.state === 'prevented') && isOn(state, one, payment),
	);
}

/** Writes into the order's payments what the bank has given the customer out of them; a system that is asked again does not know it. */
export function markChargedBack({ order, orders, disputes = [] }: CaseState): void {
	for (const one of new Set([order, ...Object.values(orders)]))
		for (const payment of one?.payments ?? []) delete payment.chargedBack;
	for (const dispute of disputes.filter(isLost))
		for (const one of new Set([order, ...Object.values(orders)])) {
			let left = dispute.amount.amount;
			for (const payment of (one?.payments ?? []).filter((each) => concerns(dispute, each)))
				left -= chargeBack(payment, dispute, left);
		}
}

/** What the bank has given, and keeps while the shop appeals. */
function isLost({ state, phase }: CaseDispute): boolean {
	return state === 'lost' || (state === 'open' && phase === 'appeal');
}

/** Minor units of a lost dispute that are of this payment; of one in another currency, all of it. */
function chargeBack(payment: Payment, { amount: { currency } }: DisputedPayment, left: number): number {
	const { captured, chargedBack } = payment;
	const open = captured.amount - (chargedBack?.amount ?? 0);
	const part = Math.max(0, currency === captured.currency ? Math.min(left, open) : open);
	payment.chargedBack = money((chargedBack?.amount ?? 0) + part, captured.currency);
	return part;
}

/** A dispute as people name it. */
export function nameOf({ id, amount, phase }: DisputedPayment): string {
	return `${phase === 'inquiry' ? 'Inquiry' : 'Dispute'} ${id} of ${format(amount)}`;
}
