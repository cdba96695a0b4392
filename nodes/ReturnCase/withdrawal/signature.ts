import { createHmac } from 'node:crypto';
import { sameText } from '../../shared/trigger/webhook';

/**
 * Whether one of the secrets has signed these bytes: `sha256=` and their HMAC-SHA256 in hexadecimal digits. Every secret is tried, in constant time;
 * without one, false.
 */
export function isSignedBy(raw: Buffer, signature: unknown, secrets: string[]): boolean {
	if (typeof signature !== 'string') return false;
	const given = signature
		.trim()
		.toLowerCase()
		.replace(/^sha256=/, '');
	let signed = false;
	for (const secret of secrets)
		if (sameText(given, createHmac('sha256', secret).update(raw).digest('hex'))) signed = true;
	return signed;
}
