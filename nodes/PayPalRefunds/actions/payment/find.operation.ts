import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { searchOutput, searchPayments, searchProperties, type OperationContext } from '../../../shared/operation';
import { findPayment, searchedPayPal } from '../../refund/findPayment';
import { PaymentOutput } from '../../refund/payment';
import { paypalOf } from '../../transport/paypal';

export const option = {
	name: 'Find',
	value: 'find',
	action: 'Find payment',
	description: 'Search the payment of an order whose ID in PayPal the shop does not know',
};

export const description: INodeProperties[] = searchProperties('paypal', 'invoice number, custom field or note');

export const asTool = 'free';

export const output = searchOutput(PaymentOutput);

/** Payments of a PayPal gateway whose id the shop does not know, searched in PayPal by amount, time, order and e-mail address. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	return await searchPayments(context, searchedPayPal, async () => {
		const paypal = await paypalOf(context);
		return async (sought, minutes) => await findPayment(paypal, sought, minutes);
	});
}
