import { EffectError } from '../../../nodes/shared/model';
import { LookEnded } from '../../../nodes/shared/trigger/lookout';
import { Taking, type Untaken } from '../../../nodes/shared/trigger/taking';

const hour = 3_600_000;
const start = Date.parse('2026-03-01T00:00:00Z');
const failure = (category: 'retryable' | 'rejected' | 'configuration' = 'retryable') =>
	new EffectError(`no (${category})`, { category });

/** One look over named things; those of `bad` fail. */
async function look(before: Untaken, now: number, bad: Record<string, Error>, names = ['a', 'b', 'c']) {
	const [taken, left]: [string[], string[]] = [[], []];
	const taking = new Taking(before, now);
	for (const name of names)
		await taking.take(
			name,
			async () => {
				if (bad[name]) throw bad[name];
				taken.push(name);
			},
			async (why) => void left.push(`${name}: ${why}`),
		);
	return { taking, taken, left, untaken: taking.untaken(true) };
}

describe('what a look finds', () => {
	it('is taken in one by one, and the first failure is thrown at the end', async () => {
		const { taking, taken, untaken } = await look({}, start, { a: failure(), b: new TypeError('odd') });
		expect(taken).toEqual(['c']);
		expect(taking.isHeld).toBe(true);
		expect(() => taking.end()).toThrow('no (retryable)');
		expect(untaken).toEqual({
			a: { since: new Date(start).toISOString(), tries: 1 },
			b: { since: new Date(start).toISOString(), tries: 1 },
		});
	});

	it('and fails for a day in five looks is left behind, told once in each look that meets it, and holds nothing', async () => {
		let untaken: Untaken = {};
		for (let hours = 0; hours < 24; hours++) {
			const { taking, left, ...now } = await look(untaken, start + hours * hour, { b: failure() });
			expect([taking.isHeld, left]).toEqual([true, []]);
			untaken = now.untaken;
		}
		const last = await look(untaken, start + 24 * hour, { b: failure() });
		expect([last.taking.isHeld, last.left]).toEqual([false, ['b: no (retryable)']]);
		expect(() => last.taking.end()).not.toThrow();
		expect((await look(last.untaken, start + 25 * hour, {})).untaken).toEqual({});
	});

	it('is not left behind for a clock that jumped: fewer than five looks, or a time ahead', async () => {
		const once = await look({}, start, { b: failure() });
		expect((await look(once.untaken, start + 48 * hour, { b: failure() })).left).toEqual([]);
		const ahead = { b: { since: new Date(start + 48 * hour).toISOString(), tries: 9 } };
		const { untaken, left } = await look(ahead, start, { b: failure() });
		expect([left, untaken.b.since]).toEqual([[], new Date(start).toISOString()]);
	});

	it('waits for the next look when the provider fails for five in a row; what was known to fail stays known', async () => {
		const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'];
		const bad = Object.fromEntries(names.slice(0, 5).map((name) => [name, failure()]));
		const { taken, untaken } = await look({ g: { since: new Date(start).toISOString(), tries: 3 } }, start, bad, names);
		expect(taken).toEqual([]);
		expect(Object.keys(untaken).sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'g']);
	});

	it('and fails for a day is met in five looks before it is left behind', async () => {
		const known = (tries: number) => ({ b: { since: new Date(start).toISOString(), tries } });
		const fourth = await look(known(3), start + 24 * hour, { b: failure() });
		expect([fourth.left, fourth.untaken]).toEqual([[], known(4)]);
		expect((await look(known(4), start + 24 * hour, { b: failure() })).left).toHaveLength(1);
	});

	it.each([
		['what is taken in', undefined],
		['what fails by itself', failure('rejected')],
	])('is tried on when %s shows that the provider answers', async (_what, odd) => {
		const names = ['a', 'b', 'c', 'odd', 'd', 'e', 'f', 'last'];
		const bad = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, failure()]));
		expect((await look({}, start, { ...bad, odd: failure() }, names)).taken).toEqual([]);
		expect((await look({}, start, { ...bad, ...(odd && { odd }) }, names)).taken).toContain('last');
	});

	it('waits, too, when all that fails is within other things, which are taken in by themselves', async () => {
		const taking = new Taking({}, start);
		const asked: number[] = [];
		const leave = async () => undefined;
		const ask = async (order: number) => {
			asked.push(order);
			throw failure();
		};
		for (let order = 1; order <= 9; order++)
			await taking.take(
				`order ${order}`,
				async () => await taking.take(`return ${order}`, async () => await ask(order), leave),
				leave,
			);
		expect(asked).toEqual([1, 2, 3, 4, 5]);
	});

	it('is known to have failed until it is taken in, or a whole look has not met it', async () => {
		const known = { since: new Date(start).toISOString(), tries: 1 };
		const { taking } = await look({ a: known, z: known }, start, {});
		expect(taking.untaken(false)).toEqual({ z: known });
		expect(taking.untaken(true)).toEqual({});
	});

	it.each([
		['the end of the look', new LookEnded()],
		['a setting that must be mended first', failure('configuration')],
	])('ends at once with %s', async (_what, error) => {
		await expect(look({}, start, { b: error })).rejects.toBe(error);
	});
});
