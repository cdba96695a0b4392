import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const root = join(__dirname, '..');

/** Every source of the package, as a path from the root. */
export function sourceFiles(): string[] {
	return ['nodes', 'credentials', 'workflows'].flatMap((folder) =>
		readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
			.filter((file) => file.endsWith('.ts'))
			.map((file) => join(folder, file))
			.sort(),
	);
}

/** What a file imports from this project, types too. */
export function importsOf(file: string, text = readFileSync(join(root, file), 'utf8')): string[] {
	return ts.createSourceFile(file, text, ts.ScriptTarget.Latest).statements.flatMap((statement) => {
		if (!ts.isImportDeclaration(statement) && !ts.isExportDeclaration(statement)) return [];
		const { moduleSpecifier } = statement;
		if (!moduleSpecifier || !ts.isStringLiteral(moduleSpecifier) || !moduleSpecifier.text.startsWith('.')) return [];
		const path = join(dirname(file), moduleSpecifier.text);
		const found = [`${path}.ts`, join(path, 'index.ts')].find((one) => existsSync(join(root, one)));
		return found ? [found] : [];
	});
}
