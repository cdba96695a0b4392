import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { PaymentOutput, StripeCharge, StripePaymentIntent, toPayment, type PaymentNow } from '../../refund/payment';
import { z } from 'zod';
import { referenceProperty, type OperationContext } from '../../../shared/operation';
import { paymentOf } from '../../refund/orderOf';
import { paymentsOfCase, processorOf } from '../../refund/paymentsOfCase';
import { stripeOf, type Stripe } from '../../transport/stripe';

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Payment',
		name: 'payment',
		type: 'string',
		default: "={{ $json.payment?.id ?? $json.refund?.providerIds?.['stripe.payment_intent'] ?? '' }}",
		placeholder: 'e.g. pi_3MtwBwLkdIwHu7ix28a3tqPa',
		description: 'Payment intent (pi_…) or charge (ch_…). Empty: the payments of the case.',
	},
];

export const asTool = 'free';

export const output = z.object({ payments: z.array(PaymentOutput), payment: PaymentOutput.optional() });

/** Payments as Stripe has them now: captured, refunded, disputed, and what can still be paid back. `payment` is the first one. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const given = String(context.param<unknown>('payment', '') ?? '').trim();
	const ids = given ? [given] : paymentsOfCase(await context.requireCase());
	const stripe = await stripeOf(context);
	const state = await context.findCase();
	const payments: PaymentNow[] = [];
	for (const id of ids) {
		const payment = await readPayment(stripe, id);
		payments.push({ ...payment, processor: processorOf(state, payment) });
	}
	return { payments: payments as unknown as IDataObject[], payment: payments[0] as unknown as IDataObject };
}

async function readPayment(stripe: Stripe, id: string): Promise<PaymentNow> {
	const payment = paymentOf(id);
	if ('charge' in payment) {
		const charge = await stripe.get(`/v1/charges/${payment.charge}`, StripeCharge);
		return toPayment(charge, charge);
	}
	const intent = await stripe.get(`/v1/payment_intents/${payment.paymentIntent}`, StripePaymentIntent, {
		'expand[0]': 'latest_charge',
	});
	return toPayment(intent, intent.latest_charge);
}
