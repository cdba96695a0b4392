import { audit, changed, footprint } from './audit';
import { json, openWorkbench, type Workbench } from './workbench';

/** Pieces that inspection sends back to the customer, on a real Odoo: delivered again once, the rest sorted as ever. */
let w: Workbench;
beforeAll(async () => void (w = await openWorkbench('plain')));
afterEach(async () => expect(await audit(w.database)).toEqual([]));

const lamp = { sku: 'LAMP', title: 'Lamp', quantity: 3, price: '10.00', discount: '0.00', tax: '6.00' };

/** An order of three lamps of which all have come back to the inspection location. */
async function received() {
	const order = await w.order({ lines: [lamp], shipping: { price: '0', tax: '0' } });
	const { reference } = order;
	await w.done('return.create', { reference, order: order.number, lines: json([{ sku: 'LAMP', quantity: 3 }]) });
	await w.done('goods.receive', { reference, receipt: json({ id: 'A', lines: [{ sku: 'LAMP', quantity: 3 }] }) });
	return order;
}
/** Pieces of the customers, at inspection and in stock. */
async function counts() {
	const rows = await w.database.sql<{ usage: string; place: number; pieces: number }>(
		"select location.usage, location.id as place, sum(quant.quantity)::int as pieces from stock_quant quant join product_product product on product.id = quant.product_id join stock_location location on location.id = quant.location_id where product.default_code = 'LAMP' group by 1, 2",
	);
	const at = (of: (row: (typeof rows)[number]) => boolean) => rows.find(of)?.pieces ?? 0;
	const { inspectionLocation, destinations } = w.odoo.settings;
	return {
		customer: at(({ usage }) => usage === 'customer'),
		inspection: at(({ place }) => place === inspectionLocation),
		restock: at(({ place }) => place === destinations.restock),
	};
}
const moved = (before: Awaited<ReturnType<typeof counts>>, after: Awaited<ReturnType<typeof counts>>) => [
	after.customer - before.customer,
	after.inspection - before.inspection,
	after.restock - before.restock,
];
const delivered = async (order: number) =>
	(
		await w.rpc('sale.order.line', 'search_read', {
			domain: [
				['order_id', '=', order],
				['product_id.default_code', '=', 'LAMP'],
			],
			fields: ['qty_delivered', 'product_uom_qty', 'price_unit', 'discount'],
		})
	)[0];

it.each([
	[
		'some, and some for sale',
		[
			{ sku: 'LAMP', quantity: 2, destination: 'customer', note: 'Worn' },
			{ sku: 'LAMP', quantity: 1, destination: 'restock' },
		],
		[2, -3, 1],
		2,
	],
	['all of them', [{ sku: 'LAMP', quantity: 3, destination: 'customer' }], [3, -3, 0], 3],
	['from a table', { lines: [{ sku: 'LAMP', customer: 1, restock: 2 }] }, [1, -3, 2], 1],
])(
	'sends back %s: once, twice and five times at once leave the same',
	async (_what, lines, expected, quantity) => {
		const parameters = (reference: string) =>
			(Array.isArray(lines)
				? { reference, inspection: json({ id: 'I', lines }) }
				: { reference, specify: 'table', inspectionId: 'I', goods: lines }) as never;
		const one = await received();
		const line = await delivered(one.id);
		const [before, start] = [await counts(), await footprint(w.database)];
		const { sorting } = await w.done('goods.sort', parameters(one.reference));
		const left = changed(start, await footprint(w.database));
		expect(moved(before, await counts())).toEqual(expected);
		// The customer has them again; nothing else of the order has changed.
		expect(await delivered(one.id)).toEqual({ ...line, qty_delivered: line.qty_delivered + quantity });
		expect(sorting).toMatchObject({ outcome: 'done', delivery: { id: expect.any(String) } });
		expect(sorting.movements).toContainEqual(
			expect.objectContaining({
				destination: 'customer',
				quantity,
				providerIds: { 'odoo.transfer': sorting.delivery.id },
			}),
		);
		const [delivery] = await w.rpc('stock.picking', 'read', {
			ids: [Number(sorting.delivery.id)],
			fields: ['state', 'picking_type_code', 'origin', 'partner_id'],
		});
		const [{ partner_shipping_id: customer }] = await w.rpc('sale.order', 'read', {
			ids: [one.id],
			fields: ['partner_shipping_id'],
		});
		expect(delivery).toMatchObject({
			state: 'done',
			picking_type_code: 'outgoing',
			origin: one.reference,
			partner_id: customer,
		});
		expect((await w.done('goods.sort', parameters(one.reference))).sorting).toMatchObject({
			outcome: 'already_done',
			movements: sorting.movements,
		});
		expect(changed(start, await footprint(w.database))).toEqual(left);
		const five = await received();
		const again = [await counts(), await footprint(w.database)] as const;
		await Promise.all([1, 2, 3, 4, 5].map(async () => await w.node('goods.sort', parameters(five.reference))));
		expect((await w.done('goods.sort', parameters(five.reference))).sorting.outcome).toBe('already_done');
		expect(moved(again[0], await counts())).toEqual(expected);
		expect(changed(again[1], await footprint(w.database))).toEqual(left);
	},
	300_000,
);

it('sends nothing back that was not received, or has gone somewhere else', async () => {
	const { reference } = await received();
	await w.done('goods.sort', {
		reference,
		inspection: json({ id: 'I', lines: [{ sku: 'LAMP', quantity: 3, destination: 'restock' }] }),
	});
	const before = await counts();
	const { error } = await w.node('goods.sort', {
		reference,
		inspection: json({ id: 'II', lines: [{ sku: 'LAMP', quantity: 1, destination: 'customer' }] }),
	});
	expect(error).toBeDefined();
	expect(await counts()).toEqual(before);
}, 180_000);
