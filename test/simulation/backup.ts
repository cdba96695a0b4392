import { sql } from 'kysely';
import type { Database } from '../../nodes/shared/store/database';

/** All that a case store holds, by table. */
export type Backup = Map<string, Array<Record<string, unknown>>>;

/** Copies the whole case store, as one read sees it. */
export async function backUp({ db, read }: Database): Promise<Backup> {
	return await read(function* () {
		const tables = (yield sql`select name from sqlite_master where type = 'table'`.compile(db)) as Array<{
			name: string;
		}>;
		const backup: Backup = new Map();
		for (const { name } of tables)
			backup.set(name, (yield sql`select * from ${sql.table(name)}`.compile(db)) as Array<Record<string, unknown>>);
		return backup;
	});
}

/** Makes the case store what it was: nothing of what came since is left. */
export async function restore({ db, write }: Database, backup: Backup): Promise<void> {
	await write(function* () {
		yield sql`pragma defer_foreign_keys = on`.compile(db);
		for (const [name, rows] of backup) {
			yield sql`delete from ${sql.table(name)}`.compile(db);
			for (const row of rows) {
				const columns = sql.join(Object.keys(row).map((column) => sql.ref(column)));
				yield sql`insert into ${sql.table(name)} (${columns}) values (${sql.join(Object.values(row))})`.compile(db);
			}
		}
	});
}
