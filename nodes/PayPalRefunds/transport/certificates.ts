import type { Http } from '../../shared/effect';
import type { CertificateAt } from './signature';

/** Certificates by their address. They are public and do not change, so all triggers of a process may have them together. */
const known = new Map<string, string>();
const most = 20;
/** Where PayPal keeps them. */
const folder = '/v1/notifications/certs/';

/**
 * Whether an address can be one of PayPal's certificates: of the host that is asked itself, or of its older name. A message names the address,
 * and a certificate of anywhere else would let anybody sign.
 */
export function isCertificateOf(baseUrl: string, address: string): boolean {
	const [base, at] = [urlOf(baseUrl), urlOf(address)];
	if (!base || !at || at.username || at.password || !at.pathname.startsWith(folder)) return false;
	if (at.search || at.hash || !/^[\w-]+$/.test(at.pathname.slice(folder.length))) return false;
	const older = base.host.replace(/^api-m\./, 'api.');
	return at.protocol === base.protocol && (at.host === base.host || (older !== base.host && at.host === older));
}

/** Gets a message's certificate, unless it is at hand or not PayPal's. Throws EffectError when it cannot be got now. */
export async function knowCertificate(http: Http, baseUrl: string, address: string): Promise<CertificateAt> {
	if (isCertificateOf(baseUrl, address) && !known.has(address)) {
		const { status, body } = await http({ method: 'GET', url: address, repeatable: true, receive: 'binary' });
		// One that PayPal does not have proves nothing.
		if (status >= 400) return () => undefined;
		if (known.size >= most) known.clear();
		known.set(address, Buffer.from(body as ArrayBuffer).toString('utf8'));
	}
	return (asked) => (isCertificateOf(baseUrl, asked) ? known.get(asked) : undefined);
}

function urlOf(text: string): URL | undefined {
	return URL.canParse(text) ? new URL(text) : undefined;
}
