import { sql, type SqlBool } from 'kysely';
import { all } from '../database';
import type { Migration } from './migration';

/** Messages that were put back and not read yet, oldest first: they are listed and told as those that nobody could read. */
export const putBack: Migration = {
	name: '2026-11-put-back',
	*up({ schema }) {
		yield* all(
			schema
				.createIndex('inbox_put_back')
				.on('inbox')
				// The state is the same in all, and is there for SQLite, which otherwise takes the index of every message that waits.
				.columns(['state', 'received_at', 'source', 'id'])
				.where(sql<SqlBool>`state = 'new' and replayed = 1`),
		);
	},
};
