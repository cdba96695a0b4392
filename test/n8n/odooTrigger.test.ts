import { closeStores, openStore, type CaseStore } from '../../nodes/shared/store';
import { OdooReturns } from '../../nodes/OdooReturns/OdooReturns.node';
import { runNode } from '../support/harness';
import { odooApiKeyApi } from '../odoo/target';
import { startSandbox, type Sandbox } from '../sandbox';
import { installAutomations, type Automation } from '../sandbox/odoo/automations';
import { borrowN8n, giveBack } from './oneN8n';
import type { RealN8n } from './realN8n';
import { waitFor } from './waitFor';
import {
	createCredential,
	getExecutions,
	importWorkflow,
	itemsOf,
	publish,
	runManually,
	unpublish,
	waitExecuted,
	waitPublished,
} from './workflows';

const type = 'n8n-nodes-returns.odooReturnsTrigger';
const trigger = 'Odoo Tells';

/** One node that is called and polls, as n8n itself publishes, serves, polls, restarts and removes it; automations are counted at Odoo's stand-in. */
describe('Odoo Returns Trigger in a real n8n', () => {
	let sandbox: Sandbox;
	let n8n: RealN8n;
	let store: CaseStore;
	let automations: { all(): Automation[] };
	let credentials: { odooApiKeyApi: object; returnCaseApi: object };
	let both: string;
	beforeAll(async () => {
		sandbox = await startSandbox();
		automations = installAutomations(sandbox.odoo);
		({ n8n, caseFile: sandbox.caseFile } = await borrowN8n());
		const { Odoo: odoo, 'Return Case': cases } = sandbox.credentials();
		credentials = {
			odooApiKeyApi: { id: await createCredential(n8n, 'Odoo', odoo.type, odoo.data), name: 'Odoo' },
			returnCaseApi: { id: await createCredential(n8n, 'Return Case', cases.type, cases.data), name: 'Return Case' },
		};
		store = await openStore({
			storage: 'embedded',
			file: sandbox.caseFile,
			auditKey: cases.data.auditKey as string,
		});
		both = await importWorkflow(
			n8n,
			flow('Called and polling', 'both', credentials, '5c9f0b7e-6f0a-4b7a-9a43-6f1d7f1f1c21'),
		);
		await bringUp(both);
	}, 240_000);
	afterAll(async () => {
		await closeStores();
		if (n8n) await giveBack(n8n);
		await sandbox?.stop();
	});

	const flow = (name: string, notice: string, of: object, webhookId: string) => ({
		name,
		nodes: [
			{
				id: 'hear',
				name: trigger,
				type,
				typeVersion: 2,
				position: [0, 0],
				webhookId,
				parameters: {
					events: ['return.created', 'return.received'],
					notice,
					withoutCaseStore: !('returnCaseApi' in of),
				},
				credentials: of,
			},
			{ id: 'end', name: 'End', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [220, 0], parameters: {} },
		],
		connections: { [trigger]: { main: [[{ node: 'End', type: 'main', index: 0 }]] } },
		settings: { executionOrder: 'v1' },
	});
	async function bringUp(workflow: string): Promise<void> {
		await publish(n8n, workflow);
		expect(await waitPublished(n8n, workflow)).toMatchObject({ status: 'published' });
	}
	let count = 0;
	/** A return that our node makes elsewhere, in the same Odoo. */
	async function makeReturn(): Promise<number> {
		const [number, odoo] = [`#T${++count}`, sandbox.credentials().Odoo.data];
		sandbox.odoo.addOrder({
			number,
			lines: [{ sku: 'TEE-BLUE-M', title: 'T-shirt', quantity: 1, price: '20.00', discount: '0', tax: '4.00' }],
			shipping: { price: '0', tax: '0' },
		});
		const { json, error } = await runNode(new OdooReturns(), {
			parameters: {
				resource: 'return',
				operation: 'create',
				reference: `RMA-T${count}`,
				order: number,
				lines: '[{"sku":"TEE-BLUE-M","quantity":1}]',
			},
			credentials: { odooApiKeyApi: odoo as never },
			extraTypes: [odooApiKeyApi],
			input: [{ settings: { odoo: sandbox.odoo.settings() } as never }],
		});
		if (error) throw error;
		return Number((json[0].return as { id: string }).id);
	}
	/** What Odoo does when a document changes. */
	const call = async (id: number, url = automations.all()[0].url) =>
		(
			await fetch(url, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ _action: 'Tell n8n(#1)', _id: id, _model: 'stock.picking' }),
			})
		).status;
	/** Items that the flow was started with, of all executions, oldest first. */
	async function told(
		workflow: string,
	): Promise<Array<{ odooEvent: { documentId: number; type: string; noticedBy: string } }>> {
		const runs = (await getExecutions(n8n, workflow))
			.filter(({ mode }) => mode !== 'manual')
			.sort((a, b) => Number(a.id) - Number(b.id));
		return (
			await Promise.all(runs.map(async ({ id }) => itemsOf(await waitExecuted(n8n, id), trigger)))
		).flat() as never;
	}
	const toldOf = async (workflow: string, id: number) =>
		(await told(workflow)).filter(({ odooEvent }) => odooEvent.documentId === id);
	const waitTold = async (workflow: string, id: number) =>
		await waitFor(
			`the flow of ${id}`,
			async () => {
				const found = await toldOf(workflow, id);
				return found.length ? found : undefined;
			},
			{ timeoutMs: 100_000, everyMs: 1_000 },
		);

	it('registers the call and the poll of one node', async () => {
		expect(automations.all()).toMatchObject([
			{
				model: 'stock.picking',
				url: expect.stringMatching(new RegExp(`^${n8n.url}/webhook/[^?]+\\?key=[\\w-]{32}$`)),
				active: true,
			},
		]);
		expect(await waitPublished(n8n, both)).toMatchObject({
			status: 'published',
			triggers: [{ nodeId: 'hear', status: 'activated' }],
		});
	});

	it('starts one flow at once when Odoo calls, and none for callers without the secret', async () => {
		const id = await makeReturn();
		expect(await call(id, automations.all()[0].url.replace(/key=.*/, 'key=x'))).toBe(401);
		for (let i = 0; i < 3; i++) expect(await call(id)).toBe(200);
		expect(await waitTold(both, id)).toMatchObject([
			{
				reference: `RMA-T${count}`,
				odooEvent: { type: 'return.created', noticedBy: 'webhook' },
				return: { id: String(id) },
			},
		]);
	});

	it('starts it by the next poll when nobody calls, and never twice', async () => {
		const id = await makeReturn();
		expect(await waitTold(both, id)).toMatchObject([{ odooEvent: { type: 'return.created', noticedBy: 'poll' } }]);
		expect(await call(id)).toBe(200);
		await new Promise((resolve) => setTimeout(resolve, 65_000)); // another poll
		expect(await toldOf(both, id)).toHaveLength(1);
		expect((await told(both)).length).toBe(2);
	});

	it.each([
		['an orderly restart', 'restart'],
		['kill -9', 'kill'],
	])('tells after %s what happened meanwhile, keeps its automations, and repeats nothing', async (_what, how) => {
		const known = automations.all();
		const before = (await told(both)).length;
		if (how === 'kill') await n8n.kill9();
		else await n8n.halt();
		const id = await makeReturn();
		await n8n.start();
		expect(await waitPublished(n8n, both)).toMatchObject({ status: 'published' });
		expect(automations.all()).toEqual(known);
		expect(await waitTold(both, id)).toMatchObject([{ odooEvent: { noticedBy: 'poll' } }]);
		const next = await makeReturn();
		expect(
			await waitFor('n8n to serve the webhook', async () => {
				const status = await call(next);
				return status === 404 ? undefined : status;
			}),
		).toBe(200);
		expect(await waitTold(both, next)).toMatchObject([{ odooEvent: { noticedBy: 'webhook' } }]);
		expect((await told(both)).length).toBe(before + 2);
	});

	it('runs a test in the editor with what Odoo calls for, and leaves nothing of it', async () => {
		const published = automations.all();
		const rows = (await store.inbox.get({ limit: 1000 })).length;
		expect(await n8n.rest('POST', `/workflows/${both}/run`, { triggerToStartFrom: { name: trigger } })).toMatchObject({
			waitingForWebhook: true,
		});
		const test = await waitFor('the test automation', async () =>
			automations.all().find(({ url }) => url.includes('/webhook-test/')),
		);
		const id = await makeReturn();
		expect(await call(id, test.url)).toBe(200);
		const [run] = await waitFor('the test run', async () => {
			const all = (await getExecutions(n8n, both)).filter(({ mode }) => mode === 'manual');
			return all.length ? all : undefined;
		});
		expect(itemsOf(await waitExecuted(n8n, run.id), trigger)).toMatchObject([
			{ odooEvent: { documentId: id, noticedBy: 'test' } },
		]);
		await waitFor('the test automation to be gone', async () =>
			automations.all().length === published.length ? true : undefined,
		);
		expect(automations.all()).toEqual(published);
		expect((await store.inbox.get({ limit: 1000 })).length).toBe(rows);
	});

	it('by polling makes nothing in Odoo, works without a case store, and shows the newest in a test run', async () => {
		const made = automations.all().length;
		const polling = await importWorkflow(
			n8n,
			flow('Polling', 'poll', { odooApiKeyApi: credentials.odooApiKeyApi }, '5c9f0b7e-6f0a-4b7a-9a43-6f1d7f1f1c22'),
		);
		await bringUp(polling);
		expect(automations.all()).toHaveLength(made);
		expect((await n8n.postWebhook('5c9f0b7e-6f0a-4b7a-9a43-6f1d7f1f1c22/webhook', {})).status).toBe(404);
		const id = await makeReturn();
		expect(await waitTold(polling, id)).toMatchObject([
			{ reference: `RMA-T${count}`, odooEvent: { noticedBy: 'poll' } },
		]);
		const run = await runManually(n8n, polling, trigger);
		expect(itemsOf(await waitExecuted(n8n, run), trigger)).toMatchObject([
			{ odooEvent: { documentId: id, type: 'return.created', noticedBy: 'test' } },
		]);
		await n8n.kill9();
		await n8n.start();
		await waitPublished(n8n, polling);
		const next = await makeReturn();
		await waitTold(polling, next);
		expect((await told(polling)).map(({ odooEvent }) => odooEvent.documentId)).toEqual([id, next]);
		await unpublish(n8n, polling);
	});

	it('is gone from Odoo when it is unpublished, and goes on where it was when it is published again', async () => {
		const [{ url }] = automations.all();
		await unpublish(n8n, both);
		await waitFor('the automation to be gone', async () => (automations.all().length ? undefined : true));
		expect((await fetch(url, { method: 'POST', body: '{}' })).status).toBe(404);
		const id = await makeReturn();
		await bringUp(both);
		expect(automations.all()).toHaveLength(1);
		expect(await waitTold(both, id)).toHaveLength(1);
	});
});
