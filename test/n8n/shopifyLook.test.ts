import type { CaseStore } from '../../nodes/shared/store';
import type { Sandbox } from '../sandbox';
import type { RealN8n } from './realN8n';
import { openTriggerAlone, type TriggerAlone } from './triggerAlone';
import { waitFor } from './waitFor';
import { getExecutions, itemsOf, publish, waitExecuted, waitPublished } from './workflows';

const lines = [{ sku: 'TEE-BLUE-M', quantity: 1, reason: 'DEFECTIVE', note: 'torn' }];

/** What the trigger finds by itself when n8n was away and Shopify has removed its webhooks. */
describe('Shopify Returns Trigger in a real n8n', () => {
	let opened: TriggerAlone | undefined;
	let sandbox: Sandbox;
	let n8n: RealN8n;
	let store: CaseStore;
	let workflow: string;
	beforeAll(async () => {
		opened = await openTriggerAlone('Shopify', {
			type: 'n8n-nodes-returns.shopifyReturnsTrigger',
			webhookId: '5c9f0b7e-6f0a-4b7a-9a43-6f1d7f1f1c31',
		});
		({ sandbox, n8n, store, workflow } = opened);
		await publish(n8n, workflow);
		expect(await waitPublished(n8n, workflow)).toMatchObject({ status: 'published' });
		await waitFor('the first look', async () => await store.looks.cursor(`shopify/${workflow}/hear`));
	}, 240_000);
	afterAll(async () => await opened?.stop());

	it('makes up for returns of the time in which n8n was away, and makes the webhooks again', async () => {
		const { state } = sandbox.shopify;
		expect(state.subscriptions.map(({ topic }) => topic)).toContain('RETURNS_REOPEN');
		await n8n.halt();
		state.subscriptions.length = 0;
		const requested = state.request(state.order('#1001'), lines);
		const approved = state.approve(
			state.request(state.order('#1002'), [{ sku: state.order('#1002').lines[0].entry.sku, quantity: 1 }]).id,
		);
		await n8n.start();
		for (const { id, status } of [requested, approved]) {
			const found = await waitFor(
				`the case of ${id}`,
				async () => await store.cases.findByReference('shopify.return', id),
				{
					timeoutMs: 60_000,
					everyMs: 500,
				},
			);
			expect(found).toMatchObject({ authorization: status === 'OPEN' ? 'approved' : 'requested', channel: 'shopify' });
		}
		expect(state.subscriptions.map(({ topic }) => topic)).toContain('RETURNS_REQUEST');
		expect(await store.notices.untold(9)).toMatchObject([{ owner: 'operator' }]);
		const told = await waitFor('both flows', async () => {
			const runs = await getExecutions(n8n, workflow);
			const items = (
				await Promise.all(runs.map(async ({ id }) => itemsOf(await waitExecuted(n8n, id), 'Hear')))
			).flat() as Array<{ topic: string; noticedBy: string }>;
			return items.length >= 2 ? items : undefined;
		});
		expect(told.map(({ topic, noticedBy }) => `${topic} ${noticedBy}`).sort()).toEqual([
			'returns/approve look',
			'returns/request look',
		]);
	}, 180_000);
});
