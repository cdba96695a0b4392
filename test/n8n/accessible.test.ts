import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { ReturnPortal } from '../../nodes/ReturnPages/ReturnPortal.node';
import { parseNewEvent, staffRoles } from '../../nodes/shared/model';
import { sections } from '../../nodes/shared/operation/settings/sections';
import { Visitor } from '../ReturnPages/portal/visitor';
import { lee, signedIn, useDesk } from '../ReturnPages/useDesk';
import { runNode } from '../support/harness';
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
					// None is needed: the pages' own security policy would let none run.
					if (colorScheme === 'light' && /<script|\son\w+=|javascript:/i.test(html))
						wrong.push(`${name}: has a script`);
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
			'<html><body><img src=x><a href="#" tabindex=-1>x</a><div style="width:3000px" onclick="x()">wide</div></body></html>';
		const wrong = (await wrongWith([['bad', bad]])).join('\n');
		for (const one of [
			'bad, phone: scrolls',
			'bad, dark: image-alt',
			'bad: not reached by keyboard: <a href',
			'bad: has a script',
		])
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

	it('what each role sees of the desk, and every refusal', async () => {
		const { reference } = await desk.open('1', { orderNumber: '#1001' });
		const pages: Array<[string, string]> = [];
		const add = async (name: string, status: number, request: Parameters<typeof desk.call>[0]) => {
			const answer = await desk.call(request);
			expect([name, answer.status]).toEqual([name, status]);
			pages.push([name, answer.html]);
		};
		const own = { page: 'case', case: reference };
		const [, action] = /name="action" value="([^"]*)"/.exec((await desk.call({ query: own })).html)!;
		for (const role of staffRoles) {
			await desk.staff([role]);
			await add(`today as ${role}`, 200, {});
			await add(`a return as ${role}`, 200, { query: own });
		}
		await desk.staff(['service'], ['nord']);
		await add("another brand's return", 404, { query: own });
		await add("another brand's button", 403, { query: own, body: { action: `${action}x` } });
		await add('a page of another role', 403, { query: { page: 'finance' } });
		await add('a link that is used up', 403, { query: { link: 'x' } });
		await add('an address of numbers that is not ours', 404, { query: { metrics: 'x' } });
		await add('a photo that is not ours', 404, { query: { photo: 'x' } });
		await add('not on the list', 403, { cookie: signedIn(lee) });
		await desk.staff(['manager']);
		const form = { page: 'setup', section: 'general' };
		const [, save] = /name="action" value="([^"]*)"/.exec((await desk.call({ query: form })).html)!;
		await add('settings that are wrong', 422, { query: form, body: { action: save, timeZone: 'Berlin' } });
		await add('a forged button', 403, { query: form, body: { action: `x${save}` } });
		const cookie = signedIn();
		jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 2 * 3_600_000);
		await add('a button of two hours ago', 403, { query: form, body: { action: save } });
		jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 20 * 3_600_000);
		await add('signed in too long ago', 401, { cookie });
		jest.restoreAllMocks();
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

	it('every page of an order, a return and a withdrawal, and what a customer reads when one cannot be shown', async () => {
		const { credential, store } = desk;
		await store.settings.save('default', {
			sender: 'Nord <returns@example.com>',
			portal: { name: 'Nord', color: '#ffcc00' },
		});
		const eur = (amount: number) => ({ amount, currency: 'EUR' });
		const line = { sku: 'TEE', title: 'Tee', quantity: 2, subtotal: eur(4000), tax: eur(760) };
		const order = {
			number: '#1001',
			currency: 'EUR',
			customer: { name: 'Kim Muster', email: 'kim@example.com' },
			lines: [
				{ ...line, id: '1' },
				{ ...line, id: '2', finalSale: true },
			],
		};
		const decision = {
			outcome: 'approve',
			lines: [{ line: '1', quantity: 2 }],
			reasons: [{ code: 'final_sale', message: 'm', line: '2' }],
		};
		const { json } = await runNode(new ReturnPortal(), {
			parameters: { resource: 'order', operation: 'makeLink' },
			credentials: { returnCaseApi: credential },
			input: [{ order, decision, email: 'kim@example.com', language: 'de', brand: 'default' } as never],
		});
		const query = Object.fromEntries(new URL(String(json[0].link)).searchParams);
		const visitor = new Visitor(credential, {}, ['Make Link']);
		const pages: Array<[string, string]> = [];
		const add = async (name: string, status: number, request: Parameters<typeof visitor.send>[0]) => {
			const answer = await visitor.send(request);
			expect([name, answer.status]).toEqual([name, status]);
			pages.push([name, answer.html]);
			return answer;
		};
		const chosen = { 'quantity-0': '1', 'reason-0': 'defective' };
		await add('an order', 200, { query });
		await add('nothing chosen', 422, { query, body: { step: 'check' } });
		await add('what was chosen', 200, { query, body: { ...chosen, step: 'check' } });
		const asked = await visitor.send({ query, body: { ...chosen, step: 'confirm' } });
		pages.push(['how a return stands', (await visitor.follow(asked)).html]);
		const form = { name: 'Kim Muster', contract: '#1001', email: 'kim@example.com', goods: '1 x Tee' };
		const withdraw = { page: 'withdraw', language: 'de' };
		await add('a withdrawal to confirm', 200, { query: withdraw, body: { ...form, step: 'check' } });
		const sent = await visitor.send({ query: withdraw, body: { ...form, step: 'confirm' } });
		pages.push(['a receipt', (await visitor.follow(sent)).html]);
		await add('no such page', 404, { query: { page: 'none of them' } });
		const lost = new Visitor({ storage: 'embedded', file: '/nowhere/at/all.sqlite', auditKey: 'k' });
		for (const body of [undefined, { ...form, step: 'confirm' }]) {
			const away = await lost.send({ query: withdraw, body });
			expect(away.status).toBe(503);
			pages.push([`the store is away, ${body ? 'sent' : 'asked'}`, away.html]);
		}
		expect(await wrongWith(pages)).toEqual([]);
	}, 600_000);
});
