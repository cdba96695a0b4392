import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { parseNewEvent } from '../../nodes/shared/model';
import { closeStores, openStore, type CaseStore } from '../../nodes/shared/store';
import { readTemplates } from '../../workflows/importer';
import { bring } from '../demo/shop';
import { catchMail, type MailCatcher } from '../sandbox/mail';
import { signIn } from './editor';
import { startN8n, type RealN8n } from './realN8n';
import { waitFor } from './waitFor';

const auditKey = 'a long random text';
/** One pixel. */
const picture1 = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
	'base64',
);
const pictures = process.env.UPDATE_IMAGES
	? join(__dirname, '../../docs/images')
	: mkdtempSync(join(tmpdir(), 'n8n-returns-desk-'));

/** Template 15 in a real n8n: staff come in by a browser. */
describe('the returns desk', () => {
	let n8n: RealN8n;
	let store: CaseStore;
	let browser: Browser;
	let page: Page;
	let stuck: string;
	let mail: MailCatcher;

	beforeAll(async () => {
		mail = await catchMail();
		n8n = await startN8n({ pack: true, runId: 'desk', editor: true });
		const file = join(n8n.userFolder, '.n8n', 'returns.sqlite');
		await bring(
			n8n,
			readTemplates(['15']),
			{
				'Return Case': { type: 'returnCaseApi', data: { storage: 'embedded', auditKey } },
				Shopify: {
					type: 'returnsShopifyApi',
					data: {
						authMode: 'accessToken',
						shop: 'desk',
						accessToken: 'none of these returns is in Shopify',
						baseUrl: 'http://127.0.0.1:9',
					},
				},
				Odoo: { type: 'odooApiKeyApi', data: { url: 'http://127.0.0.1:9', db: 'odoo', apiKey: 'nobody is there' } },
				Stripe: { type: 'returnsStripeApi', data: { secretKey: 'nobody is there', baseUrl: 'http://127.0.0.1:9' } },
				EasyPost: { type: 'returnsEasyPostApi', data: { apiKey: 'nobody is there', baseUrl: 'http://127.0.0.1:9' } },
				'Mail server': {
					type: 'smtp',
					data: { host: '127.0.0.1', port: mail.port, secure: false, disableStartTls: true, user: '', password: '' },
				},
			},
			true,
		);
		store = await openStore({ storage: 'embedded', file, auditKey });
		stuck = await fill();
		({ browser, page } = await signIn(n8n, { width: 1280, height: 900 }));
	}, 420_000);
	afterAll(async () => {
		await browser?.close();
		await closeStores();
		await n8n?.stop();
		await mail?.stop();
	});

	/** Returns at several stages. @returns the one whose step is stuck */
	async function fill(): Promise<string> {
		await store.steps.subscribe('Settle', ['return.requested']);
		const names = ['Alex Moss', 'Sam Reed', 'Robin Hale', 'Kit Lane'];
		const references: string[] = [];
		for (const [index, name] of names.entries()) {
			const { reference } = await store.cases.open({
				request: {
					brand: 'default',
					channel: 'shopify',
					orderNumber: `#100${index}`,
					customer: { name, email: `${name.split(' ')[0].toLowerCase()}@example.com`, providerIds: {} },
					lines: [
						{
							id: 'L1',
							sku: 'TEE-BLUE-M',
							title: 'T-shirt, blue',
							quantity: 2,
							reason: 'SIZE_TOO_SMALL',
							note: 'Too small',
							providerIds: {},
						},
					],
					providerIds: {},
				} as never,
				source: 'shopify',
				sourceId: String(index),
			});
			references.push(reference);
		}
		const steps = await store.steps.claim('Settle', { limit: 1, leaseMs: 60_000, maxAttempts: 1 });
		const error = {
			message: 'Stripe knows no payment pi_1',
			advice: 'Look for the payment in Stripe, then replay.',
			category: 'rejected',
		};
		await store.steps.fail(steps, { error, maxAttempts: 1 });
		const exception = {
			code: 'missing',
			owner: 'warehouse' as const,
			message: 'The parcel was delivered, and nobody has received it.',
		};
		await store.cases.record({
			reference: references[1],
			events: [
				parseNewEvent({ id: 'a', source: 'test', type: 'return.approved', data: {} }),
				parseNewEvent({ id: 'e', source: 'test', type: 'exception.opened', data: { exception } }),
			],
		});
		const [{ reference }] = await store.steps.stuck({ limit: 1 });
		return reference;
	}

	const desk = () => `${n8n.url}/webhook/returns/desk`;
	const text = async () => (await page.textContent('main'))!;
	const picture = async (name: string) => await page.screenshot({ path: join(pictures, `${name}.png`) });

	it('is closed to who has not come in by the form', async () => {
		const answer = await fetch(desk());
		expect([answer.status, await answer.text()]).toEqual([401, expect.stringContaining('You are not signed in')]);
		expect((await fetch(desk(), { method: 'POST', body: new URLSearchParams({ action: 'x' }) })).status).toBe(401);
	});

	it('lets in who is signed in to n8n', async () => {
		await page.goto(`${n8n.url}/form/returns/open-desk`);
		const allow = page.getByRole('button', { name: /allow|authorize|continue/i });
		const openDesk = page.getByRole('button', { name: 'Open the desk' });
		await allow.or(openDesk).first().waitFor();
		if (await allow.count()) await allow.first().click();
		await openDesk.click();
		await page.waitForURL((url) => url.pathname === '/webhook/returns/desk', { timeout: 60_000 });
		expect(page.url()).toBe(desk()); // the link is gone from the address
		await page.getByRole('heading', { name: 'Today', level: 1 }).waitFor();
		expect(await text()).toContain('Everybody who can sign in to this n8n may do all here');
		expect(await text()).toContain('The parcel was delivered, and nobody has received it.');
		await picture('desk-today');
	}, 120_000);

	/** Opens what is folded under a title, fills it in, and presses its button. */
	async function act(title: string, fill: (form: Locator) => Promise<unknown> = async () => {}) {
		const details = page.locator('details', { has: page.locator('summary', { hasText: title }) });
		await details.locator('summary').click();
		await fill(details);
		await details.getByRole('button', { name: title }).click();
	}

	it('leads from Today to a return, where goods are received and inspected', async () => {
		await page.getByRole('link', { name: 'requested' }).click();
		await page.getByRole('heading', { name: 'Cases', level: 1 }).waitFor();
		await page.getByLabel('Reference, order, customer, tracking number or article').fill('1001');
		await page.keyboard.press('Enter');
		await page.getByRole('cell', { name: 'Sam Reed' }).waitFor();
		await page.getByRole('link', { name: /^RMA-/ }).click();
		const reference = (await page.getByRole('heading', { level: 1, name: /^RMA-/ }).textContent())!;
		expect(await text()).toContain('size too small');
		await act('Receive', async (form) => await form.getByLabel('T-shirt, blue (TEE-BLUE-M): pieces').fill('2'));
		await page.getByText(`${reference}: What you counted is recorded.`).waitFor();
		await act('Record the inspection', async (form) => {
			await form.getByLabel('piece 1: goes to').selectOption('Back on the shelf');
			await form.getByLabel('piece 2: goes to').selectOption('Scrap');
			await form.getByLabel('piece 2: what is wrong').fill('Torn');
			await form.getByLabel('piece 2: serial number or lot').fill('SN-2');
			await form
				.getByLabel('piece 2: photo')
				.setInputFiles({ name: 'torn.png', mimeType: 'image/png', buffer: picture1 });
		});
		await page.getByText(`${reference}: The inspection is recorded.`).waitFor();
		await act('Dealt with: missing', async (form) => await form.getByLabel('What was done').fill('It is here'));
		await page.getByText(`${reference}: It is recorded as dealt with.`).waitFor();
		const timeline = await store.cases.timeline(reference);
		expect(timeline.slice(-3).map(({ type, actor }) => [type, actor])).toEqual(
			['return.received', 'return.inspected', 'exception.resolved'].map((type) => [type, n8n.email]),
		);
		const photo = (await page.getByRole('link', { name: 'Photo 1: TEE-BLUE-M, Torn' }).getAttribute('href'))!;
		const seen = await fetch(photo); // as the customer of a deduction, who has no cookie
		expect([seen.status, seen.headers.get('content-type')]).toEqual([200, 'image/png']);
		expect(Buffer.from(await seen.arrayBuffer())).toEqual(picture1);
		await picture('desk-case');
	});

	it('the customer is asked before a decision, and mailed again, by the flow behind the desk', async () => {
		const [{ reference }] = await store.cases.ofOrder('#1002', 1);
		await store.settings.save('default', { sender: 'returns@example.com' });
		await page.goto(`${desk()}?page=case&case=${reference}`);
		await act('Ask the customer', async (form) => await form.getByLabel('What you need').fill('A photo of the tear'));
		await page.getByText(`${reference}: Your question is being mailed now.`).waitFor();
		const question = await waitFor('the question', async () => mail.messages()[0]);
		expect(question).toMatchObject({
			to: ['robin@example.com'],
			subject: `A question about your return (${reference})`,
		});
		expect(question.text).toContain('A photo of the tear');
		await act('Send a message again');
		const again = await waitFor('the message', async () => mail.messages()[1]);
		expect(again.subject).toBe(`We have received your return request (${reference})`);
	}, 60_000);

	it('settings are saved in a form, and what Odoo says is looked at again', async () => {
		await page.goto(`${desk()}?page=setup`);
		await page.getByRole('link', { name: 'Choose the time zone of the shop.' }).click();
		await page.getByLabel('Time Zone').fill('Berlin');
		await page.getByRole('button', { name: 'Save' }).click();
		await page.getByRole('alert').getByText('choose one such as Europe/Berlin').waitFor();
		await page.getByLabel('Time Zone').fill('Europe/Berlin');
		await page.getByRole('button', { name: 'Save' }).click();
		await page.getByText('The settings are saved.').waitFor();
		expect(await store.settings.get('default')).toMatchObject({
			timeZone: 'Europe/Berlin',
			sender: 'returns@example.com',
		});
		await page.getByRole('link', { name: 'Back to the set-up' }).click();
		await page.getByRole('button', { name: 'Look at the systems again' }).click();
		await page.getByText('The systems are being looked at').waitFor();
		const found = await waitFor('the look', async () => {
			const reports = await store.setUpReports.list();
			return reports.length > 3 ? reports : undefined;
		});
		const names = ['EasyPost', 'Odoo', 'Shopify', 'Stripe'];
		expect(found.map(({ checks }) => checks.map(({ what, light }) => [what, light]))).toEqual(
			names.map((what) => [[what, 'mend']]),
		);
		await page.goto(`${desk()}?page=setup`);
		for (const name of names) await page.getByRole('heading', { name, exact: true }).waitFor();
		await picture('desk-set-up');
	}, 120_000);

	it('a decision is carried out by the flow behind the desk', async () => {
		const [{ reference }] = await store.cases.ofOrder('#1002', 1);
		const address = `${desk()}?page=case&case=${reference}`;
		const openedBefore = await page.context().newPage();
		await openedBefore.goto(address);
		await page.goto(address);
		await act('Approve', async (form) => await form.getByLabel('Note for staff').fill('A good customer'));
		await page.getByText(`${reference}: Your approval is recorded.`).waitFor();
		const approved = await waitFor('the approval', async () =>
			(await store.cases.timeline(reference)).find(({ type }) => type === 'return.approved'),
		);
		expect(approved).toMatchObject({ actor: n8n.email, data: { note: 'A good customer' } });
		await openedBefore.locator('summary', { hasText: 'Approve' }).click();
		await openedBefore.getByRole('button', { name: 'Approve' }).click();
		await openedBefore.getByRole('alert').getByText('The return has moved on since you opened the page').waitFor();
		await openedBefore.close();
	}, 60_000);

	it('a reviewer goes through the queue, and goods are scanned, by the keyboard alone', async () => {
		for (const number of ['#1002', '#1003']) {
			const [{ reference }] = await store.cases.ofOrder(number, 1);
			const decision = {
				outcome: 'review',
				reasons: [{ code: 'value', message: 'Worth more than 100 EUR' }],
				lines: [{ line: 'L1', quantity: 1 }],
			};
			const event = parseNewEvent({ id: 'review', source: 'test', type: 'return.review_required', data: { decision } });
			await store.cases.record({ reference, events: [event] });
		}
		const waiting = await store.cases.getMany({ open: true, authorization: 'in_review', limit: 10 });
		await page.goto(`${desk()}?page=review`);
		await page.getByText(`Return 1 of ${waiting.length}.`).waitFor();
		expect(await text()).toContain('Worth more than 100 EUR');
		await picture('desk-review');
		await page.getByLabel('To the customer').fill('It was worn');
		await page.getByRole('button', { name: 'Decline' }).focus();
		await page.keyboard.press('Enter');
		await page.getByText('The return is being declined now').waitFor();
		await waitFor('the decision', async () => {
			const states = await Promise.all(waiting.map(async ({ reference }) => await store.cases.get(reference)));
			return states.find((one) => one?.verdict === 'declined');
		});

		await page.goto(`${desk()}?page=receive`);
		const label = { id: 'l', carrier: 'X', trackingNumber: '1Z999AA10123456784', labelUrl: '' };
		const event = parseNewEvent({ id: 'label', source: 'test', type: 'label.issued', data: { label } });
		await store.cases.record({ reference: stuck, events: [event] });
		await page.keyboard.type('1Z999AA10123456784\n'); // as a scanner does: the field has the focus
		await page.getByRole('heading', { name: stuck }).waitFor();
		await page.getByLabel('T-shirt, blue (TEE-BLUE-M): pieces').fill('2');
		await page.keyboard.press('Enter');
		await page.getByText(`${stuck}: What you counted is recorded.`).waitFor();
		await picture('desk-receive');
		await page.goto(`${desk()}?page=finance`);
		await page.getByRole('heading', { name: 'Refund register' }).waitFor();
	}, 60_000);

	it('an agent finds a customer and starts a return', async () => {
		await page.goto(desk());
		await page.getByRole('link', { name: 'Customer' }).click();
		await page.getByLabel('E-mail, name, order or reference').fill('kit lane');
		await page.keyboard.press('Enter');
		await page.getByRole('cell', { name: /^Declined on/ }).waitFor();
		expect(await text()).toContain('kit@example.com');
		await picture('desk-customer');
		await page.locator('summary', { hasText: 'Of an order that is not shown here' }).click();
		await page.getByLabel('Order number').fill('S00042');
		await page.getByLabel('E-mail of the customer').fill('kit@example.com');
		await page.getByLabel('Article', { exact: true }).fill('TEE-BLUE-L');
		await page.getByLabel('Pieces', { exact: true }).fill('1');
		await page.getByRole('button', { name: 'Start the return', exact: true }).click();
		await page.getByText('The return is opened.').waitFor();
		expect(await store.cases.ofOrder('S00042', 5)).toMatchObject([
			{ channel: 'service', lines: [{ sku: 'TEE-BLUE-L' }] },
		]);
	}, 60_000);

	it('reports are tables, charts and a file; the set-up says what to mend', async () => {
		await page.goto(`${desk()}?page=reports`);
		await page.getByRole('cell', { name: 'size too small' }).waitFor();
		expect(await page.locator('svg rect').count()).toBeGreaterThan(0);
		const [download] = await Promise.all([
			page.waitForEvent('download'),
			page.getByRole('link', { name: 'Reasons as CSV' }).click(),
		]);
		expect([download.suggestedFilename(), readFileSync(await download.path(), 'utf8')]).toEqual([
			'report.csv',
			expect.stringMatching(/^Reason,Pieces\r\n.*size too small,\d+/s),
		]);
		await picture('desk-reports');
		await page.goto(`${desk()}?page=setup`);
		await page.getByRole('cell', { name: 'Step "Settle"' }).waitFor();
		expect(await text()).toContain('Publish the workflow whose Return Case Trigger has the step name "Settle".');
	}, 60_000);

	it('puts a stuck step back into work, by the keyboard, in the name of the person', async () => {
		await page.goto(`${desk()}?page=operations`);
		const replay = page.getByRole('button', { name: `Replay Settle of ${stuck}` });
		await replay.focus();
		await page.keyboard.press('Enter');
		await page.getByText('No step is stuck or held.').waitFor();
		expect(await store.operators.log({ limit: 1 })).toMatchObject([{ actor: n8n.email, action: 'steps_replayed' }]);
	});

	it('fits a phone, light and dark, and needs no script', async () => {
		const [cookie] = (await page.context().cookies()).filter(({ name }) => name === 'returns-desk');
		expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/webhook/returns/desk' });
		for (const colorScheme of ['light', 'dark'] as const) {
			const context = await browser.newContext({
				viewport: { width: 390, height: 800 },
				javaScriptEnabled: false,
				colorScheme,
			});
			await context.addCookies([cookie]);
			const phone = await context.newPage();
			for (const query of [
				'',
				'?page=cases',
				`?page=case&case=${stuck}`,
				'?page=operations',
				'?page=review',
				`?page=receive&q=${stuck}`,
				'?page=finance',
				'?page=customer&q=1003',
				'?page=reports',
				'?page=setup',
			]) {
				await phone.goto(`${desk()}${query}`);
				const box = await phone.locator('body').boundingBox();
				const wide = await phone
					.locator('main > *, header > *')
					.evaluateAll((all) => Math.max(...all.map((one) => one.getBoundingClientRect().right)));
				expect([query, box!.width <= 390, wide <= 390]).toEqual([query, true, true]);
			}
			await context.close();
		}
	});

	it('shows no return of a brand that somebody does not see', async () => {
		await store.settings.save('default', { staff: [{ email: n8n.email, roles: ['service'], brands: ['nord'] }] });
		await page.goto(`${desk()}?page=case&case=${stuck}`);
		expect(await page.textContent('body')).toContain('No such return');
		await page.goto(`${desk()}?page=operations`);
		expect(await page.textContent('body')).toContain('This page is for people with the role operator or manager.');
		await store.settings.save('default', { staff: [{ email: 'lee@example.com', roles: ['manager'], brands: [] }] });
		await page.goto(desk());
		expect(await page.textContent('body')).toContain('You are not on the list');
		await page.goto(`${n8n.url}/form/returns/open-desk`);
		await page.getByRole('button', { name: 'Open the desk' }).click();
		await page.getByText(`${n8n.email} is not among Staff in the settings`).waitFor({ timeout: 60_000 });
	}, 120_000);
});
