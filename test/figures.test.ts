import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/* Figures stand where they were measured; pages that tell them again say the same. */

const read = (page: string) => readFileSync(join(__dirname, '../docs', page), 'utf8');
const numbersIn = (text: string) => text.match(/\d+(?:,\d{3})*(?:\.\d+)?/g) ?? [];
const rowsOf = (text: string) =>
	text
		.split('\n')
		.filter((line) => line.startsWith('|') && !/^\|[-| ]+\|$/.test(line))
		.map((line) =>
			line
				.slice(1, -1)
				.split('|')
				.map((cell) => cell.trim()),
		);
const partOf = (page: string, heading: string) => read(page).split(`## ${heading}`)[1].split('\n## ')[0];

/** Numbers of a text that a source does not have. */
function strange(text: string, source: string): string[] {
	const known = new Set(numbersIn(source));
	return numbersIn(text).filter((number) => !known.has(number));
}

it('docs/guides/sizing.md has the figures of docs/performance.md and of the settings of n8n', () => {
	const measured = `${read('performance.md')} ${read('guides/n8n-settings.md')}`;
	const rows = rowsOf(partOf('guides/sizing.md', 'What one process can')).slice(1);
	expect(rows.length).toBeGreaterThan(6);
	expect(rows.flatMap(([what, figures]) => strange(`${what} ${figures}`, measured))).toEqual([]);
});

describe('docs/why.md', () => {
	const reliability = read('reliability.md');
	it('has the table that npm run demo -- --chaos was seen to print', () => {
		const shown = rowsOf(partOf('why.md', "Beside a flow of n8n's own nodes")).slice(1, 4);
		const seen = rowsOf(partOf('reliability.md', 'On screen')).slice(1);
		expect(shown).toEqual(seen);
		const chaos = readFileSync(join(__dirname, 'demo/chaos.ts'), 'utf8');
		expect(chaos).toContain('const copies = 20;');
		expect(chaos).toContain("Stripe's answer is lost after the refund");
	});
	it('has the figures of the 10,000 runs', () => {
		const part = partOf('why.md', 'All faults together, 10,000 times').split('```')[2];
		expect(strange(part, reliability)).toEqual([]);
		expect(numbersIn(part).length).toBeGreaterThan(5);
	});
	it('tells reports as they were tried', () => {
		const tried = rowsOf(partOf('reliability.md', 'Tried against public reports')).map((cells) => cells.join(' '));
		for (const [source, what] of rowsOf(partOf('why.md', 'What others reported of theirs')).slice(1))
			expect(tried.filter((row) => row.includes(source.replace(/ and others$/, '')) && row.includes(what)).length).toBe(
				1,
			);
	});
});

it('a figure that nobody measured would be found', () => {
	expect(strange('88 to 90 a minute', '88 and 89')).toEqual(['90']);
});
