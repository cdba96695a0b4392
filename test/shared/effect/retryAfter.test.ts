import { retryAfterOf } from '../../../nodes/shared/effect';

const of = (value: unknown) => retryAfterOf({ 'retry-after': value });

it('reads seconds, whole or not, and dates; what is past asks for no wait', () => {
	expect([of('2'), of('0.5'), of('0'), of(3)]).toEqual([2_000, 500, 0, 3_000]);
	const inAMinute = of(new Date(Date.now() + 60_000).toUTCString())!;
	expect(inAMinute).toBeGreaterThan(55_000);
	expect(inAMinute).toBeLessThanOrEqual(60_000);
	expect(of('Thu, 01 Jan 2015 00:00:00 GMT')).toBe(0);
});

it('is undefined when nothing is said, or nothing that can be read', () => {
	expect([retryAfterOf({}), of(''), of('soon')]).toEqual([undefined, undefined, undefined]);
});
