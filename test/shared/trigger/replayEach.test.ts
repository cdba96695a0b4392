import { EffectError, InvalidEvent } from '../../../nodes/shared/model';
import type { CaseStore } from '../../../nodes/shared/store';
import { replayEach } from '../../../nodes/shared/trigger/replayEach';
import { openOwnStore, removeOwnStores } from '../../support/ownStore';

describe('what an operator put back', () => {
	let store: CaseStore;
	beforeEach(async () => void ({ store } = await openOwnStore()));
	afterEach(removeOwnStores);

	async function putBack(...ids: string[]): Promise<void> {
		for (const id of ids) {
			await store.inbox.put({ source: 'stripe', id, topic: 'refund.created', body: '{}' });
			await store.inbox.mark('stripe', id, 'unreadable', 'an older package could not read it');
		}
		await store.inbox.replay({}, { actor: 'ann@example.com' });
	}
	const standing = async (id: string) => {
		const { state, error } = (await store.inbox.find('stripe', id))!;
		return [state, error];
	};

	it('is read however many they are, each once', async () => {
		const ids = Array.from({ length: 205 }, (_, index) => `evt_${index}`);
		await putBack(...ids);
		const read: string[] = [];
		await replayEach(store, 'stripe', async ({ id }) => {
			read.push(id);
			await store.inbox.mark('stripe', id, 'read');
		});
		expect(read.sort()).toEqual(ids.sort());
		await replayEach(store, 'stripe', async ({ id }) => void read.push(id));
		expect(read).toHaveLength(ids.length);
	});

	it.each([
		['is wrong', new EffectError('it has no amount', { category: 'invalid_input' })],
		['is refused', new EffectError('it has no amount', { category: 'rejected' })],
		['fits no event', new InvalidEvent('refund.succeeded', [{ field: 'amount', message: 'is missing' }])],
	])('and %s is unreadable again with its reason, and holds up nothing', async (_what, error) => {
		await putBack('bad', 'good');
		await replayEach(store, 'stripe', async ({ id }) => {
			if (id === 'bad') throw error;
			await store.inbox.mark('stripe', id, 'read');
		});
		expect([await standing('bad'), (await standing('good'))[0]]).toEqual([['unreadable', error.message], 'read']);
	});

	it.each([
		['cannot be asked for', new EffectError('Stripe does not answer', { category: 'retryable' })],
		['nobody foresaw', new TypeError('x is undefined')],
	])('and %s waits for the next time, which is said, and holds up nothing', async (_what, error) => {
		await putBack('bad', 'good');
		const read: string[] = [];
		const replay = replayEach(store, 'stripe', async ({ id }) => {
			if (id === 'bad') throw error;
			read.push(id);
		});
		await expect(replay).rejects.toBe(error);
		expect([read, await standing('bad')]).toEqual([['good'], ['new', 'an older package could not read it']]);
	});
});
