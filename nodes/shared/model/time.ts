import { DateTime } from 'luxon';
import { z } from 'zod';
import { calendarOf } from './calendar';

/** A point in time: ISO 8601 in UTC, "2026-11-21T10:00:00.000Z". Offsets are accepted and turned into UTC. */
export const Instant = z
	.string()
	.datetime({ offset: true })
	.transform((text, context) => {
		const time = new Date(text);
		if (Number.isFinite(time.getTime())) return time.toISOString();
		context.addIssue({ code: z.ZodIssueCode.custom, message: 'is no time such as 2026-11-21T10:00:00Z' });
		return z.NEVER;
	});
export type Instant = string;

/** Whole calendar days from `start` to `end` in a shop's IANA time zone. Throws when the zone is unknown. */
export function daysBetween(start: Instant, end: Instant, zone: string): number {
	const { dayOf } = calendarOf(zone);
	const days = dayOf(end) - dayOf(start);
	if (Number.isNaN(days)) throw new RangeError(`No time: ${start} or ${end}`);
	return days;
}

/** A point in time that a person or a system wrote, with an offset or as a clock of the zone shows it: `2026-11-29 14:05`, `2026-11-29`. Undefined: it is none. */
export function instantOf(text: string, zone: string): Instant | undefined {
	const written = text.trim().replace(/^(\d{4}-\d{2}-\d{2}) +(?=\d)/, '$1T');
	const time = DateTime.fromISO(written, { zone });
	return time.isValid && /^\d{4}-\d{2}-\d{2}/.test(written) ? time.toUTC().toISO()! : undefined;
}
