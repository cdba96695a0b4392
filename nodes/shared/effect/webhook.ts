import { timingSafeEqual } from 'node:crypto';
import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

/** The bytes that were sent, which is what senders sign; undefined when n8n kept none. */
export function rawBodyOf(webhook: IWebhookFunctions): Buffer | undefined {
	return (webhook.getRequestObject() as unknown as { rawBody?: Buffer }).rawBody;
}

/** Answers the sender itself, with any status, and starts no flow. */
export function answer(webhook: IWebhookFunctions, status: number, body: object, headers: Record<string, string> = {}): IWebhookResponseData {
	webhook.getResponseObject().status(status).set(headers).json(body);
	return { noWebhookResponse: true };
}

/** Whether two texts are the same, in a time that does not tell where they differ. */
export function sameText(given: string, expected: string): boolean {
	const [a, b] = [Buffer.from(given), Buffer.from(expected)];
	return a.length === b.length && timingSafeEqual(a, b);
}
