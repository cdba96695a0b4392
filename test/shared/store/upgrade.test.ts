import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { createCaseStore } from '../../../nodes/shared/store';
import type { Database } from '../../../nodes/shared/store/database';
import { chainHash } from '../../../nodes/shared/store/hashChain';
import { migrate } from '../../../nodes/shared/store/migrations';
import { openSqlite } from '../../../nodes/shared/store/sqlite';
import { applied, opened } from '../../../nodes/shared/case/apply';
import { parseNewEvent, type CaseEvent } from '../../../nodes/shared/model';
import { engines } from './stores';

const time = '2026-11-01T10:00:00.000Z';
const line = { id: 'L1', sku: 'TEE', quantity: 2 };

/** A database as the first version of the package made it, with two cases, their events and steps. */
async function firstVersion(database: Database): Promise<void> {
	await migrate(database, { until: '2026-11-first' });
	const run = async (text: string) => {
		await database.write(function* () {
			yield sql.raw(text).compile(database.db);
		});
	};
	const quoted = (value: unknown) =>
		value === null ? 'null' : typeof value === 'number' ? String(value) : `'${String(value).replaceAll("'", "''")}'`;
	const insert = async (table: string, row: Record<string, unknown>) =>
		await run(
			`insert into ${table} (${Object.keys(row)
				.map((key) => `"${key}"`)
				.join(', ')}) values (${Object.values(row).map(quoted).join(', ')})`,
		);
	let seq = 0;
	for (const reference of ['RMA-A', 'RMA-B']) {
		const events = [
			{
				id: `gid ${reference}`,
				source: 'shopify',
				type: 'return.requested',
				data: { request: { channel: 'shopify', lines: [line] } },
			},
			{ id: `approve ${reference}`, source: 'flow', type: 'return.approved', data: {} },
			{
				id: `GRN ${reference}`,
				source: 'flow',
				type: 'return.received',
				data: { receipt: { id: 'G', lines: [{ sku: 'TEE', quantity: 1 }] } },
			},
		].map((event) => parseNewEvent(event));
		const envelope = (event: (typeof events)[number], index: number) =>
			({ ...event, specversion: '1.0', subject: reference, time, position: index + 1 }) as unknown as CaseEvent;
		const state = events
			.slice(1)
			.reduce(
				(before, event, index) => applied(before, envelope(event, index + 1)).state,
				opened(envelope(events[0], 0) as CaseEvent<'return.requested'>),
			);
		let hash = '';
		const rows = events.map((event, index) => {
			const row = {
				reference,
				position: index + 1,
				source: event.source,
				source_id: event.id,
				type: event.type,
				time,
				recorded_at: time,
				actor: null,
				data: JSON.stringify(event.data),
			};
			hash = chainHash('test', hash, row);
			return { ...row, hash };
		});
		await insert('cases', {
			reference,
			brand: 'default',
			channel: 'shopify',
			order_number: null,
			state: JSON.stringify(state),
			version: 3,
			last_hash: hash,
			authorization: 'approved',
			logistics: 'part_received',
			inspection: 'none',
			settlement: 'none',
			opened_at: time,
			updated_at: time,
			closed_at: null,
		});
		for (const row of rows) {
			await insert('events', row);
			seq += 1;
			if (row.type === 'return.requested') continue;
			await insert('steps', {
				event_seq: seq,
				reference,
				name: 'Work',
				state: row.type === 'return.approved' ? 'done' : 'ready',
				attempts: 1,
				due_at: 0,
				fence: 1,
				token: null,
				lease_until: null,
				solo: 0,
				error: null,
			});
		}
	}
	await insert('subscriptions', { name: 'Work', event_type: 'return.received' });
	// The newest event of all was taken away again: its number is not given a second time.
	await insert('events', {
		reference: 'RMA-B',
		position: 9,
		source: 'x',
		source_id: 'x',
		type: 'x',
		time,
		recorded_at: time,
		actor: null,
		data: '{}',
		hash: '',
	});
	await run(`delete from events where type = 'x'`);
	await run('create index events_of_an_operator on events (recorded_at)');
}

describe.each(engines)('a store of the first version on $name', (engine) => {
	beforeAll(async () => await engine.start(), 120_000);
	afterAll(async () => await engine.stop(), 60_000);

	it('is brought up to date with every event, its number, its chain and the steps that point to it', async () => {
		const made = await engine.createEmpty();
		const old = made.connect();
		await firstVersion(old);
		const numbers = async () =>
			await old.read(function* () {
				const events = (yield sql`select seq, reference, position, hash from events order by seq`.compile(
					old.db,
				)) as unknown[];
				const steps =
					(yield sql`select s.id, s.event_seq, s.name, e.type from steps s join events e on e.seq = s.event_seq order by s.id`.compile(
						old.db,
					)) as unknown[];
				return { events, steps };
			});
		const before = await numbers();
		expect([before.events.length, before.steps.length]).toEqual([6, 4]);

		const [store] = await Promise.all([made.open(), made.open()]); // two processes after the update
		expect(await numbers()).toEqual(before);
		expect([await store.cases.verify('RMA-A'), await store.cases.verify('RMA-B')]).toEqual([undefined, undefined]);
		// What waits for its goods already has its whole time from now on.
		expect(Number(await made.look(`select min(expires_at) as value from cases`)) - Date.now()).toBeGreaterThan(
			59 * 24 * 3_600_000,
		);
		expect(await store.cases.overdue(10)).toEqual([]);
		expect(
			(await store.steps.claim('Work', { limit: 9, leaseMs: 1000, maxAttempts: 3 })).map(({ event, case: found }) => [
				event.type,
				found.logistics,
			]),
		).toEqual([
			['return.received', 'part_received'],
			['return.received', 'part_received'],
		]);

		// What was stored is known still, and the number of one case is free in the other.
		const received = (reference: string, id: string) => ({
			reference,
			events: [
				parseNewEvent({
					id,
					source: 'flow',
					type: 'return.received',
					data: { receipt: { lines: [{ quantity: 1, sku: 'TEE' }], id: 'G' } },
				}),
			],
		});
		expect((await store.cases.record(received('RMA-A', 'GRN RMA-A'))).events).toMatchObject([{ duplicate: true }]);
		expect((await store.cases.record(received('RMA-B', 'GRN RMA-A'))).events).toMatchObject([
			{ duplicate: false, event: { position: 4 } },
		]);
		expect(
			(
				await store.cases.open({
					request: {
						brand: 'default',
						channel: 'shopify',
						lines: [{ ...line, title: '', reason: 'unknown', providerIds: {} }],
						providerIds: {},
					},
					source: 'shopify',
					sourceId: 'gid RMA-A',
				})
			).reference,
		).toBe('RMA-A');
		expect(await store.cases.verify('RMA-B')).toBeUndefined();
		const after = await numbers();
		expect(after.events.at(-1)).toMatchObject({ seq: 8 });

		// The database itself still holds what it promises.
		await expect(
			made.tamper(
				`insert into steps (event_seq, reference, name, state, attempts, due_at, fence, solo) values (999, 'RMA-A', 'x', 'ready', 0, 0, 0, 0)`,
			),
		).rejects.toThrow(/foreign key/i);
		await expect(
			made.tamper(
				`insert into events (reference, position, source, source_id, type, time, recorded_at, data, hash) select reference, 77, source, source_id, type, time, recorded_at, data, hash from events where seq = 1`,
			),
		).rejects.toThrow(/unique/i);
		const names = await old.read(function* () {
			return (yield (
				old.kind === 'sqlite'
					? sql`select name from sqlite_master where tbl_name = 'events' and sql is not null`
					: sql`select indexname as name from pg_indexes where tablename = 'events'`
			).compile(old.db)) as Array<{ name: string }>;
		});
		expect(names.map(({ name }) => name)).toEqual(expect.arrayContaining(['events_type', 'events_of_an_operator']));
		expect(names.map(({ name }) => name)).not.toContain('events_kept');
		await old.close();
	}, 60_000);
});

it('is left as it was when the table of events cannot be made again, and says so', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'returns-upgrade-'));
	const file = join(folder, 'returns.sqlite');
	const old = openSqlite(file);
	await firstVersion(old);
	const run = async (text: string) => {
		await old.write(function* () {
			yield sql.raw(text).compile(old.db);
		});
	};
	const reopened = async () => await createCaseStore(openSqlite(file), { name: file, auditKey: 'test' });
	await run('create table events_kept (x integer)');
	await expect(reopened()).rejects.toThrow(/events_kept/);
	await run('drop table events_kept');
	const store = await reopened();
	expect(await store.cases.verify('RMA-A')).toBeUndefined();
	expect(await store.cases.timeline('RMA-A')).toHaveLength(3);
	await store.close();
	await old.close();
	rmSync(folder, { recursive: true });
}, 60_000);
