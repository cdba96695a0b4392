import { audit } from './audit';
import { json, mug, openWorkbench, tee, type Workbench } from './workbench';

/** Goods that come back, on a real Odoo: whole, in part, too many, the wrong ones, and without anybody knowing why. */
let w: Workbench;
beforeAll(async () => void (w = await openWorkbench()));
afterEach(async () => expect(await audit(w.database)).toEqual([]));

const wants = (...lines: Array<[string, number]>) => json(lines.map(([sku, quantity]) => ({ sku, quantity })));
const counted = (id: string, ...lines: Array<[string, number, string[]?]>) =>
	json({ id, lines: lines.map(([sku, quantity, serials]) => ({ sku, quantity, ...(serials && { serials }) })) });
const at = async (sku: string, place: number | undefined) =>
	(
		await w.database.sql<{ pieces: number }>(
			'select coalesce(sum(quant.quantity), 0)::int as pieces from stock_quant quant join product_product product on product.id = quant.product_id where product.default_code = $1 and quant.location_id = $2',
			[sku, place],
		)
	)[0].pieces;
const inspection = () => w.odoo.settings.inspectionLocation!;

async function returned(lines = wants([tee.sku, 2], [mug.sku, 1])) {
	const order = await w.order();
	await w.done('return.create', { reference: order.reference, order: order.number, lines });
	return order;
}

describe('a receipt', () => {
	it('of everything closes the return', async () => {
		const { reference, id } = await returned();
		const before = await at(tee.sku, inspection());
		const { receipt } = await w.done('goods.receive', { reference, receipt: counted('A', [tee.sku, 2], [mug.sku, 1]) });
		expect(receipt).toMatchObject({
			outcome: 'done',
			lines: [
				{ quantity: 2, surplus: 0 },
				{ quantity: 1, surplus: 0 },
			],
			exceptions: [],
		});
		expect(receipt.backorder).toBeUndefined();
		expect(await at(tee.sku, inspection())).toBe(before + 2);
		expect(
			await w.database.sql(
				'select sum(qty_delivered)::int as delivered from sale_order_line where order_id = $1 and product_id in (select product_id from stock_move)',
				[id],
			),
		).toEqual([{ delivered: 0 }]);
	});

	it('that is short leaves the rest open, and the rest is booked later', async () => {
		const { reference } = await returned();
		const first = await w.done('goods.receive', { reference, receipt: counted('A', [tee.sku, 1]) });
		expect(first.receipt).toMatchObject({
			lines: [{ quantity: 1, surplus: 0 }],
			exceptions: [],
			backorder: expect.any(String),
		});
		const second = await w.done('goods.receive', { reference, receipt: counted('B', [tee.sku, 1], [mug.sku, 1]) });
		expect(second.receipt).toMatchObject({ id: first.receipt.backorder, lines: [{ quantity: 1 }, { quantity: 1 }] });
		expect((await w.done('return.get', { reference })).odooReturn).toMatchObject({
			progress: 'received',
			lines: [
				{ received: 2, open: 0 },
				{ received: 1, open: 0 },
			],
		});
	});

	it('of too many and of other goods reports them, and takes them into stock only when asked', async () => {
		const { reference, id } = await returned(wants([tee.sku, 1]));
		const [tees, mugs] = [await at(tee.sku, inspection()), await at(mug.sku, inspection())];
		const receipt = counted('A', [tee.sku, 3], [mug.sku, 1], ['NO-SUCH-THING', 1]);
		const reported = (await w.done('goods.receive', { reference, receipt })).receipt;
		expect(reported).toMatchObject({
			lines: [
				{ quantity: 1, surplus: 2 },
				{ quantity: 0, surplus: 1 },
				{ quantity: 0, surplus: 1 },
			],
			exceptions: [
				{ code: 'over_receipt', sku: tee.sku, quantity: 2 },
				{ code: 'unknown_item', sku: mug.sku, quantity: 1 },
				{ code: 'unknown_item', sku: 'NO-SUCH-THING' },
			],
		});
		expect(reported.strays).toBeUndefined();
		expect([await at(tee.sku, inspection()), await at(mug.sku, inspection())]).toEqual([tees + 1, mugs]);
		const taken = (await w.done('goods.receive', { reference, receipt, surplus: 'receive' })).receipt;
		expect(taken).toMatchObject({
			id: reported.id,
			exceptions: reported.exceptions,
			strays: {
				lines: expect.arrayContaining([
					{ sku: tee.sku, quantity: 2, serials: [] },
					{ sku: mug.sku, quantity: 1, serials: [] },
				]),
			},
		});
		expect([await at(tee.sku, inspection()), await at(mug.sku, inspection())]).toEqual([tees + 3, mugs + 1]);
		// What nobody expected is not counted as returned.
		expect(
			(
				await w.done('order.getReturnableLines', {
					order: String((await w.rpc('sale.order', 'read', { ids: [id], fields: ['name'] }))[0].name),
				})
			).returnable,
		).toMatchObject([
			{ sku: tee.sku, returned: 1, returnable: 1 },
			{ sku: mug.sku, returnable: 1 },
		]);
		const sorted = await w.done('goods.sort', {
			reference,
			inspection: json({
				id: 'I',
				lines: [
					{ sku: tee.sku, restock: 3 },
					{ sku: mug.sku, scrap: 1 },
				],
			}),
		});
		expect(sorted.sorting.outcome).toBe('done');
		expect([await at(tee.sku, inspection()), await at(mug.sku, inspection())]).toEqual([tees, mugs]);
	});

	it('of which nothing fits says so and books nothing', async () => {
		const { reference } = await returned(wants([tee.sku, 1]));
		const { receipt } = await w.done('goods.receive', { reference, receipt: counted('A', [mug.sku, 1]) });
		expect(receipt).toMatchObject({
			outcome: 'done',
			lines: [{ quantity: 0, surplus: 1 }],
			exceptions: [{ code: 'unknown_item' }],
		});
		expect(receipt.id).toBeUndefined();
	});
});

describe('serial numbers', () => {
	it("must be those that were sold: another customer's, an invented one and one that is in stock are reported", async () => {
		const watch = { tracking: 'serial' };
		const { product } = await w.deliver({
			number: '#WATCH',
			sku: 'WATCH',
			product: watch,
			lots: ['W1', 'W2'],
			line: { product_uom_qty: 2 },
		});
		const [lot] = await w.rpc('stock.lot', 'create', { vals_list: [{ name: 'W3', product_id: product }] });
		const quants = await w.rpc('stock.quant', 'create', {
			vals_list: [
				{ product_id: product, location_id: w.odoo.settings.destinations.restock, inventory_quantity: 1, lot_id: lot },
			],
			context: { inventory_mode: true },
		});
		await w.rpc('stock.quant', 'action_apply_inventory', { ids: quants });
		const [partner] = await w.rpc('res.partner', 'create', { vals_list: [{ name: 'Other Example' }] });
		const [other] = await w.rpc('sale.order', 'create', {
			vals_list: [
				{
					partner_id: partner,
					client_order_ref: '#OTHER',
					order_line: [[0, 0, { product_id: product, product_uom_qty: 1 }]],
				},
			],
		});
		await w.rpc('sale.order', 'action_confirm', { ids: [other] });
		await w.rpc('stock.picking', 'button_validate', {
			ids: (await w.rpc('sale.order', 'read', { ids: [other], fields: ['picking_ids'] }))[0].picking_ids,
			context: { skip_sms: true },
		});
		const reference = 'RMA-WATCH';
		await w.done('return.create', { reference, order: '#WATCH', lines: wants(['WATCH', 2]) });
		const wrong = async (id: string, serial: string) =>
			(await w.done('goods.receive', { reference, receipt: counted(id, ['WATCH', 1, [serial]]) })).receipt;
		for (const [id, serial] of [
			['A', 'W3'],
			['B', 'W-INVENTED'],
		])
			expect(await wrong(id, serial)).toMatchObject({
				lines: [{ quantity: 0, surplus: 1 }],
				exceptions: [{ code: 'wrong_serial', serials: [serial] }],
			});
		expect(
			(await w.done('goods.receive', { reference, receipt: counted('C', ['WATCH', 1, ['W1']]) })).receipt.exceptions,
		).toEqual([]);
		expect(await wrong('D', 'W1')).toMatchObject({ exceptions: [{ code: 'wrong_serial' }] });
		expect(
			(await w.node('goods.receive', { reference, receipt: counted('E', ['WATCH', 2, ['W2']]) })).error?.message,
		).toBe('2 pieces of WATCH arrived, 1 serial numbers were read');
		// The other customer's watch is really here: on request it is in stock, under its own number, and their order is untouched.
		const taken = (
			await w.done('goods.receive', {
				reference,
				receipt: counted('F', ['WATCH', 2, ['W2', 'W3']]),
				surplus: 'receive',
			})
		).receipt;
		expect(taken).toMatchObject({
			lines: [{ quantity: 1, surplus: 1 }],
			exceptions: [{ code: 'wrong_serial', serials: ['W3'] }],
			strays: { lines: [{ sku: 'WATCH', quantity: 1, serials: ['W3'] }] },
		});
		expect(
			await w.database.sql('select qty_delivered::int as delivered from sale_order_line where order_id = $1', [other]),
		).toEqual([{ delivered: 1 }]);
		// An invented number is in nobody's stock afterwards.
		await w.done('goods.receive', {
			reference,
			receipt: counted('G', ['WATCH', 1, ['W-INVENTED']]),
			surplus: 'receive',
		});
		expect(await w.database.sql("select 1 from stock_lot where name = 'W-INVENTED'")).toEqual([]);
	});

	it('may be left out where there is no choice; lots count by the piece', async () => {
		await w.deliver({
			number: '#PAINT',
			sku: 'PAINT',
			product: { tracking: 'lot' },
			lots: ['L1', 'L2'],
			each: 3,
			line: { product_uom_qty: 5 },
		});
		const reference = 'RMA-PAINT';
		await w.done('return.create', { reference, order: '#PAINT', lines: wants(['PAINT', 5]) });
		expect(
			(await w.node('goods.receive', { reference, receipt: counted('A', ['PAINT', 2]) })).error?.message,
		).toContain('0 serial numbers were read');
		await w.done('goods.receive', { reference, receipt: counted('A', ['PAINT', 2, ['L1']]) });
		// Two of L2 went out: the third is not this customer's.
		expect(
			(await w.done('goods.receive', { reference, receipt: counted('B', ['PAINT', 3, ['L2', 'L2', 'L2']]) })).receipt,
		).toMatchObject({ lines: [{ quantity: 2, surplus: 1 }] });
		expect((await w.done('goods.receive', { reference, receipt: counted('C', ['PAINT', 1]) })).receipt).toMatchObject({
			lines: [{ quantity: 1, surplus: 0 }],
		});
		const there = await w.database.sql(
			"select lot.name, quant.quantity::int as pieces from stock_quant quant join stock_lot lot on lot.id = quant.lot_id join product_product product on product.id = quant.product_id where product.default_code = 'PAINT' and quant.location_id = $1 and quant.quantity <> 0 order by 1",
			[inspection()],
		);
		expect(there).toEqual([
			{ name: 'L1', pieces: 3 },
			{ name: 'L2', pieces: 2 },
		]);
		await w.done('goods.sort', {
			reference,
			inspection: json({
				id: 'I',
				lines: [
					{ sku: 'PAINT', quantity: 1, destination: 'scrap', serials: ['L2'] },
					{ sku: 'PAINT', quantity: 4, destination: 'restock' },
				],
			}),
		});
		expect(
			await w.database.sql(
				"select lot.name, quant.quantity::int as pieces from stock_quant quant join stock_lot lot on lot.id = quant.lot_id join product_product product on product.id = quant.product_id where product.default_code = 'PAINT' and quant.location_id = $1 order by 1",
				[w.odoo.settings.destinations.restock],
			),
		).toEqual([
			{ name: 'L1', pieces: 3 },
			{ name: 'L2', pieces: 2 },
		]);
	});
});
