import { readTemplates, type Template } from '../../workflows/importer';
import { askForReturn, receiveGoods, waitForCase } from '../demo/people';
import { bring, openShop, type Shop } from '../demo/shop';
import { waitFor } from './waitFor';

/** Template 31-stock beside 01 to 04: Shopify's stock becomes what Odoo has for sale, once for a sorting, and never before it. */

const sku = 'SOCKS-GREY';
const place = 'gid://shopify/Location/1';
let shop: Shop;
beforeAll(async () => {
	shop = await openShop({ shared: true, leaseSeconds: 15 });
	await bring(shop.n8n, [template()], shop.sandbox.credentials(), true);
}, 420_000);
afterAll(async () => await shop?.stop());

/** As it ships, with a location chosen. */
function template(): Template {
	const [stock] = readTemplates(['31-stock']);
	const location = { __rl: true, mode: 'id', value: '1' };
	return {
		...stock,
		nodes: stock.nodes.map((node) =>
			'location' in (node.parameters ?? {}) ? { ...node, parameters: { ...node.parameters, location } } : node,
		),
	};
}

const level = () => shop.sandbox.shopify.state.stock.items.find((one) => one.sku === sku)!.levels[place];
const sets = () => shop.sandbox.shopify.state.stock.groups;
/** Pieces that Odoo has for sale. */
function forSale(): number {
	const { db } = shop.sandbox.odoo;
	const [{ id }] = db.where('product.product', { default_code: sku });
	const location = shop.sandbox.odoo.settings().destinations.restock!;
	return db
		.where('stock.quant', { product_id: id, location_id: location })
		.reduce((sum, one) => sum + Number(one.quantity) - Number(one.reserved_quantity ?? 0), 0);
}
const told = async (reference: string) =>
	await waitFor(
		'the stock to be told',
		async () => {
			const steps = await shop.store.steps.of(reference);
			const ours = steps.filter(({ name }) => name === 'Tell stock');
			return (ours.length > 0 && ours.every(({ state }) => state === 'done')) || undefined;
		},
		{ timeoutMs: 90_000 },
	);
async function sentOff(): Promise<string> {
	const reference = await askForReturn(shop, '#1004', [{ sku, quantity: 1 }]);
	await waitForCase(shop.store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
	return reference;
}

it('tells Shopify what Odoo has for sale when goods were sorted, not before, and once', async () => {
	const before = level().available;
	const reference = await sentOff();
	expect([level().available, sets()]).toEqual([before, []]);
	await receiveGoods(shop, reference);
	await told(reference);
	await waitForCase(shop.store, reference, 'settled', (one) => !!one.closedAt);
	expect(level().available).toBe(forSale());
	expect(sets()).toHaveLength(1);
	const changed = (await shop.store.cases.timeline(reference)).filter(({ type }) => type === 'shop_stock.changed');
	expect(changed).toHaveLength(1);
}, 240_000);

it('tells the new numbers when a piece is sold while it is told', async () => {
	const reference = await sentOff();
	// A sale between reading and setting: Shopify's number is another by then, once.
	const { stock } = shop.sandbox.shopify.state;
	const set = stock.set.bind(stock);
	let sold = 0;
	stock.set = (input) => {
		if (!sold++) level().available -= 1;
		return set(input);
	};
	await receiveGoods(shop, reference);
	await told(reference);
	expect(sold).toBe(2);
	expect(level().available).toBe(forSale());
	expect(await shop.store.steps.stuck({ limit: 10 })).toEqual([]);
}, 240_000);
