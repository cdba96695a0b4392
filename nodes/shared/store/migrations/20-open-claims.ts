import { sql, type SqlBool } from 'kysely';
import { all } from '../database';
import type { Migration } from './migration';

/** Effects of a case that are under way or in doubt. */
export const openClaims: Migration = {
	name: '2026-11-open-claims',
	*up({ schema }) {
		yield* all(
			schema
				.createIndex('claims_open')
				.on('claims')
				.columns(['reference', 'kind'])
				.where(sql<SqlBool>`state in ('begun', 'unknown')`),
		);
	},
};
