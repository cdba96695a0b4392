import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/* Official OpenAPI documents, where they are at hand, and what of a message does not fit them. */

export interface Schema {
	[key: string]: unknown;
	$ref?: string;
	type?: string | string[];
	nullable?: boolean;
	enum?: unknown[];
	properties?: Record<string, Schema>;
	required?: string[];
	additionalProperties?: boolean | Schema;
	items?: Schema;
	allOf?: Schema[];
	oneOf?: Schema[];
	anyOf?: Schema[];
	maxLength?: number;
}
interface Body {
	content?: Record<string, { schema?: Schema }>;
	$ref?: string;
}
interface Operation {
	requestBody?: Body;
	responses: Record<string, Body>;
	parameters?: Array<{ name?: string; in?: string; required?: boolean; $ref?: string }>;
}
interface Document {
	paths: Record<string, Record<string, Operation>>;
}

/** The folders of official documents and recordings; they are read there and never copied. */
const data = process.env.RETURNS_DATA ?? join(__dirname, '../../../shared/data');
export const carrierData = join(data, 'carriers');
export const hasCarrierData = existsSync(carrierData);
const paypalData = join(data, 'paypal');
export const hasPayPalData = existsSync(paypalData);

// eslint reads its own settings with it; a dependency of ours for one test would be one too many.
const { load } = createRequire(createRequire(__filename).resolve('@eslint/eslintrc'))('js-yaml') as {
	load(text: string): unknown;
};

/** A document as it stands. */
export const documentAt = (...path: string[]): unknown => load(readFileSync(join(carrierData, ...path), 'utf8'));

export const openApi = (...path: string[]) => new OpenApi(documentAt(...path) as Document);

/** One of PayPal's documents, by the name that PayPal publishes it under. */
export const paypalApi = (name: string) =>
	new OpenApi(JSON.parse(readFileSync(join(paypalData, `${name}.json`), 'utf8')) as Document);

export interface Exchange {
	method: string;
	/** Behind the base address. */
	path: string;
	query: string[];
	request?: unknown;
	status: number;
	response: unknown;
}

/** One document. `ignored`: fields that the document leaves out, or demands where they cannot be. */
export class OpenApi {
	constructor(private readonly document: Document) {}

	/** What of an exchange does not fit; `[]` when all does. A path that the document does not have is a fault. */
	faults(exchange: Exchange, { ignored = [] as string[], prefix = '' } = {}): string[] {
		const { method, path, status } = exchange;
		const { paths } = this.document;
		// The one that names the path itself comes before one with a place for it.
		const operation = (paths[prefix + path] ??
			Object.entries(paths).find(([one]) =>
				new RegExp(`^${one.replace(/\{[^}]+\}/g, '[^/]+')}$`).test(prefix + path),
			)?.[1])?.[method.toLowerCase()];
		if (!operation) return [`there is no ${method} ${prefix}${path}`];
		const known = (operation.parameters ?? [])
			.map((one) => (one.$ref ? this.resolved(one as Schema) : one) as { name?: string })
			.map(({ name }) => name);
		const at = (one: string) => `${method} ${path} ${one}`;
		const schemaOf = (body: Body | undefined) =>
			(body?.$ref ? (this.resolved(body as Schema) as Body) : body)?.content?.['application/json']?.schema;
		const asked = schemaOf(operation.requestBody);
		const answered = schemaOf(operation.responses[String(status)]);
		return [
			...exchange.query.filter((name) => !known.includes(name)).map((name) => at(`takes no ${name}`)),
			...(operation.responses[String(status)] ? [] : [at(`never answers ${status}`)]),
			...(asked ? this.unfit(asked, exchange.request, 'request') : []).map(at),
			...(answered ? this.unfit(answered, exchange.response, 'response') : []).map(at),
		].filter((fault) => !ignored.some((one) => fault.includes(one)));
	}

	private resolved(schema: Schema): Schema {
		if (!schema.$ref) return schema;
		const found = schema.$ref
			.replace('#/', '')
			.split('/')
			.reduce((at: unknown, name) => (at as Record<string, unknown>)[name.replace('~1', '/')], this.document) as Schema;
		return { ...this.resolved(found), ...schema, $ref: undefined };
	}

	/** Every part of a schema that is one of several that all hold. */
	private parts(given: Schema): Schema[] {
		const schema = this.resolved(given);
		return [schema, ...(schema.allOf ?? []).flatMap((one) => this.parts(one))];
	}

	private unfit(given: Schema, value: unknown, at: string): string[] {
		const parts = this.parts(given);
		for (const { oneOf, anyOf } of parts) {
			const choices = oneOf ?? anyOf;
			if (!choices || parts.some(({ properties }) => properties)) continue;
			const tried = choices.map((one) => this.unfit(one, value, at));
			if (!tried.some((faults) => !faults.length)) return tried[0];
		}
		if (value === null)
			return parts.some(
				({ nullable, type, enum: values }) => nullable || [type].flat().includes('null') || values?.includes(null),
			)
				? []
				: parts.some(({ type, enum: values }) => type || values)
					? [`${at} is null`]
					: [];
		const faults: string[] = [];
		for (const { type, enum: values, maxLength } of parts) {
			const types = [type ?? []].flat();
			if (types.length && !types.some((one) => isOf(one, value))) faults.push(`${at} is no ${types.join(' or ')}`);
			if (values && !values.includes(value))
				faults.push(`${at} is ${JSON.stringify(value)}, not one of ${values.join(', ')}`);
			if (maxLength && typeof value === 'string' && value.length > maxLength) faults.push(`${at} is too long`);
		}
		if (Array.isArray(value)) {
			const items = parts.find((one) => one.items)?.items;
			return [...faults, ...(items ? value.flatMap((one, index) => this.unfit(items, one, `${at}[${index}]`)) : [])];
		}
		if (typeof value !== 'object') return faults;
		const branches = parts.flatMap((one) =>
			[...(one.oneOf ?? []), ...(one.anyOf ?? [])].flatMap((other) => this.parts(other)),
		);
		const all: Record<string, Schema> = Object.assign(
			{},
			...[...parts, ...branches].map(({ properties }) => properties ?? {}),
		);
		const isOpen = !Object.keys(all).length || parts.some(({ additionalProperties: more }) => typeof more === 'object');
		for (const [name, one] of Object.entries(value)) {
			if (all[name]) faults.push(...this.unfit(all[name], one, `${at}.${name}`));
			else if (!isOpen) faults.push(`${at}.${name} is unknown`);
		}
		for (const name of parts.flatMap(({ required }) => required ?? []))
			if (!(name in value)) faults.push(`${at}.${name} is missing`);
		return faults;
	}
}

function isOf(type: string, value: unknown): boolean {
	if (type === 'array') return Array.isArray(value);
	if (type === 'object') return typeof value === 'object' && !Array.isArray(value);
	if (type === 'integer') return Number.isInteger(value);
	return typeof value === type;
}
