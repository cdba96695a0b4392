import { dayOfDate, type When } from '../../../shared/model';
import type { Asked, AskedLine } from '../rule';
import { countriesOf, lower } from '../../../shared/policy/texts';

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

function setOf(texts: string[]): Set<string> {
	return new Set(texts.map(lower));
}
