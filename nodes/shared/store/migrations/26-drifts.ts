import { sql, type SqlBool } from 'kysely';
import { all } from '../database';
import type { Migration } from './migration';

/** What the last reconciliation found (drifts.ts). */
export const drifts: Migration = {
	name: '2026-11-drifts',
	*up({ schema }) {
		yield* all(
			schema
				.createTable('drifts')
				.addColumn('id', 'text', (c) => c.primaryKey())
				.addColumn('state', 'text', (c) => c.notNull())
				.addColumn('round', 'integer', (c) => c.notNull())
				.addColumn('reference', 'text')
				.addColumn('drift', 'text', (c) => c.notNull())
				.addColumn('kept_at', 'text', (c) => c.notNull())
				.addColumn('closed_at', 'text'),
		);
		const standing = sql<SqlBool>`closed_at is null`;
		yield* all(schema.createIndex('drifts_standing').on('drifts').columns(['id']).where(standing));
		yield* all(schema.createIndex('drifts_of_return').on('drifts').columns(['reference']));
	},
};
