import { sql, type SqlBool } from 'kysely';
import { all } from '../database';
import type { Migration } from './migration';

/** What of a case says who the customer is can be erased (erasure.ts), and the case can be deleted in the end. */
export const erasure: Migration = {
	name: '2026-12-erasure',
	*up({ schema }) {
		yield* all(schema.alterTable('events').addColumn('erased', 'text'));
		yield* all(schema.alterTable('cases').addColumn('erase_asked_at', 'text'));
		yield* all(schema.alterTable('cases').addColumn('erased_version', 'integer'));
		const index = function* (table: string, name: string, columns: string[], where: string) {
			yield* all(
				schema
					.createIndex(name)
					.on(table)
					.columns(columns)
					.where(sql<SqlBool>`${sql.raw(where)}`),
			);
		};
		yield* index('cases', 'cases_erase_asked', ['reference'], 'erase_asked_at is not null and erased_version is null');
		yield* index('cases', 'cases_erased_before', ['reference'], 'closed_at is not null and erased_version < version');
		const oldest = ['brand', 'closed_at', 'reference'];
		yield* index('cases', 'cases_to_erase', oldest, 'closed_at is not null and erased_version is null');
		yield* index('cases', 'cases_to_delete', oldest, 'closed_at is not null');
		for (const table of ['claims', 'notices', 'alarms'])
			yield* index(table, `${table}_of_return`, ['reference'], 'reference is not null');
	},
};
