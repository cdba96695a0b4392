import fc from 'fast-check';
import type { ReturnNode } from '../../nodes/ShopifyReturns/graphql';
import { planDispose } from '../../nodes/ShopifyReturns/goods/dispose';
import type { Inspected } from '../../nodes/ShopifyReturns/goods/dispositions';
import { searchLocations } from '../../nodes/ShopifyReturns/methods/listSearch';
import { isParcel } from '../../nodes/ShopifyReturns/goods/parcels';
import { legacyToken } from '../sandbox/shopify';
import { start, type Fixture } from './fixture';

let shop: Fixture;
beforeEach(async () => (shop = await start({ webhooks: false })));
afterEach(async () => await shop.stop());

const open = (quantity = 2) =>
	shop.shopify.state.approve(
		shop.shopify.state.request(shop.shopify.state.order('#1002'), [{ sku: 'CAP-RED', quantity }]).id,
	);
const lineOf = (id: string) => `L${shop.shopify.state.findReturn(id).lines[0].id.split('/').pop()}`;

describe('Shopify Returns: Reverse Delivery', () => {
	const parcel = {
		trackingNumber: '1Z1',
		trackingUrl: 'https://carrier.example.com/1Z1',
		labelUrl: 'https://files.example.com/1Z1.pdf',
	};
	const create = (returnId: string, more: object = {}) => ({
		resource: 'reverseDelivery',
		operation: 'create',
		returnId,
		...parcel,
		...more,
	});
	const update = (returnId: string, more: object) => ({
		resource: 'reverseDelivery',
		operation: 'update',
		returnId,
		trackingNumber: '',
		trackingUrl: '',
		labelUrl: '',
		...more,
	});

	it('announces a parcel once, with label and tracking', async () => {
		const found = open();
		const first = await shop.run(create(found.id));
		expect(first.error).toBeUndefined();
		expect(first.json[0].reverseDelivery).toMatchObject({
			inShopify: true,
			deliveries: [
				{
					trackingNumber: '1Z1',
					trackingUrl: parcel.trackingUrl,
					labelUrl: expect.stringContaining('cdn.shopify.com'),
				},
			],
			outcome: 'done',
		});
		expect((await shop.run(create(found.id))).json[0].reverseDelivery).toMatchObject({ outcome: 'already_done' });
		expect(found.deliveries).toMatchObject([{ number: '1Z1', labelUrl: parcel.labelUrl }]);
	});

	it('finds the parcel again when the answer was lost, and another number is another parcel', async () => {
		const found = open();
		shop.journal.inject({
			provider: 'shopify',
			operation: 'reverseDeliveryCreateWithShipping',
			kind: 'drop_after_commit',
		});
		expect((await shop.run(create(found.id))).error?.context).toMatchObject({ category: 'unknown_outcome' });
		expect((await shop.run(create(found.id))).json[0].reverseDelivery).toMatchObject({ outcome: 'already_done' });
		await shop.run(create(found.id, { trackingNumber: '1Z12' }));
		expect(found.deliveries).toHaveLength(2);
	});

	it('takes the newest label of the case that was not voided', async () => {
		const found = open();
		const store = await shop.store();
		const { reference } = await store.cases.open({
			source: 'test',
			sourceId: 'x',
			request: {
				channel: 'shopify',
				brand: 'default',
				lines: [
					{
						id: 'A',
						quantity: 1,
						sku: '',
						title: '',
						reason: 'unknown',
						providerIds: { 'shopify.return_line': found.lines[0].id },
					},
				],
				providerIds: { 'shopify.return': found.id },
			},
		});
		const label = (id: string) => ({
			source: 'test',
			id,
			type: 'label.issued' as const,
			data: { label: { id, carrier: 'c', trackingNumber: id, labelUrl: `https://files.example.com/${id}.pdf` } },
		});
		await store.cases.record({
			reference,
			events: [
				{ source: 'test', id: 'a', type: 'return.approved', data: {} },
				label('L1'),
				label('L2'),
				{ source: 'test', id: 'v', type: 'label.voided', data: { label: 'L2' } },
			],
		});
		const { json, error } = await shop.run(
			{
				resource: 'reverseDelivery',
				operation: 'create',
				returnId: '',
				trackingNumber: '',
				trackingUrl: '',
				labelUrl: '',
			},
			{ input: [{ reference }], withStore: true },
		);
		expect(error).toBeUndefined();
		expect(json[0].reverseDelivery).toMatchObject({ deliveries: [{ trackingNumber: 'L1' }] });
		await shop.run(update('', { trackingNumber: 'L1b', deliveryId: '' }), { input: [{ reference }], withStore: true });
		await store.cases.record({
			reference,
			events: [
				{
					source: 'test',
					id: 'r',
					type: 'return.received',
					data: { receipt: { id: 'r', lines: [{ line: 'A', quantity: 1 }] } },
				},
				{
					source: 'test',
					id: 'i',
					type: 'return.inspected',
					data: { inspection: { id: 'i', lines: [{ line: 'A', quantity: 1, destination: 'scrap' }] } },
				},
			],
		});
		const dispose = { resource: 'disposition', operation: 'dispose', returnId: '', lines: '[]' };
		for (let i = 0; i < 2; i++)
			expect((await shop.run(dispose, { input: [{ reference }], withStore: true })).error).toBeUndefined();
		expect(
			(await store.cases.timeline(reference))
				.filter(({ type }) => type.startsWith('shop_'))
				.map(({ type, data }) => [type, data]),
		).toMatchObject([
			['shop_parcel.announced', { id: found.id, trackingNumber: 'L1' }],
			['shop_parcel.announced', { id: found.id, trackingNumber: 'L1b' }],
			[
				'shop_goods.sorted',
				{ id: found.id, lines: [{ line: found.lines[0].reverseLineId, quantity: 1, disposition: 'not_restocked' }] },
			],
		]);
	});

	it('needs an open return, a number and web addresses', async () => {
		const requested = shop.shopify.state.request(shop.shopify.state.order('#1001'), [
			{ sku: 'MUG-WHITE', quantity: 1 },
		]);
		expect((await shop.run(create(requested.id))).error).toMatchObject({
			message: 'Return #1001-R1 is requested and expects no parcel',
			context: { category: 'rejected' },
		});
		expect((await shop.run(create(open(1).id, { trackingNumber: '', trackingUrl: '' }))).error?.message).toBe(
			'The parcel has no tracking number',
		);
		expect((await shop.run(create(open(1).id, { labelUrl: 'file:///etc/passwd' }))).error?.message).toContain(
			'is no web address',
		);
		expect((await shop.run(create(open(1).id), { mode: 'manual' })).json[0].reverseDelivery).toMatchObject({
			outcome: 'dry_run',
			deliveries: [{ trackingNumber: '1Z1' }],
		});
		expect(shop.journal.count('shopify', 'reverseDelivery')).toBe(0);
	});

	it('changes an announced parcel, and back', async () => {
		const found = open();
		await shop.run(create(found.id));
		expect((await shop.run(update(found.id, { trackingNumber: '2Z' }))).json[0].reverseDelivery).toMatchObject({
			trackingNumber: '2Z',
			outcome: 'done',
		});
		expect((await shop.run(update(found.id, { trackingNumber: '2Z' }))).json[0].reverseDelivery).toMatchObject({
			outcome: 'already_done',
		});
		await shop.run(update(found.id, { trackingNumber: '1Z1' }));
		await shop.run(update(found.id, { trackingNumber: '2Z' }));
		expect(found.deliveries).toMatchObject([{ number: '2Z', url: parcel.trackingUrl }]);
		expect((await shop.run(update(found.id, {}))).error?.message).toBe('Nothing of the parcel is given');
		await shop.run(create(found.id));
		expect((await shop.run(update(found.id, { trackingNumber: '3Z' }))).error?.message).toBe(
			'This return has 2 announced parcels',
		);
		expect(
			(await shop.run(update(found.id, { trackingNumber: '3Z', deliveryId: found.deliveries![1].id }))).json[0]
				.reverseDelivery,
		).toMatchObject({ trackingNumber: '3Z' });
	});

	it('knows a parcel by its number, and without one by its address', () => {
		const node = (number: string | null, url: string | null) => ({
			id: 'd',
			deliverable: { tracking: { number, url } },
		});
		expect([
			isParcel(node('1', 'u'), { number: '1' }),
			isParcel(node('12', 'u'), { number: '1', url: 'u' }),
			isParcel(node(null, 'u'), { url: 'u' }),
			isParcel(node(null, null), {}),
		]).toEqual([true, false, true, false]);
	});
});

const line = (id: number, quantity: number, variant = true) => ({
	id: `gid://shopify/ReturnLineItem/${id}`,
	quantity,
	processedQuantity: 0,
	processableQuantity: quantity,
	refundableQuantity: quantity,
	refundedQuantity: 0,
	fulfillmentLineItem: {
		id: `gid://shopify/FulfillmentLineItem/${id}`,
		lineItem: {
			id: `gid://shopify/LineItem/${id}`,
			sku: `SKU-${id}`,
			title: 'T',
			variant: variant ? { id: `gid://shopify/ProductVariant/${id}` } : null,
		},
	},
});
const node = (
	lines: ReturnType<typeof line>[],
	told: Record<number, Array<{ type: string; quantity: number }>> = {},
): ReturnNode => ({
	id: 'gid://shopify/Return/1',
	name: '#1-R1',
	status: 'OPEN',
	createdAt: '2026-11-01T00:00:00Z',
	totalQuantity: 1,
	order: { id: 'gid://shopify/Order/1', name: '#1' },
	returnLineItems: { nodes: lines, pageInfo: { hasNextPage: false } },
	reverseFulfillmentOrders: {
		nodes: lines.map(({ id, quantity }) => {
			const number = Number(id.split('/').pop());
			return {
				id: `gid://shopify/ReverseFulfillmentOrder/${number}`,
				status: 'OPEN',
				lineItems: {
					nodes: [
						{
							id: `gid://shopify/ReverseFulfillmentOrderLineItem/${number}`,
							totalQuantity: quantity,
							fulfillmentLineItem: { id: `gid://shopify/FulfillmentLineItem/${number}` },
							dispositions: told[number] ?? [],
						},
					],
				},
			};
		}),
	},
});
const inspected = (id: number, counts: Inspected['counts']): Inspected => ({
	id: `L${id}`,
	sku: '',
	providerIds: {},
	counts,
});
const place = 'gid://shopify/Location/1';

describe('the plan for dispositions', () => {
	it('never tells more pieces than there are, whatever was counted and told before', () => {
		const small = fc.nat({ max: 5 });
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 5 }),
				small,
				fc.constantFrom('RESTOCKED', 'NOT_RESTOCKED', 'PROCESSING_REQUIRED', 'MISSING'),
				small,
				small,
				small,
				small,
				(quantity, before, type, restock, scrap, quarantine, missing) => {
					const told = Math.min(before, quantity);
					const { calls, leftOver } = planDispose(
						node([line(1, quantity)], { 1: told ? [{ type, quantity: told }] : [] }),
						[inspected(1, { restock, scrap, quarantine, missing })],
						place,
					);
					const sent = calls.flat().reduce((total, one) => total + one.quantity, 0);
					const wanted = restock + scrap + quarantine + missing;
					expect(told + sent).toBeLessThanOrEqual(quantity);
					expect(sent).toBeLessThanOrEqual(wanted);
					expect(leftOver.reduce((total, one) => total + one.quantity, 0)).toBe(Math.max(0, wanted - told - sent));
				},
			),
		);
	});

	it('makes one call for each reverse fulfillment order, and restocks only at a location', () => {
		const plan = planDispose(
			node([line(1, 1), line(2, 3)]),
			[inspected(1, { restock: 1 }), inspected(2, { restock: 1, quarantine: 1, missing: 1 })],
			place,
		);
		expect(
			plan.calls.map((call) => call.map(({ dispositionType, locationId }) => [dispositionType, locationId])),
		).toEqual([
			[['RESTOCKED', place]],
			[
				['RESTOCKED', place],
				['PROCESSING_REQUIRED', undefined],
				['MISSING', undefined],
			],
		]);
		expect(planDispose(node([line(1, 1)]), [inspected(1, { restock: 1 })]).calls[0][0].dispositionType).toBe(
			'NOT_RESTOCKED',
		);
	});

	it('says where Shopify was told otherwise, and what it does not hold', () => {
		const plan = planDispose(
			node([line(1, 1)], { 1: [{ type: 'PROCESSING_REQUIRED', quantity: 1 }] }),
			[inspected(1, { restock: 1 }), inspected(9, { scrap: 2 })],
			place,
		);
		expect(plan).toEqual({
			calls: [],
			leftOver: [{ line: 'L9', quantity: 2 }],
			differs: [{ line: 'L1', told: '1 processing_required', wanted: '1 restocked' }],
		});
	});

	it('refuses to restock a custom line: Shopify would refuse the whole call', () => {
		expect(() => planDispose(node([line(1, 1, false)]), [inspected(1, { restock: 1 })], place)).toThrow(
			"is no product of the shop's catalogue",
		);
		expect(planDispose(node([line(1, 1, false)]), [inspected(1, { scrap: 1 })], place).calls).toHaveLength(1);
	});
});

describe('Shopify Returns: Dispose', () => {
	const dispose = (id: string, lines: Array<[number, string]>, more: object = {}) => ({
		resource: 'disposition',
		operation: 'dispose',
		returnId: id,
		location: { __rl: true, mode: 'list', value: place },
		lines: lines.map(([quantity, destination]) => ({ line: lineOf(id), quantity, destination })),
		...more,
	});

	it('tells where pieces went, only what is new', async () => {
		const found = open();
		const first = await shop.run(dispose(found.id, [[1, 'restock']]));
		expect(first.error).toBeUndefined();
		expect(first.json[0].shopifyReturn).toMatchObject({
			disposed: [{ quantity: 1, dispositionType: 'RESTOCKED', locationId: place }],
			leftOver: [],
			differs: [],
			outcome: 'done',
		});
		expect(
			(
				await shop.run(
					dispose(found.id, [
						[1, 'restock'],
						[1, 'missing'],
					]),
				)
			).json[0].shopifyReturn,
		).toMatchObject({ disposed: [{ dispositionType: 'MISSING' }] });
		expect(
			(
				await shop.run(
					dispose(found.id, [
						[1, 'restock'],
						[1, 'missing'],
					]),
				)
			).json[0].shopifyReturn,
		).toMatchObject({ outcome: 'already_done', disposed: [] });
		expect(found.lines[0].dispositions.map(({ type }) => type)).toEqual(['RESTOCKED', 'MISSING']);
	});

	it('does not over-dispose, which Shopify would let pass', async () => {
		const found = open(1);
		expect((await shop.run(dispose(found.id, [[3, 'scrap']]))).json[0].shopifyReturn).toMatchObject({
			disposed: [{ quantity: 1 }],
			leftOver: [{ quantity: 2 }],
		});
		// The same sent straight to the shop is taken: the count is what protects.
		const inputs = [
			{
				reverseFulfillmentOrderLineItemId: found.lines[0].reverseLineId,
				quantity: 5,
				dispositionType: 'NOT_RESTOCKED',
			},
		];
		await fetch(`${shop.running.url}/admin/api/2026-10/graphql.json`, {
			method: 'POST',
			headers: { 'x-shopify-access-token': legacyToken },
			body: JSON.stringify({
				query:
					'mutation ($i: [ReverseFulfillmentOrderDisposeInput!]!) { reverseFulfillmentOrderDispose(dispositionInputs: $i) { userErrors { message } } }',
				variables: { i: inputs },
			}),
		});
		expect(found.lines[0].dispositions.reduce((total, one) => total + one.quantity, 0)).toBe(6);
	});

	it('sees what it told of a return that was closed since', async () => {
		const found = open();
		await shop.run(dispose(found.id, [[2, 'scrap']]));
		shop.shopify.state.close(found.id);
		expect((await shop.run(dispose(found.id, [[2, 'scrap']]))).json[0].shopifyReturn).toMatchObject({
			outcome: 'already_done',
		});
	});

	it('counts again when the answer was lost', async () => {
		const found = open();
		shop.journal.inject({
			provider: 'shopify',
			operation: 'reverseFulfillmentOrderDispose',
			kind: 'drop_after_commit',
		});
		expect((await shop.run(dispose(found.id, [[2, 'scrap']]))).error?.context).toMatchObject({
			category: 'unknown_outcome',
		});
		expect((await shop.run(dispose(found.id, [[2, 'scrap']]))).json[0].shopifyReturn).toMatchObject({
			outcome: 'already_done',
		});
		expect(found.lines[0].dispositions).toHaveLength(1);
	});

	it('only sorts goods of an open return, and nothing in a test run', async () => {
		const { id } = shop.shopify.state.request(shop.shopify.state.order('#1001'), [{ sku: 'MUG-WHITE', quantity: 1 }]);
		expect((await shop.run(dispose(id, [[1, 'scrap']]))).error).toMatchObject({
			message: 'Return #1001-R1 is requested in Shopify; only goods of an open return are sorted',
			context: { category: 'rejected' },
		});
		const found = open();
		expect((await shop.run(dispose(found.id, [[1, 'scrap']]), { mode: 'manual' })).json[0].shopifyReturn).toMatchObject(
			{ outcome: 'dry_run', disposed: [{ quantity: 1 }] },
		);
		expect(found.lines[0].dispositions).toHaveLength(0);
		expect((await shop.run(dispose(found.id, [[1, 'scrap']], { location: 'Outlet' }))).error?.message).toContain(
			'is no location of Shopify',
		);
	});
});

describe('the list of locations', () => {
	it('shows the active ones by name', async () => {
		const node = {
			getNode: () => ({ name: 'Shopify Returns' }),
			getCredentials: async () => ({ ...shop.credential, authMode: 'accessToken', accessToken: legacyToken }),
			helpers: {
				httpRequestWithAuthentication: async (_type: string, options: { url: string; body: object }) => {
					const answer = await fetch(options.url, {
						method: 'POST',
						headers: { 'x-shopify-access-token': legacyToken },
						body: JSON.stringify(options.body),
					});
					return { statusCode: answer.status, headers: {}, body: await answer.json() };
				},
			},
		};
		expect(await searchLocations.call(node as never)).toEqual({
			results: [
				{ name: 'Sample location', value: place },
				{ name: 'Outlet', value: 'gid://shopify/Location/2' },
			],
		});
		expect(await searchLocations.call(node as never, 'outl')).toEqual({
			results: [{ name: 'Outlet', value: 'gid://shopify/Location/2' }],
		});
		shop.shopify.scopes.delete('read_locations');
		await expect(searchLocations.call(node as never)).rejects.toMatchObject({
			description: expect.stringContaining('read_locations'),
		});
	});
});
