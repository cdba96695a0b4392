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
	/** Until when evidence can be sent. */
	dueAt?: string;
}

/** What a case learns of a dispute: an exception for finance, since a refund beside a chargeback pays the customer twice. */
export function disputeEvents({ source, id, amount, reason, outcome, dueAt }: DisputeNews): NewEvent[] {
	const named = `Dispute ${id} of ${format(amount)}`;
	const due = dueAt ? ` Evidence can be sent until ${dueAt.slice(0, 10)}.` : '';
	const opened = exception(
		`${id}/opened`,
		'dispute',
		`${named} was opened at the bank (${reason || 'no reason given'}). Pay nothing back on this payment until it is decided.${due}`,
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
