import fc from 'fast-check';
import { worthOf } from '../../nodes/shared/case/worth';
import { paidOf, paymentsOf } from '../../nodes/ShopifyReturns/orders/payments';
import type { Transaction } from '../../nodes/ShopifyReturns/graphql';
import { calculateRefund } from '../../nodes/ReturnPolicy/refund/calculate';
import { decide } from '../../nodes/ReturnPolicy/decide';
import { eur, inspected, caseOf, orderOf, payment, policyOf } from './cases';

/** One item of this worth, all of it back. `Case` gives the item of each line in the order. */
const itemOf = (amount: number, tax = 0, quantity = 1) => ({
	lines: [
		{ id: 'o1', sku: 'TEE', title: 'T-shirt', quantity, subtotal: eur(amount), tax: eur(tax) },
		{ id: 'o2', sku: 'MUG', title: 'Mug', quantity: 1, subtotal: eur(0), tax: eur(0) },
	],
	shipping: undefined,
});
const backOf = (order: object, policy: object = {}, more: object = {}) => {
	const whole = orderOf(order);
	const input = inspected([whole.lines[0].quantity, whole.lines[1].quantity], {
		order: whole,
		lines: [
			{ id: 'l1', orderLineId: 'o1', title: 'T-shirt', quantity: whole.lines[0].quantity },
			{ id: 'l2', orderLineId: 'o2', title: 'Mug', quantity: 1 },
		],
	});
	return calculateRefund(
		{
			...input,
			lines: input.lines.map((line) => ({
				...line,
				quantities: { approved: line.quantity, received: line.quantity, inspected: { restock: line.quantity } },
			})),
			...more,
		},
		policyOf(policy),
	);
};
let next = 1;
const shopify = (kind: string, amount: string, more: Partial<Transaction> = {}): Transaction => ({
	id: `gid://shopify/OrderTransaction/${next++}`,
	kind,
	status: 'SUCCESS',
	gateway: 'shopify_payments',
	amountSet: { presentmentMoney: { amount, currencyCode: 'EUR' } },
	...more,
});
/** How Shopify says that an order was paid. */
const paidBy = (...transactions: Transaction[]) => ({
	payments: paymentsOf({ transactions, refunds: [], customAttributes: [] }),
	paid: paidOf({ transactions }, 'EUR'),
});
const sharesOf = (refund: ReturnType<typeof backOf>) =>
	refund.intents.map(({ payment: { id, method }, amount }) => [method ?? id, amount.amount]);

describe('what an order owes is never more than was paid and has not gone back', () => {
	it.each([
		['no transaction at all', paidBy()],
		[
			'cash on delivery that is not paid yet',
			paidBy(shopify('SALE', '50.0', { status: 'PENDING', gateway: 'Cash on Delivery (COD)' })),
		],
		['an authorization', paidBy(shopify('AUTHORIZATION', '50.0'))],
		['an authorization that was voided', paidBy(shopify('AUTHORIZATION', '50.0'), shopify('VOID', '50.0'))],
		['a payment that failed', paidBy(shopify('SALE', '50.0', { status: 'FAILURE' }))],
	])('nothing: %s', (_what, how) => {
		const refund = backOf({ ...itemOf(5000), ...how });
		expect(refund).toEqual({
			nothingDue: true,
			reason: 'Nothing was paid for order #1001, so nothing is owed.',
			timing: 'after_inspection',
			intents: [],
		});
		const { outcome, reasons } = decide({
			case: caseOf({
				order: orderOf({ ...itemOf(5000), ...how }),
				lines: [{ id: 'l1', orderLineId: 'o1', quantity: 1 }],
			}),
			policy: policyOf(),
			timeZone: 'Europe/Berlin',
			asOf: '2026-11-17T10:00:00Z',
		});
		expect([outcome, reasons.map(({ code }) => code)]).toEqual(['review', ['nothing_paid']]);
	});

	it('what the customer had to pay: cash is rounded', () => {
		const refund = backOf({
			...itemOf(1997),
			payments: [payment('cash', 1995, { processor: 'other', method: 'cash' })],
		});
		expect(sharesOf(refund)).toEqual([['cash', 1995]]);
		expect(refund.intents[0].breakdown.at(-1)).toMatchObject({ kind: 'adjustment', amount: eur(-2) });
	});

	describe('what a register of Shopify took in coins that there are', () => {
		const coins = (amount: string, rounding: string, kind = 'SALE') =>
			shopify(kind, amount, {
				gateway: 'cash',
				amountRoundingSet: { presentmentMoney: { amount: rounding, currencyCode: 'EUR' } },
			});
		it.each([
			['less than the price', 1997, [coins('19.97', '-0.02')], [['cash', 1995]]],
			['more than the price', 4999, [coins('49.99', '0.01')], [['cash', 4999]]],
			['nothing rounded', 1997, [coins('19.97', '0.0')], [['cash', 1997]]],
			['after a refund in coins', 1500, [coins('9.99', '0.01'), coins('5.02', '-0.02', 'REFUND')], [['cash', 500]]],
			[
				'beside a card, with change',
				8003,
				[shopify('SALE', '50.0'), coins('40.03', '0.02'), shopify('CHANGE', '10.0', { gateway: 'cash' })],
				[
					['shopify_payments', 4999],
					['cash', 3004],
				],
			],
		])('%s', (_what, worth, transactions, expected) => {
			expect(sharesOf(backOf({ ...itemOf(worth), ...paidBy(...transactions) }))).toEqual(expected);
		});
	});

	it('less the shipping that was refunded before', () => {
		const { lines } = itemOf(5000);
		const refund = backOf(
			{
				lines,
				shipping: { subtotal: eur(500), tax: eur(0) },
				...paidBy(shopify('SALE', '55.0'), shopify('REFUND', '5.0')),
			},
			{ refundShipping: true },
		);
		expect(refund).toMatchObject({ total: eur(5000), intents: [{ amount: eur(5000) }] });
		expect(refund.shortfall).toBeUndefined();
		expect(refund.intent!.breakdown.map(({ kind, amount }) => [kind, amount.amount])).toEqual([
			['line', 5000],
			['line', 0],
			['shipping', 500],
			['adjustment', -500],
		]);
		expect(refund.intent!.breakdown.at(-1)!.description).toBe(
			'No more goes back than was paid and has not gone back: 50.00 EUR',
		);
	});

	it.each(['SUCCESS', 'PENDING', 'AWAITING_RESPONSE'])('less what staff refunded: %s', (status) => {
		const how = paidBy(shopify('SALE', '50.0'), shopify('REFUND', '50.0', { status }));
		expect(backOf({ ...itemOf(5000), ...how })).toMatchObject({
			nothingDue: true,
			reason: 'The 50.00 EUR that were paid for order #1001 have gone back already, or are on their way.',
		});
		const half = paidBy(shopify('SALE', '50.0'), shopify('REFUND', '20.0', { status }));
		expect(sharesOf(backOf({ ...itemOf(5000), ...half }))).toEqual([['shopify_payments', 3000]]);
	});

	it('less a refund that names no payment', () => {
		const how = paidBy(
			shopify('SALE', '60.0', { gateway: 'stripe' }),
			shopify('SALE', '40.0', { gateway: 'gift_card' }),
			shopify('REFUND', '50.0', { gateway: 'manual' }),
		);
		const refund = backOf({ ...itemOf(10_000), ...how });
		expect(refund.total).toEqual(eur(5000));
		expect(sharesOf(refund)).toEqual([
			['stripe', 1000],
			['gift_card', 4000],
		]);
	});

	it('change was never paid', () => {
		const how = paidBy(
			shopify('SALE', '50.0'),
			shopify('SALE', '40.0', { gateway: 'cash' }),
			shopify('CHANGE', '10.0', { gateway: 'cash' }),
		);
		expect(sharesOf(backOf({ ...itemOf(8000), ...how }))).toEqual([
			['shopify_payments', 5000],
			['cash', 3000],
		]);
	});

	it('what finance is asked to pay is what cannot go back by itself, not what was never paid', () => {
		const order = {
			...itemOf(8000),
			payments: [payment('card', 7000, { refunded: eur(1000), refundable: eur(2500) })],
		};
		expect(sharesOf(backOf(order))).toEqual([
			['card', 2500],
			['by_hand', 3500],
		]);
	});

	it('a refund that failed, store credit and what a person paid count as gone', () => {
		const order = { ...itemOf(9000, 0, 3), payments: [payment('card', 7000)] };
		const leg = (id: string, amount: number, to: string, state: string) => ({
			intent: {
				id: `RMA-7K2M9QX4TB/${id}`,
				amount: eur(amount),
				breakdown: [],
				payment: { id: to, processor: to === 'card' ? 'stripe' : to === 'by_hand' ? 'other' : to },
			},
			state,
		});
		const refunds = [
			leg('R1', 1000, 'card', 'failed'),
			leg('R2', 2000, 'store_credit', 'succeeded'),
			leg('R3', 500, 'by_hand', 'due'),
			leg('R4', 3000, 'card', 'dropped'),
		];
		expect(backOf(order, {}, { refunds })).toMatchObject({ total: eur(3500) });
	});

	it('nothing is known of how the order was paid: a person looks at it, and nothing is taken off', () => {
		expect(sharesOf(backOf({ ...itemOf(5000), payments: [] }))).toEqual([['by_hand', 5000]]);
	});

	it.each([
		['a free sample, though it was taxed', { ...itemOf(0, 40), taxesIncluded: true }],
		['an order of which a discount left nothing', itemOf(0)],
	])('%s costs nothing', (_what, order) => {
		expect(backOf({ ...order, payments: [payment('card', 500)] }, { returnFee: 300 })).toMatchObject({
			nothingDue: true,
			reason: 'The goods cost nothing, so nothing is owed for them.',
		});
	});
});

describe('shipping goes back when all goods are back', () => {
	const order = {
		lines: [
			{ id: 'o1', sku: 'TEE', title: 'T-shirt', quantity: 1, subtotal: eur(5000), tax: eur(0) },
			{ id: 'o2', sku: 'MUG', title: 'Mug', quantity: 1, subtotal: eur(100), tax: eur(0) },
			{ id: 'o3', sku: '', title: 'Tip', quantity: 1, subtotal: eur(300), tax: eur(0), comesBack: false },
			{ id: 'o4', sku: 'WRAP', title: 'Gift wrap', quantity: 1, subtotal: eur(200), tax: eur(0), comesBack: false },
		],
		shipping: { subtotal: eur(490), tax: eur(0) },
		payments: [payment('card', 6090)],
	};

	it('whatever was bought that never comes back', () => {
		expect(backOf(order, { refundShipping: true }).total).toEqual(eur(5590));
	});

	it('but not while goods are missing', () => {
		const more = { id: 'o5', sku: 'CAP', title: 'Cap', quantity: 1, subtotal: eur(0), tax: eur(0) };
		expect(backOf({ ...order, lines: [...order.lines, more] }, { refundShipping: true }).total).toEqual(eur(5100));
	});
});

it('duties that were paid are for a person to decide', () => {
	const question = (duties: object | undefined, dutiesPaidBack?: object) => ({
		case: caseOf({ order: orderOf({ duties, dutiesPaidBack }) }),
		policy: policyOf(),
		timeZone: 'Europe/Berlin',
		asOf: '2026-11-17T10:00:00Z',
	});
	expect(decide(question(eur(1200)))).toMatchObject({
		outcome: 'review',
		reasons: [{ code: 'duties_paid', message: expect.stringContaining('Duties or other fees of 12.00 EUR') as string }],
	});
	expect(decide(question(eur(0))).outcome).toBe('approve');
	expect(decide(question(eur(1200), eur(500))).outcome).toBe('review');
	expect(decide(question(eur(1200), eur(1200))).outcome).toBe('approve');
	expect(decide(question(undefined)).outcome).toBe('approve');
});

describe('a piece that somebody else paid back', () => {
	const line = (paidBack: object | undefined, quantity = 2) =>
		orderOf({
			lines: [{ id: 'o1', sku: 'TEE', title: 'T-shirt', quantity, subtotal: eur(2000), tax: eur(233), paidBack }],
		}).lines[0];
	const back = (quantity: number, subtotal: number, tax: number) => ({
		quantity,
		subtotal: eur(subtotal),
		tax: eur(tax),
	});

	it.each([
		['was rounded down: the rest to the cent', back(1, 1000, 116), { net: 1000, tax: 117 }],
		['was rounded up', back(1, 1001, 117), { net: 999, tax: 116 }],
		['got less, for a reason: the other is worth what it was', back(1, 700, 80), { net: 1000, tax: 116 }],
		['got more than there is', back(1, 2500, 300), { net: 1000, tax: 116 }],
		['is none', undefined, { net: 1000, tax: 116 }],
	])('%s', (_what, paidBack, worth) => {
		expect(worthOf(line(paidBack), false, 1, 1)).toEqual(worth);
	});

	it('leaves every line what it is worth, in whatever steps it comes back', () => {
		const amounts = fc.record({
			pieces: fc.integer({ min: 1, max: 6 }),
			by: fc.integer({ min: 1, max: 6 }),
			off: fc.integer({ min: -1, max: 1 }),
			included: fc.boolean(),
		});
		fc.assert(
			fc.property(amounts, ({ pieces, by, off, included }) => {
				const given = Math.min(by, pieces);
				const one = line(
					back(given, Math.round((2000 * given) / pieces) + off, Math.round((233 * given) / pieces)),
					pieces,
				);
				const steps = Array.from({ length: pieces }, (_, index) => worthOf(one, included, index, 1));
				expect(steps.reduce((sum, { net, tax }) => sum + net + tax, 0)).toBe(included ? 2000 : 2233);
				for (const { net, tax } of steps) expect(Math.min(net, tax)).toBeGreaterThanOrEqual(0);
			}),
			{ numRuns: 1_000 },
		);
	});
});
