import { audit } from './audit';
import { journalEntries } from './tables';
import { draftInvoice, json, openWorkbench, taxOf, type Workbench } from './workbench';

/**
 * Orders that take goods back with lines below zero (an exchange), as Odoo confirms, moves and bills them: what the other goods cost, what can still come
 * back, and credit notes that fit.
 */
let w: Workbench;
let tax: number;
beforeAll(async () => {
	w = await openWorkbench();
	tax = await taxOf(w, '20 % taken', 20);
}, 180_000);
/** Invoices of which more was credited than they come to, since goods paid for a part. The audit knows nothing of those. */
const paidInGoods: string[] = [];
afterEach(async () => {
	const found = (await audit(w.database)).filter(
		(one) =>
			!paidInGoods.some((name) => one.includes(`"${name}"`)) &&
			// A line below zero delivers less than nothing.
			!/^less than nothing was delivered: .*\] (OLD|TEE)\d/.test(one),
	);
	expect(found).toEqual([]);
	expect((await journalEntries(w.database)).unbalanced).toEqual([]);
});

const cents = (value: number) => Math.round(value * 100);
const rows = async (model: string, domain: unknown[], fields: string[]) =>
	await w.rpc(model, 'search_read', { domain, fields, order: 'id' });

interface Line {
	sku: string;
	quantity: number;
	price: number;
	service?: boolean;
}
async function productOf({ sku, service = false }: Line, more: object = {}): Promise<number> {
	const [known] = await w.rpc('product.product', 'search', { domain: [['default_code', '=', sku]] });
	if (known) return known;
	const goods = service ? { type: 'service' } : { type: 'consu', is_storable: true };
	const [id] = await w.rpc('product.product', 'create', {
		vals_list: [{ name: sku, default_code: sku, invoice_policy: 'order', ...goods, ...more }],
	});
	if (service) return id;
	const quants = await w.rpc('stock.quant', 'create', {
		vals_list: [{ product_id: id, location_id: w.odoo.settings.destinations.restock, inventory_quantity: 100 }],
		context: { inventory_mode: true },
	});
	await w.rpc('stock.quant', 'action_apply_inventory', { ids: quants });
	return id;
}
async function lineOf(line: Line, more: object = {}) {
	const values = { product_uom_qty: line.quantity, price_unit: line.price, tax_ids: [[6, 0, [tax]]] };
	return [0, 0, { product_id: await productOf(line, more), ...values }];
}
let count = 0;
/** A confirmed order of these lines. */
async function ordered(lines: Line[], more: object = {}) {
	const number = `#TAKEN${++count}`;
	const [partner] = await w.rpc('res.partner', 'create', { vals_list: [{ name: 'Exchanging Example' }] });
	const order_line = [];
	for (const line of lines) order_line.push(await lineOf(line, more));
	const [id] = await w.rpc('sale.order', 'create', {
		vals_list: [{ partner_id: partner, client_order_ref: number, order_line }],
	});
	await w.rpc('sale.order', 'action_confirm', { ids: [id] });
	return { id, number, reference: `RMA-TAKEN${count}` };
}
/** Books all transfers that are open: what goes out and what comes back. */
async function move(order: number): Promise<void> {
	const open = await w.rpc('stock.picking', 'search', {
		domain: [
			['move_ids.sale_line_id.order_id', '=', order],
			['state', 'not in', ['done', 'cancel']],
		],
	});
	await w.rpc('stock.picking', 'action_assign', { ids: open });
	await w.rpc('stock.picking', 'button_validate', { ids: open, context: { skip_sms: true } });
}
async function bill(order: number): Promise<number> {
	const id = await draftInvoice(w, order);
	await w.rpc('account.move', 'action_post', { ids: [id] });
	const [{ name }] = await rows('account.move', [['id', '=', id]], ['name']);
	paidInGoods.push(name);
	return id;
}
const find = async (number: string) => await w.done('order.find', { order: number });
type Found = Awaited<ReturnType<typeof find>>;
const shown = ({ order: { lines } }: Found) =>
	lines.map(({ sku, quantity, subtotal, tax: taxes, returnedBefore }: Found) => [
		sku,
		quantity,
		subtotal.amount,
		taxes.amount,
		returnedBefore,
	]);
const paid = ({ order: { payments } }: Found) =>
	payments.map(({ method, captured, refunded }: Found) => [method, captured.amount, refunded.amount]);
const left = ({ returnable }: Found) => returnable.map(({ sku, returnable: pieces }: Found) => [sku, pieces]);
/** Credits so many pieces at this price without tax. */
async function credit(
	{ number, reference }: { number: string; reference: string },
	sku: string,
	net: number,
	id: string,
) {
	const money = (amount: number) => ({ amount, currency: w.odoo.currency });
	const intent = {
		id: `${reference}/${id}`,
		amount: money(net * 1.2),
		payment: { id: 'p', processor: 'stripe', providerIds: {} },
		reason: 'return',
		breakdown: [
			{ kind: 'line', line: sku, quantity: 1, amount: money(net), description: '' },
			{ kind: 'tax', line: sku, amount: money(net * 0.2), description: '' },
		],
	};
	const { json: items, error } = await w.node('creditNote.issue', { reference, order: number, intent: json(intent) });
	if (error) return error.message;
	const note = Number((items[0].creditNote as { id: string }).id);
	const lines = await rows(
		'account.move.line',
		[
			['move_id', '=', note],
			['display_type', '=', 'product'],
		],
		['product_id', 'quantity', 'price_total', 'account_type'],
	);
	return lines.map(({ product_id, quantity, price_total, account_type }: Found) => [
		product_id[1].replace(/^\[.*\] /, ''),
		quantity,
		cents(price_total),
		account_type,
	]);
}

async function bringBack({ number, reference }: { number: string; reference: string }, sku: string): Promise<void> {
	const lines = [{ sku, quantity: 1 }];
	await w.done('return.create', { reference, order: number, lines: json(lines) });
	await w.done('goods.receive', { reference, receipt: json({ id: 'A', lines }) });
}

it.each<[string, Line[], unknown[], unknown[]]>([
	[
		'dearer goods',
		[
			{ sku: 'NEW1', quantity: 1, price: 30 },
			{ sku: 'OLD1', quantity: -1, price: 10 },
		],
		[['NEW1', 1, 3000, 600, 0]],
		[
			['Goods taken back', 1200, 0],
			[undefined, 2400, 0],
		],
	],
	[
		'goods of the same price',
		[
			{ sku: 'NEW2', quantity: 1, price: 30 },
			{ sku: 'OLD2', quantity: -1, price: 30 },
		],
		[['NEW2', 1, 3000, 600, 0]],
		[['Goods taken back', 3600, 0]],
	],
	[
		'dearer goods less a discount',
		[
			{ sku: 'NEW3', quantity: 1, price: 30 },
			{ sku: 'OLD3', quantity: -1, price: 10 },
			{ sku: 'OFF3', quantity: 1, price: -3, service: true },
		],
		[['NEW3', 1, 2700, 540, 0]],
		[
			['Goods taken back', 1200, 0],
			[undefined, 2040, 0],
		],
	],
	[
		'dearer goods less a discount of a quantity below zero',
		[
			{ sku: 'NEW4', quantity: 1, price: 30 },
			{ sku: 'OLD4', quantity: -1, price: 10 },
			{ sku: 'OFF4', quantity: -1, price: 3, service: true },
		],
		[['NEW4', 1, 2700, 540, 0]],
		[
			['Goods taken back', 1200, 0],
			[undefined, 2040, 0],
		],
	],
])(
	'goods of an earlier order for %s',
	async (_what, lines, goods, payments) => {
		const order = await ordered(lines);
		await move(order.id);
		await bill(order.id);
		const found = await find(order.number);
		expect([shown(found), paid(found), left(found)]).toEqual([goods, payments, [[lines[0].sku, 1]]]);
		const [[sku, , net]] = goods as [[string, number, number]];
		await bringBack(order, sku);
		const credited = await credit(order, sku, net, 'R1');
		expect(credited[0]).toEqual([sku, 1, 3600, 'income']);
		expect(credited.reduce((sum: number, [, , gross]: [string, number, number]) => sum + gross, 0)).toBe(net * 1.2);
		expect(await credit(order, sku, net, 'R2')).toMatch(
			/1 of the 1 invoiced already are|By the invoice in Odoo refund/,
		);
		expect(await rows('sale.order', [['id', '=', order.id]], ['invoice_status'])).not.toMatchObject([
			{ invoice_status: 'to invoice' },
		]);
	},
	120_000,
);

it('goods of the order itself, for others that it was given afterwards', async () => {
	const order = await ordered([{ sku: 'TEE5', quantity: 2, price: 30 }]);
	await move(order.id);
	await bill(order.id);
	const more = [
		await lineOf({ sku: 'DRESS5', quantity: 1, price: 40 }),
		await lineOf({ sku: 'TEE5', quantity: -1, price: 30 }),
	];
	await w.rpc('sale.order', 'write', { ids: [order.id], vals: { order_line: more } });
	// What is on its way back counts as well.
	expect(left(await find(order.number))).toEqual([
		['TEE5', 1],
		['DRESS5', 0],
	]);
	await move(order.id);
	await bill(order.id);
	const found = await find(order.number);
	expect([shown(found), found.order.payments, left(found)]).toEqual([
		[
			['TEE5', 2, 6000, 1200, 1],
			['DRESS5', 1, 4000, 800, 0],
		],
		[],
		[
			['TEE5', 1],
			['DRESS5', 1],
		],
	]);
	expect(await credit(order, 'DRESS5', 4000, 'R1')).toEqual([['DRESS5', 1, 4800, 'income']]);
	expect(await credit(order, 'TEE5', 3000, 'R2')).toEqual([['TEE5', 1, 3600, 'income']]);
	expect(await credit(order, 'TEE5', 3000, 'R3')).toContain('2 of the 2 invoiced already are');
}, 120_000);

it('billed by delivery: an invoice takes off what came back, beside goods that were sent instead', async () => {
	const order = await ordered([{ sku: 'TEE6', quantity: 2, price: 30 }], { invoice_policy: 'delivery' });
	await move(order.id);
	await bill(order.id);
	await bringBack({ number: order.number, reference: 'RMA-EARLIER6' }, 'TEE6');
	const dress = await lineOf({ sku: 'DRESS6', quantity: 1, price: 40 }, { invoice_policy: 'delivery' });
	await w.rpc('sale.order', 'write', { ids: [order.id], vals: { order_line: [dress] } });
	await move(order.id);
	const second = await bill(order.id);
	expect(
		await rows(
			'account.move.line',
			[
				['move_id', '=', second],
				['display_type', '=', 'product'],
			],
			['quantity'],
		),
	).toMatchObject([{ quantity: -1 }, { quantity: 1 }]);
	const found = await find(order.number);
	expect([shown(found), left(found)]).toEqual([
		[
			['TEE6', 2, 6000, 1200, 1],
			['DRESS6', 1, 4000, 800, 0],
		],
		[
			['TEE6', 1],
			['DRESS6', 1],
		],
	]);
	expect(await credit(order, 'DRESS6', 4000, 'R1')).toEqual([['DRESS6', 1, 4800, 'income']]);
	expect(await credit(order, 'TEE6', 3000, 'R2')).toEqual([['TEE6', 1, 3600, 'income']]);
	expect(await credit(order, 'TEE6', 3000, 'R3')).toContain('2 of the 2 invoiced already are');
}, 120_000);

it('goods of an earlier order that stand on the invoice alone', async () => {
	const order = await ordered([{ sku: 'NEW7', quantity: 1, price: 30 }]);
	await move(order.id);
	const draft = await draftInvoice(w, order.id);
	const old = await productOf({ sku: 'OLD7', quantity: -1, price: 10 });
	const line = { product_id: old, quantity: -1, price_unit: 10, tax_ids: [[6, 0, [tax]]] };
	await w.rpc('account.move', 'write', { ids: [draft], vals: { invoice_line_ids: [[0, 0, line]] } });
	await w.rpc('account.move', 'action_post', { ids: [draft] });
	paidInGoods.push((await rows('account.move', [['id', '=', draft]], ['name']))[0].name);
	const found = await find(order.number);
	expect([shown(found), paid(found)]).toEqual([
		[['NEW7', 1, 3000, 600, 0]],
		[
			['Goods taken back', 1200, 0],
			[undefined, 2400, 0],
		],
	]);
	expect(await credit(order, 'NEW7', 3000, 'R1')).toEqual([['NEW7', 1, 3600, 'income']]);
}, 120_000);

it('dearer goods of an earlier order, of which money was handed out: Odoo bills all of it as a credit note', async () => {
	const order = await ordered([
		{ sku: 'NEW8', quantity: 1, price: 10 },
		{ sku: 'OLD8', quantity: -1, price: 30 },
	]);
	await move(order.id);
	const id = await bill(order.id);
	expect(await rows('account.move', [['id', '=', id]], ['move_type', 'amount_total'])).toMatchObject([
		{ move_type: 'out_refund', amount_total: 24 },
	]);
	const found = await find(order.number);
	expect([shown(found), paid(found), left(found)]).toEqual([
		[['NEW8', 1, 1000, 200, 0]],
		[['Goods taken back', 1200, 0]],
		[['NEW8', 1]],
	]);
	await bringBack(order, 'NEW8');
	expect(await credit(order, 'NEW8', 1000, 'R1')).toEqual([['NEW8', 1, 1200, 'income']]);
	expect(await credit(order, 'NEW8', 1000, 'R2')).toContain('1 of the 1 invoiced already are');
	expect(await rows('sale.order', [['id', '=', order.id]], ['invoice_status'])).not.toMatchObject([
		{ invoice_status: 'to invoice' },
	]);
}, 120_000);
