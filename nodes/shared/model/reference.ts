import { createHash } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'; // Crockford base 32: no I, L, O, U to misread

/**
 * The reference of a case, made from what opened it: the same request always gives the same reference, so a repeated delivery
 * finds its case. 50 bits: a clash is expected once in some tens of millions of returns, and the store refuses it.
 */
export function referenceOf(source: string, id: string): string {
	const digest = createHash('sha256')
		.update(JSON.stringify([source, id]))
		.digest();
	let text = '';
	for (let bit = 0; bit < 50; bit += 5) {
		const byte = bit >> 3;
		const window = (digest[byte] << 8) | digest[byte + 1];
		text += alphabet[(window >> (11 - (bit & 7))) & 31];
	}
	return `RMA-${text}`;
}

/** Whether a text has the shape of a case reference. */
export function isReference(text: unknown): text is string {
	return typeof text === 'string' && /^RMA-[0-9A-Z]{1,20}$/.test(text);
}

/**
 * The case reference that a person or a system has typed, as the case carries it: in small letters, with spaces or without the hyphen it
 * is the same. Undefined when the text is none.
 */
export function asReference(typed: unknown): string | undefined {
	if (typeof typed !== 'string') return undefined;
	const text = typed
		.normalize('NFKC')
		.toUpperCase()
		.replace(/[\s\p{Cf}]+/gu, '')
		.replace(/[\u2010-\u2015\u2212_]/g, '-')
		.replace(/^RMA-*/, 'RMA-');
	return isReference(text) ? text : undefined;
}
