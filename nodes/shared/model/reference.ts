import { createHash } from 'node:crypto';

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'; // Crockford base 32: no I, L, O, U to misread

/**
 * The reference of a case, made from what opened it: the same request always gives the same reference, so a repeated delivery
 * finds its case. 50 bits: a clash is expected once in some tens of millions of returns, and the store refuses it.
 */
export function referenceOf(source: string, id: string): string {
	const digest = createHash('sha256').update(JSON.stringify([source, id])).digest();
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
