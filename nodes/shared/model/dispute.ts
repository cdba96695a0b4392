import type { NewEvent } from './caseEvent';
import { format, type Money } from './money';

/** What became of a payment that a customer disputes with the bank. `over`: nothing was taken, or it was given back. */
export type DisputeOutcome = 'open' | 'over' | 'lost';

export interface DisputeNews {
	/** Who tells, e.g. `stripe`. */
	source: string;
	/** The dispute's own id. */
	id: string;
	amount: Money;
	/** The provider's word, e.g. `fraudulent`. */
	reason: string;
	outcome: DisputeOutcome;
	/** The bank only asks so far: no money was taken, and the payment can be refunded. It may become a dispute under the same id. */
	inquiry?: boolean;
	/** Until when evidence can be sent. */
	dueAt?: string;
}

/** What a case learns of a dispute: an exception for finance, since a refund beside a chargeback pays the customer twice. An inquiry is told as what it is, and again when it becomes a dispute. */
export function disputeEvents({ source, id, amount, reason, outcome, dueAt, inquiry }: DisputeNews): NewEvent[] {
	const named = `${inquiry ? 'Inquiry' : 'Dispute'} ${id} of ${format(amount)}`;
	const due = dueAt ? ` Evidence can be sent until ${dueAt.slice(0, 10)}.` : '';
	const why = reason || 'no reason given';
	const opened = inquiry
		? exception(
				`${id}/inquiry`,
				'dispute',
				`${named} was opened at the bank (${why}): the customer asks what the payment was for. No money was taken. A refund is still possible, and ends it; else answer it.${due}`,
			)
		: exception(
				`${id}/opened`,
				'dispute',
				`${named} was opened at the bank (${why}). Pay nothing back on this payment until it is decided.${due}`,
			);
	if (outcome === 'over')
		return [
			opened,
			{
				source,
				id: `${id}/over`,
				type: 'exception.resolved',
				data: { code: 'dispute', note: `${named} is over; the bank keeps nothing.` },
			},
		];
	if (outcome === 'lost')
		return [
			opened,
			exception(
				`${id}/lost`,
				'dispute_lost',
				`${named} is lost: the bank has paid the customer. A refund on the same payment pays twice; stop it, or ask for it back.`,
			),
		];
	return [opened];

	function exception(eventId: string, code: string, message: string): NewEvent {
		return { source, id: eventId, type: 'exception.opened', data: { exception: { code, owner: 'finance', message } } };
	}
}
