import fc from 'fast-check';
import { PolicyCase } from '../../nodes/ReturnPolicy/input/policyCase';
import { calculateRefund } from '../../nodes/ReturnPolicy/refund/calculate';
import { Order, PolicySettings, type RefundIntent } from '../../nodes/shared/model';

/* Several returns that together make up an order: what they give back is what one return of all gives. */

interface Bought {
	quantity: number;
	subtotal: number;
	tax: number;
}
interface Shop {
	currency: string;
	taxesIncluded: boolean;
	lines: Bought[];
	shipping: { subtotal: number; tax: number };
}
interface Return {
	reference: string;
	wants: number[];
	back: number[];
	intents: RefundIntent[];
	approvedAt: string;
	orderFoundAt: string;
	returnedBefore: number[];
	counted: string[];
}

/** Now and then a sample that cost nothing; else no piece is worth less than a unit of money, which a return by itself could not give back. */
const bought = fc
	.record({
		quantity: fc.integer({ min: 1, max: 6 }),
		price: fc.oneof(
			{ weight: 1, arbitrary: fc.constant(0) },
			{ weight: 8, arbitrary: fc.integer({ min: 30, max: 10_000 }) },
		),
		odd: fc.integer({ min: 0, max: 20 }),
		tax: fc.integer({ min: 0, max: 9_000 }),
	})
	.map(({ quantity, price, odd, tax }): Bought => ({
		quantity,
		subtotal: price && price * quantity + odd,
		tax: Math.min(tax, price * quantity),
	}));
const shops = fc.record({
	currency: fc.constantFrom('EUR', 'JPY'),
	taxesIncluded: fc.boolean(),
	lines: fc.array(bought, { minLength: 1, maxLength: 4 }),
	shipping: fc.record({ subtotal: fc.integer({ min: 1, max: 2_000 }), tax: fc.constant(0) }),
});
/** Who takes each piece, the order in which they come back, whether a later return had seen the earlier ones when it was asked for, and the payments. */
const played = shops.chain((shop) => {
	const pieces = shop.lines.flatMap(({ quantity }, line) => Array<number>(quantity).fill(line));
	return fc.record({
		shop: fc.constant(shop),
		takers: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: pieces.length, maxLength: pieces.length }),
		arrivals: fc.shuffledSubarray(
			pieces.map((_, at) => at),
			{ minLength: pieces.length },
		),
		/** Whether the look at the order counted the earlier returns: those approved by then, or that it names, before their cases knew. */
		seen: fc.constantFrom('none', 'approved', 'named'),
		parts: fc.integer({ min: 1, max: 3 }),
		feeBasisPoints: fc.constantFrom(0, 0, 1_000, 3_333),
	});
});

const money = (amount: number, { currency }: Shop) => ({ amount, currency });
const paidFor = (shop: Shop) =>
	[...shop.lines, shop.shipping].reduce((sum, one) => sum + one.subtotal + (shop.taxesIncluded ? 0 : one.tax), 0);

function caseOf(
	shop: Shop,
	{ reference, wants, back, intents, approvedAt, orderFoundAt, returnedBefore, counted }: Return,
	parts: number,
	others: Return[],
): PolicyCase {
	const paid = paidFor(shop);
	const payments = Array.from({ length: parts }, (_, at) =>
		at ? Math.floor(paid / parts) : paid - Math.floor(paid / parts) * (parts - 1),
	);
	const legs = (of: Return) => of.intents.map((intent) => ({ intent, state: 'succeeded' as const }));
	const lines = (of: Return) =>
		shop.lines
			.map((_, at) => ({
				id: `${of.reference}-${at}`,
				orderLineId: `o${at}`,
				quantity: of.wants[at],
				quantities: { approved: of.wants[at], received: of.back[at], inspected: { restock: of.back[at] } },
			}))
			.filter(({ quantity }) => quantity);
	const self = { reference, wants, back, intents, approvedAt, orderFoundAt, returnedBefore, counted };
	return PolicyCase.parse({
		reference,
		authorization: 'approved',
		orderFoundAt,
		lines: lines(self),
		refunds: legs(self),
		sisters: others.map((one) => ({
			reference: one.reference,
			authorization: 'approved',
			approvedAt: one.approvedAt,
			ids: { 'shopify.return': one.reference },
			lines: lines(one),
			refunds: legs(one),
		})),
		order: Order.parse({
			number: '#1',
			currency: shop.currency,
			taxesIncluded: shop.taxesIncluded,
			returnsCounted: counted,
			shipping: { subtotal: money(shop.shipping.subtotal, shop), tax: money(0, shop) },
			lines: shop.lines.map((one, at) => ({
				id: `o${at}`,
				sku: `S${at}`,
				quantity: one.quantity,
				subtotal: money(one.subtotal, shop),
				tax: money(one.tax, shop),
				returnedBefore: returnedBefore[at],
			})),
			payments: payments.map((amount, at) => ({
				id: `p${at}`,
				processor: 'stripe',
				captured: money(amount, shop),
				refunded: money(0, shop),
				refundable: money(amount, shop),
				refundedByUs: money(0, shop),
			})),
		}),
	});
}

describe('returns of one order that make it up together', () => {
	it('give back to the cent what one return of all gives: goods, tax and, once, shipping; no payment more than it took', () => {
		fc.assert(
			fc.property(played, ({ shop, takers, arrivals, seen, parts, feeBasisPoints }) => {
				const policy = PolicySettings.parse({ refundShipping: true, restockingFeeBasisPoints: feeBasisPoints });
				const pieces = shop.lines.flatMap(({ quantity }, line) => Array<number>(quantity).fill(line));
				const none = () => shop.lines.map(() => 0);
				const count = (of: number) =>
					pieces.reduce(
						(counts, line, at) =>
							takers[at] === of ? counts.map((one, index) => (index === line ? one + 1 : one)) : counts,
						none(),
					);
				const returns = [0, 1, 2]
					.map((of): Return => {
						const before = none().map((_, line) =>
							seen !== 'none' ? [...Array(of).keys()].reduce((total, earlier) => total + count(earlier)[line], 0) : 0,
						);
						return {
							reference: `RMA-${of}`,
							wants: count(of),
							back: none(),
							intents: [],
							approvedAt: `2026-11-20T1${of}:00:00Z`,
							orderFoundAt: seen === 'approved' ? `2026-11-20T1${of}:00:00Z` : '2026-11-20T09:00:00Z',
							counted: seen === 'named' ? [...Array(of).keys()].map((earlier) => `RMA-${earlier}`) : [],
							returnedBefore: before,
						};
					})
					.filter(({ wants }) => wants.some(Boolean));
				for (const piece of arrivals) {
					const one = returns.find(({ reference }) => reference === `RMA-${takers[piece]}`)!;
					one.back[pieces[piece]]++;
					one.intents.push(
						...calculateRefund(
							caseOf(
								shop,
								one,
								parts,
								returns.filter((other) => other !== one),
							),
							policy,
						).intents,
					);
				}
				const given = returns.flatMap(({ intents }) => intents);
				const whole: Return = {
					reference: 'RMA-W',
					wants: shop.lines.map(({ quantity }) => quantity),
					back: shop.lines.map(({ quantity }) => quantity),
					intents: [],
					approvedAt: '2026-11-20T10:00:00Z',
					orderFoundAt: '2026-11-20T10:00:00Z',
					returnedBefore: none(),
					counted: [],
				};
				const once = calculateRefund(caseOf(shop, whole, parts, []), policy);
				expect(given.reduce((sum, { amount }) => sum + amount.amount, 0)).toBe(once.total!.amount);
				expect(given.flatMap(({ breakdown }) => breakdown).filter(({ kind }) => kind === 'shipping')).toHaveLength(1);
				expect(given.filter(({ payment }) => payment.id === 'by_hand')).toEqual([]);
				for (const { id, captured } of caseOf(shop, whole, parts, []).order!.payments)
					expect(
						given.filter(({ payment }) => payment.id === id).reduce((sum, { amount }) => sum + amount.amount, 0),
					).toBeLessThanOrEqual(captured.amount);
			}),
			{ numRuns: 200 },
		);
	});

	it('count a return that nobody here knows of once, beside those that are known', () => {
		// Of three pieces one came back outside, one in a sister return that the look at the order had counted already.
		const shop: Shop = {
			currency: 'EUR',
			taxesIncluded: false,
			lines: [{ quantity: 3, subtotal: 1000, tax: 0 }],
			shipping: { subtotal: 500, tax: 0 },
		};
		const sister: Return = {
			reference: 'RMA-A',
			wants: [1],
			back: [0],
			intents: [],
			approvedAt: '2026-11-20T10:00:00Z',
			orderFoundAt: '2026-11-20T09:00:00Z',
			returnedBefore: [1],
			counted: [],
		};
		const own: Return = {
			reference: 'RMA-B',
			wants: [1],
			back: [1],
			intents: [],
			approvedAt: '2026-11-20T12:00:00Z',
			orderFoundAt: '2026-11-20T11:00:00Z',
			returnedBefore: [2],
			counted: [],
		};
		const policy = PolicySettings.parse({ refundShipping: true });
		own.intents.push(...calculateRefund(caseOf(shop, own, 1, [sister]), policy).intents);
		expect(own.intents[0].amount.amount).toBe(334);
		sister.back = [1];
		expect(calculateRefund(caseOf(shop, sister, 1, [own]), policy).total).toEqual({ amount: 833, currency: 'EUR' });
	});
});
