import { bench, type Bench } from './setUp';

/* What can be sold of products at a location, as the stand-in counts it. */

let b: Bench;
let place: number;
beforeEach(async () => {
	b = await bench();
	place = b.odoo.settings().destinations.restock!;
});
afterEach(async () => await b.server.stop());

const product = (sku: string) => b.odoo.db.where('product.product', { default_code: sku })[0];
const put = (location: number, quantity: number, reserved = 0) =>
	b.odoo.db.insert('stock.quant', {
		product_id: product('CAP-RED').id,
		location_id: location,
		quantity,
		reserved_quantity: reserved,
	});
const read = async (more: object = {}) =>
	(await b.done('stock.getAvailable', { products: ['CAP-RED'], ...more } as never)).stock;

beforeEach(() => {
	const { db } = b.odoo;
	for (const { id } of db.where('stock.quant', { product_id: product('CAP-RED').id })) db.remove('stock.quant', id);
});

it('is what lies there and below, over all rows, without what is reserved', async () => {
	const shelf = b.odoo.db.insert('stock.location', { name: 'Shelf', usage: 'internal', location_id: place });
	put(place, 7, 2);
	put(place, -1);
	put(shelf.id, 4);
	put(b.odoo.settings().destinations.quarantine!, 50);
	put(b.odoo.settings().inspectionLocation!, 50);
	expect(await read()).toEqual({
		location: place,
		products: [{ sku: 'CAP-RED', product: String(product('CAP-RED').id), onHand: 10, available: 8 }],
	});
	expect((await read({ location: String(shelf.id) })).products).toMatchObject([{ available: 4 }]);
});

it('is 0 of what is not there, and never less; a piece in parts is none', async () => {
	expect((await read()).products).toMatchObject([{ onHand: 0, available: 0 }]);
	put(place, 1, 3);
	expect((await read()).products).toMatchObject([{ onHand: 1, available: 0 }]);
	put(place, 3.9);
	expect((await read()).products).toMatchObject([{ available: 1 }]);
});

it('asks each product once, in the order they are given', async () => {
	const { products } = await read({ products: ['TEE-BLUE-M', 'CAP-RED', 'TEE-BLUE-M'] });
	expect(products.map(({ sku }: { sku: string }) => sku)).toEqual(['TEE-BLUE-M', 'CAP-RED']);
});

it('is refused of a SKU that no product has, or several have', async () => {
	const message = async (products: unknown) =>
		(await b.node('stock.getAvailable', { products } as never)).error?.message;
	expect(await message(['NOBODY'])).toBe('Odoo has no product with the SKU NOBODY');
	b.odoo.db.insert('product.product', { name: 'Other', default_code: 'CAP-RED' });
	expect(await message(['CAP-RED'])).toBe('2 products of Odoo have the SKU CAP-RED');
	expect(await message([7])).toBe('Products is no list of SKUs');
});
