import { strictReturn } from '../../nodes/OdooReturns/goods/strictReturn';
import { install } from './apps';
import { audit } from './audit';
import { json, mug, openWorkbench, tee, type Workbench } from './workbench';

/** Returns on a real Odoo: what can come back, making, calling off and undoing them, and who wins the last piece. */
let w: Workbench;
beforeAll(async () => void (w = await openWorkbench()));
afterEach(async () => expect(await audit(w.database)).toEqual([]));

const wants = (sku: string, quantity: number) => json([{ sku, quantity }]);
const receipt = (id: string, sku: string, quantity: number, serials?: string[]) =>
	json({ id, lines: [{ sku, quantity, ...(serials && { serials }) }] });
const returnsOf = async (order: number) =>
	await w.database.sql<{ name: string; state: string }>(
		'select distinct picking.name, picking.state from stock_picking picking join stock_move move on move.picking_id = picking.id join sale_order_line line on line.id = move.sale_line_id where line.order_id = $1 and move.origin_returned_move_id is not null order by picking.name',
		[order],
	);

describe('what can come back', () => {
	it('is told line by line, with open returns, prices and units', async () => {
		const { number, reference, name } = await w.order();
		await w.done('return.create', { reference, order: number, lines: wants(tee.sku, 1) });
		const { returnable, odooOrder } = await w.done('order.getReturnableLines', { order: name, onlyReturnable: false });
		const amount = (value: number) => ({ amount: value, currency: w.odoo.currency });
		expect(odooOrder.name).toBe(name);
		expect(returnable).toMatchObject([
			{
				sku: tee.sku,
				unit: 'Units',
				ordered: 2,
				delivered: 2,
				returned: 0,
				open: 1,
				returnable: 1,
				subtotal: amount(3600),
				tax: amount(720),
				value: { subtotal: amount(1800), tax: amount(360) },
				lots: [],
				deliveredAt: expect.any(String),
			},
			{ sku: mug.sku, ordered: 1, returnable: 1, value: { subtotal: amount(1250), tax: amount(250) } },
		]);
		await w.done('goods.receive', { reference, receipt: receipt('A', tee.sku, 1) });
		expect((await w.done('order.getReturnableLines', { order: name })).returnable[0]).toMatchObject({
			returned: 1,
			open: 0,
			returnable: 1,
		});
	});

	it('counts packs as they were sold and as they are moved', async () => {
		const [pack] = await w.rpc('uom.uom', 'search', { domain: [['name', 'ilike', 'pack of 6']], limit: 1 });
		await w.deliver({ number: '#PACKS', sku: 'SOCKS-6', line: { product_uom_qty: 3, product_uom_id: pack } });
		const [line] = (await w.done('order.getReturnableLines', { order: '#PACKS' })).returnable;
		expect(line).toMatchObject({
			unit: 'Pack of 6',
			ordered: 3,
			delivered: 3,
			returnable: 3,
			units: { perPiece: 6, unit: 'Units', returnable: 18 },
		});
		const reference = 'RMA-PACKS';
		const made = await w.done('return.create', { reference, order: '#PACKS', lines: wants('SOCKS-6', 2) });
		expect(
			await w.database.sql('select product_qty::int as units from stock_move where picking_id = $1', [made.return.id]),
		).toEqual([{ units: 12 }]);
		await w.done('goods.receive', { reference, receipt: receipt('A', 'SOCKS-6', 1) });
		expect((await w.done('return.get', { reference })).odooReturn.lines).toMatchObject([
			{ sku: 'SOCKS-6', expected: 2, received: 1, open: 1 },
		]);
		expect((await w.done('order.getReturnableLines', { order: '#PACKS' })).returnable[0]).toMatchObject({
			returned: 1,
			open: 1,
			returnable: 1,
			units: { returnable: 6 },
		});
		const sorted = await w.done('goods.sort', {
			reference,
			inspection: json({ id: 'I', lines: [{ sku: 'SOCKS-6', quantity: 1, destination: 'restock' }] }),
		});
		expect(sorted.sorting.availability.find(({ place }: { place: string }) => place === 'restock')).toMatchObject({
			before: 82,
			after: 88,
		});
		expect(
			(await w.node('return.create', { reference: 'RMA-PACKS2', order: '#PACKS', lines: wants('SOCKS-6', 2) })).error
				?.message,
		).toBe('2 x SOCKS-6 shall come back, only 1 can');
	});

	it('names the serial numbers that are still with the customer', async () => {
		await w.deliver({
			number: '#CAMS',
			sku: 'CAM',
			product: { tracking: 'serial' },
			lots: ['C1', 'C2', 'C3'],
			line: { product_uom_qty: 3 },
		});
		await w.done('return.create', { reference: 'RMA-CAMS', order: '#CAMS', lines: wants('CAM', 1) });
		await w.done('goods.receive', { reference: 'RMA-CAMS', receipt: receipt('A', 'CAM', 1, ['C2']) });
		expect((await w.done('order.getReturnableLines', { order: '#CAMS' })).returnable).toMatchObject([
			{
				returned: 1,
				returnable: 2,
				lots: [
					{ name: 'C1', quantity: 1 },
					{ name: 'C3', quantity: 1 },
				],
			},
		]);
	});
});

describe('a return', () => {
	it.each([
		['pick_ship', 2],
		['pick_pack_ship', 3],
	])('of goods that left in steps (%s) is counted against the last one', async (steps, transfers) => {
		const [warehouse] = await w.rpc('stock.warehouse', 'create', {
			vals_list: [{ name: steps, code: `W${transfers}`, delivery_steps: steps }],
		});
		const [
			{
				lot_stock_id: [stock],
			},
		] = await w.rpc('stock.warehouse', 'read', { ids: [warehouse], fields: ['lot_stock_id'] });
		const number = `#${steps}`;
		const sku = `STEPS-${transfers}`;
		const [product] = await w.rpc('product.product', 'create', {
			vals_list: [
				{ name: sku, default_code: sku, type: 'consu', is_storable: true, invoice_policy: 'order', list_price: 10 },
			],
		});
		await w.rpc('stock.quant', 'action_apply_inventory', {
			ids: await w.rpc('stock.quant', 'create', {
				vals_list: [{ product_id: product, location_id: stock, inventory_quantity: 10 }],
				context: { inventory_mode: true },
			}),
		});
		const [partner] = await w.rpc('res.partner', 'create', { vals_list: [{ name: 'Steps Example' }] });
		const [order] = await w.rpc('sale.order', 'create', {
			vals_list: [
				{
					partner_id: partner,
					warehouse_id: warehouse,
					client_order_ref: number,
					order_line: [[0, 0, { product_id: product, product_uom_qty: 3 }]],
				},
			],
		});
		await w.rpc('sale.order', 'action_confirm', { ids: [order] });
		const reference = `RMA-STEPS${transfers}`;
		for (let step = 1; step <= transfers; step++) {
			expect(
				(await w.node('return.create', { reference, order: number, lines: wants(sku, 1) })).error?.message,
			).toContain('nothing was delivered yet');
			const open = await w.rpc('stock.picking', 'search', {
				domain: [
					['reference_ids.sale_ids', 'in', [order]],
					['state', 'not in', ['done', 'cancel']],
				],
				order: 'id',
				limit: 1,
			});
			await w.rpc('stock.picking', 'action_assign', { ids: open });
			await w.rpc('stock.picking', 'button_validate', { ids: open, context: { skip_sms: true, skip_expired: true } });
		}
		expect((await w.done('order.getReturnableLines', { order: number })).returnable).toMatchObject([
			{ sku, delivered: 3, returnable: 3 },
		]);
		await w.done('return.create', { reference, order: number, lines: wants(sku, 2) });
		await w.done('goods.receive', { reference, receipt: receipt('A', sku, 2) });
		await w.done('goods.sort', {
			reference,
			inspection: json({ id: 'I', lines: [{ sku, quantity: 2, destination: 'restock' }] }),
		});
		expect(
			await w.database.sql('select qty_delivered::int as delivered from sale_order_line where order_id = $1', [order]),
		).toEqual([{ delivered: 1 }]);
		expect(
			(await w.node('return.create', { reference: `${reference}B`, order: number, lines: wants(sku, 2) })).error
				?.message,
		).toMatch(/only 1 can/);
	});

	it('of several lines is made, read and listed', async () => {
		const { number, reference, id, name } = await w.order();
		const made = await w.done('return.create', {
			reference,
			order: number,
			lines: json([
				{ sku: tee.sku, quantity: 2 },
				{ sku: mug.sku, quantity: 1 },
			]),
		});
		expect(made.return).toMatchObject({ name: `${name}/RET/1`, state: 'assigned', outcome: 'done' });
		await w.done('goods.receive', { reference, receipt: receipt('A', tee.sku, 1) });
		const { odooReturn } = await w.done('return.get', { reference });
		expect(odooReturn).toMatchObject({
			id: made.return.id,
			name: made.return.name,
			reference,
			progress: 'part_received',
			order: { id: String(id), name },
			transfers: [{ state: 'done', receivedAt: expect.any(String) }, { state: 'assigned' }],
			lines: [
				{ sku: tee.sku, expected: 2, received: 1, open: 1 },
				{ sku: mug.sku, expected: 1, received: 0, open: 1 },
			],
		});
		expect((await w.done('return.get', { document: odooReturn.transfers[1].name })).odooReturn).toEqual(odooReturn);
		const listed = async (parameters: object) =>
			(await w.node('return.getMany', parameters as never)).json.map(
				({ odooReturn: one }) => (one as { id: string }).id,
			);
		expect(await listed({ status: 'received' })).toContain(made.return.id);
		expect(await listed({ status: 'open' })).toContain(odooReturn.transfers[1].id);
		expect(await listed({ status: 'open', limit: 1 })).toHaveLength(1);
		const all = await listed({ status: 'any', returnAll: true });
		expect(all).toEqual([...all].sort((a, b) => Number(b) - Number(a)));
		expect(await listed({ status: 'received', since: new Date(Date.now() + 86_400_000).toISOString() })).toEqual([]);
	});

	it('is refused when more comes back than is out, one after the other', async () => {
		const { number, reference, id } = await w.order();
		await w.done('return.create', { reference, order: number, lines: wants(tee.sku, 1) });
		expect(
			(await w.node('return.create', { reference: `${reference}B`, order: number, lines: wants(tee.sku, 2) })).error
				?.message,
		).toBe(`2 x ${tee.sku} shall come back, only 1 can`);
		await w.done('return.create', { reference: `${reference}C`, order: number, lines: wants(tee.sku, 1) });
		expect(
			(await w.node('return.create', { reference: `${reference}D`, order: number, lines: wants(tee.sku, 1) })).error
				?.message,
		).toBe(`1 x ${tee.sku} shall come back, only 0 can`);
		expect(await returnsOf(id)).toHaveLength(2);
	});

	describe.each(['without the strict action', 'with the strict action'])('%s', (way) => {
		let settings = {};
		beforeAll(async () => {
			if (way !== 'with the strict action') return;
			const [model] = await w.rpc('ir.model', 'search', { domain: [['model', '=', strictReturn.model]] });
			const [action] = await w.rpc('ir.actions.server', 'create', {
				vals_list: [{ name: 'Make a return', model_id: model, state: 'code', code: strictReturn.code }],
			});
			settings = { strictReturnAction: action };
		});
		const create = async (reference: string, order: string, quantity: number) =>
			await w.node(
				'return.create',
				{ reference, order, lines: wants(tee.sku, quantity) },
				{ input: [{ settings: { odoo: { ...w.odoo.settings, ...settings } } } as never] },
			);

		it('exactly one of five at the same moment gets the last pieces', async () => {
			const { number, reference, id } = await w.order();
			const five = await Promise.all([1, 2, 3, 4, 5].map(async (n) => await create(`${reference}N${n}`, number, 2)));
			expect(five.filter(({ error }) => !error)).toHaveLength(1);
			for (const { error } of five) if (error) expect(error.message).toBe(`2 x ${tee.sku} shall come back, only 0 can`);
			expect(await returnsOf(id)).toEqual([{ name: expect.stringMatching(/\/RET\/1$/), state: 'assigned' }]);
		});

		it('five with the same key make one', async () => {
			const { number, reference, id } = await w.order();
			const five = await Promise.all([1, 2, 3, 4, 5].map(async () => await create(reference, number, 2)));
			expect(five.map(({ error }) => error?.message)).toEqual([undefined, undefined, undefined, undefined, undefined]);
			expect(new Set(five.map(({ json: [item] }) => (item.return as { id: string }).id)).size).toBe(1);
			expect(await returnsOf(id)).toHaveLength(1);
		});
	});

	it('made by the strict action is checked by Odoo itself', async () => {
		const { number, reference, id } = await w.order();
		const [model] = await w.rpc('ir.model', 'search', { domain: [['model', '=', strictReturn.model]] });
		const [action] = await w.rpc('ir.actions.server', 'create', {
			vals_list: [{ name: 'Make a return', model_id: model, state: 'code', code: strictReturn.code }],
		});
		const [move] = await w.rpc('stock.move', 'search_read', {
			domain: [['sale_line_id.order_id', '=', id]],
			fields: ['product_id', 'location_dest_id', 'sale_line_id'],
			order: 'id',
			limit: 1,
		});
		const run = async (key: string, quantity: number) => {
			const inspection = w.odoo.settings.inspectionLocation!;
			const cells = {
				id: `__n8n_returns__.${key}`,
				'picking_type_id/.id': w.odoo.settings.returnOperationType,
				'location_id/.id': move.location_dest_id[0],
				'location_dest_id/.id': inspection,
				origin: reference,
				'move_ids/product_id/.id': move.product_id[0],
				'move_ids/product_uom_qty': quantity,
				'move_ids/location_id/.id': move.location_dest_id[0],
				'move_ids/location_dest_id/.id': inspection,
				'move_ids/origin_returned_move_id/.id': move.id,
				'move_ids/sale_line_id/.id': move.sale_line_id[0],
				'move_ids/to_refund': 'True',
			};
			return await w.odoo.call('ir.actions.server', 'run', {
				ids: [action],
				context: {
					active_model: 'sale.order',
					active_id: id,
					active_ids: [id],
					n8n_fields: Object.keys(cells),
					n8n_data: [Object.values(cells).map(String)],
				},
			});
		};
		expect(number).toBeTruthy();
		const over = await run(`${reference}.over`, 3);
		expect([over.status, over.body.message]).toEqual([422, expect.stringContaining('3.0 would come back')]);
		expect(await returnsOf(id)).toEqual([]);
		const made = await run(reference, 2);
		expect(made.body).toMatchObject({ type: 'n8n', created: true });
		expect((await run(reference, 2)).body).toEqual({ ...made.body, created: false });
		expect(await returnsOf(id)).toHaveLength(1);
	});

	it('is made although Odoo remembers an external id whose record it took back', async () => {
		const { number, reference } = await w.order();
		const [taken] = await w.rpc('stock.picking', 'search_read', {
			domain: [['name', '!=', false]],
			fields: ['name', 'picking_type_id', 'location_id', 'location_dest_id'],
			limit: 1,
		});
		const cells = {
			id: `__n8n_returns__.${reference}`,
			name: taken.name,
			'picking_type_id/.id': taken.picking_type_id[0],
			'location_id/.id': taken.location_id[0],
			'location_dest_id/.id': taken.location_dest_id[0],
		};
		expect(
			(
				await w.rpc('stock.picking', 'load', {
					fields: Object.keys(cells),
					data: [Object.values(cells).map(String)],
					context: { mode: 'update', noupdate: true },
				})
			).ids,
		).toBe(false);
		expect(
			await w.rpc('ir.model.data', 'check_object_reference', { module: '__n8n_returns__', xml_id: reference }),
		).toEqual(['stock.picking', false]);
		expect((await w.done('return.create', { reference, order: number, lines: wants(tee.sku, 1) })).return.outcome).toBe(
			'done',
		);
		expect((await w.done('goods.receive', { reference, receipt: receipt('A', tee.sku, 1) })).receipt.outcome).toBe(
			'done',
		);
	});

	it('is canceled as far as nothing was received', async () => {
		const { number, reference, name } = await w.order();
		await w.done('return.create', { reference, order: number, lines: wants(tee.sku, 2) });
		await w.done('goods.receive', { reference, receipt: receipt('A', tee.sku, 1) });
		const { cancellation } = await w.done('return.cancel', { reference });
		expect(cancellation).toMatchObject({
			outcome: 'done',
			canceled: [{ name: expect.any(String) }],
			received: [{ name: `${name}/RET/1` }],
		});
		expect((await w.done('return.get', { reference })).odooReturn).toMatchObject({
			progress: 'received',
			lines: [{ expected: 1, received: 1, open: 0 }],
		});
		expect((await w.done('order.getReturnableLines', { order: name })).returnable[0]).toMatchObject({
			returned: 1,
			open: 0,
			returnable: 1,
		});
		const whole = await w.order();
		await w.done('return.create', { reference: whole.reference, order: whole.number, lines: wants(tee.sku, 2) });
		await w.done('goods.receive', { reference: whole.reference, receipt: receipt('A', tee.sku, 2) });
		expect((await w.done('return.cancel', { reference: whole.reference })).cancellation).toMatchObject({
			outcome: 'nothing_to_do',
			canceled: [],
			received: [{ name: expect.any(String) }],
			message: expect.stringContaining('were received already'),
		});
		expect((await w.done('return.get', { reference: whole.reference })).odooReturn).toMatchObject({
			progress: 'received',
		});
		expect((await w.done('return.cancel', { reference: `${whole.reference}NONE` })).cancellation).toMatchObject({
			outcome: 'nothing_to_do',
			canceled: [],
			received: [],
		});
	});

	it('is undone: the goods go back to the customer, in part and then all', async () => {
		const { number, reference, id } = await w.order();
		const delivered = async () =>
			(
				await w.database.sql<{ delivered: number }>(
					'select qty_delivered::int as delivered from sale_order_line where order_id = $1 order by id limit 1',
					[id],
				)
			)[0].delivered;
		await w.done('return.create', { reference, order: number, lines: wants(tee.sku, 2) });
		expect((await w.node('return.undo', { reference })).error?.message).toContain('can go back to the customer');
		await w.done('goods.receive', { reference, receipt: receipt('A', tee.sku, 2) });
		expect(await delivered()).toBe(0);
		expect((await w.done('return.undo', { reference, lines: wants(tee.sku, 1) })).undo).toMatchObject({
			outcome: 'done',
			lines: [{ sku: tee.sku, quantity: 1 }],
			warnings: [],
		});
		expect(await delivered()).toBe(1);
		expect((await w.node('return.undo', { reference, undoId: '2', lines: wants(tee.sku, 2) })).error?.message).toBe(
			`2 x ${tee.sku} shall go back to the customer, only 1 can`,
		);
		expect((await w.done('return.undo', { reference, undoId: '2' })).undo).toMatchObject({
			outcome: 'done',
			lines: [{ quantity: 1 }],
		});
		expect(await delivered()).toBe(2);
		expect((await w.done('order.getReturnableLines', { order: number })).returnable[0]).toMatchObject({
			returned: 0,
			returnable: 2,
		});
		// The pieces can come back again, with another return.
		await w.done('return.create', { reference: `${reference}AGAIN`, order: number, lines: wants(tee.sku, 2) });
	});

	it('is not undone with goods that were sorted away, and sends back the very serial numbers', async () => {
		await w.deliver({
			number: '#PHONES',
			sku: 'PHONE',
			product: { tracking: 'serial' },
			lots: ['P1', 'P2'],
			line: { product_uom_qty: 2 },
		});
		const reference = 'RMA-PHONES';
		await w.done('return.create', { reference, order: '#PHONES', lines: wants('PHONE', 2) });
		await w.done('goods.receive', { reference, receipt: receipt('A', 'PHONE', 2, ['P1', 'P2']) });
		await w.done('goods.sort', {
			reference,
			inspection: json({ id: 'I', lines: [{ sku: 'PHONE', quantity: 1, destination: 'restock', serials: ['P1'] }] }),
		});
		const { error } = await w.node('return.undo', { reference });
		expect(error?.context).toMatchObject({ category: 'retryable', code: 'out_of_turn' });
		await w.rpc('stock.picking', 'action_cancel', {
			ids: await w.rpc('stock.picking', 'search', {
				domain: [
					['origin', '=', reference],
					['state', 'not in', ['done', 'cancel']],
				],
			}),
		});
		expect(
			(
				await w.done('return.undo', {
					reference,
					undoId: '2',
					lines: json([{ sku: 'PHONE', quantity: 1, serials: ['P2'] }]),
				})
			).undo.lines,
		).toEqual([{ sku: 'PHONE', quantity: 1, serials: ['P2'] }]);
	});
});

// Installs an app, so it comes last.
describe('a kit', () => {
	it('is refused before anything is made: Odoo would take back some of its parts', async () => {
		await install(w, 'sale_mrp');
		const [part, kit] = await w.rpc('product.product', 'create', {
			vals_list: ['PART', 'KIT'].map((sku) => ({
				name: sku,
				default_code: sku,
				type: 'consu',
				is_storable: sku === 'PART',
				invoice_policy: 'order',
				list_price: 10,
			})),
		});
		const [
			{
				product_tmpl_id: [template],
			},
		] = await w.rpc('product.product', 'read', { ids: [kit], fields: ['product_tmpl_id'] });
		await w.rpc('mrp.bom', 'create', {
			vals_list: [
				{ product_tmpl_id: template, type: 'phantom', bom_line_ids: [[0, 0, { product_id: part, product_qty: 2 }]] },
			],
		});
		await w.rpc('stock.quant', 'action_apply_inventory', {
			ids: await w.rpc('stock.quant', 'create', {
				vals_list: [{ product_id: part, location_id: w.odoo.settings.destinations.restock, inventory_quantity: 10 }],
				context: { inventory_mode: true },
			}),
		});
		const [partner] = await w.rpc('res.partner', 'create', { vals_list: [{ name: 'Kit Example' }] });
		const [order] = await w.rpc('sale.order', 'create', {
			vals_list: [
				{
					partner_id: partner,
					client_order_ref: '#KIT',
					order_line: [[0, 0, { product_id: kit, product_uom_qty: 3 }]],
				},
			],
		});
		await w.rpc('sale.order', 'action_confirm', { ids: [order] });
		const refused = async () =>
			(await w.node('return.create', { reference: 'RMA-KIT', order: '#KIT', lines: wants('KIT', 1) })).error?.message;
		expect(await refused()).toBe('KIT is a kit, which Odoo moves part by part');
		const [{ picking_ids: pickings }] = await w.rpc('sale.order', 'read', { ids: [order], fields: ['picking_ids'] });
		await w.rpc('stock.picking', 'button_validate', { ids: pickings, context: { skip_sms: true, skip_expired: true } });
		expect(await refused()).toBe('KIT is a kit, which Odoo moves part by part');
		expect(
			(await w.done('order.getReturnableLines', { order: '#KIT', onlyReturnable: false })).returnable,
		).toMatchObject([{ sku: 'KIT', delivered: 3, returned: 0, returnable: 0 }]);
		expect(await returnsOf(order)).toEqual([]);
	});
});
