import { ReturnRequest } from '../../nodes/shared/model';
import { start, type Fixture } from './fixture';

let shop: Fixture;
beforeEach(async () => (shop = await start({ webhooks: false })));
afterEach(async () => await shop.stop());

const requested = (number = '#1001') =>
	shop.shopify.state.request(shop.shopify.state.order(number), [
		{ sku: shop.shopify.state.order(number).entry.lines[0].sku, quantity: 2, reason: 'DEFECTIVE', note: 'torn' },
	]);
const returnOf = (operation: string, more = {}) => ({ resource: 'return', operation, ...more });

describe('Shopify Returns: Get', () => {
	it('reads return, order, customer and payments as canonical objects', async () => {
		const { id } = requested();
		const {
			json: [item],
			error,
		} = await shop.run(returnOf('get', { returnId: id }));
		expect(error).toBeUndefined();
		expect(item.shopifyReturn).toMatchObject({
			id,
			name: '#1001-R1',
			status: 'REQUESTED',
			orderNumber: '#1001',
			lines: [{ sku: 'TEE-BLUE-M', quantity: 2, note: 'torn' }],
		});
		expect(item.order).toMatchObject({
			number: '#1001',
			currency: 'EUR',
			taxesIncluded: false,
			customer: {
				name: 'Alex Example',
				email: 'alex@example.com',
				language: 'en',
				address: { street1: '1 Sample Street', postalCode: '62701', country: 'US' },
			},
			lines: [
				{
					id: '50011',
					sku: 'TEE-BLUE-M',
					quantity: 2,
					subtotal: { amount: 3600, currency: 'EUR' },
					tax: { amount: 720 },
				},
				{ sku: 'MUG-WHITE', subtotal: { amount: 1250 }, tax: { amount: 250 } },
			],
			shipping: { subtotal: { amount: 500 }, tax: { amount: 100 } },
			payments: [
				{
					processor: 'stripe',
					providerIds: { 'stripe.payment_intent': 'pi_sandbox_1001' },
					captured: { amount: 6420 },
					refunded: { amount: 0 },
					refundable: { amount: 6420 },
				},
			],
			providerIds: { 'shopify.order': 'gid://shopify/Order/5001' },
		});
		const [line] = (item.order as { lines: Array<{ deliveredAt: string }> }).lines;
		expect(Date.now() - Date.parse(line.deliveredAt)).toBeGreaterThan(7 * 86_400_000);
	});

	it('names the payment of Shopify Payments by its sale', async () => {
		const { id } = requested('#1002');
		const {
			json: [item],
		} = await shop.run(returnOf('get', { returnId: id }));
		expect(item.order).toMatchObject({
			payments: [
				{
					processor: 'shopify_payments',
					providerIds: { 'shopify.transaction': 'gid://shopify/OrderTransaction/85002' },
					refundable: { amount: 6000 },
				},
			],
		});
	});

	it('says which return it did not find, and keeps other items', async () => {
		const { id } = requested();
		const { json } = await shop.run(returnOf('get', { returnId: '={{ $json.return }}' }), {
			input: [{ return: 'gid://shopify/Return/1' }, { return: id }],
			continueOnFail: true,
		});
		expect(json[0]).toMatchObject({
			error: 'Shopify has no return gid://shopify/Return/1',
			details: { category: 'invalid_input', itemIndex: 0 },
		});
		expect(json[1]).toMatchObject({ shopifyReturn: { id } });
	});

	it('refuses an id of another kind before anything is sent', async () => {
		const { error } = await shop.run(returnOf('get', { returnId: 'gid://shopify/Order/5001' }));
		expect(error?.message).toContain('is no return of Shopify');
		expect(shop.journal.calls).toHaveLength(0);
	});

	it('goes without personal data when the app is not approved for it', async () => {
		const { id } = requested();
		const graph = (shop.shopify as unknown as { graph: { order(order: object): object } }).graph;
		const real = graph.order.bind(graph);
		const { GraphQLError } = jest.requireActual<typeof import('graphql')>('graphql');
		graph.order = (order) => ({
			...real(order),
			customer: () => {
				throw new GraphQLError('This app is not approved to access the Customer object.', {
					extensions: { code: 'ACCESS_DENIED' },
				});
			},
		});
		const {
			json: [item],
			error,
		} = await shop.run(returnOf('get', { returnId: id }));
		expect(error).toBeUndefined();
		expect(item.order).toMatchObject({ number: '#1001', customer: { providerIds: {} } });
	});
});

describe('Shopify Returns: Approve, Decline, Close', () => {
	it('approves once, and sees a repeat as done', async () => {
		const { id } = requested();
		const first = await shop.run(returnOf('approve', { returnId: id }));
		expect(first.json[0].shopifyReturn).toMatchObject({ id, status: 'OPEN', inShopify: true, outcome: 'done' });
		const again = await shop.run(returnOf('approve', { returnId: id }));
		expect(again.json[0].shopifyReturn).toMatchObject({ status: 'OPEN', outcome: 'already_done' });
		expect(shop.journal.count('shopify', 'returnApproveRequest')).toBe(1);
	});

	it('only looks in a test run', async () => {
		const { id } = requested();
		const { json } = await shop.run(returnOf('approve', { returnId: id }), { mode: 'manual' });
		expect(json[0].shopifyReturn).toMatchObject({ status: 'OPEN', outcome: 'dry_run' });
		expect(shop.shopify.state.findReturn(id).status).toBe('REQUESTED');
	});

	it('tells the case how the customer shall be paid back', async () => {
		const store = await shop.store();
		const { id } = requested();
		const { reference } = await store.cases.open({
			source: 'test',
			sourceId: 'credit',
			request: ReturnRequest.parse({
				channel: 'shopify',
				lines: [{ id: 'A', quantity: 1 }],
				providerIds: { 'shopify.return': id },
			}),
		});
		expect(
			(await shop.run(returnOf('approve', { refundTo: 'gold' }), { input: [{ reference }], withStore: true })).error
				?.message,
		).toBe('"gold" is no way to pay back');
		const {
			json: [item],
		} = await shop.run(returnOf('approve', { refundTo: 'store_credit' }), { input: [{ reference }], withStore: true });
		expect(item.case).toMatchObject({ authorization: 'approved', refundTo: 'store_credit' });
	});

	it('does not approve what was declined, nor against its own decision', async () => {
		const { id } = requested();
		shop.shopify.state.decline(id, 'OTHER');
		const { error } = await shop.run(returnOf('approve', { returnId: id }));
		expect(error).toMatchObject({
			message: 'Return #1001-R1 was declined meanwhile, so it cannot be approved any more',
			context: { category: 'rejected', connection: 'shopify' },
		});
		const against = await shop.run(
			returnOf('approve', {
				returnId: requested('#1002').id,
				decision: { outcome: 'decline', reasons: [], lines: [] },
			}),
		);
		expect(against.error?.message).toBe('The decision is to decline this return');
	});

	it('says to the second of two people who decide at once that the first has decided, not what Shopify says of statuses', async () => {
		const said = async (id: string) => {
			const { error } = await shop.run(returnOf('decline', { returnId: id, reason: 'OTHER' }));
			return `${error?.message}. ${error?.description}`;
		};
		const { state } = shop.shopify;
		const earlier = requested();
		state.approve(earlier.id);
		const words = 'was approved meanwhile, so it cannot be declined any more. Somebody else has decided';
		expect(await said(earlier.id)).toContain(`Return #1001-R1 ${words}`);
		const { id } = requested('#1002');
		const decline = state.decline.bind(state);
		state.decline = (...of) => {
			state.approve(id); // between our look and our request
			return decline(...of);
		};
		expect(await said(id)).toContain(`Return #1002-R1 ${words}`);
		expect(state.findReturn(id).status).toBe('OPEN');
	});

	it('declines with the reason of the decision', async () => {
		const { id } = requested();
		const decision = {
			outcome: 'decline',
			reasons: [{ code: 'window_over', message: 'The return window is over.' }],
			lines: [],
		};
		const { json } = await shop.run(returnOf('decline', { returnId: id, decision }));
		expect(json[0].shopifyReturn).toMatchObject({ status: 'DECLINED', outcome: 'done' });
		expect(shop.shopify.state.findReturn(id).decline).toEqual({
			reason: 'RETURN_PERIOD_ENDED',
			note: 'The return window is over.',
		});
	});

	it('refuses a note that Shopify would not take', async () => {
		const { error } = await shop.run(
			returnOf('decline', { returnId: requested().id, reason: 'OTHER', note: 'x'.repeat(501) }),
		);
		expect(error?.message).toContain('501 characters');
	});

	it('closes an open return once, and not a requested one', async () => {
		const { id } = requested();
		const early = await shop.run(returnOf('close', { returnId: id }));
		expect(early.error?.context).toMatchObject({ category: 'rejected', code: 'INVALID_STATE' });
		shop.shopify.state.approve(id);
		expect((await shop.run(returnOf('close', { returnId: id }))).json[0].shopifyReturn).toMatchObject({
			status: 'CLOSED',
			outcome: 'done',
		});
		expect((await shop.run(returnOf('close', { returnId: id }))).json[0].shopifyReturn).toMatchObject({
			outcome: 'already_done',
		});
	});

	it('looks before it approves again when the answer was lost', async () => {
		const { id } = requested();
		shop.journal.inject({ provider: 'shopify', operation: 'returnApproveRequest', kind: 'drop_after_commit' });
		const lost = await shop.run(returnOf('approve', { returnId: id }));
		expect(lost.error?.context).toMatchObject({ category: 'unknown_outcome' });
		expect((await shop.run(returnOf('approve', { returnId: id }))).json[0].shopifyReturn).toMatchObject({
			outcome: 'already_done',
		});
		expect(shop.journal.count('shopify', 'returnApproveRequest')).toBe(1);
	});
});

describe('Shopify Returns: Process', () => {
	const lines = (id: string, ...more: Array<[number, string]>) =>
		more.map(([quantity, destination]) => ({
			line: `L${shop.shopify.state.findReturn(id).lines[0].id.split('/').pop()}`,
			quantity,
			destination,
		}));
	const open = () => shop.shopify.state.approve(requested().id).id;

	it('tells Shopify what came back, without money, and only what is new', async () => {
		const id = open();
		const first = await shop.run(returnOf('process', { returnId: id, lines: lines(id, [1, 'restock']) }));
		expect(first.error).toBeUndefined();
		expect(first.json[0].shopifyReturn).toMatchObject({ outcome: 'done', processed: [{ quantity: 1 }], leftOver: [] });
		const state = shop.shopify.state.findReturn(id).lines[0];
		expect([state.processed, state.dispositions.map(({ type, quantity }) => [type, quantity])]).toEqual([
			1,
			[['NOT_RESTOCKED', 1]],
		]);
		const both = { returnId: id, lines: lines(id, [1, 'restock'], [1, 'scrap']) };
		expect((await shop.run(returnOf('process', both))).json[0].shopifyReturn).toMatchObject({
			outcome: 'done',
			processed: [{ quantity: 1 }],
		});
		expect((await shop.run(returnOf('process', both))).json[0].shopifyReturn).toMatchObject({
			outcome: 'already_done',
			processed: [],
		});
		expect(state.processed).toBe(2);
		expect(shop.journal.count('shopify', 'returnProcess')).toBe(2);
	});

	it('restocks at a location', async () => {
		const id = open();
		await shop.run(
			returnOf('process', { returnId: id, location: '1', lines: lines(id, [1, 'restock'], [1, 'quarantine']) }),
		);
		expect(
			shop.shopify.state.findReturn(id).lines[0].dispositions.map(({ type, locationId }) => [type, locationId]),
		).toEqual([
			['RESTOCKED', 'gid://shopify/Location/1'],
			['PROCESSING_REQUIRED', undefined],
		]);
	});

	it('never processes more than was returned, and says what is left over', async () => {
		const id = open();
		const { json } = await shop.run(returnOf('process', { returnId: id, lines: lines(id, [3, 'restock']) }));
		expect(json[0].shopifyReturn).toMatchObject({ processed: [{ quantity: 2 }], leftOver: [{ quantity: 1 }] });
	});

	it('counts again after a lost answer', async () => {
		const id = open();
		shop.journal.inject({ provider: 'shopify', operation: 'returnProcess', kind: 'drop_after_commit' });
		const parameters = returnOf('process', { returnId: id, lines: lines(id, [2, 'restock']) });
		expect((await shop.run(parameters)).error?.context).toMatchObject({ category: 'unknown_outcome' });
		expect((await shop.run(parameters)).json[0].shopifyReturn).toMatchObject({ outcome: 'already_done' });
		expect(shop.shopify.state.findReturn(id).lines[0].processed).toBe(2);
	});

	it('does nothing to a return that is not open', async () => {
		const { id } = requested();
		const { error } = await shop.run(returnOf('process', { returnId: id, lines: lines(id, [1, 'restock']) }));
		expect(error).toMatchObject({
			message: 'Return #1001-R1 is requested in Shopify; only an open return is processed',
			context: { category: 'rejected' },
		});
		expect(shop.journal.count('shopify', 'returnProcess')).toBe(0);
	});
});

describe('Shopify Returns with a case', () => {
	it('tells Shopify nothing of goods that nobody has looked at yet', async () => {
		const { id } = requested();
		const store = await shop.store();
		const { reference } = await store.cases.open({
			source: 'test',
			sourceId: 'unseen',
			request: ReturnRequest.parse({
				channel: 'shopify',
				lines: [{ id: 'A', quantity: 2 }],
				providerIds: { 'shopify.return': id },
			}),
		});
		const {
			json: [item],
			error,
		} = await shop.run(returnOf('process'), { input: [{ reference }], withStore: true });
		expect(error).toBeUndefined();
		expect(item.shopifyReturn).toMatchObject({ id, processed: [], outcome: 'done' });
		expect(shop.journal.calls).toEqual([]);
		expect((await shop.run(returnOf('process', { returnId: id }))).error?.message).toBe(
			'No goods of this return were inspected yet',
		);
	});

	async function openCase(providerIds?: Record<string, string>) {
		const made = shop.shopify.state.request(shop.shopify.state.order('#1002'), [{ sku: 'CAP-RED', quantity: 3 }]);
		const store = await shop.store();
		const line = made.lines[0];
		const { reference } = await store.cases.open({
			source: 'test',
			sourceId: made.id,
			request: {
				channel: 'shopify',
				brand: 'default',
				lines: [
					{
						id: 'A',
						quantity: 3,
						sku: '',
						title: '',
						reason: 'unknown',
						providerIds: { 'shopify.return_line': line.id },
					},
				],
				providerIds: providerIds ?? { 'shopify.return': made.id },
			},
		});
		return {
			made,
			store,
			reference,
			run: async (operation: string, more = {}) =>
				await shop.run(returnOf(operation, { returnId: '', ...more }), { input: [{ reference }], withStore: true }),
		};
	}

	it('takes the whole way of a return, each step from the case and each event once', async () => {
		const { made, store, reference, run } = await openCase();
		const got = await run('get');
		expect(got.json[0]).toMatchObject({
			reference,
			case: {
				orderNumber: '#1002',
				customer: { name: 'Sam Sample' },
				lines: [{ id: 'A', sku: 'CAP-RED', orderLineId: '50021' }],
				ids: { 'shopify.order': 'gid://shopify/Order/5002' },
			},
			shopifyReturn: { lines: [{ line: 'A' }] },
		});
		await run('get');
		await run('approve');
		await store.cases.record({
			reference,
			events: [
				{
					source: 'test',
					id: 'r',
					type: 'return.received',
					data: { receipt: { id: 'r', lines: [{ line: 'A', quantity: 3 }] } },
				},
				{
					source: 'test',
					id: 'i',
					type: 'return.inspected',
					data: { inspection: { id: 'i', lines: [{ line: 'A', quantity: 2, destination: 'restock' }] } },
				},
			],
		});
		expect((await run('process')).json[0].shopifyReturn).toMatchObject({
			outcome: 'done',
			processed: [{ quantity: 2 }],
		});
		expect((await run('process')).json[0].shopifyReturn).toMatchObject({ outcome: 'already_done' });
		await store.cases.record({
			reference,
			events: [
				{
					source: 'test',
					id: 'i2',
					type: 'return.inspected',
					data: { inspection: { id: 'i2', lines: [{ line: 'A', quantity: 1, destination: 'scrap' }] } },
				},
			],
		});
		expect((await run('process')).json[0].shopifyReturn).toMatchObject({
			outcome: 'done',
			processed: [{ quantity: 1 }],
		});
		expect((await run('close', { onlyWhenDone: true })).json[0].shopifyReturn).toEqual({
			outcome: 'nothing_to_do',
			message: 'Not closed yet, this is still open: the refund, goods that are to be put away.',
		});
		expect(shop.shopify.state.findReturn(made.id).status).toBe('OPEN');
		expect((await run('close')).json[0]).toMatchObject({ case: { closedAt: expect.any(String) } });
		expect((await store.cases.timeline(reference)).map(({ type }) => type)).toEqual([
			'return.requested',
			'order.found',
			'return.approved',
			'return.received',
			'return.inspected',
			'shop_return.processed',
			'return.inspected',
			'shop_return.processed',
			'return.closed',
		]);
		expect(shop.shopify.state.findReturn(made.id)).toMatchObject({ status: 'CLOSED', lines: [{ processed: 3 }] });
		expect((await run('reopen')).json[0].case).not.toHaveProperty('closedAt');
		expect((await run('reopen')).json[0].shopifyReturn).toMatchObject({ outcome: 'already_done' });
		expect((await run('close')).json[0]).toMatchObject({ case: { closedAt: expect.any(String) } });
		expect((await store.cases.timeline(reference)).map(({ type }) => type).slice(-3)).toEqual([
			'return.closed',
			'return.reopened',
			'return.closed',
		]);
		expect(await store.cases.verify(reference)).toBeUndefined();
	});

	it('finishes what a lost answer left in doubt, and asks Shopify once', async () => {
		const { reference, run, store } = await openCase();
		shop.journal.inject({ provider: 'shopify', operation: 'returnApproveRequest', kind: 'drop_after_commit' });
		expect((await run('approve')).error?.context).toMatchObject({ category: 'unknown_outcome' });
		expect((await run('approve')).json[0]).toMatchObject({
			shopifyReturn: { outcome: 'already_done' },
			case: { authorization: 'approved' },
		});
		expect(shop.journal.count('shopify', 'returnApproveRequest')).toBe(1);
		expect((await store.cases.timeline(reference)).filter(({ type }) => type === 'return.approved')).toHaveLength(1);
	});

	it('records the approval of a return from another channel without calling Shopify', async () => {
		const { run } = await openCase({});
		expect((await run('approve')).json[0]).toMatchObject({
			shopifyReturn: { inShopify: false, status: 'OPEN', outcome: 'done' },
			case: { authorization: 'approved' },
		});
		expect((await run('approve')).json[0]).toMatchObject({ shopifyReturn: { outcome: 'already_done' } });
		expect(shop.journal.calls).toHaveLength(0);
		expect((await run('get')).error?.message).toBe('This case has no return in Shopify');
	});

	it('writes nothing into the case in a test run', async () => {
		const { reference, store } = await openCase();
		await shop.run(returnOf('get', { returnId: '' }), { input: [{ reference }], withStore: true, mode: 'manual' });
		await shop.run(returnOf('approve', { returnId: '' }), { input: [{ reference }], withStore: true, mode: 'manual' });
		expect(await store.cases.timeline(reference)).toHaveLength(1);
	});
});
