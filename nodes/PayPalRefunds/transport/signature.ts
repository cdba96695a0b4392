import { createVerify, X509Certificate } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** The only way to sign that is taken: another one would have to be looked at before it is believed. */
const algorithm = 'SHA256withRSA';

/** The certificate behind an address, as PEM; undefined when it is not PayPal's, or not at hand. */
export type CertificateAt = (address: string) => string | undefined;

type Headers = Record<string, string | undefined>;

/** Whether a message is signed at all, in the way that is taken: else nothing is fetched for it. */
export function hasSignature(headers: Headers): boolean {
	const { 'paypal-transmission-id': id, 'paypal-transmission-time': time } = headers;
	return !!id && !!time && !!headers['paypal-transmission-sig'] && headers['paypal-auth-algo'] === algorithm;
}

/** Where a message says that its certificate is. */
export function certificateAddressOf(headers: Headers): string {
	return headers['paypal-cert-url'] ?? '';
}

/**
 * Whether PayPal signed these bytes for one of the webhooks: its signature is over the ids of message and webhook, the time, and the checksum of
 * the body. Nothing secret is compared: whoever has the certificate can check, only PayPal can sign. Without a webhook or a certificate, false.
 */
export function isSigned(
	rawBody: Buffer | undefined,
	headers: Headers,
	webhookIds: string[],
	certificateAt: CertificateAt,
): boolean {
	const { 'paypal-transmission-id': id, 'paypal-transmission-time': time } = headers;
	const signature = headers['paypal-transmission-sig'];
	if (!rawBody || !signature || !hasSignature(headers)) return false;
	const key = keyOf(certificateAt(certificateAddressOf(headers)));
	if (!key) return false;
	const checksum = crc32(rawBody);
	return webhookIds.some((webhook) =>
		createVerify('RSA-SHA256').update(`${id}|${time}|${webhook}|${checksum}`).verify(key, signature, 'base64'),
	);
}

/** The key of a certificate that is valid now. */
function keyOf(pem: string | undefined) {
	if (!pem) return undefined;
	try {
		const { publicKey, validFrom, validTo } = new X509Certificate(pem);
		const now = Date.now();
		const isValid = Date.parse(validFrom) <= now && now <= Date.parse(validTo);
		return isValid && publicKey.asymmetricKeyType === 'rsa' ? publicKey : undefined;
	} catch {
		return undefined; // no certificate
	}
}

/** Webhook ids as they were typed: one per line. */
export function idLines(text: unknown): string[] {
	return String(text ?? '')
		.split(/\s+/)
		.filter(Boolean);
}
