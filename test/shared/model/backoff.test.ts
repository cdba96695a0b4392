import { doubled, scattered } from '../../../nodes/shared/model';

it('a pause doubles with each time before, up to the longest', () => {
	expect([0, 1, 2, 3, 60].map((times) => doubled(250, times, 1_500))).toEqual([250, 500, 1_000, 1_500, 1_500]);
	expect(doubled(10, 12)).toBe(40_960);
});

it('is scattered from half as long to half as long again', () => {
	expect([0, 0.5, 1].map((at) => scattered(1_000, () => at))).toEqual([500, 1_000, 1_500]);
	for (let time = 0; time < 100; time++) {
		const pause = scattered(1_000);
		expect(pause).toBeGreaterThanOrEqual(500);
		expect(pause).toBeLessThan(1_500);
	}
});
