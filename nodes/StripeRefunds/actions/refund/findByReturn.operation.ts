import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { factsOutput, referenceProperty, type OperationContext } from '../../../shared/operation';
import { RefundOutput, eventOf, refundsOf, toRefund } from '../../records/refund';
import { z } from 'zod';
import { invalidInput } from '../../../shared/model';
import { paymentOf } from '../../refund/orderOf';
import { paymentsOfCase } from '../../refund/paymentsOfCase';
import { stripeOf } from '../../transport/stripe';

export const option = {
	name: 'Find by Return',
	value: 'findByReturn',
	action: 'Find refunds by return',
	description: 'List the refunds that were made for a return',
};

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Payment',
		name: 'payment',
		type: 'string',
		default: '',
		placeholder: 'e.g. pi_3MtwBwLkdIwHu7ix28a3tqPa',
		description: 'Payment intent (pi_…) or charge (ch_…) to look at. Empty: the payments of the case.',
		hint: 'Stripe cannot search refunds, so it is asked for the refunds of a payment',
	},
];

export const asTool = 'free';

export const output = factsOutput.extend({ refunds: z.array(RefundOutput), refund: RefundOutput.optional() });

/** The refunds that were made for a return, found by the reference in their metadata; `refund` is the newest. The case learns their statuses. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const reference = String(context.param<unknown>('reference', '') ?? '').trim();
	if (!reference)
		throw invalidInput('No return is named', 'Set Case Reference, e.g. {{ $json.reference }}.', 'reference');
	const stripe = await stripeOf(context);
	const ours = [];
	for (const payment of await paymentsToAsk(context)) {
		const refunds = await refundsOf(stripe, paymentOf(payment));
		ours.push(...refunds.filter(({ metadata }) => metadata?.return_reference === reference));
	}
	const refunds = ours.map(toRefund);
	const known = await context.recordFacts(refunds.filter(({ intent }) => intent).map(eventOf));
	return {
		...known,
		refunds: refunds as unknown as IDataObject[],
		...(refunds.length && { refund: refunds[0] as unknown as IDataObject }),
	};
}

async function paymentsToAsk(context: OperationContext): Promise<string[]> {
	const given = String(context.param<unknown>('payment', '') ?? '').trim();
	if (given) return [given];
	return paymentsOfCase(await context.requireCase());
}
