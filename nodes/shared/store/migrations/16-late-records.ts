import { sql, type SqlBool } from 'kysely';
import { all } from '../database';
import { bigInteger, type Migration } from './migration';

export const lateRecords: Migration = {
	name: '2026-11-late-records',
	*up({ schema }, kind) {
		for (const column of ['late_since', 'late_until'])
			yield* all(schema.alterTable('steps').addColumn(column, bigInteger(kind)));
		yield* all(
			schema
				.createIndex('steps_late')
				.on('steps')
				.column('id')
				.where(sql<SqlBool>`state = 'ready' and late_until is not null`),
		);
	},
};
