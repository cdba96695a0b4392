import type { IDataObject } from 'n8n-workflow';
import { fits, orderSearch, rowsOfBulk } from '../../nodes/ShopifyReturns/returns/listReturns';
import { linesOf } from '../../nodes/ShopifyReturns/transport/bulk';
import type { OrderState } from '../sandbox/shopify/types';
import { start, type Fixture } from './fixture';

let shop: Fixture;
beforeEach(async () => (shop = await start({ webhooks: false })));
afterEach(async () => await shop.stop());

const getMany = (more: object = {}) => ({
	resource: 'return',
	operation: 'getMany',
	status: 'active',
	since: '',
	returnAll: false,
	limit: 50,
	...more,
});
const rows = (json: IDataObject[]) =>
	json.map(({ shopifyReturn }) => shopifyReturn as { id: string; name: string; status: string; orderNumber: string });

/** So many open returns, `each` on one order. */
function fill(total: number, each: number): void {
	const { entry, ...rest } = shop.shopify.state.order('#1004');
	for (let made = 0; made < total;) {
		const number = `#2${String(shop.shopify.state.orders.length).padStart(4, '0')}`;
		const order: OrderState = {
			...rest,
			id: `gid://shopify/Order/9${shop.shopify.state.orders.length}`,
			entry: { ...entry, number },
			returns: [],
			refunds: [],
		};
		shop.shopify.state.orders.push(order);
		for (let index = 0; index < each && made < total; index++, made++)
			shop.shopify.state.approve(shop.shopify.state.request(order, [{ sku: 'SOCKS-GREY', quantity: 1 }]).id);
	}
}

describe('the search for returns', () => {
	it('asks for orders, since Shopify has no list of returns', () => {
		expect(orderSearch({ status: 'active' })).toBe('(return_status:return_requested OR return_status:in_progress)');
		expect(orderSearch({ status: 'declined', since: '2026-11-01T02:00:00+02:00' })).toBe(
			"updated_at:>='2026-11-01T00:00:00.000Z'",
		);
		expect(() => orderSearch({ status: 'any' })).toThrow('can only be found among orders that changed lately');
		expect(() => orderSearch({ status: 'open', since: 'soon' })).toThrow('is no time');
	});

	it('compares the status of each return, which its order does not tell', () => {
		expect(
			['REQUESTED', 'OPEN', 'CLOSED'].map((status) => [
				fits({ status }, { status: 'active' }),
				fits({ status }, { status: 'closed' }),
				fits({ status }, { status: 'any' }),
			]),
		).toEqual([
			[true, false, true],
			[true, false, true],
			[false, true, true],
		]);
	});
});

describe('Shopify Returns: Get Many', () => {
	it('lists returns with their orders, one item each', async () => {
		shop.shopify.state.request(shop.shopify.state.order('#1001'), [{ sku: 'TEE-BLUE-M', quantity: 1 }]);
		const closed = shop.shopify.state.request(shop.shopify.state.order('#1001'), [{ sku: 'MUG-WHITE', quantity: 1 }]);
		shop.shopify.state.approve(closed.id);
		shop.shopify.state.close(closed.id);
		const declined = shop.shopify.state.request(shop.shopify.state.order('#1003'), [{ sku: 'CAMERA-X', quantity: 1 }]);
		shop.shopify.state.decline(declined.id, 'OTHER');
		const of = async (more: object) => rows((await shop.run(getMany(more))).json).map(({ name }) => name);
		expect(await of({})).toEqual(['#1001-R1']);
		expect(await of({ status: 'closed' })).toEqual(['#1001-R2']); // its order counts as requested
		expect(await of({ status: 'declined', since: new Date(Date.now() - 60_000).toISOString() })).toEqual(['#1003-R1']);
		expect((await of({ status: 'any', since: '2026-01-01T00:00:00Z' })).sort()).toEqual([
			'#1001-R1',
			'#1001-R2',
			'#1003-R1',
		]);
		expect((await shop.run(getMany({ status: 'any' }))).error?.message).toContain(
			'can only be found among orders that changed lately',
		);
	});

	it('pages through orders and through the returns of one, and stops at the limit', async () => {
		fill(40, 14);
		const { json, error } = await shop.run(getMany({ returnAll: true }));
		expect(error).toBeUndefined();
		expect(new Set(rows(json).map(({ id }) => id)).size).toBe(40);
		expect((await shop.run(getMany({ limit: 13 }))).json).toHaveLength(13);
		expect(shop.journal.calls.some(({ operation }) => operation === 'bulkOperationRunQuery')).toBe(false);
	});

	it("gets more than 250 by a bulk operation, whose file does not get the shop's token", async () => {
		fill(261, 9);
		const { json, error } = await shop.run(getMany({ returnAll: true }));
		expect(error).toBeUndefined();
		expect(new Set(rows(json).map(({ id }) => id)).size).toBe(261);
		expect(rows(json)[0]).toMatchObject({ status: 'OPEN', orderNumber: expect.stringMatching(/^#2/) });
		expect(shop.journal.calls.filter(({ operation }) => operation === 'bulkOperationRunQuery')).toHaveLength(1);
		expect(shop.journal.calls.find(({ path }) => path.startsWith('/bulk/'))).toMatchObject({ status: 200 });
	});

	it('leaves a bulk operation that is in the way to be tried again', async () => {
		fill(251, 9);
		shop.shopify.bulk.operations.push({ id: 'gid://shopify/BulkOperation/1', busyFor: 9, text: '', objects: 0 });
		expect((await shop.run(getMany({ returnAll: true }))).error?.context).toMatchObject({
			category: 'retryable',
			code: 'OPERATION_IN_PROGRESS',
		});
	});
});

describe('a bulk file', () => {
	it('is read by parents, newest changed order first', () => {
		const line = (id: string, parent: string) => ({
			id,
			name: id,
			status: 'OPEN',
			createdAt: '2026-11-01T00:00:00Z',
			closedAt: null,
			totalQuantity: 1,
			__parentId: parent,
		});
		const lines = [
			{ id: 'a', name: '#1', updatedAt: '2026-11-01T00:00:00Z' },
			line('r1', 'a'),
			{ id: 'b', name: '#2', updatedAt: '2026-11-02T00:00:00Z' },
			line('r2', 'b'),
		];
		expect(rowsOfBulk(lines, { status: 'active' }).map(({ id, orderNumber }) => [id, orderNumber])).toEqual([
			['r2', '#2'],
			['r1', '#1'],
		]);
		expect(() => rowsOfBulk([{ what: 1 }], { status: 'active' })).toThrow('neither order nor return');
		expect(linesOf('{"a":1}\n\n{"b":2}\n')).toEqual([{ a: 1 }, { b: 2 }]);
		expect(() => linesOf('{"a":1}\n{')).toThrow("Line 2 of Shopify's bulk file is no JSON");
	});
});
