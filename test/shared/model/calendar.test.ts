import fc from 'fast-check';
import { DateTime } from 'luxon';
import { calendarOf, dateOf, dayOfDate } from '../../../nodes/shared/model';

/** The same, as luxon has it. */
const luxonDay = (instant: number, zone: string) => DateTime.fromMillis(instant, { zone }).toISODate();
const isoOf = (instant: number) => new Date(instant).toISOString();
const zones = Intl.supportedValuesOf('timeZone');
const first = Date.parse('1970-01-01T00:00:00Z');
const last = Date.parse('2037-12-31T00:00:00Z');

it('has the day that luxon has, in every zone and at any time', () => {
	fc.assert(
		fc.property(fc.constantFrom(...zones), fc.integer({ min: first, max: last }), (zone, instant) => {
			expect(dateOf(calendarOf(zone).dayOf(isoOf(instant)))).toBe(luxonDay(instant, zone));
		}),
		{ numRuns: 1_000 },
	);
});

it('has it to the millisecond where the clocks change, and at midnight', () => {
	const changing = [
		'Europe/Paris',
		'America/New_York',
		'Asia/Beirut',
		'Africa/Cairo',
		'America/Havana',
		'America/Santiago',
		'Australia/Lord_Howe',
		'Pacific/Apia',
		'Atlantic/Azores',
		'Africa/Casablanca',
		'America/Scoresbysund',
	];
	let changes = 0;
	for (const zone of changing) {
		const { dayOf } = calendarOf(zone);
		let before: number | undefined;
		for (let at = Date.parse('2011-02-01T00:00:00Z'); at < Date.parse('2012-02-01T00:00:00Z'); at += 3_600_000) {
			const { offset } = DateTime.fromMillis(at, { zone });
			const isMidnight = (at + offset * 60_000) % 86_400_000 === 0;
			const isChange = before !== undefined && before !== offset;
			before = offset;
			changes += Number(isChange);
			if (isMidnight || isChange)
				for (const instant of [at - 1, at, at + 1])
					expect([zone, instant, dateOf(dayOf(isoOf(instant)))]).toEqual([zone, instant, luxonDay(instant, zone)]);
		}
	}
	expect(changes).toBeGreaterThan(15);
}, 120_000);

it('has the same day however an instant is written, and none of what is no instant', () => {
	const { dayOf } = calendarOf('America/New_York');
	const day = dayOfDate('2026-11-20');
	for (const written of ['2026-11-21T04:59:59.999Z', '2026-11-21T04:59:59Z', '2026-11-21T05:59:59.999+01:00'])
		expect([written, dayOf(written)]).toEqual([written, day]);
	expect(dayOf('2026-11-21T05:00:00.000Z')).toBe(day + 1);
	expect(dateOf(dayOf('0050-03-02T00:00:00.000Z'))).toBe('0050-03-01');
	for (const wrong of [
		'',
		'yesterday',
		'2026-13-21T04:59:59.999Z',
		'2026-11-21T24:59:59.999Z',
		'2026-11-21T0x:59:59.999Z',
	])
		expect([wrong, dayOf(wrong)]).toEqual([wrong, NaN]);
});

it('a day and its date are the same thing', () => {
	fc.assert(
		fc.property(fc.integer({ min: -30_000, max: 60_000 }), (number) => {
			expect(dayOfDate(dateOf(number))).toBe(number);
		}),
	);
});

it('refuses a zone that it does not know', () => {
	expect(() => calendarOf('Mars/Olympus')).toThrow(RangeError);
});
