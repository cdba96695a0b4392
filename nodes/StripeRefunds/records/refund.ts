import { z } from 'zod';
import { wholeFromProvider, Refund, type NewEvent, type RefundStatus } from '../../shared/model';
import { idsOf, refundEvent, type RefundNow } from '../../shared/operation';
import type { Stripe } from '../transport/stripe';
import { instantOf, metadata, presentIds, reference, seconds, word } from './fields';

const NextAction = z.object({
	display_details: z
		.object({
			/** The address that it went to is not read: nobody needs it here. */
			email_sent: z.object({ email_sent_at: seconds }).nullish(),
			expires_at: seconds,
		})
		.nullish(),
});

const RefundObject = z.object({
	id: z.string(),
	amount: z.number().int(),
	currency: z.string(),
	status: word,
	created: seconds,
	payment_intent: reference,
	charge: reference,
	balance_transaction: reference,
	/** Only where the balance transaction was expanded. */
	reporting_category: z.string().optional(),
	reason: word,
	failure_reason: word,
	pending_reason: word,
	next_action: NextAction.nullish().catch(undefined),
	metadata,
});

/** A refund object of Stripe's API, as far as it is read here. */
export const StripeRefund = z.preprocess(withCategory, RefundObject);
export type StripeRefund = z.infer<typeof RefundObject>;

/** The category of an expanded balance transaction, which its id alone does not tell. */
function withCategory(given: unknown): unknown {
	const category = (given as { balance_transaction?: { reporting_category?: unknown } | null } | undefined)
		?.balance_transaction?.reporting_category;
	return typeof category === 'string' ? { ...(given as object), reporting_category: category } : given;
}

/** Whether this is no refund, but the part of an authorisation that was never captured. */
export function isRelease({ reporting_category: category, reason }: StripeRefund): boolean {
	return (
		category === 'partial_capture_reversal' || reason === 'partial_capture' || reason === 'expired_uncaptured_charge'
	);
}

/** Stripe's words and ours. Its list is open: a word that is not here is taken for pending and kept raw. */
const statuses: Record<string, RefundStatus> = {
	pending: 'pending',
	requires_action: 'pending',
	succeeded: 'succeeded',
	failed: 'failed',
	canceled: 'canceled',
};

export function statusOf(providerStatus: string | null | undefined): RefundStatus {
	return statuses[providerStatus ?? ''] ?? 'pending';
}

/** The canonical refund as operations give it out. */
export const RefundOutput = Refund.extend({
	providerIds: idsOf('stripe.refund', 'stripe.payment_intent', 'stripe.charge', 'stripe.balance_transaction'),
});

/** The canonical refund. `intent` is blank for refunds that were not made by this pack. */
export function toRefund(answer: StripeRefund): Refund {
	const ids = {
		'stripe.refund': answer.id,
		'stripe.payment_intent': answer.payment_intent,
		'stripe.charge': answer.charge,
		'stripe.balance_transaction': answer.balance_transaction,
	};
	return {
		id: answer.id,
		intent: answer.metadata?.refund_intent ?? '',
		amount: wholeFromProvider('stripe', answer.amount, answer.currency),
		status: statusOf(answer.status),
		...(answer.status && { providerStatus: answer.status }),
		...(answer.failure_reason && { failureReason: answer.failure_reason }),
		...waitingOf(answer),
		...(typeof answer.created === 'number' && { createdAt: instantOf(answer.created) }),
		providerIds: presentIds(ids),
	};
}

/** Whom a refund waits for. Most that are pending only take their time. */
function waitingOf({ status, pending_reason: reason, next_action: action }: StripeRefund): Pick<Refund, 'waitsFor'> {
	if (status === 'pending' && reason === 'insufficient_funds')
		return {
			waitsFor: {
				who: 'finance',
				what: 'your Stripe balance is too low for it. Add funds in Stripe (Balance, Add funds); it goes on by itself.',
			},
		};
	if (status === 'pending' && reason === 'charge_pending')
		return {
			waitsFor: {
				who: 'finance',
				what: 'the payment itself has not arrived yet. It goes out by itself when that has; if the payment fails, it fails too, and nothing is owed.',
			},
		};
	if (status !== 'requires_action') return {};
	const details = action?.display_details;
	const sent = details?.email_sent;
	const at = sent?.email_sent_at ? ` on ${instantOf(sent.email_sent_at).slice(0, 10)}` : '';
	return {
		waitsFor: {
			who: 'customer',
			what: sent
				? `Stripe has written to them${at} what to do to get the money, e.g. to name a bank account; nothing is paid before they have.`
				: 'they must do something before the money can go out, e.g. name a bank account. The page of the refund in Stripe says what.',
			...(details?.expires_at && { until: instantOf(details.expires_at) }),
		},
	};
}

/** The refund as it is now, and the return that its metadata names. */
export function nowOf(answer: StripeRefund): RefundNow {
	const reference = answer.metadata?.return_reference;
	return { refund: toRefund(answer), ...(reference && { reference }) };
}

/** What the case records of a refund. */
export function eventOf(refund: Refund): NewEvent {
	return refundEvent('stripe', refund);
}

/** Every refund of a payment as Stripe has it now, the newest first. */
export async function refundsOf(
	stripe: Stripe,
	{ paymentIntent, charge }: { paymentIntent?: string; charge?: string },
): Promise<StripeRefund[]> {
	return await stripe.list('/v1/refunds', StripeRefund, paymentIntent ? { payment_intent: paymentIntent } : { charge });
}
