import fc from 'fast-check';
import { PolicyCase } from '../../nodes/ReturnPolicy/input/policyCase';
import { calculateRefund } from '../../nodes/ReturnPolicy/refund/calculate';
import { Order, PolicySettings, RefundIntent } from '../../nodes/shared/model';

interface Bought {
	quantity: number;
	subtotal: number;
	tax: number;
}

const line = fc
	.record({
		quantity: fc.integer({ min: 1, max: 7 }),
		subtotal: fc.integer({ min: 0, max: 100_000 }),
		tax: fc.integer({ min: 0, max: 30_000 }),
	})
	.map((one): Bought => ({ ...one, tax: Math.min(one.tax, one.subtotal) }));
const order = fc.record({
	currency: fc.constantFrom('EUR', 'JPY', 'KWD'),
	taxesIncluded: fc.boolean(),
	lines: fc.array(line, { minLength: 1, maxLength: 4 }),
	shipping: line,
});
const policy = fc.record({
	refundShipping: fc.boolean(),
	returnFee: fc.integer({ min: 0, max: 3_000 }),
	restockingFeeBasisPoints: fc.integer({ min: 0, max: 10_000 }),
});

/** The whole order comes back; `back` pieces of each line are inspected so far. */
function caseAt(
	shop: { currency: string; taxesIncluded: boolean; lines: Bought[]; shipping: { subtotal: number; tax: number } },
	payments: number[],
	back: number[],
	intents: RefundIntent[],
): PolicyCase {
	const money = (amount: number) => ({ amount, currency: shop.currency });
	return PolicyCase.parse({
		reference: 'RMA-1',
		authorization: 'approved',
		lines: shop.lines.map(({ quantity }, at) => ({
			id: `l${at}`,
			orderLineId: `o${at}`,
			quantity,
			quantities: { approved: quantity, received: back[at], inspected: { restock: back[at] } },
		})),
		order: Order.parse({
			number: '#1',
			currency: shop.currency,
			taxesIncluded: shop.taxesIncluded,
			lines: shop.lines.map((one, at) => ({
				id: `o${at}`,
				sku: `S${at}`,
				quantity: one.quantity,
				subtotal: money(one.subtotal),
				tax: money(one.tax),
			})),
			shipping: { subtotal: money(shop.shipping.subtotal), tax: money(shop.shipping.tax) },
			payments: payments.map((amount, at) => ({
				id: `p${at}`,
				// What Stripe cannot pay is rounded (payable.test.ts).
				processor: shop.currency === 'KWD' ? 'other' : 'stripe',
				captured: money(amount),
				refunded: money(0),
				refundable: money(amount),
			})),
		}),
		refunds: intents.map((intent) => ({ intent, state: 'succeeded' })),
	});
}

const totalOf = (intents: RefundIntent[]) => intents.reduce((sum, { amount }) => sum + amount.amount, 0);
const paidFor = (shop: { taxesIncluded: boolean; lines: Bought[]; shipping: { subtotal: number; tax: number } }) =>
	[...shop.lines, shop.shipping].reduce((sum, one) => sum + one.subtotal + (shop.taxesIncluded ? 0 : one.tax), 0);

/** Pieces come back one by one in this order, and a refund is calculated after each of them that `pause` does not skip. */
function oneByOne(
	shop: Parameters<typeof caseAt>[0],
	settings: object,
	payments: number[],
	order: number[],
	pause: boolean[],
): RefundIntent[] {
	const back = shop.lines.map(() => 0);
	const intents: RefundIntent[] = [];
	order.forEach((at, step) => {
		back[at]++;
		if (pause[step % pause.length] && step < order.length - 1) return;
		intents.push(...calculateRefund(caseAt(shop, payments, back, intents), PolicySettings.parse(settings)).intents);
	});
	return intents;
}

const shopWithOrder = order.chain((shop) => {
	const pieces = shop.lines.flatMap((one, at) => Array<number>(one.quantity).fill(at));
	return fc.record({
		shop: fc.constant(shop),
		back: fc.shuffledSubarray(pieces, { minLength: pieces.length }),
		pause: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
	});
});

describe('partial refunds', () => {
	it('add up to exactly the full refund, in whatever order and grouping the pieces come back', () => {
		fc.assert(
			fc.property(shopWithOrder, policy, fc.integer({ min: 0, max: 100 }), ({ shop, back, pause }, settings, split) => {
				const paid = paidFor(shop);
				const payments = [Math.floor((paid * split) / 100), paid - Math.floor((paid * split) / 100)];
				const whole = calculateRefund(
					caseAt(
						shop,
						payments,
						shop.lines.map(({ quantity }) => quantity),
						[],
					),
					PolicySettings.parse(settings),
				);
				expect(totalOf(oneByOne(shop, settings, payments, back, pause))).toBe(totalOf(whole.intents));
				expect(whole.shortfall).toBeUndefined();
			}),
			{ numRuns: 400 },
		);
	});

	it('without fees give back every cent of the goods', () => {
		fc.assert(
			fc.property(shopWithOrder, ({ shop, back, pause }) => {
				const paid = paidFor(shop);
				expect(totalOf(oneByOne(shop, { refundShipping: true }, [paid], back, pause))).toBe(paid);
			}),
			{ numRuns: 300 },
		);
	});

	it('never go above what each payment can pay back, never below one, and are valid intents with ids of their own', () => {
		fc.assert(
			fc.property(
				shopWithOrder,
				policy,
				fc.array(fc.integer({ min: 0, max: 40_000 }), { minLength: 1, maxLength: 3 }),
				({ shop, back, pause }, settings, payments) => {
					const intents = oneByOne(shop, settings, payments, back, pause);
					payments.forEach((amount, at) =>
						expect(totalOf(intents.filter(({ payment }) => payment.id === `p${at}`))).toBeLessThanOrEqual(amount),
					);
					for (const intent of intents) {
						expect(intent.amount.amount).toBeGreaterThan(0);
						expect(RefundIntent.parse(intent)).toEqual(intent);
						expect(intent.breakdown.reduce((sum, part) => sum + part.amount.amount, 0)).toBe(intent.amount.amount);
					}
					expect(intents.map(({ id }) => id)).toEqual(intents.map((_, at) => `RMA-1/R${at + 1}`));
				},
			),
			{ numRuns: 400 },
		);
	});

	it('have no negative part but fees and adjustments', () => {
		fc.assert(
			fc.property(shopWithOrder, policy, ({ shop, back, pause }, settings) => {
				const parts = oneByOne(shop, settings, [paidFor(shop)], back, pause).flatMap(({ breakdown }) => breakdown);
				for (const { kind, amount } of parts)
					if (kind !== 'fee' && kind !== 'adjustment') expect(amount.amount).toBeGreaterThanOrEqual(0);
			}),
		);
	});
});
