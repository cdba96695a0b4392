import { userWith } from './apps';
import { audit } from './audit';
import { lineTo, type Line } from './line';
import { changesOf } from './others';
import { journalEntries } from './tables';
import { json, openWorkbench, taxOf, type Workbench } from './workbench';

jest.mock('n8n-workflow', () => ({ ...jest.requireActual<object>('n8n-workflow'), sleep: async () => {} }));

/** Orders of a channel that Odoo does not know, taken in by a user with the groups that the documentation names. */
let w: Workbench;
let credentials: Awaited<ReturnType<typeof userWith>>;
let line: Line;
let tax: number;
const [lamp, later] = ['LAMP', 'LATER'];
beforeAll(async () => {
	w = await openWorkbench();
	// Orders of the demo make its tax and its shipping product.
	await w.order();
	[tax] = await w.rpc('account.tax', 'search', { domain: [['name', '=', 'Returns demo 20%']] });
	for (const [sku, more] of [
		[lamp, { invoice_policy: 'order' }],
		[later, { invoice_policy: 'delivery' }],
	] as const) {
		const [id] = await w.rpc('product.product', 'create', {
			vals_list: [
				{ name: sku, default_code: sku, type: 'consu', is_storable: true, taxes_id: [[6, 0, [tax]]], ...more },
			],
		});
		const quants = await w.rpc('stock.quant', 'create', {
			vals_list: [{ product_id: id, location_id: w.odoo.settings.destinations.restock, inventory_quantity: 500 }],
			context: { inventory_mode: true },
		});
		await w.rpc('stock.quant', 'action_apply_inventory', { ids: quants });
	}
	await w.rpc('product.product', 'create', {
		vals_list: [
			{ name: 'Other', default_code: 'OTHER', type: 'service', invoice_policy: 'order', taxes_id: [[6, 0, []]] },
		],
	});
	credentials = await userWith(w, 'sales_team.group_sale_salesman_all_leads', 'base.group_partner_manager');
	line = await lineTo(w.odoo.url);
}, 180_000);
afterAll(async () => await line?.stop());
afterEach(async () => {
	expect(await audit(w.database)).toEqual([]);
	expect((await journalEntries(w.database)).unbalanced).toEqual([]);
});

const reads = ['search', 'search_read', 'web_search_read', 'read', 'check_object_reference', 'get_metadata'];
let count = 0;
const money = (amount: number, currency = w.odoo.currency) => ({ amount, currency });
const lineOf = (sku: string, quantity: number, subtotal: number, taxed: number, more: object = {}) => ({
	id: sku,
	sku,
	title: sku,
	quantity,
	subtotal: money(subtotal),
	tax: money(taxed),
	fulfilledAt: '2026-10-02T08:00:00.000Z',
	...more,
});

/** 2 lamps less a discount, shipping: 36.00 + 7.20, 5.00 + 1.00; paid and sent. */
function order(more: object = {}, total = 4920) {
	const number = `#B${++count}`;
	return {
		number,
		channel: 'shopify',
		currency: w.odoo.currency,
		placedAt: '2026-10-01T09:30:00.000Z',
		customer: {
			name: 'Noa Sample',
			email: `noa${count}@example.com`,
			address: { name: 'Noa Sample', street1: '1 Test Road', city: 'Teststadt', postalCode: '10115', country: 'DE' },
		},
		lines: [lineOf(lamp, 2, 3600, 720)],
		shipping: { subtotal: money(500), tax: money(100) },
		payments: [
			{
				id: `90${count}`,
				processor: 'stripe',
				providerIds: { 'stripe.charge': `ch_${count}` },
				captured: money(total),
				refunded: money(0),
				refundable: money(total),
				paidAt: '2026-10-01T09:31:00.000Z',
			},
		],
		paid: money(total),
		providerIds: { 'shopify.order': `gid://shopify/Order/55000000${1000 + count}` },
		...more,
	};
}
type Given = ReturnType<typeof order>;

async function bringIn(given: object, parameters: object = {}) {
	const { broughtIn } = await w.done(
		'order.bringIn',
		{ channelOrder: json(given), ...parameters } as never,
		{ credentials } as never,
	);
	return broughtIn;
}

/** What Odoo has of an order, without ids and numbers. */
async function books(given: Given) {
	const all = async (model: string, domain: unknown[], fields: string[]) =>
		(await w.rpc(model, 'search_read', { domain, fields, order: 'id' })).map(
			// eslint-disable-next-line @typescript-eslint/no-unused-vars
			({ id: _id, ...values }: { id: number }) => values,
		);
	const [placed] = await w.rpc('sale.order', 'search_read', {
		domain: [['client_order_ref', '=', given.number]],
		fields: ['name'],
	});
	return {
		orders: await all('sale.order', [['client_order_ref', '=', given.number]], ['state', 'amount_total', 'date_order']),
		lines: await all(
			'sale.order.line',
			[['order_id', '=', placed?.id]],
			['product_uom_qty', 'qty_delivered', 'qty_invoiced', 'price_total'],
		),
		deliveries: await all('stock.picking', [['origin', '=', placed?.name ?? '']], ['state', 'date_done']),
		moves: await all(
			'account.move',
			[['ref', '=', given.number]],
			['move_type', 'state', 'payment_state', 'amount_total', 'invoice_date'],
		),
		payments: await all(
			'account.payment',
			[['partner_id.email', '=', given.customer.email]],
			['payment_type', 'amount', 'memo', 'date'],
		),
	};
}
const cents = (value: number) => Math.round(value * 100);

it('makes order, delivery, invoice and payment once, as they were, and touches nothing else', async () => {
	const given = order();
	const run = async () => await bringIn(given);
	let first: Awaited<ReturnType<typeof run>>;
	// Its goods leave the shelf, as they do with any delivery.
	expect(await changesOf(w.database, async () => (first = await run()))).toEqual(['stock_quant.quantity']);
	expect(first!).toMatchObject({ outcome: 'done', state: 'brought_in', total: money(4920), warnings: [] });
	expect(await books(given)).toEqual({
		orders: [{ state: 'sale', amount_total: 49.2, date_order: '2026-10-01 09:30:00' }],
		lines: [
			{ product_uom_qty: 2, qty_delivered: 2, qty_invoiced: 2, price_total: 43.2 },
			expect.objectContaining({ product_uom_qty: 1, qty_invoiced: 1, price_total: 6 }),
		],
		deliveries: [{ state: 'done', date_done: '2026-10-02 08:00:00' }],
		moves: [
			{
				move_type: 'out_invoice',
				state: 'posted',
				payment_state: 'paid',
				amount_total: 49.2,
				invoice_date: '2026-10-01',
			},
		],
		payments: [
			{
				payment_type: 'inbound',
				amount: 49.2,
				memo: given.payments[0].providerIds['stripe.charge'],
				date: '2026-10-01',
			},
		],
	});
	const after = await books(given);
	expect(await run()).toEqual({ ...first!, outcome: 'already_done' });
	expect(await books(given)).toEqual(after);
});

it('comes to the cent with tax in the price, with prices that do not divide, and with a cent that is rounded otherwise', async () => {
	const included = await taxOf(w, 'Bring in 19% included', 19, true);
	const given = order(
		{
			taxesIncluded: true,
			lines: [lineOf(lamp, 3, 1000, 160)],
			shipping: { subtotal: money(490), tax: money(78) },
		},
		1490,
	);
	expect(await bringIn(given)).toMatchObject({ total: money(1490), invoices: [{ total: money(1490) }] });
	expect(await books(given)).toMatchObject({ orders: [{ amount_total: 14.9 }], moves: [{ payment_state: 'paid' }] });
	expect(
		await w.rpc('sale.order.line', 'search_count', {
			domain: [
				['order_id.client_order_ref', '=', given.number],
				['tax_ids', 'in', [included]],
			],
		}),
	).toBe(2);
	// 20 % of 10.03 is 2.006: the channel took 2.00.
	const rounded = order({ lines: [lineOf(lamp, 1, 1003, 200)], shipping: undefined }, 1203);
	expect(await bringIn(rounded)).toMatchObject({ total: money(1203), invoices: [{ total: money(1203) }] });
	expect((await books(rounded)).lines.map(({ price_total }: { price_total: number }) => cents(price_total))).toEqual([
		1204, -1,
	]);
	// Nothing is taxed.
	const free = order({ lines: [lineOf(lamp, 3, 1000, 0)], shipping: undefined }, 1000);
	expect(await bringIn(free)).toMatchObject({ total: money(1000), invoices: [{ total: money(1000) }] });
});

it('follows what is sent later, and bills goods that are invoiced when they are delivered with what was', async () => {
	const both = (sent: number) => [lineOf(lamp, 2, 3600, 720), lineOf(later, 3, 3001, 600, { sent })];
	const given = order({ lines: both(1) }, 8521);
	const first = await bringIn(given);
	expect(first.invoices).toHaveLength(1);
	expect((await books(given)).deliveries.map(({ state }: { state: string }) => state)).toEqual(['done', 'assigned']);
	const rest = await bringIn({ ...given, lines: both(3) });
	expect(rest).toMatchObject({ outcome: 'done', deliveries: [{}, {}], invoices: [{}, {}] });
	const after = await books(given);
	expect(after.moves.reduce((sum: number, one: { amount_total: number }) => sum + cents(one.amount_total), 0)).toBe(
		8521,
	);
	expect(after.moves).toMatchObject([{ payment_state: 'paid' }, { payment_state: 'paid' }]);
	expect(await bringIn({ ...given, lines: both(3) })).toMatchObject({ outcome: 'already_done' });
});

it('credits what the channel paid back before and later, and books it', async () => {
	const refunds = [
		{ id: 'gid://shopify/Refund/71', amount: money(2160) },
		{ id: 'gid://shopify/Refund/72', amount: money(500) },
	];
	const given = order({
		lines: [lineOf(lamp, 2, 3600, 720, { paidBack: { quantity: 1, subtotal: money(1800), tax: money(360) } })],
	});
	expect(await bringIn({ ...given, refundsOfOthers: refunds.slice(0, 1) })).toMatchObject({
		creditNotes: [{ total: money(2160) }],
		refunds: [{ amount: money(2160) }],
	});
	expect(await bringIn({ ...given, refundsOfOthers: refunds })).toMatchObject({
		creditNotes: [{ total: money(2160) }, { total: money(500) }],
		refunds: [{ amount: money(2160) }, { amount: money(500) }],
	});
	expect((await books(given)).moves).toMatchObject([
		{ move_type: 'out_invoice', payment_state: 'paid' },
		{ move_type: 'out_refund', payment_state: 'paid', amount_total: 21.6 },
		{ move_type: 'out_refund', payment_state: 'paid', amount_total: 5 },
	]);
});

it('takes an order in another currency once Odoo has a price list in it', async () => {
	const foreign = w.odoo.currency === 'CHF' ? 'GBP' : 'CHF';
	const given = JSON.parse(json(order()).replaceAll(`"${w.odoo.currency}"`, `"${foreign}"`)) as Given;
	const failed = async () =>
		(await w.node('order.bringIn', { channelOrder: json(given) } as never, { credentials } as never)).error?.message;
	const [{ id, active }] = await w.rpc('res.currency', 'search_read', {
		domain: [['name', '=', foreign]],
		fields: ['active'],
		context: { active_test: false },
	});
	if (!active) expect(await failed()).toBe(`Order ${given.number} is in ${foreign}, which is not active in Odoo`);
	await w.rpc('res.currency', 'write', { ids: [id], vals: { active: true } });
	expect(await failed()).toBe(`Order ${given.number} is in ${foreign}, and Odoo has no price list in it`);
	await w.rpc('product.pricelist', 'create', { vals_list: [{ name: foreign, currency_id: id }] });
	expect(await bringIn(given)).toMatchObject({
		total: money(4920, foreign),
		invoices: [{ total: money(4920, foreign) }],
	});
	expect((await books(given)).moves).toMatchObject([{ payment_state: 'paid', amount_total: 49.2 }]);
});

it('stands aside where somebody else has the order, and takes goods of a past one from elsewhere', async () => {
	const theirs = await w.order();
	expect(await bringIn(order({ number: theirs.number }))).toMatchObject({ state: 'there', id: String(theirs.id) });
	const [elsewhere] = await w.rpc('stock.location', 'create', {
		vals_list: [{ name: 'Past orders', usage: 'inventory' }],
	});
	const forSale = async () =>
		(await w.rpc('product.product', 'search_read', { domain: [['default_code', '=', lamp]], fields: ['free_qty'] }))[0]
			.free_qty;
	const before = await forSale();
	expect(await bringIn(order(), { source: String(elsewhere) })).toMatchObject({ deliveries: [{}] });
	expect(await forSale()).toBe(before);
});

it('is the same wherever it is cut off, and makes nothing twice', async () => {
	const through = async (given: object) =>
		await w.node(
			'order.bringIn',
			{ channelOrder: json(given) } as never,
			{ credentials: { odooApiKeyApi: { ...credentials.odooApiKeyApi, url: line.url } } } as never,
		);
	const whole = order();
	expect((await through(whole)).error).toBeUndefined();
	const expected = await books(whole);
	const cuts = line.calls.flatMap((path, index) => (reads.includes(path.split('/').at(-1)!) ? [] : [index]));
	expect(cuts.length).toBeGreaterThan(7);
	const unnamed = ({ payments, ...rest }: typeof expected) => ({
		...rest,
		payments: payments.map((one: object) => ({ ...one, memo: '' })),
	});
	for (const cut of cuts) {
		const given = order();
		line.left = cut;
		expect((await through(given)).error).toBeDefined();
		line.left = Infinity;
		expect(await bringIn(given)).toMatchObject({ state: 'brought_in', total: money(4920) });
		expect([cut, unnamed(await books(given))]).toEqual([cut, unnamed(expected)]);
	}
}, 300_000);

it('goes through a return to its credit note like any other order', async () => {
	const given = order();
	await bringIn(given);
	const reference = 'RMA-BROUGHT1';
	const lines = json([{ sku: lamp, quantity: 1 }]);
	const intent = json({
		id: `${reference}/R1`,
		amount: money(2160),
		payment: { id: 'p', processor: 'stripe', providerIds: {} },
		reason: 'return',
		breakdown: [
			{ kind: 'line', line: lamp, quantity: 1, amount: money(1800), description: '' },
			{ kind: 'tax', line: lamp, amount: money(360), description: '' },
		],
	});
	const found = await w.done('order.find', { reference, order: given.number });
	expect(found.order).toMatchObject({ number: given.number, taxesIncluded: false });
	expect(found.order.lines.find(({ sku }: { sku: string }) => sku === lamp)).toMatchObject({
		quantity: 2,
		subtotal: money(3600),
		tax: money(720),
		fulfilledAt: '2026-10-02T08:00:00.000Z',
	});
	await w.done('return.create', { reference, order: given.number, lines });
	await w.done('goods.receive', { reference, receipt: json({ id: 'A', lines: [{ sku: lamp, quantity: 1 }] }) });
	const { creditNote } = await w.done('creditNote.issue', { reference, order: given.number, intent });
	expect(creditNote).toMatchObject({ amount: money(2160), warnings: [] });
	const refund = json({ id: 're_brought', intent: `${reference}/R1`, amount: money(2160), status: 'succeeded' });
	expect((await w.done('creditNote.recordPayment', { reference, refund })).payment).toMatchObject({ outcome: 'done' });
	// What follows of the channel later makes nothing twice.
	expect(await bringIn(given)).toMatchObject({ outcome: 'already_done' });
});
