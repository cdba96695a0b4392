import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { createCaseStore, type CaseStore, type CaseStoreOptions } from '../../../nodes/shared/store';
import type { Database } from '../../../nodes/shared/store/database';
import { migrate } from '../../../nodes/shared/store/migrations';
import { openPostgres } from '../../../nodes/shared/store/postgres';
import { openSqlite } from '../../../nodes/shared/store/sqlite';
import { makeStoreFile } from '../../support/newStoreFile';
import { startPostgres, type Postgres } from '../../support/postgres';

/** A database of one test. */
export interface OwnDatabase {
	/** A connection to it, as another process would have. */
	open(options?: Partial<CaseStoreOptions>): Promise<CaseStore>;
	/** Changes it behind the store's back. */
	tamper(sql: string): Promise<void>;
	/** The `value` of the first row. */
	look(sql: string): Promise<string | undefined>;
	/** The database itself, without its tables brought up to date. */
	connect(): Database;
	/** The fields of a Return Case credential that leads to it. */
	credential: Record<string, string | number>;
}

export interface Engine {
	name: string;
	start(): Promise<void>;
	/** A new case store without a case: a copy of one, since all changes of the tables take longer than many a test. */
	create(): Promise<OwnDatabase>;
	/** A database without a table. */
	createEmpty(): Promise<OwnDatabase>;
	/** Closes what was opened so far: the connections of many tests are more than a server gives. */
	closeStores(): Promise<void>;
	stop(): Promise<void>;
}

/** Stores that are open, and how they are closed. */
function openStores() {
	const opened: CaseStore[] = [];
	return {
		add: (store: CaseStore): CaseStore => (opened.push(store), store),
		close: async () => {
			for (const store of opened.splice(0)) await store.close();
		},
	};
}

function sqlite(): Engine {
	let folder: string;
	let count = 0;
	const opened = openStores();
	const newFile = () => join(folder, `${++count}.sqlite`);
	const ownDatabase = (file: string): OwnDatabase => ({
		open: async (options) =>
			opened.add(await createCaseStore(openSqlite(file), { name: file, auditKey: 'test', ...options })),
		tamper: async (text) => void (await behind(openSqlite(file), text)),
		look: async (text) => await behind(openSqlite(file), text),
		connect: () => openSqlite(file),
		credential: { storage: 'embedded', file },
	});
	return {
		name: 'SQLite',
		start: async () => void (folder = mkdtempSync(join(tmpdir(), 'returns-case-'))),
		create: async () => {
			const file = newFile();
			await makeStoreFile(file);
			return ownDatabase(file);
		},
		createEmpty: async () => ownDatabase(newFile()),
		closeStores: opened.close,
		stop: async () => {
			await opened.close();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

function postgres(): Engine {
	let server: Postgres;
	let count = 0;
	let made: Promise<string> | undefined;
	const opened = openStores();
	const newName = () => `case_${++count}`;
	const addressOf = (database: string) => ({ host: server.host, port: server.port, user: server.user, database });
	const ownDatabase = (database: string): OwnDatabase => {
		const connect = () => openPostgres(addressOf(database));
		return {
			connect,
			credential: { storage: 'postgres', ...addressOf(database) },
			open: async (options) =>
				opened.add(await createCaseStore(connect(), { name: database, auditKey: 'test', ...options })),
			tamper: async (text) => void (await behind(connect(), text)),
			look: async (text) => await behind(connect(), text),
		};
	};
	/** The case store that others are copies of. */
	async function makeStore(): Promise<string> {
		const name = await server.createDatabase('new_store');
		const database = openPostgres(addressOf(name));
		await migrate(database);
		await database.close();
		return name;
	}
	return {
		name: 'PostgreSQL',
		start: async () => void (server = await startPostgres()),
		create: async () => ownDatabase(await server.createDatabase(newName(), await (made ??= makeStore()))),
		createEmpty: async () => ownDatabase(await server.createDatabase(newName())),
		closeStores: opened.close,
		stop: async () => {
			await opened.close();
			await server.stop();
			made = undefined;
		},
	};
}

async function behind(database: Database, text: string): Promise<string | undefined> {
	const [row] = await database.write(function* () {
		return (yield sql.raw(text).compile(database.db)) as Array<{ value?: string } | undefined>;
	});
	await database.close();
	return row?.value;
}

const onPostgres = !!process.env.CASE_STORE_POSTGRES;

/** The engine that the one suite runs on: SQLite in npm test, PostgreSQL in npm run test:postgres. */
export const engines: Engine[] = [onPostgres ? postgres() : sqlite()];

/** Both, for benches. */
export const bothEngines = (): Engine[] => [sqlite(), postgres()];

/** For what is larger in npm run test:postgres: SQLite always, PostgreSQL there. */
export const enginesWithSqlite: Engine[] = onPostgres ? [sqlite(), postgres()] : [sqlite()];
