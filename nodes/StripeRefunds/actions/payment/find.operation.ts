import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { searchOutput, searchPayments, searchProperties, type OperationContext } from '../../../shared/operation';
import { findPayment } from '../../refund/findPayment';
import { PaymentOutput } from '../../refund/payment';
import { searchedStripe } from '../../refund/unknownPayments';
import { stripeOf } from '../../transport/stripe';

export const option = {
	name: 'Find',
	value: 'find',
	action: 'Find payment',
	description: 'Search the payment of an order whose ID in Stripe the shop does not know',
};

export const description: INodeProperties[] = searchProperties('stripe', 'metadata or description');

export const asTool = 'free';

export const output = searchOutput(PaymentOutput);

/** Payments of a Stripe gateway whose id the shop does not know, searched in Stripe by amount, time, order and e-mail address. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	return await searchPayments(context, searchedStripe, async () => {
		const stripe = await stripeOf(context);
		return async (sought, minutes) => await findPayment(stripe, sought, minutes);
	});
}
