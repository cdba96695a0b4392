import { createHash } from 'node:crypto';
import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import type { CaseStore } from '../../nodes/shared/store';
import { runNode } from '../support/harness';
import { openOwnStore, removeOwnStores, type StoreCredential } from '../support/ownStore';

describe('Return Case: Message', () => {
	let credential: StoreCredential;
	let store: CaseStore;
	beforeEach(async () => {
		({ credential, store } = await openOwnStore());
		for (const [source, id, body] of [
			['shopify', 'w1', '{"email":"alex@example.com"}'],
			['stripe', 'evt_1', '{'],
			['shopify', 'w2', '{}'],
		]) {
			await store.inbox.put({ source, id, topic: 'returns/request', body });
			await store.inbox.mark(source, id, 'unreadable', 'no lines');
		}
		await store.inbox.put({ source: 'shopify', id: 'fine', topic: 'returns/request', body: '{}' });
		await store.inbox.mark('shopify', 'fine', 'read');
	});
	afterEach(removeOwnStores);

	const run = async (parameters: INodeParameters, mode?: 'manual', item: IDataObject = {}) =>
		await runNode(new ReturnCase(), {
			parameters: { resource: 'message', ...parameters },
			credentials: { returnCaseApi: credential },
			input: [item],
			mode,
		});

	it('lists what nobody could read, without its body', async () => {
		const { json } = await run({ operation: 'getManyUnreadable', limit: 50, source: '' });
		// Those of one millisecond come in any order.
		const byId = [...json].sort((a, b) => String(a.id).localeCompare(String(b.id)));
		expect(byId).toMatchObject([{ id: 'evt_1' }, { id: 'w1', what: 'no lines' }, { id: 'w2' }]);
		expect(JSON.stringify(json)).not.toContain('alex@example.com');
		expect(
			(await run({ operation: 'getManyUnreadable', limit: 50, source: 'stripe' })).json.map(({ id }) => id),
		).toEqual(['evt_1']);
	});

	it('puts one back, or all of a sender', async () => {
		expect((await run({ operation: 'replay', which: 'id', messageId: ' w1 ', source: '' })).json).toEqual([
			{ replayed: 1 },
		]);
		expect((await store.inbox.find('shopify', 'w1'))?.state).toBe('new');
		const [act] = await store.operators.log({ limit: 1 });
		expect(act).toMatchObject({ action: 'messages_replayed', subject: 'w1', details: { replayed: 1 } });
		expect(act.actor).toMatch(/^n8n: ./);
		const user = { email: 'ann@example.com' };
		const byAnn = await run({ operation: 'replay', which: 'source', source: 'shopify' }, undefined, { user });
		expect(byAnn.json).toMatchObject([{ replayed: 1 }]);
		expect(await store.operators.log({ limit: 1 })).toMatchObject([{ actor: user.email, subject: 'shopify' }]);
		expect((await run({ operation: 'replay', which: 'source', source: '' })).json).toEqual([{ replayed: 1 }]);
		expect((await store.inbox.find('shopify', 'fine'))?.state).toBe('read');
		expect((await store.operators.log({ limit: 9 })).map(({ subject }) => subject)).toEqual(['all', 'shopify', 'w1']);
		// One that put nothing back did nothing.
		await run({ operation: 'replay', which: 'source', source: '' });
		expect(await store.operators.log({ limit: 9 })).toHaveLength(3);
	});

	it('reads again all that was put back for senders without a trigger, however many', async () => {
		const count = 501;
		const bodies = {
			warehouse: (n: number) => ({ reference: `nope${n}`, type: 'return.received', id: `g${n}`, data: {} }),
			channel: (n: number) => ({ message: { id: `${n}`, channel: 'market' }, channels: ['market'], payBack: [] }),
			withdrawal: (n: number) => ({ text: `${n}`, toldAt: 'one day' }),
		};
		const sources = Object.keys(bodies) as Array<keyof typeof bodies>;
		for (const source of sources)
			for (let n = 0; n < count; n++) {
				const body = JSON.stringify(bodies[source](n));
				const id = `${source === 'warehouse' ? 'default/' : ''}${createHash('sha256').update(body).digest('hex').slice(0, 32)}`;
				await store.inbox.put({ source, id, topic: 'told', body });
				await store.inbox.mark(source, id, 'unreadable', 'why');
			}
		expect((await run({ operation: 'replay', which: 'source', source: '' })).json).toEqual([
			{ replayed: 3 * count + 3 },
		]);
		for (const source of sources) {
			expect([source, await store.inbox.waiting({ source, replayed: true, limit: 9 })]).toEqual([source, []]);
			const { json } = await run({ operation: 'getManyUnreadable', limit: 5_000, source });
			expect([source, json.length, json[0].replayed]).toEqual([source, count, false]);
		}
	}, 60_000);

	it('lists what was put back until it is read, and lets it be put back again or dismissed', async () => {
		const listed = async (source = 'shopify') =>
			(await run({ operation: 'getManyUnreadable', limit: 50, source })).json.map(({ id, what, replayed }) => [
				id,
				what,
				replayed,
			]);
		const replay = { operation: 'replay', which: 'id', messageId: 'w1', source: '' };
		await run(replay);
		expect((await listed()).sort()).toEqual([
			['w1', 'no lines', true],
			['w2', 'no lines', false],
		]);
		expect((await run({ operation: 'getManyUnreadable', limit: 50, source: '' })).json).toHaveLength(3);
		expect(
			(await run({ operation: 'getManyUnreadable', limit: 50, source: 'shopify' })).json.find(({ id }) => id === 'w1')!
				.summary,
		).toContain('waits to be read again');
		expect((await run(replay)).json).toEqual([{ replayed: 1 }]);
		await store.inbox.mark('shopify', 'w1', 'read');
		expect(await listed()).toEqual([['w2', 'no lines', false]]);
		await run({ ...replay, messageId: 'w2' });
		expect((await run({ operation: 'dismiss', messageId: 'w2', source: '', reason: 'Spam' })).json).toEqual([
			{ dismissed: 1 },
		]);
		expect(await listed()).toEqual([]);
		expect(await store.inbox.waiting({ source: 'shopify', replayed: true, limit: 9 })).toEqual([]);
	});

	it('ends what a person has dealt with: neither listed nor told again, also when it is sent again; who and why stay', async () => {
		const dismiss = {
			operation: 'dismiss',
			messageId: ' w1 ',
			source: '',
			reason: 'Paid by hand before the marketplace told it',
		};
		expect((await run(dismiss)).json).toEqual([{ dismissed: 1 }]);
		expect((await store.inbox.find('shopify', 'w1'))?.state).toBe('dismissed');
		const listed = async () =>
			(await run({ operation: 'getManyUnreadable', limit: 50, source: 'shopify' })).json.map(({ id }) => id);
		expect(await listed()).toEqual(['w2']);
		await store.inbox.mark('shopify', 'w1', 'unreadable', 'no lines');
		expect(await listed()).toEqual(['w2']);
		expect(await store.operators.log({ limit: 1 })).toMatchObject([
			{
				action: 'message_dismissed',
				subject: 'shopify w1',
				details: { reason: 'Paid by hand before the marketplace told it' },
			},
		]);
		// What can be read after all is read.
		await store.inbox.mark('shopify', 'w1', 'read');
		expect((await store.inbox.find('shopify', 'w1'))?.state).toBe('read');
	});

	it('dismisses one message at a time, with a reason, and none in a test run', async () => {
		const dismiss = { operation: 'dismiss', messageId: 'w1', source: '', reason: 'Spam' };
		for (const [wrong, says] of [
			[{ messageId: ' ' }, 'not said which message'],
			[{ reason: ' ' }, 'not said why'],
			[{ messageId: 'fine' }, 'no unreadable message fine'],
			[{ source: 'stripe' }, 'no unreadable message w1'],
		] as const)
			expect((await run({ ...dismiss, ...wrong })).error?.message).toContain(says);
		await store.inbox.put({ source: 'stripe', id: 'w1', topic: 'refund.updated', body: '{}' });
		await store.inbox.mark('stripe', 'w1', 'unreadable', 'no amount');
		expect((await run(dismiss)).error?.message).toContain('Several senders have a message w1');
		expect((await run({ ...dismiss, source: 'stripe' }, 'manual')).json).toMatchObject([
			{ dismissed: 0, outcome: 'dry_run' },
		]);
		expect((await run({ ...dismiss, source: 'stripe' })).json).toEqual([{ dismissed: 1 }]);
		expect((await store.inbox.find('shopify', 'w1'))?.state).toBe('unreadable');
	});

	it('dismissed messages are deleted in time, as those that were read', async () => {
		await run({ operation: 'dismiss', messageId: 'w1', source: '', reason: 'Spam' });
		await store.inbox.prune({ before: new Date(Date.now() + 60_000).toISOString(), limit: 10 });
		expect(await store.inbox.find('shopify', 'w1')).toBeUndefined();
		expect(await store.inbox.find('shopify', 'w2')).toBeDefined();
	});

	it('says which message is missing', async () => {
		expect((await run({ operation: 'replay', which: 'id', messageId: '', source: '' })).error?.message).toContain(
			'not said which message',
		);
		expect((await run({ operation: 'replay', which: 'id', messageId: 'fine', source: '' })).error?.message).toContain(
			'no unreadable message fine',
		);
	});

	it('does nothing in a test run', async () => {
		expect((await run({ operation: 'replay', which: 'id', messageId: 'w1', source: '' }, 'manual')).json).toMatchObject(
			[{ replayed: 0, outcome: 'dry_run' }],
		);
		expect((await store.inbox.find('shopify', 'w1'))?.state).toBe('unreadable');
	});
});
