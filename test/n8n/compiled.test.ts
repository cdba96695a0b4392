import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { boundCompiled, compiledOf } from './compiled';

describe('what Node keeps of compiled modules', () => {
	let folder: string;
	beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'n8n-returns-compiled-'))));
	afterEach(() => rmSync(folder, { recursive: true, force: true }));

	it('is removed when there is much of it, and only then', async () => {
		await boundCompiled(folder);
		const kept = join(compiledOf(folder), 'v24');
		mkdirSync(kept, { recursive: true });
		for (const name of ['a', 'b', 'c']) writeFileSync(join(kept, name), '');
		await boundCompiled(folder, 4);
		expect(readdirSync(kept)).toHaveLength(3);
		await boundCompiled(folder, 3);
		expect(readdirSync(folder)).toEqual([]);
	});

	it('is not used when it is broken, or of another source', () => {
		const [main, own] = [join(folder, 'main.js'), join(folder, 'own.js')];
		const say = (word: string) => writeFileSync(own, `module.exports = '${word}';`);
		const run = () =>
			execFileSync(process.execPath, [main], {
				env: { NODE_COMPILE_CACHE: compiledOf(folder) },
				encoding: 'utf8',
			}).trim();
		const files = () =>
			readdirSync(compiledOf(folder), { recursive: true, withFileTypes: true })
				.filter((one) => one.isFile())
				.map((one) => join(one.parentPath, one.name));
		writeFileSync(main, "console.log(require('./own.js'));");
		say('first');
		expect([run(), files().length]).toEqual(['first', 2]);
		say('other');
		expect(run()).toBe('other');
		for (const breakIt of [
			(bytes: Buffer) => bytes.subarray(0, 60),
			(bytes: Buffer) => bytes.fill(7, bytes.length - 40),
			() => Buffer.from('no code'),
			() => Buffer.alloc(0),
		]) {
			for (const file of files()) writeFileSync(file, breakIt(readFileSync(file)));
			expect(run()).toBe('other');
		}
	});
});

describe('where modules were found', () => {
	let folder: string;
	beforeEach(() => (folder = realpathSync(mkdtempSync(join(tmpdir(), 'n8n-returns-modules-')))));
	afterEach(() => rmSync(folder, { recursive: true, force: true }));
	const run = () =>
		execFileSync(process.execPath, ['--require', join(__dirname, 'rememberModules.cjs'), join(folder, 'main.js')], {
			env: { N8N_RETURNS_N8N: folder },
			encoding: 'utf8',
		}).trim();

	it('is kept and used, for packages alone, and made anew when it is broken', () => {
		const file = join(folder, 'modules.json');
		const [one, other, third] = ['one', 'other', 'third'].map((name) => {
			mkdirSync(join(folder, 'node_modules', name), { recursive: true });
			writeFileSync(join(folder, 'node_modules', name, 'index.js'), `module.exports = '${name}';`);
			return join(folder, 'node_modules', name, 'index.js');
		});
		writeFileSync(join(folder, 'main.js'), "console.log(require('one'));");
		writeFileSync(one, "module.exports = require('other') + require('node:path').sep;");
		expect(run()).toBe('other/');
		const kept = { [join(folder, 'node_modules', 'one')]: { other } };
		expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(kept);
		writeFileSync(file, JSON.stringify(kept).replace(other, third));
		expect(run()).toBe('third/');
		for (const broken of ['', '{"', 'null', '{"a":null}']) {
			writeFileSync(file, broken);
			expect(run()).toBe('other/');
			expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject(kept);
		}
		expect(readdirSync(folder).sort()).toEqual(['main.js', 'modules.json', 'node_modules']);
	});
});
