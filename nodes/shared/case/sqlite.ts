import { existsSync, mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { SQLInputValue, StatementSync } from 'node:sqlite';
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler, type CompiledQuery } from 'kysely';
import { sleep } from 'n8n-workflow';
import { storableText } from '../model';
import type { Database, Tables, Work } from './database';

const busy = [5, 6]; // SQLITE_BUSY, SQLITE_LOCKED
const longestWaitMs = 15_000;

/** The embedded store: one file, write-ahead log, each commit on disk before it counts. */
export function openSqlite(file: string): Database {
	if (file !== ':memory:') makeFolder(dirname(resolve(file)));
	// DatabaseSync waits for a lock synchronously, so only briefly; longer waits are asynchronous, below.
	const connection = new (sqlite().DatabaseSync)(file, { timeout: 250 });
	connection.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON');
	const statements = new Map<string, { statement: StatementSync; rows: boolean }>();

	function run({ sql, parameters }: CompiledQuery): unknown[] {
		let prepared = statements.get(sql);
		if (!prepared) {
			const statement = connection.prepare(sql);
			statements.set(sql, (prepared = { statement, rows: statement.columns().length > 0 }));
		}
		const values = parameters.map((value) => (typeof value === 'string' ? storableText(value) : (value ?? null))) as SQLInputValue[];
		if (prepared.rows) return prepared.statement.all(...values);
		prepared.statement.run(...values);
		return [];
	}

	function once<R>(begin: string, work: () => Work<R>): R {
		connection.exec(begin);
		try {
			const steps = work();
			let next = steps.next();
			while (!next.done) next = steps.next(run(next.value));
			connection.exec('COMMIT');
			return next.value;
		} catch (error) {
			if (connection.isTransaction) connection.exec('ROLLBACK');
			throw error;
		}
	}

	async function transaction<R>(begin: string, work: () => Work<R>): Promise<R> {
		for (const started = Date.now(); ; ) {
			try {
				return once(begin, work);
			} catch (error) {
				if (!busy.includes(((error as { errcode?: number }).errcode ?? 0) & 0xff) || Date.now() - started > longestWaitMs) throw error;
				await sleep(20 + Math.random() * 80);
			}
		}
	}

	return {
		kind: 'sqlite',
		db: new Kysely<Tables>({
			dialect: { createAdapter: () => new SqliteAdapter(), createDriver: () => new DummyDriver(), createIntrospector: (db) => new SqliteIntrospector(db), createQueryCompiler: () => new SqliteQueryCompiler() },
		}),
		// IMMEDIATE: a deferred transaction that reads and then writes fails at once under a second writer.
		write: async (work) => await transaction('BEGIN IMMEDIATE', work),
		read: async (work) => await transaction('BEGIN', work),
		close: async () => connection.close(),
	};
}

/** Loaded when a store is opened, not before: the importer reads the nodes on Node 20, which has no SQLite of its own. */
function sqlite(): typeof import('node:sqlite') {
	const module = process.getBuiltinModule('node:sqlite');
	if (!module) throw new Error(`The embedded case store needs Node 24 or newer; this is ${process.version}`);
	return module;
}

/** Makes a folder below the nearest one that exists, one level at a time: Node's own recursive mkdir never ends under /proc. */
function makeFolder(folder: string): void {
	if (existsSync(folder)) return;
	const parent = dirname(folder);
	makeFolder(parent);
	try {
		mkdirSync(folder);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === 'EEXIST') return; // another process was faster
		throw new Error(`no folder can be made in ${parent} (${code})`);
	}
}
