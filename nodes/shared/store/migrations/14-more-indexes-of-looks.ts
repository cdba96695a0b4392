import { sql, type SqlBool } from 'kysely';
import { all } from '../database';
import type { Migration } from './migration';

/** Found by the plans of every query (test/shared/store/plans.test.ts). */
export const moreIndexesOfLooks: Migration = {
	name: '2026-11-more-indexes-of-looks',
	*up({ schema }) {
		// Deleting or renaming a case looks for what points to it.
		yield* all(schema.createIndex('case_references_case').on('case_references').column('reference'));
		yield* all(
			schema
				.createIndex('cases_open_reference')
				.on('cases')
				.column('reference')
				.where(sql<SqlBool>`closed_at is null`),
		);
		yield* all(
			schema
				.createIndex('steps_not_done')
				.on('steps')
				.columns(['name', 'id'])
				.where(sql<SqlBool>`state <> 'done'`),
		);
		yield* all(
			schema
				.createIndex('alarms_not_closed')
				.on('alarms')
				.column('id')
				.where(sql<SqlBool>`closed_at is null`),
		);
		yield* all(schema.createIndex('inbox_received').on('inbox').columns(['received_at', 'source', 'id']));
		yield* all(
			schema
				.createIndex('inbox_unreadable')
				.on('inbox')
				.columns(['source', 'received_at', 'id'])
				.where(sql<SqlBool>`state = 'unreadable'`),
		);
	},
};
