import fc from 'fast-check';
import { daysBetween, Instant, instantOf } from '../../../nodes/shared/model';

describe('Instant', () => {
	it.each([
		['2026-11-21T10:00:00Z', '2026-11-21T10:00:00.000Z'],
		['2026-11-21T10:00:00+01:00', '2026-11-21T09:00:00.000Z'],
		['2026-11-21T10:00:00.123456Z', '2026-11-21T10:00:00.123Z'],
		['2026-01-01T00:30:00-05:30', '2026-01-01T06:00:00.000Z'],
	])('%s is %s', (text, instant) => {
		expect(Instant.parse(text)).toBe(instant);
	});

	it.each(['2026-11-21', '2026-11-21T10:00:00', '2026-02-30T00:00:00Z', '2026-01-01T00:00:00+99:99', 'now', '', 5])(
		'%j is refused, not thrown',
		(text) => {
			expect(Instant.safeParse(text).success).toBe(false);
		},
	);
});

describe('daysBetween', () => {
	it.each([
		// Clocks go forward in Paris on 2026-03-29, back on 2026-10-25; in New York on 2026-03-08 and 2026-11-01.
		['2026-03-28T11:00:00Z', '2026-03-30T10:00:00Z', 'Europe/Paris', 2],
		['2026-03-28T22:30:00Z', '2026-03-29T22:30:00Z', 'Europe/Paris', 2],
		['2026-03-28T22:30:00Z', '2026-03-29T22:30:00Z', 'UTC', 1],
		['2026-10-24T22:30:00Z', '2026-10-25T22:30:00Z', 'Europe/Paris', 0],
		['2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z', 'Europe/Paris', 2],
		['2026-03-07T12:00:00Z', '2026-04-06T12:00:00Z', 'America/New_York', 30],
		['2026-10-31T12:00:00Z', '2026-11-30T12:00:00Z', 'America/New_York', 30],
		// In Beirut the clock goes forward at midnight: 29 March 2026 begins at one o'clock.
		['2026-03-28T12:00:00Z', '2026-03-29T12:00:00Z', 'Asia/Beirut', 1],
		['2026-03-29T12:00:00Z', '2026-03-30T12:00:00Z', 'Asia/Beirut', 1],
		['2026-03-30T12:00:00Z', '2026-03-28T12:00:00Z', 'Asia/Beirut', -2],
		['2026-11-21T00:00:00Z', '2026-11-21T23:59:59Z', 'UTC', 0],
	])('from %s to %s in %s: %d', (start, end, zone, days) => {
		expect(daysBetween(start, end, zone)).toBe(days);
	});

	it('is the difference of the two calendar dates, whatever the zone does to its clocks', () => {
		const instants = fc.date({ min: new Date('2020-01-01'), max: new Date('2030-01-01'), noInvalidDate: true });
		const zones = fc.constantFrom(
			'Europe/Paris',
			'America/New_York',
			'Asia/Beirut',
			'Australia/Lord_Howe',
			'America/Santiago',
			'Asia/Kathmandu',
			'Pacific/Chatham',
			'UTC',
		);
		fc.assert(
			fc.property(instants, instants, zones, (start, end, zone) => {
				const day = (time: Date) =>
					new Date(
						`${new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(time)}T00:00:00Z`,
					).getTime();
				expect(daysBetween(start.toISOString(), end.toISOString(), zone)).toBe(
					Math.round((day(end) - day(start)) / 86_400_000),
				);
			}),
			{ numRuns: 500 },
		);
	});

	it('refuses a zone or a time that it does not know', () => {
		expect(() => daysBetween('2026-01-01T00:00:00Z', '2026-01-02T00:00:00Z', 'Mars/Olympus')).toThrow(RangeError);
		expect(() => daysBetween('soon', '2026-01-02T00:00:00Z', 'UTC')).toThrow(RangeError);
	});
});

it.each([
	['2026-11-29 14:05', '2026-11-29T13:05:00.000Z'],
	['2026-11-29 14:05:09', '2026-11-29T13:05:09.000Z'],
	['2026-11-29', '2026-11-28T23:00:00.000Z'],
	['2026-11-29T14:05:00Z', '2026-11-29T14:05:00.000Z'],
	['2026-11-29T14:05:00.123+05:00', '2026-11-29T09:05:00.123Z'],
	['yesterday', undefined],
	['14:05', undefined],
	['', undefined],
])('a time as it was written in Berlin, %s, is %s', (written, instant) => {
	expect(instantOf(written, 'Europe/Berlin')).toBe(instant);
});
