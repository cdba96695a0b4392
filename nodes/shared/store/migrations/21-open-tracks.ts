import { sql, type SqlBool } from 'kysely';
import { all } from '../database';
import type { Migration } from './migration';

/** Open cases by their tracks, for the counts of the desk: read from the index alone. */
export const openTracks: Migration = {
	name: '2026-11-open-tracks',
	*up({ schema }) {
		yield* all(
			schema
				.createIndex('cases_open_tracks')
				.on('cases')
				.columns(['brand', 'authorization', 'logistics', 'inspection', 'settlement'])
				.where(sql<SqlBool>`closed_at is null`),
		);
	},
};
