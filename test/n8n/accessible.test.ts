import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { parseNewEvent } from '../../nodes/shared/model';
import { sections } from '../../nodes/shared/operation/settings/sections';
import { Visitor } from '../ReturnPages/portal/visitor';
import { useDesk } from '../ReturnPages/useDesk';
import { findingsOf, notReachedByKeyboard, sideScrollOf } from './accessible';
import { startBrowser } from './editor';

/** As Chromium shows the pages: no n8n is needed for how they look. Zoomed to 200 %, a laptop's window has half of its pixels. */
const windows = { laptop: [1280, 900], phone: [390, 800], 'zoomed to 200 %': [640, 450] } as const;

describe('pages for everybody', () => {
	const desk = useDesk();
	let browser: Browser;
	beforeAll(async () => (browser = await startBrowser()), 60_000);
	afterAll(async () => await browser?.close());

	/** What is wrong with pages, by their names: for readers, by keyboard, in narrow windows, in the dark. */
	async function wrongWith(pages: Array<[name: string, html: string]>): Promise<string[]> {
		const wrong: string[] = [];
		for (const colorScheme of ['light', 'dark'] as const)
			for (const [window, [width, height]] of Object.entries(windows)) {
				if (colorScheme === 'dark' && window !== 'laptop') continue;
				const page = await browser.newPage({ colorScheme, viewport: { width, height } });
				for (const [name, html] of pages) {
					await page.setContent(html);
					await page.evaluate(() => document.querySelectorAll('details').forEach((one) => (one.open = true)));
					const side = await sideScrollOf(page);
					if (side) wrong.push(`${name}, ${window}: scrolls ${side} pixels to the side`);
					if (window !== 'laptop') continue;
					for (const finding of await findingsOf(page)) wrong.push(`${name}, ${colorScheme}: ${finding}`);
					for (const one of colorScheme === 'light' ? await notReachedByKeyboard(page) : [])
						wrong.push(`${name}: not reached by keyboard: ${one}`);
				}
				await page.close();
			}
		return wrong;
	}

	it('a page that is not is found out', async () => {
		const bad =
			'<html><body><img src=x><a href="#" tabindex=-1>x</a><div style="width:3000px">wide</div></body></html>';
		const wrong = (await wrongWith([['bad', bad]])).join('\n');
		for (const one of ['bad, phone: scrolls', 'bad, dark: image-alt', 'bad: not reached by keyboard: <a href'])
			expect(wrong).toContain(one);
	});

	it('every page of the desk', async () => {
		const tell = async (reference: string, type: string, data: object) =>
			await desk.store.cases.record({
				reference,
				events: [parseNewEvent({ id: `${type} ${Math.random()}`, source: 'test', type, data } as never)],
			});
		const customer = { email: 'alex@example.com', name: 'Alex Moss', providerIds: {} };
		const { reference } = await desk.open('1', { customer, orderNumber: '#1001' });
		await tell(reference, 'return.approved', {});
		await tell(reference, 'return.received', { receipt: { id: 'r', lines: [{ line: 'L1', quantity: 1 }] } });
		await tell(reference, 'exception.opened', { exception: { code: 'missing', owner: 'service', message: 'Where?' } });
		const { reference: asked } = await desk.open('2', { customer, orderNumber: '#1002' });
		const decision = {
			outcome: 'review',
			reasons: [{ code: 'v', message: 'Dear' }],
			lines: [{ line: 'L1', quantity: 1 }],
		};
		await tell(asked, 'return.review_required', { decision });
		await desk.store.connections.pause('stripe', 'The key was refused', { actor: 'somebody' });
		const light = (one: 'ok' | 'look' | 'mend') => ({ what: 'Journal', light: one, is: 'Missing.', fix: 'Make one.' });
		await desk.store.setUpReports.keep({
			connection: 'odoo',
			brand: 'default',
			lookedAt: '2026-11-20T10:00:00Z',
			checks: [light('ok'), light('look'), light('mend')],
			choices: { 'odoo.paymentJournal': [{ id: 1, name: 'Bank' }] },
		});
		const queries: Array<Record<string, string>> = [
			{ page: 'today' },
			{ page: 'cases' },
			{ page: 'case', case: reference },
			{ page: 'case', case: asked, done: 'note', about: asked },
			{ page: 'review' },
			{ page: 'customer', q: 'alex@example.com' },
			{ page: 'receive' },
			{ page: 'receive', case: reference },
			{ page: 'finance' },
			{ page: 'reports' },
			{ page: 'operations' },
			{ page: 'setup' },
			...Object.keys(sections).map((section) => ({ page: 'setup', section })),
			{ page: 'none of them' },
		];
		const pages: Array<[string, string]> = [];
		for (const query of queries) pages.push([JSON.stringify(query), (await desk.call({ query })).html]);
		pages.push(['signed out', (await desk.call({ cookie: '' })).html]);
		expect(await wrongWith(pages)).toEqual([]);
	}, 600_000);

	it('every page that a customer comes to first, in each language', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'returns-pages-'));
		const visitor = new Visitor({ storage: 'embedded', file: join(folder, 'returns.sqlite'), auditKey: 'k' }, {}, [
			'Make Link',
		]);
		const pages: Array<[string, string]> = [];
		const filled = { name: 'Alex Moss', contract: '#1001', email: 'alex@example.com' };
		for (const lang of ['en', 'de', 'fr', 'es', 'it', 'nl'])
			for (const page of ['home', 'withdraw', 'find', 'order', 'status'])
				pages.push([`${page} ${lang}`, (await visitor.send({ query: { page, language: lang } })).html]);
		for (const page of ['withdraw', 'find'])
			for (const [what, body] of Object.entries({ filled, empty: {} }))
				pages.push([`${page} sent ${what}`, (await visitor.send({ query: { page }, body })).html]);
		expect(await wrongWith(pages)).toEqual([]);
		rmSync(folder, { recursive: true, force: true });
	}, 600_000);
});
