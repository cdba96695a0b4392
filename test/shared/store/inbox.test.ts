import type { CaseStore } from '../../../nodes/shared/store';
import { engines } from './stores';

jest.setTimeout(120_000);

describe.each(engines)('the inbox on $name', (engine) => {
	let store: CaseStore;
	let other: CaseStore;
	let database: Awaited<ReturnType<typeof engine.create>>;

	beforeAll(engine.start);
	afterEach(async () => await engine.closeStores());
	afterAll(engine.stop);
	beforeEach(async () => {
		database = await engine.create();
		[store, other] = [await database.open(), await database.open()];
	});
	const put = async (id: string, more: object = {}) =>
		await store.inbox.put({ source: 'shopify', id, topic: 'returns/cancel', body: '{}', ...more });

	it('finds a message by its key, in whatever state', async () => {
		await put('a', { subject: 'return/1', receiver: 'shop' });
		expect(await other.inbox.find('shopify', 'a')).toMatchObject({
			id: 'a',
			state: 'new',
			subject: 'return/1',
			receiver: 'shop',
		});
		await store.inbox.mark('shopify', 'a', 'not_ours');
		expect(await other.inbox.find('shopify', 'a')).toMatchObject({ state: 'not_ours' });
		expect(await other.inbox.find('stripe', 'a')).toBeUndefined();
	});

	it('finds what waits for one subject behind any number of others', async () => {
		const rows = Array.from(
			{ length: 1_500 },
			(_, count) =>
				`('shopify', 'w${count}', 'returns/cancel', '{}', 'new', '2026-11-01T00:00:00.000Z', 'return/${count}')`,
		);
		await database.tamper(
			`insert into inbox (source, id, topic, body, state, received_at, subject) values ${rows.join(', ')}`,
		);
		await put('late', { subject: 'return/x' });
		expect(await other.inbox.waiting({ source: 'shopify', subject: 'return/x', limit: 10 })).toMatchObject([
			{ id: 'late' },
		]);
	});

	it('pages through all that waits, also when several came in the same moment', async () => {
		for (let count = 0; count < 25; count++) await put(`w${count}`, { receivedAt: '2026-11-01T00:00:00.000Z' });
		const met: string[] = [];
		for (
			let page = await store.inbox.waiting({ source: 'shopify', limit: 10 });
			page.length;
			page = await store.inbox.waiting({ source: 'shopify', limit: 10, after: page.at(-1) })
		)
			met.push(...page.map(({ id }) => id));
		expect([met.length, new Set(met).size]).toEqual([25, 25]);
	});

	it('prunes handled messages of the past a few at a time, and still knows that it has seen them', async () => {
		for (let count = 0; count < 7; count++) {
			await put(`old${count}`, { receivedAt: `2026-10-0${count + 1}T00:00:00.000Z` });
			if (count < 5) await store.inbox.mark('shopify', `old${count}`, count % 2 ? 'not_ours' : 'read');
		}
		await store.inbox.mark('shopify', 'old5', 'unreadable', 'no lines');
		await put('young', { receivedAt: '2026-11-20T00:00:00.000Z' });
		await store.inbox.mark('shopify', 'young', 'read');
		expect(await store.inbox.prune({ before: '2026-11-01T00:00:00.000Z', limit: 2 })).toBe(2);
		expect(await store.inbox.prune({ before: '2026-11-01T00:00:00.000Z', limit: 100 })).toBe(3);
		expect((await other.inbox.get({ limit: 100 })).map(({ id }) => id)).toEqual(['old5', 'old6', 'young']);
		expect(await put('old0')).toBe(false);
		expect(await other.inbox.find('shopify', 'old0')).toBeUndefined();
	});

	it('puts unreadable messages back, and those only', async () => {
		await put('bad');
		await put('worse');
		await put('good');
		for (const id of ['bad', 'worse']) await store.inbox.mark('shopify', id, 'unreadable', 'no lines');
		await store.inbox.mark('shopify', 'good', 'read');
		expect(await other.inbox.replay({ source: 'shopify', id: 'good' }, { actor: 'ann@example.com' })).toBe(0);
		expect(await other.inbox.replay({ source: 'shopify', id: 'bad' }, { actor: 'ann@example.com' })).toBe(1);
		expect(await store.inbox.waiting({ source: 'shopify', replayed: true, limit: 9 })).toMatchObject([
			{ id: 'bad', state: 'new' },
		]);
		expect(await other.inbox.replay({}, { actor: 'ann@example.com' })).toBe(1);
		await store.inbox.mark('shopify', 'bad', 'read');
		expect((await store.inbox.waiting({ source: 'shopify', replayed: true, limit: 9 })).map(({ id }) => id)).toEqual([
			'worse',
		]);
	});

	it('lists what nobody has read, the oldest first, whether it was put back or not, up to a limit', async () => {
		for (const [day, id] of ['first', 'second', 'third'].entries()) {
			await put(id, { receivedAt: `2026-10-0${day + 1}T00:00:00.000Z` });
			await store.inbox.mark('shopify', id, 'unreadable', 'no lines');
		}
		await store.inbox.replay({ id: 'second' }, { actor: 'ann@example.com' });
		const unread = await other.inbox.unread({ limit: 9 });
		expect(unread.map(({ id, state, error }) => [id, state, error])).toEqual([
			['first', 'unreadable', 'no lines'],
			['second', 'new', 'no lines'],
			['third', 'unreadable', 'no lines'],
		]);
		expect((await other.inbox.unread({ limit: 2 })).map(({ id }) => id)).toEqual(['first', 'second']);
	});

	it('lets one of many see something first', async () => {
		const heard = await Promise.all(
			Array.from(
				{ length: 20 },
				async (_, index) =>
					await (index % 2 ? store : other).inbox.markSeen('odoo', 'stock.picking/7/return.received@w'),
			),
		);
		expect(heard.filter(Boolean)).toHaveLength(1);
	});

	it('takes over an inbox of the first schema: what was met stays met, what waits is found by its return', async () => {
		for (const table of ['looks', 'notices', 'seen']) await database.tamper(`drop table ${table}`);
		for (const index of ['inbox_subject', 'inbox_waiting', 'inbox_replayed', 'inbox_put_back', 'inbox_state'])
			await database.tamper(`drop index ${index}`);
		for (const column of ['subject', 'receiver', 'replayed'])
			await database.tamper(`alter table inbox drop column ${column}`);
		await database.tamper("delete from migrations where name = '2026-11-inbox-subjects'");
		await database.tamper(`insert into inbox (source, id, topic, body, state, error, received_at) values
			('shopify', 'w1', 'returns/cancel', '{"admin_graphql_api_id":"gid://shopify/Return/1"}', 'new', null, '2026-11-01T00:00:00.000Z'),
			('stripe', 're_1.succeeded@t', 'refund.status', '', 'read', null, '2026-11-01T00:00:00.000Z'),
			('odoo', 'hint:1@t', 'stock.picking', '{}', 'new', null, '2026-11-01T00:00:00.000Z')`);
		const upgraded = await database.open();
		expect(
			await upgraded.inbox.waiting({ source: 'shopify', subject: 'gid://shopify/Return/1', limit: 9 }),
		).toMatchObject([{ id: 'w1' }]);
		expect(await upgraded.inbox.markSeen('stripe', 're_1.succeeded@t')).toBe(false);
		expect((await upgraded.inbox.get({ limit: 9 })).map(({ id }) => id)).toEqual(['w1']);
	});

	describe('looks', () => {
		it('are held by one process at a time, and go on where the last one came to', async () => {
			const look = (await store.looks.begin('shopify/x', 60_000))!;
			expect(await other.looks.begin('shopify/x', 60_000)).toBeUndefined();
			expect(await store.looks.keep(look, 'here', 60_000)).toBe(true);
			await store.looks.end(look);
			const next = (await other.looks.begin('shopify/x', 60_000))!;
			expect(next.cursor).toBe('here');
			expect(await store.looks.keep(look, 'elsewhere', 60_000)).toBe(false);
			expect(await store.looks.cursor('shopify/x')).toBe('here');
		});

		it('of a process that died are taken over, also when the clock was set back meanwhile', async () => {
			const database = await engine.create();
			let now = Date.parse('2026-11-20T10:00:00Z');
			const clocked = await database.open({ clock: { now: () => now } });
			await clocked.looks.begin('a', 60_000);
			now += 60_001;
			expect(await clocked.looks.begin('a', 60_000)).toBeDefined();
			now -= 24 * 3_600_000;
			expect(await clocked.looks.begin('a', 60_000)).toBeDefined();
		});

		it('are not taken from a process whose clock is a little ahead, or who waited less for the database', async () => {
			const database = await engine.create();
			let now = Date.parse('2026-11-20T10:00:00Z');
			const clocked = await database.open({ clock: { now: () => now } });
			expect(await clocked.looks.begin('a', 60_000)).toBeDefined();
			now -= 5_000;
			expect(await clocked.looks.begin('a', 60_000)).toBeUndefined();
		});

		it('of which many begin at once are held by one', async () => {
			const begun = await Promise.all(
				Array.from({ length: 10 }, async (_, index) => await (index % 2 ? store : other).looks.begin('b', 60_000)),
			);
			expect(begun.filter(Boolean)).toHaveLength(1);
		});
	});

	it('keeps a notice once per key until it is told', async () => {
		const notice = {
			key: 'lost:1',
			owner: 'operator' as const,
			message: 'A webhook was gone.',
			advice: 'Nothing; it was made again.',
		};
		expect([await store.notices.put(notice), await other.notices.put(notice)]).toEqual([true, false]);
		expect(await other.notices.untold(10)).toMatchObject([notice]);
		expect([
			await other.notices.told(['lost:1']),
			await store.notices.told(['lost:1']),
			await store.notices.told([]),
		]).toEqual([1, 0, 0]);
		expect(await store.notices.untold(10)).toEqual([]);
		expect(await store.notices.put(notice)).toBe(false);
	});
});
