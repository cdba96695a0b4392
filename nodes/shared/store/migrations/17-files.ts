import { all } from '../database';
import type { Migration } from './migration';

export const files: Migration = {
	name: '2026-11-files',
	*up({ schema }) {
		yield* all(
			schema
				.createTable('files')
				.addColumn('reference', 'text', (c) => c.notNull())
				.addColumn('name', 'text', (c) => c.notNull())
				.addColumn('mime_type', 'text', (c) => c.notNull())
				.addColumn('content', 'text', (c) => c.notNull())
				.addColumn('made_at', 'text', (c) => c.notNull())
				.addPrimaryKeyConstraint('files_key', ['reference', 'name']),
		);
	},
};
