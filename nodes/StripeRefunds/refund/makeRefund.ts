import { EffectError, format, type Refund } from '../../shared/model';
import { otherAmountAdvice } from '../../shared/operation';
import { answerOf, type Stripe } from '../transport/stripe';
import { connectFields } from './connect';
import { assertRefundable } from './payment';
import { readPayment } from './readPayment';
import { refundsOf, StripeRefund, toRefund } from '../records/refund';
import { bodyOf, idempotencyKeyOf, type RefundOrder } from './refundOrder';
import { stripeError } from '../transport/stripeError';

/** Keys that may be used up by saved failures before a person must look. */
const mostKeys = 5;

/** The refund of this order if it was made before, by the intent in its metadata; in whatever status it is. */
export async function findRefund(stripe: Stripe, order: RefundOrder): Promise<Refund | undefined> {
	return foundIn(await refundsOf(stripe, order), order);
}

function foundIn(refunds: StripeRefund[], order: RefundOrder): Refund | undefined {
	const found = refunds.find(({ metadata }) => metadata?.refund_intent === order.intent);
	if (!found) return undefined;
	const refund = toRefund(found);
	if (refund.amount.amount === order.amount.amount && refund.amount.currency === order.amount.currency) return refund;
	throw new EffectError(
		`Refund ${order.intent} was already made, of ${format(refund.amount)} instead of ${format(order.amount)}`,
		{
			category: 'rejected',
			connection: 'stripe',
			code: 'amount_changed',
			field: 'amount',
			advice: `Look at refund ${refund.id} in Stripe. ${otherAmountAdvice} For a second refund of this payment use a new refund id.`,
		},
	);
}

/** Throws EffectError when the payment, as Stripe has it now, cannot take this refund; else who bears it, as fields of the refund. */
export async function checkPayment(
	stripe: Stripe,
	order: RefundOrder,
	beforehand?: (releases: StripeRefund[]) => Promise<void>,
): Promise<Record<string, string>> {
	const { charge, releases, ...standing } = await readPayment(stripe, order.paymentIntent ?? order.charge!);
	await beforehand?.(releases);
	assertRefundable(order, charge, standing);
	return connectFields(order, charge);
}

/**
 * Makes the refund, once: it is looked for first (a key is forgotten after a day, and would then pay again:
 * docs/facts/stripe.md#an-idempotency-key-lives-for-a-day), the payment is checked, and the request goes out under the intent's key.
 * When Stripe replays a failure saved under that key, that try is over and paid nothing; so, looked for once more, the next key is
 * used. `lookedFor`: the caller has just looked, and found none. `check`: the last look at what others have refunded on the payment,
 * right before money moves; it throws when nothing may be paid.
 */
export async function makeRefund(
	stripe: Stripe,
	order: RefundOrder,
	lookedFor = false,
	check?: (refunds: StripeRefund[]) => Promise<void>,
): Promise<Refund> {
	for (let attempt = 1; attempt <= mostKeys; attempt++) {
		const refunds = attempt === 1 && lookedFor && !check ? [] : await refundsOf(stripe, order);
		const found = foundIn(refunds, order);
		if (found) return found;
		const fields = await checkPayment(stripe, order, async (releases) => {
			const letGo = new Set(releases.map(({ id }) => id));
			await check?.(refunds.filter(({ id }) => !letGo.has(id)));
		});
		const { status, body, replayed } = await stripe.post(
			'/v1/refunds',
			bodyOf(order, fields),
			idempotencyKeyOf(order.intent, attempt),
		);
		if (status < 400) return toRefund(answerOf(StripeRefund, body, 'unknown_outcome'));
		if (!replayed) throw stripeError(status, body);
	}
	throw new EffectError(`Stripe failed ${mostKeys} times at refund ${order.intent}`, {
		category: 'rejected',
		connection: 'stripe',
		code: 'saved_failures',
		advice:
			'Nothing was paid. Stripe forgets these failures after a day: replay the step then, or make the refund in Stripe by hand.',
	});
}
