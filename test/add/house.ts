import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import ts from 'typescript';

export const root = join(__dirname, '..', '..');

/** A copy of all sources, tests and documents, in which anything may be written. Give it back with `removeHouse`. */
export function copyHouse(): string {
	const home = mkdtempSync(join(tmpdir(), 'returns-add-'));
	const kept = readdirSync(root).filter(
		(name) => ['.ci', '.github'].includes(name) || !/^(\.|dist$|node_modules$)/.test(name),
	);
	for (const name of kept)
		cpSync(join(root, name), join(home, name), { recursive: true, filter: (path) => path !== images });
	for (const [from, to] of [
		['node_modules', 'node_modules'],
		['docs/images', 'docs/images'],
	])
		symlinkSync(join(root, from), join(home, to));
	return home;
}
const images = join(root, 'docs', 'images');

export const removeHouse = (home: string): void => rmSync(home, { recursive: true, force: true });

export interface Compiler {
	/** What the compiler says of all files, or of one; `instead`: files that have another text. Each with its file's path. */
	problems(instead?: Record<string, string>, only?: string): string[];
	emit(): void;
}

/** TypeScript's compiler for the sources under a folder and some tests beside, under the project's own options. */
export function compilerOf(folder: string, tests: string[] = []): Compiler {
	const { config } = ts.readConfigFile(join(folder, 'tsconfig.json'), ts.sys.readFile);
	const { options } = ts.parseJsonConfigFileContent(config, { ...ts.sys, readDirectory: () => [] }, folder);
	Object.assign(options, { sourceMap: false, types: ['node', 'jest'] });
	const sources = ['nodes', 'credentials'].flatMap((part) =>
		readdirSync(join(folder, part), { recursive: true, encoding: 'utf8' })
			.filter((file) => file.endsWith('.ts'))
			.map((file) => join(folder, part, file)),
	);
	const all = [...sources, ...tests.map((file) => join(folder, file))];
	const base = ts.createProgram(all, options);
	const programOf = (instead: Record<string, string>) => {
		const host = ts.createCompilerHost(options);
		const { getSourceFile } = host;
		host.getSourceFile = (file, ...rest) => {
			const text = instead[relative(folder, file)];
			if (text !== undefined) return ts.createSourceFile(file, text, ...(rest.slice(0, 1) as [ts.ScriptTarget]));
			return base.getSourceFile(file) ?? getSourceFile(file, ...rest);
		};
		return ts.createProgram(all, options, host);
	};
	return {
		problems(instead, only) {
			const program = instead ? programOf(instead) : base;
			const file = only === undefined ? undefined : program.getSourceFile(join(folder, only));
			return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
				({ file: at, messageText }) =>
					`${at ? relative(folder, at.fileName) : ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
			);
		},
		emit: () => void base.emit(),
	};
}
