import { EffectError } from '../../shared/model';
import { idempotencyKeyOf } from '../refund/refundOrder';
import { answerOf, type Stripe } from '../transport/stripe';
import { stripeError } from '../transport/stripeError';
import { StripeHold } from './hold';

/** Reads the payment intent of a hold, with its charge. */
export async function readHold(stripe: Stripe, paymentIntent: string): Promise<StripeHold> {
	return await stripe.get(`/v1/payment_intents/${paymentIntent}`, StripeHold, { 'expand[0]': 'latest_charge' });
}

/** The hold of this name, among what was ever asked of the customer's cards; undefined: it was never placed. */
export async function findHold(stripe: Stripe, customer: string, id: string): Promise<StripeHold | undefined> {
	const all = await stripe.list('/v1/payment_intents', StripeHold, { customer, 'expand[0]': 'data.latest_charge' });
	const named = all.filter(({ metadata }) => metadata?.return_hold === id);
	return named.find(({ status }) => ['requires_capture', 'succeeded', 'canceled'].includes(status));
}

/** A write about a hold under a key made of what is done. Throws EffectError; `advice` says what to do when Stripe repeats a failure. */
export async function writeHold(
	stripe: Stripe,
	path: string,
	body: Record<string, string>,
	what: string,
): Promise<StripeHold> {
	const { status, body: said, replayed } = await stripe.post(path, body, idempotencyKeyOf(what));
	if (status < 400) return answerOf(StripeHold, said, 'unknown_outcome');
	const error = stripeError(status, said);
	if (!replayed) throw error;
	throw new EffectError(
		`${error.message} (Stripe repeats an earlier answer)`,
		{ ...error.details, advice: 'Look at the payment in Stripe; do it there, or try again after a day.' },
		{ cause: error },
	);
}
