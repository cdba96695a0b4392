import { dayOfDate, europeanUnion, type When } from '../../../shared/model';
import type { Asked, AskedLine } from '../rule';

/** Whether a rule of the book counts for a line. */
export type Fits = (one: AskedLine, asked: Asked) => boolean;

/** The conditions of a rule as one question; a rule without conditions counts for everything. What is not known fits no list. */
export function fitting(when: When): Fits {
	const tests: Fits[] = [];
	const { orderedFrom, orderedTo } = when;
	if (when.categories) {
		const wanted = setOf(when.categories);
		tests.push(({ categories }) => categories.some((category) => wanted.has(category)));
	}
	if (when.skus) {
		const whole = setOf(when.skus.filter((sku) => !sku.endsWith('*')));
		const begins = when.skus.filter((sku) => sku.endsWith('*')).map((sku) => lower(sku.slice(0, -1)));
		tests.push(({ sku }) => whole.has(sku) || begins.some((begin) => sku.startsWith(begin)));
	}
	if (when.channels) {
		const wanted = setOf(when.channels);
		tests.push((_, { channel }) => wanted.has(channel));
	}
	if (when.countries) {
		const wanted = countriesOf(when.countries);
		tests.push((_, { country }) => country !== undefined && wanted.has(country));
	}
	if (when.tiers) {
		const wanted = setOf(when.tiers);
		tests.push((_, { tier }) => wanted.has(tier));
	}
	if (when.reasons) {
		const wanted = setOf(when.reasons);
		tests.push(({ reason }) => wanted.has(reason));
	}
	if (orderedFrom || orderedTo) {
		const first = orderedFrom ? dayOfDate(orderedFrom) : -Infinity;
		const last = orderedTo ? dayOfDate(orderedTo) : Infinity;
		tests.push((_, { orderedOn }) => orderedOn !== undefined && orderedOn >= first && orderedOn <= last);
	}
	if (tests.length === 0) return () => true;
	if (tests.length === 1) return tests[0];
	return (one, asked) => {
		for (const test of tests) if (!test(one, asked)) return false;
		return true;
	};
}

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

function setOf(texts: string[]): Set<string> {
	return new Set(texts.map(lower));
}
