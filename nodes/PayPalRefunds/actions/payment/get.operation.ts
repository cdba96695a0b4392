import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { referenceProperty, type OperationContext } from '../../../shared/operation';
import { assertCapture, paymentsOfCase } from '../../refund/orderOf';
import { PaymentOutput, toPayment, type PaymentNow } from '../../refund/payment';
import { readPayment } from '../../refund/readPayment';
import { paypalOf } from '../../transport/paypal';

export const option = {
	name: 'Get',
	value: 'get',
	action: 'Get payment',
	description: 'Read what was paid, paid back, and can still be paid back',
};

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Payment',
		name: 'payment',
		type: 'string',
		default: "={{ $json.payment?.id ?? $json.refund?.providerIds?.['paypal.capture'] ?? '' }}",
		placeholder: 'e.g. 2GG279541U471931P',
		description: 'Transaction ID of the captured payment. Empty: the payments of the case.',
	},
];

export const asTool = 'free';

export const output = z.object({ payments: z.array(PaymentOutput), payment: PaymentOutput.optional() });

/** Payments as PayPal has them now: captured, refunded, and what can still be paid back. `payment` is the first one. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const given = String(context.param<unknown>('payment', '') ?? '').trim();
	const ids = given ? [assertCapture(given)] : paymentsOfCase(await context.requireCase());
	const paypal = await paypalOf(context);
	const payments: PaymentNow[] = [];
	for (const id of ids) payments.push(toPayment(await readPayment(paypal, id)));
	return { payments: payments as unknown as IDataObject[], payment: payments[0] as unknown as IDataObject };
}
