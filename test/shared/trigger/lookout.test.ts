import type { ITriggerFunctions } from 'n8n-workflow';
import type { CaseStore } from '../../../nodes/shared/store';
import { lookLeaseMs, lookWhilePublished, type Looking } from '../../../nodes/shared/trigger/lookout';
import { openOwnStore, removeOwnStores } from '../../support/ownStore';

const name = 'shop/flow/node';
const node = {
	getMode: () => 'trigger',
	getNode: () => ({ name: 'Hear' }),
	getWorkflow: () => ({ id: 'flow', name: 'Flow' }),
	logger: { warn() {} },
} as unknown as ITriggerFunctions;

let store: CaseStore;
beforeEach(async () => {
	({ store } = await openOwnStore());
	jest.useFakeTimers();
});
afterEach(async () => {
	jest.useRealTimers();
	await removeOwnStores();
});

const publish = async (look: (looking: Looking) => Promise<void>) =>
	await lookWhilePublished(node, async () => ({
		store,
		lookout: { provider: 'Shop', name, look, replay: async () => undefined },
	}));

it('looks as soon as a look may have died that another process had begun', async () => {
	expect(await store.looks.begin(name, lookLeaseMs)).toBeDefined(); // n8n was killed in the middle of it
	let looks = 0;
	const { closeFunction } = await publish(async () => void looks++);
	await jest.advanceTimersByTimeAsync(1_000);
	expect(looks).toBe(0);
	await jest.advanceTimersByTimeAsync(lookLeaseMs + 61_000);
	expect(looks).toBe(1);
	// From then on once an hour.
	await jest.advanceTimersByTimeAsync(59 * 60_000);
	expect(looks).toBe(1);
	await jest.advanceTimersByTimeAsync(2 * 60_000);
	expect(looks).toBe(2);
	await closeFunction!();
});

it('leaves its place to the next n8n when it is closed in the middle of a look', async () => {
	let goOn: () => void = () => undefined;
	const { closeFunction } = await publish(async ({ keep }) => {
		await keep('half way');
		await new Promise<void>((resolve) => (goOn = resolve));
		await keep('further');
		throw new Error('not reached');
	});
	await jest.advanceTimersByTimeAsync(1_000);
	expect(await store.looks.begin(name, lookLeaseMs)).toBeUndefined();
	const closing = closeFunction!();
	goOn();
	await closing;
	expect(await store.looks.begin(name, lookLeaseMs)).toMatchObject({ cursor: 'further' });
});

it('does not hold up closing for a look that hangs', async () => {
	const { closeFunction } = await publish(async () => await new Promise<void>(() => undefined));
	await jest.advanceTimersByTimeAsync(1_000);
	const closing = closeFunction!();
	await jest.advanceTimersByTimeAsync(5_000);
	await closing;
});
