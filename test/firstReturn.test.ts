import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const docs = join(__dirname, '../docs');
const guide = readFileSync(join(docs, 'guides/first-return.md'), 'utf8');
const pictures = [...guide.matchAll(/!\[[^\]]+\]\(\.\.\/images\/(first-return-\d+\.png)\)/g)].map(([, name]) => name);

/** The pictures are taken by test/n8n/firstReturn.test.ts, which goes through the guide's steps. */
describe('the guide to the first return', () => {
	it('shows the pictures of all its steps, in order, each once, and there are no others', () => {
		expect(pictures).toEqual(pictures.map((_, index) => `first-return-${String(index + 1).padStart(2, '0')}.png`));
		expect(readdirSync(join(docs, 'images')).filter((name) => name.startsWith('first-return'))).toEqual(pictures);
		expect(pictures.length).toBeGreaterThan(20);
	});

	it.each(pictures)('%s is there and small', (name) => {
		const path = join(docs, 'images', name);
		expect([existsSync(path), statSync(path).size <= 80_000]).toEqual([true, true]);
	});

	it('names the templates that there are', () => {
		const named = [...guide.matchAll(/`(?:workflows\/)?(\d\d-[\w-]+\.json)`/g)].map(([, name]) => name);
		expect(named).toHaveLength(5);
		for (const name of named) expect([name, existsSync(join(docs, '../workflows', name))]).toEqual([name, true]);
	});
});
