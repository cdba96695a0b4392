import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/*
 * Secrets that a provider hands out when a trigger is published have to be kept where n8n lets a trigger keep anything: in the workflow, which
 * everybody with access to it, its exports and the public API can read. So they are kept sealed with a secret of the node's
 * credential, which n8n encrypts.
 */

const version = 'sealed1.';
const algorithm = 'aes-256-gcm';

/**
 * Encrypts a text (AES-256-GCM) with a key made from a secret of a credential (HKDF-SHA-256).
 * @returns text to keep; another one each time
 */
export function seal(text: string, secret: string): string {
	const iv = randomBytes(12);
	const cipher = createCipheriv(algorithm, keyOf(secret), iv);
	const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
	return version + Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** What was sealed; undefined when it was sealed with another secret (the credential was changed since) or is damaged. */
export function unseal(sealed: string, secret: string): string | undefined {
	if (!sealed.startsWith(version)) return undefined;
	const bytes = Buffer.from(sealed.slice(version.length), 'base64url');
	try {
		const decipher = createDecipheriv(algorithm, keyOf(secret), bytes.subarray(0, 12));
		decipher.setAuthTag(bytes.subarray(12, 28));
		return decipher.update(bytes.subarray(28), undefined, 'utf8') + decipher.final('utf8');
	} catch {
		return undefined;
	}
}

function keyOf(secret: string): Buffer {
	return Buffer.from(hkdfSync('sha256', secret, '', 'n8n-nodes-returns: what a trigger keeps', 32));
}
