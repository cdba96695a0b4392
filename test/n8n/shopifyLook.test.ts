import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { closeStores, openStore, type CaseStore } from '../../nodes/shared/case';
import { startSandbox, type Sandbox } from '../sandbox';
import { packTarball } from './pack';
import { startN8n, type RealN8n } from './realN8n';
import { waitFor } from './waitFor';
import { createCredential, getExecutions, importWorkflow, itemsOf, publish, waitExecuted, waitPublished } from './workflows';

const lines = [{ sku: 'TEE-BLUE-M', quantity: 1, reason: 'DEFECTIVE', note: 'torn' }];

/** What the trigger finds by itself when n8n was away and Shopify has removed its webhooks. */
describe('Shopify Returns Trigger in a real n8n', () => {
	let tarball: string;
	let sandbox: Sandbox;
	let n8n: RealN8n;
	let store: CaseStore;
	let workflow: string;
	beforeAll(async () => {
		tarball = await packTarball();
		sandbox = await startSandbox();
		n8n = await startN8n({ runId: 'shopify-look', packageTarball: tarball });
		const { Shopify: shopify, 'Return Case': cases } = sandbox.credentials();
		const credentials = {
			returnsShopifyApi: { id: await createCredential(n8n, 'Shopify', shopify.type, shopify.data), name: 'Shopify' },
			returnCaseApi: { id: await createCredential(n8n, 'Return Case', cases.type, cases.data), name: 'Return Case' },
		};
		store = await openStore({ storage: 'embedded', file: join(n8n.userFolder, '.n8n', 'returns.sqlite'), auditKey: cases.data.auditKey as string });
		workflow = await importWorkflow(n8n, {
			name: 'Hear of returns',
			nodes: [
				{ id: 'hear', name: 'Shopify Tells', type: 'n8n-nodes-returns.shopifyReturnsTrigger', typeVersion: 1, position: [0, 0], webhookId: '5c9f0b7e-6f0a-4b7a-9a43-6f1d7f1f1c31', parameters: {}, credentials },
				{ id: 'end', name: 'End', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [220, 0], parameters: {} },
			],
			connections: { 'Shopify Tells': { main: [[{ node: 'End', type: 'main', index: 0 }]] } },
			settings: { executionOrder: 'v1' },
		});
		await publish(n8n, workflow);
		expect(await waitPublished(n8n, workflow)).toMatchObject({ status: 'published' });
		await waitFor('the first look', async () => await store.lookCursor(`shopify/${workflow}/hear`));
	}, 240_000);
	afterAll(async () => {
		await closeStores();
		await n8n?.stop();
		await sandbox?.stop();
		if (tarball) await rm(dirname(tarball), { recursive: true, force: true });
	});

	it('makes up for returns of the time in which n8n was away, and makes the webhooks again', async () => {
		const { state } = sandbox.shopify;
		expect(state.subscriptions.map(({ topic }) => topic)).toContain('RETURNS_REOPEN');
		await n8n.halt();
		state.subscriptions.length = 0;
		const requested = state.request(state.order('#1001'), lines);
		const approved = state.approve(state.request(state.order('#1002'), [{ sku: state.order('#1002').lines[0].entry.sku, quantity: 1 }]).id);
		await n8n.start();
		for (const { id, status } of [requested, approved]) {
			const found = await waitFor(`the case of ${id}`, async () => await store.findByReference('shopify.return', id), { timeoutMs: 60_000, everyMs: 500 });
			expect(found).toMatchObject({ authorization: status === 'OPEN' ? 'approved' : 'requested', channel: 'shopify' });
		}
		expect(state.subscriptions.map(({ topic }) => topic)).toContain('RETURNS_REQUEST');
		expect(await store.untoldNotices(9)).toMatchObject([{ owner: 'operator' }]);
		const told = await waitFor('both flows', async () => {
			const runs = await getExecutions(n8n, workflow);
			const items = (await Promise.all(runs.map(async ({ id }) => itemsOf(await waitExecuted(n8n, id), 'Shopify Tells')))).flat() as Array<{ topic: string; noticedBy: string }>;
			return items.length >= 2 ? items : undefined;
		});
		expect(told.map(({ topic, noticedBy }) => `${topic} ${noticedBy}`).sort()).toEqual(['returns/approve look', 'returns/request look']);
	}, 180_000);
});
