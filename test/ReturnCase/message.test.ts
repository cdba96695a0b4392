import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INodeParameters } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import { closeStores, openStore, type CaseStore } from '../../nodes/shared/store';
import { runNode } from '../support/harness';

describe('Return Case: Message', () => {
	let folder: string;
	let credential: { storage: string; file: string; auditKey: string };
	let store: CaseStore;
	beforeEach(async () => {
		folder = mkdtempSync(join(tmpdir(), 'returns-message-'));
		credential = { storage: 'embedded', file: join(folder, 'returns.sqlite'), auditKey: 'k' };
		store = await openStore(credential);
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
	afterEach(async () => {
		await closeStores();
		rmSync(folder, { recursive: true, force: true });
	});

	const run = async (parameters: INodeParameters, mode?: 'manual') =>
		await runNode(new ReturnCase(), {
			parameters: { resource: 'message', ...parameters },
			credentials: { returnCaseApi: credential },
			input: [{}],
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
		expect((await run({ operation: 'replay', which: 'source', source: 'shopify' })).json).toEqual([{ replayed: 1 }]);
		expect((await run({ operation: 'replay', which: 'source', source: '' })).json).toEqual([{ replayed: 1 }]);
		expect((await store.inbox.find('shopify', 'fine'))?.state).toBe('read');
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
