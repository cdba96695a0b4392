import { sql } from 'kysely';
import { all, type Database, type Work } from './database';

/**
 * Makes events unique per source, id, type and case. SQLite cannot change a constraint, so the table is made again there, with every
 * row under its number, which steps point to; its other indexes and the next number stay as they are.
 */
export function* makeEventsUniquePerCase({ db, kind }: Pick<Database, 'db' | 'kind'>): Work<void> {
	const once = ['source', 'source_id', 'type', 'reference'] as const;
	if (kind === 'postgres') {
		yield* all(db.schema.alterTable('events').dropConstraint('events_once'));
		yield* all(db.schema.alterTable('events').addUniqueConstraint('events_once', [...once]));
		return;
	}
	const run = function* (text: string): Work<unknown[]> {
		return yield sql.raw(text).compile(db);
	};
	const indexes = (yield* run(
		`select sql from sqlite_master where tbl_name = 'events' and type in ('index', 'trigger') and sql is not null`,
	)) as Array<{ sql: string }>;
	const [{ sql: table }] = (yield* run(
		`select sql from sqlite_master where name = 'events' and type = 'table'`,
	)) as Array<{ sql: string }>;
	const [numbers] = (yield* run(`select seq from sqlite_sequence where name = 'events'`)) as Array<
		{ seq: number } | undefined
	>;
	const before = /unique \("source", "source_id"\)/i;
	if (!before.test(table)) throw new Error('The table of events is not as this package made it');
	// Steps point at events. That is checked when the transaction ends, when every event is there again.
	yield* run('PRAGMA defer_foreign_keys = ON');
	yield* run('create table events_kept as select * from events');
	yield* run('drop table events');
	yield* run(table.replace(before, `unique (${once.map((column) => `"${column}"`).join(', ')})`));
	yield* run('insert into events select * from events_kept order by seq');
	yield* run('drop table events_kept');
	for (const { sql: text } of indexes) yield* run(text);
	// Numbers that were given before are never given again.
	yield* run(`delete from sqlite_sequence where name = 'events'`);
	if (numbers) yield* run(`insert into sqlite_sequence (name, seq) values ('events', ${numbers.seq})`);
}
