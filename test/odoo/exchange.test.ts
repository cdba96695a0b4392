import { userWith } from './apps';
import { audit, changed, footprint } from './audit';
import { journalEntries } from './tables';
import { json, openWorkbench, tee, type Workbench } from './workbench';

/** Exchanges up and down, with what Odoo makes of order, delivery, invoice and credit note. */
let w: Workbench;
let credentials: Awaited<ReturnType<typeof userWith>>;
const better = `COAT-${Date.now().toString(36)}`;
const later = `LATER-${Date.now().toString(36)}`;
beforeAll(async () => {
	w = await openWorkbench();
	const tax =
		(
			await w.rpc('product.product', 'search_read', { domain: [['default_code', '=', tee.sku]], fields: ['taxes_id'] })
		)[0]?.taxes_id ?? (await w.rpc('account.tax', 'search', { domain: [['name', '=', 'Returns demo 20%']] }));
	for (const [sku, policy] of [
		[better, 'order'],
		[later, 'delivery'],
	]) {
		const [id] = await w.rpc('product.product', 'create', {
			vals_list: [
				{
					name: sku,
					default_code: sku,
					type: 'consu',
					is_storable: true,
					invoice_policy: policy,
					list_price: 45,
					taxes_id: [[6, 0, tax]],
				},
			],
		});
		const quants = await w.rpc('stock.quant', 'create', {
			vals_list: [{ product_id: id, location_id: w.odoo.settings.destinations.restock, inventory_quantity: 50 }],
			context: { inventory_mode: true },
		});
		await w.rpc('stock.quant', 'action_apply_inventory', { ids: quants });
	}
	credentials = await userWith(w, 'sales_team.group_sale_salesman_all_leads');
}, 180_000);
afterEach(async () => {
	expect(await audit(w.database)).toEqual([]);
	expect((await journalEntries(w.database)).unbalanced).toEqual([]);
});

const money = (amount: number) => ({ amount, currency: w.odoo.currency });
const intentOf = (reference: string) => ({
	id: `${reference}/R1`,
	amount: money(2160),
	payment: { id: 'p', processor: 'stripe', providerIds: {} },
	reason: 'return',
	breakdown: [
		{ kind: 'line', line: tee.sku, quantity: 1, amount: money(1800), description: '' },
		{ kind: 'tax', line: tee.sku, amount: money(360), description: '' },
	],
});
const lines = json([{ sku: tee.sku, quantity: 1 }]);

/** An order of which one T-shirt (21.60) comes back, and is received and credited. */
async function returned({ received = true } = {}) {
	const { number, reference, id } = await w.order();
	const intent = json(intentOf(reference));
	await w.done('return.create', { reference, order: number, lines });
	if (received)
		await w.done('goods.receive', { reference, receipt: json({ id: 'A', lines: [{ sku: tee.sku, quantity: 1 }] }) });
	await w.done('creditNote.issue', { reference, order: number, intent });
	return { number, reference, intent, id, ask: { reference, order: number, intent } };
}
const exchange = async (parameters: object) =>
	(await w.done('exchange.create', parameters as never, { credentials })).exchange;
const rowOf = async (model: string, id: unknown, fields: string[]) =>
	(await w.rpc(model, 'read', { ids: [Number(id)], fields }))[0];

it('same goods: as paid, delivered from stock, paid by the credit note to the cent', async () => {
	const { ask, number, id, reference } = await returned();
	const made = await exchange({ ...ask, lines });
	expect(made).toMatchObject({
		outcome: 'done',
		state: 'settled',
		total: money(2160),
		toPay: money(0),
		toRefund: money(0),
	});
	const order = await rowOf('sale.order', made.id, [
		'state',
		'origin',
		'client_order_ref',
		'amount_total',
		'invoice_status',
		'picking_ids',
		'partner_id',
	]);
	const old = await rowOf('sale.order', id, ['name', 'partner_id', 'order_line']);
	expect(order).toMatchObject({
		state: 'sale',
		origin: old.name,
		client_order_ref: reference,
		amount_total: 21.6,
		invoice_status: 'invoiced',
		partner_id: old.partner_id,
		picking_ids: [expect.any(Number)],
	});
	expect(
		await rowOf('account.move', made.invoice.id, ['state', 'payment_state', 'amount_total', 'amount_residual']),
	).toMatchObject({
		state: 'posted',
		payment_state: expect.stringMatching(/paid|reversed/),
		amount_total: 21.6,
		amount_residual: 0,
	});
	// Neither order has anything to be billed again; the old one is still found by its number.
	expect(
		await w.rpc('sale.order.line', 'search_read', {
			domain: [
				['order_id', 'in', [id, Number(made.id)]],
				['qty_to_invoice', '!=', 0],
			],
			fields: ['name', 'qty_to_invoice'],
		}),
	).toEqual([]);
	expect((await w.done('order.find', { order: number })).odooOrder.id).toBe(id);
});

it('up: the invoice stays open for what the customer has to pay', async () => {
	const { ask } = await returned();
	const made = await exchange({ ...ask, pricing: 'current', lines: json([{ sku: better, quantity: 1 }]) });
	expect(made).toMatchObject({ total: money(5400), toPay: money(3240), toRefund: money(0) });
	expect(await rowOf('account.move', made.invoice.id, ['payment_state', 'amount_residual'])).toMatchObject({
		payment_state: 'partial',
		amount_residual: 32.4,
	});
});

it('down: the rest is refunded on the same credit note', async () => {
	const { ask, reference } = await returned();
	const made = await exchange({
		...ask,
		lines: json([{ sku: better, quantity: 1, price: '10.00', insteadOf: tee.sku }]),
	});
	expect(made).toMatchObject({
		total: money(1200),
		toPay: money(0),
		toRefund: money(960),
		rest: { id: `${reference}/R1.rest`, amount: money(960) },
	});
	const refund = json({ id: `re_${reference}`, intent: made.rest.id, amount: money(960), status: 'succeeded' });
	await w.done('creditNote.recordPayment', { reference, refund });
	const [note] = await w.rpc('account.move', 'search_read', {
		domain: [
			['ref', '=', reference],
			['move_type', '=', 'out_refund'],
		],
		fields: ['payment_state', 'amount_residual'],
	});
	expect(note).toMatchObject({ payment_state: 'paid', amount_residual: 0 });
});

it('is held until the goods are here', async () => {
	const { ask, reference } = await returned({ received: false });
	const held = await exchange({ ...ask, lines, confirm: 'received' });
	expect(held).toMatchObject({ state: 'held', outcome: 'done' });
	expect(await rowOf('sale.order', held.id, ['state', 'picking_ids'])).toMatchObject({
		state: 'draft',
		picking_ids: [],
	});
	await w.done('goods.receive', { reference, receipt: json({ id: 'A', lines: [{ sku: tee.sku, quantity: 1 }] }) });
	expect(await exchange({ ...ask, lines, confirm: 'received' })).toMatchObject({
		state: 'settled',
		outcome: 'done',
		id: held.id,
		toPay: money(0),
	});
});

it('goods that Odoo invoices when they are delivered: ordered first, settled in a later run', async () => {
	const { ask } = await returned();
	const parameters = { ...ask, pricing: 'current', lines: json([{ sku: later, quantity: 1 }]) };
	const ordered = await exchange(parameters);
	expect(ordered).toMatchObject({
		state: 'ordered',
		total: money(5400),
		warnings: [expect.stringContaining('when they are delivered')],
	});
	expect(await exchange(parameters)).toMatchObject({ state: 'ordered', outcome: 'already_done' });
	const { picking_ids: pickings } = await rowOf('sale.order', ordered.id, ['picking_ids']);
	await w.rpc('stock.picking', 'action_assign', { ids: pickings });
	await w.rpc('stock.picking', 'button_validate', { ids: pickings, context: { skip_sms: true, skip_expired: true } });
	expect(await exchange(parameters)).toMatchObject({
		state: 'settled',
		outcome: 'done',
		id: ordered.id,
		toPay: money(3240),
	});
});

it('leaves the same, run once, twice or five times at once', async () => {
	const one = await returned();
	const before = await footprint(w.database);
	const first = await exchange({ ...one.ask, lines });
	const left = changed(before, await footprint(w.database));
	expect(await exchange({ ...one.ask, lines })).toEqual({ ...first, outcome: 'already_done' });
	expect(changed(before, await footprint(w.database))).toEqual(left);
	const five = await returned();
	const start = await footprint(w.database);
	const made = await Promise.all(Array.from({ length: 5 }, async () => await exchange({ ...five.ask, lines })));
	expect(new Set(made.map(({ id, invoice }) => `${id} ${invoice.id}`)).size).toBe(1);
	expect(changed(start, await footprint(w.database))).toEqual(left);
	expect(made.every(({ toPay, toRefund }) => toPay.amount === 0 && toRefund.amount === 0)).toBe(true);
}, 180_000);

it('tells a user who may not sell so, and makes nothing', async () => {
	const { ask, reference } = await returned();
	expect((await w.node('exchange.create', { ...ask, lines })).error).toMatchObject({
		context: { category: 'configuration' },
	});
	expect(await w.rpc('sale.order', 'search_count', { domain: [['client_order_ref', '=', reference]] })).toBe(0);
});
