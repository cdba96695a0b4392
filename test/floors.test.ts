import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

/*
 * The house has floors: what stands below knows nothing of what stands above it (docs/architecture.md). Imports of types count too,
 * except for circles: types alone cannot go round at run time.
 */

const root = join(__dirname, '..');
const floors = [
	/^nodes\/shared\/model\//,
	/^nodes\/shared\/case\//,
	/^nodes\/shared\/effect\//,
	/^(nodes|credentials)\//,
	/^workflows\//,
];
const floorOf = (file: string) => floors.findIndex((floor) => floor.test(file));

interface Import {
	file: string;
	typesOnly: boolean;
}

/** What a file imports from this project. */
function importsOf(file: string, text = readFileSync(join(root, file), 'utf8')): Import[] {
	return ts.createSourceFile(file, text, ts.ScriptTarget.Latest).statements.flatMap((statement) => {
		if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
		const { moduleSpecifier } = statement;
		if (!moduleSpecifier || !ts.isStringLiteral(moduleSpecifier) || !moduleSpecifier.text.startsWith('.')) return [];
		const path = join(dirname(file), moduleSpecifier.text);
		const found = [`${path}.ts`, join(path, 'index.ts')].find((one) => existsSync(join(root, one)));
		return found ? [{ file: found, typesOnly: isOfTypes(statement) }] : [];
	});
}

function isOfTypes(statement: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
	if (ts.isExportDeclaration(statement)) return statement.isTypeOnly;
	const { importClause } = statement;
	const named = importClause?.namedBindings;
	return (
		!!importClause &&
		(importClause.isTypeOnly ||
			(!importClause.name &&
				!!named &&
				ts.isNamedImports(named) &&
				named.elements.every(({ isTypeOnly }) => isTypeOnly)))
	);
}

/** Why a file must not import another; undefined: it may. */
function forbidden(file: string, imported: string): string | undefined {
	const [from, to] = [floorOf(file), floorOf(imported)];
	if (to > from) return `${file} imports ${imported}, which stands above it`;
	const folders = [file, imported].map((one) => one.split('/').slice(0, 2).join('/'));
	if (from === 3 && to === 3 && file.startsWith('nodes/') && folders[0] !== folders[1])
		return `${file} imports another node's ${imported}`;
	return undefined;
}

/** Each circle of imports that remain at run time, by the files in it. */
function circles(graph: Map<string, string[]>): string[][] {
	const found: string[][] = [];
	const [index, low, open] = [new Map<string, number>(), new Map<string, number>(), new Set<string>()];
	const path: string[] = [];
	const visit = (file: string) => {
		index.set(file, index.size);
		low.set(file, index.get(file)!);
		path.push(file);
		open.add(file);
		for (const next of graph.get(file) ?? []) {
			if (!index.has(next)) visit(next);
			if (open.has(next)) low.set(file, Math.min(low.get(file)!, low.get(next)!));
		}
		if (low.get(file) !== index.get(file)) return;
		const group = path.splice(path.indexOf(file));
		for (const one of group) open.delete(one);
		if (group.length > 1) found.push(group.sort());
	};
	for (const file of graph.keys()) if (!index.has(file)) visit(file);
	return found;
}

const files = ['nodes', 'credentials', 'workflows'].flatMap((folder) =>
	readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => relative(root, join(root, folder, file))),
);
const imports = new Map(files.map((file) => [file, importsOf(file)]));

it('nothing imports what stands above it, and no node another node', () => {
	expect(files.flatMap((file) => imports.get(file)!.flatMap((one) => forbidden(file, one.file) ?? []))).toEqual([]);
	expect(files.length).toBeGreaterThan(300);
});

it('no imports go round in a circle', () => {
	expect(
		circles(
			new Map(
				[...imports].map(([file, all]) => [file, all.filter(({ typesOnly }) => !typesOnly).map((one) => one.file)]),
			),
		),
	).toEqual([]);
});

it('a forbidden import would be found', () => {
	expect(
		importsOf('nodes/shared/model/money.ts', "import type { CaseState } from '../case/state';").flatMap(
			({ file }) => forbidden('nodes/shared/model/money.ts', file) ?? [],
		),
	).toHaveLength(1);
	expect(
		importsOf('nodes/ReturnPolicy/rules.ts', "import { x } from '../StripeRefunds/transport/stripe';").flatMap(
			({ file }) => forbidden('nodes/ReturnPolicy/rules.ts', file) ?? [],
		),
	).toHaveLength(1);
	expect(
		circles(
			new Map([
				['a', ['b']],
				['b', ['c']],
				['c', ['a']],
				['d', ['a']],
			]),
		),
	).toEqual([['a', 'b', 'c']]);
});
