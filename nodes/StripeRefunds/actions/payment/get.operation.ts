import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { PaymentOutput, toPayment, type PaymentNow } from '../../refund/payment';
import { readPayment } from '../../refund/readPayment';
import { z } from 'zod';
import { referenceProperty, type OperationContext } from '../../../shared/operation';
import { paymentsOfCase, processorOf } from '../../refund/paymentsOfCase';
import { stripeOf } from '../../transport/stripe';

export const option = {
	name: 'Get',
	value: 'get',
	action: 'Get payment',
	description: 'Read what was paid, paid back, disputed, and can still be paid back',
};

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
		const { payment: named, charge, ...standing } = await readPayment(stripe, id);
		const payment = toPayment(named, charge, 'stripe', standing);
		payments.push({ ...payment, processor: processorOf(state, payment) });
	}
	return { payments: payments as unknown as IDataObject[], payment: payments[0] as unknown as IDataObject };
}
