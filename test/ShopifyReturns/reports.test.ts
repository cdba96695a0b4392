import type { EffectError, Order } from '../../nodes/shared/model';
import { orderOf } from '../../nodes/ShopifyReturns/orders/canonicalOrder';
import { exactly } from '../../nodes/ShopifyReturns/orders/findOrder';
import { paidBackByOthers, piecesNotOfOthers } from '../../nodes/ShopifyReturns/orders/paidBack';
import { paymentsOf, refundsOfOthers } from '../../nodes/ShopifyReturns/orders/payments';
import { orderFind, type OrderNode, type Transaction } from '../../nodes/ShopifyReturns/graphql';
import { returnedBefore } from '../../nodes/ShopifyReturns/returns/returnedBefore';
import { declineOf } from '../../nodes/ShopifyReturns/returns/decline';
import { planProcess } from '../../nodes/ShopifyReturns/goods/dispositions';
import { readMessage } from '../../nodes/ShopifyReturns/trigger/message';
import type { Topic } from '../../nodes/ShopifyReturns/trigger/topics';
import { readAnswer } from '../../nodes/ShopifyReturns/transport/answer';
import { disputeBody, refundBody } from '../sandbox/shopify/bodies';
import { start, type Fixture } from './fixture';
import { TriggerFixture } from './triggerFixture';

/** What people reported of Shopify elsewhere, tried here (docs/reliability.md#tried-against-public-reports). */

const bag = (amount: string, currencyCode = 'EUR') => ({ presentmentMoney: { amount, currencyCode } });
const transaction = (id: number, kind: string, status: string, amount: string, currency = 'EUR'): Transaction => ({
	id: `gid://shopify/OrderTransaction/${id}`,
	kind,
	status,
	amountSet: bag(amount, currency),
	gateway: 'shopify_payments',
	...(kind === 'REFUND' && { parentTransaction: { id: 'gid://shopify/OrderTransaction/1' } }),
});
const node = (more: Partial<OrderNode> = {}): OrderNode => ({
	id: 'gid://shopify/Order/1',
	name: '#1001',
	createdAt: '2026-11-01T10:00:00Z',
	presentmentCurrencyCode: 'EUR',
	taxesIncluded: true,
	customAttributes: [],
	lineItems: { nodes: [], pageInfo: { hasNextPage: false } },
	shippingLines: { nodes: [] },
	transactions: [],
	refunds: [],
	fulfillments: [],
	...more,
});

describe('a shop whose webhooks are heard', () => {
	let shop: Fixture;
	let one: TriggerFixture;
	beforeEach(async () => {
		shop = await start();
		one = await new TriggerFixture({
			credentials: { returnsShopifyApi: shop.credential, returnCaseApi: shop.storeCredential },
			parameters: { topics: ['returns/update', 'refunds/create', 'disputes/create', 'disputes/update'] },
		}).start();
		await one.call('create');
	});
	afterEach(async () => {
		await shop.shopify.settled();
		await one.running.stop();
		await shop.stop();
	});

	async function opened(providerIds: Record<string, string> = {}) {
		const store = await shop.store();
		const { reference } = await store.cases.open({
			source: 'test',
			sourceId: 'one',
			request: {
				channel: 'shopify',
				brand: 'default',
				lines: [
					{
						id: 'L77',
						quantity: 2,
						sku: 'CAP-RED',
						title: '',
						reason: 'unknown',
						providerIds: { 'shopify.return_line': 'gid://shopify/ReturnLineItem/77' },
					},
				],
				providerIds: { 'shopify.order': 'gid://shopify/Order/5002', ...providerIds },
			},
		});
		return { reference, exceptions: async () => (await store.cases.get(reference))!.exceptions };
	}

	it('tells finance that an inquiry can be refunded, and tells it anew when it becomes a chargeback', async () => {
		const { exceptions } = await opened();
		const body = disputeBody(shop.shopify.state.order('#1002'));
		await shop.shopify.webhooks.deliver('disputes/create', { ...body, type: 'inquiry' });
		expect(await exceptions()).toMatchObject([
			{ code: 'dispute', message: expect.stringContaining('A refund is still possible') },
		]);
		await shop.shopify.webhooks.deliver('disputes/update', body);
		expect(await exceptions()).toMatchObject([
			{ code: 'dispute' },
			{ code: 'dispute', message: expect.stringContaining('Pay nothing back') },
		]);
		expect(one.flows.map(({ topic }) => topic)).toEqual(['disputes/create', 'disputes/update']);
	});

	it.each(['[wrong size] refunded', 'see [RMA-1042] of the other app', '[#1002]'])(
		'tells finance of a refund of staff whose note is "%s" when it is written down',
		async (note) => {
			const { exceptions } = await opened();
			const { order, refund } = shop.shopify.state.refund({
				orderId: 'gid://shopify/Order/5002',
				note,
				transactions: [
					{
						parentId: 'gid://shopify/OrderTransaction/85002',
						amount: '5.00',
						gateway: 'shopify_payments',
						kind: 'REFUND',
					},
				],
			});
			await shop.shopify.webhooks.deliver('refunds/create', refundBody(order, refund));
			expect(await exceptions()).toMatchObject([
				{ code: 'refunded_in_shop', message: expect.stringContaining('5.00 EUR') },
			]);
		},
	);

	it('asks nobody about a refund of nothing', async () => {
		const { exceptions } = await opened();
		const { order, refund } = shop.shopify.state.refund({
			orderId: 'gid://shopify/Order/5002',
			note: 'only restocked',
			transactions: [
				{
					parentId: 'gid://shopify/OrderTransaction/85002',
					amount: '5.00',
					gateway: 'shopify_payments',
					kind: 'REFUND',
				},
			],
		});
		refund.transactions[0].amount = { amount: 0, currency: 'EUR' };
		await shop.shopify.webhooks.deliver('refunds/create', refundBody(order, refund));
		expect(await exceptions()).toEqual([]);
	});
});

describe('an order that staff wrote', () => {
	let shop: Fixture;
	beforeEach(async () => {
		shop = await start();
		shop.shopify.state.order('#1001').withoutEmail = true;
	});
	afterEach(async () => await shop.stop());
	const find = async (email: string) =>
		await shop.run({ resource: 'order', operation: 'find', number: '#1001', email });
	const owner = () => shop.shopify.state.order('#1001').entry.customer.email;

	it("is found by its customer's address, though the search does not know it", async () => {
		const { json, error } = await find(owner());
		expect(error).toBeUndefined();
		expect(json[0].order).toMatchObject({ number: '#1001' });
	});

	it('is not found by another address', async () => {
		expect((await find('somebody.else@example.com')).error?.message).toContain('no order with this number and e-mail');
	});

	it('is read where the app may not see customers', () => {
		const error = {
			message: 'denied',
			path: ['orders', 'nodes', 0, 'customer'],
			extensions: { code: 'ACCESS_DENIED' },
		};
		const hits = { nodes: [{ id: 'gid://shopify/Order/1', name: '#1001', email: null, customer: null }] };
		const reading = readAnswer({ status: 200, body: { data: { orders: hits }, errors: [error] } }, orderFind);
		expect(reading).toMatchObject({ withheld: ['orders.nodes.0.customer'] });
	});
});

describe('a body with a strange field', () => {
	it.each<[Topic, object]>([
		['tender_transactions/create', { amount: '403.00', currency: 'USD', payment_method: 'unknown', test: null }],
		[
			'reverse_fulfillment_orders/dispose',
			{ admin_graphql_api_id: 'gid://shopify/ReverseFulfillmentOrder/1', dispositions: null },
		],
		['app/uninstalled', { myshopify_domain: null, plan_name: null, plan_display_name: null }],
		[
			'disputes/create',
			{ id: 1, order_id: 2, type: null, initiated_at: null, status: 'needs_response', amount: '5.00', currency: 'EUR' },
		],
		[
			'disputes/create',
			{
				id: 1,
				order_id: null,
				type: 'x',
				initiated_at: 'y',
				status: 'a word of tomorrow',
				amount: '4400.5',
				currency: 'ISK',
			},
		],
		['bulk_operations/finish', { admin_graphql_api_id: 'gid://shopify/BulkOperation/1', status: null }],
	])('of %s is read: %j', (topic, body) => {
		expect(readMessage(topic, JSON.stringify(body))).not.toHaveProperty('unreadable');
	});

	it.each<[Topic, object]>([
		['tender_transactions/create', { amount: '403.00' }],
		['app/uninstalled', { admin_graphql_api_id: 'gid://shopify/Return/1' }],
		['disputes/create', { id: 1, amount: '5.00', currency: 'EUR' }],
		['reverse_fulfillment_orders/dispose', { admin_graphql_api_id: 'gid://shopify/ReverseFulfillmentOrder/1' }],
	])('of another topic than %s is not believed: %j', (topic, body) => {
		expect(readMessage(topic, JSON.stringify(body))).toHaveProperty('unreadable');
	});
});

describe('a webhook whose fields are of another kind', () => {
	const dispute = {
		id: 1,
		order_id: 2,
		type: 'chargeback',
		initiated_at: 'x',
		status: 'lost',
		amount: '5.00',
		currency: 'EUR',
	};
	const read = (topic: Topic, body: object) => {
		const message = readMessage(topic, JSON.stringify(body));
		if ('unreadable' in message) throw new Error(message.unreadable);
		return message.news;
	};

	it.each([
		['an amount that is a number', { amount: 5 }, {}],
		['a currency in small letters', { currency: 'eur ' }, {}],
		['a status that is none', { status: null }, { outcome: 'open' }],
		['ids that are texts', { id: '1', order_id: '2' }, {}],
		[
			'ids above 2^53 that are texts',
			{ id: '890088186047892319', order_id: '820982911946154508' },
			{
				id: 'gid://shopify/ShopifyPaymentsDispute/890088186047892319',
				providerIds: { 'shopify.order': 'gid://shopify/Order/820982911946154508' },
			},
		],
	])('of a dispute is read all the same: %s', (_what, more, expected) => {
		expect(read('disputes/update', { ...dispute, ...more })).toMatchObject({
			dispute: {
				id: 'gid://shopify/ShopifyPaymentsDispute/1',
				outcome: 'lost',
				amount: { amount: 500, currency: 'EUR' },
				providerIds: { 'shopify.order': 'gid://shopify/Order/2' },
				...expected,
			},
		});
	});

	it.each([null, 5])('of a transaction is read: a status of %j has not ended', (status) => {
		const gid = 'gid://shopify/OrderTransaction/1';
		const body = { admin_graphql_api_id: gid, order_id: '5', kind: 'refund', status };
		expect(read('order_transactions/create', body)).toMatchObject({
			orderId: 'gid://shopify/Order/5',
			transaction: { id: gid, kind: 'refund', status: '' },
		});
	});

	it('does not take an id of something else for a number', () => {
		const body = { admin_graphql_api_id: 'gid://shopify/Refund/1', order_id: '5-a', note: '"order_id": 7' };
		expect(read('refunds/create', body)).not.toHaveProperty('orderId');
	});
});

describe('what the shop says against a call', () => {
	const query = { name: 'OrderGet', repeatable: true, text: 'query' };
	const change = { name: 'RefundCreate', repeatable: false, text: 'mutation' };
	const said = (body: object, of: typeof query = query) => {
		try {
			return readAnswer({ status: 200, body }, of);
		} catch (error) {
			return error as EffectError;
		}
	};

	it.each([
		[{ errors: [{ extensions: { code: 'THROTTLED' } }] }],
		[{ errors: [{ message: null, extensions: { code: 'THROTTLED' } }] }],
		[{ errors: { message: 'Throttled', extensions: { code: 'THROTTLED' } } }],
		[{ errors: [null, { message: 'Throttled' }] }],
	])('waits when it is asked to: %j', (body) => {
		expect(said(body, change)).toMatchObject({ throttledForMs: 1000 });
	});

	it.each([
		[{ errors: [{ extensions: { code: 'ACCESS_DENIED' } }] }, 'configuration', 'ACCESS_DENIED'],
		[{ errors: { networkStatusCode: 403, message: 'Forbidden' } }, 'configuration', undefined],
		[
			{
				errors: [
					{
						message: 'Query cost is 1723, which exceeds the single query max cost limit (1000).',
						extensions: { code: 'MAX_COST_EXCEEDED' },
					},
				],
			},
			'rejected',
			'MAX_COST_EXCEEDED',
		],
		[
			{
				errors: [
					{
						message: 'Variable $input was provided invalid value',
						extensions: { value: [{}], problems: [{ path: [0, 'fileSize'] }] },
					},
				],
			},
			'invalid_input',
			undefined,
		],
	])('knows what kind it is of: %j', (body, category, code) => {
		expect(said(body)).toMatchObject({ category, details: { code } });
	});

	it('names the value that it does not take, and no setting of the credential', () => {
		const error = said({
			errors: [
				{
					message: 'invalid value',
					extensions: { problems: [{ path: [0, 'fileSize'], message: 'must be a string' }] },
				},
			],
		}) as EffectError;
		expect(error.message).toContain('0.fileSize');
		expect(error.details.advice).toBe('Correct that value in the node.');
	});

	it('reads data beside extensions of another kind', () => {
		expect(said({ data: { order: null }, extensions: [] })).toMatchObject({ data: { order: null } });
	});

	it.each([[{ base: ['No way.'] }], ['No way.'], [['No way.']], [{ field: null, message: 'No way.' }]])(
		'takes no refusal for a success: userErrors %j',
		(userErrors) => {
			const error = said({ data: { refundCreate: { refund: null, userErrors } } }, change) as EffectError;
			expect(error).toMatchObject({ category: 'rejected', message: 'Shopify refused: No way.' });
		},
	);
});

describe('what went back', () => {
	const line = 'gid://shopify/LineItem/1';
	const goods = [{ lineItem: { id: line }, quantity: 2, subtotalSet: bag('40.0'), totalTaxSet: bag('0.0') }];
	const refundOf = (statuses: string[]) => ({
		id: 'gid://shopify/Refund/1',
		transactions: { nodes: statuses.map((status, index) => transaction(index + 2, 'REFUND', status, '40.0')) },
		refundLineItems: { nodes: goods },
	});
	const lineItem = { id: line, title: 'Mug', quantity: 3, refundableQuantity: 1 } as OrderNode['lineItems']['nodes'][0];
	const of = node({ lineItems: { nodes: [lineItem], pageInfo: { hasNextPage: false } } });
	it.each([
		['failed', ['FAILURE'], 0],
		['failed twice', ['FAILURE', 'ERROR'], 0],
		['failed, then went through', ['FAILURE', 'SUCCESS'], 2],
		['is on its way', ['PENDING'], 2],
		['only took pieces off the order', [], 2],
	])('is no piece of a refund of staff that %s', (_what, statuses, before) => {
		const refunds = [refundOf(statuses)];
		expect(returnedBefore(of, [], undefined, piecesNotOfOthers(refunds)).get(line)).toBe(before);
		expect(paidBackByOthers(refunds).get(line)?.quantity ?? 0).toBe(before);
	});

	it('counts a refund in a status that nobody knows yet', () => {
		const transactions = [transaction(1, 'SALE', 'SUCCESS', '60.0'), transaction(2, 'REFUND', 'PROCESSING', '20.0')];
		expect(paymentsOf({ transactions, refunds: [], customAttributes: [] })).toMatchObject([
			{ refunded: { amount: 2000 }, refundable: { amount: 4000 } },
		]);
	});

	it("is not ours because another app's number stands in the note like one of ours", () => {
		const refunds = ['[RMA-1042] damaged', 'Return refund [RMA-7K2M9QX4TB/R1]'].map((note, index) => ({
			id: `gid://shopify/Refund/${index}`,
			note,
			transactions: { nodes: [transaction(index + 2, 'REFUND', 'SUCCESS', '10.0')] },
			refundLineItems: {
				nodes: [{ lineItem: { id: 'L1' }, quantity: 1, subtotalSet: bag('10.0'), totalTaxSet: bag('0.0') }],
			},
		}));
		const transactions = [
			transaction(1, 'SALE', 'SUCCESS', '60.0'),
			...refunds.flatMap((one) => one.transactions.nodes),
		];
		expect(refundsOfOthers({ transactions, refunds }, 'EUR').map(({ id }) => id)).toEqual(['gid://shopify/Refund/0']);
		expect(paidBackByOthers(refunds).get('L1')).toMatchObject({ quantity: 1 });
	});

	it('stays in the currency that it was paid in', () => {
		const order = orderOf(
			node({ transactions: [transaction(1, 'SALE', 'SUCCESS', '60.0', 'USD')] }),
			new Map(),
		) satisfies Order;
		expect(order.payments).toMatchObject([{ captured: { amount: 6000, currency: 'USD' } }]);
		expect(order.paid).toBeUndefined();
	});
});

describe('an order', () => {
	const hit = (name: string, email: string | null, own: string | null) => ({
		id: 'gid://shopify/Order/1',
		name,
		email,
		customer: own === null ? null : { defaultEmailAddress: { emailAddress: own } },
	});

	it.each([
		['# 1001', '#1001'],
		['１００１', '#1001'],
		['\u200f#1001\u200e', '#1001'],
		['\u2066EN1001\u2069', 'EN1001'],
		['1001-B2B', '#1001-B2B'],
		['#1001\u00a0', '1001'],
	])('is found by "%s" when it is %s', (number, name) => {
		expect(exactly([hit(name, 'a@example.com', null)], { number, email: 'a@example.com' })).toHaveLength(1);
	});

	it.each([
		['1001', '#10010'],
		['1001', 'EN1001'],
		['', ''],
	])('is not found by "%s" when it is "%s"', (number, name) => {
		expect(exactly([hit(name || '#1', 'a@example.com', null)], { number, email: 'a@example.com' })).toEqual([]);
	});

	it('without an address of its own is found by the address of its customer', () => {
		const question = { number: '#1001', email: 'Buyer@Example.com' };
		expect(exactly([hit('#1001', null, 'buyer@example.com')], question)).toHaveLength(1);
		expect(exactly([hit('#1001', '', 'buyer@example.com')], question)).toHaveLength(1);
		expect(exactly([hit('#1001', 'desk@example.com', 'buyer@example.com')], question)).toHaveLength(1);
		expect(exactly([hit('#1001', null, 'other@example.com')], question)).toEqual([]);
		expect(exactly([hit('#1001', null, null)], question)).toEqual([]);
	});

	it("of a company without a person's name has an address to send a parcel from", () => {
		const shippingAddress = { company: 'Example Ltd', address1: '1 High Street', city: 'London', countryCodeV2: 'GB' };
		expect(orderOf(node({ shippingAddress }), new Map()).customer?.address).toMatchObject({
			name: 'Example Ltd',
			company: 'Example Ltd',
		});
	});

	it('with fees besides duties is for a person, like one with duties', () => {
		expect(
			orderOf(node({ originalTotalDutiesSet: bag('12.00'), originalTotalAdditionalFeesSet: bag('0.28') }), new Map())
				.duties,
		).toEqual({ amount: 1228, currency: 'EUR' });
		expect(orderOf(node({ originalTotalAdditionalFeesSet: bag('0.28') }), new Map()).duties).toMatchObject({
			amount: 28,
		});
	});
});

describe('a text of a customer', () => {
	it('is never cut in the middle of an emoji', () => {
		const message = `${'x'.repeat(499)}👟 is final sale`;
		const { note } = declineOf('decision', '', { reasons: [{ code: 'final_sale', message }] });
		expect(note).not.toMatch(/\p{Surrogate}/u);
		expect(note.length).toBeLessThanOrEqual(500);
	});
});

describe('goods of an item that the shop has no variant of', () => {
	it('are told as not restocked: Shopify takes no other word for a custom item', () => {
		const line = (id: number, variant: { id: string } | null) => ({
			id: `gid://shopify/ReturnLineItem/${id}`,
			quantity: 1,
			processableQuantity: 1,
			processedQuantity: 0,
			refundableQuantity: 1,
			refundedQuantity: 0,
			fulfillmentLineItem: { id: `F${id}`, lineItem: { id: `I${id}`, sku: '', title: 'Engraving', variant } },
		});
		const lines = [line(1, null), line(2, { id: 'gid://shopify/ProductVariant/2' })];
		const plan = planProcess(
			{
				id: 'gid://shopify/Return/1',
				name: '#1-R1',
				status: 'OPEN',
				createdAt: '2026-11-01T10:00:00Z',
				totalQuantity: 2,
				order: { id: 'gid://shopify/Order/1', name: '#1' },
				returnLineItems: { nodes: lines, pageInfo: { hasNextPage: false } },
				reverseFulfillmentOrders: {
					nodes: [
						{
							id: 'R1',
							status: 'OPEN',
							lineItems: {
								nodes: lines.map(({ fulfillmentLineItem: { id } }) => ({
									id: `reverse ${id}`,
									totalQuantity: 1,
									fulfillmentLineItem: { id },
									dispositions: [],
								})),
							},
						},
					],
				},
			},
			[1, 2].map((id) => ({ id: `L${id}`, sku: '', providerIds: {}, counts: { restock: 1 } })),
			'gid://shopify/Location/1',
		);
		expect(plan.calls.flat().map(({ dispositions }) => dispositions)).toMatchObject([
			[{ dispositionType: 'NOT_RESTOCKED', quantity: 1 }],
			[{ dispositionType: 'RESTOCKED', quantity: 1, locationId: 'gid://shopify/Location/1' }],
		]);
	});
});

describe('a refusal', () => {
	const advice = (root: string, message: string, code?: string) => {
		try {
			readAnswer(
				{ status: 200, body: { data: { [root]: { userErrors: [{ message, code, field: ['input'] }] } } } },
				{ name: 'X', repeatable: false },
			);
		} catch (error) {
			return (error as { details: { advice: string } }).details.advice;
		}
		throw new Error('was not refused');
	};

	it.each([
		['webhookSubscriptionCreate', 'Invalid topic specified. Topics allowed: app/uninstalled', /access scope/],
		['webhookSubscriptionCreate', 'Something of tomorrow', /topics|webhook/i],
		['webhookSubscriptionUpdate', 'Name is invalid', /webhook/i],
		['inventoryAdjustQuantities', 'The item is not stocked at the location.', /stock|inventory/i],
		['metafieldsSet', 'Value is invalid JSON', /metafield/i],
		['storeCreditAccountCredit', 'The currency is not supported', /store credit/i],
		['giftCardCreate', 'Initial value is too large', /gift card/i],
		['bulkOperationRunQuery', 'Bulk query is not valid', /report|API Version/],
	])('of %s, "%s", sends nobody to a return or order that has nothing to do with it', (root, message, wanted) => {
		expect(advice(root, message)).toMatch(wanted);
		expect(advice(root, message)).not.toContain('Open the return or order');
	});

	it('of a return or a refund still does', () => {
		expect(advice('returnClose', 'Return status is invalid.')).toContain('Open the return or order');
		expect(advice('refundCreate', 'Something of tomorrow')).toContain('Open the return or order');
	});
});

describe('which way a transaction went is said by its kind', () => {
	const voided = (parent: number) => ({
		...transaction(9, 'VOID', 'SUCCESS', '60.00'),
		parentTransaction: { id: `gid://shopify/OrderTransaction/${parent}` },
	});
	const left = (transactions: Transaction[]) =>
		paymentsOf(node({ transactions })).map(({ captured, refunded, refundable }) =>
			[captured, refunded, refundable].map(({ amount }) => amount),
		);
	it('a payment that was voided before its gateway settled it was taken back', () => {
		expect(left([transaction(1, 'SALE', 'SUCCESS', '60.00'), voided(1)])).toEqual([[6000, 6000, 0]]);
		const open = { ...voided(1), status: 'PENDING' };
		expect(left([transaction(1, 'SALE', 'SUCCESS', '60.00'), open])).toEqual([[6000, 6000, 0]]);
		expect(left([transaction(1, 'SALE', 'SUCCESS', '60.00'), { ...voided(1), status: 'FAILURE' }])).toEqual([
			[6000, 0, 6000],
		]);
	});
	it('also one that says no amount, or not of which payment, where nothing but a payment can be meant', () => {
		const whole = { ...voided(1), amountSet: transaction(9, 'VOID', 'SUCCESS', '0.00').amountSet };
		expect(left([transaction(1, 'SALE', 'SUCCESS', '60.00'), whole])).toEqual([[6000, 6000, 0]]);
		const nameless = transaction(9, 'VOID', 'SUCCESS', '60.00');
		expect(left([transaction(1, 'SALE', 'SUCCESS', '60.00'), nameless])).toEqual([[6000, 6000, 0]]);
		const open = transaction(2, 'AUTHORIZATION', 'SUCCESS', '60.00');
		expect(left([transaction(1, 'SALE', 'SUCCESS', '60.00'), open, nameless])).toEqual([[6000, 0, 6000]]);
		expect(left([transaction(1, 'SALE', 'SUCCESS', '60.00'), { ...nameless, amountSet: whole.amountSet }])).toEqual([
			[6000, 0, 6000],
		]);
	});
	it('of an authorisation it lets go what was not captured, and nothing of what was', () => {
		const captured = {
			...transaction(2, 'CAPTURE', 'SUCCESS', '40.00'),
			parentTransaction: { id: 'gid://shopify/OrderTransaction/1' },
		};
		expect(left([transaction(1, 'AUTHORIZATION', 'SUCCESS', '100.00'), captured, voided(1)])).toEqual([
			[4000, 0, 4000],
		]);
	});
	it('a refund that a gateway writes below zero has gone back all the same', () => {
		const back = transaction(3, 'REFUND', 'SUCCESS', '-20.00');
		expect(left([transaction(1, 'SALE', 'SUCCESS', '60.00'), back])).toEqual([[6000, 2000, 4000]]);
		const refunds = [
			{ id: 'gid://shopify/Refund/1', note: null, transactions: { nodes: [back], pageInfo: { hasNextPage: false } } },
		] as never;
		expect(refundsOfOthers(node({ transactions: [back], refunds }), 'EUR')[0].amount).toEqual({
			amount: 2000,
			currency: 'EUR',
		});
	});
});
