import { DateTime } from 'luxon';

const day = 86_400_000;
const probe = day / 4;
/** Days kept of a zone: some 27 years. More are asked for by nobody; then it begins anew. */
const mostDays = 10_000;

/** Which calendar day it is in a time zone. A day is a number, counted from 1 January 1970. */
export interface Calendar {
	zone: string;
	/** The local day of an instant; NaN of what is no instant. */
	dayOf(instant: string): number;
}

/** A part of a UTC day that is one local day; `until` in seconds after the UTC day began. */
interface Stretch {
	until: number;
	localDay: number;
}

const calendars = new Map<string, Calendar>();

/**
 * The calendar of an IANA time zone. It keeps of each UTC day which local days it is and until when, for to ask for an offset takes a hundred times
 * as long as the rest of a decision. Throws RangeError when the zone is unknown.
 */
export function calendarOf(zone: string): Calendar {
	const known = calendars.get(zone);
	if (known) return known;
	if (!DateTime.fromMillis(0, { zone }).isValid) throw new RangeError(`Unknown time zone: ${zone}`);
	const days = new Map<number, Stretch[]>();
	const calendar: Calendar = {
		zone,
		dayOf(instant) {
			if (!isPlain(instant)) return localDayOf(Date.parse(instant), zone);
			const date = dateIn(instant);
			let stretches = days.get(date);
			if (!stretches) {
				if (days.size >= mostDays) days.clear();
				days.set(date, (stretches = localDaysOf(Date.parse(instant.slice(0, 10)), zone)));
			}
			const second = secondIn(instant);
			for (const { until, localDay } of stretches) if (second < until) return localDay;
			return NaN;
		},
	};
	calendars.set(zone, calendar);
	return calendar;
}

/** Whether an instant is written as Instant writes it: then its figures are read where they stand, for Date.parse takes as long as many rules. */
function isPlain(instant: string): boolean {
	return instant.length === 24 && instant.endsWith('Z');
}

/** The figures of the date, as one number: 20261121. */
function dateIn(instant: string): number {
	return ((two(instant, 0) * 100 + two(instant, 2)) * 100 + two(instant, 5)) * 100 + two(instant, 8);
}

/** The second of the UTC day. */
function secondIn(instant: string): number {
	return (two(instant, 11) * 60 + two(instant, 14)) * 60 + two(instant, 17);
}

const zero = '0'.charCodeAt(0);

function two(text: string, at: number): number {
	return (text.charCodeAt(at) - zero) * 10 + text.charCodeAt(at + 1) - zero;
}

const offsetOf = (time: number, zone: string) => DateTime.fromMillis(time, { zone }).offset * 60_000;

function localDayOf(time: number, zone: string): number {
	return Math.floor((time + offsetOf(time, zone)) / day);
}

/** The local days of the UTC day that begins at `start`. */
function localDaysOf(start: number, zone: string): Stretch[] {
	const found: Stretch[] = [];
	const add = (from: number, until: number, offset: number) => {
		for (let at = from; at < until;) {
			const localDay = Math.floor((at + offset) / day);
			at = Math.min(until, (localDay + 1) * day - offset);
			const last = found.at(-1);
			if (last?.localDay === localDay) last.until = (at - start) / 1_000;
			else found.push({ until: (at - start) / 1_000, localDay });
		}
	};
	const offsetAt = (time: number) => offsetOf(time, zone);
	for (let from = start; from < start + day; from += probe) {
		const to = from + probe;
		const [before, after] = [offsetAt(from), offsetAt(to)];
		const change = before === after ? to : changeIn(from, to, offsetAt);
		add(from, change, before);
		add(change, to, after);
	}
	return found;
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
