import fc from 'fast-check';
import { exactly, plainNumber, searchOf } from '../../nodes/ShopifyReturns/orders/findOrder';
import { calculated } from '../../nodes/ShopifyReturns/orders/preview';
import { linksOf } from '../../nodes/ShopifyReturns/orders/orderFacts';
import { valuesOf } from '../../nodes/ShopifyReturns/orders/annotation';
import type { OrderState } from '../sandbox/shopify/types';
import { matches } from '../sandbox/shopify/search';
import { asPolicyCase } from '../../nodes/ShopifyReturns/returns/asPolicyCase';
import { readCase } from '../../nodes/ReturnPolicy/input/policyCase';
import { start, type Fixture } from './fixture';

let shop: Fixture;
beforeEach(async () => (shop = await start({ webhooks: false })));
afterEach(async () => await shop.stop());

const order = (operation: string, more: object = {}) => ({ resource: 'order', operation, ...more });

/** An order whose number begins like another's, as Shopify's fuzzy search finds both. */
function longerNumber(): OrderState {
	const { entry, ...rest } = shop.shopify.state.order('#1002');
	const made = {
		...rest,
		id: 'gid://shopify/Order/50020',
		entry: { ...entry, number: '#10020' },
		returns: [],
		refunds: [],
	};
	shop.shopify.state.orders.push(made);
	return made;
}

describe('a return that only Shopify knows', () => {
	const get = async (id: string, more: object = {}) =>
		(await shop.run({ resource: 'return', operation: 'get', returnId: id }, more)).json[0] as {
			shopifyReturn: { createdAt: string; name: string };
			policyCase?: { lines: object[] };
		};
	it('is given out as Return Policy reads a case', async () => {
		const { state } = shop.shopify;
		const made = state.request(state.order('#1001'), [
			{ sku: 'TEE-BLUE-M', quantity: 2 },
			{ sku: 'MUG-WHITE', quantity: 1 },
		]);
		expect((await get(made.id)).policyCase).toMatchObject({
			authorization: 'requested',
			lines: [{ quantities: { approved: 0 } }, { quantities: { approved: 0 } }],
		});
		state.approve(made.id);
		const { shopifyReturn, policyCase } = await get(made.id);
		expect(policyCase).toMatchObject({
			reference: shopifyReturn.name,
			openedAt: shopifyReturn.createdAt,
			authorization: 'approved',
			order: { number: '#1001' },
			lines: [
				{ id: 'TEE-BLUE-M', sku: 'TEE-BLUE-M', quantity: 2, quantities: { approved: 2 } },
				{ id: 'MUG-WHITE', quantity: 1, quantities: { approved: 1 } },
			],
		});
		expect(() => readCase(policyCase)).not.toThrow();
	});
	it('counts no piece that is refunded already, and those of one SKU together', () => {
		const line = (sku: string, quantity: number, refundedQuantity: number) =>
			({ line: `L-${sku}-${quantity}`, sku, title: '', reason: 'unknown', quantity, refundedQuantity }) as never;
		const lines = [line('A', 3, 1), line('A', 1, 0), line('B', 1, 1), line('', 2, 0)];
		const view = { createdAt: '2026-11-01T10:00:00Z', status: 'CLOSED', lines };
		expect(asPolicyCase(view as never, {} as never, '#1-R1').lines).toMatchObject([
			{ id: 'A', quantity: 3, quantities: { approved: 3 } },
			{ id: 'L--2', quantity: 2, quantities: { approved: 2 } },
		]);
	});
});

describe('the search for an order', () => {
	it('keeps what a customer typed a value, whatever it is', () => {
		expect(searchOf({ number: ' #1001 ', email: 'a@example.com' })).toBe(
			"(name:'1001' OR name:'#1001') AND email:'a@example.com'",
		);
		expect(searchOf({ number: "1' OR email:'", email: '' })).toBe(
			"(name:'1\\' OR email:\\'' OR name:'#1\\' OR email:\\'')",
		);
		fc.assert(
			fc.property(
				fc.string({ minLength: 1 }),
				(text) =>
					!matches(searchOf({ number: `x${text}`, email: '' }), (field) =>
						field === 'name' ? '#1001' : 'a@example.com',
					),
			),
		);
	});

	it('takes only what is exactly meant', () => {
		const hits = [
			{ id: '1', name: '#1001', email: 'A@Example.com ' },
			{ id: '2', name: '#10010', email: 'a@example.com' },
			{ id: '3', name: '#1001', email: null },
		];
		expect(exactly(hits, { number: '1001', email: 'a@example.com' }).map(({ id }) => id)).toEqual(['1']);
		expect(exactly(hits, { number: '#1001', email: '' }).map(({ id }) => id)).toEqual(['1', '3']);
		expect([plainNumber('EN1001'), plainNumber(' #EN1001')]).toEqual(['en1001', 'en1001']);
	});
});

describe('Shopify Returns: Order Find', () => {
	it.each([
		['no order of this number', { number: '#9999' }],
		['an order of somebody else', { number: '#1001', email: 'sam@example.com' }],
		['no number', { number: '' }],
	])('goes on without an order when it is told to: %s', async (_what, asked) => {
		const { json, error } = await shop.run(order('find', { ...asked, whenMissing: 'goOn' }));
		expect([error, typeof json[0].orderMissing, json[0].order]).toEqual([undefined, 'string', undefined]);
		expect((await shop.run(order('find', asked))).error).toBeDefined();
	});
	it('goes on without one for no other reason', async () => {
		shop.journal.inject({ provider: 'shopify', operation: 'orders', kind: 'server_error', times: 9 });
		const { error } = await shop.run(order('find', { number: '#1001', whenMissing: 'goOn' }));
		expect(error?.context).toMatchObject({ category: 'retryable' });
	});

	it('finds the order and tells the case', async () => {
		longerNumber();
		const store = await shop.store();
		const { reference } = await store.cases.open({
			source: 'test',
			sourceId: 'a',
			request: {
				channel: 'portal',
				brand: 'default',
				orderNumber: '#1002',
				lines: [{ id: 'A', quantity: 1, sku: 'CAP-RED', title: '', reason: 'unknown', providerIds: {} }],
				providerIds: {},
			},
		});
		const {
			json: [item],
			error,
		} = await shop.run(order('find', { number: '', email: 'SAM@example.com' }), {
			input: [{ reference }],
			withStore: true,
		});
		expect(error).toBeUndefined();
		expect(item).toMatchObject({
			order: { number: '#1002', providerIds: { 'shopify.order': 'gid://shopify/Order/5002' } },
			lineLinks: { A: '50021' },
			case: { ids: { 'shopify.order': 'gid://shopify/Order/5002' }, lines: [{ orderLineId: '50021' }] },
		});
		await shop.run(order('find', { number: '1002', email: '' }), { input: [{ reference }], withStore: true });
		expect((await store.cases.timeline(reference)).map(({ type }) => type)).toEqual([
			'return.requested',
			'order.found',
		]);
	});

	it("says what earlier returns took back, over pages and long returns, but not the case's own", async () => {
		const { state } = shop.shopify;
		const made = () => state.request(state.order('#1002'), [{ sku: 'CAP-RED', quantity: 1 }]);
		const own = made();
		for (let index = 0; index < 12; index++) state.cancel(made().id); // a page of returns that took nothing
		const other = state.approve(made().id);
		const store = await shop.store();
		const { reference } = await store.cases.open({
			source: 'test',
			sourceId: 'b',
			request: {
				channel: 'portal',
				brand: 'default',
				orderNumber: '#1002',
				lines: [{ id: 'A', quantity: 1, sku: 'CAP-RED', title: '', reason: 'unknown', providerIds: {} }],
				providerIds: { 'shopify.return': own.id },
			},
		});
		const find = async (withStore: boolean) =>
			(await shop.run(order('find', { number: '#1002', email: '' }), { input: [{ reference }], withStore }))
				.json[0] as { order: { lines: Array<{ returnedBefore: number }>; returnsCounted: string[] } };
		expect((await find(true)).order).toMatchObject({ lines: [{ returnedBefore: 1 }], returnsCounted: [other.id] });
		state.approve(own.id);
		expect((await find(true)).order.lines[0].returnedBefore).toBe(1);
		expect((await find(false)).order.lines[0].returnedBefore).toBe(2); // without a case no return is its own
		expect((await shop.run({ resource: 'return', operation: 'get', returnId: own.id })).json[0]).toMatchObject({
			order: { lines: [{ returnedBefore: 1 }] },
		});
		other.lines.push(...Array.from({ length: 60 }, () => ({ ...other.lines[0], quantity: 0 })), {
			...other.lines[0],
			quantity: 1,
		});
		expect((await find(true)).order.lines[0].returnedBefore).toBe(2);
	});

	it.each([
		['1002', 'alex@example.com'],
		['100', 'sam@example.com'],
		['#9999', ''],
		["1002' OR name:'", 'sam@example.com'],
	])('does not find %s of %s, and does not say which was wrong', async (number, email) => {
		longerNumber();
		const { error } = await shop.run(order('find', { number, email }));
		expect(error?.message).toBe(
			email ? 'Shopify has no order with this number and e-mail address' : 'Shopify has no order with this number',
		);
		expect(error?.context).toMatchObject({ category: 'rejected', code: 'order_not_found' });
	});

	it('does not choose between two orders of one number', async () => {
		longerNumber().entry = { ...shop.shopify.state.order('#1002').entry };
		expect((await shop.run(order('find', { number: '1002', email: '' }))).error?.message).toBe(
			'Shopify has 2 orders with this number',
		);
	});
});

describe('Shopify Returns: Order Get and Get Returnable Items', () => {
	it('read an order by its number in the id', async () => {
		const {
			json: [item],
		} = await shop.run(order('get', { orderId: '5001' }));
		expect(item.order).toMatchObject({ number: '#1001', payments: [{ processor: 'stripe' }] });
		expect((await shop.run(order('get', { orderId: 'gid://shopify/Return/1' }))).error?.message).toContain(
			'is no order of Shopify',
		);
		expect((await shop.run(order('get', { orderId: '' }))).error?.message).toBe('No order is named');
	});

	it('show what no return has yet', async () => {
		shop.shopify.state.request(shop.shopify.state.order('#1001'), [{ sku: 'TEE-BLUE-M', quantity: 1 }]);
		const {
			json: [item],
		} = await shop.run(order('getReturnableItems', { orderId: '5001' }));
		expect(item.returnable).toEqual([
			{
				fulfillmentLine: 'gid://shopify/FulfillmentLineItem/750011',
				orderLine: '50011',
				lineItem: 'gid://shopify/LineItem/50011',
				variant: 'gid://shopify/ProductVariant/350011',
				sku: 'TEE-BLUE-M',
				title: 'T-shirt blue M',
				quantity: 1,
			},
			{
				fulfillmentLine: 'gid://shopify/FulfillmentLineItem/750012',
				orderLine: '50012',
				lineItem: 'gid://shopify/LineItem/50012',
				variant: 'gid://shopify/ProductVariant/350012',
				sku: 'MUG-WHITE',
				title: 'Mug white',
				quantity: 1,
			},
		]);
	});

	it("link lines by id, by the order's line, or by the only SKU", () => {
		const line = (id: string, sku: string) => ({
			id,
			sku,
			title: '',
			quantity: 1,
			subtotal: { amount: 1, currency: 'EUR' },
			tax: { amount: 0, currency: 'EUR' },
			finalSale: false,
			providerIds: { 'shopify.line_item': `gid://shopify/LineItem/${id}` },
		});
		const links = linksOf(
			[
				{ id: 'a', sku: 'X', providerIds: {} },
				{ id: 'b', sku: '', providerIds: { 'shopify.line_item': 'gid://shopify/LineItem/2' } },
				{ id: 'c', sku: 'Z', providerIds: {} },
				{ id: 'd', sku: 'Z', providerIds: {} },
			],
			{
				number: '#1',
				channel: 'shopify',
				currency: 'EUR',
				taxesIncluded: false,
				lines: [line('1', 'X'), line('2', 'X2'), line('3', 'Z')],
				payments: [],
				providerIds: {},
			},
		);
		expect(links).toEqual({ a: '1', b: '2' });
	});
});

describe('Shopify Returns: Preview Refund', () => {
	it('reckons before a return is made, with fees, and changes nothing', async () => {
		const {
			json: [item],
			error,
		} = await shop.run(
			order('previewRefund', {
				about: 'order',
				orderId: '5001',
				lines: [{ sku: 'TEE-BLUE-M', quantity: 1, restockingFee: 10 }],
				returnShippingFee: '4.90',
				currency: 'EUR',
			}),
		);
		expect(error).toBeUndefined();
		// 18.00 goods + 3.60 tax - 1.80 restocking - 4.90 shipping
		expect(item.preview).toMatchObject({
			refund: { amount: 1490, currency: 'EUR' },
			customerOwes: { amount: 0 },
			goods: { amount: 2160 },
			fees: { amount: 670 },
			lines: [{ quantity: 1, subtotal: { amount: 1800 }, tax: { amount: 360 } }],
		});
		expect(shop.shopify.state.changes).toBe(0);
	});

	it('asks for a return that exists, and where the money goes', async () => {
		const made = shop.shopify.state.request(shop.shopify.state.order('#1002'), [{ sku: 'CAP-RED', quantity: 2 }]);
		shop.shopify.state.approve(made.id);
		const {
			json: [item],
		} = await shop.run(order('previewRefund', { about: 'return', returnId: made.id }));
		expect(item.preview).toMatchObject({
			refund: { amount: 3600 },
			maximum: { amount: 6000 },
			payments: [{ transaction: '85002', gateway: 'shopify_payments', amount: { amount: 3600 } }],
		});
		const credit = await shop.run(
			order('previewRefund', { about: 'return', returnId: made.id, allocation: 'STORE_CREDIT' }),
		);
		expect(credit.json[0].preview).toMatchObject({ payments: [] });
	});

	it('says when the customer owes', () => {
		const bag = (amount: string) => ({ presentmentMoney: { amount, currencyCode: 'EUR' } });
		const node = {
			returnLineItems: [
				{ quantity: 1, fulfillmentLineItem: { id: 'f' }, subtotalSet: bag('-10.0'), totalTaxSet: bag('-2.0') },
			],
			exchangeLineItems: [{ quantity: 1, subtotalSet: bag('20.0'), totalTaxSet: bag('4.0') }],
		};
		expect(calculated(node, 'EUR', false)).toMatchObject({ refund: { amount: 0 }, customerOwes: { amount: 1200 } });
		expect(calculated(node, 'EUR', true)).toMatchObject({ customerOwes: { amount: 1000 } });
	});

	it.each([
		[{ lines: [{ sku: 'TEE-BLUE-M', quantity: 3 }] }, '3 x TEE-BLUE-M cannot be returned: 2 of it were delivered'],
		[{ lines: [] }, 'Nothing to return is named'],
		[{ lines: [{ quantity: 1 }] }, 'needs sku, orderLine or fulfillmentLine'],
		[{ lines: [{ sku: 'TEE-BLUE-M', quantity: 1 }], returnShippingFee: '1', currency: '' }, 'is no currency'],
	])('refuses %o', async (more, message) => {
		expect(
			(await shop.run(order('previewRefund', { about: 'order', orderId: '5001', ...more }))).error?.message,
		).toContain(message);
	});
});

describe('Shopify Returns: Tag and Annotate', () => {
	const state = () => shop.shopify.state.order('#1001');

	it('add tags once and keep others', async () => {
		state().tags = ['vip'];
		expect(
			(await shop.run(order('tag', { orderId: '5001', tags: 'RMA-1, Return, RMA-1' }))).json[0].shopifyOrder,
		).toMatchObject({ tags: ['vip', 'RMA-1', 'Return'], outcome: 'done' });
		expect((await shop.run(order('tag', { orderId: '5001', tags: 'return' }))).json[0].shopifyOrder).toMatchObject({
			outcome: 'already_done',
		});
		expect(shop.journal.count('shopify', 'tagsAdd')).toBe(1);
		expect((await shop.run(order('tag', { orderId: '5001', tags: 'x'.repeat(41) }))).error?.message).toContain(
			'Shopify takes 40',
		);
		await shop.run(order('tag', { orderId: '5001', tags: 'dry' }), { mode: 'manual' });
		expect(state().tags).toEqual(['vip', 'RMA-1', 'Return']);
	});

	const values = () => shop.shopify.state.credits.metafield(state().id, '$app', 'case_references')?.value;
	it('keep one entry for each return, also when two write at once', async () => {
		const results = await Promise.all(
			['RMA-1', 'RMA-2', 'RMA-3'].map(
				async (value) =>
					await shop.run(order('annotate', { orderId: '5001', value, namespace: '$app', key: 'case_references' })),
			),
		);
		expect(results.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
		expect((JSON.parse(values()!) as string[]).sort()).toEqual(['RMA-1', 'RMA-2', 'RMA-3']);
		expect(
			(
				await shop.run(
					order('annotate', { orderId: '5001', value: 'RMA-2', namespace: '$app', key: 'case_references' }),
				)
			).json[0].shopifyOrder,
		).toMatchObject({ outcome: 'already_done' });
	});

	it.each(['drop_after_commit', 'drop_before_commit', 'server_error'] as const)(
		'write once through %s',
		async (kind) => {
			shop.journal.inject({ provider: 'shopify', operation: 'metafieldsSet', kind });
			const { error } = await shop.run(
				order('annotate', { orderId: '5001', value: 'RMA-1', namespace: '$app', key: 'case_references' }),
			);
			expect(error).toBeUndefined();
			expect(values()).toBe('["RMA-1"]');
		},
	);

	it('leave a metafield of another type alone', async () => {
		shop.shopify.state.credits.setMetafields([
			{ ownerId: state().id, namespace: 'returns', key: 'case_references', type: 'json', value: '{}' },
		]);
		expect(
			(
				await shop.run(
					order('annotate', { orderId: '5001', value: 'RMA-1', namespace: 'returns', key: 'case_references' }),
				)
			).error?.message,
		).toContain('is no list of texts');
		expect([
			valuesOf(null),
			valuesOf({ type: 'list.single_line_text_field', value: '{' }),
			valuesOf({ type: 'list.single_line_text_field', value: '["a"]' }),
		]).toEqual([[], undefined, ['a']]);
	});
});

describe('Shopify Returns: Add Note', () => {
	const note = (more: object) => order('addNote', { reference: 'RMA-1', orderId: '5001', ...more });
	const owner = () => shop.shopify.state.order('#1001');
	const written = () => shop.shopify.state.credits.metafield(owner().id, 'returns', 'notes')?.value;
	const put = (value: string, type = 'multi_line_text_field') =>
		shop.shopify.state.credits.setMetafields([
			{ ownerId: owner().id, namespace: 'returns', key: 'notes', type, value },
		]);

	it('writes below what staff wrote, each note once by its ID', async () => {
		put('Called on Monday.');
		const { json } = await shop.run(note({ noteId: 'event-1', text: 'Return approved' }));
		expect(json[0].shopifyNote).toMatchObject({
			name: '#1001',
			text: expect.stringMatching(/^Return approved \[RMA-1 [0-9a-f]{8}\]$/),
			outcome: 'done',
		});
		const again = await shop.run(note({ noteId: 'event-1', text: 'Return approved, 2 pieces' }));
		expect(again.json[0].shopifyNote).toMatchObject({ outcome: 'already_done' });
		await shop.run(note({ noteId: 'event-2', text: 'Return closed' }));
		expect(written()).toMatch(
			/^Called on Monday\.\nReturn approved \[RMA-1 [0-9a-f]{8}\]\nReturn closed \[RMA-1 [0-9a-f]{8}\]$/,
		);
		expect((await shop.run(note({ text: 'dry' }), { mode: 'manual' })).json[0].shopifyNote).toMatchObject({
			outcome: 'dry_run',
		});
		expect(written()).not.toContain('dry');
	});

	it('loses none of several that are written at once', async () => {
		const notes = ['one', 'two', 'three'];
		const all = await Promise.all(notes.map(async (text) => await shop.run(note({ text }))));
		expect(all.map(({ error }) => error)).toEqual([undefined, undefined, undefined]);
		for (const text of notes) expect(written()!.split(`${text} [RMA-1`)).toHaveLength(2);
	});

	it.each(['drop_after_commit', 'drop_before_commit', 'server_error'] as const)(
		'writes once through %s',
		async (kind) => {
			shop.journal.inject({ provider: 'shopify', operation: 'metafieldsSet', kind });
			for (let tries = 0; tries < 2; tries++) await shop.run(note({ text: 'Return approved' }));
			expect(written()).toMatch(/^Return approved \[RMA-1 [0-9a-f]{8}\]$/);
		},
	);

	it('leaves a metafield of another type alone, and wants something to write', async () => {
		put('{}', 'json');
		expect((await shop.run(note({ text: 'x' }))).error?.message).toBe(
			'The metafield returns.notes of order #1001 is no text of several lines',
		);
		expect(written()).toBe('{}');
		expect((await shop.run(note({ text: ' ' }))).error?.message).toBe('There is nothing to write');
	});
});

describe('Order: Get Many', () => {
	const listed = async (more: object) => {
		const { json, error } = await shop.run(order('getMany', { returnAll: true, limit: 50, before: '', ...more }));
		return error ?? json.map(({ shopifyOrder }) => (shopifyOrder as { name: string }).name);
	};
	const ago = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString();

	it('lists orders that changed since a time, those that changed the longest ago first', async () => {
		const { state } = shop.shopify;
		const all = (await listed({ since: ago(3_650) })) as string[];
		expect(all.length).toBe(state.orders.length);
		const times = all.map((name) => state.updatedAt(state.order(name)));
		expect(times).toEqual([...times].sort());
		expect(await listed({ since: ago(3_650), returnAll: false, limit: 2 })).toEqual(all.slice(0, 2));
		state.order('#1001').updatedAt = new Date().toISOString();
		expect(await listed({ since: ago(0.5) })).toEqual(['#1001']);
		expect(await listed({ since: ago(0.5), before: ago(3_650) })).toEqual([]);
	});

	it('leaves out canceled orders, and says what is no time', async () => {
		shop.shopify.state.order('#1001').cancelledAt = new Date().toISOString();
		expect(await listed({ since: ago(3_650) })).not.toContain('#1001');
		expect(await listed({ since: ' ' })).toMatchObject({ message: 'It is not said since when orders are wanted' });
		expect(await listed({ since: 'soon' })).toMatchObject({ message: '"soon" is no time' });
	});
});

it('Order: Get says how many pieces of a line were sent', async () => {
	const [{ order: read }] = (await shop.run(order('get', { orderId: '5001' }))).json as unknown as [
		{ order: { lines: Array<{ sku: string; sent: number }> } },
	];
	expect(read.lines.map(({ sku, sent }) => [sku, sent])).toEqual([
		['TEE-BLUE-M', 2],
		['MUG-WHITE', 1],
	]);
});
