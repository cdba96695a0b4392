import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exceptionOwners } from '../nodes/shared/case/transitions';

const root = join(__dirname, '..');
const page = readFileSync(join(root, 'docs/guides/handbook.md'), 'utf8');

const sources = readdirSync(join(root, 'nodes'), { recursive: true, encoding: 'utf8' })
	.filter((name) => name.endsWith('.ts'))
	.map((name) => readFileSync(join(root, 'nodes', name), 'utf8'))
	.join('\n');

/** Each code of an exception that anything in the folder opens beside those of the case itself. */
function codesIn(folder: string, ending: string): string[] {
	const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((name) =>
		name.endsWith(ending),
	);
	return files.flatMap((name) => {
		const text = readFileSync(join(root, folder, name), 'utf8');
		const said = [...text.matchAll(/code: '([a-z_]+)',\s*owner/g)].map(([, code]) => code);
		const named = [...text.matchAll(/code: ([a-zA-Z]+),\s*owner/g)].map(([, constant]) => {
			const [, code] = new RegExp(`const ${constant} = '([a-z_]+)'`).exec(sources) ?? [];
			return code ?? `${constant} of ${name}`;
		});
		return [...said, ...named];
	});
}

describe('docs/guides/handbook.md', () => {
	const codes = [
		...new Set([...Object.keys(exceptionOwners), ...codesIn('nodes', '.ts'), ...codesIn('workflows', '.json')]),
	];

	it.each(codes)('says what to do about %s', (code) => {
		expect(page).toContain(`\`${code}\``);
	});

	it('names no exception that nothing opens', () => {
		const named = [...page.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell]) =>
			[...cell.matchAll(/`([a-z_]+)`/g)].map(([, code]) => code),
		);
		expect(named.filter((code) => !codes.includes(code) && !sources.includes(`'${code}'`))).toEqual([]);
		expect(named.length).toBeGreaterThan(50);
	});

	it('has each under the one who sees to it', () => {
		const titles = { service: 'customer service', warehouse: 'the warehouse', finance: 'finance' };
		for (const [code, owner] of Object.entries(exceptionOwners))
			expect(page.split(`## For ${titles[owner]}`)[1].split('\n## ')[0]).toContain(`\`${code}\``);
	});
});
