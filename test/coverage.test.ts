import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

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
