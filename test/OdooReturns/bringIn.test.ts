import { bench, eur, type Bench } from './setUp';

let b: Bench;
beforeEach(async () => {
	b = await bench();
	b.odoo.db.insert('product.product', {
		name: 'Other amounts',
		default_code: 'OTHER',
		type: 'service',
		invoice_policy: 'order',
		uom_id: b.odoo.db.all('uom.uom')[0].id,
		taxes_id: [],
		list_price: 0,
	});
});
afterEach(async () => await b.server.stop());

const zero = eur(0);
const payment = (amount: number, more: object = {}) => ({
	id: '9001',
	processor: 'stripe',
	providerIds: { 'stripe.charge': 'ch_9001' },
	captured: eur(amount),
	refunded: zero,
	refundable: eur(amount),
	paidAt: '2026-10-01T09:31:00.000Z',
	...more,
});
const tee = (more: object = {}) => ({
	id: 'L1',
	sku: 'TEE-BLUE-M',
	title: 'T-shirt blue M',
	quantity: 2,
	subtotal: eur(3600),
	tax: eur(720),
	fulfilledAt: '2026-10-02T08:00:00.000Z',
	...more,
});
const mug = (more: object = {}) => ({
	id: 'L2',
	sku: 'MUG-WHITE',
	title: 'Mug white',
	quantity: 1,
	subtotal: eur(1250),
	tax: eur(250),
	fulfilledAt: '2026-10-02T08:00:00.000Z',
	...more,
});

/** Two T-shirts less their discount, a mug, shipping: 64.20, paid with a card, sent. */
const order = (more: object = {}) => ({
	number: '#7001',
	channel: 'shopify',
	currency: 'EUR',
	placedAt: '2026-10-01T09:30:00.000Z',
	customer: {
		name: 'Noa Sample',
		email: 'noa@example.com',
		address: { name: 'Noa Sample', street1: '1 Test Road', city: 'Teststadt', postalCode: '10115', country: 'DE' },
	},
	lines: [tee(), mug()],
	shipping: { subtotal: eur(500), tax: eur(100) },
	payments: [payment(6420)],
	paid: eur(6420),
	providerIds: { 'shopify.order': 'gid://shopify/Order/5500000007001' },
	...more,
});

const bringIn = async (given: object = order(), parameters: object = {}, options: object = {}) =>
	(await b.done('order.bringIn', { channelOrder: JSON.stringify(given), ...parameters } as never, options as never))
		.broughtIn;
const refusal = async (given: object, parameters: object = {}) =>
	(await b.node('order.bringIn', { channelOrder: JSON.stringify(given), ...parameters } as never)).error;
const made = () => b.odoo.db.where('sale.order', { client_order_ref: '#7001' });
const rows = (model: string, fields: object) => b.odoo.db.where(model, fields as never);
const invoices = () => rows('account.move', { move_type: 'out_invoice', ref: '#7001' });
const read = (model: string, id: unknown, field: string) =>
	b.odoo.db.get(model, b.odoo.db.one(model, Number(id)), field);

it('makes order, delivery, invoice and payment as they were, once', async () => {
	const first = await bringIn();
	expect(first).toMatchObject({
		outcome: 'done',
		state: 'brought_in',
		number: '#7001',
		total: eur(6420),
		deliveries: [{ id: expect.any(String) }],
		invoices: [{ total: eur(6420) }],
		creditNotes: [],
		payments: [{ id: '9001', amount: eur(6420) }],
		refunds: [],
		warnings: [],
	});
	const [placed] = made();
	expect(placed).toMatchObject({ id: Number(first.id), state: 'sale', date_order: '2026-10-01 09:30:00' });
	expect(read('sale.order', first.id, 'amount_total')).toBe(64.2);
	expect(rows('sale.order.line', { order_id: placed.id, is_delivery: true })).toMatchObject([{ name: 'Shipping' }]);
	expect(b.odoo.db.one('stock.picking', Number(first.deliveries[0].id))).toMatchObject({
		state: 'done',
		date_done: '2026-10-02 08:00:00',
	});
	expect(invoices()).toMatchObject([{ state: 'posted', invoice_date: '2026-10-01' }]);
	expect(read('account.move', invoices()[0].id, 'payment_state')).toBe('paid');
	expect(rows('account.payment', { payment_type: 'inbound' })).toMatchObject([
		{ amount: 64.2, memo: 'ch_9001', date: '2026-10-01', state: 'paid' },
	]);
	const before = b.writes().length;
	expect(await bringIn()).toEqual({ ...first, outcome: 'already_done' });
	expect(b.writes()).toHaveLength(before);
});

it('takes prices with tax in them to the cent, also where they do not divide', async () => {
	const tax = b.odoo.db.insert('account.tax', {
		name: '20% in the price',
		amount: 20,
		type_tax_use: 'sale',
		price_include: true,
	});
	for (const product of b.odoo.db.all('product.product'))
		if ((product.taxes_id as number[]).length) b.odoo.db.update('product.product', product, { taxes_id: [tax.id] });
	const given = order({
		taxesIncluded: true,
		lines: [tee({ quantity: 3, subtotal: eur(1000), tax: eur(167) })],
		shipping: { subtotal: eur(490), tax: eur(82) },
		payments: [payment(1490)],
		paid: eur(1490),
	});
	expect(await bringIn(given)).toMatchObject({
		total: eur(1490),
		invoices: [{ total: eur(1490) }],
	});
	expect(rows('sale.order.line', { order_id: made()[0].id })).toMatchObject([
		{ product_uom_qty: 3, price_unit: 3.3333333333, tax_ids: [tax.id] },
		{ price_unit: 4.9, tax_ids: [tax.id] },
	]);
});

it('puts a cent that Odoo rounds otherwise on a line of its own', async () => {
	// 20 % of 10.03 is 2.006: the channel took 2.00.
	const given = order({
		lines: [tee({ quantity: 1, subtotal: eur(1003), tax: eur(200) })],
		shipping: undefined,
		payments: [payment(1203)],
		paid: eur(1203),
	});
	expect(await bringIn(given)).toMatchObject({ total: eur(1203), invoices: [{ total: eur(1203) }] });
	expect(rows('sale.order.line', { name: 'Rounding' })).toMatchObject([{ price_unit: -0.01 }]);
	expect(read('account.move', invoices()[0].id, 'payment_state')).toBe('paid');
});

it('leaves an order alone that somebody else has put into Odoo, under whatever name', async () => {
	for (const values of [
		{ client_order_ref: '#7001' },
		{ client_order_ref: false, origin: '#7001' },
		{ client_order_ref: false, name: '#7001' },
		{ client_order_ref: '5500000007001' },
	]) {
		const { id } = b.odoo.addOrder({
			number: '#7001',
			lines: [{ sku: 'MUG-WHITE', title: 'Mug', quantity: 1, price: '12.50', discount: '0', tax: '2.50' }],
			shipping: { price: '0', tax: '0' },
		});
		b.odoo.db.update('sale.order', b.odoo.db.one('sale.order', id), values);
		const before = b.writes().length;
		expect(await bringIn()).toMatchObject({
			state: 'there',
			id: String(id),
			warnings: [expect.stringMatching(/^.+ comes to 15\.00 EUR in Odoo, the customer paid 64\.20 EUR\.$/)],
		});
		expect(b.writes()).toHaveLength(before);
		b.odoo.db.remove('sale.order', id);
	}
});

it('takes the bare number for the same order when it is the same customer, and for another one when it is not', async () => {
	const { id } = b.odoo.addOrder({
		number: '7001',
		lines: [{ sku: 'MUG-WHITE', title: 'Mug', quantity: 1, price: '12.50', discount: '0', tax: '2.50' }],
		shipping: { price: '0', tax: '0' },
	});
	const { partner_id } = b.odoo.db.one('sale.order', id);
	b.odoo.db.update('res.partner', b.odoo.db.one('res.partner', partner_id), { email: 'Noa@Example.com' });
	expect(await bringIn()).toMatchObject({ state: 'there', id: String(id) });
	b.odoo.db.update('res.partner', b.odoo.db.one('res.partner', partner_id), { email: 'other@example.com' });
	expect(await bringIn()).toMatchObject({ state: 'brought_in' });
});

it('does not mix up two shops that count alike', async () => {
	const first = await bringIn();
	const second = await bringIn(
		order({
			providerIds: { 'shopify.order': 'gid://shopify/Order/6600000007001' },
			payments: [payment(6420, { id: '9002' })],
		}),
	);
	expect(second).toMatchObject({ state: 'brought_in', outcome: 'done' });
	expect(second.id).not.toBe(first.id);
});

it('finds the customer by e-mail address and changes nothing of them', async () => {
	const partner = b.odoo.db.insert('res.partner', {
		name: 'N. Sample',
		email: 'NOA@example.com',
		street: '9 Old Road',
	});
	const before = { ...partner };
	await bringIn();
	const [placed] = made();
	expect(placed.partner_id).toBe(partner.id);
	expect(b.odoo.db.one('res.partner', partner.id)).toEqual(before);
	// The goods went to an address that Odoo did not have.
	expect(b.odoo.db.one('res.partner', placed.partner_shipping_id)).toMatchObject({
		parent_id: partner.id,
		type: 'delivery',
		street: '1 Test Road',
	});
	await bringIn(
		order({
			number: '#7002',
			providerIds: { 'shopify.order': 'gid://shopify/Order/5500000007002' },
			payments: [payment(6420, { id: '9002' })],
		}),
	);
	expect(rows('res.partner', { parent_id: partner.id })).toHaveLength(1);
});

it('makes one customer for two orders of a new one', async () => {
	await bringIn();
	await bringIn(
		order({
			number: '#7002',
			providerIds: { 'shopify.order': 'gid://shopify/Order/5500000007002' },
			payments: [payment(6420, { id: '9002' })],
		}),
	);
	expect(rows('res.partner', { email: 'noa@example.com' })).toMatchObject([
		{ name: 'Noa Sample', street: '1 Test Road' },
	]);
});

it('follows what is sent and paid later', async () => {
	const waiting = order({
		lines: [tee({ fulfilledAt: undefined, sent: 0 }), mug({ fulfilledAt: undefined })],
		payments: [],
		paid: zero,
		outstanding: eur(6420),
	});
	expect(await bringIn(waiting)).toMatchObject({ deliveries: [], invoices: [], payments: [] });
	expect(rows('stock.picking', { origin: made()[0].name })).toMatchObject([{ state: 'assigned' }]);
	const part = order({ lines: [tee({ sent: 1 }), mug({ fulfilledAt: undefined })] });
	expect(await bringIn(part)).toMatchObject({
		outcome: 'done',
		deliveries: [{}],
		invoices: [{ total: eur(6420) }],
		payments: [{ amount: eur(6420) }],
	});
	expect(await bringIn(part)).toMatchObject({ outcome: 'already_done', deliveries: [{}] });
	expect(await bringIn()).toMatchObject({ outcome: 'done', deliveries: [{}, {}], invoices: [{}], payments: [{}] });
	const lines = rows('sale.order.line', { order_id: made()[0].id });
	expect(lines.map(({ id }) => read('sale.order.line', id, 'qty_delivered'))).toEqual([2, 1, 1]);
});

it('bills goods that Odoo invoices when they are delivered with what was delivered', async () => {
	for (const product of rows('product.product', { default_code: 'TEE-BLUE-M' }))
		b.odoo.db.update('product.product', product, { invoice_policy: 'delivery' });
	expect(await bringIn(order({ lines: [tee({ sent: 1 }), mug()] }))).toMatchObject({
		invoices: [{ total: eur(4260) }],
	});
	expect(await bringIn()).toMatchObject({ invoices: [{ total: eur(4260) }, { total: eur(2160) }] });
	expect(invoices().map(({ id }) => read('account.move', id, 'payment_state'))).toEqual(['paid', 'paid']);
});

it('credits and books what the channel paid back, and what it pays back later', async () => {
	const refunded = (amount: number, refunds: Array<[string, number]>, lines: object[]) =>
		order({
			lines,
			payments: [payment(6420, { refunded: eur(amount), refundable: eur(6420 - amount) })],
			refundsOfOthers: refunds.map(([id, value]) => ({ id, amount: eur(value) })),
		});
	const one = [tee({ paidBack: { quantity: 1, subtotal: eur(1800), tax: eur(360) } }), mug()];
	expect(await bringIn(refunded(2160, [['gid://shopify/Refund/1', 2160]], one))).toMatchObject({
		invoices: [{ total: eur(6420) }],
		creditNotes: [{ total: eur(2160) }],
		refunds: [{ id: 'gid://shopify/Refund/1', amount: eur(2160) }],
	});
	const notes = () => rows('account.move', { move_type: 'out_refund', ref: '#7001' });
	expect(notes()).toMatchObject([{ state: 'posted' }]);
	// A price reduction of 5.00 besides, of no line.
	const more = refunded(
		2660,
		[
			['gid://shopify/Refund/1', 2160],
			['gid://shopify/Refund/2', 500],
		],
		one,
	);
	expect(await bringIn(more)).toMatchObject({
		creditNotes: [{ total: eur(2160) }, { total: eur(500) }],
		refunds: [{ amount: eur(2160) }, { amount: eur(500) }],
	});
	expect(notes().map(({ id }) => read('account.move', id, 'payment_state'))).toEqual(['paid', 'paid']);
	expect(rows('account.payment', { payment_type: 'outbound' })).toMatchObject([{ amount: 21.6 }, { amount: 5 }]);
	expect(await bringIn(more)).toMatchObject({ outcome: 'already_done' });
});

it('shows in a test run what would be made, and makes nothing', async () => {
	const before = b.writes().length;
	expect(await bringIn(order(), {}, { mode: 'manual' })).toEqual({
		outcome: 'dry_run',
		state: 'brought_in',
		number: '#7001',
		total: eur(6420),
		customer: 'new',
		lines: [
			{ sku: 'TEE-BLUE-M', quantity: 2, delivered: 2, total: eur(4320) },
			{ sku: 'MUG-WHITE', quantity: 1, delivered: 1, total: eur(1500) },
			{ sku: 'SHIPPING', quantity: 1, delivered: 0, total: eur(600) },
		],
		paid: eur(6420),
		paidBack: zero,
		warnings: [],
	});
	expect(b.writes()).toHaveLength(before);
});

it.each<[string, object, object, RegExp]>([
	[
		'a product',
		{ lines: [tee({ sku: 'NOPE', title: 'Lamp' }), mug()] },
		{},
		/^Odoo has no product with the SKU NOPE \(Lamp\)$/,
	],
	[
		'a substitute',
		{ lines: [tee({ sku: 'NOPE' }), mug()] },
		{ unknown: 'substitute', substitute: 'NONE' },
		/^Odoo has no product with the SKU NONE, which shall stand/,
	],
	[
		'the shipping product',
		{},
		{ shippingProduct: 'POST' },
		/^Odoo has no product with the SKU POST, which shipping is sold as$/,
	],
	[
		'a tax',
		{ lines: [tee({ tax: eur(252) }), mug()], payments: [payment(5952)], paid: eur(5952) },
		{},
		/^Odoo has no sales tax that makes 2\.52 EUR of 36\.00 EUR \(TEE-BLUE-M, about 7\.0 %\)$/,
	],
	[
		'an amount',
		{ paid: eur(6000), payments: [payment(6000)] },
		{},
		/^The lines of order #7001 come to 64\.20 EUR, the channel asked for 60\.00 EUR$/,
	],
	[
		'a refund',
		{ payments: [payment(6420, { refunded: eur(500) })] },
		{},
		/^5\.00 EUR of order #7001 went back, 0\.00 EUR of it by refunds that are named$/,
	],
	[
		'how store credit is booked',
		{ payments: [payment(6420, { processor: 'store_credit' })] },
		{},
		/^No journal books store credit$/,
	],
])('refuses what it has not, before anything is made: %s', async (_, given, parameters, message) => {
	const before = b.writes().length;
	const error = await refusal(order(given), parameters);
	expect(error?.message).toMatch(message);
	expect(error?.description).toBeTruthy();
	expect(b.writes()).toHaveLength(before);
});

it('refuses another currency until Odoo has it and a price list in it', async () => {
	const usd = (value: unknown): unknown => JSON.parse(JSON.stringify(value).replaceAll('"EUR"', '"USD"')) as unknown;
	const given = usd(order()) as object;
	expect((await refusal(given))?.message).toBe('Order #7001 is in USD, which is not active in Odoo');
	const currency = b.odoo.db.insert('res.currency', { name: 'USD', rounding: 0.01, rate: 1.1 });
	expect((await refusal(given))?.message).toBe('Order #7001 is in USD, and Odoo has no price list in it');
	b.odoo.db.insert('product.pricelist', { name: 'Dollars', currency_id: currency.id });
	expect(await bringIn(given)).toMatchObject({
		total: { amount: 6420, currency: 'USD' },
		invoices: [{ total: { amount: 6420, currency: 'USD' } }],
	});
	expect(made()).toMatchObject([{ currency_id: currency.id }]);
	expect(invoices()).toMatchObject([{ currency_id: currency.id }]);
});

it('lets a substitute stand for products that Odoo does not have, and says so', async () => {
	const given = order({ lines: [tee({ sku: 'NOPE', title: 'Lamp' }), mug()] });
	expect(await bringIn(given, { unknown: 'substitute', substitute: 'MUG-WHITE' })).toMatchObject({
		total: eur(6420),
		warnings: ['Odoo has no product for NOPE: the substitute stands for it.'],
	});
	expect(rows('sale.order.line', { order_id: made()[0].id })).toMatchObject([{ name: 'Lamp' }, {}, {}]);
});

it('mails no customer of a past order', async () => {
	const [company] = b.odoo.db.all('res.company');
	b.odoo.db.update('res.company', company, { stock_move_email_validation: true });
	expect((await refusal(order()))?.message).toBe(
		'Odoo mails the customer when a delivery of Sandbox Company is booked',
	);
	expect(await bringIn(order(), { goods: 'leave' })).toMatchObject({ deliveries: [], invoices: [{}] });
});

it('makes each document once, wherever it is cut off', async () => {
	const whole = await bench();
	const run = async (on: Bench) => await on.node('order.bringIn', { channelOrder: JSON.stringify(order()) } as never);
	await run(whole);
	const steps = whole.writes().length;
	await whole.server.stop();
	for (let cut = 1; cut <= steps; cut++) {
		const cutOff = await bench();
		let writes = 0;
		const answer = cutOff.odoo.answer.bind(cutOff.odoo);
		// The work is done, and the answer lost: what follows does not happen.
		cutOff.odoo.answer = async (request) => {
			const given = await answer(request);
			if (given.committed && ++writes >= cut && writes < cut + 4)
				return { status: 502, headers: { 'content-type': 'text/html' }, body: 'gone', committed: given.committed };
			return given;
		};
		await run(cutOff);
		cutOff.odoo.answer = answer;
		const { error } = await run(cutOff);
		expect(error).toBeUndefined();
		const { db } = cutOff.odoo;
		expect(db.where('sale.order', { client_order_ref: '#7001' })).toHaveLength(1);
		expect(db.where('account.move', { ref: '#7001', move_type: 'out_invoice' })).toHaveLength(1);
		expect(db.where('stock.picking', { date_done: '2026-10-02 08:00:00' })).toHaveLength(1);
		expect(db.where('account.payment', { payment_type: 'inbound' })).toHaveLength(1);
		expect(
			db.where('stock.picking', { origin: db.where('sale.order', { client_order_ref: '#7001' })[0].name }),
		).toHaveLength(1);
		await cutOff.server.stop();
	}
}, 120_000);
