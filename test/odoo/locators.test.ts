import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { listSearch } from '../../nodes/OdooReturns/methods/listSearch';
import { OdooReturns } from '../../nodes/OdooReturns/OdooReturns.node';
import { runNode } from '../support/harness';
import { realOdoo } from './realOdoo';
import { loadOptionsOf, odooApiKeyApi, type OdooTarget } from './target';

/** The lists that the editor shows, filled by a real Odoo for a user with no more rights than the package asks for. */
const run = Date.now().toString(36).toUpperCase();
let odoo: OdooTarget;
let node: ILoadOptionsFunctions;
beforeAll(async () => {
	odoo = await realOdoo();
	node = loadOptionsOf({ ...odoo, key: odoo.nodeKey });
});

const search = async (method: string, typed?: string, page?: string) =>
	await listSearch[method].call(node, typed, page);
const names = async (method: string, typed?: string) => (await search(method, typed)).results.map(({ name }) => name);

it('offers every kind of record, each found by what was typed', async () => {
	const [warehouse] = (await odoo.call('stock.warehouse', 'search_read', { domain: [], fields: ['name', 'code'] }))
		.body;
	expect(await names('searchWarehouses', warehouse.code)).toContain(`${warehouse.name} (${warehouse.code})`);
	// What lies in a warehouse is for sale: the name says so before somebody chooses it for uninspected goods.
	expect(await names('searchLocations', 'stock')).toContain(`${warehouse.code}/Stock (for sale)`);
	expect(await names('searchLocations', 'Returns inspection')).toEqual(['Returns inspection']);
	expect(await names('searchLocations', 'customers')).toEqual(
		expect.arrayContaining([expect.stringMatching(/Customers \(customer\)$/)]),
	);
	expect(await names('searchJournals', 'bank')).toEqual([expect.stringMatching(/^Bank \(.+, bank\)$/)]);
	expect(await names('searchOperationTypes', 'Customer Returns')).toEqual([
		expect.stringMatching(/^Customer Returns \(receipt\) · /),
	]);
	expect(await names('searchOperationTypes', warehouse.name)).toEqual(
		expect.arrayContaining([
			`Delivery Orders (delivery) · ${warehouse.name}`,
			`Receipts (receipt) · ${warehouse.name}`,
		]),
	);
	const [product] = (
		await odoo.call('product.product', 'create', {
			vals_list: [{ name: `Camera ${run}`, default_code: `CAM-${run}`, is_storable: true, tracking: 'serial' }],
		})
	).body;
	await odoo.call('stock.lot', 'create', { vals_list: [{ name: `SN-${run}`, product_id: product }] });
	expect((await search('searchProducts', `cam-${run}`.toLowerCase())).results).toEqual([
		{ name: `[CAM-${run}] Camera ${run}`, value: product },
	]);
	expect(await names('searchLots', `CAM-${run}`)).toEqual([`SN-${run} · [CAM-${run}] Camera ${run}`]);
});

it('goes on where a page ends, and repeats nothing', async () => {
	await odoo.call('product.product', 'create', {
		vals_list: Array.from({ length: 130 }, (_, index) => ({ name: `Page ${run} ${index}` })),
	});
	const first = await search('searchProducts', `Page ${run}`);
	expect([first.results.length, first.paginationToken]).toEqual([100, '100']);
	const second = await search('searchProducts', `Page ${run}`, first.paginationToken as string);
	expect([second.results.length, second.paginationToken]).toEqual([30, undefined]);
	expect(new Set([...first.results, ...second.results].map(({ value }) => value)).size).toBe(130);
});

it('finds an order that was chosen from the list, by id and by number', async () => {
	const number = `#L${run}`;
	const { id, name } = await odoo.addOrder({
		number,
		lines: [{ sku: 'TEE-BLUE-M', title: 'T-shirt blue M', quantity: 1, price: '20.00', discount: '0', tax: '4.00' }],
		shipping: { price: '0', tax: '0' },
	});
	expect((await search('searchOrders', number)).results).toEqual([
		{ name: `${name} · ${number} · Contract Example`, value: id },
	]);
	const find = async (order: object | string) => {
		const { json, error } = await runNode(new OdooReturns(), {
			parameters: { resource: 'order', operation: 'find', order } as never,
			credentials: { odooApiKeyApi: { url: odoo.url, db: odoo.database, apiKey: odoo.key } },
			extraTypes: [odooApiKeyApi],
			input: [{}],
		});
		return error?.message ?? json[0].odooOrder;
	};
	for (const order of [
		number,
		{ __rl: true, mode: 'list', value: id },
		{ __rl: true, mode: 'id', value: String(id) },
		{ __rl: true, mode: 'number', value: name },
	])
		expect(await find(order)).toEqual({ id, name });
	expect(await find({ __rl: true, mode: 'id', value: name })).toBe(`"${name}" is no ID of Odoo`);
});

it('says what is wrong when Odoo does not answer the list', async () => {
	await expect(listSearch.searchOrders.call(loadOptionsOf({ ...odoo, key: 'wrong' }))).rejects.toMatchObject({
		message: 'Odoo refused the API key',
		description: expect.stringContaining('Make a new API key'),
	});
});
