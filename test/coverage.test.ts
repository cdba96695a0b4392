import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { INodePropertyOptions, INodeType } from 'n8n-workflow';

/* docs/coverage.md: what is there row by row, and the tests that hold it. */

const root = join(__dirname, '..');
const page = join(root, 'docs/coverage.md');
const rows = readFileSync(page, 'utf8')
	.split('\n')
	.map((line) => /^\| (\d+) \| (.+?) \| (.+?) \|(.*)\|$/.exec(line))
	.filter((found) => found !== null)
	.map(([, number, what, where, heldBy]) => ({ number: Number(number), what, where, heldBy }));

it('has every row once, in order', () => {
	expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 146 }, (_, index) => index + 1));
});

it.each(rows)('$number names what is there, and what proves it', ({ where, heldBy }) => {
	const links = [...where.matchAll(/\]\(([^)#]+)/g)].map(([, link]) => join(dirname(page), link));
	const tests = [...heldBy.matchAll(/`([^`]+)`/g)].map(([, test]) => join(root, test));
	expect([...links, ...tests].filter((path) => !existsSync(path))).toEqual([]);
	expect(tests.length).toBeGreaterThan(0);
});

const inSmallLetters = (name: string) => name.toLowerCase().replace(/-/g, '');

/** Each operation of each node as the page names it: `Goods: Sort`, with the node's own name before it where there is no resource. */
function operations(): Set<string> {
	const { n8n } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { n8n: { nodes: string[] } };
	const names = n8n.nodes.flatMap((compiled) => {
		const source = compiled.replace(/^dist\//, '').replace(/\.js$/, '');
		const exported = require(join(root, source)) as Record<string, new () => INodeType>; // eslint-disable-line @typescript-eslint/no-require-imports -- named by package.json
		const { displayName, properties } = new exported[basename(source).split('.')[0]]().description;
		const choices = (property?: (typeof properties)[number]) => (property?.options ?? []) as INodePropertyOptions[];
		return choices(properties.find(({ name }) => name === 'resource')).flatMap((resource) =>
			properties
				.filter(
					({ name, displayOptions }) =>
						name === 'operation' && displayOptions?.show?.resource?.includes(resource.value),
				)
				.flatMap((property) =>
					choices(property).flatMap(({ name }) => [`${resource.name}: ${name}`, `${displayName}: ${name}`]),
				),
		);
	});
	return new Set(names.map(inSmallLetters));
}

/** `*Payment: Get, Find*` names two. */
const operationsIn = (text: string) =>
	[...text.matchAll(/\*([A-Z][A-Za-z -]+): ([A-Z][A-Za-z, -]+)\*/g)].flatMap(([, resource, names]) =>
		names.split(', ').map((name) => `${resource}: ${name}`),
	);

it('names operations that nodes offer', () => {
	const offered = operations();
	const named = rows.flatMap(({ where }) => operationsIn(where));
	expect(named.length).toBeGreaterThan(40);
	expect(named.filter((name) => !offered.has(inSmallLetters(name)))).toEqual([]);
	expect(operationsIn('*Payment: Get, Fly Away*')).toEqual(['Payment: Get', 'Payment: Fly Away']);
	expect(offered.has('payment: fly away')).toBe(false);
});
