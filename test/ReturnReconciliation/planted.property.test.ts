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

	it('are found, all twelve classes, and nothing else', () => {
		fc.assert(
			fc.property(
				fc.shuffledSubarray(
					Array.from({ length: 120 }, (_, n) => n),
					{ minLength: 12, maxLength: 12 },
				),
				fc.integer({ min: 1, max: 1e9 }),
				(places, seed) => {
					// A refund of Shopify Payments where the drift is about the shop, one of Stripe elsewhere.
					const at = new Map(
						plantable.map((drift, index) => [fitting(places[index], drift === 'missing_in_shop'), drift]),
					);
					fc.pre(at.size === plantable.length);
					const all: Books[] = Array.from({ length: 120 }, (_, n) =>
						at.has(n) ? spoilers[at.get(n)!](goodRefund(n), n) : goodRefund(n),
					);
					const { matched, unmatched, summary } = reconcile(shuffled(entriesOf(all), seed), sources, rules);
					const found = unmatched.map(({ json }) => [json.class, nameOf(json.records)]).sort();
					const planted = [...at].map(([n, drift]) => [drift, n]).map(([drift, n]) => [drift as string, n as number]);
					expect(found.map(([drift]) => drift)).toEqual(planted.map(([drift]) => drift).sort());
					expect(found.map(([drift, n]) => `${drift} ${n}`)).toEqual(
						planted.map(([drift, n]) => `${drift} ${n}`).sort(),
					);
					expect(matched.length).toBe(120 - 12);
					expect(summary.drifts).toBe(12);
				},
			),
			{ numRuns: 150 },
		);
	});
});

/** The nearest refund that Shopify Payments (every third) or Stripe paid. */
function fitting(n: number, byShop: boolean): number {
	if (byShop) return n - (n % 3);
	return n % 3 === 0 ? n + 1 : n;
}

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
