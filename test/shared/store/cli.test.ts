import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backupStore } from '../../../nodes/shared/store/cli/backupStore';
import { copyStore } from '../../../nodes/shared/store/cli/copyStore';
import { exportStore, type ExportedCase } from '../../../nodes/shared/store/cli/exportStore';
import { pruneStore } from '../../../nodes/shared/store/cli/pruneStore';
import { returnsStore } from '../../../nodes/shared/store/cli/returnsStore';
import { verifyStore } from '../../../nodes/shared/store/cli/verifyStore';
import { ReturnRequest, parseNewEvent } from '../../../nodes/shared/model';
import type { CaseStore } from '../../../nodes/shared/store';
import type { Database } from '../../../nodes/shared/store/database';
import { openSqlite } from '../../../nodes/shared/store/sqlite';
import { createCaseStore } from '../../../nodes/shared/store';
import { engines } from './stores';

const auditKey = 'test';
const file = { mimeType: 'application/pdf', content: Buffer.from('%PDF \u0001') };

async function filled(store: CaseStore, count: number): Promise<void> {
	await store.settings.save('default', { timeZone: 'Europe/Berlin', operator: 'operator@example.com' });
	await store.steps.subscribe('Authorise', ['return.requested']);
	for (let i = 0; i < count; i++) {
		const { reference } = await store.cases.open({
			request: ReturnRequest.parse({
				channel: 'portal',
				customer: { email: 'alex@example.com' },
				lines: [{ id: 'L1', sku: 'TEE', quantity: 1 + (i % 3) }],
				providerIds: { 'shopify.return': `${i}` },
			}),
			source: 'portal',
			sourceId: `${i}`,
		});
		await store.cases.record({
			reference,
			events: [parseNewEvent({ id: 'n', source: 'test', type: 'note.added', data: { note: `Grüße "${i}" 你好` } })],
		});
		if (i === 1) await store.files.put({ reference, name: 'label' }, file);
	}
	await store.inbox.put({ source: 'shopify', id: 'w1', topic: 'x', body: '{"a":1}', receiver: 'shop' });
	await store.notices.put({ key: 'k', owner: 'operator', message: 'm', advice: 'a' });
}

/** All that a store gives out that a user would miss. */
async function shownOf(store: CaseStore) {
	const cases = await store.cases.getMany({ limit: 1000 });
	return {
		cases,
		timelines: await Promise.all(cases.map(async ({ reference }) => await store.cases.timeline(reference))),
		found: (await store.cases.foundBy('email', 'alex@example.com', 1000)).map(({ reference }) => reference),
		settings: await store.settings.get('default'),
		message: await store.inbox.find('shopify', 'w1'),
		notices: await store.notices.untold(10),
		file: await store.files.get({ reference: cases.at(-2)!.reference, name: 'label' }),
		steps: await store.steps.of(cases[0].reference),
	};
}

describe.each(engines)('n8n-returns-store from and to $name', (engine) => {
	let folder: string;
	beforeAll(async () => {
		await engine.start();
		folder = mkdtempSync(join(tmpdir(), 'returns-cli-'));
	}, 120_000);
	afterEach(async () => await engine.closeStores());
	afterAll(async () => {
		await engine.stop();
		rmSync(folder, { recursive: true, force: true });
	}, 60_000);

	it.each(['from', 'to'])(
		'copies all of a store %s it, which goes on as it was',
		async (way) => {
			const own = await engine.createEmpty();
			const path = join(folder, `${engine.name} ${way}.sqlite`);
			const [from, to] = way === 'from' ? [own.connect(), openSqlite(path)] : [openSqlite(path), own.connect()];
			const store = await createCaseStore(from, { auditKey, name: `${path} from` });
			await filled(store, 230);
			const tables: string[] = [];
			const copied = await copyStore(from, to, { auditKey, onTable: (table) => void tables.push(table) });
			expect(copied).toMatchObject({ cases: 230, events: 460, steps: 230, settings: 1, files: 1, inbox: 1, store: 1 });
			expect(tables).toEqual(Object.keys(copied));
			expect(await verifyStore(to, auditKey)).toEqual({ cases: 230, flaws: [] });
			const copy = await createCaseStore(to, { auditKey, name: `${path} to` });
			expect(await shownOf(copy)).toEqual(await shownOf(store));
			// What comes next has a number of its own.
			await filled(copy, 231);
			expect(await verifyStore(to, auditKey)).toEqual({ cases: 231, flaws: [] });
			expect(await copy.steps.claim('Authorise', { limit: 500, leaseMs: 1_000, maxAttempts: 3 })).toHaveLength(231);
			await expect(copyStore(from, to, { auditKey })).rejects.toMatchObject({
				message: expect.stringContaining('is not empty'),
			});
			await store.close();
			await copy.close();
		},
		60_000,
	);

	it('names cases that are not intact, and tables that changed meanwhile', async () => {
		const own = await engine.createEmpty();
		const store = await own.open({ auditKey });
		await filled(store, 3);
		const [{ reference }] = await store.cases.getMany({ limit: 1 });
		await own.tamper(`update events set data = replace(data, 'Grüße', 'Hallo') where reference = '${reference}'`);
		const database = own.connect();
		expect(await verifyStore(database, auditKey)).toEqual({
			cases: 3,
			flaws: [{ reference, position: 2, message: expect.stringContaining('was changed') }],
		});
		const to = openSqlite(join(folder, `${engine.name} changed.sqlite`));
		const copying = copyStore(database, to, {
			auditKey,
			onTable: (table) => {
				if (table === 'cases') void store.notices.put({ key: 'late', owner: 'operator', message: 'm', advice: 'a' });
			},
		});
		await expect(copying).rejects.toMatchObject({
			message: expect.stringContaining('changed while it was copied (notices)'),
		});
		await database.close();
		await to.close();
	}, 60_000);

	it('gives out every case with its events, and says which are not intact', async () => {
		const own = await engine.createEmpty();
		const store = await own.open({ auditKey });
		await filled(store, 60);
		const cases = await store.cases.getMany({ limit: 1000 });
		const [{ reference: changed }] = cases;
		await own.tamper(`update events set data = replace(data, 'Grüße', 'Hallo') where reference = '${changed}'`);
		const database = own.connect();
		const given: ExportedCase[] = [];
		expect(await exportStore(database, { auditKey, onCase: (one) => void given.push(one) })).toBe(60);
		expect(given.map(({ reference }) => reference)).toEqual(cases.map(({ reference }) => reference).sort());
		for (const { reference, intact, case: state, events } of given) {
			expect(intact).toBe(reference !== changed);
			expect(state).toEqual(await store.cases.get(reference));
			expect(events).toEqual(await store.cases.timeline(reference));
		}
		await database.close();
	}, 60_000);

	it('backs up what is stored, whole, while the store goes on', async () => {
		const own = await engine.createEmpty();
		const store = await own.open({ auditKey });
		await filled(store, 230);
		const shown = await shownOf(store);
		const file = join(folder, `${engine.name} backup.sqlite`);
		const database = own.connect();
		// Another return comes in the middle of it: all of it is there, or nothing.
		const meanwhile = { ...database, read: database.read.bind(database) } as Database;
		let going: Promise<void> | undefined;
		meanwhile.read = async (work) =>
			await database.read(function* () {
				const steps = work();
				let next = steps.next();
				while (!next.done) {
					const rows = yield next.value;
					if (/from "cases"/.test(next.value.sql) && rows.length) going ??= filled(store, 240);
					next = steps.next(rows);
				}
				return next.value;
			});
		expect(await backupStore(meanwhile, file, auditKey)).toBe(230);
		await going;
		expect(await store.cases.getMany({ limit: 1000 })).toHaveLength(240);
		expect(statSync(file).mode & 0o777).toBe(0o600);
		await expect(backupStore(database, file, auditKey)).rejects.toMatchObject({
			message: expect.stringContaining('There is a file'),
		});
		const copy = await createCaseStore(openSqlite(file), { auditKey, name: file });
		expect(await shownOf(copy)).toEqual(shown);
		await copy.close();
		await database.close();
	}, 60_000);

	it('makes no backup of cases that are not intact', async () => {
		const own = await engine.createEmpty();
		await filled(await own.open({ auditKey }), 2);
		await own.tamper(`update events set actor = 'somebody' where position = 2`);
		const database = own.connect();
		const file = join(folder, `${engine.name} spoilt.sqlite`);
		await expect(backupStore(database, file, auditKey)).rejects.toMatchObject({
			message: expect.stringContaining('2 of 2 cases are not intact'),
		});
		expect(readdirSync(folder).filter((name) => name.includes('spoilt'))).toEqual([]);
		await database.close();
	}, 60_000);

	it('deletes handled messages that are older than the settings say, erases personal data, and nothing else', async () => {
		const own = await engine.createEmpty();
		const store = await own.open({ auditKey });
		await filled(store, 1);
		await store.settings.save('default', { inboxDays: 10, retention: { personalDays: 30 } });
		const day = 86_400_000;
		const now = Date.now();
		for (let i = 0; i < 1_010; i++) {
			const receivedAt = new Date(now - (i < 1_005 ? 11 : 9) * day).toISOString();
			await store.inbox.put({ source: 'stripe', id: `${i}`, topic: 'x', body: '{}', receivedAt });
			if (i) await store.inbox.mark('stripe', `${i}`, 'read');
		}
		const database = own.connect();
		expect(await pruneStore(database, { auditKey, now })).toEqual({ messages: 1_004, people: 0, cases: 0 });
		expect(await pruneStore(database, { auditKey, now })).toEqual({ messages: 0, people: 0, cases: 0 });
		const left = await store.inbox.get({ source: 'stripe', limit: 100 });
		expect(left.map(({ id }) => Number(id)).sort((a, b) => a - b)).toEqual([0, 1005, 1006, 1007, 1008, 1009]);

		const [{ reference }] = await store.cases.getMany({ limit: 1 });
		const [{ id: step }] = await store.steps.of(reference);
		await store.cases.record({
			reference,
			events: [
				parseNewEvent({ id: 'd', source: 'test', type: 'return.declined', data: { reason: 'x' } }),
				parseNewEvent({ id: 'z', source: 'test', type: 'return.closed', data: {} }),
			],
		});
		const later = { auditKey, now: now + 31 * day };
		expect(await pruneStore(database, later)).toMatchObject({ people: 0 });
		const [claimed] = await store.steps.claim('Authorise', { limit: 1, leaseMs: 1_000, maxAttempts: 3 });
		expect(await store.steps.finish([claimed])).toBe(1);
		expect(claimed.id).toBe(step);
		expect(await pruneStore(database, later)).toMatchObject({ people: 1, cases: 0 });
		expect((await store.cases.get(reference))!.customer).toEqual({ providerIds: {} });
		await database.close();
	}, 60_000);
});

describe('n8n-returns-store', () => {
	const folder = mkdtempSync(join(tmpdir(), 'returns-cli-'));
	afterAll(() => rmSync(folder, { recursive: true, force: true }));
	const environment = { RETURNS_AUDIT_KEY: auditKey };

	it.each([
		[[], 'Say what to do'],
		[['copy', 'verify'], 'Say what to do'],
		[['toString', '--store', 'x'], 'Say what to do'],
		[['backup', '--store', join(folder, 'none.sqlite')], 'Say where to'],
		[['verify'], 'Say which store'],
		[['verify', '--store', join(folder, 'none.sqlite')], 'There is no file'],
	])('%j: %s', async (args, says) => {
		await expect(returnsStore(args, environment)).rejects.toThrow(says);
	});

	it('asks for the audit key, and touches neither a strange file nor a store of before', async () => {
		await expect(returnsStore(['verify', '--store', 'x'], {})).rejects.toThrow('RETURNS_AUDIT_KEY');
		const empty = join(folder, 'empty.sqlite');
		await openSqlite(empty).close();
		await expect(returnsStore(['verify', '--store', empty], environment)).rejects.toThrow('There is no case store');
	});

	it('is a program: its help, what it writes, its exit codes', async () => {
		const program = join(__dirname, '../../../nodes/shared/store/cli/returnsStore.ts');
		const run = (...args: string[]) =>
			spawnSync(process.execPath, ['--require', join(__dirname, '../../support/compile.cjs'), program, ...args], {
				env: { ...process.env, ...environment },
				encoding: 'utf8',
			});
		expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('n8n-returns-store <command>') });
		const file = join(folder, 'full.sqlite');
		const out = join(folder, 'cases.jsonl');
		const store = await createCaseStore(openSqlite(file), { auditKey, name: file });
		await filled(store, 3);
		expect(run('export', '--store', file, '--to', out)).toMatchObject({ status: 0, stdout: `${out}: 3 cases\n` });
		expect(statSync(out).mode & 0o777).toBe(0o600);
		const lines = readFileSync(out, 'utf8').trimEnd().split('\n');
		expect(lines.map((line) => (JSON.parse(line) as ExportedCase).events.length)).toEqual([2, 2, 2]);
		expect(run('export', '--store', file, '--to', out)).toMatchObject({
			status: 2,
			stderr: expect.stringContaining('EEXIST'),
		});
		const backup = join(folder, 'backup.sqlite');
		expect(run('backup', '--store', file, '--to', backup)).toMatchObject({
			status: 0,
			stdout: `${backup}: all 3 cases are intact\n`,
		});
		expect(run('prune', '--store', file)).toMatchObject({
			status: 0,
			stdout: expect.stringContaining('0 messages of providers were deleted\n0 cases have no'),
		});
		await store.close();
		expect(existsSync(backup)).toBe(true);
		expect(run('verify', '--store', join(folder, 'none.sqlite'))).toMatchObject({
			status: 2,
			stderr: expect.stringContaining('There is no file'),
		});
	}, 60_000);
});
