import fc from 'fast-check';
import { buttonStyle } from '../../../nodes/ReturnPages/portal/colors';
import { languageOf } from '../../../nodes/ReturnPages/portal/language';
import { senderOf } from '../../../nodes/ReturnPages/portal/sender';
import { chargesOf } from '../../../nodes/ReturnPages/portal/limits';
import { fieldsOf, givenBy, missingIn } from '../../../nodes/ReturnPages/portal/withdraw/statement';

describe('the language', () => {
	it.each([
		['the one that was chosen', 'fr', 'de', 'it', 'fr'],
		['the first that the browser asks for and we speak', undefined, 'pl,nl-BE;q=0.8,de;q=0.9', 'it', 'de'],
		["the brand's", undefined, 'pl,*;q=0.1', 'it', 'it'],
		['English', 'xx', undefined, undefined, 'en'],
		['none of an attack', '"><script>', 'de;q=x"><', undefined, 'de'],
	] as const)('is %s', (_what, chosen, accepted, brands, expected) => {
		expect(languageOf(chosen, accepted, brands)).toBe(expected);
	});
});

describe('the sender', () => {
	it.each([
		['203.0.113.7', '203.0.113.7'],
		['::ffff:203.0.113.7', '203.0.113.7'],
		['2001:DB8:0:1:aaaa::1', '2001:db8:0:1'],
		['2001:db8:0:1:bbbb::2', '2001:db8:0:1'],
		['2001:0db8::1', '2001:db8:0:0'],
		['127.0.0.1', undefined],
		['::1', undefined],
		['::ffff:10.1.2.3', undefined],
		['192.168.4.4', undefined],
		['172.20.0.3', undefined],
		['fd00::1', undefined],
		['fe80::1', undefined],
		['', undefined],
		['nonsense', undefined],
	])('%s counts as %s', (ip, expected) => {
		expect(senderOf({ ip, headers: {} })).toBe(expected);
	});
	it('is unknown behind a proxy that n8n does not trust, for everybody would be one', () => {
		const headers = { 'x-forwarded-for': '203.0.113.7' };
		expect(senderOf({ ip: '198.51.100.1', ips: [], headers })).toBeUndefined();
		expect(senderOf({ ip: '203.0.113.7', ips: ['203.0.113.7'], headers })).toBe('203.0.113.7');
	});
});

describe('what is written in the form', () => {
	it('counts in one line, without what nobody sees, and is cut where it is too long', () => {
		const fields = fieldsOf({
			name: ' Kim\r\nBcc: a@example.com\u202e ',
			contract: '#1001\u2028x',
			email: ' kim@example.com\n',
			goods: ' 2 x Tee \r\n\r\n\tMug\u200b ',
		});
		expect(fields).toEqual({
			name: 'Kim Bcc: a@example.com',
			contract: '#1001 x',
			email: 'kim@example.com',
			goods: '2 x Tee\nMug',
		});
		expect(fieldsOf({ name: 'x'.repeat(1_000_000), goods: 'y\n'.repeat(100_000) })).toMatchObject({
			name: 'x'.repeat(200),
			goods: expect.stringMatching(/^(y\n){1999}y?$|^(y\n)*$/) as string,
		});
	});
	it('becomes goods, each with its number', () => {
		const { lines } = givenBy(fieldsOf({ goods: '2 x Tee\n3× Mug\n0 x Hat\n7 dwarfs\nCap' }), 'de');
		expect(lines.map(({ title, quantity }) => [title, quantity])).toEqual([
			['Tee', 2],
			['Mug', 3],
			['0 x Hat', 1],
			['7 dwarfs', 1],
			['Cap', 1],
		]);
	});
	it('whatever it is, it is read and written again as the same statement', () => {
		const text = fc.string({ unit: 'grapheme', maxLength: 300 });
		fc.assert(
			fc.property(fc.record({ name: text, contract: text, email: text, goods: text }), (body) => {
				const fields = fieldsOf(body);
				expect(fieldsOf(fields)).toEqual(fields);
				for (const one of [fields.name, fields.contract, fields.email]) expect(one).not.toMatch(/[\r\n\p{Cc}]/u);
				expect(givenBy(fields, 'en').lines.every(({ quantity }) => quantity > 0)).toBe(true);
			}),
		);
	});
	it.each([
		[{}, ['name', 'contract', 'email']],
		[{ name: 'Kim', contract: '1', email: 'kim' }, ['email']],
		[{ name: 'Kim', contract: '1', email: 'a@b@c' }, ['email']],
		[{ name: 'Kim', contract: 'the lamp', email: 'müller@exämple.com' }, []],
	])('%j lacks %j', (body, missing) => {
		expect(missingIn(fieldsOf(body))).toEqual(missing);
	});
});

it('a receipt is counted by address, order and sender, however they are typed, and by names that tell nothing', () => {
	const keys = (email: string, contract: string, brand = 'nord') =>
		chargesOf('receipt', { email, order: contract }, { brand, sender: '203.0.113.7' }).map(({ key }) => key);
	expect(keys('Kim@Example.com ', ' #1001')).toEqual(keys('kim@example.com', '1001'));
	expect(keys('kim@example.com', '1001').join()).not.toMatch(/kim|1001|203/);
	expect(new Set([...keys('kim@example.com', '1001'), ...keys('kim@example.com', '1001', 'south')]).size).toBe(6);
	expect(chargesOf('link', { order: '1001' }, { brand: 'nord' })).toEqual([]);
});

it('what stands on buttons can be read on every colour', () => {
	const luminance = (hex: string) => {
		const [r, g, b] = [1, 3, 5].map((at) => {
			const part = parseInt(hex.slice(at, at + 2), 16) / 255;
			return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
		});
		return 0.2126 * r + 0.7152 * g + 0.0722 * b;
	};
	fc.assert(
		fc.property(fc.integer({ min: 0, max: 0xffffff }), (number) => {
			const color = `#${number.toString(16).padStart(6, '0')}`;
			const [, on] = /--on-button:(#\w+)/.exec(buttonStyle(color))!;
			const [light, dark] = [luminance(color), on === '#000' ? 0 : 1].sort((a, b) => b - a);
			expect((light + 0.05) / (dark + 0.05)).toBeGreaterThanOrEqual(4.5);
		}),
	);
});
