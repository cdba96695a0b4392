import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

/* The documents as a reader uses them: every page can be found, what is shown as JSON is JSON, and what is told to be typed can be. */

const root = join(__dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const filesUnder = (folder: string, ending: string) =>
	readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith(ending))
		.map((file) => join(folder, file))
		.sort();
const docs = filesUnder('docs', '.md');
const pages = ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'workflows/README.md', ...docs];
const linksOf = (page: string) =>
	[...read(page).matchAll(/\]\(([^)\s#]+)[^)]*\)/g)].map(([, target]) =>
		relative(root, join(root, dirname(page), target)),
	);

describe('docs/README.md', () => {
	const index = linksOf('docs/README.md');
	const named = new Set(['docs/README.md', ...index]);
	it.each(docs)('leads to %s, itself or by the page of its folder', (page) => {
		const ofFolder = join(dirname(page), 'README.md');
		const byFolder = index.includes(ofFolder) && linksOf(ofFolder).includes(page);
		expect(named.has(page) || byFolder).toBe(true);
	});
});

/** Blocks of code: the word behind the fence, and the text. */
const blocksOf = (text: string) =>
	[...text.matchAll(/^[ \t]*```(\w*)[^\n]*\n([\s\S]*?)^[ \t]*```/gm)].map(([, language, code]) => ({ language, code }));

/** What is shown as JSON and is none. */
const brokenJson = (text: string) =>
	blocksOf(text)
		.filter(({ language }) => language === 'json')
		.flatMap(({ code }) => {
			try {
				JSON.parse(code);
				return [];
			} catch (error) {
				return [`${String(error)}: ${code.slice(0, 80)}`];
			}
		});

/** Programs by how they are typed: the file that reads their options, and which words may follow. */
interface Program {
	file: string;
	words?: (word: string) => boolean;
}
const testFiles = filesUnder('test', '.test.ts');
const tests: Program = { file: '', words: (word) => testFiles.some((file) => file.includes(word)) };
const programs: Record<string, Program> = {
	'npm run demo': { file: 'test/demo/demo.ts' },
	'npm run sandbox': { file: 'test/sandbox/main.ts' },
	'npm run simulate': { file: 'test/simulation/main.ts' },
	'npm run lint': { file: 'test/setup/jobs.mjs' },
	'npm run bench': { file: '', words: (word) => existsSync(join(root, `test/bench/${word}.ts`)) },
	'npm run templates': { file: '', words: (word) => read('gulpfile.js').includes(`exports.${word} = `) },
	'npm run test:n8n': tests,
	'npm run test:odoo': tests,
	'npm run test:queue': tests,
	'npm run test:postgres': tests,
	'npm test': tests,
	'n8n-returns-import': { file: 'workflows/import.ts', words: () => true },
	'node dist/workflows/import.js': { file: 'workflows/import.ts', words: () => true },
	'n8n-returns-store': { file: 'nodes/shared/store/cli/returnsStore.ts', words: () => true },
};

/** What a text tells to type, each program with what follows it to the end of the line or of the words in backticks. */
function commandsIn(text: string): Array<{ program: string; rest: string[] }> {
	const found = new RegExp(`(?<![\\w./])(${Object.keys(programs).join('|')})(?![\\w:-])([^\`\\n|;&]*)`, 'g');
	return [...text.matchAll(found)].map(([, program, rest]) => ({
		program,
		// npm hands on what stands behind two dashes.
		rest: (program.startsWith('npm') ? (/^ -- (.*)/.exec(rest)?.[1] ?? '') : rest).split(/\s+/).filter(Boolean),
	}));
}

/** What of it cannot be typed. */
function strangeIn(text: string): string[] {
	return commandsIn(text).flatMap(({ program, rest }) => {
		const { file, words } = programs[program];
		const options = file ? read(file) : '';
		return rest.flatMap((word, at) => {
			const option = /^--([\w-]+)/.exec(word)?.[1];
			const known = option
				? new RegExp(`(['"]?)${option}\\1: \\{ type: |'--${option}'|^ +--${option} `, 'm').test(options)
				: at > 0 || !words || !/^[\w/.-]+$/.test(word) || word.startsWith('-') || words(word);
			return known ? [] : [`${program}: ${word}`];
		});
	});
}

describe.each(pages)('%s', (page) => {
	it('shows as JSON what is JSON', () => expect(brokenJson(read(page))).toEqual([]));
	it('tells to type what can be typed', () => expect(strangeIn(read(page))).toEqual([]));
});

it('a block, a command and an option that are wrong would be found', () => {
	expect(brokenJson('```json\n{ "a": 1, }\n```')).toHaveLength(1);
	expect(
		strangeIn(
			[
				'`npm run demo -- --chaso`',
				'```sh\nn8n-returns-import --url x --dryrun\n```',
				'`npm run bench -- retrun`',
				'`npm run test:n8n -- n8n/nothing`',
				'`npm run templates -- nmae`',
				'`npm run lint -- --mend`',
			].join('\n'),
		),
	).toEqual([
		'npm run demo: --chaso',
		'n8n-returns-import: --dryrun',
		'npm run bench: retrun',
		'npm run test:n8n: n8n/nothing',
		'npm run templates: nmae',
		'npm run lint: --mend',
	]);
	expect(pages.flatMap((page) => commandsIn(read(page)).filter(({ rest }) => rest.length)).length).toBeGreaterThan(25);
	expect(docs.map((page) => basename(page))).toContain('README.md');
});
