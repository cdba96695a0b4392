import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/* What docs/add names must be there: files are looked for by test/package.test.ts, names of the code here. */

const root = join(__dirname, '..', '..');
const sources = ['nodes', 'credentials', 'workflows', 'test', 'gulp']
	.flatMap((folder) =>
		readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
			.filter((file) => /\.(ts|json)$/.test(file))
			.map((file) => readFileSync(join(root, folder, file), 'utf8')),
	)
	.join('\n');
const known = new Set(sources.match(/\w+/g));
const pages = readdirSync(join(root, 'docs', 'add'));

it('the pages are those of what can be added', () => {
	expect(pages.sort()).toEqual(
		['carrier', 'channel', 'event', 'language', 'operation', 'payment-provider', 'policy-rule'].map(
			(name) => `${name}.md`,
		),
	);
	const contributing = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
	expect(pages.filter((page) => !contributing.includes(`docs/add/${page}`))).toEqual([]);
});

it.each(pages)('%s names only what the code has, or what it tells to write', (page) => {
	const text = readFileSync(join(root, 'docs', 'add', page), 'utf8');
	const written = (text.match(/^```\w+ [^]*?^```$/gm) ?? []).join('\n');
	const own = new Set(written.match(/\w+/g));
	const prose = text.replace(/^```[^]*?^```$/gm, '').replace(/\]\([^)]*\)/g, ']');
	const named = [...prose.matchAll(/`([^`]+)`/g)]
		.map(([, code]) => code)
		.filter((code) => !/^(npm|node) /.test(code))
		.flatMap((code) => code.match(/[A-Za-z_]\w{3,}/g) ?? []);
	expect(named.length).toBeGreaterThan(3);
	expect(named.filter((word) => !known.has(word) && !own.has(word))).toEqual([]);
});
