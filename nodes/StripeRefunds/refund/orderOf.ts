import type { IDataObject } from 'n8n-workflow';
import { invalidInput, whyNotPayable, type Money, type RefundIntent } from '../../shared/model';
import { assertPaidBy, directRefund } from '../../shared/operation';
import { stripeIdOf } from './paymentsOfCase';
import type { RefundOrder } from './refundOrder';

/** A refund order from a case's intent. Throws EffectError when another system must pay it, or no Stripe payment is known. */
export function orderOfIntent(intent: RefundIntent): RefundOrder {
	assertPaidBy('stripe', intent);
	const { id, amount, payment } = intent;
	return { intent: id, amount: expressible(amount), ...paymentOf(stripeIdOf(payment)) };
}

/** A refund order from given inputs. Throws EffectError naming the field. */
export function orderOfInput(given: IDataObject): RefundOrder {
	const { intent, amount } = directRefund(given);
	return { intent, amount: expressible(amount), ...paymentOf(String(given.payment ?? '').trim()) };
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
	const why = whyNotPayable('stripe', amount);
	if (why) throw invalidInput(why, 'Round the amount to what Stripe can pay. Nothing was paid.', 'amount');
	return amount;
}
