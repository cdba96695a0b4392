import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { createCaseStore, type CaseStore, type CaseStoreOptions } from '../../../nodes/shared/store';
import type { Database } from '../../../nodes/shared/store/database';
import { openPostgres } from '../../../nodes/shared/store/postgres';
import { openSqlite } from '../../../nodes/shared/store/sqlite';
import { startPostgres, type Postgres } from '../../support/postgres';

export interface Engine {
	name: string;
	start(): Promise<void>;
	/**
	 * A new, empty database; `open` gives a connection to it, as another process would have, `tamper` changes it behind the store's back, `look` gives
	 * the `value` of the first row,
	 * `connect` gives the database itself, without its tables brought up to date.
	 */
	create(): Promise<{
		open(options?: Partial<CaseStoreOptions>): Promise<CaseStore>;
		tamper(sql: string): Promise<void>;
		look(sql: string): Promise<string | undefined>;
		connect(): Database;
		/** The fields of a Return Case credential that leads to it. */
		credential: Record<string, string | number>;
	}>;
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
	return {
		name: 'SQLite',
		start: async () => void (folder = mkdtempSync(join(tmpdir(), 'returns-case-'))),
		create: async () => {
			const file = join(folder, `${++count}.sqlite`);
			return {
				open: async (options) =>
					opened.add(await createCaseStore(openSqlite(file), { name: file, auditKey: 'test', ...options })),
				tamper: async (text) => void (await behind(openSqlite(file), text)),
				look: async (text) => await behind(openSqlite(file), text),
				connect: () => openSqlite(file),
				credential: { storage: 'embedded', file },
			};
		},
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
	const opened = openStores();
	return {
		name: 'PostgreSQL',
		start: async () => void (server = await startPostgres()),
		create: async () => {
			const database = await server.createDatabase(`case_${++count}`);
			const connect = () => openPostgres({ host: server.host, port: server.port, user: server.user, database });
			return {
				connect,
				credential: { storage: 'postgres', host: server.host, port: server.port, user: server.user, database },
				open: async (options) =>
					opened.add(await createCaseStore(connect(), { name: database, auditKey: 'test', ...options })),
				tamper: async (text) => void (await behind(connect(), text)),
				look: async (text) => await behind(connect(), text),
			};
		},
		closeStores: opened.close,
		stop: async () => {
			await opened.close();
			await server.stop();
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

/** The engines that the one suite runs on: SQLite always, PostgreSQL when asked for (npm run test:postgres). */
export const engines: Engine[] = process.env.CASE_STORE_POSTGRES ? [sqlite(), postgres()] : [sqlite()];
