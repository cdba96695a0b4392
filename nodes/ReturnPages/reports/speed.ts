import type { CaseState } from '../../shared/case/caseState';
import { addTo, type CaseEvent, type EventData } from '../../shared/model';
import { byReturn, dayMs, hourMs, quantile, type Report, type Told } from './report';

/* How fast returns are solved, by the month in which they were asked for. Pure. */

/** From when to when; `to` is absent while it is not over. */
interface Span {
	month: string;
	owner?: string;
	from: string;
	to?: string;
}

/** From the request until it was approved or declined. */
export function decisionTimes({ states, events }: Told): Report {
	const declined = firstOf(events, ['return.declined']);
	const spans = states.flatMap(({ reference, openedAt, approvedAt, verdict }): Span[] => {
		const to = [approvedAt, declined.get(reference)].flatMap((at) => at ?? []).sort(byTime)[0];
		const waits = verdict === 'requested' || verdict === 'in_review';
		return to || waits ? [{ month: monthOf(openedAt), from: openedAt, to }] : [];
	});
	return {
		name: 'decision-times',
		title: 'Asked until decided',
		about: 'Hours from the request until the return was approved or declined, by the month in which it was asked for.',
		head: ['Month', 'Median hours', '9 of 10 within', 'Returns', 'Not decided'],
		...tableOf(spans, hourMs),
	};
}

/** From the first receipt that was not taken back to the first money, credit or goods after it. */
export function refundTimes({ states, events }: Told): Report {
	const told = byReturn(events);
	const spans = states.flatMap((state): Span[] => {
		const of = told.get(state.reference) ?? [];
		const from = arrivalOf(state, of);
		if (!from) return [];
		const given = of
			.filter(isGiven)
			.map(({ time }) => time)
			.sort(byTime);
		const to = given.find((time) => byTime(time, from) >= 0);
		// What was given before the goods came did not wait for them.
		if (!to && (given.length || state.closedAt)) return [];
		return [{ month: monthOf(state.openedAt), from, to }];
	});
	return {
		name: 'refund-times',
		title: 'Arrived until refunded',
		about:
			'Days from the receipt of the first goods to the first refund, credit or new goods after it, by the month in which the return was asked for. Returns that were refunded before, and those that closed without, are not counted.',
		head: ['Month', 'Median days', '9 of 10 within', 'Returns', 'Not refunded'],
		...tableOf(spans, dayMs),
	};
}

/** From an exception to its end, by who had to see to it. */
export function exceptionTimes({ states, events }: Told): Report {
	const told = byReturn(events);
	const spans = states.flatMap(({ reference, openedAt }) =>
		exceptionsOf(told.get(reference) ?? []).map((one): Span => ({ ...one, month: monthOf(openedAt) })),
	);
	return {
		name: 'exception-times',
		title: 'Exceptions until resolved',
		about:
			'Hours from the opening of an exception until it was resolved, by who had to see to it and the month in which the return was asked for.',
		head: ['Month', 'Owner', 'Median hours', '9 of 10 within', 'Resolved', 'Still open'],
		...tableOf(spans, hourMs, true),
	};
}

function tableOf(spans: Span[], unitMs: number, withOwner = false): Pick<Report, 'rows' | 'chart'> {
	const groups = new Map<string, Span[]>();
	for (const span of spans) addTo(groups, `${span.month}\n${span.owner ?? ''}`, span);
	const found = [...groups.values()]
		.map((of) => {
			const over = of.flatMap(({ from, to }) => (to ? [Math.max(0, byTime(to, from)) / unitMs] : []));
			return { month: of[0].month, owner: of[0].owner ?? '', over, open: of.length - over.length };
		})
		.sort((one, other) => other.month.localeCompare(one.month) || one.owner.localeCompare(other.owner));
	return {
		rows: found.map(({ month, owner, over, open }) => [
			month,
			...(withOwner ? [owner] : []),
			over.length ? quantile(over, 0.5) : '',
			over.length ? quantile(over, 0.9) : '',
			over.length,
			open,
		]),
		chart: found
			.filter(({ over }) => over.length)
			.map(({ month, owner, over }) => [`${month} ${owner}`.trim(), quantile(over, 0.5)]),
	};
}

/** Exceptions of a return in the order of its events; resolving a code resolves all that are open of it, as in the case. */
function exceptionsOf(events: CaseEvent[]): Array<Omit<Span, 'month'>> {
	const all: Array<EventData<'exception.opened'>['exception'] & { from: string; to?: string }> = [];
	for (const event of events)
		if (event.type === 'exception.opened')
			all.push({ ...(event.data as EventData<'exception.opened'>).exception, from: event.time });
		else if (event.type === 'exception.resolved') {
			const { code, intent, dispute } = event.data as EventData<'exception.resolved'>;
			for (const one of all)
				if (
					one.code === code &&
					(!intent || one.intent === intent) &&
					(!dispute || !one.dispute || one.dispute === dispute)
				)
					one.to ??= event.time;
		}
	return all.map(({ owner, from, to }) => ({ owner, from, to }));
}

function arrivalOf({ receipts }: CaseState, events: CaseEvent[]): string | undefined {
	const canceled = new Set(receipts.flatMap(({ id, canceled: isCanceled }) => (isCanceled ? [id] : [])));
	return events
		.filter(
			({ type, data }) =>
				type === 'return.received' && !canceled.has((data as EventData<'return.received'>).receipt.id),
		)
		.map(({ time }) => time)
		.sort(byTime)[0];
}

function isGiven({ type, data }: CaseEvent): boolean {
	return (
		type === 'refund.succeeded' ||
		((type === 'store_credit.issued' || type === 'exchange.created') &&
			!!(data as EventData<'store_credit.issued'> | EventData<'exchange.created'>).intent)
	);
}

/** When the first of these events was, by return. */
function firstOf(events: CaseEvent[], types: Array<CaseEvent['type']>): Map<string, string> {
	const first = new Map<string, string>();
	for (const { type, subject, time } of events)
		if (types.includes(type) && byTime(time, first.get(subject) ?? time) <= 0) first.set(subject, time);
	return first;
}

function byTime(one: string, other: string): number {
	return Date.parse(one) - Date.parse(other);
}

function monthOf(time: string): string {
	return new Date(time).toISOString().slice(0, 7);
}
