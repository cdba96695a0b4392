import { europeanUnion } from '../model';

/** The countries that a list names, `EU` as its member states. */
export function countriesOf(list: string[]): Set<string> {
	return new Set(list.map((one) => one.toUpperCase()).flatMap((one) => (one === 'EU' ? europeanUnion : [one])));
}

/** How texts are compared: without regard to capitals, and with spaces for underscores and hyphens. */
export function lower(text: string): string {
	const known = lowered.get(text);
	if (known !== undefined) return known;
	if (lowered.size >= mostLowered) lowered.clear();
	const plain = text.trim().toLowerCase().replace(/[_-]/g, ' ');
	lowered.set(text, plain);
	return plain;
}

/** Texts that were read before: SKUs and reasons come again and again. */
const mostLowered = 20_000;
const lowered = new Map<string, string>();

/** An entry as it is compared. */
export const plain = (text: string | undefined) => (text ?? '').trim().toLowerCase();
