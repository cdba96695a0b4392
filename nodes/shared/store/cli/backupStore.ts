import { existsSync, rmSync } from 'node:fs';
import type { SQLInputValue } from 'node:sqlite';
import type { Database } from '../database';
import { assertUpToDate, migrate } from '../migrations';
import { openSqlite, sqlite } from '../sqlite';
import { StoreUnusable } from '../store';
import { inOrder, keyOf, lastly, pageOf, tablesToCopy, type Row } from './copyStore';
import { verifyStore } from './verifyStore';

/**
 * Copies a store, as it is in one moment while n8n works on it, into a new SQLite file that nobody but its owner may read, and verifies every case of that.
 * Returns how many it has. Throws StoreUnusable when the copy is not whole; then it is gone.
 */
export async function backupStore(from: Database, file: string, auditKey: string): Promise<number> {
	await assertUpToDate(from);
	if (existsSync(file))
		throw new StoreUnusable(
			`There is a file ${file} already`,
			'Give the backup a name of its own, e.g. with the date.',
		);
	try {
		const empty = openSqlite(file);
		try {
			await migrate(empty, { auditKey });
		} finally {
			await empty.close();
		}
		await fill(file, from);
		const backup = openSqlite(file);
		try {
			const { cases, flaws } = await verifyStore(backup, auditKey);
			if (!flaws.length) return cases;
			const [{ reference, message }] = flaws;
			throw new StoreUnusable(
				`${flaws.length} of ${cases} cases are not intact, the first is ${reference}: ${message}`,
				'n8n-returns-store verify names all of them. Keep an earlier backup until it is known why.',
			);
		} finally {
			await backup.close();
		}
	} catch (error) {
		for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
		throw error;
	}
}

/** All rows in one transaction of the store, so that they belong together. */
async function fill(file: string, from: Database): Promise<void> {
	const backup = new (sqlite().DatabaseSync)(file);
	try {
		await from.read(function* () {
			// PostgreSQL's is made again on another connection when one breaks.
			if (backup.isTransaction) backup.exec('ROLLBACK');
			backup.exec(`BEGIN; delete from ${lastly}`);
			for (const table of inOrder(yield* tablesToCopy(from))) {
				const key = yield* keyOf(from, table);
				let rows: Row[] = [];
				do {
					rows = yield* pageOf(from, table, key, rows.at(-1));
					for (const row of rows) insert(table, row);
				} while (rows.length);
			}
			backup.exec('COMMIT');
		});
	} finally {
		backup.close();
	}

	function insert(table: string, row: Row): void {
		const columns = Object.keys(row);
		backup
			.prepare(`insert into "${table}" ("${columns.join('", "')}") values (${columns.map(() => '?').join(', ')})`)
			.run(...(Object.values(row) as SQLInputValue[]));
	}
}
