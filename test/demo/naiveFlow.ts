import { sandboxSecrets } from '../sandbox/catalogue';
import { createCredential, importWorkflow, publish, waitPublished, type WorkflowFile } from '../n8n/workflows';
import type { RealN8n } from '../n8n/realN8n';

/** Where the naive flow listens, as `n8n.postWebhook` takes it. */
export const naivePath = 'naive/refund';

/** What its webhook is told: which payment to pay back, how much (Stripe's integer), and for which return. */
export interface NaiveRefund {
	payment_intent: string;
	amount: number;
	reference: string;
}

/**
 * A refund flow as most people would build it with n8n's own nodes only: Webhook, Remove Duplicates on the sender's webhook id,
 * HTTP Request with Retry On Fail. It is what the pack is measured against: no idempotency key, no look-up, no claim.
 * @param stripeUrl where Stripe listens
 * @param credentialId id of a Header Auth credential with Stripe's key
 * @param timeoutMs after how long the request counts as failed, and Retry On Fail sends it again
 */
export function naiveFlow(stripeUrl: string, credentialId: string, timeoutMs = 10_000): WorkflowFile {
	const field = (name: string, value: string) => ({ name, value });
	return {
		name: 'Naive refund',
		nodes: [
			{
				id: 'b1f4c2a0-0001-4c00-8000-000000000001',
				name: 'Webhook',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2.1,
				position: [0, 0],
				webhookId: 'b1f4c2a0-0001-4c00-8000-0000000000aa',
				parameters: { httpMethod: 'POST', path: naivePath, options: {} },
			},
			{
				id: 'b1f4c2a0-0001-4c00-8000-000000000002',
				name: 'Remove Duplicates',
				type: 'n8n-nodes-base.removeDuplicates',
				typeVersion: 2,
				position: [220, 0],
				parameters: {
					operation: 'removeItemsSeenInPreviousExecutions',
					logic: 'removeItemsWithAlreadySeenKeyValues',
					dedupeValue: '={{ $json.headers["x-shopify-webhook-id"] }}',
					options: {},
				},
			},
			{
				id: 'b1f4c2a0-0001-4c00-8000-000000000003',
				name: 'Refund',
				type: 'n8n-nodes-base.httpRequest',
				typeVersion: 4.2,
				position: [440, 0],
				retryOnFail: true,
				maxTries: 5,
				waitBetweenTries: 1000,
				parameters: {
					method: 'POST',
					url: `${stripeUrl}/v1/refunds`,
					authentication: 'genericCredentialType',
					genericAuthType: 'httpHeaderAuth',
					sendBody: true,
					contentType: 'form-urlencoded',
					bodyParameters: {
						parameters: [
							field('payment_intent', '={{ $json.body.payment_intent }}'),
							field('amount', '={{ $json.body.amount }}'),
							field('metadata[return_reference]', '={{ $json.body.reference }}'),
						],
					},
					options: { timeout: timeoutMs },
				},
				credentials: { httpHeaderAuth: { id: credentialId, name: 'Stripe key' } },
			},
		],
		connections: {
			Webhook: { main: [[{ node: 'Remove Duplicates', type: 'main', index: 0 }]] },
			'Remove Duplicates': { main: [[{ node: 'Refund', type: 'main', index: 0 }]] },
		},
		// So that an execution that was cut off can be gone on with in the list of executions.
		settings: { executionOrder: 'v1', saveExecutionProgress: true },
	};
}

/** Imports the naive flow with its credential and publishes it. Returns the workflow's id. */
export async function bringNaiveFlow(n8n: RealN8n, stripeUrl: string, timeoutMs?: number): Promise<string> {
	const credential = await createCredential(n8n, 'Stripe key', 'httpHeaderAuth', {
		name: 'Authorization',
		value: `Bearer ${sandboxSecrets.stripeKey}`,
	});
	const id = await importWorkflow(n8n, naiveFlow(stripeUrl, credential, timeoutMs));
	await publish(n8n, id);
	const { status } = await waitPublished(n8n, id);
	if (status !== 'published') throw new Error(`The naive flow was not published: ${status}`);
	return id;
}

/** Sends one webhook to the naive flow, as a shop does. Returns the HTTP status; 0 when no answer came. */
export async function tellNaiveFlow(n8n: RealN8n, webhookId: string, refund: NaiveRefund): Promise<number> {
	try {
		return (await n8n.postWebhook(naivePath, refund, { 'X-Shopify-Webhook-Id': webhookId })).status;
	} catch {
		return 0;
	}
}
