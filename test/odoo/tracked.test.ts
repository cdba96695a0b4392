import { OdooReturns } from '../../nodes/OdooReturns/OdooReturns.node';
import { runNode, type NodeOptions } from '../support/harness';
import { realOdoo } from './realOdoo';
import { odooApiKeyApi, type OdooTarget } from './target';

/** What only a real Odoo can show: serial numbers, lots, packs, two taxes. */
const run = Date.now().toString(36).toUpperCase();
let odoo: OdooTarget;
beforeAll(async () => void (odoo = await realOdoo()));

async function rpc(model: string, method: string, args: object = {}) {
	const { status, body } = await odoo.call(model, method, args);
	if (status !== 200) throw new Error(`${model}.${method}: ${body?.message}`);
	return body;
}

async function node(operation: string, parameters: NodeOptions['parameters']) {
	const [resource, name] = operation.split('.');
	return await runNode(new OdooReturns(), {
		parameters: { resource, operation: name, ...parameters },
		extraTypes: [odooApiKeyApi],
		credentials: { odooApiKeyApi: { url: odoo.url, db: odoo.database, apiKey: odoo.key } },
		input: [{ settings: { odoo: odoo.settings } } as never],
	});
}
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- read field by field
async function done(operation: string, parameters: NodeOptions['parameters']): Promise<any> {
	const { json, error } = await node(operation, parameters);
	if (error) throw new Error(`${operation}: ${error.message} ${error.description}`);
	return json[0];
}

/** A delivered order of one product; `lots` are in stock one piece each, `line` is more of the order line. */
async function delivered(number: string, product: object, lots: string[], line: object): Promise<number> {
	const stock = odoo.settings.destinations.restock;
	const [id] = await rpc('product.product', 'create', {
		vals_list: [{ type: 'consu', is_storable: true, invoice_policy: 'order', list_price: 10, ...product }],
	});
	const kept = lots.length
		? await rpc('stock.lot', 'create', { vals_list: lots.map((name) => ({ name, product_id: id })) })
		: [undefined];
	for (const lot of kept) {
		const quants = await rpc('stock.quant', 'create', {
			vals_list: [
				{ product_id: id, location_id: stock, inventory_quantity: lot ? 1 : 100, ...(lot && { lot_id: lot }) },
			],
			context: { inventory_mode: true },
		});
		await rpc('stock.quant', 'action_apply_inventory', { ids: quants });
	}
	const [partner] = await rpc('res.partner', 'create', { vals_list: [{ name: 'Tracked Example' }] });
	const [order] = await rpc('sale.order', 'create', {
		vals_list: [{ partner_id: partner, client_order_ref: number, order_line: [[0, 0, { product_id: id, ...line }]] }],
	});
	await rpc('sale.order', 'action_confirm', { ids: [order] });
	const [{ picking_ids: pickings }] = await rpc('sale.order', 'read', { ids: [order], fields: ['picking_ids'] });
	await rpc('stock.picking', 'action_assign', { ids: pickings });
	await rpc('stock.picking', 'button_validate', { ids: pickings, context: { skip_sms: true } });
	return id;
}

it('receives the serial numbers that were delivered with the order, and no others', async () => {
	const [number, reference, sku] = [`#T${run}`, `RMA-T${run}`, `CAM-${run}`];
	const product = await delivered(
		number,
		{ name: sku, default_code: sku, tracking: 'serial' },
		[1, 2].map((n) => `SN-${run}-${n}`),
		{ product_uom_qty: 2 },
	);
	await rpc('stock.lot', 'create', { vals_list: [{ name: `SN-${run}-other`, product_id: product }] });
	await done('return.create', { reference, order: number, lines: JSON.stringify([{ sku, quantity: 2 }]) });
	const receipt = (id: string, serials: string[], quantity = 1) =>
		JSON.stringify({ id, lines: [{ sku, quantity, serials }] });
	expect((await node('goods.receive', { reference, receipt: receipt('A', []) })).error?.message).toContain(
		'0 serial numbers were read',
	);
	const wrong = (serial: string) => [{ code: 'wrong_serial', quantity: 1, serials: [serial] }];
	expect(
		(await done('goods.receive', { reference, receipt: receipt('X', [`SN-${run}-other`]) })).receipt,
	).toMatchObject({ lines: [{ quantity: 0, surplus: 1 }], exceptions: wrong(`SN-${run}-other`) });
	expect((await done('goods.receive', { reference, receipt: receipt('A', [`SN-${run}-2`]) })).receipt).toMatchObject({
		outcome: 'done',
		lines: [{ quantity: 1, surplus: 0 }],
	});
	expect((await done('goods.receive', { reference, receipt: receipt('Y', [`SN-${run}-2`]) })).receipt).toMatchObject({
		lines: [{ quantity: 0, surplus: 1 }],
		exceptions: wrong(`SN-${run}-2`),
	});
	await done('goods.receive', { reference, receipt: receipt('B', []) }); // only one is left: no need to name it
	const back = await rpc('stock.quant', 'search_read', {
		domain: [
			['product_id', '=', product],
			['location_id', '=', odoo.settings.inspectionLocation],
		],
		fields: ['quantity', 'lot_id'],
		order: 'lot_id',
	});
	expect(
		back.map(({ quantity, lot_id }: { quantity: number; lot_id: [number, string] }) => [lot_id[1], quantity]),
	).toEqual([
		[`SN-${run}-1`, 1],
		[`SN-${run}-2`, 1],
	]);
	const inspection = JSON.stringify({ id: 'I', lines: [{ sku, quantity: 2, destination: 'restock' }] });
	expect((await done('goods.sort', { reference, inspection })).sorting.outcome).toBe('done');
});

it('counts packs as the order does, while Odoo moves pieces', async () => {
	const [number, reference, sku] = [`#P${run}`, `RMA-P${run}`, `SOCK-${run}`];
	const [pack] = await rpc('uom.uom', 'search', { domain: [['name', 'ilike', 'pack of 6']], limit: 1 });
	const product = await delivered(number, { name: sku, default_code: sku }, [], {
		product_uom_qty: 2,
		product_uom_id: pack,
	});
	expect((await done('order.find', { order: number })).returnable).toMatchObject([
		{ sku, delivered: 2, returned: 0, returnable: 2 },
	]);
	const { return: made } = await done('return.create', {
		reference,
		order: number,
		lines: JSON.stringify([{ sku, quantity: 1 }]),
	});
	expect(
		await rpc('stock.move', 'search_read', { domain: [['picking_id', '=', Number(made.id)]], fields: ['product_qty'] }),
	).toMatchObject([{ product_qty: 6 }]);
	expect(
		(await done('goods.receive', { reference, receipt: JSON.stringify({ id: 'A', lines: [{ sku, quantity: 1 }] }) }))
			.receipt.lines,
	).toEqual([{ line: sku, sku, quantity: 1, surplus: 0 }]);
	await done('goods.sort', {
		reference,
		inspection: JSON.stringify({ id: 'I', lines: [{ sku, quantity: 1, destination: 'quarantine' }] }),
	});
	const [quant] = await rpc('stock.quant', 'search_read', {
		domain: [
			['product_id', '=', product],
			['location_id', '=', odoo.settings.destinations.quarantine],
		],
		fields: ['quantity'],
	});
	expect(quant.quantity).toBe(6);
	expect((await done('order.find', { order: number })).returnable).toMatchObject([
		{ delivered: 2, returned: 1, returnable: 1 },
	]);
});
