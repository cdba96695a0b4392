import { ClockWatch, LookPause } from '../../nodes/ReturnCase/trigger/lookPause';

describe('the pause between two looks for work', () => {
	let steady = 0;
	beforeEach(() => {
		steady = 1_000;
		jest.spyOn(performance, 'now').mockImplementation(() => steady);
	});
	afterEach(() => jest.restoreAllMocks());

	const pauseOf = (pause: LookPause): number => {
		const from = steady;
		while (!pause.isOver()) steady += 10;
		return steady - from;
	};

	it('grows while nothing is found, to a few seconds at most, and is short again after a change', () => {
		const pause = new LookPause(250, 3_000);
		expect(pause.isOver()).toBe(true);
		const pauses = Array.from({ length: 10 }, () => (pause.grow(), pauseOf(pause)));
		expect(pauses[0]).toBe(250);
		expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
		expect(pauses.at(-1)).toBe(3_000);
		pause.reset();
		expect(pause.isOver()).toBe(true);
		pause.grow();
		expect(pauseOf(pause)).toBe(250);
	});
	it('ends when the next step is due', () => {
		const pause = new LookPause(250, 3_000);
		for (let i = 0; i < 9; i++) pause.grow();
		pause.grow(400);
		expect(pauseOf(pause)).toBe(400);
		pause.grow(-5);
		expect(pause.isOver()).toBe(true);
	});
});

describe('a clock that is set while executions live', () => {
	let wall = 0;
	let steady = 0;
	beforeEach(() => {
		[wall, steady] = [Date.parse('2026-11-21T10:00:00Z'), 0];
		jest.spyOn(Date, 'now').mockImplementation(() => wall);
		jest.spyOn(performance, 'now').mockImplementation(() => steady);
	});
	afterEach(() => jest.restoreAllMocks());
	const pass = (ms: number) => ((wall += ms), (steady += ms));

	it('takes nobody for dead until every holder had the time to renew its lease', () => {
		const watch = new ClockWatch(60_000);
		pass(3_000);
		expect(watch.leasesCanBeTrusted()).toBe(true);
		wall += 24 * 3_600_000;
		expect(watch.leasesCanBeTrusted()).toBe(false);
		pass(59_000);
		expect(watch.leasesCanBeTrusted()).toBe(false);
		pass(1_000);
		expect(watch.leasesCanBeTrusted()).toBe(true);
	});
	it('does not mind one that is set back, or the small corrections of every day', () => {
		const watch = new ClockWatch(60_000);
		wall -= 24 * 3_600_000;
		expect(watch.leasesCanBeTrusted()).toBe(true);
		wall += 5_000;
		expect(watch.leasesCanBeTrusted()).toBe(true);
	});
});
