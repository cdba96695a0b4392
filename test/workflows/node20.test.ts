import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
/** What Node 20 does not have. */
const TOO_NEW = ['node:sqlite', 'node:sea', 'node:test/reporters'];

/** Every file that is loaded with a file, and how it got there, by the imports that are carried out when a file is loaded. */
function loadedWith(entries: string[]): Map<string, string[]> {
	const files = new Map<string, string[]>(entries.map((file) => [file, [relative(root, file)]]));
	for (const [file, way] of files) {
		const text = readFileSync(file, 'utf8');
		// `import type` is gone when a file runs; so is an import of nothing but types in braces.
		for (const [, names = '', from] of text.matchAll(
			/^(?:(?:import|export)\s+(?!type\b)([^;'"=]*?)\s+from|import)\s+'([^']+)'/gm,
		)) {
			const onlyTypes = /^\{(\s*type [^,}]+,?)+\s*\}$/.test(names);
			if (onlyTypes) continue;
			if (!from.startsWith('.')) {
				if (TOO_NEW.includes(from)) throw new Error(`${[...way, from].join(' -> ')}`);
				continue;
			}
			const found = [`${from}.ts`, `${from}/index.ts`, from]
				.map((one) => resolve(dirname(file), one))
				.find((one) => /\.(ts|json)$/.test(one) && existsSync(one));
			if (!found) throw new Error(`${relative(root, file)} imports ${from}, which is not there`);
			if (found.endsWith('.ts') && !files.has(found)) files.set(found, [...way, relative(root, found)]);
		}
	}
	return files;
}

it('loads nothing that Node 20 has not when the importer starts and reads the nodes', () => {
	const { n8n } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { n8n: { nodes: string[] } };
	const nodes = n8n.nodes.map((file) => join(root, file.replace(/^dist\//, '').replace(/\.js$/, '.ts')));

	const loaded = loadedWith([join(root, 'workflows/import.ts'), ...nodes]);

	expect([...loaded.keys()].map((file) => relative(root, file))).toEqual(
		expect.arrayContaining(['workflows/importer.ts', 'workflows/nodeCredentials.ts', 'nodes/shared/store/sqlite.ts']),
	);
});
