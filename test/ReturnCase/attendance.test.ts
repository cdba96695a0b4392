import { attend } from '../../nodes/ReturnCase/trigger/attendance';
import type { ReturnRequest } from '../../nodes/shared/model';
import { openOwnStore, removeOwnStores } from '../support/ownStore';

const minute = 60_000;
const day = 24 * 60 * minute;
const request: ReturnRequest = {
	brand: 'default',
	channel: 'portal',
	lines: [{ id: 'L1', sku: 'TEE', title: '', quantity: 1, reason: 'x', providerIds: {} }],
	providerIds: {},
};

describe('a trigger that works on the steps of a name', () => {
	beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] }));
	afterEach(async () => {
		jest.useRealTimers();
		await removeOwnStores();
	});

	it.each([
		['for hours', 0, 180],
		['within a minute after the clock was set back by a day', -day, 1],
	])('is there %s', async (_when, turned, minutes) => {
		const { store } = await openOwnStore();
		await store.steps.subscribe('Settle', ['return.requested']);
		await store.cases.open({ request, source: 'portal', sourceId: '1' });
		const end = await attend(store, 'Settle', 'instance/flow/trigger', [], { warn: fail, log: fail });
		jest.setSystemTime(Date.now() + turned);
		await jest.advanceTimersByTimeAsync(minutes * minute);
		expect(await store.steps.unserved()).toEqual([]);
		await end();
		await jest.advanceTimersByTimeAsync(11 * minute);
		expect(await store.steps.unserved()).toMatchObject([{ name: 'Settle' }]);
	});
});

function fail(message: string): never {
	throw new Error(message);
}
