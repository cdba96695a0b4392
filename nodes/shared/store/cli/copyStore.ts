import { sql } from 'kysely';
import type { Database, Work } from '../database';
import { assertUpToDate, migrate } from '../migrations';
import { StoreUnusable } from '../store';

/** Rows that are read and written in one go. */
const pageSize = 200;
/** Made by bringing the tables up to date, in each database by itself. */
const notCopied = ['migrations'];
/** Copied before the others, which name their rows; and after all others. */
const first = ['cases', 'events'];
export const lastly = 'store';
/** Keys that PostgreSQL counts up: it goes on after the highest. */
const counted = { events: 'seq', steps: 'id', alarms: 'id', operator_log: 'id' };

export type Row = Record<string, string | number | null>;

/**
 * Copies a case store with all that is in it into an empty database, from SQLite to PostgreSQL or any other way. No n8n may use either meanwhile; what
 * changed all the same is noticed at the end. Returns the number of rows by table. Throws StoreUnusable with what to do.
 */
export async function copyStore(
	from: Database,
	to: Database,
	{ auditKey, onTable = () => undefined }: { auditKey: string; onTable?: (table: string, rows: number) => void },
): Promise<Record<string, number>> {
	await assertUpToDate(from);
	await migrate(to, { auditKey });
	const tables = await from.read(() => tablesToCopy(from));
	const before = await countsOf(from, tables);
	const there = await countsOf(to, tables);
	const full = tables.filter((table) => table !== lastly && there[table]);
	if (full.length)
		throw new StoreUnusable(
			`The database to copy into is not empty (${full.join(', ')})`,
			'Make a new, empty one. One that an earlier copy was broken off in is dropped first.',
		);
	// Which store it is goes with it; a broken copy is no store.
	await to.write(function* () {
		yield sql`delete from store`.compile(to.db);
	});
	const copied: Record<string, number> = {};
	for (const table of inOrder(tables)) {
		copied[table] = await copyTable(from, to, table);
		onTable(table, copied[table]);
	}
	if (to.kind === 'postgres')
		await to.write(function* () {
			for (const [table, key] of Object.entries(counted))
				yield sql`select setval(pg_get_serial_sequence(${table}, ${key}), coalesce((select max(${sql.ref(key)}) from ${sql.table(table)}), 0) + 1, false)`.compile(
					to.db,
				);
		});
	const [after, arrived] = [await countsOf(from, tables), await countsOf(to, tables)];
	const changed = tables.filter((table) => before[table] !== after[table] || arrived[table] !== before[table]);
	if (changed.length)
		throw new StoreUnusable(
			`The store changed while it was copied (${changed.join(', ')}); the copy is not whole`,
			'Stop every n8n that uses the store, drop the copy, and begin again.',
		);
	return copied;
}

/** Tables whose rows others name come first; which store it is, last. */
export function inOrder(tables: string[]): string[] {
	return [...first, ...tables.filter((table) => !first.includes(table) && table !== lastly), lastly];
}

async function copyTable(from: Database, to: Database, table: string): Promise<number> {
	const key = await from.read(() => keyOf(from, table));
	let last: Row | undefined;
	let count = 0;
	for (;;) {
		const rows = await from.read(() => pageOf(from, table, key, last));
		if (!rows.length) return count;
		await to.write(function* () {
			yield to.db
				.insertInto(table as 'events')
				.values(rows as never)
				.compile();
		});
		count += rows.length;
		last = rows[rows.length - 1];
	}
}

/** The next rows of a table, in the order of its key. */
export function* pageOf({ db }: Database, table: string, key: string[], last?: Row): Work<Row[]> {
	const columns = sql.join(key.map((name) => sql.ref(name)));
	const after = last ? sql`where (${columns}) > (${sql.join(key.map((name) => sql`${last[name]}`))})` : sql``;
	const page = sql`select * from ${sql.table(table)} ${after} order by ${columns} limit ${pageSize}`;
	return (yield page.compile(db)) as Row[];
}

/** The tables of a store whose rows go with it. */
export function* tablesToCopy({ db, kind }: Database): Work<string[]> {
	const listed =
		kind === 'sqlite'
			? sql`select name from sqlite_master where type = 'table' and name not like 'sqlite_%' order by name`
			: sql`select table_name as name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE' order by table_name`;
	return ((yield listed.compile(db)) as Array<{ name: string }>)
		.map(({ name }) => name)
		.filter((table) => !notCopied.includes(table));
}

/** The columns of a table's primary key. */
export function* keyOf({ db, kind }: Database, table: string): Work<string[]> {
	const listed =
		kind === 'sqlite'
			? sql`select name from pragma_table_info(${table}) where pk > 0 order by pk`
			: sql`select a.attname as name from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any(i.indkey) where i.indrelid = to_regclass(${table}) and i.indisprimary order by array_position(i.indkey, a.attnum)`;
	const key = ((yield listed.compile(db)) as Array<{ name: string }>).map(({ name }) => name);
	if (!key.length) throw new Error(`Table ${table} has no primary key`);
	return key;
}

async function countsOf(database: Database, tables: string[]): Promise<Record<string, number>> {
	return await database.read(function* () {
		const counts: Record<string, number> = {};
		for (const table of tables) {
			const [{ count }] = (yield sql`select count(*) as count from ${sql.table(table)}`.compile(database.db)) as Array<{
				count: number | string;
			}>;
			counts[table] = Number(count);
		}
		return counts;
	});
}
