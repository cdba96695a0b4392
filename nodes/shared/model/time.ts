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
	const days = dayOf(Date.parse(end)) - dayOf(Date.parse(start));
	if (Number.isNaN(days)) throw new RangeError(`No time: ${start} or ${end}`);
	return days;
}
