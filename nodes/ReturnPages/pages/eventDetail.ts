import { format, type CaseEvent, type EventData } from '../../shared/model';

type Told = Partial<
	EventData<'refund.due'> &
		EventData<'refund.succeeded'> &
		EventData<'exception.opened'> &
		EventData<'shipment.delivered'> &
		EventData<'label.issued'> &
		EventData<'return.inspected'> &
		EventData<'order.found'> &
		EventData<'credit_note.posted'>
> & {
	/** What came, or which receipt. */
	receipt?: string | EventData<'return.received'>['receipt'];
	dispute?: string | EventData<'dispute.opened'>['dispute'];
	movement?: EventData<'dispute.funds_moved'>['movement'];
	outcome?: unknown;
	note?: unknown;
	reason?: unknown;
	message?: unknown;
};

/** What an event says beside its name, as far as somebody wants to read it in a list; blank: nothing. Pure. */
export function detailOf({ type, data }: CaseEvent): string {
	const told = data as Told;
	if (type === 'refund.due' || type === 'refund.held') return `${told.intent!.id}, ${format(told.intent!.amount)}`;
	if (type.startsWith('dispute.')) return disputeDetail(told);
	if (told.refund)
		return `${told.refund.id}, ${format(told.refund.amount)}${told.refund.failureReason ? `: ${told.refund.failureReason}` : ''}`;
	if (told.exception) return told.exception.message;
	if (typeof told.receipt === 'string') return [told.receipt, told.reason].filter(Boolean).join(', ');
	if (told.receipt && 'lines' in told.receipt) return piecesOf(told.receipt.lines);
	if (told.inspection)
		return told.inspection.lines
			.map(({ quantity, sku, line, destination, condition, note, serials = [] }) =>
				[
					`${quantity} x ${sku ?? line ?? ''} to ${destination}`,
					serials.join(' '),
					condition === 'unknown' ? '' : condition,
					note,
				]
					.filter(Boolean)
					.join(', '),
			)
			.join('; ');
	if (told.tracking) return [told.tracking.trackingNumber, told.tracking.detail].filter(Boolean).join(', ');
	if (told.label) return [told.label.carrier, told.label.trackingNumber].filter(Boolean).join(', ');
	if (told.creditNote) return `${told.creditNote.number ?? told.creditNote.id}, ${format(told.creditNote.amount)}`;
	if (told.order) return told.order.number;
	return [told.message, told.note, told.reason].filter((one) => typeof one === 'string' && one).join('. ');
}

/** Which dispute, and what of it. */
function disputeDetail({ dispute, movement, outcome, message }: Told): string {
	if (typeof dispute === 'object')
		return `${dispute.phase} ${dispute.id}, ${format(dispute.amount)}: ${dispute.reason}`;
	if (movement) return `${dispute}, ${format(movement.amount)}`;
	return typeof outcome === 'string'
		? `${dispute}: ${outcome}`
		: typeof message === 'string'
			? message
			: (dispute ?? '');
}

function piecesOf(lines: EventData<'return.received'>['receipt']['lines']): string {
	return lines
		.map(({ quantity, sku, line, serials = [] }) =>
			[`${quantity} x ${sku ?? line ?? ''}`, serials.length ? `(${serials.join(' ')})` : ''].filter(Boolean).join(' '),
		)
		.join(', ');
}
