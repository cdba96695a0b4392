import type { IWebhookFunctions } from 'n8n-workflow';
import { z } from 'zod';
import { openStoreOf } from '../../shared/case/open';
import { seal, unseal } from '../../shared/effect/seal';
import type { KnownEndpoint } from './endpoint';

/** How far a trigger's look has come, and the endpoint that a look had to make again: n8n keeps nothing for a trigger outside of its executions. */
const Cursor = z.object({ until: z.string(), endpoint: z.object({ url: z.string(), id: z.string(), sealed: z.string() }).optional() });
export type Cursor = z.infer<typeof Cursor>;

export function readCursor(text: string | undefined): Cursor | undefined {
	return text === undefined ? undefined : Cursor.parse(JSON.parse(text));
}

/** Names a trigger: each has its own flow. */
export function receiverOf(node: Pick<IWebhookFunctions, 'getWorkflow' | 'getNode'>): string {
	return `${node.getWorkflow().id}/${node.getNode().id}`;
}

export const lookName = (receiver: string) => `stripe/${receiver}`;

export function sealedEndpoint(url: string, { id, secret }: KnownEndpoint, secretKey: string): Cursor['endpoint'] {
	return { url, id, sealed: seal(secret, secretKey) };
}

export function knownEndpoint({ endpoint }: Pick<Cursor, 'endpoint'>, secretKey: string): KnownEndpoint | undefined {
	const secret = endpoint && unseal(endpoint.sealed, secretKey);
	return endpoint && secret !== undefined ? { id: endpoint.id, secret } : undefined;
}

/** The signing secret of an endpoint that a look has made again; none where none had to be. */
export async function mendedSecrets(node: IWebhookFunctions, secretKey: string): Promise<string[]> {
	try {
		const cursor = readCursor(await (await openStoreOf(node))?.lookCursor(lookName(receiverOf(node))));
		const known = cursor && knownEndpoint(cursor, secretKey);
		return known ? [known.secret] : [];
	} catch {
		return []; // Stripe sends again what is refused
	}
}
