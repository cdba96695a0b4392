import { createHash } from 'node:crypto';
import { referenceOfIntent, toProviderAmount } from '../../shared/model';
import type { RefundOrder as AnyRefundOrder } from '../../shared/operation';

/** Who bears a refund of a payment that was passed on to a connected account. Absent: nobody has chosen. */
export interface ConnectChoice {
	/** Whether the connected account gives its part of the money back. */
	reverseTransfer?: boolean;
	/** Whether the application fee goes back to the connected account. */
	refundApplicationFee?: boolean;
}

/** One refund that shall be made, as Stripe needs it. Exactly one of `paymentIntent` and `charge` is set. */
export interface RefundOrder extends AnyRefundOrder, ConnectChoice {
	paymentIntent?: string;
	charge?: string;
}

/**
 * Body of POST /v1/refunds: a pure function of the order, so that every retry under the same key sends the same bytes (Stripe
 * refuses a key with other parameters). The reason is never `fraudulent`: that would put the customer's card on a block list.
 * `fields`: what the payment adds to it (who bears the refund), the same each time. Throws RangeError when Stripe cannot express the
 * amount.
 */
export function bodyOf(
	{ intent, amount, paymentIntent, charge }: RefundOrder,
	fields: Record<string, string> = {},
): Record<string, string> {
	return {
		...(paymentIntent ? { payment_intent: paymentIntent } : { charge: charge! }),
		amount: String(toProviderAmount('stripe', amount)),
		reason: 'requested_by_customer',
		...fields,
		'metadata[return_reference]': referenceOfIntent(intent) ?? intent,
		'metadata[refund_intent]': intent,
	};
}

/**
 * Idempotency key of an order's refund. A digest, because keys stay in Stripe's logs and an id chosen by an analyst might name a
 * person. `attempt` counts keys whose saved answer is a failure that Stripe would replay for a day
 * (docs/facts/stripe.md#an-idempotency-key-lives-for-a-day).
 */
export function idempotencyKeyOf(intent: string, attempt = 1): string {
	const digest = createHash('sha256').update(intent).digest('hex').slice(0, 40);
	return `return-refund-${digest}${attempt > 1 ? `-${attempt}` : ''}`;
}
