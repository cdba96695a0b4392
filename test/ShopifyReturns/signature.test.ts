import { createHmac, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { isSigned, secretsOf } from '../../nodes/ShopifyReturns/webhook/signature';

const sign = (body: Buffer, secret: string) => createHmac('sha256', secret).update(body).digest('base64');
const body = Buffer.from('{"admin_graphql_api_id":"gid://shopify/Return/9007199254740993","status":"requested","note":"größer"}');

describe('isSigned', () => {
	it('takes what any configured secret signed', () => {
		for (const secret of ['new', 'old', 'shop']) expect(isSigned(body, sign(body, secret), ['new', 'old', 'shop'])).toBe(true);
	});

	it('takes any bytes, also none that are UTF-8', () => {
		fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fc.string({ minLength: 1 }), (bytes, secret) => isSigned(Buffer.from(bytes), sign(Buffer.from(bytes), secret), [secret])));
	});

	it('refuses 1,000 altered bodies and 1,000 altered signatures', () => {
		const signature = sign(body, 'secret');
		let refused = 0;
		for (let round = 0; round < 1000; round++) {
			const altered = Buffer.from(body);
			altered[randomBytes(2).readUInt16BE() % altered.length] ^= 1 << (round % 8);
			if (!isSigned(altered, signature, ['secret'])) refused++;
			const characters = [...signature];
			const at = round % characters.length;
			characters[at] = characters[at] === 'A' ? 'B' : 'A';
			if (!isSigned(body, characters.join(''), ['secret'])) refused++;
		}
		expect(refused).toBe(2000);
	});

	it('refuses another text of the same signature bytes', () => {
		const signature = sign(body, 'secret');
		const same = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'].map((last) => `${signature.slice(0, 42)}${last}=`).filter((text) => text !== signature && Buffer.from(text, 'base64').equals(Buffer.from(signature, 'base64')));
		expect(same.length).toBeGreaterThan(0);
		for (const text of [...same, `${signature} `, `${signature}=`, signature.toLowerCase(), signature.slice(0, -1)]) expect(isSigned(body, text, ['secret'])).toBe(false);
	});

	it('fails closed: no secret, no signature, no body, several signatures', () => {
		const signature = sign(body, 'secret');
		expect(isSigned(body, signature, [])).toBe(false);
		expect(isSigned(body, undefined, ['secret'])).toBe(false);
		expect(isSigned(body, '', ['secret'])).toBe(false);
		expect(isSigned(body, [signature], ['secret'])).toBe(false);
		expect(isSigned(undefined, signature, ['secret'])).toBe(false);
		expect(isSigned(Buffer.alloc(0), signature, ['secret'])).toBe(false);
	});
});

describe('secretsOf', () => {
	it('knows the secrets of a rotation and of the shop, never an empty one', () => {
		expect(secretsOf({ clientSecret: 'a', previousClientSecret: ' b ', webhookSecret: 'c' })).toEqual(['a', 'b', 'c']);
		expect(secretsOf({ clientSecret: '', previousClientSecret: '  ', webhookSecret: undefined })).toEqual([]);
	});
});
