import { sql, type SqlBool } from 'kysely';
import { all } from '../database';
import { bigInteger, type Migration } from './migration';

/** What was usual then. */
const usualThenMs = 60 * 24 * 3_600_000;

export const expiry: Migration = {
	name: '2026-11-expiry',
	*up(db, kind) {
		const { schema } = db;
		yield* all(schema.alterTable('cases').addColumn('expires_at', bigInteger(kind)));
		yield* all(
			schema
				.createIndex('cases_expire')
				.on('cases')
				.columns(['expires_at', 'reference'])
				.where(sql<SqlBool>`expires_at is not null`),
		);
		// The time of those that wait already begins now: an update lets nothing expire at once.
		yield sql`update cases set expires_at = ${Date.now() + usualThenMs} where closed_at is null and "authorization" = 'approved'`.compile(
			db,
		);
	},
};
