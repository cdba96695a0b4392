import fc from 'fast-check';
import { reconcile } from '../../nodes/ReturnReconciliation/judge';
import { entriesOf, goodRefund, plantable, rules, sources, spoilers, type Books } from './books';

/** A deterministic shuffle. */
function shuffled<T>(list: T[], seed: number): T[] {
	let state = seed;
	const next = () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648) / 2_147_483_648;
	return list
		.map((value) => ({ value, key: next() }))
		.sort((a, b) => a.key - b.key)
		.map(({ value }) => value);
}

describe('planted drifts', () => {
	it('finds good books in order, whatever the order of the records', () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 1, max: 1e9 }), (size, seed) => {
				const { matched, unmatched, summary } = reconcile(
					shuffled(entriesOf(Array.from({ length: size }, (_, n) => goodRefund(n))), seed),
					sources,
					rules,
				);
				expect(unmatched.map(({ json }) => json.message)).toEqual([]);
				expect([matched.length, summary.pending, summary.left]).toEqual([size, 0, 0]);
			}),
			{ numRuns: 60 },
		);
	});

	it('are found, all classes of the money, and nothing else', () => {
		const size = 3 * plantable.length + 60;
		fc.assert(
			fc.property(
				fc.shuffledSubarray(
					Array.from({ length: size / 3 }, (_, n) => n),
					{ minLength: plantable.length, maxLength: plantable.length },
				),
				fc.integer({ min: 1, max: 1e9 }),
				(places, seed) => {
					// Every third is a refund of Shopify Payments: there for drifts of the shop, one of Stripe elsewhere.
					const at = new Map(
						plantable.map((drift, index) => [3 * places[index] + (drift === 'missing_in_shop' ? 0 : 1), drift]),
					);
					const all: Books[] = Array.from({ length: size }, (_, n) =>
						at.has(n) ? spoilers[at.get(n)!](goodRefund(n), n) : goodRefund(n),
					);
					const { matched, unmatched, summary } = reconcile(shuffled(entriesOf(all), seed), sources, rules);
					const found = unmatched.map(({ json }) => [json.class, nameOf(json.records)]).sort();
					const planted = [...at].map(([n, drift]) => [drift, n]).map(([drift, n]) => [drift as string, n as number]);
					expect(found.map(([drift]) => drift)).toEqual(planted.map(([drift]) => drift).sort());
					expect(found.map(([drift, n]) => `${drift} ${n}`)).toEqual(
						planted.map(([drift, n]) => `${drift} ${n}`).sort(),
					);
					expect(matched.length).toBe(size - plantable.length);
					expect(summary.drifts).toBe(plantable.length);
				},
			),
			{ numRuns: 150 },
		);
	});
});

/** Number of the refund that a drift's records are about. */
function nameOf(records: Array<{ id: string; providerIds: Record<string, string> }>): number {
	const numbers = records.map(
		({ id, providerIds }) =>
			/(\d+)[a-z]*$/.exec(
				providerIds['stripe.refund'] ?? providerIds['shopify.refund'] ?? providerIds['odoo.credit_note'] ?? id,
			)![1],
	);
	expect(new Set(numbers).size).toBe(1);
	return Number(numbers[0]);
}
