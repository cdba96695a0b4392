import { watchOverdue } from '../../nodes/ReturnCase/trigger/overdueWatch';
import type { CaseStore } from '../../nodes/shared/store';

const settled = async (ms: number) => await new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until something is so; a busy machine may take its time. */
async function until(condition: () => boolean): Promise<void> {
	while (!condition()) await settled(5);
}

/** A store in which every look finds one overdue return. */
function busyStore() {
	const ended: string[] = [];
	let looks = 0;
	let left = false;
	const store = {
		cases: {
			overdue: async () => {
				left = !left;
				return left ? [`RMA-${++looks}`] : [];
			},
			endOverdue: async (reference: string) => void ended.push(reference),
		},
	} as unknown as CaseStore;
	return { store, ended };
}

describe('a published trigger', () => {
	let stop: () => void = () => undefined;
	afterEach(() => {
		stop();
		jest.restoreAllMocks();
	});

	it('looks for overdue returns again and again, until it is unpublished', async () => {
		const { store, ended } = busyStore();
		stop = watchOverdue(store, () => undefined, { firstInMs: 1, everyMs: 5 });
		await until(() => ended.length > 2);
		stop();
		await settled(10);
		const { length } = ended;
		await settled(50);
		expect(ended).toHaveLength(length);
	});

	it('goes on after a look that failed, and says so', async () => {
		const { store, ended } = busyStore();
		const logged: string[] = [];
		let down = true;
		const flaky = {
			cases: {
				...store.cases,
				overdue: async (limit: number) =>
					down ? await Promise.reject(new Error('database is away')) : await store.cases.overdue(limit),
			},
		} as CaseStore;
		stop = watchOverdue(flaky, (message) => void logged.push(message), { firstInMs: 1, everyMs: 5 });
		await until(() => logged.length > 0);
		down = false;
		await until(() => ended.length > 0);
		expect(logged[0]).toContain('database is away');
	});

	it('ends nothing right after the clock was set forward', async () => {
		const { store, ended } = busyStore();
		const { now } = Date;
		stop = watchOverdue(store, () => undefined, { firstInMs: 20, everyMs: 5 });
		jest.spyOn(Date, 'now').mockImplementation(() => now.call(Date) + 90 * 24 * 3_600_000);
		await settled(100);
		expect(ended).toEqual([]);
	});
});
