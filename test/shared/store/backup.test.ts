import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { closeStores, openStore, type CaseStore } from '../../../nodes/shared/store';
import { startPostgres } from '../../support/postgres';

const guide = readFileSync(join(__dirname, '../../../docs/guides/backup.md'), 'utf8');

/** The commands of the guide under this name. */
function commandsOf(name: string): string {
	const found = new RegExp(`^( *)<!-- ${name} -->\\n *\`\`\`sh\\n([^]*?)^ *\`\`\``, 'm').exec(guide);
	if (!found) throw new Error(`the guide has no commands "${name}"`);
	return found[2].replace(new RegExp(`^${found[1]}`, 'gm'), '');
}

function run(name: string, environment: Record<string, string>): string {
	const { status, stdout, stderr } = spawnSync('sh', ['-e', '-u', '-c', commandsOf(name)], {
		env: {
			...environment,
			PATH: `${environment.PROGRAMS ?? ''}:${dirname(process.execPath)}:${process.env.PATH}`,
			HOME: '/nowhere',
		},
		encoding: 'utf8',
	});
	if (status !== 0) throw new Error(`${name}: ${stderr}`);
	return stdout.trim();
}

const request = {
	brand: 'default',
	channel: 'portal',
	lines: [{ id: 'L1', sku: 'A', title: '', quantity: 1, reason: 'x', providerIds: {} }],
	providerIds: {},
};
const add = async (store: CaseStore, from: number, count: number) => {
	for (let i = from; i < from + count; i++) await store.cases.open({ request, source: 'portal', sourceId: `${i}` });
};
const whole = async (store: CaseStore) => {
	const cases = await store.cases.getMany({ limit: 1000 });
	for (const { reference } of cases) expect(await store.cases.findFlaw(reference)).toBeUndefined();
	return cases.length;
};

describe('the guide to backups', () => {
	let folder: string;
	beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'returns-backup-'))));
	afterEach(async () => {
		await closeStores();
		rmSync(folder, { recursive: true, force: true });
	});

	it('backs up the embedded store while it is written to, and restores it', async () => {
		const names = {
			STORE: join(folder, 'returns.sqlite'),
			BACKUP: join(folder, 'copy of today.sqlite'),
			KEPT: join(folder, 'kept'),
		};
		const open = async () => await openStore({ storage: 'embedded', file: names.STORE, auditKey: 'k' });
		const store = await open();
		await add(store, 0, 30);
		expect(run('sqlite: back up', names)).toBe('ok');
		expect(statSync(names.BACKUP).mode & 0o777).toBe(0o600);
		await add(store, 30, 30);
		// n8n dies: what it left beside the file is here as after a kill.
		expect(statSync(`${names.STORE}-wal`).size).toBeGreaterThan(0);
		run('sqlite: restore', names);
		expect(existsSync(`${names.STORE}-wal`)).toBe(false);
		await closeStores().catch(() => undefined);
		const restored = await open();
		expect(await whole(restored)).toBe(30);
		// What is delivered again is known or taken, each once.
		await add(restored, 0, 60);
		expect(await whole(restored)).toBe(60);
		await closeStores();
		// The old files are kept, all of them.
		expect(
			await whole(await openStore({ storage: 'embedded', file: join(names.KEPT, 'returns.sqlite'), auditKey: 'k' })),
		).toBe(60);
	}, 60_000);

	/** A folder with the package's program. */
	function programs(): string {
		const programs = join(folder, 'programs');
		mkdirSync(programs);
		const source = join(__dirname, '../../../nodes/shared/store/cli/returnsStore.ts');
		writeFileSync(
			join(programs, 'n8n-returns-store'),
			`#!/bin/sh\ncd '${join(__dirname, '../../..')}' && exec node --require ./test/support/compile.cjs '${source}' "$@"\n`,
			{ mode: 0o755 },
		);
		return programs;
	}

	it('verifies a store, backs it up, exports it, and moves it to another database', async () => {
		const names = {
			PROGRAMS: programs(),
			STORE: join(folder, 'returns.sqlite'),
			TARGET: join(folder, 'moved.sqlite'),
			BACKUP: join(folder, 'copy of today.sqlite'),
			EXPORT: join(folder, 'cases.jsonl'),
			KEY: 'k',
			PASSWORD: '',
		};
		await add(await openStore({ storage: 'embedded', file: names.STORE, auditKey: 'k' }), 0, 30);
		expect(run('verify', names)).toBe('All 30 cases are intact');
		expect(run('program: back up', names)).toBe(`${names.BACKUP}: all 30 cases are intact`);
		expect(run('program: export', names)).toBe(`${names.EXPORT}: 30 cases`);
		expect(run('program: prune', names)).toMatch(
			/^0 messages .* deleted\n0 cases have .* any more\n0 cases were deleted$/,
		);
		await closeStores();
		expect(await whole(await openStore({ storage: 'embedded', file: names.BACKUP, auditKey: 'k' }))).toBe(30);
		await closeStores();
		expect(run('copy', names)).toMatch(/^cases: 30\nevents: 30\n[^]*\nAll 30 cases are intact$/);
		expect(await whole(await openStore({ storage: 'embedded', file: names.TARGET, auditKey: 'k' }))).toBe(30);
		expect(() => run('verify', { ...names, KEY: 'another' })).toThrow('verify');
	}, 120_000);

	it('would notice a restore that leaves the log behind', () => {
		expect(commandsOf('sqlite: restore')).toMatch(/-wal -shm/);
	});

	// Needs PostgreSQL: npm run test:postgres.
	if (process.env.CASE_STORE_POSTGRES) {
		it('backs up PostgreSQL while it is written to, and restores it', async () => {
			const server = await startPostgres();
			try {
				const database = await server.createDatabase('returns');
				const at = (name: string) => `postgres://${server.user}@${server.host}:${server.port}/${name}`;
				const open = async (name: string) =>
					await openStore({
						storage: 'postgres',
						host: server.host,
						port: server.port,
						user: server.user,
						database: name,
						auditKey: 'k',
					});
				const store = await open(database);
				await add(store, 0, 30);
				const names = {
					SOURCE: at(database),
					BACKUP: join(folder, 'returns.dump'),
					SERVER: at('postgres'),
					RESTORED: at('returns_restored'),
				};
				const byProgram = { ...names, PROGRAMS: programs(), STORE: names.SOURCE, KEY: 'k', PASSWORD: '' };
				byProgram.BACKUP = join(folder, 'backup.sqlite');
				expect(run('program: back up', byProgram)).toBe(`${byProgram.BACKUP}: all 30 cases are intact`);
				expect(() => run('program: back up', byProgram)).toThrow('There is a file');
				run('postgres: back up', names);
				await add(store, 30, 30);
				run('postgres: restore', names);
				const restored = await open('returns_restored');
				expect(await whole(restored)).toBe(30);
				await add(restored, 0, 60);
				expect(await whole(restored)).toBe(60);
			} finally {
				await closeStores();
				await server.stop();
			}
		}, 120_000);
	}
});
