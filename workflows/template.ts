import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { z } from 'zod';

const templateNode = z
	.object({
		id: z.string().optional(),
		name: z.string(),
		type: z.string(),
		typeVersion: z.number().optional(),
		disabled: z.boolean().optional(),
		webhookId: z.string().optional(),
		parameters: z.record(z.unknown()).optional(),
		credentials: z.record(z.object({ id: z.string().nullish(), name: z.string().optional() })).optional(),
	})
	.passthrough();

const template = z.object({
	name: z.string().min(1),
	nodes: z.array(templateNode).min(1),
	connections: z.record(z.unknown()),
	settings: z.record(z.unknown()).default({}),
});

const credentialsFile = z.record(z.object({ type: z.string().min(1), data: z.record(z.unknown()) }).strict());

/** A workflow to be brought in. `key` is what it is found again by, whatever it is called in n8n: its file's name. */
export type Template = z.infer<typeof template> & { key?: string };
export type TemplateNode = z.infer<typeof templateNode>;
/** `{ "<credential name>": { type, data } }`, as in the credentials file. */
export type Credentials = z.infer<typeof credentialsFile>;

/** What a template is found again by. */
export const keyOf = ({ key, name }: Pick<Template, 'key' | 'name'>) => key ?? name;

/** Reads templates by file name (with or without `.json`), or all of the folder. Throws on a file that is none. */
export function readTemplates(names: string[], folder: string = __dirname): Template[] {
	const files = readdirSync(folder)
		.filter((file) => file.endsWith('.json'))
		.sort();
	const wanted =
		names.length === 0 || names.includes('all') ? files : names.map((name) => `${basename(name, '.json')}.json`);
	const unknown = wanted.filter((file) => !files.includes(file));
	if (unknown.length > 0) {
		throw new Error(
			`No template ${unknown.join(', ')}. There are: ${files.map((file) => basename(file, '.json')).join(', ') || 'none'}`,
		);
	}
	return wanted.map((file) => ({ ...parseFile(join(folder, file), template), key: basename(file, '.json') }));
}

/** Reads the credentials file. Its errors name the place, never a value. */
export function readCredentials(path: string): Credentials {
	return parseFile(path, credentialsFile);
}

function parseFile<T extends z.ZodTypeAny>(path: string, schema: T): z.infer<T> {
	const text = readFileSync(path, 'utf8');
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		// The parser's own message quotes the text, which may be a secret.
		throw new Error(`${path} is not valid JSON`);
	}
	const parsed = schema.safeParse(value);
	if (parsed.success) return parsed.data as z.infer<T>;
	const { path: where, code } = parsed.error.issues[0];
	throw new Error(`${path} is not as expected at ${where.join('.') || 'its top'} (${code})`);
}
