import { afterWorkingHours, BusinessHours, Holidays, Settings } from '../../../nodes/shared/model';

const berlin = { timeZone: 'Europe/Berlin' };
const office = { ...berlin, businessHours: 'Mon-Fri 08:00-18:00, Sat 09:00-13:00' };
const at = (since: string, hours: number, open: Parameters<typeof afterWorkingHours>[2]) =>
	new Date(afterWorkingHours(Date.parse(since), hours, open)).toISOString();

describe('working hours', () => {
	it('are all hours where nobody says when they work', () => {
		expect(at('2026-11-27T16:00:00Z', 24, berlin)).toBe('2026-11-28T16:00:00.000Z');
		expect(at('2026-11-27T16:00:00Z', 24, { ...berlin, businessHours: ' ', holidays: '' })).toBe(
			'2026-11-28T16:00:00.000Z',
		);
	});

	it.each([
		['within a day', '2026-11-27T08:00:00Z', 2, '2026-11-27T10:00:00.000Z'],
		['Friday evening goes on Saturday at nine', '2026-11-27T16:00:00Z', 2, '2026-11-28T09:00:00.000Z'],
		['Saturday noon goes on Monday', '2026-11-28T11:00:00Z', 3, '2026-11-30T09:00:00.000Z'],
		['Sunday counts nothing', '2026-11-29T10:00:00Z', 1, '2026-11-30T08:00:00.000Z'],
		['to the very end of a day', '2026-11-27T07:00:00Z', 10, '2026-11-27T17:00:00.000Z'],
		['over a change of the clock', '2026-10-23T15:00:00Z', 6, '2026-10-26T08:00:00.000Z'],
	])('%s', (_name, since, hours, expected) => {
		expect(at(since, hours, office)).toBe(expected);
	});

	it('holidays count nothing, with or without business hours', () => {
		expect(at('2026-12-24T16:00:00Z', 2, { ...office, holidays: '2026-12-25,2026-12-26' })).toBe(
			'2026-12-28T08:00:00.000Z',
		);
		expect(at('2026-12-24T22:00:00Z', 2, { ...berlin, holidays: '2026-12-25' })).toBe('2026-12-26T00:00:00.000Z');
	});

	it('said twice count once, and may go past the end of the week or to midnight', () => {
		const twice = { ...berlin, businessHours: 'Fri-Mon 20:00-24:00, Sun 22:00-24:00' };
		expect(at('2026-11-29T18:00:00Z', 5, twice)).toBe('2026-11-30T20:00:00.000Z');
		expect(at('2026-11-30T23:30:00Z', 1, twice)).toBe('2026-12-04T20:00:00.000Z');
	});

	it('of whom works only long after are plain hours, not for ever', () => {
		const always = Array.from({ length: 420 }, (_, day) =>
			new Date(Date.UTC(2026, 10, 27 + day)).toISOString().slice(0, 10),
		).join(',');
		expect(at('2026-11-27T16:00:00Z', 5_000, { ...berlin, businessHours: 'Mon 08:00-08:01', holidays: always })).toBe(
			at('2026-11-27T16:00:00Z', 5_000, berlin),
		);
	});

	it.each(['Mo-Fr 8-18', 'Mon-Fri 08:00-08:00', 'Mon 18:00-08:00', 'Mon-Fri 08:00-25:00', 'Mon 08:00', '08:00-18:00'])(
		'"%s" is refused',
		(text) => {
			expect(BusinessHours.safeParse(text).success).toBe(false);
		},
	);

	it('of settings say what to write', () => {
		const { error } = Settings.safeParse({ businessHours: 'nine to five', holidays: '25.12.2026' });
		expect(error?.issues.map(({ path, message }) => [path.join('.'), message])).toEqual([
			['businessHours', 'write e.g. "Mon-Fri 08:00-18:00, Sat 09:00-13:00"'],
			['holidays', 'write dates with commas between, e.g. "2026-12-25, 2026-12-26"'],
		]);
		expect(Holidays.safeParse('2026-02-30').success).toBe(false);
	});
});
