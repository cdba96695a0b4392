import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jsonSchemaOf, outputOf, type JsonSchema, type OperationFile } from '../../gulp/outputSchema';

/** JSON examples in a section (with its subsections) of a node's page, `docs/nodes/<page>.md`. */
export function examplesIn(page: string, heading: string): unknown[] {
	const lines = readFileSync(join(__dirname, '../../docs/nodes', `${page}.md`), 'utf8').split('\n');
	const level = (line: string) => /^(#+) /.exec(line)?.[1].length ?? Infinity;
	const at = lines.findIndex((line) => /^##+ /.test(line) && line.replace(/^#+ /, '') === heading);
	if (at < 0) return [];
	const after = lines.slice(at + 1);
	const end = after.findIndex((line) => level(line) <= level(lines[at]));
	const section = after.slice(0, end < 0 ? undefined : end).join('\n');
	return [...section.matchAll(/```json\n(.*?)```/gs)].map(([, json]) => JSON.parse(json) as unknown);
}

/** What an operation gives out, as the editor is told. */
export function schemaOf(file: OperationFile): JsonSchema {
	return jsonSchemaOf(outputOf(file));
}

/** Paths of an example that its output schema does not know, or knows as another type. `…` says that there is more. */
export function strangeTo(schema: JsonSchema | undefined, value: unknown, path = ''): string[] {
	if (value === '…') return [];
	const type =
		value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value === 'number' ? 'number' : typeof value;
	const known = [schema?.type ?? []].flat();
	if (!schema || !known.some((one) => (one === 'integer' ? 'number' : one) === type))
		return [`${path}: ${type}, not ${known.join(' or ') || 'undefined'}`];
	if (Array.isArray(value))
		return schema.items ? value.flatMap((one) => strangeTo(schema.items, one, `${path}[]`)) : [];
	if (type !== 'object' || !schema.properties) return [];
	return Object.entries(value as object).flatMap(([name, one]) =>
		name === '…' ? [] : strangeTo(schema.properties![name], one, `${path}.${name}`),
	);
}

/** Paths of an example that a real output does not have, or has as another type. */
export function absentFrom(real: unknown, example: unknown, path = ''): string[] {
	if (Array.isArray(example))
		return Array.isArray(real) ? example.flatMap((one) => absentFrom(real[0], one, `${path}[]`)) : [path];
	if (typeof example !== 'object' || example === null) return typeof real === typeof example ? [] : [path];
	if (typeof real !== 'object' || real === null) return [path];
	return Object.entries(example).flatMap(([name, one]) =>
		absentFrom((real as Record<string, unknown>)[name], one, `${path}.${name}`),
	);
}
