import fc from 'fast-check';
import { inLanes, lanesOf } from '../../../nodes/shared/operation/inLanes';

const pause = async () => await new Promise((resolve) => setImmediate(resolve));

it("gives every index one turn, a lane's one after the other and in order, at most so many at once", async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.option(fc.constantFrom('a', 'b', 'c', 'd'), { nil: undefined }), { maxLength: 30 }),
			fc.integer({ min: 1, max: 5 }),
			async (keys, limit) => {
				const done: number[] = [];
				const now = new Set<number>();
				await inLanes(lanesOf(keys), limit, async (index) => {
					expect([...now].some((other) => keys[other] !== undefined && keys[other] === keys[index])).toBe(false);
					now.add(index);
					expect(now.size).toBeLessThanOrEqual(limit);
					for (let turns = (index * 7) % 4; turns >= 0; turns--) await pause();
					now.delete(index);
					done.push(index);
				});
				expect([...done].sort((a, b) => a - b)).toEqual([...keys.keys()]);
				for (const key of ['a', 'b', 'c', 'd']) {
					const ofKey = done.filter((index) => keys[index] === key);
					expect(ofKey).toEqual([...ofKey].sort((a, b) => a - b));
				}
			},
		),
		{ numRuns: 100 },
	);
});

it("begins nothing after a failure, waits for what is under way, and throws the first item's failure", async () => {
	const begun: number[] = [];
	const ended: number[] = [];
	const run = inLanes(lanesOf(Array.from({ length: 20 }, () => undefined)), 3, async (index) => {
		begun.push(index);
		for (let turns = 5 - index; turns >= 0; turns--) await pause();
		ended.push(index);
		if (index > 0) throw new Error(`item ${index}`);
	});
	await expect(run).rejects.toThrow('item 1');
	expect(begun).toEqual([0, 1, 2]);
	expect([...ended].sort()).toEqual([0, 1, 2]);
});
