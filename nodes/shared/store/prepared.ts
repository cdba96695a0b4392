import type { CompiledQuery, Kysely } from 'kysely';
import type { Compilable, Tables } from './database';

type Value = string | number | null;
/** What a query is run with. A list counts with its length: another length is another shape. */
type Values = { [name: string]: Value | readonly Value[] };

/** Stands for a value while a query is built. */
class Place {
	constructor(
		private readonly name: string,
		private readonly index?: number,
	) {}

	/** The value that belongs here. */
	valueIn(values: Values): Value {
		const value =
			this.index === undefined ? values[this.name] : (values[this.name] as readonly Value[] | undefined)?.[this.index];
		if (value === undefined) throw new Error(`A prepared query was run without its value "${this.name}"`);
		return value as Value;
	}

	/** Whoever adds to it, compares it or writes it as text would put that into the query once and for all. */
	[Symbol.toPrimitive](): never {
		throw new Error(`A prepared query may only hand on its value "${this.name}": work with it before`);
	}

	toJSON(): never {
		return this[Symbol.toPrimitive]();
	}
}

/**
 * A query that is built and compiled once for each database and shape, and then run with other values each time: building it takes
 * kysely many times as long as SQLite needs to answer it.
 *
 * `build` is given places instead of values, and may only hand them on to the query. What it decides by is the `shape`.
 */
export function prepared<
	V extends { [K in keyof V]: Value | readonly Value[] },
	O,
	S extends Value | boolean | void = void,
>(
	build: (db: Kysely<Tables>, values: V, shape: S) => Compilable<O>,
): (db: Kysely<Tables>, values: V, shape: S) => Compilable<O> {
	const known = new WeakMap<Kysely<Tables>, Map<string, CompiledQuery<O>>>();
	return (db, values, shape) => ({
		compile() {
			let shapes = known.get(db);
			if (!shapes) known.set(db, (shapes = new Map()));
			const key = keyOf(values as Values, shape);
			let compiled = shapes.get(key);
			if (!compiled) shapes.set(key, (compiled = build(db, placesOf(values), shape).compile()));
			const parameters = compiled.parameters.map((one) => (one instanceof Place ? one.valueIn(values as Values) : one));
			return { ...compiled, parameters };
		},
	});
}

function keyOf(values: Values, shape: Value | boolean | void): string {
	let key = String(shape);
	for (const name in values) if (Array.isArray(values[name])) key += ` ${name} ${values[name].length}`;
	return key;
}

function placesOf<V extends object>(values: V): V {
	return Object.fromEntries(
		Object.entries(values as Values).map(([name, value]) => [
			name,
			Array.isArray(value) ? value.map((_, index) => new Place(name, index)) : new Place(name),
		]),
	) as unknown as V;
}
