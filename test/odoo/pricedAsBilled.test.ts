import { worthOf } from '../../nodes/shared/case/worth';
import type { Order } from '../../nodes/shared/model';
import { audit } from './audit';
import { journalEntries } from './tables';
import { draftInvoice, json, openWorkbench, taxOf, type Workbench } from './workbench';

/**
 * What a piece is worth is what Odoo's own documents say. The documents are made by Odoo's calls; credit notes of all pieces must come to
 * the invoice, account by account, as Odoo's own reversal of it does.
 */
let w: Workbench;
beforeAll(async () => {
	w = await openWorkbench();
}, 180_000);
afterEach(async () => {
	expect(await audit(w.database)).toEqual([]);
	expect((await journalEntries(w.database)).unbalanced).toEqual([]);
});

const cents = (value: number) => Math.round(value * 100);
const rows = async (model: string, domain: unknown[], fields: string[]) =>
	await w.rpc(model, 'search_read', { domain, fields, order: 'id' });

interface Line {
	sku: string;
	quantity: number;
	price: number;
	tax?: number;
}
/** A confirmed and delivered order; the same SKU twice is one product. */
async function sold(number: string, lines: Line[], more: object = {}): Promise<number> {
	const products = new Map<string, number>();
	for (const { sku } of lines)
		if (!products.has(sku)) {
			const [id] = await w.rpc('product.product', 'create', {
				vals_list: [
					{ name: `Goods ${sku}`, default_code: sku, type: 'consu', is_storable: true, invoice_policy: 'order' },
				],
			});
			const quants = await w.rpc('stock.quant', 'create', {
				vals_list: [{ product_id: id, location_id: w.odoo.settings.destinations.restock, inventory_quantity: 100 }],
				context: { inventory_mode: true },
			});
			await w.rpc('stock.quant', 'action_apply_inventory', { ids: quants });
			products.set(sku, id);
		}
	const [partner] = await w.rpc('res.partner', 'create', { vals_list: [{ name: 'Priced Example' }] });
	const [order] = await w.rpc('sale.order', 'create', {
		vals_list: [
			{
				partner_id: partner,
				client_order_ref: number,
				...more,
				order_line: lines.map(({ sku, quantity, price, tax }) => [
					0,
					0,
					{
						product_id: products.get(sku),
						product_uom_qty: quantity,
						price_unit: price,
						tax_ids: [[6, 0, tax ? [tax] : []]],
					},
				]),
			},
		],
	});
	await w.rpc('sale.order', 'action_confirm', { ids: [order] });
	return order;
}
async function deliver(order: number): Promise<void> {
	const [{ picking_ids: pickings }] = await w.rpc('sale.order', 'read', { ids: [order], fields: ['picking_ids'] });
	await w.rpc('stock.picking', 'button_validate', { ids: pickings, context: { skip_sms: true, skip_expired: true } });
}
async function invoiced(order: number): Promise<number> {
	const draft = await draftInvoice(w, order);
	await w.rpc('account.move', 'action_post', { ids: [draft] });
	return draft;
}
/** Odoo's own discount wizard. */
async function discount(order: number, percent: number): Promise<void> {
	const wizard = await w.rpc('sale.order.discount', 'create', {
		vals_list: [{ sale_order_id: order, discount_type: 'so_discount', discount_percentage: percent / 100 }],
	});
	await w.rpc('sale.order.discount', 'action_apply_discount', { ids: wizard });
}

const find = async (number: string): Promise<{ order: Order; returnable: Array<{ returnable: number }> }> =>
	await w.done('order.find', { order: number });

/** Issues the credit note of so many pieces of a line, at what the policy makes of the order that Find gives. */
async function credit(number: string, order: Order, line: number, quantity: number, from: number, id: string) {
	const reference = `RMA-${number.slice(1)}`;
	const bought = order.lines[line];
	const { net, tax } = worthOf(bought, order.taxesIncluded, from, quantity);
	const amount = (minor: number) => ({ amount: minor, currency: order.currency });
	const intent = {
		id: `${reference}/${id}`,
		amount: amount(net + tax),
		payment: { id: 'p', processor: 'stripe', providerIds: {} },
		reason: 'return',
		breakdown: [
			{ kind: 'line', line: bought.providerIds['odoo.order_line'], quantity, amount: amount(net), description: '' },
			{ kind: 'tax', line: bought.providerIds['odoo.order_line'], amount: amount(tax), description: '' },
		],
	};
	const { creditNote } = await w.done('creditNote.issue', { reference, order: number, intent: json(intent) });
	return { id: Number(creditNote.id), amount: net + tax, warnings: creditNote.warnings };
}
/** What documents come to on each account, receivables aside: in their own currency, and in the company's. */
async function byAccount(moves: number[]): Promise<Record<string, [number, number]>> {
	const lines = await rows(
		'account.move.line',
		[
			['move_id', 'in', moves],
			['account_type', '!=', 'asset_receivable'],
		],
		['account_id', 'amount_currency', 'balance'],
	);
	const sums: Record<string, [number, number]> = {};
	for (const {
		account_id: [account],
		amount_currency,
		balance,
	} of lines) {
		const [own, companys] = sums[account] ?? [0, 0];
		sums[account] = [own + cents(amount_currency), companys + cents(balance)];
	}
	return Object.fromEntries(Object.entries(sums).filter(([, [own, companys]]) => own !== 0 || companys !== 0));
}
/** All pieces one by one; the credit notes then are the invoices with the signs turned. */
async function creditEach(number: string, invoices: number[], expected: number[]): Promise<void> {
	const { order } = await find(number);
	const lines = order.lines.map(({ sku, quantity }) => ({ sku, quantity }));
	const reference = `RMA-${number.slice(1)}`;
	await w.done('return.create', { reference, order: number, lines: json(lines) });
	await w.done('goods.receive', { reference, receipt: json({ id: 'A', lines }) });
	const notes: number[] = [];
	const amounts: number[] = [];
	for (const [line, { quantity }] of order.lines.entries())
		for (let piece = 0; piece < quantity; piece++) {
			const note = await credit(number, order, line, 1, piece, `R${notes.length + 1}`);
			notes.push(note.id);
			amounts.push(note.amount);
		}
	expect(amounts).toEqual(expected);
	const totals = await rows('account.move', [['id', 'in', notes]], ['amount_total']);
	expect(totals.map(({ amount_total }: { amount_total: number }) => cents(amount_total))).toEqual(expected);
	expect(await byAccount([...invoices, ...notes])).toEqual({});
	const [{ invoice_status: status }] = await rows(
		'sale.order',
		[['client_order_ref', '=', number]],
		['invoice_status'],
	);
	expect(status).not.toBe('to invoice');
}

it("Odoo's discount wizard: each line bears its part, and the credit notes come to the invoice", async () => {
	const tax = await taxOf(w, '20 % wizard', 20);
	const order = await sold('#WIZ', [
		{ sku: 'WIZ-A', quantity: 1, price: 50, tax },
		{ sku: 'WIZ-B', quantity: 1, price: 50, tax },
	]);
	await discount(order, 10);
	await deliver(order);
	await creditEach('#WIZ', [await invoiced(order)], [5400, 5400]);
}, 120_000);

it('a discount of three pieces that does not divide', async () => {
	const tax = await taxOf(w, '19 % thirds', 19);
	const order = await sold('#THI', [{ sku: 'THI-A', quantity: 3, price: 33.33, tax }]);
	await discount(order, 7);
	await deliver(order);
	const invoice = await invoiced(order);
	const [{ amount_total: total }] = await rows('account.move', [['id', '=', invoice]], ['amount_total']);
	const { order: found } = await find('#THI');
	expect(
		[0, 1, 2].reduce((sum, from) => {
			const { net, tax: taxes } = worthOf(found.lines[0], found.taxesIncluded, from, 1);
			return sum + net + taxes;
		}, 0),
	).toBe(cents(total));
	const pieces = [0, 1, 2].map((from) => {
		const { net, tax: taxes } = worthOf(found.lines[0], found.taxesIncluded, from, 1);
		return net + taxes;
	});
	await creditEach('#THI', [invoice], pieces);
}, 120_000);

it('one order line billed at two prices, and a price that was corrected before posting', async () => {
	const tax = await taxOf(w, '20 % twice', 20);
	const order = await sold('#TWO', [{ sku: 'TWO-A', quantity: 1, price: 10, tax }]);
	const first = await invoiced(order);
	const [
		{
			order_line: [line],
		},
	] = await w.rpc('sale.order', 'read', { ids: [order], fields: ['order_line'] });
	await w.rpc('sale.order.line', 'write', { ids: [line], vals: { product_uom_qty: 3 } });
	await deliver(order);
	const second = await draftInvoice(w, order);
	const [{ id: billed }] = await rows(
		'account.move.line',
		[
			['move_id', '=', second],
			['display_type', '=', 'product'],
		],
		['id'],
	);
	await w.rpc('account.move', 'write', { ids: [second], vals: { invoice_line_ids: [[1, billed, { price_unit: 8 }]] } });
	await w.rpc('account.move', 'action_post', { ids: [second] });
	const { order: found } = await find('#TWO');
	const note = await credit('#TWO', found, 0, 3, 0, 'R1');
	expect(note.amount).toBe(3120);
	expect(await byAccount([first, second, note.id])).toEqual({});
}, 120_000);

it('prices that contain tax, to the cent', async () => {
	const tax = await taxOf(w, '20 % in it', 20, true);
	const order = await sold('#INC', [{ sku: 'INC-A', quantity: 2, price: 9.99, tax }]);
	await deliver(order);
	await creditEach('#INC', [await invoiced(order)], [999, 999]);
}, 120_000);

it('a second return of an order whose first one was received and credited', async () => {
	const tax = await taxOf(w, '20 % second', 20);
	const order = await sold('#SEC', [{ sku: 'SEC-A', quantity: 2, price: 50, tax }]);
	await deliver(order);
	const invoice = await invoiced(order);
	const reference = 'RMA-SEC1';
	const lines = json([{ sku: 'SEC-A', quantity: 1 }]);
	await w.done('return.create', { reference, order: '#SEC', lines });
	await w.done('goods.receive', { reference, receipt: json({ id: 'A', lines: [{ sku: 'SEC-A', quantity: 1 }] }) });
	const first = await credit('#SEC', (await find('#SEC')).order, 0, 1, 0, 'R1');
	const again = await find('#SEC');
	expect(again.order.lines).toMatchObject([
		{ quantity: 2, returnedBefore: 1, subtotal: { amount: 10000 }, tax: { amount: 2000 } },
	]);
	expect(again.returnable).toMatchObject([{ returnable: 1 }]);
	const second = await credit('#SEC', again.order, 0, 1, 1, 'R2');
	expect([first.amount, second.amount]).toEqual([6000, 6000]);
	expect(await byAccount([invoice, first.id, second.id])).toEqual({});
}, 120_000);

it('the same SKU paid and free: the paid one is credited', async () => {
	const tax = await taxOf(w, '20 % free', 20);
	const order = await sold('#FRE', [
		{ sku: 'FRE-A', quantity: 1, price: 0, tax },
		{ sku: 'FRE-A', quantity: 1, price: 20, tax },
	]);
	await deliver(order);
	const invoice = await invoiced(order);
	const intent = {
		id: 'RMA-FRE/R1',
		amount: { amount: 2400, currency: w.odoo.currency },
		payment: { id: 'p', processor: 'stripe', providerIds: {} },
		reason: 'return',
		breakdown: [
			{
				kind: 'line',
				line: 'FRE-A',
				quantity: 1,
				amount: { amount: 2000, currency: w.odoo.currency },
				description: '',
			},
			{ kind: 'tax', line: 'FRE-A', amount: { amount: 400, currency: w.odoo.currency }, description: '' },
		],
	};
	const { creditNote } = await w.done('creditNote.issue', {
		reference: 'RMA-FRE',
		order: '#FRE',
		intent: json(intent),
	});
	expect(await byAccount([invoice, Number(creditNote.id)])).toEqual({});
}, 120_000);

it('2.5 kg of which 2 come back: 2 are credited', async () => {
	const tax = await taxOf(w, '0 % kg', 0);
	const order = await sold('#KG', [{ sku: 'KG-A', quantity: 2.5, price: 8, tax }]);
	await deliver(order);
	await invoiced(order);
	const { order: found } = await find('#KG');
	expect(found.lines).toMatchObject([{ quantity: 2, subtotal: { amount: 1600 } }]);
	const note = await credit('#KG', found, 0, 2, 0, 'R1');
	expect(await rows('account.move', [['id', '=', note.id]], ['amount_total'])).toMatchObject([{ amount_total: 16 }]);
}, 120_000);

it('a fee with the tax of goods that have an eco tax for each piece', async () => {
	const percent = await taxOf(w, '20 % eco', 20);
	const [eco] = await w.rpc('account.tax', 'create', {
		vals_list: [
			{
				name: 'Eco tax',
				amount: 0.5,
				amount_type: 'fixed',
				type_tax_use: 'sale',
				include_base_amount: true,
				sequence: 0,
				price_include_override: 'tax_excluded',
			},
		],
	});
	const order = await sold('#ECO', [{ sku: 'ECO-A', quantity: 1, price: 10, tax: percent }]);
	const [{ order_line: orderLines }] = await w.rpc('sale.order', 'read', { ids: [order], fields: ['order_line'] });
	await w.rpc('sale.order.line', 'write', { ids: orderLines, vals: { tax_ids: [[6, 0, [eco, percent]]] } });
	await deliver(order);
	const invoice = await invoiced(order);
	expect(await rows('account.move', [['id', '=', invoice]], ['amount_total'])).toMatchObject([{ amount_total: 12.6 }]);
	const { order: found } = await find('#ECO');
	const [bought] = found.lines;
	const money = (amount: number) => ({ amount, currency: found.currency });
	const intent = {
		id: 'RMA-ECO/R1',
		amount: money(960),
		payment: { id: 'p', processor: 'stripe', providerIds: {} },
		reason: 'return',
		breakdown: [
			{ kind: 'line', line: 'ECO-A', quantity: 1, amount: bought.subtotal, description: '' },
			{ kind: 'tax', line: 'ECO-A', amount: bought.tax, description: '' },
			{ kind: 'fee', amount: money(-300), description: 'Return fee' },
		],
	};
	const { creditNote } = await w.done('creditNote.issue', {
		reference: 'RMA-ECO',
		order: '#ECO',
		intent: json(intent),
		fees: 'taxed',
	} as never);
	expect(
		await rows('account.move', [['id', '=', Number(creditNote.id)]], ['amount_untaxed', 'amount_tax', 'amount_total']),
	).toMatchObject([{ amount_untaxed: 7.5, amount_tax: 2.1, amount_total: 9.6 }]);
}, 120_000);

it('a currency that Odoo rounds to whole units', async () => {
	const [{ id: currency }] = await w.rpc('res.currency', 'search_read', {
		domain: [['name', '=', 'SEK']],
		fields: ['name'],
		context: { active_test: false },
	});
	await w.rpc('res.currency', 'write', { ids: [currency], vals: { active: true, rounding: 1 } });
	const [pricelist] = await w.rpc('product.pricelist', 'create', {
		vals_list: [{ name: 'Whole units', currency_id: currency }],
	});
	const tax = await taxOf(w, '5 % whole', 5);
	const order = await sold('#SEK', [{ sku: 'SEK-A', quantity: 3, price: 55, tax }], { pricelist_id: pricelist });
	await deliver(order);
	const invoice = await invoiced(order);
	expect(await rows('account.move', [['id', '=', invoice]], ['amount_total'])).toMatchObject([{ amount_total: 173 }]);
	await creditEach('#SEK', [invoice], [5800, 5700, 5800]);
}, 120_000);

it('a rounding for cash, on its own account', async () => {
	const tax = await taxOf(w, '20 % cash', 20);
	const [income] = await rows('account.account', [['account_type', '=', 'income_other']], ['id']);
	const [rounding] = await w.rpc('account.cash.rounding', 'create', {
		vals_list: [
			{
				name: 'To 0.05',
				rounding: 0.05,
				rounding_method: 'HALF-UP',
				strategy: 'add_invoice_line',
				profit_account_id: income.id,
				loss_account_id: income.id,
			},
		],
	});
	const order = await sold('#CASH', [{ sku: 'CASH-A', quantity: 1, price: 264.77, tax }]);
	await deliver(order);
	const draft = await draftInvoice(w, order);
	await w.rpc('account.move', 'write', { ids: [draft], vals: { invoice_cash_rounding_id: rounding } });
	await w.rpc('account.move', 'action_post', { ids: [draft] });
	expect(await rows('account.move', [['id', '=', draft]], ['amount_total'])).toMatchObject([{ amount_total: 317.7 }]);
	await creditEach('#CASH', [draft], [31770]);
}, 120_000);

/** Has the taxes booked on an account of their own, as charts of accounts do; without one a tax stands where its goods do. */
async function bookTaxes(...taxes: number[]): Promise<void> {
	const [account] = await w.rpc('account.account', 'create', {
		vals_list: [{ name: 'Tax due', code: `TAX${taxes[0]}`, account_type: 'liability_current' }],
	});
	const parts = await w.rpc('account.tax.repartition.line', 'search', {
		domain: [
			['tax_id', 'in', taxes],
			['repartition_type', '=', 'tax'],
		],
	});
	await w.rpc('account.tax.repartition.line', 'write', { ids: parts, vals: { account_id: account } });
}

it.each([
	['included', '#EPD1', 25284],
	['excluded', '#EPD2', 25340],
	['mixed', '#EPD3', 25284],
])(
	'what was taken off for paying early (tax %s) is not owed, and the credit notes fit',
	async (computation, number, paid) => {
		const [tax, low] = [await taxOf(w, `20 % ${computation}`, 20), await taxOf(w, `8 % ${computation}`, 8)];
		await bookTaxes(tax, low);
		const [term] = await w.rpc('account.payment.term', 'create', {
			vals_list: [
				{
					name: `2 % in 10 days ${computation}`,
					early_discount: true,
					discount_percentage: 2,
					discount_days: 10,
					early_pay_discount_computation: computation,
					line_ids: [[0, 0, { value: 'percent', value_amount: 100, nb_days: 30 }]],
				},
			],
		});
		const lines = [
			{ sku: `${computation}-a`, quantity: 2, price: 50, tax },
			{ sku: `${computation}-b`, quantity: 1, price: 100, tax: low },
			{ sku: `${computation}-c`, quantity: 1, price: 30 },
		];
		const order = await sold(number, lines, { payment_term_id: term });
		await deliver(order);
		const invoice = await invoiced(order);
		const context = { active_model: 'account.move', active_ids: [invoice] };
		const wizard = await w.rpc('account.payment.register', 'create', {
			vals_list: [{ journal_id: w.odoo.settings.paymentJournal }],
			context,
		});
		await w.rpc('account.payment.register', 'action_create_payments', { ids: wizard, context });
		expect(await rows('account.move', [['id', '=', invoice]], ['amount_residual'])).toMatchObject([
			{ amount_residual: 0 },
		]);
		const payments = await rows('account.payment', [['invoice_ids', 'in', [invoice]]], ['move_id', 'amount']);
		expect(payments.map(({ amount }: { amount: number }) => cents(amount))).toEqual([paid]);
		const { order: found } = await find(number);
		const notes = [
			await credit(number, found, 0, 1, 0, 'R1'),
			await credit(number, found, 0, 1, 1, 'R2'),
			await credit(number, found, 1, 1, 0, 'R3'),
			await credit(number, found, 2, 1, 0, 'R4'),
		];
		expect(notes.reduce((sum, { amount }) => sum + amount, 0)).toBe(paid);
		// Invoice, payment and credit notes: what is left is on the bank's account alone.
		const left = await byAccount([
			invoice,
			...notes.map(({ id }) => id),
			...payments.map((one: { move_id: [number] }) => one.move_id[0]),
		]);
		expect(Object.values(left)).toEqual([[paid, paid]]);
	},
	120_000,
);

it("keeps the invoice's salesperson, team and analytic distribution, also of one who has left, as Odoo's own reversal does", async () => {
	const tax = await taxOf(w, '20 % analytic', 20);
	const order = await sold('#ANA', [{ sku: 'ANA-A', quantity: 1, price: 50, tax }]);
	await deliver(order);
	const [seller] = await w.rpc('res.users', 'create', {
		vals_list: [{ name: 'Seller Example', login: 'seller@example.test' }],
		context: { no_reset_password: true },
	});
	const [team] = await w.rpc('crm.team', 'create', { vals_list: [{ name: 'Team of the test' }] });
	// Analytic accounting is switched on by a group of the user's.
	const [, group] = await w.rpc('ir.model.data', 'check_object_reference', {
		module: 'analytic',
		xml_id: 'group_analytic_accounting',
	});
	const { uid } = await w.rpc('res.users', 'context_get');
	await w.rpc('res.users', 'write', { ids: [uid], vals: { group_ids: [[4, group]] } });
	const [plan] = await w.rpc('account.analytic.plan', 'create', { vals_list: [{ name: 'Plan of the test' }] });
	const [account] = await w.rpc('account.analytic.account', 'create', {
		vals_list: [{ name: 'Shop of the test', plan_id: plan }],
	});
	const invoice = await draftInvoice(w, order);
	const goods = [
		['move_id', '=', invoice],
		['display_type', '=', 'product'],
	];
	const [{ id: line }] = await rows('account.move.line', goods, ['id']);
	await w.rpc('account.move', 'write', {
		ids: [invoice],
		vals: {
			invoice_user_id: seller,
			team_id: team,
			invoice_line_ids: [[1, line, { analytic_distribution: { [account]: 100 } }]],
		},
	});
	await w.rpc('account.move', 'action_post', { ids: [invoice] });
	await w.rpc('res.users', 'write', { ids: [seller], vals: { active: false } });
	const note = await credit('#ANA', (await find('#ANA')).order, 0, 1, 0, 'R1');
	const kept = ['invoice_user_id', 'team_id', 'partner_id', 'partner_shipping_id', 'fiscal_position_id', 'currency_id'];
	const [ours] = await rows('account.move', [['id', '=', note.id]], kept);
	const context = { active_model: 'account.move', active_ids: [invoice] };
	const [
		{
			journal_id: [journal],
		},
	] = await rows('account.move', [['id', '=', invoice]], ['journal_id']);
	const wizard = await w.rpc('account.move.reversal', 'create', { vals_list: [{ journal_id: journal }], context });
	await w.rpc('account.move.reversal', 'refund_moves', { ids: wizard, context });
	const [theirs] = await rows(
		'account.move',
		[
			['reversed_entry_id', '=', invoice],
			['state', '=', 'draft'],
		],
		kept,
	);
	expect({ ...ours, id: 0 }).toEqual({ ...theirs, id: 0 });
	expect(ours.invoice_user_id[0]).toBe(seller);
	const analytic = async (move: number) =>
		(
			await rows(
				'account.move.line',
				[
					['move_id', '=', move],
					['display_type', '=', 'product'],
				],
				['analytic_distribution'],
			)
		)[0].analytic_distribution;
	expect(await analytic(note.id)).toEqual({ [account]: 100 });
	await w.rpc('account.move', 'unlink', { ids: [theirs.id] });
}, 120_000);
