import { all } from '../database';
import { bigInteger, type Migration } from './migration';

export const connectionAccounts: Migration = {
	name: '2026-11-connection-accounts',
	*up(db, kind) {
		const { schema } = db;
		yield* all(schema.alterTable('connections').addColumn('label', 'text'));
		yield* all(schema.alterTable('connections').addColumn('good', bigInteger(kind), (c) => c.notNull().defaultTo(0)));
		yield* all(schema.alterTable('connections').addColumn('refusals', 'integer', (c) => c.notNull().defaultTo(0)));
		yield* all(schema.alterTable('claims').addColumn('connection', 'text'));
		yield* all(schema.alterTable('steps').addColumn('lease_ms', bigInteger(kind)));
		yield* all(schema.alterTable('steps').addColumn('seen_good', bigInteger(kind)));
		for (const column of ['own_fault', 'probes'] as const)
			yield* all(schema.alterTable('steps').addColumn(column, 'integer', (c) => c.notNull().defaultTo(0)));
	},
};
