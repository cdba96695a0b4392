import { createHmac } from 'node:crypto';
import { sameText } from '../../shared/trigger/webhook';

/**
 * Whether Shopify signed these bytes: X-Shopify-Hmac-Sha256 is the base64 of HMAC-SHA256 over the raw body. The texts are compared,
 * not their bytes, since several base64 texts decode to the same bytes. Every secret is tried, in constant time; without one, false.
 */
export function isSigned(rawBody: Buffer | undefined, signature: unknown, secrets: string[]): boolean {
	if (!rawBody || typeof signature !== 'string') return false;
	let signed = false;
	for (const secret of secrets) {
		if (sameText(signature, createHmac('sha256', secret).update(rawBody).digest('base64'))) signed = true;
	}
	return signed;
}

/** The secrets of a credential that webhooks may be signed with: the app's, the one before it, and the shop's own. */
export function secretsOf(credential: {
	clientSecret?: unknown;
	previousClientSecret?: unknown;
	webhookSecret?: unknown;
}): string[] {
	return [credential.clientSecret, credential.previousClientSecret, credential.webhookSecret]
		.map((secret) => String(secret ?? '').trim())
		.filter(Boolean);
}
