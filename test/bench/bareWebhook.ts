import type { Shop } from '../demo/shop';
import { importWorkflow, publish, waitPublished, type WorkflowFile } from '../n8n/workflows';

const barePath = 'bench/bare';

/** The least that answers a webhook in n8n: Webhook, Respond to Webhook. */
export const bare: WorkflowFile = {
	name: 'Bare webhook',
	nodes: [
		{
			id: 'b1f4c2a0-0002-4c00-8000-000000000001',
			name: 'Webhook',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2.1,
			position: [0, 0],
			webhookId: 'b1f4c2a0-0002-4c00-8000-0000000000aa',
			parameters: { httpMethod: 'POST', path: barePath, responseMode: 'responseNode', options: {} },
		},
		{
			id: 'b1f4c2a0-0002-4c00-8000-000000000002',
			name: 'Respond',
			type: 'n8n-nodes-base.respondToWebhook',
			typeVersion: 1.4,
			position: [220, 0],
			parameters: { respondWith: 'noData', options: {} },
		},
	],
	connections: { Webhook: { main: [[{ node: 'Respond', type: 'main', index: 0 }]] } },
	settings: { executionOrder: 'v1', saveDataSuccessExecution: 'none' },
};

/** Imports a workflow into the shop's n8n, and publishes it. */
export async function bring({ n8n }: Shop, workflow: WorkflowFile): Promise<void> {
	const id = await importWorkflow(n8n, workflow);
	await publish(n8n, id);
	const { status, triggers } = await waitPublished(n8n, id);
	if (status !== 'published')
		throw new Error(
			`"${workflow.name}" was not published: ${triggers.map(({ errorMessage }) => errorMessage).join('; ')}`,
		);
}

/** Calls the bare flow; throws unless it answers 200. */
export async function postBare({ n8n }: Shop): Promise<void> {
	const { status } = await n8n.postWebhook(barePath, { return: 1 });
	if (status !== 200) throw new Error(`the bare flow answered ${status}`);
}
