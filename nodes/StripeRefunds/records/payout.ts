import { idsOf } from '../../shared/operation';
import { z } from 'zod';
import { EffectError } from '../../shared/model/effectError';
import { wholeFromProvider, Money } from '../../shared/model';
import { instantOf, presentIds, reference } from './fields';

/** A payout of Stripe's API, as far as it is read here. */
export const StripePayout = z.object({
	id: z.string(),
	amount: z.number().int(),
	currency: z.string(),
	status: z.string(),
	automatic: z.boolean(),
	reconciliation_status: z.string().nullish(),
	arrival_date: z.number().int(),
	created: z.number().int(),
	failure_code: z.string().nullish(),
	statement_descriptor: z.string().nullish(),
	balance_transaction: reference,
});
export type StripePayout = z.infer<typeof StripePayout>;

export const Payout = z.object({
	id: z.string(),
	amount: Money,
	status: z.string(),
	automatic: z.boolean(),
	/** Stripe knows what is in it only when this is `completed`. */
	reconciliation: z.string(),
	arrivesAt: z.string(),
	createdAt: z.string(),
	failureCode: z.string().optional(),
	providerIds: idsOf('stripe.payout', 'stripe.balance_transaction'),
});
type Payout = z.infer<typeof Payout>;

export function toPayout(payout: StripePayout): Payout {
	return {
		id: payout.id,
		amount: wholeFromProvider('stripe', payout.amount, payout.currency),
		status: payout.status,
		automatic: payout.automatic,
		reconciliation: payout.reconciliation_status ?? 'not_applicable',
		arrivesAt: instantOf(payout.arrival_date),
		createdAt: instantOf(payout.created),
		...(payout.failure_code && { failureCode: payout.failure_code }),
		providerIds: presentIds({ 'stripe.payout': payout.id, 'stripe.balance_transaction': payout.balance_transaction }),
	};
}

/** Throws EffectError when Stripe cannot say yet, or ever, what is in a payout (docs/facts/stripe.md#what-a-payout-is-made-of). */
export function assertExplained({ id, automatic, reconciliation }: Payout): void {
	if (!automatic) {
		throw new EffectError(`Payout ${id} was made by hand, so Stripe cannot say what is in it`, {
			category: 'rejected',
			connection: 'stripe',
			code: 'payout_not_automatic',
			field: 'payoutId',
			advice: 'Switch to automatic payouts in Stripe, or compare the balance transactions of a time instead.',
		});
	}
	if (reconciliation !== 'completed') {
		throw new EffectError(`Stripe is still adding up payout ${id}`, {
			category: 'retryable',
			connection: 'stripe',
			code: 'payout_reconciliation_not_ready',
			field: 'payoutId',
			retryAfterMs: 60 * 60_000,
			advice: 'Wait for the event Payout: Reconciliation Completed of the Stripe Refunds Trigger.',
		});
	}
}
