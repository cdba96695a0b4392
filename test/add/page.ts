import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What a page of docs/add tells to do: files to add, and lines to change in files that are there. */
export interface Page {
	added: Map<string, string>;
	touched: Map<string, string>;
}

/** Reads a page: a fenced block that names a file is that file (`ts <path>`, `json <path>`), or what changes in it (`diff <path>`). */
export function readPage(path: string): Page {
	const page: Page = { added: new Map(), touched: new Map() };
	for (const [, kind, file, text] of readFileSync(path, 'utf8').matchAll(
		/^```(ts|json|diff) (\S+\.\w+)\n([^]*?)^```$/gm,
	)) {
		const files = kind === 'diff' ? page.touched : page.added;
		if (files.has(file)) throw new Error(`${path} names ${file} twice`);
		files.set(file, text);
	}
	return page;
}

/** Does in `root` what a page tells. */
export function applyPage(root: string, { added, touched }: Page): void {
	for (const [file, text] of added) {
		mkdirSync(dirname(join(root, file)), { recursive: true });
		writeFileSync(join(root, file), text, { flag: 'wx' });
	}
	for (const [file, diff] of touched) {
		const path = join(root, file);
		writeFileSync(path, changed(readFileSync(path, 'utf8').split('\n'), diff, file).join('\n'));
	}
}

/** Lines as a diff changes them. Every line that it keeps or takes away must be there, in its order. */
function changed(lines: string[], diff: string, file: string): string[] {
	const result = [...lines];
	let at = 0;
	for (const [sign, ...rest] of diff.trimEnd().split('\n')) {
		const line = rest.join('');
		if (sign === '+') {
			result.splice(at++, 0, line);
			continue;
		}
		const found = result.findIndex((one, index) => index >= at && one.startsWith(line));
		if (found < 0) throw new Error(`${file} has no line "${line}"`);
		at = sign === '-' ? found : found + 1;
		if (sign === '-') result.splice(found, 1);
	}
	return result;
}
