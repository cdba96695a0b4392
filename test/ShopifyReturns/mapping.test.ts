import fc from 'fast-check';
import type { OrderNode, ReturnNode, Transaction } from '../../nodes/ShopifyReturns/graphql';
import { declineOf } from '../../nodes/ShopifyReturns/returns/decline';
import { planProcess, type Inspected } from '../../nodes/ShopifyReturns/goods/dispositions';
import { caseLineOf, gidOf, tailOf } from '../../nodes/ShopifyReturns/graphql/gid';
import { orderOf, sentPieces } from '../../nodes/ShopifyReturns/orders/canonicalOrder';
import { paidBackByOthers } from '../../nodes/ShopifyReturns/orders/paidBack';
import { paidOf, paymentsOf, refundableOf } from '../../nodes/ShopifyReturns/orders/payments';
import {
	idempotencyKey,
	refundEvents,
	refundInput,
	refundOf,
	refundOfIntent,
} from '../../nodes/ShopifyReturns/money/refund';
import { lineLinks } from '../../nodes/ShopifyReturns/returns/returnLines';
import { returnedBefore, type Returned } from '../../nodes/ShopifyReturns/returns/returnedBefore';
import { readBody } from '../../nodes/ShopifyReturns/trigger/body';
import { readOther } from '../../nodes/ShopifyReturns/trigger/otherBody';
import { Order, parseNewEvent } from '../../nodes/shared/model';

const money = (amount: string, currencyCode = 'EUR') => ({ presentmentMoney: { amount, currencyCode } });
const transaction = (
	id: number,
	kind: string,
	status: string,
	amount: string,
	more: Partial<Transaction> = {},
): Transaction => ({
	id: `gid://shopify/OrderTransaction/${id}`,
	kind,
	status,
	amountSet: money(amount),
	gateway: 'shopify_payments',
	...more,
});
const parent = (id: number) => ({ parentTransaction: { id: `gid://shopify/OrderTransaction/${id}` } });

describe('ids', () => {
	it('takes a gid or its number, above 2^53 too, and nothing else', () => {
		expect(gidOf('Return', '9007199254740993')).toBe('gid://shopify/Return/9007199254740993');
		expect(gidOf('Return', ' gid://shopify/Return/5 ')).toBe('gid://shopify/Return/5');
		for (const wrong of [
			'',
			'gid://shopify/Order/5',
			'gid://shopify/Return/5/../6',
			'R1',
			undefined,
			'gid://shopify/Return/',
		])
			expect(gidOf('Return', wrong)).toBeUndefined();
		expect([tailOf('gid://shopify/Return/9007199254740993'), caseLineOf('gid://shopify/ReturnLineItem/7')]).toEqual([
			'9007199254740993',
			'L7',
		]);
	});
});

describe('payments', () => {
	it('counts what went back and what is on its way, not what failed', () => {
		const transactions = [
			transaction(1, 'SALE', 'SUCCESS', '60.0'),
			transaction(2, 'REFUND', 'SUCCESS', '10.0', parent(1)),
			transaction(3, 'REFUND', 'PENDING', '5.5', parent(1)),
			transaction(4, 'REFUND', 'FAILURE', '20.0', parent(1)),
		];
		expect(paymentsOf({ transactions, refunds: [], customAttributes: [] })).toMatchObject([
			{
				id: '1',
				processor: 'shopify_payments',
				captured: { amount: 6000 },
				refunded: { amount: 1550 },
				refundable: { amount: 4450 },
			},
		]);
		expect(refundableOf(transactions[0], transactions)).toEqual({ amount: 4450, currency: 'EUR' });
	});

	it('keeps split payments apart, and an authorization is no payment', () => {
		const transactions = [
			transaction(9, 'AUTHORIZATION', 'SUCCESS', '60.0'),
			transaction(1, 'CAPTURE', 'SUCCESS', '40.0', parent(9)),
			transaction(2, 'CAPTURE', 'SUCCESS', '20.0', parent(9)),
			transaction(3, 'REFUND', 'SUCCESS', '20.0', parent(2)),
			transaction(8, 'SALE', 'FAILURE', '60.0'),
		];
		expect(
			paymentsOf({ transactions, refunds: [], customAttributes: [] }).map(({ id, refundable }) => [
				id,
				refundable.amount,
			]),
		).toEqual([
			['1', 4000],
			['2', 0],
		]);
	});

	it('gives a refund without a known parent to the only payment', () => {
		const transactions = [
			transaction(9, 'AUTHORIZATION', 'SUCCESS', '60.0'),
			transaction(1, 'CAPTURE', 'SUCCESS', '60.0', parent(9)),
			transaction(3, 'REFUND', 'SUCCESS', '20.0', parent(9)),
		];
		expect(refundableOf(transactions[1], transactions).amount).toBe(4000);
	});

	describe('count a refund that names no payment', () => {
		const capturedAndBack = (transactions: Transaction[]) =>
			paymentsOf({ transactions, refunds: [], customAttributes: [] }).map(({ id, captured, refunded, refundable }) => [
				id,
				captured.amount,
				refunded.amount,
				refundable.amount,
			]);
		const visa = transaction(1, 'SALE', 'SUCCESS', '60.0', { gateway: 'stripe' });
		const gift = transaction(2, 'SALE', 'SUCCESS', '40.0', { gateway: 'gift_card' });

		it.each<[string, Transaction, number[][]]>([
			[
				'of no gateway they know',
				transaction(3, 'REFUND', 'SUCCESS', '50.0', { gateway: 'manual' }),
				[
					[50, 10],
					[0, 40],
				],
			],
			[
				'of one of them, though less is left there',
				transaction(3, 'REFUND', 'SUCCESS', '30.0', { gateway: 'gift_card' }),
				[
					[0, 60],
					[30, 10],
				],
			],
			[
				'of one of them and more than that took',
				transaction(3, 'REFUND', 'PENDING', '50.0', { gateway: 'gift_card' }),
				[
					[10, 50],
					[40, 0],
				],
			],
			[
				'on a parent that took nothing',
				transaction(3, 'REFUND', 'SUCCESS', '70.0', { gateway: 'cash', ...parent(9) }),
				[
					[60, 0],
					[10, 30],
				],
			],
			[
				'and is more than was paid',
				transaction(3, 'REFUND', 'SUCCESS', '120.0', { gateway: 'manual' }),
				[
					[80, 0],
					[40, 0],
				],
			],
		])('%s', (_what, refund, expected) => {
			expect(capturedAndBack([visa, gift, refund]).map(([, , ...rest]) => rest)).toEqual(
				expected.map((pair) => pair.map((euros) => euros * 100)),
			);
			expect(refundableOf(visa, [visa, gift, refund]).amount).toBe(expected[0][1] * 100);
		});

		it.each<[string, Transaction[], number]>([
			['nothing', [], 0],
			['an authorization', [transaction(1, 'AUTHORIZATION', 'SUCCESS', '50.0')], 0],
			[
				'cash on delivery that is not there yet',
				[transaction(1, 'SALE', 'PENDING', '50.0', { gateway: 'Cash on Delivery (COD)' })],
				0,
			],
			[
				'an authorization that was voided',
				[transaction(1, 'AUTHORIZATION', 'SUCCESS', '50.0'), transaction(2, 'VOID', 'SUCCESS', '50.0', parent(1))],
				0,
			],
			['a charge that failed', [transaction(1, 'SALE', 'FAILURE', '50.0')], 0],
			[
				'50 by card, 40 in cash and 10 change',
				[
					transaction(1, 'SALE', 'SUCCESS', '50.0'),
					transaction(2, 'SALE', 'SUCCESS', '40.0', { gateway: 'cash' }),
					transaction(3, 'CHANGE', 'SUCCESS', '10.0', { gateway: 'cash' }),
				],
				8000,
			],
		])('paid is what was captured: %s', (_what, transactions, paid) => {
			expect(paidOf({ transactions }, 'EUR')?.amount).toBe(paid);
			expect(capturedAndBack(transactions).reduce((sum, [, captured]) => sum + Number(captured), 0)).toBe(paid);
		});

		it('takes change from the cash', () => {
			expect(
				capturedAndBack([
					transaction(1, 'SALE', 'SUCCESS', '50.0'),
					transaction(2, 'SALE', 'SUCCESS', '40.0', { gateway: 'cash' }),
					transaction(3, 'CHANGE', 'SUCCESS', '10.0', { gateway: 'cash' }),
				]),
			).toEqual([
				['1', 5000, 0, 5000],
				['2', 3000, 0, 3000],
			]);
		});
	});

	it.each([
		['shopify_payments', { authorizationCode: 'pi_123' }, [], 'shopify_payments', undefined],
		['stripe', { authorizationCode: 'pi_123' }, [], 'stripe', 'pi_123'],
		['Stripe (Direct)', { paymentId: 'ch_9' }, [], 'stripe', undefined],
		['stripe', {}, [{ key: 'stripe_payment_intent', value: 'pi_7' }], 'stripe', 'pi_7'],
		['stripe', {}, [], 'other', undefined],
		[
			'stripe',
			{ authorizationCode: '53433' },
			[{ key: 'stripe_payment_intent', value: 'give me money' }],
			'other',
			undefined,
		],
		['manual', {}, [{ key: 'stripe_payment_intent', value: 'pi_7' }], 'other', undefined],
		['paypal', { authorizationCode: 'ch_1' }, [], 'other', undefined],
		['gift_card', { authorizationCode: 'pi_1' }, [], 'store_credit', undefined],
		['shopify_store_credit', {}, [], 'store_credit', undefined],
		['stripe', { receiptJson: { charges: [{ id: 'ch_5', payment_intent: 'pi_5' }] } }, [], 'stripe', 'pi_5'],
		['stripe', { receiptJson: '{"id":"ch_5","payment_intent":"pi_5"}' }, [], 'stripe', 'pi_5'],
		['stripe', { receiptJson: '{"client_secret":"pi_5_secret_x","id":"pi_5"}' }, [], 'stripe', 'pi_5'],
		['stripe', { receiptJson: '{"client_secret":"pi_5_secret_x"}' }, [], 'other', undefined],
		['stripe', { receiptJson: { first: 'pi_5', second: 'pi_6' } }, [], 'other', undefined],
		['stripe', { authorizationCode: 'pi_5', receiptJson: { id: 'pi_6' } }, [], 'other', undefined],
		['stripe', { receiptJson: 'pi_5 was paid' }, [], 'other', undefined],
		['stripe', { receiptJson: null, paymentId: '#1057.3' }, [], 'other', undefined],
		['paypal', { receiptJson: { id: 'pi_5' } }, [], 'other', undefined],
	])('sends money of %s %o %o back through %s', (gateway, more, attributes, processor, intent) => {
		const [payment] = paymentsOf({
			transactions: [transaction(1, 'SALE', 'SUCCESS', '1.0', { gateway, ...more })],
			refunds: [],
			customAttributes: attributes,
		});
		expect([payment.processor, payment.method, payment.providerIds['stripe.payment_intent']]).toEqual([
			processor,
			gateway,
			intent,
		]);
	});
});

describe('payments of Stripe gateways', () => {
	const stripe = (id: number, kind: string, more: object = {}) =>
		transaction(id, kind, 'SUCCESS', '1.0', { gateway: 'stripe', ...more });
	const paid = (transactions: Transaction[], value?: string) =>
		paymentsOf({
			transactions,
			refunds: [],
			customAttributes: value ? [{ key: 'stripe_payment_intent', value }] : [],
		}).map(({ processor, paidAt, providerIds }) => [processor, providerIds['stripe.payment_intent'], paidAt]);

	it('have the id and the time of the authorisation that they captured', () => {
		expect(
			paid([
				stripe(1, 'AUTHORIZATION', { authorizationCode: 'pi_1', processedAt: '2026-11-01T10:00:00Z' }),
				stripe(2, 'CAPTURE', { processedAt: '2026-11-06T10:00:00Z', ...parent(1) }),
			]),
		).toEqual([['stripe', 'pi_1', '2026-11-01T10:00:00.000Z']]);
	});

	it('share no attribute of the order: it names one payment', () => {
		expect(paid([stripe(1, 'SALE'), stripe(2, 'SALE')], 'pi_7').map(([processor]) => processor)).toEqual([
			'other',
			'other',
		]);
		expect(paid([stripe(1, 'SALE', { authorizationCode: 'pi_1' }), stripe(2, 'SALE')], 'pi_7')).toEqual([
			['stripe', 'pi_1', undefined],
			['stripe', 'pi_7', undefined],
		]);
	});

	it('survive parents that go round, strange times and deep receipts', () => {
		let receipt: object = { id: 'pi_9' };
		for (let depth = 0; depth < 200; depth++) receipt = { receipt };
		expect(
			paid([
				stripe(1, 'AUTHORIZATION', { ...parent(2), processedAt: 'soon' }),
				stripe(2, 'AUTHORIZATION', { ...parent(1) }),
				stripe(3, 'CAPTURE', { ...parent(1), receiptJson: receipt }),
			]),
		).toEqual([['other', undefined, undefined]]);
	});
});

describe('orders', () => {
	const node: OrderNode = {
		id: 'gid://shopify/Order/1',
		name: '#1',
		createdAt: '2026-11-01T10:00:00Z',
		presentmentCurrencyCode: 'JPY',
		taxesIncluded: true,
		customAttributes: [],
		email: 'a@example.com',
		phone: null,
		customer: null,
		shippingAddress: { name: 'A', address1: 'S 1', city: 'C', zip: null, countryCodeV2: 'JP' },
		lineItems: {
			nodes: [
				{
					id: 'gid://shopify/LineItem/2',
					sku: null,
					title: 'T',
					quantity: 3,
					refundableQuantity: 3,
					originalTotalSet: money('1000', 'JPY'),
					discountAllocations: [{ allocatedAmountSet: money('333', 'JPY') }, { allocatedAmountSet: money('1', 'JPY') }],
					taxLines: [{ priceSet: money('60', 'JPY') }, { priceSet: money('6', 'JPY') }],
				},
			],
			pageInfo: { hasNextPage: false },
		},
		shippingLines: { nodes: [] },
		transactions: [],
		refunds: [],
		fulfillments: [
			{
				id: 'gid://shopify/Fulfillment/1',
				status: 'SUCCESS',
				createdAt: '2026-11-01T00:00:00Z',
				deliveredAt: '2026-11-03T00:00:00+01:00',
				fulfillmentLineItems: { nodes: [{ lineItem: { id: 'gid://shopify/LineItem/2' } }] },
			},
			{
				id: 'gid://shopify/Fulfillment/2',
				status: 'SUCCESS',
				createdAt: '2026-11-02T00:00:00Z',
				deliveredAt: '2026-11-04T00:00:00Z',
				fulfillmentLineItems: { nodes: [{ lineItem: { id: 'gid://shopify/LineItem/2' } }] },
			},
		],
	};

	it('know how many pieces of a line were sent; a parcel that does not say has all of them', () => {
		const parcel = (quantity?: number, status = 'SUCCESS') => ({
			...node.fulfillments[0],
			status,
			fulfillmentLineItems: { nodes: [{ quantity, lineItem: { id: 'gid://shopify/LineItem/2' } }] },
		});
		const sentOf = (...fulfillments: OrderNode['fulfillments']) =>
			sentPieces({ ...node, fulfillments }).get('gid://shopify/LineItem/2');
		expect(sentOf(parcel(1), parcel(1), parcel(5, 'CANCELLED'))).toBe(2);
		expect(sentOf(parcel())).toBe(3);
		expect(sentOf()).toBeUndefined();
	});

	it("know what the whole order comes to in the shop's currency, where that is another", () => {
		const total = (amount: string, currency: string) => ({
			presentmentMoney: { amount: '1000', currencyCode: 'JPY' },
			shopMoney: { amount, currencyCode: currency },
		});
		const rateOf = (totalPriceSet: OrderNode['totalPriceSet']) =>
			orderOf({ ...node, totalPriceSet }, new Map()).shopRate;
		expect(rateOf(total('6.30', 'EUR'))).toEqual({
			paid: { amount: 1000, currency: 'JPY' },
			shop: { amount: 630, currency: 'EUR' },
		});
		expect(rateOf(total('1000', 'JPY'))).toBeUndefined();
		expect(rateOf(undefined)).toBeUndefined();
	});

	it('are canonical: exact money without decimals, the last delivery, no parcel address by half', () => {
		const order = orderOf(node, new Map([['gid://shopify/LineItem/2', 1]]));
		expect(Order.parse(order)).toEqual(order);
		expect(order).toMatchObject({
			currency: 'JPY',
			taxesIncluded: true,
			deliveredAt: '2026-11-04T00:00:00.000Z',
			lines: [{ id: '2', sku: '', returnedBefore: 1, subtotal: { amount: 666, currency: 'JPY' }, tax: { amount: 66 } }],
			shipping: { subtotal: { amount: 0, currency: 'JPY' } },
		});
		expect(orderOf({ ...node, shippingAddress: null }, new Map()).customer).toEqual({
			email: 'a@example.com',
			providerIds: {},
		});
		expect(orderOf({ ...node, fulfillments: [] }, new Map())).not.toHaveProperty('deliveredAt');
		const refund = (id: string, note: string, quantity: number, subtotal: string) => ({
			id,
			note,
			transactions: { nodes: [] },
			refundLineItems: {
				nodes: [
					{
						lineItem: { id: 'gid://shopify/LineItem/2' },
						quantity,
						subtotalSet: money(subtotal, 'JPY'),
						totalTaxSet: money('22', 'JPY'),
					},
				],
			},
		});
		const paidBack = paidBackByOthers([
			refund('a', '', 1, '222'),
			refund('b', 'Return refund [RMA-1/R1]', 1, '222'),
			refund('c', 'Sorry', 1, '221'),
		]);
		expect(orderOf(node, new Map(), paidBack).lines[0].paidBack).toEqual({
			quantity: 2,
			subtotal: { amount: 443, currency: 'JPY' },
			tax: { amount: 44, currency: 'JPY' },
		});
		const [goods] = node.lineItems.nodes;
		const tip = { ...goods, id: 'gid://shopify/LineItem/3', requiresShipping: false };
		const tipped = orderOf(
			{
				...node,
				originalTotalDutiesSet: money('120', 'JPY'),
				lineItems: { ...node.lineItems, nodes: [{ ...goods, requiresShipping: true }, tip] },
			},
			new Map(),
		);
		expect(tipped).toMatchObject({
			deliveredAt: '2026-11-04T00:00:00.000Z', // a tip is never delivered
			duties: { amount: 120, currency: 'JPY' },
		});
		expect(tipped.lines.map(({ comesBack }) => comesBack)).toEqual([undefined, false]);
		// A gift card on paper is sent as goods are, and is a code all the same.
		const card = { ...goods, id: 'gid://shopify/LineItem/4', requiresShipping: true, isGiftCard: true };
		const withCard = orderOf(
			{ ...node, lineItems: { ...node.lineItems, nodes: [{ ...goods, isGiftCard: false }, card] } },
			new Map(),
		);
		expect(withCard.lines.map(({ comesBack }) => comesBack)).toEqual([undefined, false]);
	});

	it('have arrived when every parcel has, and were sent with the last one that was', () => {
		const [first, second] = node.fulfillments;
		const timesWith = (...fulfillments: Array<Partial<typeof first> & object>) => {
			const [{ fulfilledAt, deliveredAt }] = orderOf(
				{ ...node, fulfillments: fulfillments.map((one) => ({ ...first, ...one })) },
				new Map(),
			).lines;
			return { fulfilledAt, deliveredAt };
		};
		const sent = '2026-11-02T00:00:00.000Z';
		expect(timesWith(first, second)).toEqual({ fulfilledAt: sent, deliveredAt: '2026-11-04T00:00:00.000Z' });
		expect(timesWith(first, { ...second, deliveredAt: null as never })).toEqual({ fulfilledAt: sent });
		expect(timesWith(first, { ...second, deliveredAt: 'soon' })).toEqual({ fulfilledAt: sent });
		expect(timesWith(first, { ...second, status: 'CANCELLED' })).toEqual({
			fulfilledAt: '2026-11-01T00:00:00.000Z',
			deliveredAt: '2026-11-02T23:00:00.000Z',
		});
	});

	it('know what nobody can return any more: other open or processed returns, and what was paid back without one', () => {
		const line = 'gid://shopify/LineItem/2';
		const one = (id: string, status: string, quantity: number, processedQuantity = 0, refundedQuantity = 0) => ({
			id,
			status,
			lines: [{ quantity, processedQuantity, refundedQuantity, fulfillmentLineItem: { lineItem: { id: line } } }],
		});
		const left = (returns: Returned[], refundableQuantity = 10, own?: string) =>
			returnedBefore(
				{
					...node,
					lineItems: { ...node.lineItems, nodes: [{ ...node.lineItems.nodes[0], quantity: 10, refundableQuantity }] },
				},
				returns,
				own,
			).get(line);
		expect(left([])).toBe(0);
		expect(
			left([one('a', 'OPEN', 2), one('b', 'REQUESTED', 3), one('c', 'DECLINED', 1), one('d', 'CANCELED', 1)]),
		).toBe(2);
		expect(left([one('a', 'CLOSED', 3, 2)])).toBe(2); // one piece never came
		expect(left([one('a', 'CLOSED', 3, 0, 3)], 7)).toBe(3);
		expect(left([one('a', 'OPEN', 2), one('own', 'OPEN', 4, 4)], 10, 'own')).toBe(2);
		// Refunds of returns make the refundable quantity smaller too; they count once, and those of the own return not at all.
		expect(left([one('a', 'OPEN', 2, 2, 2), one('own', 'OPEN', 4, 4, 3)], 10 - 2 - 3, 'own')).toBe(2);
		expect(left([one('a', 'OPEN', 2)], 9)).toBe(3); // one was paid back without a return
		expect(left([one('a', 'OPEN', 9)], 5)).toBe(10); // never more than were bought
	});
});

const returnLine = (id: number, quantity: number, processedQuantity = 0, sku = `SKU-${id}`) => ({
	id: `gid://shopify/ReturnLineItem/${id}`,
	quantity,
	processedQuantity,
	processableQuantity: quantity - processedQuantity,
	refundableQuantity: quantity,
	refundedQuantity: 0,
	fulfillmentLineItem: {
		id: `gid://shopify/FulfillmentLineItem/${id}`,
		lineItem: {
			id: `gid://shopify/LineItem/${id}`,
			sku,
			title: 'T',
			variant: { id: 'gid://shopify/ProductVariant/1' },
		},
	},
});
const reverse = (id: number, lines: Array<[number, number, Array<{ type: string; quantity: number }>?]>) => ({
	id: `gid://shopify/ReverseFulfillmentOrder/${id}`,
	status: 'OPEN',
	lineItems: {
		nodes: lines.map(([line, totalQuantity, dispositions = []]) => ({
			id: `gid://shopify/ReverseFulfillmentOrderLineItem/${line}`,
			totalQuantity,
			fulfillmentLineItem: { id: `gid://shopify/FulfillmentLineItem/${line}` },
			dispositions,
		})),
	},
});
const returned = (
	lines: ReturnType<typeof returnLine>[],
	orders: ReturnType<typeof reverse>[],
	status = 'OPEN',
): ReturnNode => ({
	id: 'gid://shopify/Return/1',
	name: '#1-R1',
	status,
	createdAt: '2026-11-01T00:00:00Z',
	totalQuantity: 1,
	order: { id: 'gid://shopify/Order/1', name: '#1' },
	returnLineItems: { nodes: lines, pageInfo: { hasNextPage: false } },
	reverseFulfillmentOrders: { nodes: orders },
});
const inspected = (line: number, counts: Inspected['counts']): Inspected => ({
	id: `L${line}`,
	sku: '',
	providerIds: {},
	counts,
});

describe('the plan for returnProcess', () => {
	it('makes one call for each reverse fulfillment order', () => {
		const plan = planProcess(
			returned(
				[returnLine(1, 1), returnLine(2, 2), returnLine(3, 1)],
				[
					reverse(1, [
						[1, 1],
						[3, 1],
					]),
					reverse(2, [[2, 2]]),
				],
			),
			[inspected(1, { restock: 1 }), inspected(2, { scrap: 1, restock: 1 }), inspected(3, { vendor: 1 })],
			'gid://shopify/Location/1',
		);
		expect(plan.calls.map((call) => call.map(({ id }) => tailOf(id)))).toEqual([['1', '3'], ['2']]);
		expect(plan.calls[1][0].dispositions).toEqual([
			{
				reverseFulfillmentOrderLineItemId: 'gid://shopify/ReverseFulfillmentOrderLineItem/2',
				quantity: 1,
				dispositionType: 'RESTOCKED',
				locationId: 'gid://shopify/Location/1',
			},
			{
				reverseFulfillmentOrderLineItemId: 'gid://shopify/ReverseFulfillmentOrderLineItem/2',
				quantity: 1,
				dispositionType: 'NOT_RESTOCKED',
			},
		]);
	});

	it('never tells more pieces than there are, whatever was counted and told before', () => {
		const small = fc.nat({ max: 5 });
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 5 }),
				small,
				small,
				small,
				small,
				fc.boolean(),
				(quantity, before, restock, scrap, quarantine, withLocation) => {
					const processed = Math.min(before, quantity);
					const told = processed ? [{ type: 'NOT_RESTOCKED', quantity: processed }] : [];
					const node = returned([returnLine(1, quantity, processed)], [reverse(1, [[1, quantity, told]])]);
					const { calls, leftOver } = planProcess(
						node,
						[inspected(1, { restock, scrap, quarantine })],
						withLocation ? 'gid://shopify/Location/1' : undefined,
					);
					const sent = calls.flat().reduce((total, line) => total + line.quantity, 0);
					const disposed = calls
						.flat()
						.flatMap((line) => line.dispositions)
						.reduce((total, one) => total + one.quantity, 0);
					const wanted = Math.max(0, restock + scrap + quarantine - processed);
					expect(sent).toBe(Math.min(wanted, quantity - processed));
					expect(disposed).toBeLessThanOrEqual(sent);
					expect(sent + leftOver.reduce((total, one) => total + one.quantity, 0)).toBe(wanted);
				},
			),
		);
	});

	it('reports goods that the return does not list', () => {
		expect(
			planProcess(returned([returnLine(1, 1)], [reverse(1, [[1, 1]])]), [inspected(7, { restock: 2 })]).leftOver,
		).toEqual([{ line: 'L7', quantity: 2 }]);
	});

	it('tells nothing of pieces that go back to the customer', () => {
		const node = () => returned([returnLine(1, 2)], [reverse(1, [[1, 2]])]);
		expect(planProcess(node(), [inspected(1, { customer: 2 } as never)])).toMatchObject({ calls: [], leftOver: [] });
		const { calls } = planProcess(node(), [inspected(1, { customer: 1, restock: 1 } as never)]);
		expect(calls.flat()).toMatchObject([{ quantity: 1, dispositions: [{ quantity: 1 }] }]);
	});
});

describe('lines', () => {
	it("are linked by their own id, by the order's line, or by the only SKU", () => {
		const nodes = [returnLine(1, 1), returnLine(2, 1), returnLine(3, 1, 0, 'MUG')];
		const known: Array<{ id: string; sku: string; providerIds: Record<string, string> }> = [
			{ id: 'a', sku: '', providerIds: { 'shopify.return_line': 'gid://shopify/ReturnLineItem/1' } },
			{ id: 'b', sku: '', providerIds: { 'shopify.line_item': 'gid://shopify/LineItem/2' } },
			{ id: 'c', sku: 'MUG', providerIds: {} },
		];
		expect(lineLinks(nodes, known)).toEqual({ a: '1', b: '2', c: '3' });
		expect(lineLinks(nodes, [])).toEqual({ L1: '1', L2: '2', L3: '3' });
		expect(lineLinks([nodes[2]], [known[2], { ...known[2], id: 'd' }])).toEqual({ L3: '3' });
	});
});

describe('refunds', () => {
	const amount = { amount: 1250, currency: 'EUR' };
	it('are the same request for the same intent, under a UUID of its own', () => {
		const order = 'gid://shopify/Order/1';
		expect(refundInput({ id: 'RMA-1/R1', amount }, order, 'gid://shopify/OrderTransaction/1')).toEqual({
			orderId: order,
			currency: 'EUR',
			note: 'Return refund [RMA-1/R1]',
			notify: false,
			transactions: [
				{
					orderId: order,
					parentId: 'gid://shopify/OrderTransaction/1',
					amount: '12.50',
					gateway: 'shopify_payments',
					kind: 'REFUND',
				},
			],
		});
		const keys = new Set(Array.from({ length: 500 }, (_, index) => idempotencyKey(`RMA-1/R${index}`)));
		expect(keys.size).toBe(500);
		for (const key of keys)
			expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
		expect(idempotencyKey('RMA-1/R1')).toBe(idempotencyKey('RMA-1/R1'));
	});

	it.each([
		['SUCCESS', 'succeeded', 'refund.succeeded'],
		['PENDING', 'pending', 'refund.submitted'],
		['AWAITING_RESPONSE', 'pending', 'refund.submitted'],
		['NEW_WORD', 'pending', 'refund.submitted'],
		['FAILURE', 'failed', 'refund.failed'],
		['ERROR', 'failed', 'refund.failed'],
	])('read %s as %s', (status, ours, type) => {
		const refund = refundOf(
			{
				id: 'gid://shopify/Refund/1',
				createdAt: null,
				note: null,
				transactions: { nodes: [transaction(5, 'REFUND', status, '12.5')] },
			},
			'RMA-1/R1',
			amount,
		);
		expect(refund).toMatchObject({ status: ours, providerStatus: status });
		const [event] = refundEvents(refund);
		expect(parseNewEvent(event)).toMatchObject({ type, id: `gid://shopify/Refund/1/${ours}` });
	});

	it('believe a try that succeeded after one that failed, and wait for a refund without any', () => {
		const nodes = [transaction(5, 'REFUND', 'FAILURE', '12.5'), transaction(6, 'REFUND', 'SUCCESS', '12.5')];
		expect(refundOf({ id: 'r', transactions: { nodes } }, 'i', amount).status).toBe('succeeded');
		expect(refundOf({ id: 'r', transactions: { nodes: [] } }, 'i', amount).status).toBe('pending');
	});

	it('are found by their whole intent only', () => {
		const node = (note: string | null) => ({ id: 'r', note, transactions: { nodes: [] } });
		expect(refundOfIntent([node(null), node('Return refund [RMA-1/R10]')], 'RMA-1/R1')).toBeUndefined();
		expect(refundOfIntent([node('Return refund [RMA-1/R1], seen by Kim')], 'RMA-1/R1')).toBeDefined();
	});
});

describe('declining', () => {
	it.each([
		'value_above_limit',
		'order_unknown',
		'payment_unknown',
		'currencies_mixed',
		'line_unknown',
		'window_unknown',
		'a_rule_of_our_own',
	])('tells the customer nothing that is meant for staff: %s', (code) => {
		const decision = {
			reasons: [{ code, message: 'The goods are worth 1500.00 EUR; above 500.00 EUR a person decides.' }],
		};
		expect(declineOf('decision', '', decision)).toEqual({ reason: 'OTHER', note: '' });
	});
	it("uses the policy's reasons unless a person chose one", () => {
		const decision = {
			reasons: [
				{ code: 'within_policy', message: 'A.' },
				{ code: 'final_sale', message: 'B.' },
			],
		};
		expect(declineOf('decision', '', decision)).toEqual({ reason: 'FINAL_SALE', note: 'B.' });
		expect(declineOf('OTHER', 'Sorry', decision)).toEqual({ reason: 'OTHER', note: 'Sorry' });
		expect(declineOf('decision', '', undefined)).toEqual({ reason: 'OTHER', note: '' });
	});
});

describe('a strange field beside the point of a message', () => {
	const order = { id: 1, admin_graphql_api_id: 'gid://shopify/Order/5001' };
	it.each([
		['returns/decline', { status: 'declined', decline: { reason: 7, note: {} } }, { decline: { reason: 'other' } }],
		['returns/decline', { status: 'DECLINED', decline: 'no' }, { decline: { reason: 'other' } }],
		['returns/close', { status: 'closed', name: 5 }, {}],
		['returns/approve', { status: 'open', order, return_line_items: 'none' }, {}],
	] as const)('loses nothing else of %s: %j', (topic, fields, said) => {
		const returnId = 'gid://shopify/Return/1';
		const body = { admin_graphql_api_id: returnId, ...fields };
		expect(readBody(topic, body)).toEqual({ returnId, ...said });
	});

	it.each([
		['refunds/create', { admin_graphql_api_id: 'gid://shopify/Refund/1', note: 7 }, { gid: 'gid://shopify/Refund/1' }],
		[
			'order_transactions/create',
			{ admin_graphql_api_id: 'gid://shopify/OrderTransaction/1', kind: 'refund', status: 'failure', error_code: {} },
			{ transaction: { kind: 'refund', status: 'failure' } },
		],
		[
			'reverse_fulfillment_orders/dispose',
			{ admin_graphql_api_id: 'gid://shopify/ReverseFulfillmentOrder/1', dispositions: [null, { type: 5 }] },
			{ gid: 'gid://shopify/ReverseFulfillmentOrder/1' },
		],
		[
			'reverse_deliveries/attach_deliverable',
			{
				admin_graphql_api_id: 'gid://shopify/ReverseDelivery/1',
				return: { admin_graphql_api_id: 'gid://shopify/Return/1' },
				shipping_deliverable: { tracking: { tracking_number: 17, tracking_url: 'https://carrier.example.com/17' } },
			},
			{ returnId: 'gid://shopify/Return/1', parcel: { number: '17', url: 'https://carrier.example.com/17' } },
		],
		[
			'disputes/create',
			{
				id: 7,
				type: 'chargeback',
				status: 'a word of tomorrow',
				reason: 5,
				initiated_at: 'x',
				amount: '5.00',
				currency: 'EUR',
				evidence_due_by: 9,
			},
			{ dispute: { outcome: 'open', amount: { amount: 500 } } },
		],
	] as const)('loses nothing else of %s', (topic, body, said) => {
		expect(readOther(topic, body, JSON.stringify(body))).toMatchObject(said);
	});
});
