import fc from 'fast-check';
import type { Question } from '../../nodes/ReturnPolicy/rules/rule';
import { Policy, PolicyFacts, type When } from '../../nodes/shared/model';
import { caseOf, orderOf } from './cases';

/* Policies, and returns of customers in several countries, as property tests draw them. */

const whole = (max: number) => fc.integer({ min: 0, max });
const effect = fc.constantFrom('decline', 'review');
const some = <T>(...values: T[]) =>
	fc.oneof(
		{ weight: 4, arbitrary: fc.constant(undefined) },
		{ weight: 1, arbitrary: fc.subarray(values, { minLength: 1 }) },
	);

/** When a rule counts, out of few words, so that many fit. */
const when = {
	skus: some('TEE', 'MUG', 'TE*', 'T*'),
	categories: some('Shirts', 'Apparel', 'Apparel > Shirts', 'Kitchen'),
	countries: some('DE', 'EU', 'US', 'NO'),
	channels: some('pos', 'shopify'),
	reasons: some('defective', 'too small'),
	tiers: some('gold'),
	orderedFrom: fc.constantFrom(undefined, undefined, undefined, '2026-10-01', '2026-11-01'),
	orderedTo: fc.constantFrom(undefined, undefined, undefined, '2026-11-01', '2026-12-31'),
};
export const whens = fc.record(when).map((drawn) => JSON.parse(JSON.stringify(drawn)) as When);

const rows = (own: Record<string, fc.Arbitrary<unknown>>) =>
	fc.array(
		fc.tuple(whens, fc.record(own)).map(([asks, given]) => ({ name: 'rule', ...asks, ...given })),
		{ maxLength: 3 },
	);

export const policies = fc
	.record({
		windowDays: whole(60),
		reviewAbove: fc.option(whole(10_000), { nil: undefined }),
		refundTiming: fc.constantFrom('at_approval', 'at_first_scan', 'at_receipt', 'after_inspection'),
		refundShipping: fc.boolean(),
		returnFee: whole(500),
		book: fc.record({
			currency: fc.constantFrom('EUR', 'EUR', 'USD'),
			law: fc.constantFrom(undefined, { uninformed: true }, { returnCostsTold: true }),
			windows: rows({ days: whole(40), from: fc.constantFrom('line', 'order') }),
			exclusions: rows({ kind: fc.constantFrom('final_sale', 'hygiene', 'other'), effect }),
			expectations: rows({ condition: fc.constantFrom('sealed', 'unused', undefined), photo: fc.boolean(), effect }),
			serials: rows({ effect }),
			limits: rows({
				measure: fc.constantFrom('returns', 'pieces', 'value'),
				most: whole(5),
				period: fc.constantFrom('month', 'year'),
				effect,
			}),
			fees: rows({
				kind: fc.constantFrom('per_return', 'per_piece', 'percent'),
				amount: whole(2),
				basisPoints: whole(2),
			}),
			labels: rows({ payer: fc.constantFrom('shop', 'customer'), price: fc.constantFrom(undefined, 400) }),
			routes: rows({
				to: fc.constantFrom('carrier', 'store', 'keep'),
				keptBasisPoints: fc.constantFrom(undefined, 5_000),
			}),
			borders: rows({
				duties: fc.constantFrom('ask', 'refunded', 'kept'),
				taxes: fc.constantFrom(undefined, 'refunded', 'kept'),
			}),
			gates: rows({ above: fc.option(whole(9_000), { nil: undefined }), people: fc.constantFrom(1, 2) }),
			resolutions: rows({
				offered: fc.constantFrom(['store_credit'], ['money', 'exchange']),
				bonusBasisPoints: whole(2_000),
			}),
			warranties: rows({ months: fc.integer({ min: 1, max: 24 }) }),
		}),
	})
	.map((drawn) => Policy.parse(JSON.parse(JSON.stringify(drawn))));

const day = 86_400_000;

/** Returns of an order that arrived on 5 November, asked for some days later. */
export const askable: fc.Arbitrary<Question> = fc
	.record({
		after: fc.integer({ min: 0, max: 40 }),
		country: fc.constantFrom('DE', 'US', 'NO', undefined),
		channel: fc.constantFrom('pos', 'shopify'),
		reason: fc.constantFrom('DEFECTIVE', 'too_small', 'other'),
		condition: fc.constantFrom('sealed', 'used', undefined),
		photos: fc.constantFrom(undefined, ['https://p.example/1.jpg']),
		serials: fc.constantFrom(undefined, ['S1'], ['S9']),
		category: fc.constantFrom('Apparel > Shirts', 'Shirts', 'Kitchen', undefined),
		tier: fc.constantFrom(undefined, 'Gold'),
		history: fc.constantFrom(undefined, [{ openedAt: '2026-11-01T00:00:00Z', pieces: 1 }]),
		withdrawal: fc.boolean(),
	})
	.map(({ after, country, channel, reason, condition, photos, serials, category, tier, history, withdrawal }) => {
		const address = country && { name: 'A', street1: 'S 1', city: 'C', postalCode: '1', country };
		const base = caseOf();
		const openedAt = new Date(Date.parse('2026-11-05T12:00:00Z') + after * day).toISOString();
		return {
			case: caseOf({
				openedAt,
				channel,
				withdrawal,
				...(address && { customer: { address } }),
				lines: base.lines.map((line, at) => (at ? line : { ...line, reason, condition, photos, serials })),
				order: orderOf({
					lines: orderOf().lines.map((line, at) => ({ ...line, category: at ? 'Kitchen' : category, serials: ['S1'] })),
				}),
			}),
			asOf: openedAt,
			facts: PolicyFacts.parse({ tier, history }),
		};
	});
