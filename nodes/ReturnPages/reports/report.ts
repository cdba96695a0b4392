import type { CaseState } from '../../shared/case/caseState';
import { addTo, format, sum, type CaseEvent, type Money } from '../../shared/model';
import type { FoundDrift } from '../../shared/store';

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

/** What reports are made of: returns, and what was told of them. */
export interface Told {
	states: CaseState[];
	/** Those of `eventsOfReports`, in the order of each return. */
	events: CaseEvent[];
	drifts: FoundDrift[];
}

/** The events that reports read; what else they need is in the state. */
export const eventsOfReports: Array<CaseEvent['type']> = [
	'return.declined',
	'return.received',
	'refund.succeeded',
	'store_credit.issued',
	'exchange.created',
	'refund.dropped',
	'exception.opened',
	'exception.resolved',
];

/** One report: a table, and what is drawn of it; absent: the second column. */
export interface Report {
	name: string;
	title: string;
	about: string;
	head: string[];
	rows: Array<Array<string | number>>;
	chart?: Array<[label: string, value: number]>;
}

export function byCount(one: [string, number], other: [string, number]): number {
	return other[1] - one[1] || one[0].localeCompare(other[0]);
}

/** The value below which this part of all lies, to a tenth. */
export function quantile(all: number[], part: number): number {
	const sorted = [...all].sort((one, other) => one - other);
	const value = sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)];
	return Math.round(value * 10) / 10;
}

/** A part of all, to a tenth of a percent. */
export function share(part: number, all: number): string {
	return `${Math.round((part / all) * 1000) / 10} %`;
}

/** Amounts together, one after the other by currency. */
export function together(amounts: Money[]): string {
	const currencies = new Map<string, Money[]>();
	for (const one of amounts) addTo(currencies, one.currency, one);
	return [...currencies]
		.sort(([one], [other]) => one.localeCompare(other))
		.map(([currency, all]) => format(sum(all, currency)))
		.join(', ');
}

/** Events by the return that they are of. */
export function byReturn(events: CaseEvent[]): Map<string, CaseEvent[]> {
	const returns = new Map<string, CaseEvent[]>();
	for (const event of events) addTo(returns, event.subject, event);
	return returns;
}
