import { all } from '../database';
import { bigInteger, type Migration } from './migration';

export const connections: Migration = {
	name: '2026-11-connections',
	*up({ schema }, kind) {
		yield* all(
			schema
				.createTable('connections')
				.addColumn('name', 'text', (c) => c.primaryKey())
				.addColumn('failures', 'integer', (c) => c.notNull())
				.addColumn('paused_at', 'text')
				.addColumn('retry_at', bigInteger(kind), (c) => c.notNull())
				.addColumn('reason', 'text', (c) => c.notNull())
				.addColumn('by_hand', 'integer', (c) => c.notNull())
				.addColumn('probe_step', bigInteger(kind))
				.addColumn('announced', 'integer', (c) => c.notNull()),
		);
		yield* all(schema.alterTable('steps').addColumn('connection', 'text'));
	},
};
