import { sql, type SqlBool } from 'kysely';
import { all } from '../database';
import type { Migration } from './migration';

/** Each for a look that would read the whole of a table that grows. */
export const indexesOfLooks: Migration = {
	name: '2026-11-indexes-of-looks',
	*up({ schema }) {
		const ready = sql<SqlBool>`state = 'ready'`;
		const setAside = sql<SqlBool>`state in ('stuck', 'held')`;
		yield* all(
			schema
				.createIndex('steps_waiting')
				.on('steps')
				.columns(['connection', 'own_fault', 'probes', 'due_at'])
				.where(ready)
				.where(sql<SqlBool>`connection is not null`),
		);
		yield* all(
			schema
				.createIndex('steps_leased')
				.on('steps')
				.columns(['name', 'lease_until'])
				.where(sql<SqlBool>`state = 'leased'`),
		);
		yield* all(schema.createIndex('steps_due').on('steps').columns(['name', 'due_at', 'id']).where(ready));
		yield* all(schema.dropIndex('steps_open'));
		yield* all(schema.createIndex('steps_set_aside').on('steps').column('id').where(setAside));
		yield* all(schema.createIndex('steps_set_aside_name').on('steps').columns(['name', 'id']).where(setAside));
		yield* all(
			schema
				.createIndex('cases_open')
				.on('cases')
				.columns(['updated_at', 'reference'])
				.where(sql<SqlBool>`closed_at is null`),
		);
		yield* all(
			schema
				.createIndex('cases_closed')
				.on('cases')
				.columns(['updated_at', 'reference'])
				.where(sql<SqlBool>`closed_at is not null`),
		);
		for (const track of ['authorization', 'logistics', 'settlement'] as const)
			yield* all(schema.createIndex(`cases_${track}`).on('cases').columns([track, 'updated_at', 'reference']));
		yield* all(schema.createIndex('cases_channel').on('cases').column('channel'));
	},
};
