import { OdooFault, valueError, type OdooDb, type Row, type Value } from './db';

type Test = (row: Row) => boolean;

/** Records of a model that a domain picks: `&`, `|`, `!` in front, conditions otherwise joined by "and", fields with dots. */
export function search(db: OdooDb, model: string, domain: Value): Row[] {
	if (!Array.isArray(domain))
		throw new OdooFault(500, 'builtins.TypeError', `Domain() invalid argument type for domain: '${String(domain)}'`);
	const terms = [...domain];
	const tests: Test[] = [];
	while (terms.length) tests.push(term(db, model, terms));
	return db.all(model).filter((row) => tests.every((test) => test(row)));
}

function term(db: OdooDb, model: string, terms: unknown[]): Test {
	const first = terms.shift();
	if (first === '!') {
		const inner = term(db, model, terms);
		return (row) => !inner(row);
	}
	if (first === '&' || first === '|') {
		const [left, right] = [term(db, model, terms), term(db, model, terms)];
		return first === '&' ? (row) => left(row) && right(row) : (row) => left(row) || right(row);
	}
	const [path, operator, wanted] = first as [string, string, Value];
	if (operator === 'child_of') return below(db, model, path, wanted);
	const holds = operators[operator];
	if (!holds) throw valueError(`Invalid operator in condition ('${path}', '${operator}', ${String(wanted)})`);
	assertPath(db, model, path, `('${path}', '${operator}', ${JSON.stringify(wanted)})`);
	return (row) => holds(valuesAt(db, model, row, path.split('.')), wanted);
}

/** A link to a record, or to one that lies below it. */
function below(db: OdooDb, model: string, path: string, wanted: Value): Test {
	assertPath(db, model, path, `('${path}', 'child_of', ${JSON.stringify(wanted)})`);
	const target = targetOf(db.fieldsOf(model)[path]) ?? model;
	const parent = target === 'stock.location' ? 'location_id' : 'parent_id';
	const roots = [wanted].flat();
	const isBelow = (id: Value): boolean =>
		!!id && (roots.includes(id) || isBelow(db.find(target, id)?.[parent] as Value));
	return (row) => valuesAt(db, model, row, path.split('.')).some(isBelow);
}

function assertPath(db: OdooDb, model: string, path: string, condition: string): void {
	let at = model;
	for (const field of path.split('.')) {
		const type = field === 'id' ? 'id' : db.fieldsOf(at)[field];
		if (type === undefined) throw valueError(`Invalid field ${at}.${path} in condition ${condition}`);
		at = targetOf(type) ?? at;
	}
}

/** The model that a link leads to; undefined for what is no link. */
export function targetOf(type: unknown): string | undefined {
	if (typeof type !== 'string' || !/^(m2o|m2m|o2m):/.test(type)) return undefined;
	const target = type.slice(4).replace('!', '');
	return type.startsWith('o2m:') ? target.slice(0, target.lastIndexOf('.')) : target;
}

/** All values that a path leads to; a link to many leads to many. */
function valuesAt(db: OdooDb, model: string, row: Row, [field, ...rest]: string[]): Value[] {
	const value = db.get(model, row, field);
	const values = Array.isArray(value) ? (value.length ? value : [false]) : [value];
	if (!rest.length) return values;
	const target = targetOf(db.fieldsOf(model)[field])!;
	return values.flatMap((id) => {
		const linked = id ? db.find(target, id) : undefined;
		return linked ? valuesAt(db, target, linked, rest) : [false];
	});
}

type Compare = (values: Value[], wanted: Value) => boolean;
const any =
	(test: (value: Value, wanted: Value) => boolean): Compare =>
	(values, wanted) =>
		values.some((value) => test(value, wanted));
const like = any((value, wanted) =>
	String(value || '')
		.toLowerCase()
		.includes(String(wanted).toLowerCase()),
);
const isIn = any((value, wanted) => (wanted as Value[]).includes(value));
const equal = any((value, wanted) => value === wanted);
const operators: Record<string, Compare> = {
	'=': (values, wanted) => (Array.isArray(wanted) ? isIn(values, wanted) : equal(values, wanted)),
	'!=': (values, wanted) => !equal(values, wanted),
	in: isIn,
	'not in': (values, wanted) => !isIn(values, wanted),
	// Only as a beginning: what is after the last % is not looked at.
	'=like': any((value, wanted) => String(value || '').startsWith(String(wanted).replace(/%$/, ''))),
	ilike: like,
	'not ilike': (values, wanted) => !like(values, wanted),
	'>': any((value, wanted) => value !== false && (value as number) > (wanted as number)),
	'<': any((value, wanted) => value !== false && (value as number) < (wanted as number)),
	'>=': any((value, wanted) => value !== false && (value as number) >= (wanted as number)),
	'<=': any((value, wanted) => value !== false && (value as number) <= (wanted as number)),
};
