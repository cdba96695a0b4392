import fc from 'fast-check';
import { leftToGiveBack } from '../../nodes/shared/case/leftToGiveBack';
import { split, type SplitRules } from '../../nodes/ReturnPolicy/refund/split';
import {
	Payment,
	payableUnit,
	RefundIntent,
	refundWays,
	tenderOrders,
	toProviderAmount,
	unrefundableWays,
} from '../../nodes/shared/model';

/** What Stripe can pay to the last unit; the others are in payable.test.ts. */
const currency = fc.constantFrom('EUR', 'JPY');
const rules: fc.Arbitrary<SplitRules> = fc.record({
	refundTo: fc.constantFrom(...refundWays),
	unrefundable: fc.constantFrom(...unrefundableWays),
	tenderOrder: fc.constantFrom(...tenderOrders),
});

/** What a payment took, what of it went back before, and what of the rest can go back. */
const paid = fc
	.record({
		processor: fc.constantFrom('stripe', 'shopify_payments', 'store_credit', 'odoo_stripe', 'other'),
		captured: fc.integer({ min: 0, max: 100_000 }),
		refunded: fc.integer({ min: 0, max: 100 }),
		open: fc.integer({ min: 0, max: 100 }),
	})
	.map(({ processor, captured, refunded, open }) => {
		const before = Math.floor((captured * refunded) / 200);
		return {
			processor,
			captured,
			before,
			refundable: open < 30 ? Math.floor(((captured - before) * open) / 30) : captured - before,
		};
	});
const shop = fc.record({
	currency,
	total: fc.integer({ min: 1, max: 200_000 }),
	paid: fc.array(paid, { maxLength: 5 }),
	rules,
});

const paymentsOf = ({
	currency: code,
	paid: list,
}: {
	currency: string;
	paid: Array<{ processor: string; captured: number; before: number; refundable: number }>;
}) =>
	list.map(({ processor, captured, before, refundable }, index) => {
		const money = (amount: number) => ({ amount, currency: code });
		return Payment.parse({
			id: `p${index}`,
			processor,
			captured: money(captured),
			refunded: money(before),
			refundable: money(refundable),
		});
	});
const sum = (amounts: number[]) => amounts.reduce((total, one) => total + one, 0);
const asLegs = (shares: ReturnType<typeof split>, code: string, state: 'due' | 'succeeded' | 'failed' = 'succeeded') =>
	shares.map(({ payment, amount }, index) => ({
		intent: RefundIntent.parse({ id: `R${index}`, amount: { amount, currency: code }, payment }),
		state,
	}));

describe('the split of a refund over payments', () => {
	it('adds up to what is owed, in shares above zero, each on a payment of its own', () => {
		fc.assert(
			fc.property(shop, (one) => {
				const shares = split(one.total, paymentsOf(one), [], one.currency, one.rules);
				expect(sum(shares.map(({ amount }) => amount))).toBe(one.total);
				for (const { amount } of shares) expect(amount).toBeGreaterThan(0);
				expect(new Set(shares.map(({ payment }) => payment.id)).size).toBe(shares.length);
			}),
			{ numRuns: 1000 },
		);
	});

	it('is the same in whatever order the payments are listed', () => {
		const shuffled = shop.chain((one) =>
			fc.record({
				one: fc.constant(one),
				order: fc.shuffledSubarray([...one.paid.keys()], { minLength: one.paid.length }),
			}),
		);
		fc.assert(
			fc.property(shuffled, ({ one, order }) => {
				const payments = paymentsOf(one);
				expect(
					split(
						one.total,
						order.map((index) => payments[index]),
						[],
						one.currency,
						one.rules,
					),
				).toEqual(split(one.total, payments, [], one.currency, one.rules));
			}),
			{ numRuns: 500 },
		);
	});

	it('never goes above what each payment can pay back, over any series of refunds, nor gives more by itself than was paid', () => {
		const series = fc.record({
			one: shop,
			amounts: fc.array(fc.record({ amount: fc.integer({ min: 1, max: 60_000 }), rules, fails: fc.boolean() }), {
				minLength: 1,
				maxLength: 5,
			}),
		});
		fc.assert(
			fc.property(series, ({ one, amounts }) => {
				const payments = paymentsOf(one);
				const legs: ReturnType<typeof asLegs> = [];
				for (const { amount, rules: chosen, fails } of amounts) {
					const total = Math.min(amount, leftToGiveBack({ payments }, legs) ?? amount);
					const shares = total ? split(total, payments, legs, one.currency, chosen) : [];
					legs.push(...asLegs(shares, one.currency, fails ? 'failed' : 'due'));
				}
				const given = legs
					.filter(({ state, intent }) => state === 'due' && intent.payment.id !== 'by_hand')
					.map(({ intent }) => intent);
				for (const { id, refundable } of payments)
					expect(
						sum(given.filter(({ payment }) => payment.id === id).map(({ amount }) => amount.amount)),
					).toBeLessThanOrEqual(refundable.amount);
				expect(sum(given.map(({ amount }) => amount.amount))).toBeLessThanOrEqual(
					sum(payments.map(({ captured, refunded }) => captured.amount - refunded.amount)),
				);
			}),
			{ numRuns: 1000 },
		);
	});

	it('leaves a person nothing to pay as long as the payments can take it', () => {
		fc.assert(
			fc.property(shop, (one) => {
				const payments = paymentsOf(one);
				const total = Math.min(one.total, sum(payments.map(({ refundable }) => refundable.amount)));
				fc.pre(total > 0);
				expect(split(total, payments, [], one.currency, one.rules).map(({ payment }) => payment.id)).not.toContain(
					'by_hand',
				);
			}),
			{ numRuns: 500 },
		);
	});

	it('asks no payment before the turn of those that give back first is over', () => {
		const turns = {
			gift_cards_first: ['store_credit'],
			cards_first: ['stripe', 'shopify_payments', 'odoo_stripe'],
			gift_cards_last: ['stripe', 'shopify_payments', 'odoo_stripe', 'other'],
		};
		fc.assert(
			fc.property(shop, fc.constantFrom('gift_cards_first', 'cards_first', 'gift_cards_last'), (one, tenderOrder) => {
				const payments = paymentsOf(one);
				const first = payments.filter(({ processor }) => turns[tenderOrder].includes(processor));
				const wanted = Math.min(one.total, sum(first.map(({ refundable }) => refundable.amount)));
				const shares = split(one.total, payments, [], one.currency, {
					refundTo: 'original',
					unrefundable: 'by_hand',
					tenderOrder,
				});
				const given = shares.filter(({ payment }) => first.some(({ id }) => id === payment.id));
				expect(sum(given.map(({ amount }) => amount))).toBe(wanted);
			}),
			{ numRuns: 1000 },
		);
	});

	it("is within a unit of each payment's proportion", () => {
		fc.assert(
			fc.property(
				fc.record({
					total: fc.integer({ min: 1, max: 100_000 }),
					sizes: fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 5 }),
				}),
				({ total, sizes }) => {
					const all = sum(sizes);
					fc.pre(total <= all);
					const one = {
						currency: 'EUR',
						paid: sizes.map((captured) => ({ processor: 'stripe', captured, before: 0, refundable: captured })),
					};
					const shares = split(total, paymentsOf(one), [], 'EUR', { refundTo: 'original', unrefundable: 'by_hand' });
					for (const [index, size] of sizes.entries()) {
						const share = shares.find(({ payment }) => payment.id === `p${index}`)?.amount ?? 0;
						expect(Math.abs(share - (total * size) / all)).toBeLessThan(1);
					}
				},
			),
			{ numRuns: 500 },
		);
	});

	it('is in amounts that Stripe can pay, when the whole and the payments are', () => {
		fc.assert(
			fc.property(
				fc.record({
					code: fc.constantFrom('EUR', 'JPY', 'KWD', 'MGA'),
					total: fc.integer({ min: 1, max: 5_000 }),
					sizes: fc.array(fc.integer({ min: 1, max: 5_000 }), { minLength: 1, maxLength: 4 }),
				}),
				({ code, total, sizes }) => {
					const unit = payableUnit(code);
					const one = {
						currency: code,
						paid: sizes.map((size) => ({
							processor: 'stripe',
							captured: size * unit,
							before: 0,
							refundable: size * unit,
						})),
					};
					for (const { payment, amount } of split(total * unit, paymentsOf(one), [], code, {
						refundTo: 'original',
						unrefundable: 'by_hand',
					}))
						if (payment.id !== 'by_hand')
							expect(() => toProviderAmount('stripe', { amount, currency: code })).not.toThrow();
				},
			),
			{ numRuns: 500 },
		);
	});
});
