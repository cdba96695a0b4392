import { all } from '../database';
import type { Migration } from './migration';

export const policies: Migration = {
	name: '2026-11-policies',
	*up({ schema }) {
		yield* all(
			schema
				.createTable('policies')
				.addColumn('name', 'text', (c) => c.primaryKey())
				.addColumn('revision', 'integer', (c) => c.notNull())
				.addColumn('draft', 'text')
				.addColumn('proposal', 'text')
				.addColumn('number', 'integer')
				.addColumn('changed_at', 'text', (c) => c.notNull()),
		);
		yield* all(
			schema
				.createTable('policy_versions')
				.addColumn('name', 'text', (c) => c.notNull())
				.addColumn('number', 'integer', (c) => c.notNull())
				.addColumn('version', 'text', (c) => c.notNull())
				.addColumn('publication', 'text', (c) => c.notNull())
				.addPrimaryKeyConstraint('policy_versions_key', ['name', 'number']),
		);
		yield* all(
			schema.createIndex('policy_versions_content').on('policy_versions').columns(['name', 'version', 'number']),
		);
	},
};
