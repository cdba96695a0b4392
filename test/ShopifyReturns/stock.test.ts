import { adjustInput, changeKey, moveInput, setInput } from '../../nodes/ShopifyReturns/goods/change';
import { changeOnce } from '../../nodes/ShopifyReturns/goods/changeOnce';
import type { Effect } from '../../nodes/shared/effect';
import type { OperationContext } from '../../nodes/shared/operation';
import { start, type Fixture } from './fixture';

let shop: Fixture;
beforeEach(async () => (shop = await start({ webhooks: false })));
afterEach(async () => await shop.stop());

const place = 'gid://shopify/Location/1';
const change = (operation: string, more: object = {}) => ({
	resource: 'inventory',
	operation,
	location: { __rl: true, mode: 'id', value: '1' },
	reason: 'restock',
	changeReference: 'RMA-1/a',
	items: [{ sku: 'CAP-RED', quantity: 2 }],
	...more,
});
const item = () => shop.shopify.state.stock.items.find(({ sku }) => sku === 'CAP-RED')!;
const level = (name: string) => item().levels[place][name];

describe('a change of stock', () => {
	const changes = [
		{ inventoryItemId: 'i', quantity: 2, expected: 0 },
		{ inventoryItemId: 'j', quantity: 1 },
	];
	it('always says what was before, and names a ledger document exactly where Shopify wants one', () => {
		const adjust = (name: string) =>
			adjustInput('RMA-1/a', { name, reason: 'restock', locationId: 'l', changes }).changes;
		expect(adjust('available')).toEqual([
			{ inventoryItemId: 'i', locationId: 'l', delta: 2, changeFromQuantity: 0 },
			{ inventoryItemId: 'j', locationId: 'l', delta: 1, changeFromQuantity: null },
		]);
		expect(adjust('damaged')[1]).toMatchObject({
			changeFromQuantity: null,
			ledgerDocumentUri: 'gid://n8n-nodes-returns/StockChange/RMA-1%2Fa',
		});
		expect(
			moveInput('RMA-1/a', { from: 'quality_control', to: 'available', reason: 'r', locationId: 'l', changes })
				.changes[0],
		).toEqual({
			inventoryItemId: 'i',
			quantity: 2,
			from: {
				locationId: 'l',
				name: 'quality_control',
				changeFromQuantity: 0,
				ledgerDocumentUri: 'gid://n8n-nodes-returns/StockChange/RMA-1%2Fa',
			},
			to: { locationId: 'l', name: 'available', changeFromQuantity: null },
		});
		expect(setInput('RMA-1/a', { name: 'available', reason: 'r', locationId: 'l', changes }).quantities[1]).toEqual({
			inventoryItemId: 'j',
			locationId: 'l',
			quantity: 1,
			changeFromQuantity: null,
		});
	});

	it('has one key for its reference', () => {
		expect(new Set(Array.from({ length: 500 }, (_, index) => changeKey(`a${index}`))).size).toBe(500);
		expect(changeKey('a')).toBe(changeKey('a'));
		expect(changeKey('a')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
	});
});

describe('Shopify Returns: Inventory', () => {
	it('adjusts once for a reference, and again for another', async () => {
		const first = await shop.run(change('adjust', { name: 'available' }));
		expect(first.error).toBeUndefined();
		expect(first.json[0].inventory).toMatchObject({
			reference: 'RMA-1/a',
			changes: [{ name: 'available', delta: 2, inventoryItem: item().id, location: place }],
			outcome: 'done',
		});
		await shop.run(change('adjust', { name: 'available' }));
		expect(level('available')).toBe(12);
		await shop.run(
			change('adjust', {
				name: 'available',
				changeReference: 'RMA-1/b',
				items: [{ inventoryItem: item().id, quantity: -1 }],
			}),
		);
		expect(level('available')).toBe(11);
	});

	it.each(['drop_before_commit', 'drop_after_commit', 'server_error'] as const)(
		'adjusts once through %s',
		async (kind) => {
			shop.journal.inject({ provider: 'shopify', operation: 'inventoryAdjustQuantities', kind });
			const { error } = await shop.run(change('adjust', { name: 'damaged' }));
			expect(error).toBeUndefined();
			expect(level('damaged')).toBe(2);
		},
	);

	it('moves between quantities, and sets one', async () => {
		const move = { from: 'available', to: 'quality_control', changeReference: 'm' };
		expect((await shop.run(change('move', move))).json[0].inventory).toMatchObject({
			changes: [
				{ name: 'available', delta: -2 },
				{ name: 'quality_control', delta: 2 },
			],
		});
		expect([level('available'), level('quality_control')]).toEqual([8, 2]);
		expect(
			(
				await shop.run(
					change('set', {
						name: 'available',
						items: [{ sku: 'CAP-RED', quantity: 5, expected: 8 }],
						changeReference: 's',
					}),
				)
			).error,
		).toBeUndefined();
		expect(level('available')).toBe(5);
	});

	it('does not overwrite what changed in between', async () => {
		const { error } = await shop.run(
			change('set', { name: 'available', items: [{ sku: 'CAP-RED', quantity: 5, expected: 8 }] }),
		);
		expect(error?.context).toMatchObject({ category: 'retryable', code: 'CHANGE_FROM_QUANTITY_STALE' });
		expect(error?.context).not.toHaveProperty('connection');
		expect(error?.description).toContain('Somebody changed the stock in between');
		expect(level('available')).toBe(10);
	});

	it('refuses another change under the same reference', async () => {
		await shop.run(change('adjust', { name: 'available' }));
		expect(
			(await shop.run(change('adjust', { name: 'available', items: [{ sku: 'CAP-RED', quantity: 3 }] }))).error
				?.context,
		).toMatchObject({ category: 'rejected', code: 'IDEMPOTENCY_KEY_PARAMETER_MISMATCH' });
		expect(level('available')).toBe(12);
	});

	it.each([
		['adjust', { items: [] }, 'No item is given'],
		['adjust', { items: [{ sku: 'CAP', quantity: 1 }] }, 'Shopify has no item with the SKU CAP'],
		['adjust', { items: [{ sku: 'CAP-RED', quantity: 0 }] }, 'changes nothing'],
		[
			'adjust',
			{
				items: [
					{ sku: 'CAP-RED', quantity: 1 },
					{ sku: 'CAP-RED', quantity: 1 },
				],
			},
			'An item stands twice',
		],
		['adjust', { changeReference: '={{ "" }}' }, 'has no reference'],
		['adjust', { location: { __rl: true, mode: 'id', value: '={{ "" }}' } }, 'No location is chosen'],
		['adjust', { items: [{ inventoryItem: 'gid://shopify/Product/1', quantity: 1 }] }, 'is no inventory item'],
		['move', { from: 'available', to: 'available' }, 'From and To are the same'],
		['move', { from: 'available', to: 'damaged', items: [{ sku: 'CAP-RED', quantity: -1 }] }, 'only more than 0'],
		['set', { items: [{ sku: 'CAP-RED', quantity: -1 }] }, 'cannot be set below 0'],
	])('%s refuses %o', async (operation, more, message) => {
		expect((await shop.run(change(operation, more))).error?.message).toContain(message);
		expect(shop.shopify.state.stock.groups).toHaveLength(0);
	});

	it('changes nothing in a test run', async () => {
		for (const operation of ['adjust', 'move', 'set'])
			expect((await shop.run(change(operation), { mode: 'manual' })).json[0].inventory).toMatchObject({
				outcome: 'dry_run',
			});
		expect(shop.shopify.state.stock.groups).toHaveLength(0);
	});

	it('leaves a change in doubt to a person when Shopify no longer knows its key', async () => {
		const look = async (hours: number) =>
			await changeOnce(
				{
					perform: async (_key: string, effect: Effect<object>) =>
						((await effect.lookUp({
							progress: { sentAt: new Date(Date.now() - hours * 3_600_000).toISOString() },
							note: async () => {},
						})) ?? {}) as never,
				} as unknown as OperationContext,
				'shopify.inventory_adjust',
				{ reference: 'r', planned: [], send: async () => null },
			);
		await expect(look(25)).rejects.toMatchObject({
			details: { category: 'unknown_outcome', code: 'too_old_to_repeat' },
		});
		expect(await look(22)).toEqual({});
	});

	it('sends a change in doubt again under its key, and one that is done never again', async () => {
		const store = await shop.store();
		const { reference } = await store.cases.open({
			source: 'test',
			sourceId: 'x',
			request: {
				channel: 'shopify',
				brand: 'default',
				lines: [{ id: 'A', quantity: 1, sku: '', title: '', reason: 'unknown', providerIds: {} }],
				providerIds: {},
			},
		});
		const run = async () =>
			await shop.run(change('adjust', { name: 'available' }), { input: [{ reference }], withStore: true });
		shop.journal.inject({
			provider: 'shopify',
			operation: 'inventoryAdjustQuantities',
			kind: 'drop_after_commit',
			times: 3,
		});
		expect((await run()).error?.context).toMatchObject({ category: 'unknown_outcome' });
		expect((await run()).json[0].inventory).toMatchObject({ outcome: 'done' });
		expect((await run()).json[0].inventory).toMatchObject({ outcome: 'already_done' });
		expect([level('available'), shop.shopify.state.stock.groups.length]).toEqual([12, 1]);
		expect((await store.cases.timeline(reference)).filter(({ type }) => type === 'shop_stock.changed')).toMatchObject([
			{ data: { changes: [{ item: item().id, location: place, quantity: 'available', delta: 2 }] } },
		]);
	});
});

describe('Shopify Returns: Inventory: Get', () => {
	const get = async (...products: unknown[]) =>
		await shop.run({
			resource: 'inventory',
			operation: 'get',
			location: { __rl: true, mode: 'id', value: '1' },
			products,
		} as never);

	it('says what is available and on hand, and of what nothing can be set', async () => {
		item().levels[place].damaged = 3;
		const other = shop.shopify.state.stock.items.find(({ sku }) => sku === 'MUG-WHITE')!;
		other.tracked = false;
		expect((await get('CAP-RED', 'MUG-WHITE', 'NOBODY')).json[0].levels).toEqual({
			location: place,
			items: [{ sku: 'CAP-RED', inventoryItem: item().id, available: 10, onHand: 13 }],
			untracked: ['MUG-WHITE', 'NOBODY'],
		});
		delete item().levels[place];
		expect((await get('CAP-RED')).json[0].levels).toMatchObject({ items: [], untracked: ['CAP-RED'] });
	});

	it('gives what Set compares with: a sale in between changes nothing', async () => {
		const [read] = ((await get('CAP-RED')).json[0].levels as { items: Array<{ available: number }> }).items;
		item().levels[place].available = 9;
		const set = change('set', {
			name: 'available',
			items: [{ sku: 'CAP-RED', quantity: 11, expected: read.available }],
		});
		expect((await shop.run(set)).error?.message).toMatch(/does not match/);
		expect(level('available')).toBe(9);
	});

	it('without a location takes the only active one, and asks when there are several', async () => {
		const anywhere = { resource: 'inventory', operation: 'get', location: '', products: ['CAP-RED'] } as never;
		expect((await shop.run(anywhere)).error?.message).toBe('The shop has 2 active locations, and none is chosen');
		shop.shopify.state.stock.locations[1].isActive = false;
		expect((await shop.run(anywhere)).json[0].levels).toMatchObject({ location: place });
	});

	it('is refused what is no list of SKUs', async () => {
		expect((await get(7)).error?.message).toBe('Products is no list of SKUs');
	});
});
