import Ajv, { type ValidateFunction } from 'ajv';
import { stripeSlice, type Schema } from './stripeTypings';

const ajv = new Ajv({ strict: false, allErrors: true });
const checks = new Map<Schema, ValidateFunction>();

/** Faults of a request to Stripe: its form (POST) or query (any other), as flat fields such as `metadata[note]`. */
export function requestFaults(method: string, path: string, fields: Record<string, string>): string[] {
	const { operations } = stripeSlice();
	const name = Object.keys(operations).find((one) => {
		const [verb, template] = one.split(' ');
		return verb === method && new RegExp(`^${template.replace(/\{\w+\}/g, '[^/]+')}$`).test(path);
	});
	if (!name) return [`there is no ${method} ${path}`];
	const schema = operations[name].fields;
	return faults(schema, typed(nested(fields), schema));
}

/** Faults of an object that a stand-in answers, e.g. as a `refund`; or of a whole answer to a request. */
export function answerFaults(kind: string, value: unknown): string[] {
	const { definitions, operations } = stripeSlice();
	const schema = operations[kind]?.answer ?? definitions[kind];
	if (!schema) throw new Error(`the typings describe no ${kind}`);
	return faults(schema, value);
}

function faults(schema: Schema, value: unknown): string[] {
	if (!ajv.getSchema('stripe')) ajv.addSchema({ definitions: stripeSlice().definitions }, 'stripe');
	let check = checks.get(schema);
	if (!check) checks.set(schema, (check = ajv.compile(schema)));
	return check(value)
		? []
		: check.errors!.map(({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`);
}

interface Tree {
	[name: string]: string | Tree;
}

/** `{ 'a[b]': 'x', 'c[0]': 'y' }` as `{ a: { b: 'x' }, c: { 0: 'y' } }` */
function nested(fields: Record<string, string>): Tree {
	const tree: Tree = {};
	for (const [field, value] of Object.entries(fields)) {
		const names = field.split('[').map((name) => name.replace(/\]$/, ''));
		let at = tree;
		for (const name of names.slice(0, -1)) at = (at[name] ??= {}) as Tree;
		at[names.at(-1)!] = value;
	}
	return tree;
}

/** Texts as the types that the schema has in their place; what does not fit stays a text, and is then a fault. */
function typed(value: string | Tree, schema: Schema | undefined): unknown {
	const choices = schema?.anyOf ?? (schema ? [schema] : []);
	if (typeof value === 'string') {
		const types = choices.map(({ type }) => type);
		if (types.includes('integer') && /^-?\d+$/.test(value)) return Number(value);
		if (types.includes('boolean') && /^(true|false)$/.test(value)) return value === 'true';
		return value;
	}
	const array = choices.find(({ type }) => type === 'array');
	if (array) return Object.values(value).map((one) => typed(one, array.items));
	const object = choices.find(({ type }) => type === 'object');
	const others = typeof object?.additionalProperties === 'object' ? object.additionalProperties : undefined;
	return Object.fromEntries(
		Object.entries(value).map(([name, one]) => [name, typed(one, object?.properties?.[name] ?? others)]),
	);
}
