import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { isReference, referenceOf } from '../../../nodes/shared/model';

describe('referenceOf', () => {
	it('is the same for the same request, and has the shape of a reference', () => {
		fc.assert(
			fc.property(fc.string(), fc.string(), (source, id) => {
				const reference = referenceOf(source, id);
				expect(reference).toBe(referenceOf(source, id));
				expect(reference).toMatch(/^RMA-[0-9A-HJKMNP-TV-Z]{10}$/);
				expect(isReference(reference)).toBe(true);
			}),
		);
	});

	it('is the first 50 bits of the digest in Crockford base 32', () => {
		fc.assert(
			fc.property(fc.string(), fc.string(), (source, id) => {
				const bits =
					BigInt(
						`0x${createHash('sha256')
							.update(JSON.stringify([source, id]))
							.digest('hex')}`,
					) >> 206n;
				const standard = bits.toString(32).toUpperCase().padStart(10, '0'); // 0-9, A-V
				const crockford = [...standard]
					.map((digit) => '0123456789ABCDEFGHJKMNPQRSTVWXYZ'['0123456789ABCDEFGHIJKLMNOPQRSTUV'.indexOf(digit)])
					.join('');
				expect(referenceOf(source, id)).toBe(`RMA-${crockford}`);
			}),
		);
	});

	it('differs between sources, ids, and places of the boundary between them', () => {
		expect(
			new Set([
				referenceOf('shopify', '12'),
				referenceOf('shopify1', '2'),
				referenceOf('odoo', '12'),
				referenceOf('shopify', '13'),
			]).size,
		).toBe(4);
		expect(new Set(Array.from({ length: 20_000 }, (_, id) => referenceOf('shopify', String(id)))).size).toBe(20_000);
	});

	it.each([
		undefined,
		null,
		5,
		'',
		'RMA-',
		'rma-7K2M',
		'RMA-7K2M ',
		'XRMA-1',
		'RMA-1\n',
		'RMA-1/R1',
		`RMA-${'A'.repeat(21)}`,
	])('%j is not a reference', (text) => {
		expect(isReference(text)).toBe(false);
	});
});
