import { spawnSync } from 'node:child_process';
import {
	chmodSync,
	copyFileSync,
	existsSync,
	mkdtempSync,
	openSync,
	closeSync,
	renameSync,
	rmSync,
	statSync,
	unlinkSync,
	writeFileSync,
	writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { closeStores, openStore, StoreUnusable, type CaseStore } from '../../../nodes/shared/store';
import { openSqlite } from '../../../nodes/shared/store/sqlite';
import { checkSqlite } from '../../../nodes/shared/store/sqliteCheck';

const request = {
	brand: 'default',
	channel: 'portal',
	lines: [{ id: 'L1', sku: 'A', title: '', quantity: 1, reason: 'x', providerIds: {} }],
	providerIds: {},
};
let folder: string;
let file: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'returns-file-'));
	file = join(folder, 'returns.sqlite');
});
afterEach(async () => {
	await closeStores().catch(() => undefined);
	rmSync(folder, { recursive: true, force: true });
});
const open = async (path = file) => await openStore({ storage: 'embedded', file: path, auditKey: 'k' });
/** As callers come again while the file is still being checked, which takes long on a busy machine. */
const openChecked = async (): Promise<CaseStore> => {
	for (;;) {
		try {
			return await open();
		} catch (error) {
			if (!/is being checked/.test((error as Error).message)) throw error;
			await sleep(200);
		}
	}
};
const add = async (store: CaseStore, id: string | number) =>
	await store.cases.open({ request, source: 'portal', sourceId: `${id}` });
const addMany = async (store: CaseStore, from: number, count: number) => {
	for (let i = from; i < from + count; i++) await add(store, i);
};
const backup = (to: string) => {
	const database = new DatabaseSync(file);
	database.exec(`VACUUM INTO '${to}'`);
	database.close();
};
/** Opens cases in a process of its own, which is killed in the middle and leaves its write-ahead log. */
const crashed = (from: number, count: number) => {
	const script = join(__dirname, 'crashAfterWrites.ts');
	const { signal, stderr } = spawnSync(
		process.execPath,
		['--require', join(__dirname, '../../support/compile.cjs'), script, file, `${from}`, `${count}`],
		{ encoding: 'utf8' },
	);
	if (signal !== 'SIGKILL') throw new Error(stderr);
};
const isUnusable = async (work: Promise<unknown>, message: RegExp) => {
	const error = (await work.then(
		() => new Error('it was stored'),
		(failure: Error) => failure,
	)) as StoreUnusable;
	expect(error.message).toMatch(message);
	expect(error).toBeInstanceOf(StoreUnusable);
	expect(error.advice).toMatch(/backup\.md/);
};

describe('the file while n8n runs', () => {
	it.each([
		['with what lies beside it', ['', '-wal', '-shm']],
		['alone', ['']],
	])('stores nothing more once it was deleted %s', async (_what, ends) => {
		const store = await open();
		await add(store, 1);
		for (const end of ends) unlinkSync(file + end);
		await isUnusable(add(store, 2), /was deleted while n8n was running/);
		await isUnusable(store.ping(), /was deleted/);
		expect(existsSync(file)).toBe(false);
	});
	it('stores nothing more once a backup was moved over it', async () => {
		const store = await open();
		await add(store, 1);
		backup(`${file}.bak`);
		renameSync(`${file}.bak`, file);
		await isUnusable(add(store, 2), /was replaced by another one/);
	});
	it('stores nothing more once a backup was copied over it', async () => {
		const store = await open();
		await addMany(store, 0, 20);
		backup(`${file}.bak`);
		await addMany(store, 20, 300);
		const raw = new DatabaseSync(file);
		raw.exec('PRAGMA wal_checkpoint(PASSIVE)');
		raw.close();
		await add(store, 'x');
		copyFileSync(`${file}.bak`, file);
		await isUnusable(add(store, 1000), /was written over|malformed|replaced/);
	});
	it('takes up again when it is the same file, moved away and back', async () => {
		const store = await open();
		renameSync(file, `${file}.away`);
		await isUnusable(add(store, 1), /was deleted/);
		renameSync(`${file}.away`, file);
		await add(store, 1);
		expect(await store.cases.getMany({ limit: 9 })).toHaveLength(1);
	});
	it('keeps what it stores when only its write-ahead log was deleted', async () => {
		const store = await open();
		await addMany(store, 0, 5);
		unlinkSync(`${file}-wal`);
		await addMany(store, 5, 5);
		// What another process would find now, without the log that only this one has.
		copyFileSync(file, `${file}.copy`);
		const copy = new DatabaseSync(`${file}.copy`);
		expect(copy.prepare('select count(*) as n from cases').get()).toEqual({ n: 10 });
		copy.close();
	});
	it('may be packed', async () => {
		const store = await open();
		await addMany(store, 0, 100);
		const raw = new DatabaseSync(file);
		raw.exec(
			'delete from steps; delete from events; delete from case_references; delete from cases; VACUUM; PRAGMA wal_checkpoint(TRUNCATE)',
		);
		raw.close();
		await add(store, 'after');
	});
	it('is closed to everybody but its owner, and so is what lies beside it', async () => {
		const modes = () => ['', '-wal', '-shm'].map((end) => (statSync(file + end).mode & 0o777).toString(8));
		await add(await open(), 1);
		expect(modes()).toEqual(['600', '600', '600']);
		for (const end of ['', '-wal', '-shm']) chmodSync(file + end, 0o644);
		await closeStores();
		chmodSync(file, 0o644);
		await add(await open(), 2);
		expect(modes()).toEqual(['600', '600', '600']);
	});
});

describe('the file when it is opened', () => {
	it.each([
		[40, 60],
		[40, 120],
		[100, 30],
	])(
		'takes a crash for what it is: %i returns and %i more',
		async (before, more) => {
			crashed(0, before);
			crashed(before, more);
			expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
			const store = await openChecked();
			expect(await store.cases.getMany({ limit: 1000 })).toHaveLength(before + more);
		},
		60_000,
	);

	it.each([
		[40, 10],
		[40, 60],
		[40, 120],
		[100, 30],
		[10, 400],
	])(
		'refuses a backup of %i returns beside the log of a crash %i returns later, or loses nothing',
		async (before, more) => {
			crashed(0, before);
			backup(`${file}.bak`);
			crashed(before, more);
			expect(existsSync(`${file}-wal`)).toBe(true);
			copyFileSync(`${file}.bak`, file);
			const opened = await openChecked().catch((error: Error) => error);
			if (opened instanceof Error) {
				expect(opened).toBeInstanceOf(StoreUnusable);
				expect(opened.message).toMatch(/does not fit its write-ahead log/);
				// The backup was not touched: without the log beside it, it opens.
				for (const end of ['-wal', '-shm']) rmSync(file + end, { force: true });
				expect(await (await open()).cases.getMany({ limit: 1000 })).toHaveLength(before);
			} else {
				// All that changed since the backup was in the log.
				const cases = await opened.cases.getMany({ limit: 1000 });
				expect(cases).toHaveLength(before + more);
				for (const { reference } of cases) expect(await opened.cases.verify(reference)).toBeUndefined();
			}
		},
		60_000,
	);

	it('refuses pages that were damaged', async () => {
		await addMany(await open(), 0, 200);
		await closeStores();
		const pages = statSync(file).size / 4096;
		const handle = openSync(file, 'r+');
		for (let page = 4; page < pages; page += 7) writeSync(handle, Buffer.alloc(1000, 0xab), 0, 1000, page * 4096 + 100);
		closeSync(handle);
		await isUnusable(open(), /is damaged/);
	});
	it('refuses what is no database, and leaves it as it is', async () => {
		writeFileSync(file, 'hello '.repeat(1000), { mode: 0o644 });
		await isUnusable(open(), /is damaged \(file is not a database\)/);
		expect(statSync(file).size).toBe(6000);
	});

	it.each([
		[
			'n8n 2',
			'create table migrations (id integer primary key autoincrement, timestamp bigint not null, name varchar not null); create table workflow_entity (id text); create table settings (key text)',
			/n8n's own database/,
		],
		[
			'n8n 2 with a prefix',
			'create table my_migrations (id integer); create table my_workflow_entity (id text)',
			/n8n's own database/,
		],
		[
			'n8n, only begun',
			'create table migrations (id integer primary key autoincrement, timestamp bigint not null, name varchar not null); create table settings (key text)',
			/tables of another program.*settings/,
		],
		['Odoo', 'create table ir_module_module (id integer)', /a database of Odoo/],
		['a shop', 'create table events (id integer, what text)', /tables of another program.*events/],
	])('refuses the database of another program and changes nothing in it: %s', async (_whose, tables, message) => {
		const stranger = new DatabaseSync(file);
		stranger.exec(tables);
		stranger.close();
		const error = (await open().catch((failure: Error) => failure)) as StoreUnusable;
		expect(error).toBeInstanceOf(StoreUnusable);
		expect(error.message).toMatch(message);
		expect(error.advice).toMatch(/a file of its own/);
		const after = new DatabaseSync(file);
		expect(
			after.prepare("select name from sqlite_master where type = 'table' and name in ('cases', 'steps')").all(),
		).toEqual([]);
		expect(after.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'delete' });
		after.close();
	});

	it('refuses a store that a newer version changed, at open and while it runs', async () => {
		const store = await open();
		await add(store, 1);
		const newer = new DatabaseSync(file);
		newer.exec(
			"insert into migrations values ('2027-01-something-new', 'x'); alter table events add column shard text not null default ''",
		);
		newer.close();
		await new Promise((resolve) => setTimeout(resolve, 5_100));
		const running = (await add(store, 2).catch((failure: Error) => failure)) as StoreUnusable;
		expect(running.message).toMatch(/newer version of n8n-nodes-returns \(2027-01-something-new\)/);
		await closeStores();
		const opening = (await open().catch((failure: Error) => failure)) as StoreUnusable;
		expect(opening).toBeInstanceOf(StoreUnusable);
		expect(opening.message).toBe(running.message);
		expect(opening.advice).toMatch(/Update n8n-nodes-returns/);
	}, 30_000);

	it('does not keep n8n waiting while a large file is checked', async () => {
		const store = await open();
		const raw = new DatabaseSync(file);
		raw.exec('PRAGMA synchronous=OFF; BEGIN');
		const insert = raw.prepare(
			"insert into inbox (source, id, topic, body, state, error, received_at) values ('x', ?, 't', ?, 'read', null, '2026-01-01')",
		);
		for (let i = 0; i < 12_000; i++) insert.run(`${i}`, 'x'.repeat(8_000));
		raw.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
		raw.close();
		await store.close();
		await closeStores().catch(() => undefined);
		expect(statSync(file).size).toBeGreaterThan(90e6);
		let longest = 0;
		let last = performance.now();
		const beat = setInterval(() => {
			longest = Math.max(longest, performance.now() - last);
			last = performance.now();
		}, 5);
		const alone = performance.now();
		const { late } = await checkSqlite(file, 0); // as if it took longer than anybody waits
		expect(await late).toBeUndefined();
		const whole = performance.now() - alone;
		clearInterval(beat);
		// Loosely: the check takes longer than n8n ever stood still for it.
		expect({ whole, longest, fine: longest < Math.max(250, whole) }).toMatchObject({ fine: true });
	}, 60_000);

	it('tells of damage that a long check finds after it was opened, and stores nothing more', async () => {
		const late = new StoreUnusable("The case store's file is damaged (x)", 'Restore a backup (docs/guides/backup.md).');
		let find: (found: Error) => void = () => undefined;
		const database = openSqlite(file, new Promise((resolve) => (find = resolve)));
		await database.read(function* () {});
		find(late);
		await new Promise((resolve) => setImmediate(resolve));
		await expect(database.read(function* () {})).rejects.toBe(late);
		await database.close();
	});
});
