import { money, subtract, sum, type Money, type Payment } from '../../shared/model';
import type { Transaction } from '../documents';
import { moneyOf } from './money';
import { tailOf } from './gid';

interface Attribute {
	key: string;
	value?: string | null;
}

const took = ['SALE', 'CAPTURE'];
/** Gateways of what the customer had from the shop before: it goes back as store credit. */
const credits = ['gift_card', 'shopify_store_credit'];
/** A refund on its way counts as gone, or it could be made twice. */
const gone = ['SUCCESS', 'PENDING', 'AWAITING_RESPONSE', 'UNKNOWN'];

/** What was paid for an order, one payment per successful SALE or CAPTURE, and what of it can still go back. */
export function paymentsOf(transactions: Transaction[], attributes: Attribute[], currency: string): Payment[] {
	return transactions.filter(isPayment).map((transaction) => {
		const captured = moneyOf(transaction.amountSet);
		const refunded = refundedOf(transaction, transactions, currency);
		return {
			id: tailOf(transaction.id),
			...processorOf(transaction, attributes),
			captured,
			refunded,
			refundable: leftOf(captured, refunded),
		};
	});
}

export function isPayment({ kind, status }: Transaction): boolean {
	return took.includes(kind) && status === 'SUCCESS';
}

/** What can still go back on a SALE or CAPTURE. */
export function refundableOf(parent: Transaction, transactions: Transaction[]): Money {
	const captured = moneyOf(parent.amountSet);
	return leftOf(captured, refundedOf(parent, transactions, captured.currency));
}

/** Refunds name their payment as parent; one that does not belongs to the only payment there is. */
function refundedOf(payment: Transaction, transactions: Transaction[], currency: string): Money {
	const alone = transactions.filter(isPayment).length === 1;
	const ids = transactions.filter(isPayment).map(({ id }) => id);
	const refunds = transactions.filter(({ kind, status, parentTransaction: parent }) => kind === 'REFUND' && gone.includes(status) && (parent?.id === payment.id || (alone && !ids.includes(parent?.id ?? ''))));
	return sum(refunds.map(({ amountSet }) => moneyOf(amountSet)), currency);
}

function leftOf(captured: Money, refunded: Money): Money {
	return money(Math.max(0, subtract(captured, refunded).amount), captured.currency);
}

/**
 * Who moves the money back. A payment of Stripe is only taken for one when its gateway is named so and Stripe's own id is known,
 * from the transaction or from the order's attribute `stripe_payment_intent`; everything unsure is `other` and goes to a person.
 */
function processorOf({ id, gateway, authorizationCode, paymentId }: Transaction, attributes: Attribute[]): Pick<Payment, 'processor' | 'method' | 'providerIds'> {
	const name = (gateway ?? '').toLowerCase();
	const own = { ...(gateway && { method: gateway }), providerIds: { 'shopify.transaction': id } };
	if (name === 'shopify_payments') return { processor: 'shopify_payments', ...own };
	if (credits.includes(name)) return { processor: 'store_credit', ...own };
	if (!name.includes('stripe')) return { processor: 'other', ...own };
	const noted = attributes.find(({ key }) => key === 'stripe_payment_intent')?.value;
	const ids = [authorizationCode, paymentId, noted].map((one) => (one ?? '').trim());
	const intent = ids.find((one) => /^pi_\w+$/.test(one));
	const charge = ids.find((one) => /^(ch|py)_\w+$/.test(one));
	if (!intent && !charge) return { processor: 'other', ...own };
	return { processor: 'stripe', ...own, providerIds: { ...own.providerIds, ...(intent && { 'stripe.payment_intent': intent }), ...(charge && { 'stripe.charge': charge }) } };
}
