import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decide } from '../../nodes/ReturnPolicy/decide';
import { comesBack } from '../../nodes/ReturnPolicy/rules/comesBack';
import { finalSale } from '../../nodes/ReturnPolicy/rules/finalSale';
import { lineKnown } from '../../nodes/ReturnPolicy/rules/lineKnown';
import { oneCurrency } from '../../nodes/ReturnPolicy/rules/oneCurrency';
import { orderKnown } from '../../nodes/ReturnPolicy/rules/orderKnown';
import { paymentKnown } from '../../nodes/ReturnPolicy/rules/paymentKnown';
import { quantityLeft } from '../../nodes/ReturnPolicy/rules/quantityLeft';
import { returnWindow } from '../../nodes/ReturnPolicy/rules/returnWindow';
import { valueLimit } from '../../nodes/ReturnPolicy/rules/valueLimit';
import { caseOf, eur, orderOf, payment, policyOf } from './cases';
import { said, type Judged } from './said';

const ask = (changes: object = {}, policy: object = {}): Judged => ({
	case: caseOf(changes),
	policy: policyOf(policy),
	timeZone: 'Europe/Paris',
	asOf: '2026-11-17T10:00:00.000Z',
});
const withLine = (index: number, changes: object) => ({
	order: orderOf({ lines: orderOf().lines.map((line, at) => (at === index ? { ...line, ...changes } : line)) }),
});
const everything = new Map([
	['l1', 2],
	['l2', 1],
]);

describe('orderKnown', () => {
	it('sends a case without order to a person', () => {
		expect(said(orderKnown, ask({ order: undefined }))).toEqual([
			{ code: 'order_unknown', effect: 'review', message: 'The order of this return was not found.' },
		]);
		expect(said(orderKnown, ask())).toEqual([]);
	});
});

describe('lineKnown', () => {
	it('names the line that the order does not have', () => {
		const lines = [
			{ id: 'l1', orderLineId: 'o1', quantity: 1 },
			{ id: 'l9', orderLineId: 'o9', title: 'Lamp', quantity: 1 },
		];
		expect(said(lineKnown, ask({ lines }))).toEqual([
			{ code: 'line_unknown', effect: 'review', line: 'l9', message: 'Lamp was not found in order #1001.' },
		]);
	});

	it("finds a line by another system's id, and by SKU", () => {
		const order = withLine(0, { providerIds: { 'shopify.line': 'gid://1' } });
		expect(
			said(
				lineKnown,
				ask({
					...order,
					lines: [
						{ id: 'l1', orderLineId: 'gid://1', providerIds: { 'shopify.line': 'gid://1' }, quantity: 1 },
						{ id: 'l2', sku: 'MUG', quantity: 1 },
					],
				}),
			),
		).toEqual([]);
	});

	it('does not guess between two lines of one SKU', () => {
		expect(
			said(lineKnown, ask({ ...withLine(1, { sku: 'TEE' }), lines: [{ id: 'l1', sku: 'TEE', quantity: 1 }] })),
		).toMatchObject([{ code: 'line_unknown', line: 'l1' }]);
	});
});

describe('comesBack', () => {
	it.each([
		['a tip', { sku: '', title: 'Tip' }],
		['a gift card', { sku: 'CARD', title: 'Gift card 50' }],
		['gift wrap', { sku: 'WRAP', title: 'Gift wrap' }],
	])('asks a person about what never comes back: %s', (_what, sold) => {
		const question = ask({
			...withLine(0, { ...sold, comesBack: false }),
			lines: [
				{ id: 'l1', orderLineId: 'o1', quantity: 1 },
				{ id: 'l2', orderLineId: 'o2', quantity: 1 },
			],
		});
		expect(said(comesBack, question)).toMatchObject([{ code: 'never_comes_back', effect: 'review', line: 'l1' }]);
		expect(decide({ ...question, policy: policyOf(), timeZone: 'UTC' })).toMatchObject({ outcome: 'review' });
	});
	it('but not about goods', () => expect(said(comesBack, ask(withLine(0, { comesBack: true })))).toEqual([]));
});

describe('quantityLeft', () => {
	it('limits a line to what was bought', () => {
		expect(
			said(quantityLeft, ask({ lines: [{ id: 'l1', orderLineId: 'o1', title: 'T-shirt', quantity: 5 }] })),
		).toEqual([
			{
				code: 'quantity_limited',
				effect: 'limit',
				line: 'l1',
				quantity: 2,
				message: 'T-shirt: 5 asked for, 2 bought, 2 left to return.',
			},
		]);
	});

	it('counts what earlier returns took back', () => {
		expect(said(quantityLeft, ask(withLine(0, { returnedBefore: 1 })))).toMatchObject([
			{ effect: 'limit', line: 'l1', quantity: 1 },
		]);
		expect(said(quantityLeft, ask(withLine(0, { returnedBefore: 2 })))).toMatchObject([
			{ code: 'quantity_unavailable', effect: 'decline', line: 'l1' },
		]);
	});

	it.each([
		['less than one unit was sold', { quantity: 0, exactQuantity: 0.75 }, 1, '1 asked for, 0.75 bought'],
		['more than its whole units are asked for', { quantity: 2, exactQuantity: 2.5 }, 3, '3 asked for, 2.5 bought'],
		[
			'its whole units came back before',
			{ quantity: 2, exactQuantity: 2.5, returnedBefore: 2 },
			1,
			'1 asked for, 2.5 bought',
		],
	])('asks a person of goods that are sold in parts of a unit: %s', (_what, sold, quantity, told) => {
		const lines = [{ id: 'l1', orderLineId: 'o1', title: 'Cheese', quantity }];
		expect(said(quantityLeft, ask({ ...withLine(0, sold), lines }))).toMatchObject([
			{
				code: 'quantity_in_parts',
				effect: 'review',
				line: 'l1',
				message: expect.stringMatching(new RegExp(`${told}.* sold in parts of a unit`)) as string,
			},
		]);
	});
	it('but not of the whole units of it', () => {
		const lines = [{ id: 'l1', orderLineId: 'o1', quantity: 2 }];
		expect(said(quantityLeft, ask({ ...withLine(0, { quantity: 2, exactQuantity: 2.5 }), lines }))).toEqual([]);
	});

	it('counts two lines of the request on one line of the order together', () => {
		const lines = [
			{ id: 'a', orderLineId: 'o1', quantity: 1 },
			{ id: 'b', orderLineId: 'o1', quantity: 2 },
			{ id: 'c', orderLineId: 'o1', quantity: 1 },
		];
		expect(said(quantityLeft, ask({ lines }))).toMatchObject([
			{ effect: 'limit', line: 'b', quantity: 1 },
			{ effect: 'decline', line: 'c' },
		]);
	});
});

describe('returnWindow', () => {
	it('counts calendar days from delivery; the last day counts in full', () => {
		expect(said(returnWindow, ask({}, { windowDays: 12 }))).toEqual([]);
		expect(said(returnWindow, ask({}, { windowDays: 11 }))).toMatchObject([
			{
				code: 'window_over',
				effect: 'decline',
				line: 'l1',
				message: 'T-shirt: 12 days after delivery; the return window is 11 days.',
			},
			{ line: 'l2' },
		]);
	});

	it("takes the day in the shop's time zone", () => {
		const question = {
			...ask(withLine(0, { deliveredAt: '2026-11-16T23:30:00Z' }), { windowDays: 0 }),
			case: caseOf({
				...withLine(0, { deliveredAt: '2026-11-16T23:30:00Z' }),
				lines: [{ id: 'l1', orderLineId: 'o1', quantity: 1 }],
			}),
		};
		expect(said(returnWindow, question)).toEqual([]); // already the 17th in Paris
		expect(said(returnWindow, { ...question, timeZone: 'UTC' })).toMatchObject([{ code: 'window_over' }]);
	});

	it('asks a person when neither delivery nor order date is known', () => {
		expect(said(returnWindow, ask({ order: orderOf({ deliveredAt: undefined, placedAt: undefined }) }))).toMatchObject([
			{ code: 'window_unknown', effect: 'review', line: 'l1' },
			{ line: 'l2' },
		]);
	});

	const unknown = (changes: object) => ask({ order: orderOf({ deliveredAt: undefined, ...changes }) });
	const line = (changes: object) => ({
		lines: orderOf().lines.map((one, index) => (index ? one : { ...one, ...changes })),
	});

	it('never declines a pre-order: ordered 70 days ago, sent 5 days ago, its arrival not known', () => {
		const preOrder = { placedAt: '2026-09-08T09:00:00Z' };
		expect(said(returnWindow, unknown({ ...preOrder, fulfilledAt: '2026-11-12T09:00:00Z' }))).toEqual([]);
		const sent = unknown({ ...preOrder, ...line({ fulfilledAt: '2026-11-12T09:00:00Z' }) });
		expect(said(returnWindow, sent)).toMatchObject([{ code: 'window_unknown', effect: 'review', line: 'l2' }]);
	});

	it.each([
		['only the order date is known', {}, 'ordered 16 days ago'],
		['it was sent before the window', { fulfilledAt: '2026-11-01T12:00:00Z' }, 'sent 16 days ago'],
	])('asks a person when the window would be over and %s', (_why, changes, told) => {
		expect(said(returnWindow, { ...unknown(changes), policy: policyOf({ windowDays: 15 }) })).toEqual(
			['T-shirt', 'Mug'].map((name, index) => ({
				code: 'window_unknown',
				effect: 'review',
				line: `l${index + 1}`,
				message: `${name}: ${told}, and it is not known when it arrived; the return window is 15 days.`,
			})),
		);
	});

	it.each([
		['another line was sent', { fulfilledAt: '2026-11-01T12:00:00Z' }],
		['another line has arrived', { fulfilledAt: '2026-11-01T12:00:00Z', deliveredAt: '2026-11-16T12:00:00Z' }],
	])('takes no line for sent because %s', (_why, first) => {
		const order = orderOf({
			placedAt: '2026-09-08T09:00:00Z',
			fulfilledAt: '2026-11-01T12:00:00Z',
			deliveredAt: undefined,
			...line(first),
		});
		expect(said(returnWindow, { ...ask({ order }), policy: policyOf({ windowDays: 15 }) })).toContainEqual(
			expect.objectContaining({
				line: 'l2',
				code: 'window_unknown',
				message: expect.stringContaining('ordered 70 days ago') as string,
			}),
		);
	});

	it('takes no line for arrived because another one has', () => {
		const order = orderOf({
			placedAt: '2026-09-08T09:00:00Z',
			deliveredAt: '2026-09-20T09:00:00Z',
			...line({ deliveredAt: '2026-09-20T09:00:00Z' }),
		});
		expect(said(returnWindow, ask({ order }))).toMatchObject([
			{ code: 'window_over', effect: 'decline', line: 'l1' },
			{ code: 'window_unknown', effect: 'review', line: 'l2' },
		]);
	});
});

describe('finalSale', () => {
	it('declines the line, and only it', () => {
		expect(said(finalSale, ask(withLine(1, { finalSale: true })))).toEqual([
			{ code: 'final_sale', effect: 'decline', line: 'l2', message: 'Mug was sold as final sale.' },
		]);
	});
});

describe('oneCurrency', () => {
	it('sends an order in several currencies to a person', () => {
		expect(said(oneCurrency, ask(), everything)).toEqual([]);
		expect(said(oneCurrency, ask(withLine(1, { tax: { amount: 1, currency: 'USD' } })), everything)).toMatchObject([
			{ code: 'currencies_mixed', effect: 'review', message: 'Order #1001 has amounts in EUR and USD.' },
		]);
	});
});

describe('paymentKnown', () => {
	it('sends an order without payment, or paid another way, to a person', () => {
		expect(said(paymentKnown, ask(), everything)).toEqual([]);
		expect(said(paymentKnown, ask({ order: orderOf({ payments: [] }) }), everything)).toMatchObject([
			{ code: 'payment_missing', effect: 'review' },
		]);
		expect(
			said(
				paymentKnown,
				ask({ order: orderOf({ payments: [payment('p1', 1), payment('p2', 2, { processor: 'other' })] }) }),
				everything,
			),
		).toMatchObject([
			{ code: 'payment_unknown', message: 'Payment p2 of order #1001 cannot be refunded automatically.' },
		]);
	});

	it('lets it pass where a marketplace pays back what it took', () => {
		const order = orderOf({ payments: [payment('p2', 2, { processor: 'other', movesOwnMoney: true })] });
		expect(said(paymentKnown, ask({ order }), everything)).toEqual([]);
	});

	it('lets it pass where store credit takes its place: by choice, by the policy, or because credit was what was paid with', () => {
		const order = orderOf({ payments: [payment('p2', 2, { processor: 'other', method: 'paypal' })] });
		expect(said(paymentKnown, ask({ order }), everything)).toMatchObject([
			{ message: 'Payment paypal of order #1001 cannot be refunded automatically.' },
		]);
		expect(said(paymentKnown, ask({ order, refundTo: 'store_credit' }), everything)).toEqual([]);
		expect(said(paymentKnown, ask({ order }, { unrefundable: 'store_credit' }), everything)).toEqual([]);
		expect(
			said(
				paymentKnown,
				ask({ order: orderOf({ payments: [payment('p2', 2, { processor: 'store_credit' })] }) }),
				everything,
			),
		).toEqual([]);
	});
});

describe('valueLimit', () => {
	it('compares the approved goods, tax included, with the limit', () => {
		expect(said(valueLimit, ask({}, { reviewAbove: 5820 }), everything)).toEqual([]);
		expect(said(valueLimit, ask({}, { reviewAbove: 5819 }), everything)).toMatchObject([
			{
				code: 'value_above_limit',
				effect: 'review',
				message: 'The goods are worth 58.20 EUR; above 58.19 EUR a person decides.',
			},
		]);
	});

	it('leaves out what the line rules declined', () => {
		expect(
			said(
				valueLimit,
				ask({}, { reviewAbove: 2159 }),
				new Map([
					['l1', 1],
					['l2', 0],
				]),
			),
		).toMatchObject([{ message: expect.stringContaining('21.60 EUR') as string }]);
	});

	it('does not add tax to prices that contain it', () => {
		expect(
			said(valueLimit, ask({ order: orderOf({ taxesIncluded: true }) }, { reviewAbove: eur(4850).amount }), everything),
		).toEqual([]);
	});

	it("compares in the shop's currency what was paid in another", () => {
		const dollars = { shopRate: { paid: eur(5820), shop: { amount: 6_305, currency: 'USD' } } };
		const asked = (reviewAbove: number, currency = 'USD', rate: object = dollars) =>
			said(valueLimit, ask({ order: orderOf(rate) }, { reviewAbove, currency }), everything);
		expect(asked(6_305)).toEqual([]);
		expect(asked(6_304)).toMatchObject([
			{
				code: 'value_above_limit',
				message: 'The goods are worth 63.05 USD (58.20 EUR); above 63.04 USD a person decides.',
			},
		]);
		expect(asked(1, 'CHF')).toMatchObject([{ code: 'value_limit_currency' }]);
		expect(asked(99_999, 'USD', {})).toMatchObject([{ code: 'value_limit_currency' }]);
	});

	it('has no limit by default', () => {
		expect(said(valueLimit, ask(), everything)).toEqual([]);
	});
});

it('a reason names its rule, and what it compared', () => {
	const asked = { ...ask({}, { windowDays: 11 }), policy: policyOf({ windowDays: 11 }) };
	expect(decide(asked).reasons[0]).toEqual({
		code: 'window_over',
		message: 'T-shirt: 12 days after delivery; the return window is 11 days.',
		line: 'l1',
		rule: 'return_window',
		compared: { what: 'days after delivery', is: '12', limit: '11' },
	});
});

it("the node's page names every reason that a rule can give", () => {
	const read = (...path: string[]) => readFileSync(join(__dirname, '../..', ...path), 'utf8');
	const rules = 'nodes/ReturnPolicy/rules';
	const codes = readdirSync(join(__dirname, '../..', rules), { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.flatMap((file) => [...read(rules, file).matchAll(/\bcode: '(\w+)'/g)].map(([, code]) => code));
	expect(codes.length).toBeGreaterThan(8);
	const rows = read('docs/nodes/return-policy.md')
		.split('\n')
		.filter((line) => line.startsWith('| '));
	expect(codes.filter((code) => !rows.some((row) => row.includes(`\`${code}\``)))).toEqual([]);
});
