import { sql, type SqlBool } from 'kysely';
import { all } from '../database';
import { bigInteger, serialKey, type Migration } from './migration';

export const alarms: Migration = {
	name: '2026-11-alarms',
	*up(db, kind) {
		const { schema } = db;
		yield* all(
			schema
				.createTable('step_servers')
				.addColumn('name', 'text', (c) => c.notNull())
				.addColumn('instance', 'text', (c) => c.notNull())
				.addColumn('brands', 'text', (c) => c.notNull())
				.addColumn('until', bigInteger(kind), (c) => c.notNull())
				.addColumn('closed', 'integer', (c) => c.notNull())
				.addPrimaryKeyConstraint('step_servers_key', ['name', 'instance']),
		);
		// Names that are in use now: their triggers have an hour to say that they are there.
		yield sql`insert into step_servers (name, instance, brands, until, closed) select distinct name, '', '', cast(${Date.now() + 3_600_000} as bigint), 0 from steps where state in ('ready', 'leased', 'stuck', 'held')`.compile(
			db,
		);
		yield* all(
			schema
				.createTable('alarms')
				.addColumn('id', ...serialKey(kind))
				.addColumn('key', 'text', (c) => c.notNull().unique())
				.addColumn('kind', 'text', (c) => c.notNull())
				.addColumn('owner', 'text', (c) => c.notNull())
				.addColumn('brand', 'text', (c) => c.notNull())
				.addColumn('reference', 'text')
				.addColumn('step_id', bigInteger(kind))
				.addColumn('fence', 'integer')
				.addColumn('facts', 'text', (c) => c.notNull())
				.addColumn('raised_at', bigInteger(kind), (c) => c.notNull())
				.addColumn('due_at', bigInteger(kind), (c) => c.notNull())
				.addColumn('tries', 'integer', (c) => c.notNull())
				.addColumn('told', 'integer', (c) => c.notNull())
				.addColumn('told_at', bigInteger(kind))
				.addColumn('covered_at', bigInteger(kind))
				.addColumn('closed_at', bigInteger(kind)),
		);
		const open = sql<SqlBool>`closed_at is null`;
		yield* all(schema.createIndex('alarms_due').on('alarms').columns(['due_at', 'id']).where(open));
		yield* all(schema.createIndex('alarms_open').on('alarms').columns(['kind', 'reference']).where(open));
		yield* all(schema.createIndex('alarms_of_step').on('alarms').columns(['step_id', 'fence']));
		yield* all(
			schema
				.createIndex('alarms_closed')
				.on('alarms')
				.column('closed_at')
				.where(sql<SqlBool>`closed_at is not null`),
		);
		yield* all(
			schema
				.createTable('operator_log')
				.addColumn('id', ...serialKey(kind))
				.addColumn('at', 'text', (c) => c.notNull())
				.addColumn('actor', 'text', (c) => c.notNull())
				.addColumn('action', 'text', (c) => c.notNull())
				.addColumn('subject', 'text', (c) => c.notNull())
				.addColumn('reference', 'text')
				.addColumn('details', 'text', (c) => c.notNull()),
		);
		yield* all(schema.createIndex('operator_log_case').on('operator_log').columns(['reference', 'id']));
	},
};
