import type { OdooDatabase } from './server';

type Sql = OdooDatabase['sql'];
type Row = Record<string, unknown>;

/** What a person reads in Odoo: documents with their lines, who they are about, and how Odoo is set up. */
const watched =
	'^(mail_followers|mail_activity|mail_mail|account|stock|sale|pos|loyalty|product|repair|payment|res_partner|res_company|uom|delivery|analytic)';
/** Windows, reports and what Odoo keeps beside a record. */
const aside = '_(wizard|register|reversal|confirmation|send|report|inv|setup)$';
/** Columns that name the document that a row is a part of, or the rest of. */
const owners = ['order_id', 'picking_id', 'move_id', 'backorder_id', 'origin_payment_id', 'statement_line_id'];
/** Who follows a document, and what somebody is asked to do about it: new on one that was there, they are a change of it. */
const hung = ['mail_followers', 'mail_activity'];
/** Every write sets them, and every movement since when goods lie where they are. */
const stamps = ['write_date', 'write_uid', 'in_date'];

interface Link {
	table: string;
	column: string;
	target: string;
}

/** The stored fields of all documents at one moment, as Odoo's tables have them. */
interface Others {
	tables: Map<string, Row[]>;
	links: Link[];
	/** `table/id` of what the package has made, with its lines. */
	ours: Set<string>;
}

/** Reads every stored field of every document there is. */
async function readOthers({ sql }: { sql: Sql }): Promise<Others> {
	const names = await sql<{ name: string }>(
		`select table_name as name from information_schema.tables
		where table_schema = 'public' and table_type = 'BASE TABLE' and table_name ~ $1 and table_name !~ $2`,
		[watched, aside],
	);
	const tables = new Map<string, Row[]>();
	for (const { name } of names)
		tables.set(
			name,
			(await sql<{ row: Row }>(`select to_jsonb(one) as row from "${name}" one`)).map(({ row }) => row),
		);
	const links = await sql<Link>(
		`select own.relname as table, attribute.attname as column, target.relname as target
		from pg_constraint link join pg_class own on own.oid = link.conrelid join pg_class target on target.oid = link.confrelid
		join pg_attribute attribute on attribute.attrelid = own.oid and attribute.attnum = link.conkey[1]
		where link.contype = 'f' and array_length(link.conkey, 1) = 1`,
	);
	const keys = await sql<{ model: string; id: number }>(
		"select model, res_id as id from ir_model_data where module = '__n8n_returns__'",
	);
	const ours = new Set(keys.map(({ model, id }) => `${model.replaceAll('.', '_')}/${id}`));
	const belongs = links.filter(({ table, column }) => tables.has(table) && owners.includes(column));
	for (let before = -1; before < ours.size;) {
		before = ours.size;
		for (const { table, column, target } of belongs)
			for (const row of tables.get(table)!)
				if (row[column] && ours.has(`${target}/${row[column]}`)) ours.add(`${table}/${row.id}`);
	}
	return { tables, links, ours };
}

/** What became of documents that were there before and are not the package's own: `table.field`, and links that came or went. Sorted. */
function changesBetween(before: Others, after: Others): string[] {
	const found = new Set<string>();
	const isOurs = (table: string, id: unknown) => before.ours.has(`${table}/${id}`) || after.ours.has(`${table}/${id}`);
	const targets = (table: string, row: Row) =>
		before.links
			.filter((link) => link.table === table && row[link.column] !== null)
			.map((link) => ({ target: link.target, id: row[link.column] }));
	for (const [table, rows] of before.tables) {
		const now = after.tables.get(table) ?? [];
		if (rows.concat(now).every(({ id }) => id !== undefined)) {
			const byId = new Map(now.map((row) => [row.id, row]));
			for (const row of rows) {
				if (isOurs(table, row.id)) continue;
				const same = byId.get(row.id);
				if (!same) found.add(`${table} (gone)`);
				for (const column of same ? Object.keys(row) : [])
					if (!stamps.includes(column) && JSON.stringify(row[column]) !== JSON.stringify(same![column]))
						found.add(`${table}.${column}`);
			}
			const was = new Set(rows.map(({ id }) => id));
			const hangs = ({ id, res_model: model, res_id: on }: Row) => {
				const of = String(model).replaceAll('.', '_');
				return !was.has(id) && !isOurs(of, on) && (before.tables.get(of)?.some((one) => one.id === on) ?? false);
			};
			if (hung.includes(table) && now.some(hangs)) found.add(`${table} (new)`);
			// E-mails to anybody.
			if (table === 'mail_mail' && now.some(({ id }) => !was.has(id))) found.add(`${table} (new)`);
			continue;
		}
		// A link between two records. Between what was there before and a record of ours it is that record's business.
		const kept = new Set(now.map((row) => JSON.stringify(row)));
		const was = new Set(rows.map((row) => JSON.stringify(row)));
		const isOthers = (row: Row) =>
			targets(table, row).every(
				({ target, id }) => !isOurs(target, id) && (before.tables.get(target)?.some((one) => one.id === id) ?? true),
			);
		if (rows.some((row) => !kept.has(JSON.stringify(row)) && isOthers(row))) found.add(`${table} (gone)`);
		if (now.some((row) => !was.has(JSON.stringify(row)) && isOthers(row))) found.add(`${table} (new)`);
	}
	return [...found].sort();
}

/** What a step does to all documents that were there before it and are not the package's own. */
export async function changesOf(database: { sql: Sql }, act: () => Promise<unknown>): Promise<string[]> {
	const before = await readOthers(database);
	await act();
	return changesBetween(before, await readOthers(database));
}
