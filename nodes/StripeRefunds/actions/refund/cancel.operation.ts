import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { performed, effectOptions, referenceProperty, type OperationContext } from '../../../shared/operation';
import { RefundOutput, eventOf, StripeRefund, toRefund } from '../../records/refund';
import { EffectError } from '../../../shared/model';
import { refundIdOf, refundIdProperty } from '../../refund/refundId';
import { idempotencyKeyOf } from '../../refund/refundOrder';
import { stripeError } from '../../transport/stripeError';
import { answerOf, stripeOf, type Stripe } from '../../transport/stripe';

export const option = {
	name: 'Cancel',
	value: 'cancel',
	action: 'Cancel refund',
	description: 'Stop a refund that waits for the customer',
};

export const description: INodeProperties[] = [referenceProperty, refundIdProperty, effectOptions];

export const asTool = 'whenAllowed';

export const output = performed('refund', RefundOutput);

/** Cancels a refund that waits for the customer to say where the money shall go; any other is on its way and cannot be stopped. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const id = refundIdOf(context);
	const stripe = await stripeOf(context);
	const read = async () => await stripe.get(`/v1/refunds/${id}`, StripeRefund);
	let last: StripeRefund | undefined;
	return await context.perform(
		'refund',
		{
			key: id,
			kind: 'stripe.refund_cancel',
			lookUp: async () => {
				last = await read();
				return last.status === 'canceled' ? toRefund(last) : undefined;
			},
			act: async () => {
				last = await read();
				if (last.status !== 'canceled') last = await cancel(stripe, last);
				return toRefund(last);
			},
			preview: async () => {
				const now = await read();
				assertCancelable(now);
				return toRefund(now);
			},
		},
		// What another return's refund does is no news of this item's case.
		(refund) =>
			refund.intent && (!last || last.metadata?.return_reference === context.reference) ? [eventOf(refund)] : [],
	);
}

async function cancel(stripe: Stripe, refund: StripeRefund): Promise<StripeRefund> {
	assertCancelable(refund);
	const { status, body, replayed } = await stripe.post(
		`/v1/refunds/${refund.id}/cancel`,
		{},
		idempotencyKeyOf(`cancel ${refund.id}`),
	);
	if (status < 400) return answerOf(StripeRefund, body, 'unknown_outcome');
	const error = stripeError(status, body);
	// A failure that Stripe saved under the key would be repeated for a day.
	throw replayed
		? new EffectError(
				`${error.message} (Stripe repeats an earlier answer)`,
				{ ...error.details, advice: 'Look at the refund in Stripe; cancel it there, or try again after a day.' },
				{ cause: error },
			)
		: error;
}

function assertCancelable({ id, status }: StripeRefund): void {
	if (status === 'requires_action' || status === 'canceled') return;
	throw new EffectError(`Refund ${id} is ${status ?? 'on its way'} and cannot be canceled any more`, {
		category: 'rejected',
		connection: 'stripe',
		code: 'refund_not_cancelable',
		field: 'refundId',
		advice:
			'Only a refund that waits for the customer (requires_action) can be canceled. Take the money back another way, e.g. with a new payment.',
	});
}
