import { type CaseEvent, format, Money } from '../../nodes/shared/model';

/** A case's story for people: time, event, system, id, amount. */
export function timelineOf(events: CaseEvent[]): string {
	const rows = events.map(rowOf);
	const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column].length)));
	return rows
		.map((row) =>
			row
				.map((cell, column) => (column < 4 ? cell.padEnd(widths[column]) : cell))
				.join('  ')
				.trimEnd(),
		)
		.join('\n');
}

function rowOf(event: CaseEvent): [string, string, string, string, string] {
	const { id, amount } = subjectOf(event.data as Record<string, Record<string, unknown>>);
	return [event.time.slice(11, 23), event.type, event.source, shorten(id ?? ''), amount ? format(amount) : ''];
}

/** The id and the amount of what an event is about. */
function subjectOf(data: Record<string, Record<string, unknown>>): { id?: string; amount?: Money } {
	const subject =
		data.refund ??
		data.intent ??
		data.creditNote ??
		data.payment ??
		data.label ??
		data.receipt ??
		data.inspection ??
		data.order ??
		data;
	const amount = Money.safeParse(subject.amount ?? subject.cost);
	const id = subject.trackingNumber ?? subject.number ?? subject.name ?? subject.id;
	return { id: typeof id === 'string' ? id : undefined, amount: amount.success ? amount.data : undefined };
}

function shorten(id: string): string {
	return id.replace(/^gid:\/\/shopify\//, '');
}
