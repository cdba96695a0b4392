import { z } from 'zod';
import { EffectError, invalidInput } from '../../shared/model/effectError';
import type { Domain } from '../transport/wire';
import type { Odoo } from '../transport/odoo';
import { digestOf, odooTime, remembered, sharedFrom, type Cursor } from './cursor';
import type { Kind } from './kinds';

export interface ChangesQuery {
	kind: Kind;
	fields: string[];
	/** Further conditions. */
	domain: Domain;
	overlapMinutes: number;
	pageSize: number;
}

/** A document with its kind's fields, links as ids; these are what most kinds have. */
export const Changed = z
	.object({
		id: z.number().int(),
		changedAt: z.string(),
		name: z.string().nullish(),
		state: z.string().nullish(),
		ref: z.string().nullish(),
		amount_total: z.number().nullish(),
		partner_id: z.number().nullish(),
		company_id: z.number().nullish(),
	})
	.catchall(z.unknown());
export type Changed = z.infer<typeof Changed>;

/** A page of changed documents, and the cursor to go on from behind it. */
export interface ChangedPage {
	changed: Changed[];
	cursor: Cursor;
}

const Fields = z.record(z.string(), z.object({ type: z.string(), store: z.boolean().optional() }));
const Row = z.object({ id: z.number().int().positive(), write_date: z.string() }).passthrough();
type Row = z.infer<typeof Row>;

/**
 * Reads one pass of changes page by page, by ascending id (keyset), links as ids, with no more memory than a page needs. A document
 * that is changed while the pass goes on is met later in it, or in the next. Deleted documents are not told.
 */
export async function* changedPages(odoo: Odoo, query: ChangesQuery, cursor: Cursor): AsyncGenerator<ChangedPage> {
	const { kind, domain, overlapMinutes, pageSize } = query;
	const valueOf = await convertersOf(odoo, kind.model, query.fields);
	const fields = [...query.fields, 'write_date'];
	const began = cursor.began ?? odooTime(await odoo.now());
	const shared = sharedFrom(began, overlapMinutes);
	let { after } = cursor;
	const giving = { ...cursor.giving };
	let kept = Object.keys(giving).length;
	for (;;) {
		const conditions: Domain = [
			...domain,
			...kind.domain,
			['id', '>', after],
			...(cursor.from ? [['write_date', '>=', cursor.from] as [string, string, unknown]] : []),
		];
		const rows = await page(odoo, kind.model, conditions, fields, pageSize);
		const changed: Changed[] = [];
		for (const row of rows) {
			const before = cursor.given[row.id];
			const recent = row.write_date >= shared;
			const digest = before || recent ? digestOf(row) : '';
			if (recent && kept < remembered) {
				giving[row.id] = digest;
				kept++;
			}
			if (!before || before !== digest) changed.push(documentOf(row, query.fields, valueOf));
		}
		const last = rows.length < pageSize;
		after = rows.at(-1)?.id ?? after;
		yield {
			changed,
			cursor: last
				? { v: 1, kind: cursor.kind, from: shared, after: 0, given: giving, giving: {} }
				: { ...cursor, began, after, giving: { ...giving } },
		};
		if (last) return;
	}
}

/** How many documents a pass from here on will meet. */
export async function countChanges(
	odoo: Odoo,
	{ kind, domain }: ChangesQuery,
	{ from, after }: Cursor,
): Promise<number> {
	return z
		.number()
		.parse(
			await odoo.call(
				kind.model,
				'search_count',
				{ domain: [...domain, ...kind.domain, ['id', '>', after], ...(from ? [['write_date', '>=', from]] : [])] },
				{ repeatable: true },
			),
		);
}

async function page(odoo: Odoo, model: string, domain: Domain, fields: string[], limit: number): Promise<Row[]> {
	const rows = await odoo.call(
		model,
		'search_read',
		{ domain, fields, order: 'id', limit, load: null },
		{ repeatable: true },
	);
	// Looking into each of thousands of rows with zod takes longer than reading them.
	if (Array.isArray(rows) && (!rows.length || (Row.safeParse(rows[0]).success && Row.safeParse(rows.at(-1)).success)))
		return rows as Row[];
	throw new EffectError(`Odoo's answer to ${model}.search_read is no list of documents`, {
		category: 'configuration',
		connection: 'odoo',
		advice: 'Check that Site URL names Odoo itself and no page in front of it.',
	});
}

type Convert = (value: unknown) => unknown;

/** By field, how its values are given out: times as ISO instants, Odoo's "false" for nothing as null. Throws when one is not stored. */
async function convertersOf(odoo: Odoo, model: string, fields: string[]): Promise<Map<string, Convert>> {
	const known = Fields.parse(
		await odoo.call(model, 'fields_get', { allfields: fields, attributes: ['type', 'store'] }, { repeatable: true }),
	);
	const missing = fields.filter((field) => !known[field]);
	if (missing.length)
		throw invalidInput(
			`Odoo's ${model} has no field ${missing.join(', ')} that this user may read`,
			'Correct Further Fields: technical names, as Odoo shows them in developer mode.',
			'options.fields',
		);
	const computed = fields.filter((field) => known[field].store === false);
	if (computed.length)
		throw invalidInput(
			`Odoo computes ${computed.join(', ')} of ${model} anew for each document`,
			'A change of it cannot be noticed, and reading it is slow. Take it out of Further Fields and read it for single documents.',
			'options.fields',
		);
	return new Map(fields.map((field) => [field, converterOf(known[field].type)]));
}

function converterOf(type: string): Convert {
	if (type === 'boolean') return (value) => value;
	if (type === 'datetime') return (value) => (typeof value === 'string' ? isoOf(value) : null);
	return (value) => (value === false ? null : value);
}

function isoOf(time: string): string {
	return `${time.replace(' ', 'T')}.000Z`;
}

function documentOf(row: Row, fields: string[], valueOf: Map<string, Convert>): Changed {
	const document: Changed = { id: row.id, changedAt: isoOf(row.write_date) };
	for (const field of fields) document[field] = valueOf.get(field)!(row[field]);
	return document;
}
