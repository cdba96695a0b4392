/** Odoo's generic part: records with typed fields, domains, external ids. No business: that is in odooStock and odooAccounting. */

export type Value = unknown;
export type Row = { id: number } & Record<string, Value>;
/** `char`, `datetime`, `float`, `bool`, `m2o:model`, `m2m:model`, `o2m:model.inverse`; a function is a computed field. */
export type Field = string | ((db: OdooDb, row: Row) => Value);
export type Models = Record<string, Record<string, Field>>;
export type Context = Record<string, unknown>;

/** A failure as Odoo answers it. */
export class OdooFault extends Error {
	constructor(
		readonly status: number,
		readonly fault: string,
		message: string,
	) {
		super(message);
	}
}
export const userError = (message: string) => new OdooFault(422, 'odoo.exceptions.UserError', message);
export const valueError = (message: string) => new OdooFault(500, 'builtins.ValueError', message);
export const missing = (model: string, ids: number[]) =>
	new OdooFault(
		404,
		'odoo.exceptions.MissingError',
		`Record does not exist or has been deleted.\n(Record: ${model}(${ids.join(', ')},), User: 2)`,
	);

export class OdooDb {
	readonly tables = new Map<string, Map<number, Row>>();
	/** External id -> [model, id], as ir.model.data keeps them. */
	readonly keys = new Map<string, [string, number]>();
	private readonly next = new Map<string, number>();
	readonly models: Models = {};
	private undo: Array<() => void> = [];
	private changes = 0;

	constructor(
		first: Models,
		private readonly defaults: Record<string, Record<string, Value>> = {},
		private readonly now: () => string = () => '',
	) {
		this.addModels(first);
	}

	/** What an app brings. */
	addModels(more: Models, defaults: Record<string, Record<string, Value>> = {}): void {
		for (const [model, fields] of Object.entries(more)) {
			this.models[model] = { ...fields, create_date: 'datetime', write_date: 'datetime' };
			// Each model counts from its own hundred thousand, so that an id of the wrong model finds nothing.
			this.next.set(model, (this.next.size + 1) * 100_000 + 1);
		}
		Object.assign(this.defaults, defaults);
	}

	/** Runs one call as one transaction: all of it, or nothing. Says whether anything changed. */
	transaction<T>(work: () => T): { result: T; changed: boolean } {
		this.undo = [];
		this.changes = 0;
		try {
			return { result: work(), changed: this.changes > 0 };
		} catch (error) {
			for (const back of this.undo.reverse()) back();
			throw error;
		}
	}

	fieldsOf(model: string): Record<string, Field> {
		const fields = this.models[model];
		if (!fields) throw new OdooFault(404, 'werkzeug.exceptions.NotFound', `the model '${model}' does not exist`);
		return fields;
	}

	private table(model: string): Map<number, Row> {
		this.fieldsOf(model);
		if (!this.tables.has(model)) this.tables.set(model, new Map());
		return this.tables.get(model)!;
	}

	all(model: string): Row[] {
		return [...this.table(model).values()];
	}

	find(model: string, id: Value): Row | undefined {
		return this.table(model).get(id as number);
	}

	/** A record that must be there. */
	one(model: string, id: Value): Row {
		const row = this.find(model, id);
		if (!row) throw missing(model, [id as number]);
		return row;
	}

	where(model: string, fields: Record<string, Value>): Row[] {
		return this.all(model).filter((row) => Object.entries(fields).every(([field, value]) => row[field] === value));
	}

	/** A field's value: stored, computed, or the ids on the other side of a one2many. */
	get(model: string, row: Row, field: string): Value {
		if (field === 'id') return row.id;
		const type = this.fieldsOf(model)[field];
		if (type === undefined) throw valueError(`Invalid field '${field}' on '${model}'`);
		if (typeof type === 'function') return type(this, row);
		if (type.startsWith('o2m:')) {
			const [target, inverse] = splitLast(type.slice(4));
			return this.where(target, { [inverse]: row.id }).map(({ id }) => id);
		}
		// A number that was given as nothing is 0, as in Odoo.
		if (type === 'float') return row[field] || 0;
		return row[field] ?? (type.startsWith('m2m:') ? [] : false);
	}

	insert(model: string, values: Record<string, Value>): Row {
		const fields = this.fieldsOf(model);
		const id = this.next.get(model)!;
		this.next.set(model, id + 1);
		const row: Row = { id };
		this.table(model).set(id, row);
		this.undo.push(() => this.table(model).delete(id));
		this.changes++;
		for (const field of Object.keys(values))
			if (!fields[field]) throw valueError(`Invalid field '${field}' in '${model}'`);
		this.update(model, row, { ...this.defaults[model], ...values, create_date: this.now() });
		return row;
	}

	update(model: string, row: Row, values: Record<string, Value>): void {
		const fields = this.fieldsOf(model);
		for (const [field, value] of Object.entries<Value>({ ...values, write_date: this.now() })) {
			const type = fields[field];
			if (type === undefined) throw new OdooFault(500, 'builtins.KeyError', field);
			if (typeof type === 'function') throw valueError(`the stand-in computes ${model}.${field}; it cannot be written`);
			if (type.startsWith('o2m:')) {
				const [target, inverse] = splitLast(type.slice(4));
				for (const [command, id, more] of value as Array<[number, number, Record<string, Value>]>) {
					if (command > 1)
						throw valueError(`the stand-in knows only [0, 0, values] and [1, id, values] for ${model}.${field}`);
					if (command === 1) this.update(target, this.one(target, id), more);
					else this.insert(target, { ...more, [inverse]: row.id });
				}
				continue;
			}
			const before = row[field];
			row[field] = type.startsWith('m2m:') ? manyOf(value) : value;
			this.undo.push(() => (row[field] = before));
			this.changes++;
		}
	}

	remove(model: string, id: number): void {
		const row = this.one(model, id);
		this.table(model).delete(id);
		this.undo.push(() => this.table(model).set(id, row));
		this.changes++;
		for (const [key, [of, own]] of [...this.keys]) {
			if (of !== model || own !== id) continue;
			this.keys.delete(key);
			this.undo.push(() => this.keys.set(key, [of, own]));
		}
		for (const type of Object.values(this.fieldsOf(model))) {
			if (typeof type !== 'string' || !type.startsWith('o2m:')) continue;
			const [target, inverse] = splitLast(type.slice(4));
			if (this.fieldsOf(target)[inverse] === `m2o:${model}!`)
				for (const child of this.where(target, { [inverse]: id })) this.remove(target, child.id);
		}
	}

	setKey(key: string, model: string, id: number): void {
		this.keys.set(key, [model, id]);
		this.undo.push(() => this.keys.delete(key));
		this.changes++;
	}

	/** A record as `read` answers it: links carry the other record's name unless `plain`, nothing is `false`. */
	read(model: string, row: Row, fields: string[], plain = false): Row {
		const shown: Row = { id: row.id };
		for (const field of fields) {
			const value = this.get(model, row, field);
			const type = this.models[model][field];
			const target = typeof type === 'string' && type.startsWith('m2o:') ? type.slice(4).replace('!', '') : undefined;
			const linked = target && value ? this.find(target, value) : undefined;
			shown[field] =
				linked && !plain
					? [linked.id, String(linked.complete_name ?? linked.name ?? `${target},${linked.id}`)]
					: (value ?? false);
		}
		return shown;
	}
}

export function splitLast(text: string): [string, string] {
	const at = text.lastIndexOf('.');
	return [text.slice(0, at), text.slice(at + 1)];
}

function manyOf(value: Value): number[] {
	if (!value) return [];
	const list = value as Array<number | [number, number, number[]]>;
	return list.flatMap((one) => (Array.isArray(one) ? (one[0] === 6 ? one[2] : one[0] === 4 ? [one[1]] : []) : [one]));
}
