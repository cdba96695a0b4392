import { mug, openWorkbench, tee, type Workbench } from './workbench';

/** What can be sold from a location of a real Odoo, as its own reservations leave it. */
let w: Workbench;
beforeAll(async () => {
	w = await openWorkbench();
}, 180_000);

const read = async (products: string[], location?: number) =>
	(await w.done('stock.getAvailable', { products, ...(location && { location: String(location) }) })).stock;
const place = async (name: string, parent: number): Promise<number> =>
	(await w.rpc('stock.location', 'create', { vals_list: [{ name, usage: 'internal', location_id: parent }] }))[0];
async function put(product: number, location: number, quantity: number): Promise<void> {
	const quants = await w.rpc('stock.quant', 'create', {
		vals_list: [{ product_id: product, location_id: location, inventory_quantity: quantity }],
		context: { inventory_mode: true },
	});
	await w.rpc('stock.quant', 'action_apply_inventory', { ids: quants });
}

it('is what lies there and below, less what orders have reserved, and not what waits for inspection', async () => {
	const { inspectionLocation, destinations } = w.odoo.settings;
	const stock = destinations.restock!;
	const shelf = await place('Shelf of the test', stock);
	const box = await place('Box of the test', shelf);
	const [cap] = await w.rpc('product.product', 'create', {
		vals_list: [{ name: 'Cap', default_code: 'CAP-RED', type: 'consu', is_storable: true, list_price: 10 }],
	});
	expect(await read(['CAP-RED'])).toEqual({
		location: stock,
		products: [{ sku: 'CAP-RED', product: String(cap), onHand: 0, available: 0 }],
	});
	await put(cap, stock, 7);
	await put(cap, shelf, 4);
	await put(cap, box, 2);
	await put(cap, destinations.quarantine!, 50);
	await put(cap, inspectionLocation!, 50);
	const counted = async (location?: number) => (await read(['CAP-RED'], location)).products[0];
	expect(await counted()).toMatchObject({ onHand: 13, available: 13 });
	expect(await counted(shelf)).toMatchObject({ onHand: 6, available: 6 });
	expect(await counted(box)).toMatchObject({ onHand: 2, available: 2 });
	// An order takes its goods from wherever below the warehouse's stock they are.
	const [partner] = await w.rpc('res.partner', 'create', { vals_list: [{ name: 'Stock Example' }] });
	const [order] = await w.rpc('sale.order', 'create', {
		vals_list: [{ partner_id: partner, order_line: [[0, 0, { product_id: cap, product_uom_qty: 8 }]] }],
	});
	await w.rpc('sale.order', 'action_confirm', { ids: [order] });
	const [{ picking_ids: pickings }] = await w.rpc('sale.order', 'read', { ids: [order], fields: ['picking_ids'] });
	await w.rpc('stock.picking', 'action_assign', { ids: pickings });
	expect(await counted()).toMatchObject({ onHand: 13, available: 5 });
	const [{ free_qty: free }] = await w.rpc('product.product', 'read', {
		ids: [cap],
		fields: ['free_qty'],
		context: { location: stock },
	});
	expect(free).toBe(5); // Odoo's own count
	await w.rpc('stock.picking', 'button_validate', { ids: pickings, context: { skip_sms: true } });
	expect(await counted()).toMatchObject({ onHand: 5, available: 5 });
	expect(await counted(inspectionLocation)).toMatchObject({ onHand: 50 });
});

it('of several products comes in their order; a SKU of no product or of several is refused', async () => {
	await w.order();
	expect((await read([mug.sku, tee.sku, mug.sku])).products.map(({ sku }: { sku: string }) => sku)).toEqual([
		mug.sku,
		tee.sku,
	]);
	const message = async (products: string[]) =>
		(await w.node('stock.getAvailable', { products } as never)).error?.message;
	expect(await message(['NOBODY'])).toBe('Odoo has no product with the SKU NOBODY');
	await w.rpc('product.product', 'create', { vals_list: [{ name: 'Another mug', default_code: mug.sku }] });
	expect(await message([mug.sku])).toBe(`2 products of Odoo have the SKU ${mug.sku}`);
});
