import { invalidInput, EffectError } from '../../shared/model/effectError';
import { toProviderAmount, type Money, type RefundIntent, typedAmount, typedCurrency } from '../../shared/model';
import { stripeIdOf } from './paymentsOfCase';
import type { RefundOrder } from './refundOrder';

/** What an analyst gave by hand, for a refund without a case. */
export interface DirectInput {
	payment: string;
	amount: string;
	currency: string;
	refundReference: string;
}

/** A refund order from a case's intent. Throws EffectError when another system must pay it, or no Stripe payment is known. */
export function orderOfIntent({ id, amount, payment }: RefundIntent): RefundOrder {
	if (payment.processor !== 'stripe') {
		throw new EffectError(`Refund ${id} is not paid by Stripe but by ${payment.processor}`, {
			category: 'rejected',
			connection: 'stripe',
			advice: 'Route refunds by payment processor before this node, so that only one system moves the money.',
		});
	}
	return { intent: id, amount: expressible(amount), ...paymentOf(stripeIdOf(payment)) };
}

/** A refund order from given inputs. Throws EffectError naming the field. */
export function orderOfInput({ payment, amount, currency, refundReference }: DirectInput): RefundOrder {
	if (!refundReference.trim())
		throw invalidInput(
			'The refund has no reference',
			'Give each refund a reference of its own, e.g. the return number and /R1: the same reference is never paid twice.',
			'refundReference',
		);
	if (refundReference.length > 200)
		throw invalidInput('The refund reference is longer than 200 characters', 'Shorten it.', 'refundReference');
	const value = typedAmount(amount, typedCurrency(currency), 'amount');
	if (value.amount <= 0)
		throw invalidInput(
			'The refund amount must be more than zero',
			'Give the amount to pay back, e.g. 12.50.',
			'amount',
		);
	return { intent: refundReference.trim(), amount: expressible(value), ...paymentOf(payment.trim()) };
}

/** Tells a payment intent's id from a charge's. */
export function paymentOf(id: string): { paymentIntent: string } | { charge: string } {
	if (/^pi_\w+$/.test(id)) return { paymentIntent: id };
	if (/^(ch|py)_\w+$/.test(id)) return { charge: id };
	throw invalidInput(
		'No Stripe payment is named',
		"Give a payment intent (pi_…) or charge (ch_…) in Payment, or let the case know it: the order's payment needs the id stripe.payment_intent.",
		'payment',
	);
}

/** The same as a filter of Stripe's lists. */
export function paymentQuery(id: string): { payment_intent: string } | { charge: string } {
	const payment = paymentOf(id);
	return 'charge' in payment ? { charge: payment.charge } : { payment_intent: payment.paymentIntent };
}

function expressible(amount: Money): Money {
	try {
		toProviderAmount('stripe', amount);
	} catch (error) {
		throw invalidInput((error as Error).message, 'Round the amount to what Stripe can pay.', 'amount');
	}
	return amount;
}
