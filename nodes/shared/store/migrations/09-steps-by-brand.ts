import { sql, type SqlBool } from 'kysely';
import { all } from '../database';
import type { Migration } from './migration';

/** One step name may be used once per brand: the brands are part of the key, which SQLite changes by a new table only. */
export const stepsByBrand: Migration = {
	name: '2026-11-steps-by-brand',
	*up(db) {
		const { schema } = db;
		yield* all(
			schema
				.createTable('subscriptions_by_brand')
				.addColumn('name', 'text', (c) => c.notNull())
				.addColumn('event_type', 'text', (c) => c.notNull())
				.addColumn('brands', 'text', (c) => c.notNull().defaultTo(''))
				.addColumn('channels', 'text')
				.addColumn('subscriber', 'text', (c) => c.notNull().defaultTo(''))
				.addPrimaryKeyConstraint('subscriptions_by_brand_key', ['name', 'event_type', 'brands']),
		);
		yield sql`insert into subscriptions_by_brand (name, event_type, channels) select name, event_type, channels from subscriptions`.compile(
			db,
		);
		yield* all(schema.dropTable('subscriptions'));
		yield* all(schema.alterTable('subscriptions_by_brand').renameTo('subscriptions'));
		yield* all(schema.alterTable('steps').addColumn('brand', 'text', (c) => c.notNull().defaultTo('default')));
		yield* all(
			schema
				.createIndex('steps_due_brand')
				.on('steps')
				.columns(['name', 'brand', 'due_at', 'id'])
				.where(sql<SqlBool>`state = 'ready'`),
		);
		yield sql`update steps set brand = (select c.brand from cases as c where c.reference = steps.reference) where reference in (select c.reference from cases as c where c.brand <> 'default')`.compile(
			db,
		);
	},
};
