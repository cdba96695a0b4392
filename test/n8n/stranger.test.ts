import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { closeStores, openStore, type CaseStore } from '../../nodes/shared/store';
import { importTemplates, readTemplates } from '../../workflows/importer';
import { submitForm } from '../demo/n8nForm';
import { askForReturn, receiveGoods, waitForCase } from '../demo/people';
import { startSandbox, type Sandbox } from '../sandbox';
import { signIn } from './editor';
import { followReadme } from './installAsReadme';
import { startN8n, type RealN8n } from './realN8n';
import { createCredential, itemsOf, publish, runManually, unpublish, waitExecuted, waitPublished } from './workflows';

const templates = readTemplates(['return']);
const fileOf = (key: string) => resolve(__dirname, `../../workflows/${key}.json`);
const uiMs = 60_000;
const auditKey = 'a long random text of a stranger';

/** A stranger sets n8n up with the README in hand and the sandbox as the services. */
describe("a stranger's set-up", () => {
	const home = mkdtempSync(join(tmpdir(), 'n8n-returns-stranger-'));
	let n8n: RealN8n;
	let sandbox: Sandbox;
	let store: CaseStore | undefined;
	let browser: Browser;
	let page: Page;
	/** What was imported, by the template's key. */
	const ids = new Map<string, string>();
	let authorise: string;

	beforeAll(async () => {
		await followReadme(home);
		sandbox = await startSandbox();
		sandbox.odoo.openToAdministrator();
		n8n = await startN8n({ userFolder: home, editor: true });
		({ browser, page } = await signIn(n8n, { width: 1600, height: 1000 }));
	}, 400_000);

	afterAll(async () => {
		await browser?.close();
		await closeStores();
		await n8n?.stop();
		await sandbox?.stop();
		rmSync(home, { recursive: true, force: true });
	});

	/** n8n marks what tests look for. */
	const byId = (id: string) => page.locator(`[data-test-id="${id}"]`);

	it('makes a credential by typing, under the name that the templates use', async () => {
		await page.goto(`${n8n.url}/home/credentials/create`);
		await byId('new-credential-type-select').locator('input').fill('Return Case');
		await byId('new-credential-type-select-option').filter({ hasText: 'Return Case' }).first().click();
		await byId('new-credential-type-button').click();
		await byId('credential-name').waitFor({ timeout: uiMs });
		await nameIt('Return Case');
		await byId('parameter-input-auditKey').locator('input').fill(auditKey);
		await byId('credential-save-button').click();
		const saved = await listedCredentials();
		expect(saved).toEqual([expect.objectContaining({ name: 'Return Case', type: 'returnCaseApi' })]);
	});

	async function nameIt(name: string): Promise<void> {
		await byId('credential-name').click();
		await byId('credential-name').locator('input').fill(name);
		await page.keyboard.press('Enter');
	}

	async function listedCredentials(): Promise<Array<{ id: string; name: string; type: string }>> {
		for (let end = Date.now() + uiMs; ;) {
			const { data } = await n8n.api<{ data: Array<{ id: string; name: string; type: string }> }>(
				'GET',
				'/credentials',
			);
			if (data.length > 0 || Date.now() > end) return data;
			await page.waitForTimeout(300);
		}
	}

	it("makes the other credentials, under the templates' names", async () => {
		for (const [name, { type, data }] of Object.entries(sandbox.credentials()))
			if (type !== 'returnCaseApi') await createCredential(n8n, name, type, data);
	});

	it.each(templates.map(({ key }) => key!))(
		'imports %s from its file: every account is found, no node is red',
		async (key) => {
			await page.goto(`${n8n.url}/workflow/new`);
			// What the menu's Import from file opens.
			await page.locator('[data-test-id="workflow-import-input"]').first().setInputFiles(fileOf(key));
			await page.locator('[data-test-id="canvas-node"]').first().waitFor({ timeout: uiMs });
			await page.waitForURL(/\/workflow\/(?!new)[A-Za-z0-9]+/, { timeout: uiMs });
			const id = /\/workflow\/([A-Za-z0-9]+)/.exec(page.url())![1];
			ids.set(key, id);
			authorise = ids.get('01-authorise')!;
			const { nodes } = await savedWorkflow(id);
			const wanted = (JSON.parse(readFileSync(fileOf(key), 'utf8')) as Workflow).nodes;
			expect(nodes.length).toBe(wanted.length);
			const lacking = nodes.flatMap(({ name, credentials = {} }) =>
				Object.entries(credentials)
					.filter(([, { id }]) => !id)
					.map(([type]) => `${name}: ${type}`),
			);
			expect(lacking).toEqual([]);
			expect(nodes.filter(({ credentials }) => credentials).length).toBe(
				wanted.filter(({ credentials }) => credentials).length,
			);
			expect(
				await page
					.locator('[data-test-id="canvas-node"]:has([data-test-id="node-issues"])')
					.evaluateAll((found) => found.map((element) => element.getAttribute('data-node-name'))),
			).toEqual([]);
		},
	);

	interface Workflow {
		name: string;
		nodes: Array<{
			name: string;
			parameters: Record<string, unknown>;
			credentials?: Record<string, { id: string | null; name: string }>;
		}>;
		connections: object;
		settings: object;
	}

	/** The editor saves by itself some moments later. */
	async function savedWorkflow(id = authorise): Promise<Workflow> {
		for (let end = Date.now() + uiMs; ;) {
			const workflow = await n8n.api<Workflow>('GET', `/workflows/${id}`).catch(() => undefined);
			if ((workflow && workflow.nodes.length > 0) || Date.now() > end) return workflow!;
			await page.waitForTimeout(300);
		}
	}

	it.each([
		['a blank audit key', 'Return Case', { storage: 'embedded', auditKey: '' }, /audit key/i],
		[
			"a typing error in the file's path",
			'Return Case',
			{ storage: 'embedded', file: '/no/such/folder/returns.sqlite', auditKey: 'k' },
			/\/no\/such\/folder/,
		],
		['a wrong key of Stripe', 'Stripe', { secretKey: 'sk_test_wrong' }, /key/i],
		['a wrong key of EasyPost', 'EasyPost', { apiKey: 'wrong' }, /key/i],
		['a wrong secret of Shopify, after a good one', 'Shopify', { clientSecret: 'wrong' }, /secret|client/i],
		['no address and no secret of Shopify', 'Shopify', { shop: '', baseUrl: '', clientSecret: '' }, /shop|secret/i],
	])('is told what is wrong with %s', async (_what, account, wrong, said) => {
		const { id, type } = (await listedCredentials()).find(({ name }) => name === account)!;
		const { data } = sandbox.credentials()[account];
		const test = async (typed: object) =>
			await n8n.rest<{ status: string; message: string }>('POST', '/credentials/test', {
				credentials: { id, name: account, type, data: typed },
			});
		if (account !== 'Return Case') expect(await test(data)).toMatchObject({ status: 'OK' });
		expect(await test({ ...data, ...wrong })).toMatchObject({
			status: 'Error',
			message: expect.stringMatching(said) as string,
		});
	});

	/** Publishes and takes it back; gives what n8n shows of triggers that refused. */
	async function refusals(id: string): Promise<string[]> {
		await publish(n8n, id);
		const { triggers } = await waitPublished(n8n, id, { timeoutMs: 120_000 });
		await unpublish(n8n, id);
		return triggers.flatMap(({ errorMessage }) => errorMessage ?? []);
	}

	it('cannot publish a flow that could do nothing, and is told what is missing', async () => {
		const unsaved = (
			await Promise.all(['02-label-and-tell', '03-receive-and-sort'].map(async (key) => await refusals(ids.get(key)!)))
		)
			.flat()
			.join('\n');
		for (const field of ['General > Sender', 'Return Address', 'Usual Parcel', 'Location of Goods for Sale'])
			expect(unsaved).toContain(field);

		const { nodes, connections } = await savedWorkflow(ids.get('04-settle-and-book'));
		const lane = ['Refund Due', 'How It Goes Back', 'Refund in Stripe'];
		const bare = nodes
			.filter(({ name }) => lane.includes(name))
			.map((node) =>
				node.name === 'Refund in Stripe'
					? { ...node, credentials: { returnsStripeApi: node.credentials!.returnsStripeApi } }
					: node,
			);
		const { id } = await n8n.api<{ id: string }>('POST', '/workflows', {
			name: 'Without a case store',
			nodes: bare,
			connections: {
				'Refund Due': (connections as Record<string, object>)['Refund Due'],
				'How It Goes Back': { main: [[{ node: 'Refund in Stripe', type: 'main', index: 0 }]] },
			},
			settings: {},
		});
		expect((await refusals(id)).join()).toContain('These nodes have no Return Case credential: Refund in Stripe');
	});

	/** Changes parameters of nodes, as an analyst does in their panels. */
	async function change(parameters: Record<string, object>): Promise<void> {
		const { name, nodes, connections, settings } = await savedWorkflow();
		const changed = nodes.map((node) => ({ ...node, parameters: { ...node.parameters, ...parameters[node.name] } }));
		await n8n.api('PUT', `/workflows/${authorise}`, {
			name,
			nodes: changed,
			connections,
			settings: { executionOrder: 'v1', ...(settings as { errorWorkflow?: string }) },
		});
	}
	const ran = async (trigger: string) => await waitExecuted(n8n, await runManually(n8n, authorise, trigger));

	it('is told every setting that is wrong at once, in plain words, and a test run saves nothing', async () => {
		const { parameters: shipped } = (await savedWorkflow()).nodes.find(({ name }) => name === 'Save Settings')!;
		await change({
			'Save Settings': {
				general: { timeZone: 'Berlin', sender: 'returns at example', operator: 'operator@example.com' },
			},
		});
		const refused = await ran('Set Up');
		expect(refused.status).toBe('error');
		expect(refused.data!.resultData.error!.message).toMatch(/Time Zone[^]*Sender/);
		await change({ 'Save Settings': { general: shipped.general } });
		const tried = await ran('Set Up');
		expect([
			tried.status,
			itemsOf(tried, 'Save Settings')[0].outcome,
			itemsOf(tried, 'Install Set-Up')[0].setUp,
			itemsOf(tried, 'Check Set-Up')[0].setUp,
		]).toEqual([
			'success',
			'dry_run',
			expect.objectContaining({ outcome: 'dry_run' }),
			expect.objectContaining({
				ready: false,
				unset: expect.arrayContaining([expect.stringContaining('Sender')]) as string[],
			}),
		]);
	});

	it("saves the settings, lets Odoo be prepared, publishes with the button, and a customer's return ends settled", async () => {
		await change({
			'Save Settings': { options: { sendForReal: true } },
			'Install Set-Up': { options: { sendForReal: true } },
		});
		const saved = await ran('Set Up');
		expect([saved.status, saved.data?.resultData.error?.message]).toEqual(['success', undefined]);
		expect(itemsOf(saved, 'Check Set-Up')[0].setUp).toMatchObject({ ready: true, missing: [], unset: [] });

		for (const id of ids.values()) {
			await page.goto(`${n8n.url}/workflow/${id}`);
			await byId('workflow-open-publish-modal-button').click({ timeout: uiMs });
			await byId('workflow-publish-button').click({ timeout: uiMs });
			expect(await waitPublished(n8n, id)).toMatchObject({ status: 'published' });
		}

		store = await openStore({ storage: 'embedded', file: join(home, '.n8n', 'returns.sqlite'), auditKey });
		const reference = await askForReturn({ sandbox, store }, '#1001', [{ sku: 'TEE-BLUE-M', quantity: 1 }]);
		await waitForCase(store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
		await receiveGoods({ n8n, store }, reference);
		const settled = await waitForCase(
			store,
			reference,
			'settled and closed',
			(one) => one.settlement === 'settled' && !!one.closedAt,
		);
		expect(settled.reference).toBe(reference);
		expect([...sandbox.stripe.refunds.values()].map(({ metadata }) => metadata.return_reference)).toEqual([reference]);
	});

	it('reads in each form what is wrong with a reference', async () => {
		const missing = 'RMA-2222222222';
		for (const [path, answers] of [
			['returns/review', []],
			['returns/receive', ['Goods have arrived']],
			['returns/paid-by-hand', ['', 'Cash', 'receipt 1']],
			['returns/decide-refund', ['', 'Do not pay', '']],
		] as Array<[string, string[]]>) {
			expect(await submitForm(n8n, path, [missing.toLowerCase(), ...answers])).toEqual({
				title: expect.stringMatching(/^Nothing was/) as string,
				message: expect.stringContaining(`There is no case ${missing}. Check the reference`) as string,
			});
		}
	});

	it('keeps the branch that was added when the importer takes the workflow over and runs again', async () => {
		const [item] = readTemplates(['01-authorise']);
		const options = { url: n8n.url, apiKey: n8n.apiKey, backupFolder: join(home, 'backups'), templates: [item] };
		const before = await savedWorkflow();
		const vip = {
			id: 'vip',
			name: 'VIP',
			type: 'n8n-nodes-base.noOp',
			typeVersion: 1,
			position: [500, 100],
			parameters: {},
		};
		await n8n.api('PUT', `/workflows/${authorise}`, {
			name: before.name,
			nodes: [...before.nodes, vip],
			connections: before.connections,
			settings: { executionOrder: 'v1' },
		});

		const [refused] = await importTemplates(options);
		expect(refused.errors.join()).toContain('--adopt');
		const [adopted] = await importTemplates({ ...options, adopt: true });
		expect(adopted).toMatchObject({ id: authorise, action: 'adopted', errors: [] });
		expect((await importTemplates(options))[0].errors).toEqual([]);
		expect((await savedWorkflow()).nodes.map((node) => node.name)).toContain('VIP');
	});
});
