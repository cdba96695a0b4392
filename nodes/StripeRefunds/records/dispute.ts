import { idsOf } from '../../shared/operation';
import { z } from 'zod';
import { DisputeMovement, Money, wholeFromProvider, type DisputeNews, type DisputeOutcome } from '../../shared/model';
import { instantOf, presentIds, reference, seconds } from './fields';

/** A dispute of Stripe's API, as far as it is read here: without the evidence, which is full of personal data. */
export const StripeDispute = z.object({
	id: z.string(),
	amount: z.number().int(),
	currency: z.string(),
	/** A word that is none says nothing: it is open then. */
	status: z.string().catch(''),
	reason: z.string().catch(''),
	/** Unless it says so, it is not. */
	is_charge_refundable: z.boolean().catch(false),
	created: z.number().int(),
	charge: reference,
	payment_intent: reference,
	evidence_details: z
		.object({ due_by: seconds, has_evidence: z.boolean().nullish().catch(undefined) })
		.nullish()
		.catch(undefined),
	/** What was taken from the balance for it, and given back. */
	balance_transactions: z
		.array(
			z
				.object({
					id: z.string(),
					amount: z.number().int(),
					fee: z.number().int().catch(0),
					currency: z.string(),
					created: z.number().int(),
				})
				.nullable()
				.catch(null),
		)
		.nullish()
		.catch(undefined)
		.transform((all) => (all ?? []).filter((one) => one !== null)),
});
export type StripeDispute = z.infer<typeof StripeDispute>;

export const Dispute = z.object({
	id: z.string(),
	amount: Money,
	/** Stripe's word: `needs_response`, `won`, …; `warning_…` is an inquiry, in which no money has moved yet. */
	status: z.string(),
	open: z.boolean(),
	reason: z.string(),
	/** False: the bank has taken the money back. A refund would pay twice. */
	chargeRefundable: z.boolean(),
	evidenceDueAt: z.string().optional(),
	/** Something is there as evidence, sent or not. */
	hasEvidence: z.boolean(),
	createdAt: z.string(),
	/** What was taken from the balance for it (minus), and given back. */
	movements: z.array(DisputeMovement),
	providerIds: idsOf('stripe.dispute', 'stripe.charge', 'stripe.payment_intent'),
});
export type Dispute = z.infer<typeof Dispute>;

/** Stripe's words for a dispute that has ended; every other one is open. */
const outcomes: Record<string, DisputeOutcome> = {
	won: 'over',
	warning_closed: 'over',
	lost: 'lost',
	prevented: 'prevented',
	charge_refunded: 'prevented',
};

export function toDispute(dispute: StripeDispute): Dispute {
	const due = dispute.evidence_details?.due_by;
	return {
		id: dispute.id,
		amount: wholeFromProvider('stripe', dispute.amount, dispute.currency),
		status: dispute.status,
		open: !Object.hasOwn(outcomes, dispute.status),
		reason: dispute.reason,
		chargeRefundable: dispute.is_charge_refundable,
		...(due && { evidenceDueAt: instantOf(due) }),
		hasEvidence: dispute.evidence_details?.has_evidence ?? false,
		createdAt: instantOf(dispute.created),
		movements: dispute.balance_transactions.map(({ id, amount, fee, currency, created }) => ({
			id,
			amount: wholeFromProvider('stripe', amount, currency),
			...(fee && { fee: wholeFromProvider('stripe', fee, currency) }),
			at: instantOf(created),
		})),
		providerIds: presentIds({
			'stripe.dispute': dispute.id,
			'stripe.charge': dispute.charge,
			'stripe.payment_intent': dispute.payment_intent,
		}),
	};
}

/** Whether a dispute forbids a refund of its payment: the bank has the money, or takes it. Of an inquiry no money has moved. */
export function isHolding({ status, is_charge_refundable: refundable }: StripeDispute): boolean {
	return !refundable && outcomes[status] !== 'over';
}

/** What cases of the disputed payment are told. */
export function newsOfDispute(dispute: Dispute): DisputeNews {
	const { id, amount, status, reason, evidenceDueAt, movements, providerIds } = dispute;
	return {
		source: 'stripe',
		id,
		amount,
		reason,
		phase: status.startsWith('warning_') ? 'inquiry' : status.startsWith('appeal_') ? 'appeal' : 'dispute',
		dueAt: evidenceDueAt,
		answered: status.endsWith('under_review'),
		outcome: Object.hasOwn(outcomes, status) ? outcomes[status] : 'open',
		movements,
		providerIds: presentIds(providerIds),
	};
}
