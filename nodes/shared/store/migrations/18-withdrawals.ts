import { sql, type SqlBool } from 'kysely';
import { all } from '../database';
import { bigInteger, type Migration } from './migration';

/** What a case is about, for lists; and when somebody is reminded of a withdrawal (reminders.ts). */
export const withdrawals: Migration = {
	name: '2026-11-withdrawals',
	*up(db, kind) {
		const { schema } = db;
		yield* all(schema.alterTable('cases').addColumn('kind', 'text', (column) => column.notNull().defaultTo('return')));
		yield* all(schema.alterTable('cases').addColumn('remind_at', bigInteger(kind)));
		yield sql`update cases set kind = 'withdrawal' where state like '%"withdrawal":true%'`.compile(db);
		yield* all(schema.createIndex('cases_kind').on('cases').columns(['kind', 'updated_at', 'reference']));
		yield* all(
			schema
				.createIndex('cases_remind')
				.on('cases')
				.columns(['remind_at', 'reference'])
				.where(sql<SqlBool>`remind_at is not null`),
		);
	},
};
