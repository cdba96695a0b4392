import { format, type CaseEvent, type EventData } from '../../shared/model';

type Told = Partial<
	EventData<'refund.due'> &
		EventData<'refund.succeeded'> &
		EventData<'exception.opened'> &
		EventData<'shipment.delivered'> &
		EventData<'label.issued'> &
		EventData<'return.received'> &
		EventData<'return.inspected'> &
		EventData<'order.found'> &
		EventData<'credit_note.posted'>
> & { note?: unknown; reason?: unknown; message?: unknown };

/** What an event says beside its name, as far as somebody wants to read it in a list; blank: nothing. Pure. */
export function detailOf({ type, data }: CaseEvent): string {
	const told = data as Told;
	if (type === 'refund.due' || type === 'refund.held') return `${told.intent!.id}, ${format(told.intent!.amount)}`;
	if (told.refund)
		return `${told.refund.id}, ${format(told.refund.amount)}${told.refund.failureReason ? `: ${told.refund.failureReason}` : ''}`;
	if (told.exception) return told.exception.message;
	if (told.receipt && 'lines' in told.receipt) return piecesOf(told.receipt.lines);
	if (told.inspection)
		return told.inspection.lines
			.map(({ quantity, sku, line, destination, condition, note }) =>
				[`${quantity} x ${sku ?? line ?? ''} to ${destination}`, condition === 'unknown' ? '' : condition, note]
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

function piecesOf(lines: EventData<'return.received'>['receipt']['lines']): string {
	return lines.map(({ quantity, sku, line }) => `${quantity} x ${sku ?? line ?? ''}`).join(', ');
}
