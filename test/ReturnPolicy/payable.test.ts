import fc from 'fast-check';
import { readCase } from '../../nodes/ReturnPolicy/input/policyCase';
import { calculateRefund } from '../../nodes/ReturnPolicy/refund/calculate';
import { toProviderAmount, whyNotPayable, type RefundIntent } from '../../nodes/shared/model';
import { policyOf } from './cases';

/* Amounts that a payment provider cannot pay: Stripe takes thousandths that end in 0, and no fractions of an ariary (docs/facts/stripe.md#some-amounts-are-not-in-the-smallest-unit). */

interface Sold {
	currency: string;
	/** Minor units of a line of so many pieces. */
	price: number;
	pieces: number;
	payments: Array<[processor: string, captured: number]>;
	refundTo?: string;
}

/** Refunds of a line's pieces, one after the other as they come. */
function pieceByPiece({ currency, price, pieces, payments, refundTo }: Sold): RefundIntent[][] {
	const money = (amount: number) => ({ amount, currency });
	const order = {
		number: '#1001',
		currency,
		placedAt: '2026-11-01T09:00:00Z',
		lines: [{ id: 'o1', sku: 'TEE', title: 'T-shirt', quantity: pieces, subtotal: money(price), tax: money(0) }],
		payments: payments.map(([processor, captured], index) => ({
			id: `p${index}`,
			processor,
			providerIds: {},
			captured: money(captured),
			refunded: money(0),
			refundable: money(captured),
		})),
	};
	const refunds: Array<{ intent: RefundIntent; state: 'due' }> = [];
	return Array.from({ length: pieces }, (_, before) => {
		const quantities = { approved: pieces, received: before + 1, inspected: { restock: before + 1 } };
		const { intents } = calculateRefund(
			readCase({
				reference: 'RMA-1',
				authorization: 'approved',
				lines: [{ id: 'l1', sku: 'TEE', quantity: pieces, orderLineId: 'o1', quantities }],
				order,
				refunds,
				...(refundTo && { refundTo }),
			}),
			policyOf(),
		);
		refunds.push(...intents.map((intent) => ({ intent, state: 'due' as const })));
		return intents;
	});
}
const amountsOf = (refunds: RefundIntent[][]) =>
	refunds.map((intents) => intents.map(({ amount, payment }) => [payment.processor, amount.amount]));
const named = ({ breakdown }: RefundIntent) =>
	breakdown.flatMap(({ name, amount }) => (name ? [[name, amount.amount]] : []));

describe('a refund that Stripe could not pay to the last unit', () => {
	it.each(['KWD', 'BHD', 'JOD', 'OMR', 'TND'])(
		'of %s is rounded to what it can pay, for the customer, with a part that says so; all pieces come to what was paid',
		(currency) => {
			const refunds = pieceByPiece({ currency, price: 10_000, pieces: 3, payments: [['stripe', 10_000]] });
			expect(amountsOf(refunds)).toEqual([[['stripe', 3340]], [['stripe', 3330]], [['stripe', 3330]]]);
			expect(refunds.map(([intent]) => named(intent))).toEqual([
				[['rounding', 7]],
				[['rounding', -4]],
				[['rounding', -3]],
			]);
			expect(refunds[0][0].breakdown.at(-1)?.description).toBe(`Stripe pays ${currency} in steps of 0.010`);
		},
	);

	it('of MGA is whole ariary', () => {
		expect(
			amountsOf(pieceByPiece({ currency: 'MGA', price: 2_500, pieces: 2, payments: [['stripe', 2_500]] })),
		).toEqual([[['stripe', 1_300]], [['stripe', 1_200]]]);
	});

	it.each([
		['HUF', 1_001, [501, 500]],
		['TWD', 1_001, [501, 500]],
		['ISK', 11, [6, 5]],
		['UGX', 11, [6, 5]],
		['JPY', 11, [6, 5]],
		['EUR', 11, [6, 5]],
	])('of %s can be paid as it is', (currency, price, amounts) => {
		const refunds = pieceByPiece({ currency, price, pieces: 2, payments: [['stripe', price]] });
		expect(amountsOf(refunds)).toEqual(amounts.map((amount) => [['stripe', amount]]));
		expect(refunds.flat().flatMap(named)).toEqual([]);
	});

	it.each([
		['another provider', 'other', undefined],
		['store credit that paid it', 'store_credit', undefined],
		['store credit by choice', 'stripe', 'store_credit'],
	])('is not rounded for %s', (_, processor, refundTo) => {
		const refunds = pieceByPiece({
			currency: 'KWD',
			price: 10_000,
			pieces: 3,
			payments: [[processor, 10_000]],
			refundTo,
		});
		expect(refunds.map(([{ amount }]) => amount.amount)).toEqual([3333, 3334, 3333]);
	});

	it('leaves what is above to a person, where the payment has no more', () => {
		const refunds = pieceByPiece({ currency: 'KWD', price: 3_333, pieces: 1, payments: [['stripe', 3_333]] });
		expect(amountsOf(refunds)).toEqual([
			[
				['stripe', 3_330],
				['other', 3],
			],
		]);
	});
});

it('whatever was paid and comes back: Stripe is asked for what it can pay, and no more goes back than was paid', () => {
	fc.assert(
		fc.property(
			fc.constantFrom('KWD', 'MGA', 'ISK', 'EUR'),
			fc.integer({ min: 1, max: 5 }),
			fc.integer({ min: 10, max: 90_000 }),
			fc.array(
				fc.tuple(fc.constantFrom('stripe', 'stripe', 'store_credit', 'other'), fc.integer({ min: 1, max: 50_000 })),
				{
					minLength: 1,
					maxLength: 3,
				},
			),
			(currency, pieces, price, payments) => {
				const all = pieceByPiece({ currency, pieces, price, payments }).flat();
				for (const { amount, payment } of all)
					if (payment.processor === 'stripe') expect(() => toProviderAmount('stripe', amount)).not.toThrow();
				const given = all.reduce((sum, { amount }) => sum + amount.amount, 0);
				const paid = payments.reduce((sum, [, captured]) => sum + captured, 0);
				expect(given).toBeLessThanOrEqual(paid);
				// No less than the goods are worth, as far as they were paid.
				expect(given).toBeGreaterThanOrEqual(Math.min(price, paid));
			},
		),
		{ numRuns: 2_000 },
	);
});

it('pieces one by one come to what all of them at once do', () => {
	fc.assert(
		fc.property(
			fc.integer({ min: 1, max: 9 }),
			fc.integer({ min: 200, max: 90_000 }),
			fc.integer({ min: 0, max: 5_000 }),
			(pieces, price, more) => {
				const payable = Math.ceil(price / 10) * 10;
				const sold = { currency: 'KWD', price, payments: [['stripe', payable + more * 10]] as Sold['payments'] };
				const given = pieceByPiece({ ...sold, pieces }).flat();
				expect(given.reduce((sum, { amount }) => sum + amount.amount, 0)).toBe(payable);
			},
		),
		{ numRuns: 500 },
	);
});

it.each([
	['stripe', 1_234, 'KWD', 'Stripe takes KWD amounts whose last digit is 0: 1.230 KWD or 1.240 KWD, not 1.234 KWD'],
	['stripe', 4, 'KWD', 'Stripe takes KWD amounts whose last digit is 0: 0.010 KWD, not 0.004 KWD'],
	['stripe', 150, 'MGA', 'Stripe has no fractions of MGA: 1.00 MGA or 2.00 MGA, not 1.50 MGA'],
	['stripe', 1_230, 'KWD', undefined],
	['stripe', 44, 'ISK', undefined],
	['other', 1_234, 'KWD', undefined],
	['shopify_payments', 1_234, 'KWD', undefined],
	['a stranger', 1_234, 'KWD', undefined],
])('%s and %i %s: %s', (processor, amount, currency, why) => {
	expect(whyNotPayable(processor, { amount, currency })).toBe(why);
});
