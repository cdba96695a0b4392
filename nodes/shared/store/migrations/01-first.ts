import { sql } from 'kysely';
import { all } from '../database';
import { bigInteger, serialKey, type Migration } from './migration';

export const firstTables: Migration = {
	name: '2026-11-first',
	*up(db, kind) {
		const { schema } = db;
		yield* all(
			schema
				.createTable('cases')
				.addColumn('reference', 'text', (c) => c.primaryKey())
				.addColumn('brand', 'text', (c) => c.notNull())
				.addColumn('channel', 'text', (c) => c.notNull())
				.addColumn('order_number', 'text')
				.addColumn('state', 'text', (c) => c.notNull())
				.addColumn('version', 'integer', (c) => c.notNull())
				.addColumn('last_hash', 'text', (c) => c.notNull())
				.addColumn('authorization', 'text', (c) => c.notNull())
				.addColumn('logistics', 'text', (c) => c.notNull())
				.addColumn('inspection', 'text', (c) => c.notNull())
				.addColumn('settlement', 'text', (c) => c.notNull())
				.addColumn('opened_at', 'text', (c) => c.notNull())
				.addColumn('updated_at', 'text', (c) => c.notNull())
				.addColumn('closed_at', 'text'),
		);
		yield* all(schema.createIndex('cases_updated').on('cases').columns(['updated_at', 'reference']));
		yield* all(
			schema
				.createTable('events')
				.addColumn('seq', ...serialKey(kind))
				.addColumn('reference', 'text', (c) => c.notNull().references('cases.reference'))
				.addColumn('position', 'integer', (c) => c.notNull())
				.addColumn('source', 'text', (c) => c.notNull())
				.addColumn('source_id', 'text', (c) => c.notNull())
				.addColumn('type', 'text', (c) => c.notNull())
				.addColumn('time', 'text', (c) => c.notNull())
				.addColumn('recorded_at', 'text', (c) => c.notNull())
				.addColumn('actor', 'text')
				.addColumn('data', 'text', (c) => c.notNull())
				.addColumn('hash', 'text', (c) => c.notNull())
				.addUniqueConstraint('events_once', ['source', 'source_id'])
				.addUniqueConstraint('events_position', ['reference', 'position']),
		);
		yield* all(schema.createIndex('events_type').on('events').columns(['type', 'seq']));
		yield* all(
			schema
				.createTable('case_references')
				.addColumn('system', 'text', (c) => c.notNull())
				.addColumn('id', 'text', (c) => c.notNull())
				.addColumn('reference', 'text', (c) => c.notNull().references('cases.reference'))
				.addPrimaryKeyConstraint('case_references_key', ['system', 'id']),
		);
		yield* all(
			schema
				.createTable('subscriptions')
				.addColumn('name', 'text', (c) => c.notNull())
				.addColumn('event_type', 'text', (c) => c.notNull())
				.addPrimaryKeyConstraint('subscriptions_key', ['name', 'event_type']),
		);
		yield* all(
			schema
				.createTable('steps')
				.addColumn('id', ...serialKey(kind))
				.addColumn('event_seq', bigInteger(kind), (c) => c.notNull().references('events.seq'))
				.addColumn('reference', 'text', (c) => c.notNull())
				.addColumn('name', 'text', (c) => c.notNull())
				.addColumn('state', 'text', (c) => c.notNull())
				.addColumn('attempts', 'integer', (c) => c.notNull())
				.addColumn('due_at', bigInteger(kind), (c) => c.notNull())
				.addColumn('fence', 'integer', (c) => c.notNull())
				.addColumn('token', 'text')
				.addColumn('lease_until', bigInteger(kind))
				.addColumn('solo', 'integer', (c) => c.notNull())
				.addColumn('error', 'text')
				.addUniqueConstraint('steps_once', ['event_seq', 'name'])
				.addCheckConstraint('steps_state', sql`state in ('ready', 'leased', 'held', 'done', 'stuck')`),
		);
		yield* all(
			schema
				.createIndex('steps_open')
				.on('steps')
				.columns(['name', 'state', 'due_at'])
				.where('state', 'in', sql`('ready', 'leased')` as never),
		);
		yield* all(schema.createIndex('steps_of_case').on('steps').columns(['reference', 'state', 'name', 'id']));
		yield* all(
			schema
				.createTable('claims')
				.addColumn('key', 'text', (c) => c.primaryKey())
				.addColumn('kind', 'text', (c) => c.notNull())
				.addColumn('reference', 'text')
				.addColumn('state', 'text', (c) => c.notNull())
				.addColumn('token', 'text', (c) => c.notNull())
				.addColumn('lease_until', bigInteger(kind), (c) => c.notNull())
				.addColumn('step_id', bigInteger(kind))
				.addColumn('step_token', 'text')
				.addColumn('progress', 'text', (c) => c.notNull())
				.addColumn('result', 'text')
				.addColumn('error', 'text')
				.addColumn('updated_at', 'text', (c) => c.notNull())
				.addCheckConstraint('claims_state', sql`state in ('begun', 'done', 'failed', 'unknown')`),
		);
		yield* all(schema.createIndex('claims_of_step').on('claims').columns(['step_id', 'kind', 'state']));
		yield* all(
			schema
				.createTable('inbox')
				.addColumn('source', 'text', (c) => c.notNull())
				.addColumn('id', 'text', (c) => c.notNull())
				.addColumn('topic', 'text', (c) => c.notNull())
				.addColumn('body', 'text', (c) => c.notNull())
				.addColumn('state', 'text', (c) => c.notNull())
				.addColumn('error', 'text')
				.addColumn('received_at', 'text', (c) => c.notNull())
				.addPrimaryKeyConstraint('inbox_key', ['source', 'id']),
		);
		yield* all(
			schema
				.createTable('settings')
				.addColumn('brand', 'text', (c) => c.primaryKey())
				.addColumn('data', 'text', (c) => c.notNull())
				.addColumn('updated_at', 'text', (c) => c.notNull()),
		);
	},
};
