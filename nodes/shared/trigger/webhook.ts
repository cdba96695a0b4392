import { timingSafeEqual } from 'node:crypto';
import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

/**
 * The bytes that were sent, which is what senders sign; undefined when there are none. n8n reads them late, or not at all when it does
 * not know their type (docs/facts/n8n.md#a-nodes-version-decides-how-a-webhook-is-read).
 */
export async function rawBodyOf(webhook: Pick<IWebhookFunctions, 'getRequestObject'>): Promise<Buffer | undefined> {
	const request = webhook.getRequestObject() as unknown as { rawBody?: Buffer; readRawBody?: () => Promise<void> };
	if (!request.rawBody) await request.readRawBody?.();
	return request.rawBody;
}

/** Tells a sender that it could not prove to be who it claims. */
export function refuse(webhook: IWebhookFunctions, message: string): IWebhookResponseData {
	return answer(webhook, 401, { message });
}

/** Asks the sender to send again: nothing was stored. The reason may hold a host or a path, and is none of its business. */
export function askAgain(webhook: IWebhookFunctions): IWebhookResponseData {
	return answer(webhook, 503, { message: 'Not stored, please send again' }, { 'Retry-After': '5' });
}

/** Answers 200 before the work is done, for a sender that must not wait. A flow may be started all the same. */
export function accept(webhook: IWebhookFunctions, body: object): IWebhookResponseData {
	return answer(webhook, 200, body);
}

/** Whether a flow stands behind the trigger; without one an execution would do nothing and cost most of what the webhook costs. */
export function leadsOn(webhook: Pick<IWebhookFunctions, 'getMode' | 'getChildNodes' | 'getNode'>): boolean {
	return webhook.getMode() === 'manual' || webhook.getChildNodes(webhook.getNode().name).length > 0;
}

/**
 * What marks the items of a test run, for n8n itself forgets: a test run that failed and is retried from the list of executions counts
 * as a real one there (docs/facts/n8n.md#a-retried-test-run-counts-as-a-real-one). Nodes of this package do nothing for an item that
 * carries it.
 */
export function testMark(trigger: { getMode(): string }): { testRun?: true } {
	return trigger.getMode() === 'manual' ? { testRun: true } : {};
}

/** Keeps the address of a published trigger for its look, which makes lost webhooks again: only hooks and webhooks know it. */
export function rememberAddress(
	node: Pick<IWebhookFunctions, 'getMode' | 'getWorkflowStaticData' | 'getNodeWebhookUrl'>,
): void {
	if (node.getMode() === 'manual') return;
	const memory = node.getWorkflowStaticData('node') as { webhookAddress?: string };
	const address = node.getNodeWebhookUrl('default');
	if (address && memory.webhookAddress !== address) memory.webhookAddress = address;
}

/** Answers the sender itself, with any status. */
function answer(
	webhook: IWebhookFunctions,
	status: number,
	body: object,
	headers: Record<string, string> = {},
): IWebhookResponseData {
	webhook.getResponseObject().status(status).set(headers).json(body);
	return { noWebhookResponse: true };
}

/** Whether two texts are the same, in a time that does not tell where they differ. */
export function sameText(given: string, expected: string): boolean {
	const [a, b] = [Buffer.from(given), Buffer.from(expected)];
	return a.length === b.length && timingSafeEqual(a, b);
}
