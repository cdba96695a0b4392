import { audit } from './audit';
import { journalEntries } from './tables';
import { draftInvoice, json, openWorkbench, taxOf, type Workbench } from './workbench';

/** Orders that were billed in several documents, or hold lines of nothing: what their pieces cost, and credit notes that fit. */
let w: Workbench;
let tax: number;
beforeAll(async () => {
	w = await openWorkbench();
	tax = await taxOf(w, '20 % in parts', 20);
}, 180_000);
/** Final invoices after a down payment, of which all was credited: more than they alone come to. The audit looks at one invoice at a time. */
const afterDownPayment: string[] = [];
afterEach(async () => {
	const found = (await audit(w.database)).filter((one) => !afterDownPayment.some((name) => one.includes(`"${name}"`)));
	expect(found).toEqual([]);
	expect((await journalEntries(w.database)).unbalanced).toEqual([]);
});

const money = (amount: number) => ({ amount, currency: w.odoo.currency });
let count = 0;
/** A delivered order of two pieces of 60.00 with tax. */
async function sold(sku: string) {
	const [number, reference] = [`#PART${++count}`, `RMA-PART${count}`];
	const line = { product_uom_qty: 2, price_unit: 50, tax_ids: [[6, 0, [tax]]] };
	const { order } = await w.deliver({ number, sku, line });
	return { number, reference, order, sku };
}
async function post(order: number): Promise<void> {
	await w.rpc('account.move', 'action_post', { ids: [await draftInvoice(w, order)] });
}
async function downPayment(order: number, values: object): Promise<void> {
	const context = { active_model: 'sale.order', active_ids: [order], active_id: order };
	const wizard = await w.rpc('sale.advance.payment.inv', 'create', { vals_list: [values], context });
	await w.rpc('sale.advance.payment.inv', 'create_invoices', { ids: wizard, context });
	const drafts = await w.rpc('account.move', 'search', {
		domain: [
			['line_ids.sale_line_ids.order_id', '=', order],
			['state', '=', 'draft'],
		],
	});
	await w.rpc('account.move', 'action_post', { ids: drafts });
}
const intentOf = (reference: string, sku: string, id: string, net = 5000) => ({
	id: `${reference}/${id}`,
	amount: money(net * 1.2),
	payment: { id: 'p', processor: 'stripe', providerIds: {} },
	reason: 'return',
	breakdown: [
		{ kind: 'line', line: sku, quantity: 1, amount: money(net), description: '' },
		{ kind: 'tax', line: sku, amount: money(net * 0.2), description: '' },
	],
});
/** Both pieces come back and are credited one by one; then nothing is left. */
async function creditBoth(
	{ number, reference, sku }: Awaited<ReturnType<typeof sold>>,
	{ net = 5000, against }: { net?: number; against?: number } = {},
): Promise<void> {
	const { order } = await w.done('order.find', { order: number });
	expect(order.lines.find((one: { sku: string }) => one.sku === sku)).toMatchObject({
		quantity: 2,
		subtotal: money(net * 2),
		tax: money(net * 0.4),
	});
	const lines = [{ sku, quantity: 2 }];
	await w.done('return.create', { reference, order: number, lines: json(lines) });
	await w.done('goods.receive', { reference, receipt: json({ id: 'A', lines }) });
	for (const id of ['R1', 'R2']) {
		const intent = json(intentOf(reference, sku, id, net));
		const { creditNote } = await w.done('creditNote.issue', { reference, order: number, intent });
		expect(creditNote).toMatchObject({ amount: money(net * 1.2) });
		const [{ reversed_entry_id }] = await w.rpc('account.move', 'read', {
			ids: [Number(creditNote.id)],
			fields: ['reversed_entry_id'],
		});
		if (against) expect(reversed_entry_id[0]).toBe(against);
	}
	const third = json(intentOf(reference, sku, 'R3', net));
	const { error } = await w.node('creditNote.issue', { reference, order: number, intent: third });
	expect(error?.message).toMatch(/shall be credited, but|By the invoice in Odoo/);
	expect(await w.rpc('account.move', 'search_count', { domain: [['ref', '=', reference]] })).toBe(2);
}

it.each([
	['a part of the total', { advance_payment_method: 'percentage', amount: 50 }],
	['a fixed amount', { advance_payment_method: 'fixed', fixed_amount: 30 }],
])(
	'a down payment of %s is no discount of the goods',
	async (_, values) => {
		const order = await sold(`DOWN-${count}`);
		await downPayment(order.order, values);
		await post(order.order);
		const [{ name }] = await w.rpc('account.move', 'search_read', {
			domain: [['line_ids.sale_line_ids.order_id', '=', order.order]],
			fields: ['name'],
			order: 'id desc',
			limit: 1,
		});
		afterDownPayment.push(name);
		await creditBoth(order);
	},
	120_000,
);

it('an invoice that was reversed and made anew at another price counts by that, and is what is credited', async () => {
	const order = await sold('AGAIN');
	await post(order.order);
	const [invoice] = await w.rpc('account.move', 'search', {
		domain: [['line_ids.sale_line_ids.order_id', '=', order.order]],
	});
	const context = { active_model: 'account.move', active_ids: [invoice] };
	const [{ journal_id }] = await w.rpc('account.move', 'read', { ids: [invoice], fields: ['journal_id'] });
	const wizard = await w.rpc('account.move.reversal', 'create', {
		vals_list: [{ reason: 'Wrong address', journal_id: journal_id[0] }],
		context,
	});
	await w.rpc('account.move.reversal', 'modify_moves', { ids: wizard, context });
	const drafts = await w.rpc('account.move', 'search', {
		domain: [
			['line_ids.sale_line_ids.order_id', '=', order.order],
			['state', '=', 'draft'],
		],
	});
	const lines = await w.rpc('account.move.line', 'search', {
		domain: [
			['move_id', 'in', drafts],
			['display_type', '=', 'product'],
		],
	});
	await w.rpc('account.move.line', 'write', { ids: lines, vals: { price_unit: 40 } });
	await w.rpc('account.move', 'action_post', { ids: drafts });
	await creditBoth(order, { net: 4000, against: drafts[0] });
}, 120_000);

it('a part of an invoice that was credited and billed anew counts as it was billed at last', async () => {
	const order = await sold('PARTLY');
	const more = await w.rpc('product.product', 'create', { vals_list: [{ name: 'Beside', type: 'service' }] });
	const line = { product_id: more[0], product_uom_qty: 1, price_unit: 30, tax_ids: [[6, 0, [tax]]] };
	await w.rpc('sale.order', 'write', { ids: [order.order], vals: { order_line: [[0, 0, line]] } });
	await post(order.order);
	const billed = async (values: object) =>
		await w.rpc('account.move', 'search_read', {
			domain: [
				['line_ids.sale_line_ids.order_id', '=', order.order],
				...Object.entries(values).map(([k, v]) => [k, '=', v]),
			],
			fields: ['journal_id', 'invoice_line_ids'],
		});
	const [invoice] = await billed({ move_type: 'out_invoice' });
	const context = { active_model: 'account.move', active_ids: [invoice.id] };
	const wizard = await w.rpc('account.move.reversal', 'create', {
		vals_list: [{ reason: 'Wrong price', journal_id: invoice.journal_id[0] }],
		context,
	});
	await w.rpc('account.move.reversal', 'refund_moves', { ids: wizard, context });
	const [note] = await billed({ move_type: 'out_refund' });
	const beside = await w.rpc('account.move.line', 'search', {
		domain: [
			['move_id', '=', note.id],
			['product_id', '=', more[0]],
		],
	});
	await w.rpc('account.move', 'write', { ids: [note.id], vals: { invoice_line_ids: [[2, beside[0]]] } });
	await w.rpc('account.move', 'action_post', { ids: [note.id] });
	const anew = await draftInvoice(w, order.order);
	const lines = await w.rpc('account.move.line', 'search', {
		domain: [
			['move_id', '=', anew],
			['display_type', '=', 'product'],
		],
	});
	await w.rpc('account.move.line', 'write', { ids: lines, vals: { price_unit: 40 } });
	await w.rpc('account.move', 'action_post', { ids: [anew] });
	await creditBoth(order, { net: 4000, against: anew });
}, 120_000);

it('a line of quantity 0, a section, a note and a line that was called off change nothing', async () => {
	const order = await sold('ZERO');
	const [product] = await w.rpc('product.product', 'create', {
		vals_list: [{ name: 'Called off', default_code: 'OFF', type: 'consu', is_storable: true }],
	});
	await w.rpc('sale.order', 'write', {
		ids: [order.order],
		vals: {
			order_line: [
				[0, 0, { product_id: product, product_uom_qty: 0, price_unit: 33, tax_ids: [[6, 0, [tax]]] }],
				[0, 0, { display_type: 'line_section', name: 'Winter' }],
				[0, 0, { display_type: 'line_note', name: 'Handle with care' }],
			],
		},
	});
	await post(order.order);
	await creditBoth(order);
}, 120_000);
