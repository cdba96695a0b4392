import { randomUUID } from 'node:crypto';
import { all } from '../database';
import type { Migration } from './migration';

export const storeId: Migration = {
	name: '2026-11-store-id',
	*up(db) {
		yield* all(
			db.schema
				.createTable('store')
				.addColumn('id', 'text', (c) => c.primaryKey())
				.addColumn('created_at', 'text', (c) => c.notNull()),
		);
		yield* all(db.insertInto('store').values({ id: randomUUID(), created_at: new Date().toISOString() }));
	},
};
