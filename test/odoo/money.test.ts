import { audit } from './audit';
import { openShopInOdoo, type ShopInOdoo } from './shopInOdoo';
import { journalEntries } from './tables';
import { draftInvoice, json, openWorkbench, taxOf, tee, type Workbench } from './workbench';

/** Credit notes and refund payments to the cent: roundings, taxes, currencies, companies, both ways to invoice. Counted in Odoo's own tables. */
let w: Workbench;
let shop: ShopInOdoo;
beforeAll(async () => {
	w = await openWorkbench();
	shop = await openShopInOdoo(w.database);
}, 180_000);
afterEach(async () => {
	expect(await audit(w.database)).toEqual([]);
	expect((await journalEntries(w.database)).unbalanced).toEqual([]);
});

type Part = { kind: string; minor: number; name?: string; line?: string; quantity?: number; description?: string };
/** A refund of these parts, in minor units. */
function refundOf(reference: string, parts: Part[], { id = 'R1', currency = w.odoo.currency } = {}) {
	const breakdown = parts.map(({ minor, ...part }) => ({
		description: '',
		...part,
		amount: { amount: minor, currency },
	}));
	return {
		id: `${reference}/${id}`,
		amount: { amount: parts.reduce((sum, { minor }) => sum + minor, 0), currency },
		payment: { id: 'p', processor: 'stripe', providerIds: {} },
		reason: 'return',
		breakdown,
	};
}
type Intent = ReturnType<typeof refundOf>;
const issue = async (reference: string, order: string, intent: Intent, more: object = {}) =>
	(await w.done('creditNote.issue', { reference, order, intent: json(intent), ...more } as never)).creditNote;
const pay = async (reference: string, intent: Intent, more: object = {}) =>
	(
		await w.done('creditNote.recordPayment', {
			reference,
			refund: json({
				id: `re_${intent.id.replace(/\W/g, '')}`,
				intent: intent.id,
				amount: intent.amount,
				status: 'succeeded',
				...more,
			}),
		})
	).payment;
const rows = async (model: string, domain: unknown[], fields: string[]) =>
	await w.rpc(model, 'search_read', { domain, fields, order: 'id' });
const cents = (value: number) => Math.round(value * 100);

/** A posted invoice of one new product, billed and delivered by its order. */
async function billed(sku: string, quantity: number, price: number, percent: number, more: object = {}, paid = true) {
	const tax = await taxOf(w, `${percent} % of ${sku}`, percent);
	const number = `#${sku}`;
	const { order } = await w.deliver({
		number,
		sku,
		product: { taxes_id: [[6, 0, [tax]]], ...more },
		line: { product_uom_qty: quantity, price_unit: price, tax_ids: [[6, 0, [tax]]] },
	});
	return { number, order, reference: `RMA-${sku}`, invoice: await invoiceAll(order, paid) };
}
async function invoiceAll(order: number, paid = true): Promise<number> {
	const draft = await draftInvoice(w, order);
	await w.rpc('account.move', 'action_post', { ids: [draft] });
	if (paid) await payInvoice(draft);
	return draft;
}

async function payInvoice(invoice: number): Promise<void> {
	const context = { active_model: 'account.move', active_ids: [invoice] };
	const wizard = await w.rpc('account.payment.register', 'create', {
		vals_list: [{ communication: 'paid', journal_id: w.odoo.settings.paymentJournal }],
		context,
	});
	await w.rpc('account.payment.register', 'action_create_payments', { ids: wizard, context });
}

it('what no invoice has comes besides all that was billed, piece by piece and once more; what was billed is credited once', async () => {
	const { number, reference } = await billed('BESIDES', 2, 50, 20);
	const piece: Part[] = [
		{ kind: 'line', minor: 5000, line: 'BESIDES', quantity: 1 },
		{ kind: 'tax', minor: 1000, line: 'BESIDES' },
		{ kind: 'adjustment', name: 'bonus', minor: 600, description: 'Bonus for store credit' },
	];
	const first = refundOf(reference, piece);
	const last = refundOf(reference, [...piece, { kind: 'shipping', minor: 500 }], { id: 'R2' });
	for (const intent of [first, last, last]) {
		const { id, amount } = await issue(reference, number, intent);
		expect(amount).toEqual(intent.amount);
		const [note] = await rows('account.move', [['id', '=', Number(id)]], ['amount_total', 'amount_tax']);
		expect([cents(note.amount_total), cents(note.amount_tax)]).toEqual([intent.amount.amount, 1000]);
	}
	const more = refundOf(reference, piece, { id: 'R3' });
	const { error } = await w.node('creditNote.issue', { reference, order: number, intent: json(more) } as never);
	expect(error?.message).toContain('2 of the 2 invoiced already are');
});

// Net, tax and what the policy makes of it piece by piece: the parts add up to the invoice
// (docs/facts/odoo.md#credit-notes-round-by-themselves).
it.each([
	[
		'3 x 1.10 with 15 %',
		'R110',
		3,
		1.1,
		330,
		50,
		[
			[110, 17],
			[110, 17],
			[110, 16],
		],
	],
	[
		'7 x 0.37 with 15 %',
		'R037',
		7,
		0.37,
		259,
		39,
		[
			[37, 6],
			[37, 5],
			[37, 6],
			[37, 5],
			[37, 6],
			[37, 5],
			[37, 6],
		],
	],
])(
	'credit notes for single pieces add up to the invoice, tax by tax: %s',
	async (_title, sku, quantity, price, net, tax, pieces) => {
		const { number, reference, invoice } = await billed(sku, quantity, price, 15);
		expect(await rows('account.move', [['id', '=', invoice]], ['amount_untaxed', 'amount_tax'])).toMatchObject([
			{ amount_untaxed: net / 100, amount_tax: tax / 100 },
		]);
		for (const [index, [minor, taxed]] of (pieces as number[][]).entries()) {
			const intent = refundOf(
				reference,
				[
					{ kind: 'line', minor, line: sku, quantity: 1 },
					{ kind: 'tax', minor: taxed, line: sku },
				],
				{ id: `R${index + 1}` },
			);
			const { id } = await issue(reference, number, intent);
			expect(
				await rows('account.move', [['id', '=', Number(id)]], ['amount_untaxed', 'amount_tax', 'state']),
			).toMatchObject([{ amount_untaxed: minor / 100, amount_tax: taxed / 100, state: 'posted' }]);
			await pay(reference, intent);
		}
		const notes = await rows(
			'account.move',
			[['reversed_entry_id', '=', invoice]],
			['amount_untaxed', 'amount_tax', 'payment_state', 'invoice_line_ids'],
		);
		const sum = (field: string) =>
			notes.reduce((total: number, note: Record<string, number>) => total + cents(note[field]), 0);
		expect([sum('amount_untaxed'), sum('amount_tax')]).toEqual([net, tax]);
		// No line for roundings: each note is one line of goods, and all are paid.
		expect(
			notes.every(
				({ payment_state, invoice_line_ids }: { payment_state: string; invoice_line_ids: number[] }) =>
					payment_state === 'paid' && invoice_line_ids.length === 1,
			),
		).toBe(true);
		const more = refundOf(reference, [{ kind: 'line', minor: 37, line: sku, quantity: 1 }], { id: 'R99' });
		expect((await w.node('creditNote.issue', { reference, order: number, intent: json(more) })).error?.message).toMatch(
			/shall be credited, but \d of the \d invoiced already are|would be/,
		);
	},
	240_000,
);

it('the last credit note takes what the others left of each tax', async () => {
	// Nobody says what tax is in these refunds: two of 1.27 as Odoo rounds, and the last has what is left of the money and of the tax.
	const { number, reference, invoice } = await billed('LAST', 3, 1.1, 15);
	for (const [index, minor] of [127, 127, 126].entries())
		await issue(
			reference,
			number,
			refundOf(reference, [{ kind: 'line', minor, line: 'LAST', quantity: 1 }], { id: `R${index + 1}` }),
		);
	expect(
		await rows('account.move', [['reversed_entry_id', '=', invoice]], ['amount_untaxed', 'amount_tax']),
	).toMatchObject([{ amount_tax: 0.17 }, { amount_tax: 0.17 }, { amount_untaxed: 1.1, amount_tax: 0.16 }]);
});

it('fee and shipping mirror the tax they were billed with', async () => {
	const { number, reference } = await w.order();
	const parts = [
		{ kind: 'line', minor: 1800, line: tee.sku, quantity: 1 },
		{ kind: 'tax', minor: 360, line: tee.sku },
		{ kind: 'shipping', minor: 500 },
		{ kind: 'tax', minor: 100 },
		{ kind: 'fee', minor: -300, description: 'Return fee' },
	];
	const { id } = await issue(reference, number, refundOf(reference, parts), { fees: 'taxed' });
	const lines = await rows(
		'account.move.line',
		[
			['move_id', '=', Number(id)],
			['display_type', '=', 'product'],
		],
		['name', 'price_subtotal', 'price_total', 'is_refund'],
	);
	expect(lines.map(({ price_subtotal, price_total }: Record<string, number>) => [price_subtotal, price_total])).toEqual(
		[
			[18, 21.6],
			[5, 6],
			[-2.5, -3],
		],
	);
	expect(
		await rows('account.move', [['id', '=', Number(id)]], ['amount_untaxed', 'amount_tax', 'amount_total']),
	).toMatchObject([{ amount_untaxed: 20.5, amount_tax: 4.1, amount_total: 24.6 }]);
	// Credited shipping is not to be billed again, and was sold all the same.
	expect(
		await rows(
			'sale.order.line',
			[
				['order_id.client_order_ref', '=', number],
				['is_delivery', '=', true],
			],
			['product_uom_qty', 'qty_to_invoice'],
		),
	).toMatchObject([{ product_uom_qty: 0, qty_to_invoice: 0 }]);
	expect((await w.done('order.find', { order: number })).order.shipping).toMatchObject({
		subtotal: { amount: 500 },
		tax: { amount: 100 },
	});
});

it("two currencies: billed, credited and paid in the order's, at the rate of each day", async () => {
	const [foreign, own] = ['CHF', w.odoo.currency];
	const { id: order } = await shop.addOrder(
		{ number: '#CHF', lines: [tee], shipping: { price: '0', tax: '0' } },
		{ currency: foreign },
	);
	const [{ id: currency }] = await rows('res.currency', [['name', '=', foreign]], ['name']);
	const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
	await w.rpc('res.currency.rate', 'create', {
		vals_list: [{ currency_id: currency, name: tomorrow.slice(0, 10), rate: 0.5 }],
	});
	const reference = 'RMA-CHF';
	const intent = refundOf(
		reference,
		[
			{ kind: 'line', minor: 1800, line: tee.sku, quantity: 1 },
			{ kind: 'tax', minor: 360, line: tee.sku },
		],
		{ currency: foreign },
	);
	const note = await issue(reference, '#CHF', intent);
	const payment = await pay(reference, intent, { createdAt: tomorrow });
	expect(
		await rows(
			'account.move',
			[['id', '=', Number(note.id)]],
			['currency_id', 'amount_total', 'amount_residual', 'payment_state'],
		),
	).toMatchObject([
		{ currency_id: [currency, foreign], amount_total: 21.6, amount_residual: 0, payment_state: 'paid' },
	]);
	const [{ amount, currency_id, amount_company_currency_signed: signed }] = await rows(
		'account.payment',
		[['id', '=', Number(payment.id)]],
		['amount', 'currency_id', 'amount_company_currency_signed'],
	);
	// 21.60 at 0.5 is 43.20; what that differs from the credit note's day is an exchange difference of Odoo's.
	expect([amount, currency_id[1], cents(Math.abs(signed))]).toEqual([21.6, foreign, 4320]);
	expect(own).not.toBe(foreign);
	const wrong = refundOf(reference, [{ kind: 'line', minor: 1800, line: tee.sku, quantity: 1 }], { id: 'R2' });
	expect((await w.node('creditNote.issue', { reference, order: '#CHF', intent: json(wrong) })).error?.message).toMatch(
		/is in CHF, the refund in/,
	);
	expect(await rows('sale.order', [['id', '=', order]], ['name'])).toHaveLength(1);
});

it("two companies: every document is the order's company's, whatever the user's own is", async () => {
	const [company] = await w.rpc('res.company', 'create', { vals_list: [{ name: 'Second Example' }] });
	const user = await w.rpc('res.users', 'search', { domain: [['login', 'in', ['returns', 'admin']]] });
	await w.rpc('res.users', 'write', { ids: user, vals: { company_ids: [[4, company]] } });
	const inSecond = async (model: string, method: string, args: Record<string, unknown> = {}) =>
		await w.rpc(model, method, {
			...args,
			context: { ...(args.context as object | undefined), allowed_company_ids: [company] },
		});
	await inSecond('account.chart.template', 'try_loading', { template_code: 'generic_coa', company });
	const [tax] = await inSecond('account.tax', 'search', {
		domain: [
			['type_tax_use', '=', 'sale'],
			['company_id', '=', company],
		],
		limit: 1,
	});
	const [product] = await inSecond('product.product', 'create', {
		vals_list: [
			{
				name: 'Second',
				default_code: 'SECOND',
				type: 'service',
				invoice_policy: 'order',
				list_price: 50,
				taxes_id: [[6, 0, [tax]]],
			},
		],
	});
	const [partner] = await inSecond('res.partner', 'create', { vals_list: [{ name: 'Second Customer' }] });
	const order = await inSecond('sale.order', 'create', {
		vals_list: [
			{
				partner_id: partner,
				client_order_ref: '#SECOND',
				order_line: [[0, 0, { product_id: product, product_uom_qty: 2 }]],
			},
		],
	});
	await inSecond('sale.order', 'action_confirm', { ids: order });
	const context = { active_model: 'sale.order', active_ids: order };
	await inSecond('sale.advance.payment.inv', 'create_invoices', {
		ids: await inSecond('sale.advance.payment.inv', 'create', {
			vals_list: [{ advance_payment_method: 'delivered' }],
			context,
		}),
		context,
	});
	const [invoice] = await inSecond('account.move', 'search_read', {
		domain: [['move_type', '=', 'out_invoice']],
		fields: ['amount_untaxed', 'amount_tax'],
	});
	await inSecond('account.move', 'action_post', { ids: [invoice.id] });
	const bank = await inSecond('account.journal', 'search', {
		domain: [
			['type', '=', 'bank'],
			['company_id', '=', company],
		],
	});
	const methods = await inSecond('account.payment.method.line', 'search', {
		domain: [
			['journal_id', 'in', bank],
			['payment_type', '=', 'outbound'],
		],
	});
	const [outstanding] = await inSecond('account.account', 'create', {
		vals_list: [{ name: 'Outstanding', code: '101499', account_type: 'asset_current', reconcile: true }],
	});
	await inSecond('account.payment.method.line', 'write', { ids: methods, vals: { payment_account_id: outstanding } });

	const reference = 'RMA-SECOND';
	const intent = refundOf(reference, [
		{ kind: 'line', minor: cents(invoice.amount_untaxed) / 2, line: 'SECOND', quantity: 1 },
		{ kind: 'tax', minor: cents(invoice.amount_tax) / 2, line: 'SECOND' },
	]);
	const ask = { reference, order: '#SECOND', intent: json(intent) };
	// Settings of the first company's brand do not fit: the node says so, and books nothing.
	const misfit = (await w.node('creditNote.issue', ask)).error;
	expect(misfit?.context?.category).toBe('configuration');
	expect(misfit?.message).toMatch(/^Odoo does not let this user credit invoice .* in journal \d+$/);
	const settings = { ...w.odoo.settings, creditNoteJournal: undefined, paymentJournal: undefined };
	const options = { input: [{ settings: { odoo: settings } } as never] };
	const { creditNote } = await w.done('creditNote.issue', ask, options);
	const { payment } = await w.done(
		'creditNote.recordPayment',
		{ reference, refund: json({ id: 're_second', intent: intent.id, amount: intent.amount, status: 'succeeded' }) },
		options,
	);
	expect(
		await inSecond('account.move', 'search_read', {
			domain: [['id', '=', Number(creditNote.id)]],
			fields: ['company_id', 'payment_state'],
		}),
	).toMatchObject([{ company_id: [company, 'Second Example'], payment_state: 'paid' }]);
	expect(
		await inSecond('account.payment', 'search_read', {
			domain: [['id', '=', Number(payment.id)]],
			fields: ['company_id', 'journal_id'],
		}),
	).toMatchObject([{ company_id: [company, 'Second Example'], journal_id: [bank[0], expect.any(String)] }]);
	expect(
		await rows(
			'account.move',
			[
				['ref', '=', reference],
				['company_id', '!=', company],
			],
			['name'],
		),
	).toEqual([]);
}, 180_000);

it('invoiced by delivery: nothing is billed again once the goods are back, and until then the node says so', async () => {
	const sku = 'BYDEL';
	const { number, order, reference } = await billed(sku, 2, 10, 20, { invoice_policy: 'delivery' });
	const intent = refundOf(reference, [
		{ kind: 'line', minor: 1000, line: sku, quantity: 1 },
		{ kind: 'tax', minor: 200, line: sku },
	]);
	await w.done('return.create', { reference, order: number, lines: json([{ sku, quantity: 1 }]) });
	expect((await issue(reference, number, intent)).warnings).toEqual([
		`1 x "[${sku}] ${sku}" can be invoiced again until the goods are booked as received; look at the ordered quantity before the next invoicing run.`,
	]);
	expect(
		(await w.done('goods.receive', { reference, receipt: json({ id: 'A', lines: [{ sku, quantity: 1 }] }) })).receipt
			.warnings,
	).toEqual([]);
	expect(
		await rows(
			'sale.order.line',
			[['order_id', '=', order]],
			['product_uom_qty', 'qty_delivered', 'qty_invoiced', 'qty_to_invoice'],
		),
	).toMatchObject([{ product_uom_qty: 2, qty_delivered: 1, qty_invoiced: 1, qty_to_invoice: 0 }]);
	// The other way round: received, then credited.
	const second = refundOf(`${reference}2`, [
		{ kind: 'line', minor: 1000, line: sku, quantity: 1 },
		{ kind: 'tax', minor: 200, line: sku },
	]);
	await w.done('return.create', { reference: `${reference}2`, order: number, lines: json([{ sku, quantity: 1 }]) });
	await w.done('goods.receive', {
		reference: `${reference}2`,
		receipt: json({ id: 'A', lines: [{ sku, quantity: 1 }] }),
	});
	expect((await issue(`${reference}2`, number, second)).warnings).toEqual([]);
	expect(await rows('sale.order.line', [['order_id', '=', order]], ['qty_invoiced', 'qty_to_invoice'])).toMatchObject([
		{ qty_invoiced: 0, qty_to_invoice: 0 },
	]);
});

it('credits pieces that were billed on two invoices', async () => {
	const sku = 'TWICE';
	const { number, order, reference, invoice } = await billed(sku, 1, 10, 20, { invoice_policy: 'delivery' });
	const [line] = await rows('sale.order.line', [['order_id', '=', order]], ['product_uom_qty']);
	await w.rpc('sale.order.line', 'write', { ids: [line.id], vals: { product_uom_qty: 3 } });
	const pickings = await w.rpc('stock.picking', 'search', {
		domain: [
			['sale_id', '=', order],
			['state', 'not in', ['done', 'cancel']],
		],
	});
	await w.rpc('stock.picking', 'action_assign', { ids: pickings });
	await w.rpc('stock.picking', 'button_validate', { ids: pickings, context: { skip_sms: true, skip_expired: true } });
	const second = await invoiceAll(order);
	expect(second).not.toBe(invoice);
	const intent = refundOf(reference, [
		{ kind: 'line', minor: 3000, line: sku, quantity: 3 },
		{ kind: 'tax', minor: 600, line: sku },
	]);
	await issue(reference, number, intent);
	expect(await rows('sale.order.line', [['order_id', '=', order]], ['qty_invoiced'])).toMatchObject([
		{ qty_invoiced: 0 },
	]);
	const over = refundOf(
		reference,
		[
			{ kind: 'line', minor: 1000, line: sku, quantity: 1 },
			{ kind: 'tax', minor: 200, line: sku },
		],
		{ id: 'R2' },
	);
	expect((await w.node('creditNote.issue', { reference, order: number, intent: json(over) })).error?.message).toBe(
		`1 x ${sku} shall be credited, but 3 of the 3 invoiced already are`,
	);
});

it('books what was paid back although Odoo does not know yet that the invoice was paid', async () => {
	const sku = 'UNPAID';
	const { number, reference, invoice } = await billed(sku, 2, 10, 20, {}, false);
	const intent = refundOf(reference, [
		{ kind: 'line', minor: 1000, line: sku, quantity: 1 },
		{ kind: 'tax', minor: 200, line: sku },
	]);
	const note = await issue(reference, number, intent);
	// Odoo put it against the unpaid invoice by itself.
	expect(await rows('account.move', [['id', 'in', [invoice, Number(note.id)]]], ['amount_residual'])).toMatchObject([
		{ amount_residual: 12 },
		{ amount_residual: 0 },
	]);
	const payment = await pay(reference, intent);
	expect(await pay(reference, intent)).toEqual({ ...payment, outcome: 'already_done' });
	const other = json({ id: 're_another', intent: intent.id, amount: intent.amount, status: 'succeeded' });
	expect((await w.node('creditNote.recordPayment', { reference, refund: other })).error?.message).toMatch(
		/^Only 0\.00/,
	);
	// The customer's payment of the whole invoice comes into the books: nothing is left open once both are matched.
	const [incoming] = await w.rpc('account.payment', 'create', {
		vals_list: [
			{
				payment_type: 'inbound',
				partner_type: 'customer',
				partner_id: (await rows('account.move', [['id', '=', invoice]], ['partner_id']))[0].partner_id[0],
				amount: 24,
				journal_id: w.odoo.settings.paymentJournal,
			},
		],
	});
	await w.rpc('account.payment', 'action_post', { ids: [incoming] });
	const entries = (await rows('account.payment', [['id', 'in', [incoming, Number(payment.id)]]], ['move_id'])).map(
		({ move_id }: { move_id: [number] }) => move_id[0],
	);
	const open = await rows(
		'account.move.line',
		[
			['move_id', 'in', [...entries, invoice]],
			['account_type', '=', 'asset_receivable'],
			['reconciled', '=', false],
		],
		['amount_residual'],
	);
	expect(
		open.reduce((sum: number, { amount_residual }: { amount_residual: number }) => sum + cents(amount_residual), 0),
	).toBe(0);
	await w.rpc('account.move.line', 'reconcile', { ids: open.map(({ id }: { id: number }) => id) });
});

describe("a refund that Odoo's own Stripe provider moved", () => {
	/** A credited T-shirt whose order was paid through Odoo's Stripe provider as pi_. */
	async function paidThroughOdoo() {
		const { number, reference, id } = await w.order();
		const intent = {
			...refundOf(reference, [
				{ kind: 'line', minor: 1800, line: tee.sku, quantity: 1 },
				{ kind: 'tax', minor: 360, line: tee.sku },
			]),
			payment: { id: `pi_${id}`, processor: 'odoo_stripe', providerIds: { 'stripe.payment_intent': `pi_${id}` } },
		};
		const note = await issue(reference, number, intent);
		const [{ partner_id, currency_id }] = await rows('sale.order', [['id', '=', id]], ['partner_id', 'currency_id']);
		const [provider] = await w.rpc('payment.provider', 'search', { domain: [['code', '=', 'none']], limit: 1 });
		const [method] = await w.rpc('payment.method', 'search', { domain: [], limit: 1, context: { active_test: false } });
		const transaction = async (reference_: string, amount: number, values: object) =>
			(
				await w.rpc('payment.transaction', 'create', {
					vals_list: [
						{
							provider_id: provider,
							payment_method_id: method,
							reference: reference_,
							provider_reference: reference_,
							amount,
							currency_id: currency_id[0],
							partner_id: partner_id[0],
							...values,
						},
					],
				})
			)[0];
		const source = await transaction(`pi_${id}`, 64.2, { state: 'done', operation: 'online_direct' });
		const refund = {
			id: `re_${id}`,
			intent: intent.id,
			amount: intent.amount,
			status: 'succeeded',
			providerIds: { 'stripe.payment_intent': `pi_${id}` },
		};
		return {
			reference,
			intent,
			note: Number(note.id),
			partner: partner_id[0] as number,
			refund,
			child: async (state: string, more: object = {}) =>
				await transaction(refund.id, -21.6, { operation: 'refund', state, source_transaction_id: source, ...more }),
		};
	}
	const record = async (reference: string, refund: object, options: object = {}) =>
		await w.node('creditNote.recordPayment', { reference, refund: json(refund), options } as never);

	it('is waited for, then adopted: matched with the credit note, and not booked a second time', async () => {
		const { reference, note, partner, refund, child } = await paidThroughOdoo();
		expect((await record(reference, refund)).error).toMatchObject({
			message: expect.stringContaining('it has not heard of refund'),
			context: { category: 'retryable', code: 'out_of_turn' },
		});
		const transaction = await child('done');
		expect((await record(reference, refund)).error?.message).toBe(
			`Odoo has not booked its Stripe refund ${refund.id} yet`,
		);
		// What Odoo's scheduled action makes of it: an outgoing payment that belongs to the transaction.
		const [payment] = await w.rpc('account.payment', 'create', {
			vals_list: [
				{
					payment_type: 'outbound',
					partner_type: 'customer',
					partner_id: partner,
					amount: 21.6,
					journal_id: w.odoo.settings.paymentJournal,
					memo: `${refund.id} - Odoo`,
					payment_transaction_id: transaction,
				},
			],
		});
		await w.rpc('account.payment', 'action_post', { ids: [payment] });
		await w.rpc('payment.transaction', 'write', { ids: [transaction], vals: { payment_id: payment } });
		const {
			json: [first],
		} = await record(reference, refund);
		expect(first.payment).toMatchObject({
			id: String(payment),
			bookedBy: 'odoo',
			outcome: 'done',
			providerIds: { 'odoo.payment_transaction': String(transaction) },
		});
		expect((await record(reference, refund)).json[0].payment).toMatchObject({
			id: String(payment),
			bookedBy: 'odoo',
			outcome: 'already_done',
		});
		expect(await rows('account.move', [['id', '=', note]], ['payment_state', 'amount_residual'])).toMatchObject([
			{ payment_state: 'paid', amount_residual: 0 },
		]);
		expect(
			await rows(
				'account.payment',
				[
					['partner_id', '=', partner],
					['payment_type', '=', 'outbound'],
				],
				['amount'],
			),
		).toEqual([{ id: payment, amount: 21.6 }]);
	});

	it('is refused when it failed, or is over another amount', async () => {
		const failed = await paidThroughOdoo();
		await failed.child('error');
		expect((await record(failed.reference, failed.refund)).error?.message).toBe(
			`Refund ${failed.refund.id} is in error in Odoo's payment transactions`,
		);
		const other = await paidThroughOdoo();
		await other.child('done', { amount: -20 });
		expect((await record(other.reference, other.refund)).error?.message).toMatch(
			/is over 20\.00 .*, the refund over 21\.60/,
		);
	});

	it('is booked here when Odoo hears nothing of Stripe, and somebody says so', async () => {
		const { reference, refund, note } = await paidThroughOdoo();
		expect((await record(reference, refund, { bookBesideOdoo: true })).json[0].payment).toMatchObject({
			bookedBy: 'this node',
			outcome: 'done',
		});
		expect(await rows('account.move', [['id', '=', note]], ['payment_state'])).toMatchObject([
			{ payment_state: 'paid' },
		]);
	});
});

const receiptOf = (reference: string) => ({
	reference,
	receipt: json({ id: 'R', lines: [{ sku: tee.sku, quantity: 1 }] }),
});
const creditOf = (reference: string, order: string) => ({
	reference,
	order,
	intent: json(
		refundOf(reference, [
			{ kind: 'line', line: tee.sku, quantity: 1, minor: 1800 },
			{ kind: 'tax', line: tee.sku, minor: 360 },
		]),
	),
});
/** Transfers that send goods of an order out, canceled ones too. */
const deliveriesOf = async (order: number) =>
	(
		await w.database.sql<{ out: number }>(
			'select count(distinct picking.id)::int as out from stock_picking picking join stock_move move on move.picking_id = picking.id join sale_order_line line on line.id = move.sale_line_id where line.order_id = $1 and move.origin_returned_move_id is null',
			[order],
		)
	)[0].out;

it.each(['call by call', 'in batches'])(
	'offers nothing for invoicing again, whatever is received and credited at the same moment (%s)',
	async (way) => {
		const input = [{ settings: { odoo: way === 'in batches' ? w.odoo.inBatches : w.odoo.settings } } as never];
		/** As the engine does it: what Odoo was too busy for is tried again. */
		const work = async (operation: string, parameters: object) => {
			for (let round = 1; ; round++) {
				const { error } = await w.node(operation, parameters as never, { input });
				if (!error) return;
				if (round === 5 || error.context?.category !== 'retryable') throw error;
			}
		};
		for (let round = 1; round <= 2; round++) {
			const { number, reference, id } = await w.order({ lines: [tee], shipping: { price: '0', tax: '0' } });
			const returns = ['A', 'B'].map((which) => `${reference}${which}`);
			for (const one of returns)
				await w.done('return.create', { reference: one, order: number, lines: json([{ sku: tee.sku, quantity: 1 }]) });
			await Promise.all(
				returns.flatMap((one) => [
					work('goods.receive', receiptOf(one)),
					work('creditNote.issue', creditOf(one, number)),
				]),
			);
			expect(
				await w.database.sql(
					'select product_uom_qty::int as ordered, qty_delivered::int as delivered, qty_invoiced::int as invoiced, qty_to_invoice::int as open from sale_order_line where order_id = $1',
					[id],
				),
			).toEqual([{ ordered: 0, delivered: 0, invoiced: 0, open: 0 }]);
			expect(await deliveriesOf(id)).toBe(1);
		}
	},
	240_000,
);

it('has nothing sent out when one of two returns is credited and the other is still on its way', async () => {
	const { number, reference, id } = await w.order({ lines: [tee], shipping: { price: '0', tax: '0' } });
	const [first, second] = ['A', 'B'].map((which) => `${reference}${which}`);
	for (const one of [first, second])
		await w.done('return.create', { reference: one, order: number, lines: json([{ sku: tee.sku, quantity: 1 }]) });
	await w.done('goods.receive', receiptOf(first));
	await w.done('creditNote.issue', creditOf(first, number));
	expect(await deliveriesOf(id)).toBe(1);
	await w.done('creditNote.issue', creditOf(second, number));
	await w.done('goods.receive', receiptOf(second));
	expect(await deliveriesOf(id)).toBe(1);
	expect(
		await w.database.sql(
			'select product_uom_qty::int as ordered, qty_to_invoice::int as open from sale_order_line where order_id = $1',
			[id],
		),
	).toEqual([{ ordered: 0, open: 0 }]);
});

// The last one: it switches on what all later orders would have.
it('a credit lowers what is to be billed and changes nothing else of the order: price of a quantity, discount, taxes, salesperson, team, analytic distribution', async () => {
	const groups: number[] = [];
	for (const [module, xml_id] of [
		['sale', 'group_discount_per_so_line'],
		['product', 'group_product_pricelist'],
		['analytic', 'group_analytic_accounting'],
	])
		groups.push((await w.rpc('ir.model.data', 'check_object_reference', { module, xml_id }))[1]);
	// A setting switches it on for everybody.
	const [, everybody] = await w.rpc('ir.model.data', 'check_object_reference', {
		module: 'base',
		xml_id: 'group_user',
	});
	await w.rpc('res.groups', 'write', { ids: [everybody], vals: { implied_ids: groups.map((group) => [4, group]) } });
	const [plan] = await w.rpc('account.analytic.plan', 'create', { vals_list: [{ name: 'Plan of orders' }] });
	const [account] = await w.rpc('account.analytic.account', 'create', {
		vals_list: [{ name: 'Orders', plan_id: plan }],
	});
	const [team] = await w.rpc('crm.team', 'create', { vals_list: [{ name: 'Team of orders' }] });
	// What three pieces cost is more for two of them, and a discount was given by hand.
	const [pricelist] = await w.rpc('product.pricelist', 'create', {
		vals_list: [
			{
				name: 'By quantity',
				item_ids: [
					[0, 0, { applied_on: '3_global', compute_price: 'fixed', fixed_price: 8, min_quantity: 3 }],
					[0, 0, { applied_on: '3_global', compute_price: 'fixed', fixed_price: 10, min_quantity: 0 }],
				],
			},
		],
	});
	const { order } = await w.deliver({
		number: '#KEPT',
		sku: 'KEPT',
		product: { list_price: 10, taxes_id: [[6, 0, []]] },
		line: { product_uom_qty: 3, analytic_distribution: { [account]: 100 } },
		sale: { pricelist_id: pricelist, team_id: team },
	});
	const [{ id: line }] = await rows('sale.order.line', [['order_id', '=', order]], ['id']);
	await w.rpc('sale.order.line', 'write', { ids: [line], vals: { price_unit: 8, discount: 10 } });
	await invoiceAll(order);
	const read = async () => {
		const [{ product_uom_qty, ...sold }] = await rows(
			'sale.order.line',
			[['id', '=', line]],
			[
				'product_uom_qty',
				'price_unit',
				'discount',
				'tax_ids',
				'name',
				'analytic_distribution',
				'product_uom_id',
				'salesman_id',
			],
		);
		const [of] = await rows(
			'sale.order',
			[['id', '=', order]],
			[
				'user_id',
				'team_id',
				'partner_id',
				'pricelist_id',
				'currency_id',
				'fiscal_position_id',
				'client_order_ref',
				'state',
				'locked',
			],
		);
		return { quantity: product_uom_qty as number, kept: { sold, of } };
	};
	const { kept } = await read();
	expect(kept.sold).toMatchObject({ price_unit: 8, discount: 10 });
	for (const [index, left] of [2, 1, 0].entries()) {
		const reference = `RMA-KEPT${index}`;
		const lines = json([{ sku: 'KEPT', quantity: 1 }]);
		await w.done('return.create', { reference, order: '#KEPT', lines });
		await w.done('goods.receive', { reference, receipt: json({ id: 'R', lines: [{ sku: 'KEPT', quantity: 1 }] }) });
		await issue(reference, '#KEPT', refundOf(reference, [{ kind: 'line', minor: 720, line: 'KEPT', quantity: 1 }]));
		expect(await read()).toEqual({ quantity: left, kept });
	}
}, 120_000);
