import axios from 'axios';
import { startN8n, type RealN8n } from './realN8n';
import { waitFor } from './waitFor';
import {
	getExecutions,
	importWorkflow,
	itemsOf,
	publish,
	runManually,
	unpublish,
	waitExecuted,
	waitPublished,
} from './workflows';

/** Three lanes: a webhook that answers, a schedule, and a start button. */
const lanes = {
	name: 'Answer a webhook',
	nodes: [
		{
			id: 'hook',
			name: 'Webhook',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2.1,
			position: [0, 0],
			webhookId: '5f9d1c0e-0000-4000-8000-000000000001',
			parameters: { httpMethod: 'POST', path: 'answer', responseMode: 'lastNode', options: {} },
		},
		{
			id: 'set',
			name: 'Double',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			position: [220, 0],
			parameters: { mode: 'raw', jsonOutput: '={{ { "twice": ($json.body?.amount ?? 21) * 2 } }}', options: {} },
		},
		{
			id: 'cron',
			name: 'Every Day',
			type: 'n8n-nodes-base.scheduleTrigger',
			typeVersion: 1.2,
			position: [0, 200],
			parameters: { rule: { interval: [{}] } },
		},
		{
			id: 'go',
			name: 'Start',
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			position: [0, 400],
			parameters: {},
		},
	],
	connections: Object.fromEntries(
		['Webhook', 'Every Day', 'Start'].map((trigger) => [
			trigger,
			{ main: [[{ node: 'Double', type: 'main', index: 0 }]] },
		]),
	),
	settings: { executionOrder: 'v1' },
};

describe('a real n8n', () => {
	let n8n: RealN8n;
	let workflowId: string;

	beforeAll(async () => {
		n8n = await startN8n({ runId: 'harness' });
		workflowId = await importWorkflow(n8n, lanes);
	});

	afterAll(async () => await n8n?.stop());

	it('answers a webhook once the workflow is published, and 404 before', async () => {
		expect((await n8n.postWebhook('answer', { amount: 4 })).status).toBe(404);

		await publish(n8n, workflowId);
		const { status, triggers } = await waitPublished(n8n, workflowId);

		expect(status).toBe('published');
		expect(triggers.map(({ nodeId, errorMessage }) => [nodeId, errorMessage]).sort()).toEqual([
			['cron', null],
			['go', null],
			['hook', null],
		]);
		const answer = await n8n.postWebhook('answer', { amount: 4 });
		expect(answer.status).toBe(200);
		expect(answer.data).toEqual({ twice: 8 });
	});

	it('records the execution', async () => {
		const [execution] = await getExecutions(n8n, workflowId);

		expect(execution).toMatchObject({ status: 'success', mode: 'webhook', workflowId });
	});

	it('starts a workflow by hand as the editor does', async () => {
		const execution = await waitExecuted(n8n, await runManually(n8n, workflowId, 'Start'));

		expect(execution).toMatchObject({ status: 'success', mode: 'manual' });
		expect(itemsOf(execution, 'Double')).toEqual([{ twice: 42 }]);
	});

	it('brings a published workflow back after kill -9', async () => {
		await n8n.kill9();
		await expect(axios.get(`${n8n.url}/healthz`, { proxy: false })).rejects.toThrow('ECONNREFUSED');

		await n8n.restart();

		expect((await waitPublished(n8n, workflowId)).status).toBe('published');
		expect((await n8n.postWebhook('answer', { amount: 5 })).data).toEqual({ twice: 10 });
	});

	it('stops answering when the workflow is unpublished', async () => {
		await unpublish(n8n, workflowId);

		// Taking the triggers down is asynchronous too.
		await waitFor('the webhook to be gone', async () =>
			(await n8n.postWebhook('answer', {})).status === 404 ? true : undefined,
		);
	});
});
