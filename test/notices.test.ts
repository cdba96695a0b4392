import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { installedWith, noticesOf, type Lock } from '../gulp/notices';

const root = join(__dirname, '..');
const page = join(root, 'docs/third-party-notices.md');
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as Lock;

it('docs/third-party-notices.md is that of package-lock.json (UPDATE_DOCS=1 npm test -- test/notices.test.ts writes it anew)', () => {
	const fresh = noticesOf(lock);
	if (process.env.UPDATE_DOCS) writeFileSync(page, fresh);
	else expect(readFileSync(page, 'utf8')).toBe(fresh);
});

it('all that is installed may be used by everybody, and says so', () => {
	const free = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'Apache-2.0'];
	expect(installedWith(lock).filter(({ license }) => !free.includes(license))).toEqual([]);
});

it('finds what a dependency brings, and the version that it finds itself', () => {
	const small: Lock = {
		packages: {
			'': { dependencies: { a: '1' } },
			'node_modules/a': { version: '1.0.0', license: 'MIT', dependencies: { b: '2', c: '1' } },
			'node_modules/a/node_modules/b': { version: '2.0.0', license: 'ISC', dependencies: { c: '1' } },
			'node_modules/b': { version: '1.0.0', license: 'GPL-3.0' },
			'node_modules/c': { version: '1.0.0', license: 'MIT' },
		},
	};
	expect(installedWith(small).map(({ name, version }) => `${name} ${version}`)).toEqual([
		'a 1.0.0',
		'b 2.0.0',
		'c 1.0.0',
	]);
	expect(() => installedWith({ packages: { '': { dependencies: { a: '1' } } } })).toThrow('package-lock.json has no a');
});
