import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { readTemplates } from '../../workflows/template';
import { startSandbox, type Sandbox } from '../sandbox';
import type { Running } from '../sandbox/server';
import { serveTemplateLibrary } from '../sandbox/templateLibrary';
import { signIn } from './editor';
import { startN8n, type RealN8n } from './realN8n';
import { waitFor } from './waitFor';
import { createCredential } from './workflows';

const pictures = process.env.UPDATE_IMAGES
	? join(__dirname, '../../docs/images')
	: mkdtempSync(join(tmpdir(), 'n8n-returns-library-'));

/** An analyst looks for a template on n8n's own page, reads about it, connects the accounts and has it in the editor. */
describe("the templates on n8n's page Templates", () => {
	let n8n: RealN8n;
	let sandbox: Sandbox;
	let library: Running;
	let browser: Browser;
	let page: Page;

	beforeAll(async () => {
		library = await serveTemplateLibrary();
		sandbox = await startSandbox();
		n8n = await startN8n({
			pack: true,
			runId: 'library',
			editor: true,
			env: { N8N_TEMPLATES_ENABLED: 'true', N8N_TEMPLATES_HOST: library.url },
		});
		for (const [name, { type, data }] of Object.entries(sandbox.credentials()))
			if (['Return Case', 'Stripe', 'Shopify', 'Odoo'].includes(name)) await createCredential(n8n, name, type, data);
		({ browser, page } = await signIn(n8n, { width: 1280, height: 900 }));
	}, 300_000);
	afterAll(async () => {
		await browser?.close();
		await n8n?.stop();
		await sandbox?.stop();
		await library?.stop();
	});

	const said = async () => await page.locator('body').innerText();

	it('are all there, and are found by what they are for', async () => {
		await page.goto(`${n8n.url}/templates`);
		await page.getByText('01 Authorise').first().waitFor({ timeout: 60_000 });
		await page.waitForLoadState('networkidle');
		await page.screenshot({ path: join(pictures, 'library.png') });
		await page.locator('[data-test-id="template-search-input"], input[type="text"]').first().fill('chargebacks');
		await page.getByText('43 Disputes').first().waitFor({ timeout: 60_000 });
		await waitFor('the others to be gone', async () => ((await said()).includes('01 Authorise') ? undefined : true));
	});

	it('show whom they are for, with their pictures', async () => {
		await page.goto(`${n8n.url}/templates/41`);
		await page.getByText('Who it is for.').first().waitFor({ timeout: 60_000 });
		const text = await said();
		for (const words of ['Settle and book', 'How it works', 'What to change', 'Accounts: '])
			expect(text).toContain(words);
		expect(text).not.toMatch(/\]\(|<!--/);
		const shown = async () =>
			await page
				.locator(`img[src^="${library.url}/pictures/"]`)
				.evaluateAll((images) => images.map((image) => (image as unknown as { naturalWidth: number }).naturalWidth));
		await waitFor('the picture', async () => ((await shown()).some((width) => width > 500) ? true : undefined));
	});

	it('are set up account by account, and are in the editor then, with every node of the file and none red', async () => {
		await page.goto(`${n8n.url}/templates/41/setup`);
		await page.getByText('Set up').first().waitFor({ timeout: 60_000 });
		for (const account of ['Return Case', 'Odoo Returns', 'Shopify Returns', 'Stripe Refunds'])
			expect(await said()).toContain(account);
		await page.locator('[data-test-id="continue-button"]').click();
		await page.locator('[data-test-id="canvas-node"]').first().waitFor({ timeout: 60_000 });
		const names = await page
			.locator('[data-test-id="canvas-node"]')
			.evaluateAll((found) => found.map((element) => element.getAttribute('data-node-name')!));
		expect(names.sort()).toEqual(
			readTemplates(['04'])[0]
				.nodes.filter(({ type }) => !type.endsWith('.stickyNote'))
				.map(({ name }) => name)
				.sort(),
		);
		expect(
			await page
				.locator('[data-test-id="canvas-node"]:has([data-test-id="node-issues"])')
				.evaluateAll((found) => found.map((element) => element.getAttribute('data-node-name'))),
		).toEqual([]);
	});
});
