import { isCertificateOf, knowCertificate } from '../../nodes/PayPalRefunds/transport/certificates';
import { idLines, isSigned } from '../../nodes/PayPalRefunds/transport/signature';
import { makeSigner } from '../sandbox/paypal/certificate';
import { signedHeaders, usualSigner } from '../sandbox/paypal/webhooks';

const address = 'https://api.paypal.com/v1/notifications/certs/CERT-1';
const body = Buffer.from('{"id":"WH-1","amount":"1.00"}');
const webhook = 'WHK1';
const certificateAt = (asked: string) => (asked === address ? usualSigner().certificate : undefined);
const headers = signedHeaders(body.toString(), webhook, usualSigner(), address);

describe('a message of PayPal', () => {
	it('is genuine when it was signed for the webhook, of several too', () => {
		expect(isSigned(body, headers, [webhook], certificateAt)).toBe(true);
		expect(isSigned(body, headers, ['WHK0', webhook], certificateAt)).toBe(true);
	});

	it.each<[string, () => boolean]>([
		['of another webhook', () => isSigned(body, headers, ['WHK2'], certificateAt)],
		['when no webhook is known', () => isSigned(body, headers, [], certificateAt)],
		['without a body', () => isSigned(undefined, headers, [webhook], certificateAt)],
		['of other bytes', () => isSigned(Buffer.from(`${body.toString()} `), headers, [webhook], certificateAt)],
		...Object.keys(headers).map((name): [string, () => boolean] => [
			`without ${name}`,
			() => isSigned(body, { ...headers, [name]: undefined }, [webhook], certificateAt),
		]),
		[
			'of another time',
			() =>
				isSigned(body, { ...headers, 'paypal-transmission-time': '2026-01-01T00:00:00Z' }, [webhook], certificateAt),
		],
		['of another id', () => isSigned(body, { ...headers, 'paypal-transmission-id': 'x' }, [webhook], certificateAt)],
		[
			'by a weaker algorithm',
			() => isSigned(body, { ...headers, 'paypal-auth-algo': 'SHA1withRSA' }, [webhook], certificateAt),
		],
		[
			'with a signature that is none',
			() => isSigned(body, { ...headers, 'paypal-transmission-sig': '%' }, [webhook], certificateAt),
		],
		['when the certificate is not at hand', () => isSigned(body, headers, [webhook], () => undefined)],
		['when the certificate is none', () => isSigned(body, headers, [webhook], () => '<html>')],
	])('is not genuine %s', (_what, check) => {
		expect(check()).toBe(false);
	});

	it('is not genuine by another key, nor by a certificate that has expired or is not valid yet', () => {
		const day = 86_400_000;
		const signers = [
			makeSigner('other', new Date(Date.now() - day), new Date(Date.now() + day)),
			makeSigner('old', new Date(Date.now() - 2 * day), new Date(Date.now() - day)),
			makeSigner('new', new Date(Date.now() + day), new Date(Date.now() + 2 * day)),
		];
		const [other, ...untimely] = signers;
		const by = (signer: typeof other) => signedHeaders(body.toString(), webhook, signer, address);
		expect(isSigned(body, by(other), [webhook], certificateAt)).toBe(false);
		expect(isSigned(body, by(other), [webhook], () => other.certificate)).toBe(true);
		for (const signer of untimely) expect(isSigned(body, by(signer), [webhook], () => signer.certificate)).toBe(false);
	});
});

describe('a certificate', () => {
	const live = 'https://api-m.paypal.com';
	it.each([
		[live, address, true],
		[live, 'https://api-m.paypal.com/v1/notifications/certs/CERT-1', true],
		['https://api-m.sandbox.paypal.com', 'https://api.sandbox.paypal.com/v1/notifications/certs/CERT-1', true],
		['http://127.0.0.1:4406', 'http://127.0.0.1:4406/v1/notifications/certs/CERT-1', true],
		[live, 'https://api.sandbox.paypal.com/v1/notifications/certs/CERT-1', false],
		[live, 'http://api.paypal.com/v1/notifications/certs/CERT-1', false],
		[live, 'https://api.paypal.com.example.com/v1/notifications/certs/CERT-1', false],
		[live, 'https://example.com/v1/notifications/certs/CERT-1', false],
		[live, 'https://api.paypal.com@example.com/v1/notifications/certs/CERT-1', false],
		[live, 'https://user:pass@api.paypal.com/v1/notifications/certs/CERT-1', false],
		[live, 'https://api.paypal.com/v1/notifications/certs/../../../other/CERT-1', false],
		[live, 'https://api.paypal.com/v1/notifications/certs/CERT-1?to=https://example.com', false],
		[live, 'https://api.paypal.com/v1/notifications/certs/', false],
		[live, 'https://api.paypal.com:8443/v1/notifications/certs/CERT-1', false],
		[live, 'CERT-1', false],
		[live, '', false],
	])('for %s at %s: %s', (baseUrl, at, is) => {
		expect(isCertificateOf(baseUrl, at)).toBe(is);
	});

	it('is asked for once, and never where it is not', async () => {
		const asked: string[] = [];
		const http = async ({ url }: { url: string }) => {
			asked.push(url);
			return { status: 200, headers: {}, body: Buffer.from('PEM') as never };
		};
		const at = 'https://api.paypal.com/v1/notifications/certs/CERT-once';
		for (let time = 0; time < 2; time++) expect((await knowCertificate(http, live, at))(at)).toBe('PEM');
		const elsewhere = 'https://example.com/v1/notifications/certs/CERT-once';
		expect((await knowCertificate(http, live, elsewhere))(elsewhere)).toBeUndefined();
		expect(asked).toEqual([at]);
		const missing = 'https://api.paypal.com/v1/notifications/certs/CERT-missing';
		const none = async () => ({ status: 404, headers: {}, body: 'no' as never });
		expect((await knowCertificate(none, live, missing))(missing)).toBeUndefined();
	});
});

it('webhook ids are lines', () => {
	expect(idLines(' 1JE42 \n\n5GP02 ')).toEqual(['1JE42', '5GP02']);
	expect(idLines(undefined)).toEqual([]);
});
