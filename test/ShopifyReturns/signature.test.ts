import { createHmac } from 'node:crypto';
import '@shopify/shopify-api/adapters/web-api';
import { ApiVersion, shopifyApi } from '@shopify/shopify-api';
import { createSHA256HMAC } from '@shopify/shopify-api/runtime';
import fc from 'fast-check';
import { isSigned, secretsOf } from '../../nodes/ShopifyReturns/trigger/signature';
import { Mutations } from '../support/mutations';

const sign = (body: Buffer, secret: string) => createHmac('sha256', secret).update(body).digest('base64');
const text = '{"admin_graphql_api_id":"gid://shopify/Return/9007199254740993","status":"requested","note":"größer"}';
const body = Buffer.from(text);
const secret = 'shpss_3f5a9c';

describe('isSigned', () => {
	it('takes what any configured secret signed', () => {
		for (const one of ['new', 'old', 'shop'])
			expect(isSigned(body, sign(body, one), ['new', 'old', 'shop'])).toBe(true);
	});

	it("takes what Shopify's own client signs, and that client takes the same", async () => {
		const signature = await createSHA256HMAC(secret, text);
		expect(isSigned(body, signature, [secret])).toBe(true);
		const official = shopifyApi({
			apiSecretKey: secret,
			apiKey: 'key',
			apiVersion: ApiVersion.October26,
			hostName: 'n8n.example.com',
			isEmbeddedApp: false,
			logger: { log: () => {} },
		});
		const headers = {
			'x-shopify-topic': 'returns/request',
			'x-shopify-hmac-sha256': signature,
			'x-shopify-shop-domain': 'sandbox.myshopify.com',
			'x-shopify-api-version': '2026-10',
			'x-shopify-webhook-id': 'w1',
		};
		const asked = async (rawBody: string) =>
			await official.webhooks.validate({
				rawBody,
				rawRequest: new Request('https://n8n.example.com/hook', { method: 'POST', headers }),
			});
		expect(await asked(text)).toMatchObject({ valid: true, topic: 'RETURNS_REQUEST' });
		expect(await asked(text.replace('requested', 'open'))).toMatchObject({ valid: false });
	});

	it('refuses 1,000 changes of the bytes, of the header and of the secret', async () => {
		const signature = await createSHA256HMAC(secret, text);
		const mutations = new Mutations(20261121);
		for (let i = 0; i < 1000; i++) {
			const [bytes, header, other] = [mutations.bytes(body), mutations.text(signature), mutations.text(secret)];
			expect([bytes.toString('latin1'), isSigned(bytes, signature, [secret])]).toEqual([
				bytes.toString('latin1'),
				false,
			]);
			expect([header, isSigned(body, header, [secret])]).toEqual([header, false]);
			expect([other, isSigned(body, signature, [other])]).toEqual([other, false]);
		}
		expect(isSigned(body, signature, [secret])).toBe(true);
	});

	it('takes any bytes, also none that are UTF-8', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 300 }), fc.string({ minLength: 1 }), (bytes, one) =>
				isSigned(Buffer.from(bytes), sign(Buffer.from(bytes), one), [one]),
			),
		);
	});

	it('refuses another text of the same signature bytes', () => {
		const signature = sign(body, secret);
		const same = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/']
			.map((last) => `${signature.slice(0, 42)}${last}=`)
			.filter((other) => other !== signature && Buffer.from(other, 'base64').equals(Buffer.from(signature, 'base64')));
		expect(same.length).toBeGreaterThan(0);
		for (const other of [...same, `${signature} `, `${signature}=`, signature.toLowerCase(), signature.slice(0, -1)])
			expect(isSigned(body, other, [secret])).toBe(false);
	});

	it('fails closed: no secret, no signature, no body, several signatures', () => {
		const signature = sign(body, secret);
		expect(isSigned(body, signature, [])).toBe(false);
		expect(isSigned(body, undefined, [secret])).toBe(false);
		expect(isSigned(body, '', [secret])).toBe(false);
		expect(isSigned(body, [signature], [secret])).toBe(false);
		expect(isSigned(undefined, signature, [secret])).toBe(false);
		expect(isSigned(Buffer.alloc(0), signature, [secret])).toBe(false);
	});
});

describe('secretsOf', () => {
	it('knows the secrets of a rotation and of the shop, never an empty one', () => {
		expect(secretsOf({ clientSecret: 'a', previousClientSecret: ' b ', webhookSecret: 'c' })).toEqual(['a', 'b', 'c']);
		expect(secretsOf({ clientSecret: '', previousClientSecret: '  ', webhookSecret: undefined })).toEqual([]);
	});
});
