import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { invalidInput, referenceProperty, type OperationContext } from '../../../shared/effect';
import { StripeRefund, eventOf, toRefund } from '../../refund/refundAnswer';
import { stripeOf } from '../../transport/stripe';

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Refund ID',
		name: 'refundId',
		type: 'string',
		default: "={{ $json.refund?.id ?? '' }}",
		required: true,
		placeholder: 'e.g. re_3MtwBwLkdIwHu7ix2p9Q0a1B',
		description: 'ID of the refund in Stripe. The default takes it from the incoming item.',
	},
];

/** Reads a refund as Stripe has it now; when it belongs to the item's case, the case learns its status. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const id = String(context.param<unknown>('refundId', '') ?? '').trim();
	if (!/^(re|pyr)_\w+$/.test(id)) throw invalidInput('No refund is named', 'Give the id of a refund in Stripe (re_…) in Refund ID.', 'refundId');
	const stripe = await stripeOf(context);
	const answer = await stripe.get(`/v1/refunds/${id}`, StripeRefund);
	const refund = toRefund(answer);
	const ours = !!refund.intent && answer.metadata?.return_reference === context.reference;
	return { ...(ours && (await context.recordFacts([eventOf(refund)]))), refund: refund as unknown as IDataObject };
}
