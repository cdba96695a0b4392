import { DateTime } from 'luxon';

const day = 86_400_000;
const probe = day / 4;
/** Days kept of a zone: some 27 years. More are asked for by nobody; then it begins anew. */
const mostDays = 10_000;

/** A stretch of a UTC day with one offset of the local clock; `until` and `offset` in milliseconds. */
interface Stretch {
	until: number;
	offset: number;
}

/** Which calendar day it is in a time zone. A day is a number, counted from 1 January 1970. */
export interface Calendar {
	zone: string;
	/** The local day of an instant, in milliseconds since 1970; NaN of what is no instant. */
	dayOf(instant: number): number;
}

const calendars = new Map<string, Calendar>();

/**
 * The calendar of an IANA time zone. Offsets are kept for each day, for to ask for one takes a hundred times as long as the rest of a decision.
 * A day on which the clocks change is kept in stretches. Throws RangeError when the zone is unknown.
 */
export function calendarOf(zone: string): Calendar {
	const known = calendars.get(zone);
	if (known) return known;
	if (!DateTime.fromMillis(0, { zone }).isValid) throw new RangeError(`Unknown time zone: ${zone}`);
	const days = new Map<number, number | Stretch[]>();
	const offsetAt = (instant: number): number => {
		if (Number.isNaN(instant)) return NaN;
		const at = Math.floor(instant / day);
		let kept = days.get(at);
		if (kept === undefined) {
			if (days.size >= mostDays) days.clear();
			days.set(at, (kept = offsetsOf(at * day, zone)));
		}
		return typeof kept === 'number' ? kept : kept.find(({ until }) => instant < until)!.offset;
	};
	const calendar: Calendar = { zone, dayOf: (instant) => Math.floor((instant + offsetAt(instant)) / day) };
	calendars.set(zone, calendar);
	return calendar;
}

/** The offset of a UTC day, or its stretches when there are several. */
function offsetsOf(start: number, zone: string): number | Stretch[] {
	const at = (instant: number) => DateTime.fromMillis(instant, { zone }).offset * 60_000;
	const stretches: Stretch[] = [];
	for (let from = start; from < start + day; from += probe) {
		const [before, after] = [at(from), at(from + probe)];
		if (before !== after) stretches.push({ until: changeIn(from, from + probe, at), offset: before });
		stretches.push({ until: from + probe, offset: after });
	}
	return stretches.every(({ offset }) => offset === stretches[0].offset) ? stretches[0].offset : stretches;
}

/** The instant at which the clock changes. */
function changeIn(from: number, to: number, at: (instant: number) => number): number {
	const before = at(from);
	while (to - from > 1) {
		const middle = Math.floor((from + to) / 2);
		if (at(middle) === before) from = middle;
		else to = middle;
	}
	return to;
}

/** A day as people write it in data: `2026-11-29`. */
export function dateOf(dayNumber: number): string {
	return new Date(dayNumber * day).toISOString().slice(0, 10);
}

/** The number of a day that is written `2026-11-29`. */
export function dayOfDate(date: string): number {
	return Date.parse(`${date}T00:00:00Z`) / day;
}

/** The day so many months later; of a month that has no such day, its last. */
export function monthsAfter(dayNumber: number, months: number): number {
	const from = new Date(dayNumber * day);
	const [year, month] = [from.getUTCFullYear(), from.getUTCMonth() + months];
	const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
	return Date.UTC(year, month, Math.min(from.getUTCDate(), last)) / day;
}

/** 0: Sunday, 6: Saturday. */
export function weekdayOf(dayNumber: number): number {
	return (((dayNumber + 4) % 7) + 7) % 7;
}
