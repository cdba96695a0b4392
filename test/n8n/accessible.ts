import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';

const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
/** WCAG 2.2 AA, and what axe knows beyond it to be good practice. */
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

interface Finding {
	id: string;
	help: string;
	nodes: Array<{ html: string; failureSummary?: string }>;
}

/** What axe finds wrong with the page as it is shown, each with the first place; none: nothing. */
export async function findingsOf(page: Page): Promise<string[]> {
	// Not by a script tag: the pages' own security policy lets none run.
	await page.evaluate(axe);
	const { violations } = await page.evaluate(
		async (only) =>
			await (
				globalThis as unknown as { axe: { run(at: unknown, how: object): Promise<{ violations: Finding[] }> } }
			).axe.run(document, { runOnly: { type: 'tag', values: only } }),
		tags,
	);
	return violations.map(
		({ id, help, nodes }) =>
			`${id}: ${help}; ${nodes.length} times, e.g. ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary?.slice(0, 200)}`,
	);
}

/** How far the page reaches to the right of its window, in pixels; 0: there is no side scroll. */
export async function sideScrollOf(page: Page): Promise<number> {
	return await page.evaluate(() =>
		Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth),
	);
}

/** What can be pressed or filled in and is not reached by the tabulator key. What is folded away need not be. */
export async function notReachedByKeyboard(page: Page): Promise<string[]> {
	const wanted = await page.evaluate(() => {
		const all = Array.from(
			document.querySelectorAll('a[href],button,input:not([type=hidden]),select,textarea,summary'),
		);
		const shown = all.filter((one) => (one as HTMLElement).checkVisibility());
		for (const [index, one] of shown.entries()) one.setAttribute('data-stop', String(index));
		return shown.map((one) => one.outerHTML.slice(0, 120));
	});
	const reached = new Set<string>();
	await page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
	for (let press = 0; press < wanted.length * 2 + 20 && reached.size < wanted.length; press++) {
		await page.keyboard.press('Tab');
		const stop = await page.evaluate(() => document.activeElement?.getAttribute('data-stop') ?? '');
		if (stop) reached.add(stop);
	}
	return wanted.filter((_, index) => !reached.has(String(index)));
}
