import { cutText, InvalidEvent, parseNewEvent, storable, storableText } from '../../../nodes/shared/model';

describe('texts that databases cannot keep', () => {
	it('replaces NUL and halves of characters, and nothing else', () => {
		expect(storableText('a\0b\ud83dc\udc00')).toBe('a\ufffdb\ufffdc\ufffd');
		expect(storableText('😀𝕏 עברית \u202e\u0001')).toBe('😀𝕏 עברית \u202e\u0001');
	});
	it('does so in every text of a value, and leaves a value that needs nothing as it is', () => {
		const fine = { a: ['😀', { b: 1 }] };
		expect(storable(fine)).toBe(fine);
		expect(storable({ 'k\0': ['x\ud800', { n: null, u: 1.5 }], literal: '\\u0000' })).toEqual({
			'k\ufffd': ['x\ufffd', { n: null, u: 1.5 }],
			literal: '\\u0000',
		});
	});
	it('cuts between characters', () => {
		expect(cutText('ab😀', 3)).toBe('ab');
		expect(cutText('abc', 3)).toBe('abc');
	});
});

describe('an event', () => {
	const event = (data: Record<string, unknown>, more = {}) => ({
		id: 'e',
		source: 'flow',
		type: 'customer.notified',
		data: { about: 'x', ...data },
		...more,
	});
	it('is cleaned wherever its text is', () => {
		expect(
			parseNewEvent(event({ note: 'a\0' }, { id: 'i\0d', actor: 'Anna \ud83d', references: { 'x.y': 'z\0' } })),
		).toMatchObject({
			id: 'i\ufffdd',
			actor: 'Anna \ufffd',
			data: { note: 'a\ufffd' },
			references: { 'x.y': 'z\ufffd' },
		});
	});
	it.each([
		['10 MB', event({ text: 'x'.repeat(10e6) }), /is 10\.0 MB large; an event may have 1 MB/],
		['many small parts', event({ list: Array.from({ length: 200_000 }, (_, i) => `${i}`) }), /is \d\.\d MB large/],
		[
			'100,000 levels',
			event({ deep: Array.from({ length: 100_000 }).reduce<unknown>((inner) => ({ inner }), 1) }),
			/nested too deeply/,
		],
		['an id of 1 MB', event({}, { id: 'x'.repeat(999_000) }), /id String must contain at most 500/],
		['a source of 1 KB', event({}, { source: 'x'.repeat(1000) }), /source/],
		['a reference of 1 KB', event({}, { references: { 'shopify.return': 'x'.repeat(1000) } }), /references/],
	])('that is too large is refused in words: %s', (_what, input, message) => {
		expect(() => parseNewEvent(input)).toThrow(InvalidEvent);
		expect(() => parseNewEvent(input)).toThrow(message);
	});
	it('takes a request with an order number that is none, for a person to look at', () => {
		const request = { channel: 'portal', orderNumber: '9'.repeat(900_000), lines: [{ id: 'L1', quantity: 1 }] };
		expect(
			(
				parseNewEvent({ id: 'r', source: 'portal', type: 'return.requested', data: { request } }).data.request as {
					orderNumber: string;
				}
			).orderNumber,
		).toHaveLength(200);
	});
});
