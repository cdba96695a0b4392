import { addTo } from '../model';
/**
 * Runs `work` for every index of every lane: a lane's indexes one after the other, at most `limit` lanes at once. After a failure
 * nothing new is begun, what is under way is waited for (an effect must not go on behind a node that has ended), and the failure of
 * the lowest index is thrown.
 */
export async function inLanes(lanes: number[][], limit: number, work: (index: number) => Promise<void>): Promise<void> {
	const failures = new Map<number, unknown>();
	const waiting = lanes.values();
	const worker = async () => {
		for (const lane of waiting) {
			for (const index of lane) {
				if (failures.size) return;
				try {
					await work(index);
				} catch (error) {
					failures.set(index, error);
				}
			}
		}
	};
	await Promise.all(Array.from({ length: Math.max(1, Math.min(limit, lanes.length)) }, worker));
	if (failures.size) throw failures.get(Math.min(...failures.keys()));
}

/** Indexes by key, in the order of their first one; an index without a key is a lane of its own. */
export function lanesOf(keys: Array<string | undefined>): number[][] {
	const lanes = new Map<string | number, number[]>();
	for (const [index, key] of keys.entries()) addTo(lanes, key ?? index, index);
	return [...lanes.values()];
}
