import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { ShopifyReturns } from '../../nodes/ShopifyReturns/ShopifyReturns.node';
import { ShopifyReturnsTrigger } from '../../nodes/ShopifyReturns/ShopifyReturnsTrigger.node';
import { topics } from '../../nodes/ShopifyReturns/trigger/topics';
import { apiVersions } from '../../nodes/ShopifyReturns/transport/endpoint';
import { ReturnsShopifyApi } from '../../credentials/ReturnsShopifyApi.credentials';
import { start, type Fixture } from './fixture';

const folder = join(__dirname, '../../nodes/ShopifyReturns');
const { properties } = new ShopifyReturns().description;
const operations = properties
	.filter(({ name }) => name === 'operation')
	.flatMap((property) =>
		property.options!.map((option) => ({
			resource: String(property.displayOptions!.show!.resource![0]),
			operation: String((option as INodePropertyOptions).value),
			action: (option as INodePropertyOptions).action,
		})),
	);

describe('the Shopify nodes', () => {
	it.each(operations)('have parameters for $resource: $operation', ({ resource, operation, action }) => {
		const shown = properties.filter(
			({ displayOptions }) =>
				displayOptions?.show?.resource?.includes(resource) && displayOptions.show.operation?.includes(operation),
		);
		expect(shown.length).toBeGreaterThan(0);
		// Whatever changes something can name its case.
		if (shown.some(({ name }) => name === 'options')) expect(shown.map(({ name }) => name)).toContain('reference');
		expect(action).toMatch(/^[A-Z][a-z]+( [a-z]+)+$/);
	});

	it('have their icons and codex files, and only the action is a tool', () => {
		for (const file of [
			'shopifyReturns.svg',
			'shopifyReturns.dark.svg',
			'ShopifyReturns.node.json',
			'ShopifyReturnsTrigger.node.json',
		])
			expect(existsSync(join(folder, file))).toBe(true);
		expect(new ShopifyReturns().description.usableAsTool).toBe(true);
		expect(new ShopifyReturnsTrigger().description).not.toHaveProperty('usableAsTool');
	});

	it('offer every topic and version that the code knows', () => {
		const option = (list: INodeProperties[], name: string) =>
			list.find((one) => one.name === name)!.options!.map((one) => (one as INodePropertyOptions).value);
		expect(option(new ShopifyReturnsTrigger().description.properties, 'topics').sort()).toEqual(
			Object.keys(topics).sort(),
		);
		expect(option(new ReturnsShopifyApi().properties, 'apiVersion')).toEqual([...apiVersions]);
	});

	it('keep every secret in a password field', () => {
		const secret = new ReturnsShopifyApi().properties.filter(({ name }) => /secret|token/i.test(name));
		expect(secret.length).toBeGreaterThanOrEqual(5);
		for (const property of secret) expect(property.typeOptions?.password).toBe(true);
	});
});

// What comes out is held to the operation's output wherever a node runs (outputCheck.ts); here every operation does.
describe('every operation', () => {
	let shop: Fixture;
	beforeAll(async () => (shop = await start({ webhooks: false })));
	afterAll(async () => await shop.stop());

	it('gives out what it says', async () => {
		const made = shop.shopify.state.request(shop.shopify.state.order('#1002'), [
			{ sku: 'CAP-RED', quantity: 3, note: 'x' },
		]);
		const direct = { amount: '1.00', currency: 'EUR', order: '5002', transaction: '85002', refundReference: 'A/R1' };
		const lines = [{ line: `L${made.lines[0].id.split('/').pop()}`, quantity: 4, destination: 'restock' }];
		const item = { sku: 'CAP-RED', quantity: 1 };
		const stock = { location: '1', changeReference: 'a', items: [item] };
		const parcel = {
			trackingNumber: '1Z',
			trackingUrl: 'https://c.example.com/1Z',
			labelUrl: 'https://c.example.com/1Z.pdf',
		};
		const all: Array<[string, string, object?]> = [
			['return', 'get'],
			['return', 'approve'],
			['return', 'getMany', { status: 'active' }],
			['order', 'previewRefund', { about: 'return' }],
			['reverseDelivery', 'create', parcel],
			['reverseDelivery', 'update', { ...parcel, trackingNumber: '2Z' }],
			['disposition', 'dispose', { location: '1', lines: [{ ...lines[0], quantity: 1 }] }],
			['return', 'process', { lines }],
			['return', 'close'],
			['return', 'reopen'],
			['return', 'removeItems', { lines: [{ line: lines[0].line, remaining: 3 }] }],
			['order', 'find', { number: '1002', email: 'sam@example.com' }],
			['order', 'get'],
			['order', 'getMany', { since: '2020-01-01T00:00:00Z', before: '', returnAll: false, limit: 5 }],
			['order', 'getReturnableItems', { orderId: '5001' }],
			['order', 'previewRefund', { about: 'order', orderId: '5001', lines: [{ sku: 'MUG-WHITE', quantity: 1 }] }],
			['order', 'tag', { tags: 'a' }],
			['order', 'annotate', { value: 'a', namespace: '$app', key: 'refs' }],
			['order', 'addNote', { reference: 'RMA-1', text: 'a' }],
			['return', 'create', { orderId: '5001', returnReference: 'X', lines: [{ sku: 'MUG-WHITE', quantity: 1 }] }],
			['return', 'request', { orderId: '5003', returnReference: 'X', lines: [{ sku: 'CAMERA-X', quantity: 1 }] }],
			['inventory', 'adjust', { ...stock, name: 'available' }],
			['inventory', 'get', { location: '1', products: ['CAP-RED'] }],
			['inventory', 'move', { ...stock, from: 'available', to: 'damaged' }],
			['inventory', 'set', { ...stock, name: 'available' }],
			['storeCredit', 'issue', { amount: '1.00', currency: 'EUR', creditReference: 'C' }],
			['giftCard', 'create', { amount: '1.00', currency: 'EUR', creditReference: 'G', expiresOn: '2029-12-31' }],
			['refund', 'create', { direct }],
			['refund', 'get', { direct }],
			['refund', 'record', { direct: { ...direct, order: '5001', transaction: '85001', refundReference: 'A/R2' } }],
			['settlement', 'getTransactions', { returnAll: true }],
			['setUp', 'check'],
		];
		expect(
			new Set([
				...all.map(([resource, operation]) => `${resource}.${operation}`),
				...['return.decline', 'return.cancel', 'order.cancel'], // have tests of their own
			]).size,
		).toBe(operations.length);
		for (const [resource, operation, more] of all) {
			const { json, error } = await shop.run({
				resource,
				operation,
				returnId: made.id,
				...(resource !== 'return' && { orderId: '5002' }),
				...more,
			});
			expect([resource, operation, error?.message]).toEqual([resource, operation, undefined]);
			expect(json.length).toBeGreaterThan(0);
		}
	});
});
