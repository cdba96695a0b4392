import { all } from '../database';
import { bigInteger, type Migration } from './migration';

/** What may be done so often and no more (budgets.ts). */
export const budgets: Migration = {
	name: '2026-11-budgets',
	*up({ schema }, kind) {
		yield* all(
			schema
				.createTable('budgets')
				.addColumn('key', 'text', (c) => c.primaryKey())
				.addColumn('used', 'integer', (c) => c.notNull())
				.addColumn('ends_at', bigInteger(kind), (c) => c.notNull()),
		);
		yield* all(schema.createIndex('budgets_end').on('budgets').columns(['ends_at', 'key']));
	},
};
