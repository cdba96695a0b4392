import { sql, type SqlBool } from 'kysely';
import { all } from '../database';
import { bigInteger, type Migration } from './migration';

export const inboxSubjects: Migration = {
	name: '2026-11-inbox-subjects',
	*up(db, kind) {
		const { schema } = db;
		const seen = schema
			.createTable('seen')
			.addColumn('source', 'text', (c) => c.notNull())
			.addColumn('id', 'text', (c) => c.notNull())
			.addColumn('seen_at', 'text', (c) => c.notNull())
			.addPrimaryKeyConstraint('seen_key', ['source', 'id']);
		yield* all(kind === 'sqlite' ? seen.modifyEnd(sql`without rowid`) : seen);
		yield sql`insert into seen (source, id, seen_at) select source, id, received_at from inbox`.compile(db);
		// Rows without a body were marks only.
		yield sql`delete from inbox where body = '' and state = 'read'`.compile(db);
		yield* all(schema.alterTable('inbox').addColumn('subject', 'text'));
		yield* all(schema.alterTable('inbox').addColumn('receiver', 'text'));
		yield* all(schema.alterTable('inbox').addColumn('replayed', 'integer', (c) => c.notNull().defaultTo(0)));
		const returnOf =
			kind === 'sqlite'
				? sql`json_extract(body, '$.admin_graphql_api_id')`
				: sql`body::json ->> 'admin_graphql_api_id'`;
		yield sql`update inbox set subject = ${returnOf} where source = 'shopify' and state = 'new' and topic like 'returns/%'`.compile(
			db,
		);
		// The poll of the Odoo trigger finds what these said.
		yield sql`delete from inbox where source = 'odoo' and state = 'new'`.compile(db);
		const waiting = sql<SqlBool>`state = 'new'`;
		yield* all(
			schema
				.createIndex('inbox_subject')
				.on('inbox')
				.columns(['source', 'subject', 'received_at', 'id'])
				.where(waiting),
		);
		yield* all(
			schema.createIndex('inbox_waiting').on('inbox').columns(['source', 'topic', 'received_at', 'id']).where(waiting),
		);
		yield* all(
			schema
				.createIndex('inbox_replayed')
				.on('inbox')
				.columns(['source', 'received_at', 'id'])
				.where(sql<SqlBool>`state = 'new' and replayed = 1`),
		);
		yield* all(schema.createIndex('inbox_state').on('inbox').columns(['state', 'received_at', 'source', 'id']));
		yield* all(
			schema
				.createTable('looks')
				.addColumn('name', 'text', (c) => c.primaryKey())
				.addColumn('cursor', 'text')
				.addColumn('token', 'text')
				.addColumn('lease_until', bigInteger(kind), (c) => c.notNull())
				.addColumn('ended_at', 'text')
				.addColumn('error', 'text'),
		);
		yield* all(
			schema
				.createTable('notices')
				.addColumn('key', 'text', (c) => c.primaryKey())
				.addColumn('owner', 'text', (c) => c.notNull())
				.addColumn('message', 'text', (c) => c.notNull())
				.addColumn('advice', 'text', (c) => c.notNull())
				.addColumn('reference', 'text')
				.addColumn('link', 'text')
				.addColumn('made_at', 'text', (c) => c.notNull())
				.addColumn('told_at', 'text'),
		);
		yield* all(
			schema
				.createIndex('notices_untold')
				.on('notices')
				.columns(['made_at', 'key'])
				.where(sql<SqlBool>`told_at is null`),
		);
	},
};
