import type { SQLInputValue, StatementSync } from 'node:sqlite';
import {
	DummyDriver,
	Kysely,
	SqliteAdapter,
	SqliteIntrospector,
	SqliteQueryCompiler,
	type CompiledQuery,
} from 'kysely';
import { sleep } from 'n8n-workflow';
import { storableText } from '../model';
import type { Database, Tables, Work } from './database';
import { assertOwnTables } from './ownTables';
import { closeToOthers, makeOwnFile, WatchedFile } from './sqliteFile';

const busy = [5, 6]; // SQLITE_BUSY, SQLITE_LOCKED
const longestWaitMs = 15_000;

/**
 * Writes values as `+?`: SQLite plans a statement anew at each run when it compares a column with a plain `?` and sorts or limits what
 * it finds, which takes many times as long as the look itself (docs/facts/n8n.md#sqlite-plans-again-for-a-bound-value).
 */
class Compiler extends SqliteQueryCompiler {
	protected override getCurrentParameterPlaceholder(): string {
		return '+?';
	}
}

/** Builds queries. One for all files, so that a prepared query is compiled once. */
const db = new Kysely<Tables>({
	dialect: {
		createAdapter: () => new SqliteAdapter(),
		createDriver: () => new DummyDriver(),
		createIntrospector: (kysely) => new SqliteIntrospector(kysely),
		createQueryCompiler: () => new Compiler(),
	},
});

/**
 * The embedded store: one file, write-ahead log, each commit on disk before it counts. `unfit`: what a check of the file finds later
 * on. Throws StoreUnusable when the file is another program's.
 */
export function openSqlite(file: string, unfit?: Promise<Error | undefined>): Database {
	const inMemory = file === ':memory:';
	if (!inMemory) makeOwnFile(file);
	// DatabaseSync waits for a lock synchronously, so only briefly; longer waits are asynchronous, below.
	const connection = new (sqlite().DatabaseSync)(file, { timeout: 250 });
	const statements = new Map<string, { statement: StatementSync; rows: boolean }>();

	function run({ sql, parameters }: CompiledQuery): unknown[] {
		let prepared = statements.get(sql);
		if (!prepared) {
			const statement = connection.prepare(sql);
			statements.set(sql, (prepared = { statement, rows: statement.columns().length > 0 }));
		}
		const values = parameters.map((value) =>
			typeof value === 'string' ? storableText(value) : (value ?? null),
		) as SQLInputValue[];
		if (prepared.rows) return prepared.statement.all(...values);
		prepared.statement.run(...values);
		return [];
	}

	function finished<R>(work: Work<R>): R {
		let next = work.next();
		while (!next.done) next = work.next(run(next.value));
		return next.value;
	}

	try {
		// Before anything is changed in it.
		finished(assertOwnTables({ db, kind: 'sqlite' }));
		connection.exec('PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON');
	} catch (error) {
		connection.close();
		throw error;
	}
	if (!inMemory) closeToOthers(file);
	const pages = connection.prepare('select page_count * page_size as size from pragma_page_count, pragma_page_size');
	// IMMEDIATE: a deferred transaction that reads and then writes fails at once under a second writer
	// (docs/facts/n8n.md#sqlite-transactions-never-wait).
	const [beginWrite, beginRead, commit] = ['BEGIN IMMEDIATE', 'BEGIN', 'COMMIT'].map((text) =>
		connection.prepare(text),
	);
	const watched = inMemory ? undefined : new WatchedFile(file, () => (pages.get() as { size: number }).size);
	let flaw: Error | undefined;
	void unfit?.then((found) => (flaw = found));

	/** Throws StoreUnusable when what is written would be lost. */
	function assertKept(): void {
		if (flaw) throw flaw;
		watched?.assertSame();
		if (watched?.logIsGone()) connection.exec('PRAGMA wal_checkpoint(TRUNCATE)');
	}

	function once<R>(begin: StatementSync, work: () => Work<R>): R {
		assertKept();
		begin.run();
		let result: R;
		try {
			result = finished(work());
			commit.run();
		} catch (error) {
			if (connection.isTransaction) connection.exec('ROLLBACK');
			throw error;
		}
		assertKept(); // deleted in this very moment: it counts as not stored
		return result;
	}

	async function transaction<R>(begin: StatementSync, work: () => Work<R>): Promise<R> {
		for (const started = Date.now(); ;) {
			try {
				return once(begin, work);
			} catch (error) {
				if (
					!busy.includes(((error as { errcode?: number }).errcode ?? 0) & 0xff) ||
					Date.now() - started > longestWaitMs
				)
					throw error;
				await sleep(20 + Math.random() * 80);
			}
		}
	}

	return {
		kind: 'sqlite',
		db,
		write: async (work) => await transaction(beginWrite, work),
		read: async (work) => await transaction(beginRead, work),
		close: async () => connection.close(),
	};
}

/** Loaded when a store is opened, not before: the importer reads the nodes on Node 20, which has no SQLite of its own. */
export function sqlite(): typeof import('node:sqlite') {
	const module = process.getBuiltinModule('node:sqlite');
	if (!module) throw new Error(`The embedded case store needs Node 24 or newer; this is ${process.version}`);
	return module;
}
