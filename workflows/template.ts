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

/** What a return needs from the request to the refund, by the numbers of the files. */
const RETURN = ['01', '02', '03', '04', '10', '11', '13', '14'];

/** What a template is found again by. */
export const keyOf = ({ key, name }: Pick<Template, 'key' | 'name'>) => key ?? name;

/**
 * Reads templates by file name (with or without `.json`), by number (`20`: all that begin with it), `return` for the whole way of a
 * return, or all of the folder. Throws on a name that fits no file, and on a file that is no template.
 */
export function readTemplates(names: string[], folder: string = __dirname): Template[] {
	const files = readdirSync(folder)
		.filter((file) => file.endsWith('.json'))
		.sort();
	const asked = names.flatMap((name) => (name === 'return' ? RETURN : basename(name, '.json')));
	const isAsked = (file: string, name: string) =>
		file === `${name}.json` || (/^\d+$/.test(name) && file.startsWith(`${name}-`));
	const unknown = asked.filter((name) => name !== 'all' && !files.some((file) => isAsked(file, name)));
	if (unknown.length > 0) {
		throw new Error(
			`No template ${unknown.join(', ')}. There are: ${files.map((file) => basename(file, '.json')).join(', ') || 'none'}`,
		);
	}
	const isAll = asked.length === 0 || asked.includes('all');
	return files
		.filter((file) => isAll || asked.some((name) => isAsked(file, name)))
		.map((file) => ({ ...parseFile(join(folder, file), template), key: basename(file, '.json') }));
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
