import fc from 'fast-check';
import { decide } from '../../nodes/ReturnPolicy/decide';
import { readCase } from '../../nodes/ReturnPolicy/input/policyCase';
import { calculateRefund } from '../../nodes/ReturnPolicy/refund/calculate';
import type { OrderNode } from '../../nodes/ShopifyReturns/graphql';
import { planRecord } from '../../nodes/ShopifyReturns/money/recordPlan';
import { orderOf } from '../../nodes/ShopifyReturns/orders/canonicalOrder';
import { upTo } from '../../nodes/shared/case/worth';
import type { Order, RefundIntent } from '../../nodes/shared/model';
import { policyOf } from '../ReturnPolicy/cases';
import { lineItem } from './lineItem';

/* What an order came to and what was paid for it differ: by fractions of a cent, by coins, or since too much was paid. */

interface Line {
	price: string;
	quantity?: number;
	tax?: string;
	discounts?: string[];
}
interface Paid {
	amount: string;
	rounding?: string;
	kind?: string;
	gateway?: string;
}
function order(
	lines: Line[],
	payments: Paid[],
	{
		currency = 'USD',
		included = false,
		shippingTax,
		outstanding,
	}: { currency?: string; included?: boolean; shippingTax?: string; outstanding?: string } = {},
): Order {
	const set = (amount: string) => ({ presentmentMoney: { amount, currencyCode: currency } });
	const node = {
		id: 'gid://shopify/Order/1',
		name: '#1001',
		createdAt: '2026-11-10T09:00:00Z',
		presentmentCurrencyCode: currency,
		taxesIncluded: included,
		customAttributes: [],
		lineItems: {
			nodes: lines.map(({ price, quantity = 1, tax, discounts = [] }, index) =>
				lineItem(index + 1, quantity, {
					price: set(price),
					...(tax && { tax: set(tax) }),
					discounts: discounts.map(set),
				}),
			),
		},
		shippingLines: {
			nodes: shippingTax ? [{ discountedPriceSet: set('5.0'), taxLines: [{ priceSet: set(shippingTax) }] }] : [],
		},
		transactions: payments.map(({ amount, rounding, kind = 'SALE', gateway = 'cash' }, index) => ({
			id: `gid://shopify/OrderTransaction/${index + 1}`,
			kind,
			status: 'SUCCESS',
			gateway,
			amountSet: set(amount),
			...(rounding && { amountRoundingSet: set(rounding) }),
		})),
		refunds: [],
		fulfillments: [],
		...(outstanding && { totalOutstandingSet: set(outstanding) }),
	};
	return orderOf(node as unknown as OrderNode, new Map());
}
/** The refund of some lines of an order, all pieces of each. */
function back(of: Order, which = of.lines.map((_, index) => index), before: RefundIntent[] = []) {
	const lines = of.lines.map(({ id, sku, quantity }, index) => {
		const come =
			which.includes(index) || before.some(({ breakdown }) => breakdown.some(({ line }) => line === `l${index}`))
				? quantity
				: 0;
		return {
			id: `l${index}`,
			sku,
			orderLineId: id,
			quantity,
			quantities: { approved: come, received: come, inspected: { restock: come } },
		};
	});
	return calculateRefund(
		readCase({
			reference: 'RMA-1',
			authorization: 'approved',
			refunds: before.map((intent) => ({ state: 'succeeded', intent })),
			order: of,
			lines: lines.filter(({ quantities }) => quantities.approved),
		}),
		policyOf({ refundShipping: true }),
	);
}
const worths = ({ lines, taxesIncluded }: Order) =>
	lines.map((line) => {
		const { net, tax } = upTo(line, taxesIncluded, line.quantity);
		return net + tax;
	});

describe('fractions of a cent over several lines', () => {
	const third = { price: '10.0', tax: '0.3333' };
	it.each<[string, Order, number[]]>([
		['that add up to one more cent', order([third, third, third], [{ amount: '31.0' }]), [1034, 1033, 1033]],
		[
			'that add up to one less',
			order(
				[
					{ price: '10.0', tax: '0.336' },
					{ price: '10.0', tax: '0.336' },
					{ price: '10.0', tax: '0.336' },
				],
				[{ amount: '31.01' }],
			),
			[1034, 1034, 1033],
		],
		[
			'of prices in a currency without cents',
			order([{ price: '4400.5' }, { price: '4400.5' }], [{ amount: '8801' }], { currency: 'ISK' }),
			[4401, 4400],
		],
		[
			'of discounts',
			order(
				[
					{ price: '10.0', discounts: ['3.333'] },
					{ price: '10.0', discounts: ['3.333'] },
					{ price: '10.0', discounts: ['3.334'] },
				],
				[{ amount: '20.0' }],
				{ included: true },
			),
			[667, 667, 666],
		],
		[
			'of whole cents: each line as it is',
			order(
				[
					{ price: '10.0', tax: '0.33' },
					{ price: '10.0', tax: '0.34' },
				],
				[{ amount: '20.67' }],
			),
			[1033, 1034],
		],
	])('%s', (_what, of, expected) => {
		expect(worths(of)).toEqual(expected);
		expect(back(of).total?.amount).toBe(expected.reduce((sum, one) => sum + one, 0));
	});
	it('with those of the shipping', () => {
		const of = order(
			[
				{ price: '10.0', tax: '0.3333' },
				{ price: '10.0', tax: '0.3333' },
			],
			[{ amount: '26.0' }],
			{ shippingTax: '0.3333' },
		);
		expect([...worths(of), of.shipping!.tax.amount].reduce((sum, one) => sum + one, 0)).toBe(2100);
		expect(back(of).total?.amount).toBe(2600);
	});
	it('line by line they come to what was paid', () => {
		const of = order([third, third, third], [{ amount: '31.0' }]);
		const first = back(of, [0]);
		const second = back(of, [1], first.intents);
		const last = back(of, [2], [...first.intents, ...second.intents]);
		expect([first, second, last].map(({ total }) => total?.amount)).toEqual([1034, 1033, 1033]);
	});
});

describe('a register that rounded to coins', () => {
	const pieces = (rounding: string, more: Paid[] = []) =>
		order([{ price: '19.98' }, { price: '10.0' }], [{ amount: '29.98', rounding }, ...more], { included: true });
	it('up: what it took more goes back with the whole order, once', () => {
		const of = pieces('0.02');
		const all = back(of);
		expect(all).toMatchObject({ total: { amount: 3000 }, intents: [{ amount: { amount: 3000 } }] });
		expect(all.intents[0].breakdown.at(-1)).toMatchObject({ kind: 'adjustment', name: 'coins', amount: { amount: 2 } });
		const first = back(of, [0]);
		expect(first.total?.amount).toBe(1998);
		expect(back(of, [1], first.intents).total?.amount).toBe(1002);
	});
	it('down: never more than was paid', () => {
		expect(back(pieces('-0.03')).total?.amount).toBe(2995);
	});
	it('of what was paid by several, or with change, only what it took more', () => {
		expect(
			back(
				order(
					[{ price: '19.98' }],
					[
						{ amount: '10.0', gateway: 'manual' },
						{ amount: '9.98', rounding: '0.02' },
					],
					{ included: true },
				),
			).total?.amount,
		).toBe(2000);
		expect(
			back(
				order([{ price: '19.98' }], [{ amount: '30.0' }, { amount: '10.02', rounding: '-0.02', kind: 'CHANGE' }], {
					included: true,
				}),
			).total?.amount,
		).toBe(2000);
	});
	it('Shopify, which reckons before the rounding, is told of what it has, and nobody is asked of the coins', () => {
		const set = (amount: string) => ({ presentmentMoney: { amount, currencyCode: 'EUR' } });
		const transaction = {
			id: 'gid://shopify/OrderTransaction/1',
			kind: 'SALE',
			status: 'SUCCESS',
			gateway: 'cash',
			amountSet: set('19.98'),
			amountRoundingSet: set('0.02'),
		};
		const known = { id: 'gid://shopify/Order/1', name: '#1001', refunds: [], transactions: [transaction] };
		const plan = (amount: number) =>
			planRecord(known as never, {
				intent: 'RMA-1/R1',
				amount: { amount, currency: 'EUR' },
				transaction: transaction.id,
			});
		expect(plan(2000)).toEqual({
			parts: [{ parentId: transaction.id, gateway: 'cash', amount: { amount: 1998, currency: 'EUR' } }],
		});
		expect(plan(2001).problem).toContain('only 19.98 EUR left there');
	});
});

describe('an order of which more was paid than it came to', () => {
	const asked = (of: Order) =>
		decide({
			case: readCase({
				reference: 'RMA-1',
				refunds: [],
				order: { ...of, deliveredAt: '2026-11-12T09:00:00Z' },
				lines: [
					{ id: 'l0', sku: 'SKU-1', orderLineId: '1', quantity: 1, reason: 'unwanted', quantities: { approved: 0 } },
				],
			}),
			policy: policyOf(),
			timeZone: 'Europe/Berlin',
			asOf: '2026-11-17T10:00:00Z',
		}).reasons.map(({ code, message }) => [code, message] as const);
	it.each<[string, Order, string | undefined]>([
		[
			'paid twice',
			order([{ price: '50.0' }], [{ amount: '50.0' }, { amount: '50.0' }], { outstanding: '-50.0' }),
			'50.00 USD',
		],
		['paid ten too much', order([{ price: '50.0' }], [{ amount: '60.0' }], { outstanding: '-10.0' }), '10.00 USD'],
		[
			'paid back already',
			order([{ price: '50.0' }], [{ amount: '60.0' }, { amount: '10.0', kind: 'REFUND' }], { outstanding: '0.0' }),
			undefined,
		],
		[
			'a piece that staff took off: it is counted as gone back',
			order([{ price: '50.0' }], [{ amount: '50.0' }], { outstanding: '-25.0' }),
			undefined,
		],
		[
			'coins',
			order([{ price: '49.98' }], [{ amount: '49.98', rounding: '0.02' }], { outstanding: '-0.02' }),
			undefined,
		],
		[
			'coins that it took less',
			order([{ price: '19.97' }], [{ amount: '19.97', rounding: '-0.02' }], { outstanding: '0.0' }),
			undefined,
		],
		[
			'coins that it took less, of a shop that does not say',
			order([{ price: '19.97' }], [{ amount: '19.97', rounding: '-0.02' }]),
			undefined,
		],
		[
			'ten too much, and coins that it took less',
			order([{ price: '19.97' }], [{ amount: '29.97', rounding: '-0.02' }], { outstanding: '-10.0' }),
			'9.98 USD',
		],
		['a shop that does not say', order([{ price: '50.0' }], [{ amount: '60.0' }]), undefined],
	])('%s: the goods are worth what they cost, and a person sees to the rest', (_what, of, more) => {
		const found = asked(of).find(([code]) => code === 'overpaid');
		expect(found?.[1]).toEqual(more && expect.stringContaining(more));
		expect(back(of).total?.amount).toBeLessThanOrEqual(5000);
	});
});

describe('generated orders', () => {
	const cents = (max: number) => fc.integer({ min: 0, max });
	/** Ten-thousandths, as taxes and shared discounts have them. */
	const fine = (max: number) => fc.integer({ min: 0, max: max * 100 }).map((value) => (value / 1e4).toFixed(4));
	const line = fc.record({
		price: cents(20_000).map((value) => (value / 100).toFixed(2)),
		tax: fine(3_000),
		discounts: fc.array(fine(500), { maxLength: 2 }),
	});
	it('come back whole for what was paid, no more than they came to, line by line or at once', () => {
		fc.assert(
			fc.property(
				fc.array(line, { minLength: 1, maxLength: 4 }),
				fc.record({
					included: fc.boolean(),
					shippingTax: fine(100),
					off: fc.integer({ min: -20, max: 20 }),
					coins: fc.integer({ min: -4, max: 4 }),
				}),
				(lines, { included, shippingTax, off, coins }) => {
					const exact = (texts: string[]) => texts.reduce((sum, text) => sum + Math.round(Number(text) * 1e4), 0);
					const net = exact(lines.map(({ price }) => price)) - exact(lines.flatMap(({ discounts }) => discounts));
					fc.pre(lines.every(({ price, discounts }) => exact([price]) - exact(discounts) > 200));
					const price = Math.floor((net + 50_000 + 50) / 100);
					const tax = included ? 0 : Math.floor((exact([...lines.map((one) => one.tax), shippingTax]) + 50) / 100);
					const paid = price + tax + off;
					const of = order(
						lines,
						[{ amount: (paid / 100).toFixed(2), ...(coins && { rounding: (coins / 100).toFixed(2) }) }],
						{ included, shippingTax },
					);
					const owed = Math.min(price + tax + Math.max(0, coins), paid + coins);
					expect(back(of).total?.amount).toBe(owed);
					const refunds: RefundIntent[] = [];
					for (let index = 0; index < lines.length; index++) refunds.push(...back(of, [index], refunds).intents);
					expect(refunds.reduce((sum, { amount }) => sum + amount.amount, 0)).toBe(owed);
				},
			),
			{ numRuns: 1_500 },
		);
	}, 120_000);
});
