import { money, subtract, sum, type Money, type Order, type Payment } from '../../shared/model';
import type { OrderNode, Transaction } from '../graphql';
import { moneyOf } from '../graphql/money';
import { tailOf } from '../graphql/gid';
import { intentInNote } from '../money/refund';

interface Attribute {
	key: string;
	value?: string | null;
}

const took = ['SALE', 'CAPTURE'];
/** Gateways of what the customer had from the shop before: it goes back as store credit. */
const credits = ['gift_card', 'shopify_store_credit'];
/** A refund on its way counts as gone, or it could be made twice. */
const gone = ['SUCCESS', 'PENDING', 'AWAITING_RESPONSE', 'UNKNOWN'];

type Paid = Pick<OrderNode, 'transactions' | 'refunds' | 'customAttributes'>;

/** What was paid for an order, one payment per successful SALE or CAPTURE, and what of it can still go back. */
export function paymentsOf({ transactions, refunds, customAttributes }: Paid, currency: string): Payment[] {
	const ours = refunds
		.filter(({ note }) => intentInNote(note))
		.flatMap((refund) => refund.transactions.nodes.map(({ id }) => id));
	return transactions.filter(isPayment).map((transaction) => {
		const captured = moneyOf(transaction.amountSet);
		const back = refundsOn(transaction, transactions);
		const refunded = totalOf(back, currency);
		return {
			id: tailOf(transaction.id),
			...processorOf(transaction, customAttributes),
			captured,
			refunded,
			refundable: leftOf(captured, refunded),
			refundedByUs: totalOf(
				back.filter(({ id }) => ours.includes(id)),
				currency,
			),
		};
	});
}

/** Refunds of an order that this package has not made, and what each moved or is about to. */
export function refundsOfOthers(
	{ transactions, refunds }: Pick<OrderNode, 'transactions' | 'refunds'>,
	currency: string,
): NonNullable<Order['refundsOfOthers']> {
	return refunds
		.filter(({ note }) => !intentInNote(note))
		.map((refund) => {
			const ids = refund.transactions.nodes.map(({ id }) => id);
			return {
				id: refund.id,
				amount: totalOf(
					transactions.filter((one) => ids.includes(one.id) && isGone(one)),
					currency,
				),
			};
		});
}

/** A refund that has moved money, or may still. */
export function isGone({ kind, status }: Transaction): boolean {
	return kind === 'REFUND' && gone.includes(status);
}

function totalOf(transactions: Transaction[], currency: string): Money {
	return sum(
		transactions.map(({ amountSet }) => moneyOf(amountSet)),
		currency,
	);
}

export function isPayment({ kind, status }: Transaction): boolean {
	return took.includes(kind) && status === 'SUCCESS';
}

/** What can still go back on a SALE or CAPTURE. */
export function refundableOf(parent: Transaction, transactions: Transaction[]): Money {
	const captured = moneyOf(parent.amountSet);
	return leftOf(captured, totalOf(refundsOn(parent, transactions), captured.currency));
}

/** Refunds name their payment as parent; one that does not belongs to the only payment there is. */
function refundsOn(payment: Transaction, transactions: Transaction[]): Transaction[] {
	const alone = transactions.filter(isPayment).length === 1;
	const ids = transactions.filter(isPayment).map(({ id }) => id);
	return transactions.filter(
		(one) =>
			isGone(one) &&
			(one.parentTransaction?.id === payment.id || (alone && !ids.includes(one.parentTransaction?.id ?? ''))),
	);
}

function leftOf(captured: Money, refunded: Money): Money {
	return money(Math.max(0, subtract(captured, refunded).amount), captured.currency);
}

/**
 * Who moves the money back. A payment of Stripe is only taken for one when its gateway is named so and Stripe's own id is known,
 * from the transaction or from the order's attribute `stripe_payment_intent`; everything unsure is `other` and goes to a person.
 */
function processorOf(
	{ id, gateway, authorizationCode, paymentId }: Transaction,
	attributes: Attribute[],
): Pick<Payment, 'processor' | 'method' | 'providerIds'> {
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
	return {
		processor: 'stripe',
		...own,
		providerIds: {
			...own.providerIds,
			...(intent && { 'stripe.payment_intent': intent }),
			...(charge && { 'stripe.charge': charge }),
		},
	};
}
