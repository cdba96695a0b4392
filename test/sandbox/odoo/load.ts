import { OdooFault, splitLast, valueError, type Context, type OdooDb, type Value } from './db';

class BadCell extends Error {
	constructor(
		readonly field: string,
		message: string,
	) {
		super(message);
	}
}

export type LoadAnswer = { ids: number[] | false; messages: object[]; nextrow: number };

/**
 * `load`: rows with external ids. With `mode: update` and `noupdate` in the context a record that is there stays untouched; without
 * them it is rewritten, and its lines are added once more (docs/facts/odoo.md#load-creates-or-finds). `create` makes records as the
 * model's own create.
 */
export function load(
	db: OdooDb,
	model: string,
	{ fields, data }: { fields: string[]; data: string[][] },
	context: Context,
	create: (model: string, values: Record<string, Value>) => number,
): LoadAnswer {
	for (const field of fields)
		if (field !== 'id' && !db.fieldsOf(model)[field.split('/')[0]])
			throw valueError(`Invalid field name '${field.split('/')[0]}'`);
	const untouched = context.mode === 'update' && context.noupdate === true;
	const ids: number[] = [];
	try {
		for (const rows of records(fields, data)) {
			const key = rows[0][fields.indexOf('id')];
			const found = key ? db.keys.get(key) : undefined;
			if (found && untouched) {
				ids.push(found[1]);
				continue;
			}
			const values = valuesOf(db, model, fields, rows);
			if (found) db.update(model, db.one(model, found[1]), values);
			const id = found?.[1] ?? create(model, values);
			if (key && !found) db.setKey(key, model, id);
			ids.push(id);
		}
	} catch (error) {
		const refused = error instanceof OdooFault && error.status === 422;
		if (!(error instanceof BadCell) && !refused) throw error;
		throw new LoadFailed({
			ids: false,
			messages: [
				{
					type: 'error',
					record: 0,
					rows: { from: 0, to: 0 },
					...(error instanceof BadCell && { field: error.field }),
					message: error.message,
				},
			],
			nextrow: 0,
		});
	}
	return { ids, messages: [], nextrow: 0 };
}

/** Carries the answer out of the transaction, which is rolled back: a failed load is still answered with 200. */
export class LoadFailed extends Error {
	constructor(readonly answer: LoadAnswer) {
		super('load failed');
	}
}

/** Rows of one record: its own, and further ones whose own columns are empty. */
function records(fields: string[], data: string[][]): string[][][] {
	const own = fields.map((field, index) => ({ field, index })).filter(({ field }) => !isLine(field));
	return data.reduce<string[][][]>((all, row) => {
		if (all.length && own.every(({ index }) => !row[index])) all.at(-1)!.push(row);
		else all.push([row]);
		return all;
	}, []);
}

function isLine(field: string): boolean {
	return field.includes('/') && !field.endsWith('/.id') ? true : field.split('/').length > 2;
}

function valuesOf(db: OdooDb, model: string, fields: string[], rows: string[][]): Record<string, Value> {
	const values: Record<string, Value> = {};
	fields.forEach((field, index) => {
		if (field !== 'id' && !isLine(field)) Object.assign(values, cell(db, model, field, rows[0][index]));
	});
	for (const relation of new Set(fields.filter(isLine).map((field) => field.split('/')[0]))) {
		const [target] = splitLast((db.fieldsOf(model)[relation] as string).slice(4));
		values[relation] = rows.map((row) => [
			0,
			0,
			Object.assign(
				{},
				...fields.map((field, index) =>
					field.startsWith(`${relation}/`) ? cell(db, target, field.slice(relation.length + 1), row[index]) : {},
				),
			),
		]);
	}
	return values;
}

function cell(db: OdooDb, model: string, path: string, text: string): Record<string, Value> {
	const field = path.replace('/.id', '');
	const type = db.fieldsOf(model)[field];
	if (type === undefined || typeof type === 'function') throw valueError(`Invalid field name '${field}'`);
	if (text === '') return { [field]: type.startsWith('m2m:') ? [] : false };
	if (type === 'float') return { [field]: Number(text) };
	if (type === 'bool') return { [field]: text === 'True' };
	if (type === 'json') return { [field]: JSON.parse(text) as Value };
	if (!type.includes(':')) return { [field]: text };
	const target = type.slice(4).replace('!', '');
	const ids = text.split(',').map(Number);
	for (const id of ids)
		if (!db.find(target, id))
			throw new BadCell(field, `No matching record found for database id '${id}' in field '${field}'`);
	return { [field]: type.startsWith('m2m:') ? ids : ids[0] };
}
