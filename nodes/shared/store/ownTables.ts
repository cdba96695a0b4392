import { sql } from 'kysely';
import type { Database, Work } from './database';
import { StoreUnusable } from './store';

/** Tables that tell whose database it is, when it is not ours. */
const strangers: Array<{ table: RegExp; whose: string }> = [
	{ table: /(^|_)(workflow_entity|credentials_entity|execution_entity)$/, whose: "n8n's own database" },
	{ table: /^ir_module_module$/, whose: 'a database of Odoo' },
];
/** Tables that we would make. With one of them there and none of our changes noted, they belong to somebody else. */
const ours = [
	'cases',
	'events',
	'case_references',
	'subscriptions',
	'steps',
	'claims',
	'inbox',
	'settings',
	'policies',
	'policy_versions',
	'connections',
	'store',
	'migrations',
];

/**
 * The names of our changes that this database has had, none for an empty one. Throws StoreUnusable when its tables are another
 * program's, or those of a newer version of this package.
 */
export function* assertOwnTables({ db, kind }: Pick<Database, 'db' | 'kind'>, known?: string[]): Work<string[]> {
	const listed =
		kind === 'sqlite'
			? sql`select name from sqlite_master where type = 'table'`
			: sql`select table_name as name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'`;
	const tables = ((yield listed.compile(db)) as Array<{ name: string }>).map(({ name }) => name);
	const columns =
		kind === 'sqlite'
			? sql`select name from pragma_table_info('migrations')`
			: sql`select column_name as name from information_schema.columns where table_schema = current_schema() and table_name = 'migrations'`;
	const isOurs =
		tables.includes('migrations') &&
		((yield columns.compile(db)) as Array<{ name: string }>).some(({ name }) => name === 'applied_at');
	const stranger = strangers.find(({ table }) => tables.some((name) => table.test(name)));
	if (stranger && !isOurs) throw foreign(`This is ${stranger.whose}`, kind);
	if (!isOurs && tables.some((name) => ours.includes(name)))
		throw foreign(
			`There are tables of another program in this database (${tables.filter((name) => ours.includes(name)).join(', ')})`,
			kind,
		);
	if (!isOurs) return [];
	const applied = ((yield sql`select name from migrations`.compile(db)) as Array<{ name: string }>).map(
		({ name }) => name,
	);
	if (known) newerThan(known, applied);
	return applied;
}

/** Throws StoreUnusable when changes were made that this version does not know. */
export function newerThan(known: string[], applied: string[]): void {
	const unknown = applied.filter((name) => !known.includes(name));
	if (!unknown.length) return;
	throw new StoreUnusable(
		`This case store was changed by a newer version of n8n-nodes-returns (${unknown.join(', ')}); this version would spoil it`,
		'Update n8n-nodes-returns in every n8n that uses this store, and restart n8n. To go back to this version instead, restore the backup that was made before the update.',
	);
}

function foreign(what: string, kind: Database['kind']): StoreUnusable {
	const advice =
		kind === 'sqlite'
			? 'Give the case store a file of its own in the Return Case credential, e.g. returns.sqlite, or leave File empty. Nothing was changed in this one.'
			: 'Give the case store a database of its own in the Return Case credential, e.g. one called returns. Nothing was changed in this one.';
	return new StoreUnusable(`${what}, and cannot be the case store`, advice);
}
