import { DateTime } from 'luxon';
import { invalidInput } from '../../shared/model/effectError';

/** Reads a date-time parameter (ISO text or luxon value; without an offset it is the shop's own time) as a UTC instant; undefined when blank. */
export function readTime(value: unknown, timeZone: string): string | undefined {
	const text = value === undefined || value === null ? '' : String(value).trim();
	if (!text) return undefined;
	const time = DateTime.fromISO(text, { zone: timeZone });
	if (!time.isValid)
		throw invalidInput(`"${text}" is not a time`, 'Write a time such as 2026-11-21T10:00:00.', 'options.now');
	return time.toUTC().toISO();
}
