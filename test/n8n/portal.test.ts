import { createServer } from 'node:http';
import { mkdtempSync, readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { portalWords } from '../../nodes/ReturnPages/portal/languages';
import { languages, type Statement } from '../../nodes/shared/model';
import { closeStores, openStore, type CaseStore } from '../../nodes/shared/store';
import { readTemplates } from '../../workflows/importer';
import { bring } from '../demo/shop';
import { startSandbox, type Sandbox } from '../sandbox';
import { signIn } from './editor';
import { borrowN8n, giveBack } from './oneN8n';
import type { RealN8n } from './realN8n';
import { waitFor } from './waitFor';

const pictures = process.env.UPDATE_IMAGES
	? join(__dirname, '../../docs/images')
	: mkdtempSync(join(tmpdir(), 'n8n-returns-portal-'));

/**
 * Templates 12-portal and 12-withdrawal in a real n8n: customers withdraw, and ask for a return, by a browser. What would ask Shopify and Odoo about a withdrawal is not
 * published; the mail server refuses at first.
 */
describe('the pages for customers', () => {
	let n8n: RealN8n;
	let sandbox: Sandbox;
	let store: CaseStore;
	let browser: Browser;
	let page: Page;
	const { withdraw } = portalWords.de;

	beforeAll(async () => {
		sandbox = await startSandbox();
		({ n8n, caseFile: sandbox.caseFile } = await borrowN8n());
		const credentials = sandbox.credentials();
		store = await openStore({
			storage: 'embedded',
			file: sandbox.caseFile,
			auditKey: credentials['Return Case'].data.auditKey,
		});
		await store.settings.save('default', {
			...sandbox.settings(),
			timeZone: 'Europe/Berlin',
			sender: 'Nord <returns@example.com>',
			operator: 'operator@example.com',
			portal: { name: 'Nord', color: '#0b5f58' },
		});
		await bring(
			n8n,
			readTemplates(['12']).filter(({ key }) => key !== '12-withdrawal-order'),
			credentials,
			true,
		);
		const signedIn = await signIn(n8n, { width: 1280, height: 900 });
		browser = signedIn.browser;
		page = await visit({ locale: 'de-DE' });
	}, 420_000);
	afterAll(async () => {
		await browser?.close();
		await closeStores();
		if (n8n) await giveBack(n8n);
		await sandbox?.stop();
	});

	/** Somebody else's browser: nobody is signed in. */
	const visit = async (options: BrowserContextOptions = {}) =>
		await (await browser.newContext({ viewport: { width: 900, height: 1000 }, ...options })).newPage();
	const portal = (page = '?page=withdraw') => `${n8n.url}/webhook/returns/portal${page}`;
	/** Every word of a page, as it is read. */
	const wordsOf = async (of: Page) => (await of.locator('body').innerText()).replace(/\s+/g, ' ').trim();
	const said = (...parts: string[]) => parts.join(' ').replace(/\s+/g, ' ');
	const menu = said('Nord', ...languages.map((one) => portalWords[one].language));
	const picture = async (of: Page, name: string) => await of.screenshot({ path: join(pictures, `${name}.png`) });
	const statements = async () => {
		const cases = await store.cases.getMany({ limit: 50, kind: 'withdrawal' });
		const events = (
			await Promise.all(cases.map(async ({ reference }) => await store.cases.timeline(reference)))
		).flat();
		return events
			.filter(({ type }) => type === 'withdrawal.declared')
			.map(({ data }) => (data as unknown as { statement: Statement }).statement);
	};

	it('leads a customer in two steps from the function to the receipt, in the language of the browser', async () => {
		sandbox.mail.refuse(2);
		await page.goto(portal());
		expect(await wordsOf(page)).toBe(
			said(
				menu,
				withdraw.function,
				withdraw.about,
				withdraw.name,
				withdraw.contract,
				withdraw.contractHint,
				withdraw.email,
				withdraw.emailHint,
				withdraw.goods,
				withdraw.goodsHint,
				withdraw.function,
			),
		);
		await page.getByLabel(withdraw.name).fill('Kim Muster');
		await page.getByLabel(withdraw.contract).fill('#1001');
		await page.getByLabel(withdraw.email).fill('kim at example.com');
		await page.getByRole('button', { name: withdraw.function }).click();
		await page.getByRole('alert').getByRole('link', { name: withdraw.noEmail }).click();
		await page.keyboard.press('Control+A');
		await page.keyboard.type('kim@example.com');
		await page.getByLabel(withdraw.goods).fill('2 x T-Shirt, blau\nBecher');
		await picture(page, 'withdraw-form');
		await page.getByRole('button', { name: withdraw.function }).click();

		await page.getByRole('heading', { name: withdraw.check }).waitFor();
		expect(await wordsOf(page)).toBe(
			said(
				menu,
				withdraw.check,
				withdraw.checkText,
				withdraw.name,
				'Kim Muster',
				withdraw.contract,
				'#1001',
				withdraw.email,
				'kim@example.com',
				withdraw.withdrawnFrom,
				'2 x T-Shirt, blau; Becher',
				withdraw.confirm,
				withdraw.change,
			),
		);
		expect(await statements()).toEqual([]);
		await picture(page, 'withdraw-confirm');
		await page.getByRole('button', { name: withdraw.confirm, exact: true }).click();

		await page.getByRole('heading', { name: withdraw.received }).waitFor();
		const [told, ...others] = await statements();
		expect(others).toEqual([]);
		const [{ reference }] = await store.cases.getMany({ limit: 1, kind: 'withdrawal' });
		const local = new Intl.DateTimeFormat('de', { dateStyle: 'long', timeStyle: 'medium', timeZone: 'Europe/Berlin' });
		expect(await wordsOf(page)).toBe(
			said(
				menu,
				withdraw.received,
				withdraw.receivedText,
				withdraw.receivedOn,
				`${local.format(new Date(told.toldAt))} Europe/Berlin (${told.toldAt.slice(0, 19).replace('T', ' ')} UTC)`,
				withdraw.reference,
				reference,
				withdraw.name,
				'Kim Muster',
				withdraw.contract,
				'#1001',
				withdraw.email,
				'kim@example.com',
				withdraw.withdrawnFrom,
				'2 × T-Shirt, blau; 1 × Becher',
				withdraw.mailed.replace('{email}', 'kim@example.com'),
				withdraw.save,
			),
		);
		await picture(page, 'withdraw-receipt');
	}, 120_000);

	it('the receipt is saved as a file, loaded again, and told by e-mail once the mail server takes it', async () => {
		const [file] = await Promise.all([
			page.waitForEvent('download'),
			page.getByRole('link', { name: withdraw.save }).click(),
		]);
		const [{ reference }] = await store.cases.getMany({ limit: 1, kind: 'withdrawal' });
		expect(file.suggestedFilename()).toBe(`${reference}.txt`);
		expect(readFileSync(await file.path(), 'utf8')).toContain('Ihr Name: Kim Muster\r\n');
		await page.reload();
		expect(await statements()).toHaveLength(1);
		const state = await waitFor(
			'the receipt',
			async () => {
				const one = await store.cases.get(reference);
				return one?.statements?.every(({ acknowledgedAt }) => acknowledgedAt) ? one : undefined;
			},
			{ timeoutMs: 180_000 },
		);
		const [mail, ...more] = sandbox.mail.messages();
		expect([mail.to, mail.subject, more]).toEqual([
			['kim@example.com'],
			`Wir haben Ihren Widerruf erhalten (${reference})`,
			[],
		]);
		const [{ toldAt }] = state.statements!;
		for (const words of ['Kim Muster', '#1001', '2 × T-Shirt, blau, 1 × Becher', `${toldAt.slice(0, 19)}Z`])
			expect(mail.text).toContain(words);
	}, 240_000);

	it('speaks six languages, by a link, without a script, on a phone, light and dark', async () => {
		for (const colorScheme of ['light', 'dark'] as const) {
			const phone = await visit({ viewport: { width: 390, height: 800 }, javaScriptEnabled: false, colorScheme });
			await phone.goto(portal());
			for (const one of languages) {
				await phone.getByRole('link', { name: portalWords[one].language }).click();
				await phone.getByRole('heading', { level: 1, name: portalWords[one].withdraw.function, exact: true }).waitFor();
				expect(await phone.locator('html').getAttribute('lang')).toBe(one);
				const right = await phone
					.locator('main *, header *')
					.evaluateAll((all) => Math.max(...all.map((each) => each.getBoundingClientRect().right)));
				expect([one, right <= 390]).toEqual([one, true]);
			}
			if (colorScheme === 'dark') await picture(phone, 'withdraw-phone');
			await phone.context().close();
		}
	}, 120_000);

	it('is used by the keyboard alone', async () => {
		const keys = await visit({ locale: 'en-GB' });
		const { withdraw: english } = portalWords.en;
		await keys.goto(portal());
		await keys.getByLabel(english.name).focus();
		await keys.keyboard.type('Robin Probe');
		for (const text of ['the lamp, in spring', 'robin@example.com', '']) {
			await keys.keyboard.press('Tab');
			await keys.keyboard.type(text);
		}
		await keys.keyboard.press('Tab');
		await keys.keyboard.press('Enter');
		await keys.getByRole('heading', { name: english.check }).waitFor();
		for (let tab = 0; tab < 20; tab++) {
			await keys.keyboard.press('Tab');
			if ((await keys.locator(':focus').innerText()) === english.confirm) break;
		}
		await keys.keyboard.press('Enter');
		await keys.getByRole('heading', { name: english.received }).waitFor();
		expect((await statements()).map(({ name }) => name)).toContain('Robin Probe');
	}, 60_000);

	it('is shown in a frame only by the sites that are named', async () => {
		const site = createServer((_request, response) => {
			response.setHeader('Content-Type', 'text/html');
			response.end(`<title>A shop</title><iframe src="${portal()}&language=en" width="800" height="800"></iframe>`);
		});
		await new Promise<void>((done) => site.listen(0, '127.0.0.1', done));
		const address = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
		const framed = async () => {
			const other = await visit();
			await other.goto(address);
			const text = await other.frameLocator('iframe').locator('body').innerText({ timeout: 10_000 });
			await other.context().close();
			return text.includes(portalWords.en.withdraw.function);
		};
		expect(await framed()).toBe(false);
		const { portal: look, ...settings } = await store.settings.get('default');
		await store.settings.save('default', { ...settings, portal: { ...look, hosts: [address] } });
		expect(await framed()).toBe(true);
		await new Promise((done) => site.close(done));
	}, 60_000);

	it('finds an order by number and address, and by no other pair; the customer chooses, asks, and follows how it stands', async () => {
		const { home, find, order, status } = portalWords.en;
		const keys = await visit({ locale: 'en-GB' });
		const ask = async (number: string, email: string) => {
			await keys.goto(portal(''));
			await keys.getByRole('link', { name: home.items }).click();
			await keys.getByLabel(find.number).fill(number);
			await keys.getByLabel(find.email).fill(email);
			await keys.getByRole('button', { name: find.send }).click();
			await keys.getByRole('heading', { name: find.sent }).waitFor();
			return await wordsOf(keys);
		};
		const wrong = await ask('#1001', 'robin@example.com');
		expect(await ask('#1001', 'alex@example.com')).toBe(wrong);
		expect(wrong).toBe(said(menu, find.sent, find.sentText));
		const mail = await waitFor(
			'the link',
			async () => sandbox.mail.messages().find(({ to }) => to.includes('alex@example.com')),
			{ timeoutMs: 120_000 },
		);
		expect(mail.subject).toBe('Your order #1001');
		const link = /https?:\/\/\S+/.exec(mail.text)![0];
		await keys.goto(link);
		await keys.getByRole('heading', { level: 1, name: 'Your order #1001' }).waitFor();
		await picture(keys, 'portal-order');
		const [first] = await keys.locator('section.line h2').allInnerTexts();
		await keys.getByLabel(order.quantity).first().selectOption('1');
		await keys.getByLabel(order.reason).first().selectOption('unwanted');
		await keys.getByRole('button', { name: order.next }).click();
		await keys.getByRole('heading', { name: order.check }).waitFor();
		const check = await wordsOf(keys);
		for (const words of [first.replace(/^\d+ × /, '1 × '), order.reasons.unwanted, order.estimate, order.estimateText])
			expect(check).toContain(words);
		await keys.getByRole('button', { name: order.confirm }).click();
		await keys.getByRole('heading', { name: status.title }).waitFor();
		const [state] = (await store.cases.getMany({ limit: 50, kind: 'return' })).filter(
			({ channel }) => channel === 'portal',
		);
		expect(state).toMatchObject({ orderNumber: '#1001', lines: [{ quantity: 1, reason: 'unwanted' }] });
		await waitFor(
			'the label',
			async () => ((await store.cases.get(state.reference))?.labels.length ? true : undefined),
			{ timeoutMs: 120_000 },
		);
		await keys.reload();
		const told = await wordsOf(keys);
		for (const words of [state.reference, status.authorization.approved, status.logistics.label_issued])
			expect(told).toContain(words);
		await picture(keys, 'portal-status');
		const strangers = sandbox.mail.messages().filter(({ to }) => to.includes('robin@example.com'));
		expect(strangers.filter(({ subject }) => !subject.startsWith('We have received your withdrawal'))).toEqual([]);
		expect(await store.steps.stuck({ limit: 10 })).toEqual([]);
	}, 300_000);

	it('records a flood, answers it, and mails no more than the budget of the address', async () => {
		const send = async (contract: string) =>
			await fetch(`${portal()}&language=en`, {
				method: 'POST',
				redirect: 'manual',
				body: new URLSearchParams({ name: 'X', contract, email: 'victim@example.com', step: 'confirm' }),
			});
		const answers = await Promise.all(Array.from({ length: 40 }, async (_, index) => await send(`F${index}`)));
		expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([303]));
		const victims = () => sandbox.mail.messages().filter(({ to }) => to.includes('victim@example.com'));
		await waitFor('the receipts', async () => (victims().length >= 5 ? true : undefined), { timeoutMs: 120_000 });
		await waitFor(
			'every step to be done',
			async () => ((await store.steps.hasWork('Acknowledge withdrawal')) ? undefined : true),
			{ timeoutMs: 120_000 },
		);
		const told = (await statements()).filter(({ email }) => email === 'victim@example.com');
		expect([told.length, told.filter(({ held }) => !held).length, victims().length]).toEqual([40, 5, 5]);
	}, 300_000);
});
