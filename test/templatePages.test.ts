import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { families, pictureOf, templatePage, writtenIn } from '../gulp/templatePage';
import { readTemplates } from '../workflows/template';

const folder = join(__dirname, '../docs/templates');
const pages = families(readTemplates([]));
const fileOf = (family: string) => join(folder, `${family}.md`);

it('there is a page for each template, and no other', () => {
	expect(readdirSync(folder).sort()).toEqual(
		[...[...pages.keys()].map((family) => `${family}.md`), 'README.md'].sort(),
	);
});

it('the index names each page once', () => {
	const index = readFileSync(join(folder, 'README.md'), 'utf8');
	const linked = [...index.matchAll(/\]\(([\w-]+)\.md\)/g)].map(([, family]) => family);
	expect(linked).toEqual([...pages.keys()].sort());
});

describe.each([...pages])('%s', (family, templates) => {
	const page = () => readFileSync(fileOf(family), 'utf8');

	it('says what the template says (UPDATE_DOCS=1 npm test -- test/templatePages.test.ts writes it anew)', () => {
		const fresh = templatePage(templates, writtenIn(page()));
		if (process.env.UPDATE_DOCS) writeFileSync(fileOf(family), fresh);
		else expect(page()).toBe(fresh);
	});

	it('says whom it is for and what to change, and names only nodes that are there', () => {
		const { head, change } = writtenIn(page());
		expect(head).toMatch(/^# .+\n\n\*\*Who it is for\.\*\* [^]{60,}$/);
		expect(change).toMatch(/^## What to change\n\n- /);
		expect(change.match(/^- /gm)!.length).toBeGreaterThan(1);
		const names = templates.flatMap(({ nodes }) => nodes.map(({ name }) => name));
		const named = [...change.matchAll(/\*\*([^*]+)\*\*/g)].map(([, name]) => name);
		expect(named.length).toBeGreaterThan(0);
		expect(named.filter((name) => !names.includes(name))).toEqual([]);
	});

	it('shows a picture of each canvas', () => {
		for (const { key } of templates)
			expect([key, existsSync(join(__dirname, '../docs/images', pictureOf(key!)))]).toEqual([key, true]);
	});
});
