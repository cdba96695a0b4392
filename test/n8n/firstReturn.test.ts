import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { startSandbox, type Sandbox } from '../sandbox';
import { signIn } from './editor';
import { startN8n, type RealN8n } from './realN8n';
import { waitFor } from './waitFor';
import { waitPublished } from './workflows';

const docs = resolve(__dirname, '../../docs');
const pictures = process.env.UPDATE_IMAGES ? join(docs, 'images') : mkdtempSync(join(tmpdir(), 'n8n-returns-first-'));
/** What a person needs for each click and each field beside what n8n takes, in seconds. */
const perAct = 3;
const longestMinutes = 10;
const uiMs = 60_000;

/**
 * From a bare n8n with the package to the first settled return, with the sandbox as the services: everything is typed and clicked, as
 * docs/guides/first-return.md tells it. Each step of the guide is a picture of this run.
 */
describe('the first return', () => {
	let n8n: RealN8n;
	let sandbox: Sandbox;
	let browser: Browser;
	let page: Page;
	let acts = 0;
	const typed: string[] = [];
	const taken: string[] = [];

	beforeAll(async () => {
		sandbox = await startSandbox();
		sandbox.odoo.openToAdministrator();
		n8n = await startN8n({ pack: true, runId: 'first', editor: true });
		({ browser, page } = await signIn(n8n, { width: 1100, height: 690 }, 0.7));
	}, 420_000);
	afterAll(async () => {
		await browser?.close();
		await n8n?.stop();
		await sandbox?.stop();
	});

	/** n8n marks what tests look for. */
	const byId = (id: string) => page.locator(`[data-test-id="${id}"]`);
	const visit = async (url: string) => {
		acts++;
		await page.goto(url);
	};
	const click = async (at: Locator) => {
		acts++;
		await at.click({ timeout: uiMs });
	};
	const fill = async (at: Locator, text: string) => {
		acts++;
		typed.push(text);
		await at.fill(text, { timeout: uiMs });
	};
	const choose = async (at: Locator, option: string) => {
		acts++;
		await at.selectOption(option, { timeout: uiMs });
	};

	/** The picture of the guide's next step. */
	async function picture(): Promise<void> {
		await page.waitForTimeout(700); // until what moves stands still
		const name = `first-return-${String(taken.length + 1).padStart(2, '0')}.png`;
		await page.screenshot({ path: join(pictures, name) });
		taken.push(name);
	}

	/** A credential under the name that the templates look for, of the type with this title. */
	async function credential(name: string, title: string, fields: Record<string, string>, switches: string[] = []) {
		await visit(`${n8n.url}/home/credentials/create`);
		await fill(byId('new-credential-type-select').locator('input'), title);
		await click(byId('new-credential-type-select-option').filter({ hasText: title }).first());
		await click(byId('new-credential-type-button'));
		await byId('credential-name').waitFor({ timeout: uiMs });
		await click(byId('credential-name'));
		await fill(byId('credential-name').locator('input'), name);
		await page.keyboard.press('Enter');
		for (const field of switches)
			await click(byId(`parameter-input-${field}`).locator('.el-switch, [role="switch"]').first());
		for (const [field, text] of Object.entries(fields))
			await fill(byId(`parameter-input-${field}`).locator('input, textarea').first(), text);
		await picture();
		await click(byId('credential-save-button'));
		await waitFor(`the credential ${name}`, async () => {
			const { data } = await n8n.api<{ data: Array<{ name: string }> }>('GET', '/credentials');
			return data.find((one) => one.name === name);
		});
	}

	/** What the sandbox says to type; what is left empty, and what a new credential has anyhow, is not typed. */
	function told(name: string, fields: string[]): Record<string, string> {
		const { data } = sandbox.credentials()[name];
		return Object.fromEntries(fields.map((field) => [field, String(data[field])]));
	}

	/** Opens a template's file in a new workflow, and publishes it. */
	async function bring(key: string, withPictures: boolean): Promise<void> {
		await visit(`${n8n.url}/workflow/new`);
		acts += 3; // the menu, Import from file, the file
		await page
			.locator('[data-test-id="workflow-import-input"]')
			.first()
			.setInputFiles(resolve(__dirname, `../../workflows/${key}.json`));
		await byId('canvas-node').first().waitFor({ timeout: uiMs });
		await page.waitForURL(/\/workflow\/(?!new)[A-Za-z0-9]+/, { timeout: uiMs });
		const id = /\/workflow\/([A-Za-z0-9]+)/.exec(page.url())![1];
		await waitFor('the editor to have saved it', async () => {
			const saved = await n8n.api<{ nodes: unknown[] }>('GET', `/workflows/${id}`).catch(() => undefined);
			return saved?.nodes.length ? saved : undefined;
		});
		if (withPictures) await picture();
		await click(byId('workflow-open-publish-modal-button'));
		await byId('workflow-publish-button').waitFor({ timeout: uiMs });
		if (withPictures) await picture();
		await click(byId('workflow-publish-button'));
		expect([key, await waitPublished(n8n, id, { timeoutMs: 120_000 })]).toMatchObject([key, { status: 'published' }]);
	}

	const desk = (query = '') => `${n8n.url}/webhook/returns/desk${query}`;
	const text = async () => await page.locator('body').innerText();

	/** Loads the desk's page again until it says, or no longer says, something. */
	async function until(what: string, holds: (said: string) => boolean): Promise<void> {
		await waitFor(
			what,
			async () => {
				// What a button has begun may still be loading.
				const loaded = await page.goto(page.url().replace(/[?&]done=[^&]*/, '')).catch(() => undefined);
				return (loaded && holds(await text())) || undefined;
			},
			{ timeoutMs: 120_000 },
		);
		acts++;
	}

	/** Fills in the form of a section of the settings. */
	async function settings(section: string, fields: Record<string, string>, choices: Record<string, string> = {}) {
		await click(
			page.getByRole('navigation', { name: 'Settings of default' }).getByRole('link', { name: section, exact: true }),
		);
		for (const [name, value] of Object.entries(fields)) await fill(page.locator(`[name="${name}"]`), value);
		for (const [name, value] of Object.entries(choices)) await choose(page.locator(`select[name="${name}"]`), value);
		await page.locator(`[name="${Object.keys(fields)[0]}"]`).scrollIntoViewIfNeeded();
		await picture();
		await click(page.getByRole('button', { name: 'Save', exact: true }));
		await page.getByText('The settings are saved.').waitFor({ timeout: uiMs });
		await click(page.getByRole('link', { name: 'Set-up', exact: true }).first());
	}

	it('is settled within ten minutes, with nothing looked up and no JSON, and each step of the guide is a picture', async () => {
		const began = Date.now();
		await credential('Return Case', 'Return Case API', { auditKey: 'a long random text of mine' });
		await credential(
			'Shopify',
			'Returns Shopify API',
			told('Shopify', ['shop', 'clientId', 'clientSecret', 'baseUrl']),
		);
		await credential('Stripe', 'Returns Stripe API', told('Stripe', ['secretKey', 'baseUrl']));
		await credential('EasyPost', 'Returns EasyPost API', told('EasyPost', ['apiKey', 'baseUrl']));
		await credential('Odoo', 'Odoo API (API Key)', told('Odoo', ['url', 'db', 'apiKey']));
		await credential('Mail server', 'SMTP', told('Mail server', ['host', 'port']), ['secure', 'disableStartTls']);
		await credential('Warehouse key', 'Header Auth', told('Warehouse key', ['name', 'value']));

		await bring('15-returns-desk', true);
		await visit(`${n8n.url}/form/returns/open-desk`);
		const allow = page.getByRole('button', { name: /allow|authorize|continue/i });
		const openDesk = page.getByRole('button', { name: 'Open the desk' });
		await allow.or(openDesk).first().waitFor({ timeout: uiMs });
		if (await allow.count()) await click(allow.first());
		await openDesk.waitFor({ timeout: uiMs });
		await picture();
		await click(openDesk);
		await page.waitForURL((url) => url.pathname === '/webhook/returns/desk', { timeout: uiMs });
		await click(page.getByRole('link', { name: 'Set-up', exact: true }).first());
		await picture();
		await settings('General', {
			timeZone: 'Europe/Berlin',
			sender: 'returns@example.com',
			operator: 'operator@example.com',
		});
		await settings('Return Address', {
			'returnAddress.name': 'Returns',
			'returnAddress.company': 'Example Shop',
			'returnAddress.street1': '9 Warehouse Road',
			'returnAddress.postalCode': '62704',
			'returnAddress.city': 'Springfield',
			'returnAddress.state': 'IL',
			'returnAddress.country': 'US',
			'returnAddress.phone': '5550100100',
		});
		await settings('Usual Parcel', {
			'parcel.weight': '800',
			'parcel.length': '30',
			'parcel.width': '20',
			'parcel.height': '10',
		});
		await settings(
			'Policy',
			{ 'policy.windowDays': '30', 'policy.currency': 'EUR', 'policy.reviewAbove': '500.00' },
			{ 'policy.refundTiming': 'after_inspection' },
		);
		await click(page.getByRole('button', { name: 'Look at the systems again' }));
		await page.getByText('The systems are being looked at').waitFor({ timeout: uiMs });
		await until('what Odoo has', (said) => said.includes('Install in Odoo'));
		await page.getByRole('button', { name: 'Install in Odoo for default' }).scrollIntoViewIfNeeded();
		await picture();
		await click(page.getByRole('button', { name: 'Install in Odoo for default' }));
		await page.getByText('What is missing in Odoo is being made').waitFor({ timeout: uiMs });
		await until('what was made in Odoo', (said) => !said.includes('where goods go that are sold again'));
		await page.getByRole('heading', { name: 'Settings of default' }).scrollIntoViewIfNeeded();
		await picture();

		for (const key of ['01-authorise', '02-label-and-tell', '03-receive-and-sort', '04-settle-and-book'])
			await bring(key, false);
		await picture();

		await visit(`${sandbox.urls.control}/shop`);
		await click(page.getByRole('button', { name: 'Return one of order #1001: T-shirt blue M' }));
		await page.getByText('n8n answered the shop with 200.').waitFor({ timeout: uiMs });
		await picture();

		await visit(desk('?page=cases'));
		await page.getByRole('link', { name: /^RMA-/ }).first().waitFor({ timeout: uiMs });
		await click(page.getByRole('link', { name: /^RMA-/ }).first());
		const reference = (await page.getByRole('heading', { level: 1, name: /^RMA-/ }).textContent())!;
		await until('the label', (said) => said.includes('label issued'));
		await picture();

		await click(page.getByRole('link', { name: 'Receive', exact: true }).first());
		await fill(page.getByLabel('Reference, tracking number, order or article'), '1001');
		await page.keyboard.press('Enter');
		await fill(page.getByLabel(/: pieces$/), '1');
		await picture();
		await click(page.getByRole('button', { name: /^Receive/ }));
		await page.getByText('What you counted is recorded.').waitFor({ timeout: uiMs });
		const recorded = page.getByText('The inspection is recorded.');
		// Odoo's receipt may be recorded while the page is open: then it says so, and is shown anew.
		for (let time = 0; time < 5 && !(await recorded.count()); time++) {
			await choose(page.getByLabel(/: goes to$/).first(), 'Back on the shelf');
			if (!time) await picture();
			await click(page.getByRole('button', { name: /^Record the inspection/ }));
			await page.waitForLoadState();
			await recorded.or(page.getByText('has moved on')).first().waitFor({ timeout: uiMs });
		}
		await recorded.waitFor({ timeout: uiMs });
		await visit(desk(`?page=case&case=${reference}`));
		await until('the money', (said) => /Settlement\s+settled/.test(said));
		await picture();

		expect([...sandbox.stripe.refunds.values()].map(({ metadata }) => metadata.return_reference)).toEqual([reference]);
		// Nobody has typed JSON, or the number of a record.
		expect(typed.filter((one) => /[{[]/.test(one))).toEqual([]);
		// How long n8n and the browser took besides is the machine's.
		const waited = Math.round((Date.now() - began) / 1000);
		console.log(`${acts} clicks and fields, ${acts * perAct} s of a person; the script took ${waited} s`);
		expect(acts * perAct).toBeLessThanOrEqual(longestMinutes * 60);
		const guide = readFileSync(join(docs, 'guides/first-return.md'), 'utf8');
		expect([...guide.matchAll(/images\/(first-return-\d+\.png)/g)].map(([, name]) => name)).toEqual(taken);
		for (const name of taken) expect([name, statSync(join(pictures, name)).size <= 80_000]).toEqual([name, true]);
	}, 900_000);
});
