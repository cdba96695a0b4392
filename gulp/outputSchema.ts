import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ignoreOverride, zodToJsonSchema, type JsonSchema7Type, type Options } from 'zod-to-json-schema';

/*
 * What operations give out (their `output`, nodes/<Node>/actions/<resource>/<operation>.operation.ts), as the editor reads it before
 * anything ran: __schema__/v1.0.0/<resource>/<operation>.json.
 */

const root = join(__dirname, '..');

/** A JSON schema in the few words that n8n's editor understands: it takes the first of several types, and knows no anyOf. */
export interface JsonSchema {
	type?: string | string[];
	properties?: Record<string, JsonSchema>;
	items?: JsonSchema;
	required?: string[];
}

export interface OperationFile {
	/** The node's folder: `StripeRefunds`. */
	node: string;
	resource: string;
	operation: string;
}

/** Every operation of every node. */
export function operationFiles(): OperationFile[] {
	return readdirSync(join(root, 'nodes'), { recursive: true, encoding: 'utf8' })
		.map((path) => /^(\w+)\/actions\/(\w+)\/(\w+)\.operation\.ts$/.exec(path))
		.filter((found) => found !== null)
		.map(([, node, resource, operation]) => ({ node, resource, operation }));
}

/** The output of an operation: what each of its items has of its own, beside what it passes on from its input. */
export function outputOf(file: OperationFile): z.AnyZodObject {
	return operationOf(file).output;
}

/** The same for each output of its node: one, or several that differ. */
export function outputsOf(file: OperationFile): z.AnyZodObject[] {
	const { output, outputs } = operationOf(file);
	return outputs ?? [output];
}

function operationOf({ node, resource, operation }: OperationFile) {
	const file = join(root, 'nodes', node, 'actions', resource, `${operation}.operation.ts`);
	return require(file) as { output: z.AnyZodObject; outputs?: z.AnyZodObject[] }; // eslint-disable-line @typescript-eslint/no-require-imports -- found by its place
}

/**
 * A schema of what is read as one of what is given out: defaults are filled in, so they are there; transformations are done; and an
 * object has nothing that is not named, unless it says what else it may have (`catchall`).
 */
export function asGiven(schema: z.ZodTypeAny): z.ZodTypeAny {
	if (schema instanceof z.ZodDefault) return asGiven(schema.removeDefault() as z.ZodTypeAny);
	if (schema instanceof z.ZodEffects) return asGiven(schema.innerType() as z.ZodTypeAny);
	if (schema instanceof z.ZodOptional) return asGiven(schema.unwrap() as z.ZodTypeAny).optional();
	if (schema instanceof z.ZodNullable) return asGiven(schema.unwrap() as z.ZodTypeAny).nullable();
	if (schema instanceof z.ZodArray) return z.array(asGiven(schema.element as z.ZodTypeAny));
	if (schema instanceof z.ZodRecord) return z.record(schema.keySchema, asGiven(schema.valueSchema as z.ZodTypeAny));
	if (!(schema instanceof z.ZodObject)) return schema;
	const fields = Object.entries((schema as z.AnyZodObject).shape as z.ZodRawShape);
	const given = z.object(Object.fromEntries(fields.map(([name, field]) => [name, asGiven(field)])));
	const { catchall } = (schema as z.AnyZodObject)._def;
	return catchall instanceof z.ZodNever ? given.strict() : given.catchall(catchall);
}

/** What may be anything is shown as an object: every field needs a type. */
const overrideUnknown: Options['override'] = (def) => {
	const unknown = (def as z.ZodUnknownDef).typeName === z.ZodFirstPartyTypeKind.ZodUnknown;
	const anything = { type: ['object', 'array', 'string', 'number', 'boolean', 'null'] };
	return unknown ? (anything as JsonSchema7Type) : ignoreOverride;
};

/** The JSON schema of an operation's output. An item has more, which it passes on, so nothing is said of further fields. */
export function jsonSchemaOf(output: z.AnyZodObject): JsonSchema {
	const schema = zodToJsonSchema(asGiven(output), { $refStrategy: 'none', override: overrideUnknown });
	const text = JSON.stringify(schema, (key, value: unknown) =>
		key === '$schema' || (key === 'additionalProperties' && value === false) ? undefined : value,
	);
	return JSON.parse(text) as JsonSchema;
}

/**
 * What n8n's editor shows of a schema: names and types, the first of several, five objects deep (below are only the rules of a
 * policy). The files in the package say no more. They are so short that a packer, which remembers 32 KB, still knows the case of
 * the file before when it comes to the next.
 */
export function asShown({ type, properties, items }: JsonSchema, levels = 5): JsonSchema {
	const fields = properties && levels > 0 && Object.entries(properties);
	return {
		type: [type].flat()[0],
		...(fields && { properties: Object.fromEntries(fields.map(([name, one]) => [name, asShown(one, levels - 1)])) }),
		...(items && { items: asShown(items, levels) }),
	};
}
