import { createHmac } from 'node:crypto';
import { invalidInput } from '../model';
import type { OperationContext } from './operationContext';

/**
 * How a receiver knows that a body comes from the shop: `sha256=` and its HMAC-SHA256 by the secret of the Signed Webhook credential, which both have.
 * Throws EffectError when it has none.
 */
export async function signBody({ node, itemIndex }: OperationContext, body: string): Promise<string> {
	const { secret } = await node.getCredentials('returnsSignedWebhookApi', itemIndex);
	const text = String(secret ?? '').trim();
	if (text) return `sha256=${createHmac('sha256', text).update(body).digest('hex')}`;
	throw invalidInput(
		'The Signed Webhook credential has no secret, so the body could not be signed',
		'Put a long random secret into it, and give it to the receiver; or switch Sign off.',
		'sign',
	);
}
