import { idsOf } from '../../shared/operation';
import { z } from 'zod';
import { disputeEvents, wholeFromProvider, Money, type NewEvent } from '../../shared/model';
import { instantOf, presentIds, reference } from './fields';

/** A dispute of Stripe's API, as far as it is read here: without the evidence, which is full of personal data. */
export const StripeDispute = z.object({
	id: z.string(),
	amount: z.number().int(),
	currency: z.string(),
	status: z.string(),
	reason: z.string(),
	is_charge_refundable: z.boolean(),
	created: z.number().int(),
	charge: reference,
	payment_intent: reference,
	evidence_details: z.object({ due_by: z.number().int().nullish() }).nullish(),
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
	createdAt: z.string(),
	providerIds: idsOf('stripe.dispute', 'stripe.charge', 'stripe.payment_intent'),
});
export type Dispute = z.infer<typeof Dispute>;

const over = ['won', 'warning_closed', 'prevented'];
const closed = [...over, 'lost'];

export function toDispute(dispute: StripeDispute): Dispute {
	const due = dispute.evidence_details?.due_by;
	return {
		id: dispute.id,
		amount: wholeFromProvider('stripe', dispute.amount, dispute.currency),
		status: dispute.status,
		open: !closed.includes(dispute.status),
		reason: dispute.reason,
		chargeRefundable: dispute.is_charge_refundable,
		...(due && { evidenceDueAt: instantOf(due) }),
		createdAt: instantOf(dispute.created),
		providerIds: presentIds({
			'stripe.dispute': dispute.id,
			'stripe.charge': dispute.charge,
			'stripe.payment_intent': dispute.payment_intent,
		}),
	};
}

/** Whether a dispute forbids a refund of its payment: the bank has the money, or takes it. Of an inquiry no money has moved. */
export function isHolding({ status, is_charge_refundable: refundable }: StripeDispute): boolean {
	return !refundable && !over.includes(status);
}

/** What the cases of the disputed payment learn. */
export function eventsOfDispute({ id, amount, status, reason, evidenceDueAt }: Dispute): NewEvent[] {
	return disputeEvents({
		source: 'stripe',
		id,
		amount,
		reason,
		dueAt: evidenceDueAt,
		inquiry: status.startsWith('warning_'),
		outcome: over.includes(status) ? 'over' : status === 'lost' ? 'lost' : 'open',
	});
}
