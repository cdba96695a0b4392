import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { examplesJudged, rulePages } from './rulePages';

const folder = join(__dirname, '../../docs/policy');

it('docs/policy has a page for each kind of rules, as schema and rules have it (UPDATE_DOCS=1 npm test -- test/ReturnPolicy/rulePages.test.ts writes them anew)', () => {
	const pages = rulePages();
	if (process.env.UPDATE_DOCS) {
		rmSync(folder, { recursive: true, force: true });
		mkdirSync(folder);
		for (const [file, text] of Object.entries(pages)) writeFileSync(join(folder, file), text);
	}
	const kept = existsSync(folder) ? readdirSync(folder).sort() : [];
	expect(kept).toEqual(Object.keys(pages).sort());
	for (const [file, text] of Object.entries(pages))
		expect([file, readFileSync(join(folder, file), 'utf8')]).toEqual([file, text]);
});

it.each(examplesJudged().map((one) => [one.kind, one] as const))(
	'the example of %s shows what its rules do',
	(_kind, { by, without }) => {
		expect(by).not.toEqual(without);
	},
);
