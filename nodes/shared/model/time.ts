import { DateTime } from 'luxon';
import { z } from 'zod';

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
	const [from, to] = [start, end].map((instant) => DateTime.fromISO(instant, { zone: 'utc' }).setZone(zone));
	if (!from.isValid || !to.isValid) throw new RangeError(`Unknown time zone or time: ${zone}`);
	return Math.floor(to.startOf('day').diff(from.startOf('day'), 'days').days + 0.5);
}
