import type { CaseState } from '../../nodes/shared/case';
import { digitsOf, readOther } from '../../nodes/ShopifyReturns/trigger/otherBody';
import { disputeBody, refundBody, transactionBody } from '../sandbox/shopify/bodies';
import { start, type Fixture } from './fixture';
import { TriggerFixture, type TriggerOptions } from './triggerFixture';

let shop: Fixture;
const triggers: TriggerFixture[] = [];
beforeEach(async () => (shop = await start()));
afterEach(async () => {
	await shop.shopify.settled();
	for (const one of triggers.splice(0)) await one.running.stop();
	await shop.stop();
});

const all = [
	'returns/request',
	'returns/approve',
	'reverse_deliveries/attach_deliverable',
	'reverse_fulfillment_orders/dispose',
	'refunds/create',
	'order_transactions/create',
	'disputes/create',
	'disputes/update',
	'tender_transactions/create',
	'bulk_operations/finish',
	'app/uninstalled',
];
async function trigger(parameters: object = {}, options: Partial<TriggerOptions> = {}): Promise<TriggerFixture> {
	const made = await new TriggerFixture({
		credentials: { returnsShopifyApi: shop.credential, returnCaseApi: shop.storeCredential },
		...options,
		parameters: { topics: all, ...parameters },
	}).start();
	triggers.push(made);
	await made.call('create');
	return made;
}

/** A case whose refund is due. */
async function due(orderId = 'gid://shopify/Order/5002'): Promise<{ reference: string; intent: string }> {
	const store = await shop.store();
	const { reference } = await store.cases.open({
		source: 'test',
		sourceId: `s${(await store.cases.getMany({ limit: 99 })).length}`,
		request: {
			channel: 'portal',
			brand: 'default',
			orderNumber: '#1002',
			lines: [{ id: 'L1', quantity: 1, sku: 'CAP-RED', title: '', reason: 'unknown', providerIds: {} }],
			providerIds: { 'shopify.order': orderId },
		},
	});
	const intent = `${reference}/R1`;
	await store.cases.record({
		reference,
		events: [
			{ source: 'test', id: `${reference}/approved`, type: 'return.approved', data: {} },
			{
				source: 'test',
				id: `${reference}/due`,
				type: 'refund.due',
				data: {
					intent: {
						id: intent,
						amount: { amount: 1250, currency: 'EUR' },
						payment: {
							id: '85002',
							processor: 'shopify_payments',
							providerIds: { 'shopify.transaction': 'gid://shopify/OrderTransaction/85002' },
						},
					},
				},
			},
		],
	});
	return { reference, intent };
}
const pay = async (reference: string, intent = '') =>
	await shop.run({ resource: 'refund', operation: 'create', intent }, { input: [{ reference }], withStore: true });
const types = async (reference: string) =>
	(await (await shop.store()).cases.timeline(reference)).map(({ type }) => type).slice(3);

describe('a refund that Shopify Payments leaves pending', () => {
	it.each([
		['SUCCESS', 'refund.succeeded', 'settled', undefined],
		['FAILURE', 'refund.failed', 'failed', 'generic_error'],
	] as const)('is followed to its end: %s', async (status, type, settlement, failureReason) => {
		const one = await trigger();
		const { reference } = await due();
		shop.shopify.state.refundStatus = 'PENDING';
		expect((await pay(reference)).json[0]).toMatchObject({ case: { settlement: 'pending' } });
		await shop.shopify.settled();
		expect(await types(reference)).toEqual(['refund.submitted']);
		shop.shopify.settleRefunds(status);
		await shop.shopify.settled();
		expect((await types(reference)).slice(0, 2)).toEqual(['refund.submitted', type]);
		const state = await (await shop.store()).cases.get(reference);
		expect(state).toMatchObject({
			settlement,
			refunds: [{ refund: { providerStatus: status, ...(failureReason && { failureReason }) } }],
		});
		if (status === 'FAILURE') expect(state!.exceptions).toMatchObject([{ code: 'refund_failed', owner: 'finance' }]);
		expect(one.flows.at(-1)).toMatchObject({
			topic: 'order_transactions/create',
			kind: 'refund',
			reference,
			case: { settlement },
		});
	});

	it('fails also after it succeeded', async () => {
		await trigger();
		const { reference } = await due();
		await pay(reference);
		await shop.shopify.settled();
		const order = shop.shopify.state.order('#1002');
		order.refunds[0].transactions[0].status = 'FAILURE';
		await shop.shopify.webhooks.deliver(
			'order_transactions/create',
			transactionBody(order, order.refunds[0].transactions[0]),
		);
		expect(await (await shop.store()).cases.get(reference)).toMatchObject({
			settlement: 'failed',
			exceptions: [{ code: 'refund_failed' }],
		});
	});

	it('is never taken for paid when only the refund was written down', async () => {
		const one = await trigger();
		const { reference } = await due();
		shop.shopify.state.refundStatus = 'PENDING';
		await pay(reference);
		await shop.shopify.settled();
		// Shopify tells of a transaction only when it has ended.
		expect(one.flows.map(({ topic }) => topic)).toEqual(['refunds/create']);
		const order = shop.shopify.state.order('#1002');
		// Even a body whose transaction says success is only a refund that was written down.
		order.refunds[0].transactions[0].status = 'SUCCESS';
		await shop.shopify.webhooks.deliver('refunds/create', refundBody(order, order.refunds[0]));
		expect(await (await shop.store()).cases.get(reference)).toMatchObject({
			settlement: 'pending',
			refunds: [{ state: 'pending' }],
		});
		expect(one.flows.at(-1)).toMatchObject({ topic: 'refunds/create', reference });
	});

	it('is stored once, though the webhook and our own node both tell', async () => {
		await trigger();
		const { reference } = await due();
		await pay(reference);
		await shop.shopify.settled();
		expect(await types(reference)).toEqual(['refund.succeeded']);
	});

	it("is found by the refund's note when our node has not recorded it, and by nothing else", async () => {
		const one = await trigger();
		const [{ reference, intent }, other] = [await due(), await due()];
		// The refund was made, but the node died before it could record anything.
		const { order, refund } = shop.shopify.state.refund({
			orderId: 'gid://shopify/Order/5002',
			note: `Return refund [${intent}]`,
			transactions: [
				{
					parentId: 'gid://shopify/OrderTransaction/85002',
					amount: '12.50',
					gateway: 'shopify_payments',
					kind: 'REFUND',
				},
			],
		});
		await shop.shopify.webhooks.deliver('order_transactions/create', transactionBody(order, refund.transactions[0]));
		expect(await (await shop.store()).cases.get(reference)).toMatchObject({ settlement: 'settled' });
		expect(await (await shop.store()).cases.get(other.reference)).toMatchObject({ settlement: 'due' });
		// The node's own repeat then finds the same refund and pays nothing more.
		expect((await pay(reference, intent)).json[0]).toMatchObject({
			refund: { outcome: 'already_done', status: 'succeeded' },
		});
		expect(order.refunds).toHaveLength(1);
		// A refund of another amount whose note was copied is not the intent's.
		const copy = shop.shopify.state.refund({
			orderId: 'gid://shopify/Order/5002',
			note: `Return refund [${other.intent}]`,
			transactions: [
				{
					parentId: 'gid://shopify/OrderTransaction/85002',
					amount: '1.00',
					gateway: 'shopify_payments',
					kind: 'REFUND',
				},
			],
		});
		await shop.shopify.webhooks.deliver(
			'order_transactions/create',
			transactionBody(order, copy.refund.transactions[0]),
		);
		expect(await (await shop.store()).cases.get(other.reference)).toMatchObject({ settlement: 'due' });
		// A refund of equal amount that staff made settles nothing; finance is told of both.
		const staff = shop.shopify.state.refund({
			orderId: 'gid://shopify/Order/5002',
			note: null,
			transactions: [
				{
					parentId: 'gid://shopify/OrderTransaction/85002',
					amount: '12.50',
					gateway: 'shopify_payments',
					kind: 'REFUND',
				},
			],
		});
		await shop.shopify.webhooks.deliver(
			'order_transactions/create',
			transactionBody(order, staff.refund.transactions[0]),
		);
		expect(await (await shop.store()).cases.get(other.reference)).toMatchObject({ settlement: 'due' });
		expect(
			(one.flows.at(-1)!.case as unknown as CaseState).exceptions.map(({ code, owner, message }) => [
				code,
				owner,
				/[\d.]+ EUR/.exec(message)?.[0],
			]),
		).toEqual([
			['refunded_in_shop', 'finance', '1.00 EUR'],
			['refunded_in_shop', 'finance', '12.50 EUR'],
		]);
		expect(await (await shop.store()).inbox.get({ state: 'new', limit: 9 })).toEqual([]);
	});

	it('of two refunds of staff one fails after they were counted: finance is told what the customer has not got, once', async () => {
		const one = await trigger();
		const { reference } = await due();
		const { state, webhooks } = shop.shopify;
		const order = state.order('#1002');
		state.refundStatus = 'PENDING';
		const staffs = ['1.00', '2.00'].map((amount) =>
			state.refund({
				orderId: order.id,
				note: null,
				transactions: [
					{ parentId: 'gid://shopify/OrderTransaction/85002', amount, gateway: 'shopify_payments', kind: 'REFUND' },
				],
			}),
		);
		for (const { refund } of staffs) await webhooks.deliver('refunds/create', refundBody(order, refund));
		const codes = async () =>
			(await (await shop.store()).cases.get(reference))!.exceptions.map(({ code, message }) => [
				code,
				/[\d.]+ EUR/.exec(message)?.[0],
			]);
		const both = [
			['refunded_in_shop', '1.00 EUR'],
			['refunded_in_shop', '2.00 EUR'],
		];
		expect(await codes()).toEqual(both);
		const [kept, gone] = staffs.map(({ refund }) => refund.transactions[0]);
		kept.status = 'SUCCESS';
		gone.status = 'FAILURE';
		for (let time = 0; time < 2; time++)
			for (const transaction of [kept, gone])
				await webhooks.deliver('order_transactions/create', transactionBody(order, transaction));
		expect(await codes()).toEqual([...both, ['shop_refund_failed', '2.00 EUR']]);
		expect(one.flows.length).toBeGreaterThan(0);
		// One that nobody was told of changes nothing.
		const unknown = state.refund({
			orderId: order.id,
			note: null,
			transactions: [
				{
					parentId: 'gid://shopify/OrderTransaction/85002',
					amount: '3.00',
					gateway: 'shopify_payments',
					kind: 'REFUND',
				},
			],
		}).refund.transactions[0];
		unknown.status = 'FAILURE';
		await webhooks.deliver('order_transactions/create', transactionBody(order, unknown));
		expect(await codes()).toHaveLength(3);
	});

	it('of a refund of staff that only the look at the order has counted, finance is told too when it fails', async () => {
		await trigger();
		const { reference } = await due();
		const { state, webhooks } = shop.shopify;
		const order = state.order('#1002');
		const { refund } = state.refund({
			orderId: order.id,
			note: null,
			transactions: [
				{
					parentId: 'gid://shopify/OrderTransaction/85002',
					amount: '1.00',
					gateway: 'shopify_payments',
					kind: 'REFUND',
				},
			],
		});
		const find = { resource: 'order', operation: 'find', number: '#1002', email: '' };
		const { error } = await shop.run(find, { input: [{ reference }], withStore: true });
		expect(error).toBeUndefined();
		refund.transactions[0].status = 'FAILURE';
		await webhooks.deliver('order_transactions/create', transactionBody(order, refund.transactions[0]));
		expect((await (await shop.store()).cases.get(reference))!.exceptions).toMatchObject([
			{ code: 'shop_refund_failed', owner: 'finance' },
		]);
	});

	it('waits in the inbox when Shopify cannot be asked, and is told with the next one', async () => {
		const one = await trigger();
		const [first, second] = [await due(), await due()];
		const make = (intent: string) =>
			shop.shopify.state.refund({
				orderId: 'gid://shopify/Order/5002',
				note: `Return refund [${intent}]`,
				transactions: [
					{
						parentId: 'gid://shopify/OrderTransaction/85002',
						amount: '12.50',
						gateway: 'shopify_payments',
						kind: 'REFUND',
					},
				],
			});
		const a = make(first.intent);
		shop.journal.inject({ provider: 'shopify', operation: 'order', kind: 'server_error', times: 3 });
		expect(
			await shop.shopify.webhooks.deliver(
				'order_transactions/create',
				transactionBody(a.order, a.refund.transactions[0]),
			),
		).toEqual([200]);
		expect(await (await shop.store()).cases.get(first.reference)).toMatchObject({ settlement: 'due' });
		expect(await (await shop.store()).inbox.get({ state: 'new', limit: 9 })).toHaveLength(1);
		expect(one.logs).toMatchObject([{ level: 'warn', about: { reason: expect.stringContaining('shopify answered') } }]);
		expect(one.logs[0].message).not.toContain('case store');
		const b = make(second.intent);
		await shop.shopify.webhooks.deliver(
			'order_transactions/create',
			transactionBody(b.order, b.refund.transactions[0]),
		);
		for (const { reference } of [first, second])
			expect(await (await shop.store()).cases.get(reference)).toMatchObject({ settlement: 'settled' });
		expect(await (await shop.store()).inbox.get({ state: 'new', limit: 9 })).toEqual([]);
	});

	it('starts no second flow for a repeat of the same webhook', async () => {
		const one = await trigger();
		const order = shop.shopify.state.order('#1002');
		const body = transactionBody(order, order.transactions[0]);
		for (let index = 0; index < 3; index++)
			await shop.shopify.webhooks.deliver('order_transactions/create', body, { webhookId: 'same' });
		expect(one.flows).toHaveLength(1);
	});
});

describe('other topics', () => {
	it('reach the flow with ids that keep their digits; a dispute is shown to finance, once', async () => {
		const one = await trigger();
		const { reference } = await due();
		const order = shop.shopify.state.order('#1002');
		await shop.shopify.webhooks.deliver('disputes/create', disputeBody(order));
		expect(one.flows.at(-1)).toMatchObject({
			topic: 'disputes/create',
			admin_graphql_api_id: 'gid://shopify/ShopifyPaymentsDispute/285332461850802057',
			order_id: '5002',
			reference,
			webhookId: expect.any(String),
			eventId: expect.any(String),
			triggeredAt: expect.any(String),
		});
		await shop.shopify.webhooks.deliver('bulk_operations/finish', {
			admin_graphql_api_id: 'gid://shopify/BulkOperation/1',
			status: 'completed',
			error_code: null,
			type: 'query',
		});
		expect(one.flows.at(-1)).toMatchObject({ topic: 'bulk_operations/finish', status: 'completed' });
		expect(one.flows.at(-1)).not.toHaveProperty('reference');
		const id = 'gid://shopify/ShopifyPaymentsDispute/285332461850802057';
		const store = await shop.store();
		expect(await store.cases.get(reference)).toMatchObject({
			exceptions: [
				{
					code: 'dispute',
					owner: 'finance',
					message: expect.stringContaining(`Dispute ${id} of 60.00 EUR was opened`),
				},
			],
		});
		await shop.shopify.webhooks.deliver('disputes/update', disputeBody(order, 'under_review'));
		await shop.shopify.webhooks.deliver('disputes/update', disputeBody(order, 'won'));
		expect(await types(reference)).toEqual([
			'dispute.opened',
			'exception.opened',
			'refund.held',
			'dispute.decided',
			'exception.resolved',
			'refund.due',
		]);
		expect((await store.cases.get(reference))!.exceptions).toMatchObject([{ code: 'dispute', resolved: true }]);
	});

	it('of a dispute that is lost say that the bank has paid', async () => {
		await trigger();
		const { reference } = await due();
		await shop.shopify.webhooks.deliver('disputes/update', disputeBody(shop.shopify.state.order('#1002'), 'accepted'));
		expect((await (await shop.store()).cases.get(reference))!.exceptions).toMatchObject([
			{ code: 'dispute' },
			{ code: 'dispute_lost', owner: 'finance', message: expect.stringContaining('pays twice') },
		]);
	});

	it('of a dispute without an amount are kept as unreadable', async () => {
		const one = await trigger();
		expect(
			await shop.shopify.webhooks.deliver('disputes/create', {
				...disputeBody(shop.shopify.state.order('#1002')),
				amount: 'much',
			}),
		).toEqual([200]);
		expect(one.flows).toEqual([]);
		expect(await (await shop.store()).inbox.get({ state: 'unreadable', limit: 9 })).toMatchObject([
			{ error: expect.stringContaining('amount') },
		]);
	});

	it('of a return carry its case: parcel announced, goods sorted', async () => {
		const one = await trigger();
		const { return: made } = await shop.shopify.requestReturn('#1002', [{ sku: 'CAP-RED', quantity: 1 }]);
		const { reference } = one.flows[0];
		shop.shopify.state.approve(made.id);
		await shop.run({ resource: 'reverseDelivery', operation: 'create', returnId: made.id, trackingNumber: '1Z' });
		await shop.run({
			resource: 'disposition',
			operation: 'dispose',
			returnId: made.id,
			lines: [{ line: `L${made.lines[0].id.split('/').pop()}`, quantity: 1, destination: 'scrap' }],
		});
		await shop.shopify.settled();
		expect(one.flows.find(({ topic }) => topic === 'reverse_deliveries/attach_deliverable')).toMatchObject({
			reference,
			shipping_deliverable: { tracking: { tracking_number: '1Z' } },
		});
		expect(one.flows.find(({ topic }) => topic === 'reverse_fulfillment_orders/dispose')).toMatchObject({
			dispositions: [{ type: 'not_restocked', quantity: 1 }],
		});
		// A parcel that staff announced, without our node: the case has it from the webhook.
		expect(
			(await (await shop.store()).cases.timeline(reference as string)).filter(
				({ type }) => type === 'shop_parcel.announced',
			),
		).toMatchObject([{ actor: 'Shopify', data: { id: made.id, trackingNumber: '1Z' } }]);
	});

	it.each([
		['refunds/create', { admin_graphql_api_id: 'gid://shopify/Return/1' }],
		[
			'order_transactions/create',
			{ admin_graphql_api_id: 'gid://shopify/Refund/1', kind: 'refund', status: 'success' },
		],
		['order_transactions/create', '{'],
		['disputes/create', {}],
	] as const)("%s is not believed with another topic's body: %o", async (topic, body) => {
		const one = await trigger();
		expect(await shop.shopify.webhooks.deliver(topic, body)).toEqual([200]);
		expect(one.flows).toHaveLength(0);
		expect(await (await shop.store()).inbox.get({ state: 'unreadable', limit: 9 })).toHaveLength(1);
	});

	it('forged ones leave no trace', async () => {
		const one = await trigger();
		const { reference, intent } = await due();
		const { order, refund } = shop.shopify.state.refund({
			orderId: 'gid://shopify/Order/5002',
			note: `Return refund [${intent}]`,
			transactions: [
				{
					parentId: 'gid://shopify/OrderTransaction/85002',
					amount: '12.50',
					gateway: 'shopify_payments',
					kind: 'REFUND',
				},
			],
		});
		const body = transactionBody(order, refund.transactions[0]);
		for (const options of [
			{ secret: 'guessed' },
			{ alter: (text: string) => text.replace('5002', '5003') },
			{ headers: { 'x-shopify-hmac-sha256': undefined } },
		])
			expect(await shop.shopify.webhooks.deliver('order_transactions/create', body, options)).toEqual([401]);
		expect(one.flows).toHaveLength(0);
		expect(await (await shop.store()).cases.get(reference)).toMatchObject({ settlement: 'due' });
		expect(await (await shop.store()).inbox.get({ limit: 9 })).toHaveLength(0);
	});

	it('read order ids from the text, never through a number', () => {
		expect(digitsOf('{"note":"\\"order_id\\": 1","order_id": 9007199254740993}', 'order_id')).toBe('9007199254740993');
		expect(digitsOf('{"order_id":null}', 'order_id')).toBeUndefined();
		const raw = '{"admin_graphql_api_id":"gid://shopify/Refund/1","order_id":9007199254740993,"note":null}';
		expect(readOther('refunds/create', JSON.parse(raw), raw)).toEqual({
			gid: 'gid://shopify/Refund/1',
			orderId: 'gid://shopify/Order/9007199254740993',
		});
	});
});

describe('Enrich', () => {
	it('reads the object again, since the body is old', async () => {
		const one = await trigger({ enrich: true });
		const { return: made } = await shop.shopify.requestReturn('#1002', [{ sku: 'CAP-RED', quantity: 2 }]);
		expect(one.flows[0]).toMatchObject({
			enriched: true,
			shopifyReturn: { id: made.id, status: 'REQUESTED', lines: [{ sku: 'CAP-RED', quantity: 2 }] },
		});
		const { reference } = await due();
		shop.shopify.state.refundStatus = 'PENDING';
		await pay(reference);
		await shop.shopify.settled();
		expect(one.flows.find(({ topic }) => topic === 'refunds/create')).toMatchObject({
			enriched: true,
			shopifyRefund: { transactions: [{ kind: 'refund', status: 'pending', amount: { amount: 1250 } }] },
		});
		shop.shopify.settleRefunds('SUCCESS');
		await shop.shopify.settled();
		expect(one.flows.find(({ topic }) => topic === 'order_transactions/create')).toMatchObject({
			shopifyRefund: { note: `Return refund [${reference}/R1]` },
		});
	});

	it('says so when it cannot, and the webhook is stored all the same', async () => {
		const one = await trigger({ enrich: true });
		shop.journal.inject({ provider: 'shopify', operation: 'return', kind: 'server_error', times: 3 });
		await shop.shopify.requestReturn('#1002', [{ sku: 'CAP-RED', quantity: 1 }]);
		expect(one.flows[0]).toMatchObject({ enriched: false, reference: expect.stringMatching(/^RMA-/) });
		expect(one.logs).toMatchObject([{ level: 'warn', about: { reason: expect.stringContaining('shopify') } }]);
	});

	it('answers Shopify in time when Shopify itself is slow', async () => {
		const one = await trigger({ enrich: true });
		shop.journal.inject({ provider: 'shopify', operation: 'return', kind: 'delay', ms: 4_500 });
		const before = Date.now();
		expect((await shop.shopify.requestReturn('#1002', [{ sku: 'CAP-RED', quantity: 1 }])).status).toBe(200);
		expect(Date.now() - before).toBeLessThan(4_000);
		expect(one.flows[0]).toMatchObject({ enriched: false });
	});
});

describe('a return that our own node made', () => {
	it('opens no second case and approves nothing again, whichever tells first', async () => {
		const one = await trigger();
		const store = await shop.store();
		const { reference } = await store.cases.open({
			source: 'portal',
			sourceId: 'p',
			request: {
				channel: 'portal',
				brand: 'default',
				orderNumber: '#1001',
				lines: [{ id: 'A', quantity: 1, sku: 'MUG-WHITE', title: '', reason: 'unwanted', providerIds: {} }],
				providerIds: { 'shopify.order': 'gid://shopify/Order/5001' },
			},
		});
		await store.cases.record({
			reference,
			events: [{ source: 'portal', id: 'ok', type: 'return.approved', data: {} }],
		});
		// Its answer is lost: only the webhook tells at first.
		shop.journal.inject({ provider: 'shopify', operation: 'returnCreate', kind: 'drop_after_commit' });
		const create = async () =>
			await shop.run(
				{ resource: 'return', operation: 'create', orderId: '', lines: [] },
				{ input: [{ reference }], withStore: true },
			);
		expect((await create()).error?.context).toMatchObject({ category: 'unknown_outcome' });
		await shop.shopify.settled();
		expect(one.flows).toMatchObject([{ topic: 'returns/approve', reference }]);
		expect((await create()).json[0]).toMatchObject({ shopifyReturn: { outcome: 'already_done' } });
		expect(await store.cases.getMany({ limit: 9 })).toHaveLength(1);
		expect((await store.cases.timeline(reference)).map(({ type }) => type)).toEqual([
			'return.requested',
			'return.approved',
			'return_document.created',
		]);
		expect((await store.cases.get(reference))?.lines).toMatchObject([{ quantities: { approved: 1 } }]);
	});

	it('is not taken for one because a customer wrote the reference of a case into the note', async () => {
		await trigger();
		const store = await shop.store();
		const { reference } = await store.cases.open({
			source: 'portal',
			sourceId: 'p',
			request: {
				channel: 'portal',
				brand: 'default',
				orderNumber: '#1001',
				lines: [{ id: 'A', quantity: 1, sku: 'MUG-WHITE', title: '', reason: 'unwanted', providerIds: {} }],
				providerIds: { 'shopify.order': 'gid://shopify/Order/5001' },
			},
		});
		const { return: made } = await shop.shopify.requestReturn('#1001', [
			{ sku: 'TEE-BLUE-M', quantity: 1, note: `please [${reference}]` },
		]);
		expect(await store.cases.findByReference('shopify.return', made.id)).not.toMatchObject({ reference });
		expect((await store.cases.get(reference))?.ids).not.toHaveProperty('shopify.return');
		expect(await store.cases.getMany({ limit: 9 })).toHaveLength(2);
		// Nor does Return: Create take the customer's return for its own.
		const { json } = await shop.run(
			{ resource: 'return', operation: 'create', orderId: '', lines: [] },
			{ input: [{ reference }], withStore: true },
		);
		expect(json[0].shopifyReturn).toMatchObject({ outcome: 'done', name: '#1001-R2' });
	});

	it('of a case that is not there is a new case, like any other', async () => {
		await trigger();
		await shop.run({
			resource: 'return',
			operation: 'create',
			orderId: '5001',
			lines: [{ sku: 'MUG-WHITE', quantity: 1 }],
			returnReference: 'RMA-7777',
		});
		await shop.shopify.settled();
		expect(await (await shop.store()).cases.getMany({ limit: 9 })).toMatchObject([
			{ authorization: 'approved', orderNumber: '#1001' },
		]);
	});
});
