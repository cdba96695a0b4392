import { legacyToken } from '../sandbox/shopify';
import { start, type Fixture } from './fixture';

let shop: Fixture;
beforeEach(async () => (shop = await start({ webhooks: false })));
afterEach(async () => await shop.stop());

const direct = {
	amount: '12.50',
	currency: 'EUR',
	order: 'gid://shopify/Order/5002',
	transaction: 'gid://shopify/OrderTransaction/85002',
	refundReference: 'RMA-1/R1',
};
const create = (more: object = {}, fields = direct) => ({
	resource: 'refund',
	operation: 'create',
	direct: fields,
	...more,
});
const refunds = () => shop.shopify.state.order('#1002').refunds;

describe('Shopify Returns: Refund without a case', () => {
	it('pays back once, whatever is repeated', async () => {
		const first = await shop.run(create());
		expect(first.error).toBeUndefined();
		expect(first.json[0].refund).toMatchObject({
			intent: 'RMA-1/R1',
			amount: { amount: 1250, currency: 'EUR' },
			status: 'succeeded',
			providerStatus: 'SUCCESS',
			outcome: 'done',
			providerIds: { 'shopify.refund': refunds()[0].id },
		});
		expect((await shop.run(create())).json[0].refund).toMatchObject({ outcome: 'already_done', id: refunds()[0].id });
		expect(refunds()).toHaveLength(1);
		expect(refunds()[0]).toMatchObject({
			note: 'Return refund [RMA-1/R1]',
			transactions: [{ kind: 'REFUND', gateway: 'shopify_payments', parentId: 'gid://shopify/OrderTransaction/85002' }],
		});
	});

	it.each(['drop_before_commit', 'drop_after_commit', 'server_error'] as const)(
		'pays once through %s',
		async (kind) => {
			shop.journal.inject({ provider: 'shopify', operation: 'refundCreate', kind });
			const { json } = await shop.run(create());
			expect(json[0].refund).toMatchObject({ status: 'succeeded' });
			expect(refunds()).toHaveLength(1);
		},
	);

	it('would pay twice without the key: the protection is the key, not luck', async () => {
		const { refundCreate } = jest.requireActual<typeof import('../../nodes/ShopifyReturns/graphql')>(
			'../../nodes/ShopifyReturns/graphql',
		);
		const send = async (key: string) =>
			await (
				await fetch(`${shop.running.url}/admin/api/2026-10/graphql.json`, {
					method: 'POST',
					headers: { 'x-shopify-access-token': legacyToken },
					body: JSON.stringify({
						query: refundCreate.text,
						variables: {
							key,
							input: {
								orderId: direct.order,
								transactions: [
									{
										orderId: direct.order,
										parentId: direct.transaction,
										amount: '1.00',
										gateway: 'shopify_payments',
										kind: 'REFUND',
									},
								],
							},
						},
					}),
				})
			).json();
		await send('a');
		await send('a');
		expect(refunds()).toHaveLength(1);
		await send('b');
		expect(refunds()).toHaveLength(2);
	});

	it('keeps R1 and R10 apart', async () => {
		await shop.run(create({}, { ...direct, refundReference: 'RMA-1/R10' }));
		expect((await shop.run(create())).json[0].refund).toMatchObject({ outcome: 'done', intent: 'RMA-1/R1' });
		expect(refunds()).toHaveLength(2);
	});

	it('does not pay again under another amount', async () => {
		await shop.run(create());
		const { error } = await shop.run(create({}, { ...direct, amount: '13.00' }));
		expect(error?.message).toBe('Refund RMA-1/R1 was made before with 12.50 EUR, not 13.00 EUR');
		expect(error?.description).toMatch(/restored from a backup.*record each with Return Case: Settle by Hand/);
		expect(refunds()).toHaveLength(1);
	});

	it('never pays more than is left, counting refunds on their way', async () => {
		shop.shopify.state.refundStatus = 'PENDING';
		expect((await shop.run(create({}, { ...direct, amount: '59.00' }))).json[0].refund).toMatchObject({
			status: 'pending',
			providerStatus: 'PENDING',
		});
		const { error } = await shop.run(create({}, { ...direct, amount: '1.01', refundReference: 'RMA-1/R2' }));
		expect(error).toMatchObject({
			message: 'A refund of 1.01 EUR is more than the 1.00 EUR left on order #1002',
			context: { category: 'rejected', code: 'over_refund' },
		});
		expect(refunds()).toHaveLength(1);
	});

	it.each([
		[
			{ order: 'gid://shopify/Order/5001', transaction: 'gid://shopify/OrderTransaction/85001' },
			'was taken by stripe, not by Shopify Payments',
		],
		[{ currency: 'USD' }, 'was paid in EUR, the refund is in USD'],
		[{ transaction: 'gid://shopify/OrderTransaction/1' }, 'has no payment'],
		[{ order: 'gid://shopify/Order/1' }, 'Shopify has no order'],
		[{ amount: '0' }, 'must be more than zero'],
		[{ amount: '1.001' }, 'more decimals'],
		[{ refundReference: '' }, 'has no reference'],
	])('refuses %o', async (wrong, message) => {
		const { error } = await shop.run(create({}, { ...direct, ...wrong }));
		expect(error?.message).toContain(message);
		expect(shop.journal.count('shopify', 'refundCreate')).toBe(0);
	});

	it('reports a refund that the bank refused', async () => {
		shop.shopify.state.refundStatus = 'FAILURE';
		expect((await shop.run(create())).json[0].refund).toMatchObject({
			status: 'failed',
			failureReason: 'GENERIC_ERROR',
		});
	});

	it('reads how a pending refund ended', async () => {
		shop.shopify.state.refundStatus = 'PENDING';
		await shop.run(create());
		const get = { resource: 'refund', operation: 'get', direct };
		expect((await shop.run(get)).json[0].refund).toMatchObject({ status: 'pending' });
		shop.shopify.state.settleRefunds('SUCCESS');
		expect((await shop.run(get)).json[0].refund).toMatchObject({ status: 'succeeded' });
	});

	it('moves nothing in a test run, and above its limit', async () => {
		expect((await shop.run(create(), { mode: 'manual' })).json[0].refund).toMatchObject({
			outcome: 'dry_run',
			amount: { amount: 1250 },
		});
		const { error } = await shop.run(create({ options: { highestAmount: '10.00' } }));
		expect(error?.message).toContain("above this node's limit");
		expect(refunds()).toHaveLength(0);
	});
});

describe('Shopify Returns: Refund of a case', () => {
	const intent = {
		id: 'RMA-1/R1',
		amount: { amount: 1250, currency: 'EUR' },
		payment: {
			id: '85002',
			processor: 'shopify_payments',
			providerIds: { 'shopify.transaction': 'gid://shopify/OrderTransaction/85002' },
		},
	};

	async function dueCase(change: object = {}): Promise<string> {
		const store = await shop.store();
		const request = {
			channel: 'shopify',
			brand: 'default',
			orderNumber: '#1002',
			lines: [
				{
					id: 'L1',
					quantity: 1,
					sku: 'CAP-RED',
					title: '',
					reason: 'unknown',
					providerIds: { 'shopify.line_item': 'gid://shopify/LineItem/50021' },
				},
			],
			providerIds: { 'shopify.return': 'gid://shopify/Return/1', 'shopify.order': direct.order },
		};
		const { reference } = await store.cases.open({ request, source: 'shopify', sourceId: 'gid://shopify/Return/1' });
		await store.cases.record({
			reference,
			events: [
				{ source: 'test', id: 'approved', type: 'return.approved', data: {} },
				{ source: 'test', id: 'due', type: 'refund.due', data: { intent: { ...intent, ...change } } },
			],
		});
		return reference;
	}
	const parameters = { resource: 'refund', operation: 'create', intent: '' };

	it('takes the only refund that is due, records it, and does it once', async () => {
		const reference = await dueCase();
		const {
			json: [item],
			error,
		} = await shop.run(parameters, { input: [{ reference }], withStore: true });
		expect(error).toBeUndefined();
		expect(item).toMatchObject({
			reference,
			refund: { status: 'succeeded', outcome: 'done' },
			case: { settlement: 'settled', refunds: [{ state: 'succeeded' }] },
		});
		const again = await shop.run({ ...parameters, intent: 'RMA-1/R1' }, { input: [{ reference }], withStore: true });
		expect(again.json[0]).toMatchObject({ refund: { outcome: 'already_done', status: 'succeeded' } });
		expect(refunds()).toHaveLength(1);
	});

	it('finds the refund again when its answer never came', async () => {
		const reference = await dueCase();
		shop.journal.inject({ provider: 'shopify', operation: 'refundCreate', kind: 'drop_after_commit', times: 3 });
		const lost = await shop.run(parameters, { input: [{ reference }], withStore: true });
		expect(lost.error?.context).toMatchObject({ category: 'unknown_outcome', connection: 'shopify' });
		const { json } = await shop.run(parameters, { input: [{ reference }], withStore: true });
		expect(json[0]).toMatchObject({ refund: { outcome: 'already_done' }, case: { settlement: 'settled' } });
		expect(refunds()).toHaveLength(1);
	});

	it('leaves a refund of Stripe alone', async () => {
		const reference = await dueCase({ payment: { id: 'p', processor: 'stripe', providerIds: {} } });
		const { error } = await shop.run(parameters, { input: [{ reference }], withStore: true });
		expect(error?.message).toBe('Refund RMA-1/R1 is not paid by Shopify Payments but by stripe');
	});

	describe('at a shop that takes no refund of an amount alone', () => {
		beforeEach(() => (shop.shopify.state.refusesArbitrary = true));

		const line = { kind: 'line', line: 'L1', quantity: 1, amount: { amount: 1500, currency: 'EUR' } };
		const tax = { kind: 'tax', line: 'L1', amount: { amount: 300, currency: 'EUR' } };
		const fee = { kind: 'fee', amount: { amount: -550, currency: 'EUR' }, description: 'Return fee' };
		const pay = async (reference: string) =>
			await shop.run({ ...parameters, intent: '' }, { input: [{ reference }], withStore: true });
		const pieces = () => refunds().map((one) => one.pieces?.map(({ quantity }) => quantity));

		it.each([
			['of just their price', { amount: { amount: 1800, currency: 'EUR' }, breakdown: [line, tax] }],
			['less a fee', { breakdown: [line, tax, fee] }],
		])('names the goods of a refund %s', async (_what, change) => {
			const reference = await dueCase(change);
			expect((await pay(reference)).json[0]).toMatchObject({ refund: { outcome: 'done', status: 'succeeded' } });
			expect(pieces()).toEqual([[1]]);
			expect((await pay(reference)).error?.message).toContain('has no refund due');
			expect(refunds()).toHaveLength(1);
		});

		it.each(['drop_before_commit', 'drop_after_commit'] as const)('pays once through %s', async (kind) => {
			const reference = await dueCase({ breakdown: [line, tax, fee] });
			shop.journal.inject({ provider: 'shopify', operation: 'refundCreate', kind, times: 5 });
			await pay(reference);
			await pay(reference);
			expect(
				(await shop.run({ ...parameters, intent: 'RMA-1/R1' }, { input: [{ reference }], withStore: true })).json[0],
			).toMatchObject({
				refund: { status: 'succeeded' },
			});
			expect(refunds()).toHaveLength(1);
		});

		it('names no more pieces than the shop has left of them, and says what to do when it takes none', async () => {
			shop.shopify.state.order('#1002').lines[0].refunded = 3;
			const reference = await dueCase({ breakdown: [line, tax, fee] });
			const { error } = await pay(reference);
			expect(error).toMatchObject({
				message: 'Shopify refused: Arbitrary refund not allowed',
				context: { category: 'rejected' },
			});
			expect(error?.description).toContain('Settle by Hand');
			expect(refunds()).toEqual([]);
		});

		it('does not take pieces of its own refund for pieces that came back before', async () => {
			const reference = await dueCase({ breakdown: [line, tax, fee] });
			await pay(reference);
			const { json } = await shop.run({ resource: 'order', operation: 'get', orderId: direct.order });
			expect(json[0]).toMatchObject({ order: { lines: [{ sku: 'CAP-RED', returnedBefore: 0 }] } });
		});

		it('refuses one without a case, which names no goods', async () => {
			expect((await shop.run(create())).error?.message).toBe('Shopify refused: Arbitrary refund not allowed');
		});
	});

	it('sends nothing but the amount to any other shop', async () => {
		const reference = await dueCase();
		await shop.run(parameters, { input: [{ reference }], withStore: true });
		expect(refunds()[0].pieces).toBeUndefined();
		expect(shop.journal.count('shopify', 'refundCreate')).toBe(1);
	});

	it('tells the case how a pending refund ended', async () => {
		const reference = await dueCase();
		shop.shopify.state.refundStatus = 'PENDING';
		expect((await shop.run(parameters, { input: [{ reference }], withStore: true })).json[0]).toMatchObject({
			case: { settlement: 'pending' },
		});
		shop.shopify.state.settleRefunds('FAILURE');
		const { json } = await shop.run(
			{ resource: 'refund', operation: 'get', intent: '' },
			{ input: [{ reference }], withStore: true },
		);
		expect(json[0]).toMatchObject({
			refund: { status: 'failed' },
			case: { settlement: 'failed', exceptions: [{ code: 'refund_failed', owner: 'finance' }] },
		});
	});
});
