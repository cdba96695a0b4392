import { z } from 'zod';
import { Money, type DisputeNews, type DisputeOutcome } from '../../shared/model';
import { idsOf } from '../../shared/operation';
import { instantOf, PayPalMoney, presentIds, word } from './fields';

/** A dispute of PayPal's API, as far as it is read here: without messages and evidence, which are full of personal data. */
export const PayPalDispute = z.object({
	dispute_id: z.string(),
	disputed_transactions: z.array(z.object({ seller_transaction_id: word })).default([]),
	reason: z.string().catch(''),
	/** A word that is none says nothing: it is open then. */
	status: z.string().catch(''),
	dispute_amount: PayPalMoney,
	dispute_outcome: z.object({ outcome_code: word }).nullish().catch(undefined),
	dispute_life_cycle_stage: z.string().catch(''),
	seller_response_due_date: word,
	create_time: word,
});
export type PayPalDispute = z.infer<typeof PayPalDispute>;

export const Dispute = z.object({
	id: z.string(),
	amount: Money,
	/** PayPal's word: `OPEN`, `WAITING_FOR_SELLER_RESPONSE`, `UNDER_REVIEW`, `RESOLVED`, … */
	status: z.string(),
	/** PayPal's word: in an `INQUIRY` the customer only asks; a `CHARGEBACK` is decided by PayPal or the bank. */
	stage: z.string(),
	open: z.boolean(),
	reason: z.string(),
	evidenceDueAt: z.string().optional(),
	createdAt: z.string().optional(),
	providerIds: idsOf('paypal.dispute', 'paypal.capture'),
});
export type Dispute = z.infer<typeof Dispute>;

/** PayPal's words for how a dispute has ended, for the seller. */
const outcomes: Record<string, DisputeOutcome> = {
	RESOLVED_SELLER_FAVOUR: 'over',
	CANCELED_BY_BUYER: 'over',
	DENIED: 'over',
	NONE: 'over',
	RESOLVED_BUYER_FAVOUR: 'lost',
	ACCEPTED: 'lost',
	// PayPal has paid the customer itself.
	RESOLVED_WITH_PAYOUT: 'prevented',
};

export function toDispute(dispute: PayPalDispute): Dispute {
	const [transaction] = dispute.disputed_transactions;
	const due = instantOf(dispute.seller_response_due_date);
	const createdAt = instantOf(dispute.create_time);
	return {
		id: dispute.dispute_id,
		amount: dispute.dispute_amount,
		status: dispute.status,
		stage: dispute.dispute_life_cycle_stage,
		open: dispute.status !== 'RESOLVED',
		reason: dispute.reason,
		...(due && { evidenceDueAt: due }),
		...(createdAt && { createdAt }),
		providerIds: presentIds({
			'paypal.dispute': dispute.dispute_id,
			'paypal.capture': transaction?.seller_transaction_id,
		}),
	};
}

/** What cases of the disputed payment are told. */
export function newsOfDispute(dispute: PayPalDispute): DisputeNews {
	const { id, amount, status, stage, open, reason, evidenceDueAt, providerIds } = toDispute(dispute);
	return {
		source: 'paypal',
		id,
		amount,
		reason,
		phase: stage === 'INQUIRY' ? 'inquiry' : 'dispute',
		dueAt: evidenceDueAt,
		answered: status === 'UNDER_REVIEW',
		outcome: open ? 'open' : (outcomes[dispute.dispute_outcome?.outcome_code ?? ''] ?? 'lost'),
		providerIds: presentIds(providerIds),
	};
}
