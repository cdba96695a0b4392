import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { houseDiagrams } from '../gulp/houseDiagram';
import { connections, processors } from '../nodes/shared/model';

const page = join(__dirname, '../docs/architecture.md');
const [begin, end] = ['<!-- diagrams: made of the imports -->', '<!-- /diagrams -->'];

it('the diagrams of docs/architecture.md are those of the imports (UPDATE_DOCS=1 npm test -- test/architecture.test.ts draws them anew)', () => {
	const text = readFileSync(page, 'utf8');
	const [before, rest] = text.split(begin);
	const after = rest.split(end)[1];
	const fresh = `${before}${begin}\n\n${houseDiagrams()}\n\n${end}${after}`;
	if (process.env.UPDATE_DOCS) writeFileSync(page, fresh);
	else expect(text).toBe(fresh);
});

it('arrows of floors lead down', () => {
	const floors = ['model', 'case', 'store', 'effect', 'operation', 'trigger'].map((name) => `shared_${name}`);
	const arrows = [
		...houseDiagrams()
			.split('The rooms of')[0]
			.matchAll(/(\w+) --> (\w+)/g),
	];
	const among = arrows.filter(([, from, to]) => floors.includes(from) && floors.includes(to));
	expect(among.length).toBeGreaterThan(4);
	for (const [, from, to] of among) expect(floors.indexOf(from)).toBeGreaterThan(floors.indexOf(to));
	for (const node of ['OdooReturns', 'ReturnPolicy', 'StripeRefunds'])
		expect(arrows.some(([, from]) => from === node)).toBe(true);
});

describe('the tables of companies', () => {
	const text = readFileSync(page, 'utf8');
	const rows = (heading: string) =>
		text
			.split(heading)[1]
			.split('\n\n')[0]
			.split('\n')
			.filter((line) => line.startsWith('| `'))
			.map((line) => line.slice(2, -2).replace(/`/g, '').split(' | '));
	it('are those of the code', () => {
		expect(rows('| connection |')).toEqual(
			Object.entries(connections).map(([name, { kind, gives }]) => [name, kind, gives.join(', ') || '-']),
		);
		expect(rows('| processor |').map(([name, through]) => [name, through.split(':')[0]])).toEqual(
			Object.entries(processors).map(([name, { paidBy }]) => [name, paidBy ?? 'nobody']),
		);
	});
});

it('names only files and folders that are there', () => {
	const [tree] = /```\nnodes\/\n[^]*?```/.exec(readFileSync(page, 'utf8'))!;
	const folders = [...tree.matchAll(/^( *)(\w+)\//gm)];
	const path: string[] = [];
	const named = folders.map(([, indent, name]) => {
		path.splice(indent.length / 2, path.length, name);
		return path.join('/');
	});
	expect(named.length).toBeGreaterThan(15);
	expect(named.filter((one) => !existsSync(join(__dirname, '..', one)))).toEqual([]);
	const there = readdirSync(join(__dirname, '../nodes'), { withFileTypes: true }).filter((one) => one.isDirectory());
	expect(there.map((one) => `nodes/${one.name}`).filter((one) => !named.includes(one))).toEqual([]);
});
