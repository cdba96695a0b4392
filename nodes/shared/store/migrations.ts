import { randomUUID } from 'node:crypto';
import { sql, type Kysely, type SqlBool } from 'kysely';
import { usualExpiryDays } from '../model';
import { all, first, type Database, type Tables, type Work } from './database';
import { sealOf } from './integrity';
import { assertOwnTables, newerThan } from './ownTables';
import { makeEventsUniquePerCase } from './rebuildEvents';

interface Migration {
	name: string;
	up(db: Kysely<Tables>, kind: Database['kind'], auditKey: string): Work<void>;
}

/** In order, never edited once released; a change of the tables is a new entry. */
const migrations: Migration[] = [
	{
		name: '2026-11-first',
		*up(db, kind) {
			const { schema } = db;
			const serial = kind === 'sqlite' ? ('integer' as const) : ('bigserial' as const);
			const big = kind === 'sqlite' ? ('integer' as const) : ('bigint' as const);
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
					.addColumn('seq', serial, (c) => (kind === 'sqlite' ? c.primaryKey().autoIncrement() : c.primaryKey()))
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
					.addColumn('id', serial, (c) => (kind === 'sqlite' ? c.primaryKey().autoIncrement() : c.primaryKey()))
					.addColumn('event_seq', big, (c) => c.notNull().references('events.seq'))
					.addColumn('reference', 'text', (c) => c.notNull())
					.addColumn('name', 'text', (c) => c.notNull())
					.addColumn('state', 'text', (c) => c.notNull())
					.addColumn('attempts', 'integer', (c) => c.notNull())
					.addColumn('due_at', big, (c) => c.notNull())
					.addColumn('fence', 'integer', (c) => c.notNull())
					.addColumn('token', 'text')
					.addColumn('lease_until', big)
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
					.addColumn('lease_until', big, (c) => c.notNull())
					.addColumn('step_id', big)
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
	},
	{
		name: '2026-11-connections',
		*up({ schema }, kind) {
			const big = kind === 'sqlite' ? ('integer' as const) : ('bigint' as const);
			yield* all(
				schema
					.createTable('connections')
					.addColumn('name', 'text', (c) => c.primaryKey())
					.addColumn('failures', 'integer', (c) => c.notNull())
					.addColumn('paused_at', 'text')
					.addColumn('retry_at', big, (c) => c.notNull())
					.addColumn('reason', 'text', (c) => c.notNull())
					.addColumn('by_hand', 'integer', (c) => c.notNull())
					.addColumn('probe_step', big)
					.addColumn('announced', 'integer', (c) => c.notNull()),
			);
			yield* all(schema.alterTable('steps').addColumn('connection', 'text'));
		},
	},
	{
		name: '2026-11-steps-give-way',
		*up({ schema }) {
			yield* all(schema.alterTable('steps').addColumn('gives_way', 'integer', (c) => c.notNull().defaultTo(0)));
		},
	},
	{
		name: '2026-11-subscribed-channels',
		*up({ schema }) {
			yield* all(schema.alterTable('subscriptions').addColumn('channels', 'text'));
		},
	},
	{
		name: '2026-11-events-once-per-case',
		*up(db, kind) {
			yield* makeEventsUniquePerCase({ db, kind });
		},
	},
	{
		name: '2026-11-inbox-subjects',
		*up(db, kind) {
			const { schema } = db;
			const big = kind === 'sqlite' ? ('integer' as const) : ('bigint' as const);
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
				schema
					.createIndex('inbox_waiting')
					.on('inbox')
					.columns(['source', 'topic', 'received_at', 'id'])
					.where(waiting),
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
					.addColumn('lease_until', big, (c) => c.notNull())
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
	},
	{
		name: '2026-11-connection-accounts',
		*up(db, kind) {
			const { schema } = db;
			const big = kind === 'sqlite' ? ('integer' as const) : ('bigint' as const);
			yield* all(schema.alterTable('connections').addColumn('label', 'text'));
			yield* all(schema.alterTable('connections').addColumn('good', big, (c) => c.notNull().defaultTo(0)));
			yield* all(schema.alterTable('connections').addColumn('refusals', 'integer', (c) => c.notNull().defaultTo(0)));
			yield* all(schema.alterTable('claims').addColumn('connection', 'text'));
			yield* all(schema.alterTable('steps').addColumn('lease_ms', big));
			yield* all(schema.alterTable('steps').addColumn('seen_good', big));
			for (const column of ['own_fault', 'probes'] as const)
				yield* all(schema.alterTable('steps').addColumn(column, 'integer', (c) => c.notNull().defaultTo(0)));
		},
	},
	{
		// Each for a look that would read the whole of a table that grows.
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
	},
	{
		// One step name may be used once per brand: the brands are part of the key, which SQLite changes by a new table only.
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
	},
	{
		name: '2026-11-seals',
		*up(db, _kind, auditKey) {
			yield* all(db.schema.alterTable('cases').addColumn('seal', 'text'));
			yield* all(db.schema.alterTable('cases').addColumn('rules', 'integer'));
			for (const row of yield* all(db.selectFrom('cases').select(['reference', 'version', 'last_hash', 'state']))) {
				yield* all(
					db
						.updateTable('cases')
						.set({ seal: sealOf(auditKey, row) })
						.where('reference', '=', row.reference),
				);
			}
		},
	},
	{
		name: '2026-11-store-id',
		*up(db) {
			yield* all(
				db.schema
					.createTable('store')
					.addColumn('id', 'text', (c) => c.primaryKey())
					.addColumn('created_at', 'text', (c) => c.notNull()),
			);
			yield* all(db.insertInto('store').values({ id: randomUUID(), created_at: new Date().toISOString() }));
		},
	},
	{
		name: '2026-11-cases-of-an-order',
		*up({ schema }) {
			yield* all(schema.createIndex('cases_of_order').on('cases').columns(['order_number', 'brand']));
		},
	},
	{
		name: '2026-11-alarms',
		*up(db, kind) {
			const { schema } = db;
			const serial = kind === 'sqlite' ? ('integer' as const) : ('bigserial' as const);
			const big = kind === 'sqlite' ? ('integer' as const) : ('bigint' as const);
			yield* all(
				schema
					.createTable('step_servers')
					.addColumn('name', 'text', (c) => c.notNull())
					.addColumn('instance', 'text', (c) => c.notNull())
					.addColumn('brands', 'text', (c) => c.notNull())
					.addColumn('until', big, (c) => c.notNull())
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
					.addColumn('id', serial, (c) => (kind === 'sqlite' ? c.primaryKey().autoIncrement() : c.primaryKey()))
					.addColumn('key', 'text', (c) => c.notNull().unique())
					.addColumn('kind', 'text', (c) => c.notNull())
					.addColumn('owner', 'text', (c) => c.notNull())
					.addColumn('brand', 'text', (c) => c.notNull())
					.addColumn('reference', 'text')
					.addColumn('step_id', big)
					.addColumn('fence', 'integer')
					.addColumn('facts', 'text', (c) => c.notNull())
					.addColumn('raised_at', big, (c) => c.notNull())
					.addColumn('due_at', big, (c) => c.notNull())
					.addColumn('tries', 'integer', (c) => c.notNull())
					.addColumn('told', 'integer', (c) => c.notNull())
					.addColumn('told_at', big)
					.addColumn('covered_at', big)
					.addColumn('closed_at', big),
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
					.addColumn('id', serial, (c) => (kind === 'sqlite' ? c.primaryKey().autoIncrement() : c.primaryKey()))
					.addColumn('at', 'text', (c) => c.notNull())
					.addColumn('actor', 'text', (c) => c.notNull())
					.addColumn('action', 'text', (c) => c.notNull())
					.addColumn('subject', 'text', (c) => c.notNull())
					.addColumn('reference', 'text')
					.addColumn('details', 'text', (c) => c.notNull()),
			);
			yield* all(schema.createIndex('operator_log_case').on('operator_log').columns(['reference', 'id']));
		},
	},
	{
		// Found by the plans of every query (test/shared/store/plans.test.ts).
		name: '2026-11-more-indexes-of-looks',
		*up({ schema }) {
			// Deleting or renaming a case looks for what points to it.
			yield* all(schema.createIndex('case_references_case').on('case_references').column('reference'));
			yield* all(
				schema
					.createIndex('cases_open_reference')
					.on('cases')
					.column('reference')
					.where(sql<SqlBool>`closed_at is null`),
			);
			yield* all(
				schema
					.createIndex('steps_not_done')
					.on('steps')
					.columns(['name', 'id'])
					.where(sql<SqlBool>`state <> 'done'`),
			);
			yield* all(
				schema
					.createIndex('alarms_not_closed')
					.on('alarms')
					.column('id')
					.where(sql<SqlBool>`closed_at is null`),
			);
			yield* all(schema.createIndex('inbox_received').on('inbox').columns(['received_at', 'source', 'id']));
			yield* all(
				schema
					.createIndex('inbox_unreadable')
					.on('inbox')
					.columns(['source', 'received_at', 'id'])
					.where(sql<SqlBool>`state = 'unreadable'`),
			);
		},
	},
	{
		name: '2026-11-expiry',
		*up(db, kind) {
			const { schema } = db;
			const big = kind === 'sqlite' ? ('integer' as const) : ('bigint' as const);
			yield* all(schema.alterTable('cases').addColumn('expires_at', big));
			yield* all(
				schema
					.createIndex('cases_expire')
					.on('cases')
					.columns(['expires_at', 'reference'])
					.where(sql<SqlBool>`expires_at is not null`),
			);
			// The time of those that wait already begins now: an update lets nothing expire at once.
			yield sql`update cases set expires_at = ${Date.now() + usualExpiryDays * 24 * 3_600_000} where closed_at is null and "authorization" = 'approved'`.compile(
				db,
			);
		},
	},
	{
		name: '2026-11-late-records',
		*up({ schema }, kind) {
			const big = kind === 'sqlite' ? ('integer' as const) : ('bigint' as const);
			for (const column of ['late_since', 'late_until']) yield* all(schema.alterTable('steps').addColumn(column, big));
			yield* all(
				schema
					.createIndex('steps_late')
					.on('steps')
					.column('id')
					.where(sql<SqlBool>`state = 'ready' and late_until is not null`),
			);
		},
	},
];

const migrationLock = 7_263_001;

/** One change of the tables may take a while on a store that has grown. */
const longMs = 600_000;

/**
 * Brings a database up to date (or, to test an upgrade, to an older state). Several processes may do so at once: one works, the others
 * find it done. Throws StoreUnusable when the tables are another program's, or those of a newer version of this package.
 */
export async function migrate(
	{ write, read, db, kind }: Database,
	{ auditKey = '', until }: { auditKey?: string; until?: string } = {},
): Promise<void> {
	const known = migrations.map(({ name }) => name);
	const applied = await read(() => assertOwnTables({ db, kind }, known));
	if (known.every((name) => applied.includes(name))) return;
	await write(
		function* () {
			if (kind === 'postgres') yield sql`select pg_advisory_xact_lock(${migrationLock})`.compile(db);
			yield* assertOwnTables({ db, kind }, known);
			yield* all(
				db.schema
					.createTable('migrations')
					.ifNotExists()
					.addColumn('name', 'text', (c) => c.primaryKey())
					.addColumn('applied_at', 'text', (c) => c.notNull()),
			);
			for (const { name, up } of migrations) {
				if (!(yield* first(db.selectFrom('migrations').select('name').where('name', '=', name)))) {
					yield* up(db, kind, auditKey);
					yield* all(db.insertInto('migrations').values({ name, applied_at: new Date().toISOString() }));
				}
				if (name === until) return;
			}
		},
		{ longMs },
	);
}

/** Throws StoreUnusable when a newer version of this package has changed the tables meanwhile. */
export function* assertStillOurs({ db }: Pick<Database, 'db'>): Work<void> {
	const applied = (yield* all(db.selectFrom('migrations').select('name'))).map(({ name }) => name);
	newerThan(
		migrations.map(({ name }) => name),
		applied,
	);
}
