import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readTemplates } from '../../workflows/importer';
import { askForReturn, payByHand, report, review, waitForCase } from '../demo/people';
import { bring, openShop, type Shop } from '../demo/shop';
import { warehouseKey } from '../sandbox';
import { paidByStripe } from './atProviders';
import { atForm, openForm } from './formInBrowser';
import { waitFor } from './waitFor';

/** Where the README's picture goes; it is renewed on request only. */
const picture = process.env.UPDATE_IMAGES
	? join(__dirname, '../../docs/images/counter.png')
	: join(mkdtempSync(join(tmpdir(), 'n8n-returns-picture-')), 'counter.png');

/** Templates that staff start by a form, beside templates 01 to 04: each in a browser, counted at the providers. */
let shop: Shop;
beforeAll(async () => void (shop = await openShop({ editor: true, leaseSeconds: 15 })), 300_000);
afterAll(async () => await shop?.stop());
afterEach(async () => expect(await shop.store.steps.stuck({ limit: 10 })).toEqual([]));

async function publish(name: string): Promise<void> {
	await bring(shop.n8n, readTemplates([name]), shop.sandbox.credentials(), true);
}
const newest = async () => (await shop.store.cases.getMany({ limit: 1 }))[0];
const typesOf = async (reference: string) =>
	(await shop.store.cases.timeline(reference)).map(({ type }) => type as string);
const refundsOf = (reference: string) => paidByStripe(shop.sandbox, reference);
/** Transfers of a return in Odoo: how many pieces went where. */
function transfersOf(reference: string): Array<{ state: unknown; to: unknown; pieces: number }> {
	const { db } = shop.sandbox.odoo;
	return db.where('stock.picking', { origin: reference }).map((picking) => ({
		state: picking.state,
		to: db.get('stock.location', db.one('stock.location', Number(picking.location_dest_id)), 'name'),
		pieces: db
			.where('stock.move', { picking_id: picking.id })
			.reduce((total, move) => total + Number(db.get('stock.move', move, 'quantity')), 0),
	}));
}
const creditNotes = (reference: string) =>
	shop.sandbox.odoo.db.where('account.move', { move_type: 'out_refund', ref: reference, state: 'posted' });
async function inspected(reference: string): Promise<void> {
	const lines = (await shop.store.cases.get(reference))!.lines.map(({ id, sku, quantities }) => ({
		line: id,
		sku,
		quantity: quantities.received,
		destination: 'restock',
	}));
	await report(shop.n8n, reference, 'return.inspected', `inspection-${reference}`, {
		inspection: { id: `inspection-${reference}`, lines },
	});
}

describe('template 21, buy online, return in store', () => {
	beforeAll(async () => await publish('21'));

	/** What the associate reads in the end. */
	const atCounter = async (order: Record<string, string>, goods?: Record<string, string>) =>
		await atForm(shop.n8n, 'returns/counter', order, ...(goods ? [goods] : []));

	it('pays back at the counter, keeps the goods out of sale, and closes after the inspection', async () => {
		const form = await openForm(shop.n8n, 'returns/counter');
		let read = '';
		try {
			await form.send({ 'Order number': '1001', 'E-mail address of the order': 'alex@example.com' });
			await form.fill({
				'T-shirt blue M (TEE-BLUE-M): pieces': '1',
				'TEE-BLUE-M: condition': 'Opened',
				Reason: 'Too small',
				'Pay back': 'The way it was paid',
			});
			await form.screenshot(picture);
			await form.send({});
			read = await form.text();
		} finally {
			await form.close();
		}
		const { reference, channel } = await newest();
		expect(read).toContain(`Return ${reference}`);
		expect(read).toContain('The refund is settled: 21.60 EUR to the customer.');
		expect(channel).toBe('store');
		const types = await typesOf(reference);
		expect(types[0]).toBe('return.requested');
		expect((await shop.store.cases.timeline(reference))[0].actor).toBe(shop.n8n.email);
		expect(types).not.toContain('label.issued');
		expect(refundsOf(reference)).toEqual([2160]);
		expect(transfersOf(reference)).toEqual([{ state: 'done', to: 'Returns inspection', pieces: 1 }]);
		const inShopify = (await shop.store.cases.get(reference))!.ids['shopify.return'];
		expect(shop.sandbox.shopify.state.findReturn(inShopify).status).toBe('OPEN');

		await inspected(reference);
		await waitForCase(shop.store, reference, 'closed', (one) => !!one.closedAt);
		expect(transfersOf(reference)).toHaveLength(2);
		expect(creditNotes(reference)).toHaveLength(1);
		expect(refundsOf(reference)).toEqual([2160]);
		expect(shop.sandbox.shopify.state.findReturn(inShopify).status).toBe('CLOSED');
	});

	it('pays damaged pieces back after the inspection', async () => {
		const read = await atCounter(
			{ 'Order number': '#1001' },
			{
				'Mug white (MUG-WHITE): pieces': '1',
				'MUG-WHITE: condition': 'Damaged',
				Reason: 'Defective',
				'Pay back': 'The way it was paid',
			},
		);
		const { reference } = await newest();
		expect(read).toContain('Something is damaged, so the money follows after the inspection.');
		expect(refundsOf(reference)).toEqual([]);
		await inspected(reference);
		await waitForCase(shop.store, reference, 'closed', (one) => !!one.closedAt);
		expect(refundsOf(reference)).toEqual([1500]);
	});

	it('shows the reference when a reviewer has to decide, and goes on when that is done', async () => {
		const read = await atCounter(
			{ 'Order number': '#1003' },
			{ 'Camera X (CAMERA-X): pieces': '1', Reason: 'Defective', 'Pay back': 'The way it was paid' },
		);
		const { reference } = await newest();
		expect(read).toContain(`Return ${reference}`);
		expect(read).toContain('The return waits for a reviewer. Note the reference');
		await review(shop, reference, 'Approve');
		await waitForCase(shop.store, reference, 'settled', (one) => one.settlement === 'settled');
		expect(refundsOf(reference)).toEqual([150_000]);
		expect(transfersOf(reference)).toEqual([{ state: 'done', to: 'Returns inspection', pieces: 1 }]);
	});

	it('shows the reference when it takes longer, and pays once when it can', async () => {
		await shop.store.connections.pause('stripe', 'a test');
		const read = await atCounter(
			{ 'Order number': '#1004' },
			{ 'Socks grey (SOCKS-GREY): pieces': '2', Reason: 'Unwanted', 'Pay back': 'The way it was paid' },
		);
		const { reference } = await newest();
		expect(read).toContain(`Return ${reference}`);
		expect(read).toContain('The return is still being worked on. Note the reference');
		expect(refundsOf(reference)).toEqual([]);
		await shop.store.connections.resume('stripe');
		await waitForCase(shop.store, reference, 'settled and booked', (one) => !!one.refunds[0]?.payment);
		expect(refundsOf(reference)).toEqual([1200]);
	});

	it('lists only what did not come back yet', async () => {
		expect(await atCounter({ 'Order number': '#1003' })).toContain('Nothing of this order can come back any more.');
	});

	it.each([
		[
			'the e-mail address is another one',
			{ 'Order number': '#1002', 'E-mail address of the order': 'alex@example.com' },
			undefined,
			'Shopify has no order with this number and e-mail address',
		],
		[
			'nothing was chosen',
			{ 'Order number': '#1002' },
			{ Reason: 'Unwanted', 'Pay back': 'Store credit' },
			'No piece was chosen.',
		],
	])('says so and opens no case when %s', async (_how, order, goods, says) => {
		const before = (await shop.store.cases.getMany({ limit: 100 })).length;
		expect(await atCounter(order as unknown as Record<string, string>, goods)).toContain(says);
		expect(await shop.store.cases.getMany({ limit: 100 })).toHaveLength(before);
	});

	it('lets nobody in who is not signed in', async () => {
		const answer = await fetch(`${shop.n8n.url}/form/returns/counter`, { redirect: 'manual' });
		expect([answer.status, (await answer.text()).includes('Order number')]).toEqual([302, false]);
		expect((await fetch(`${shop.n8n.url}/form/returns/counter`, { method: 'POST', body: new FormData() })).status).toBe(
			401,
		);
	});
});

describe('template 20, exchange', () => {
	beforeAll(async () => await publish('20'));

	/** The agent asks; gives back the case and what the last page says. */
	async function ask(order: string, email: string, goods: Record<string, string>) {
		const read = await atForm(
			shop.n8n,
			'returns/exchange',
			{ 'Order number': order, 'E-mail address of the order': email },
			goods,
		);
		const { reference, channel } = await newest();
		expect([channel, read.includes(`Exchange ${reference}`)]).toEqual(['exchange', true]);
		await waitForCase(shop.store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
		return { reference, read };
	}
	/** The order of the new goods, in Odoo. */
	function newOrder(reference: string) {
		const { db } = shop.sandbox.odoo;
		const orders = db.where('sale.order', { client_order_ref: reference });
		expect(orders).toHaveLength(1);
		const lines = db
			.where('sale.order.line', { order_id: orders[0].id })
			.map(
				(line) =>
					`${Number(line.product_uom_qty)} ${String(db.one('product.product', Number(line.product_id)).default_code)}`,
			);
		return { state: orders[0].state, lines };
	}
	const openAmounts = (reference: string, type: string) =>
		shop.sandbox.odoo.db
			.where('account.move', { move_type: type, ref: reference, state: 'posted' })
			.map((move) => Math.round(Number(shop.sandbox.odoo.db.get('account.move', move, 'amount_residual')) * 100));
	async function back(reference: string): Promise<void> {
		const lines = (await shop.store.cases.get(reference))!.lines.map(({ id, sku, quantities }) => ({
			line: id,
			sku,
			quantity: quantities.approved,
		}));
		await report(shop.n8n, reference, 'return.received', `receipt-${reference}`, {
			receipt: { id: `receipt-${reference}`, lines },
		});
		await waitForCase(shop.store, reference, 'received', (one) => one.logistics === 'received');
		await inspected(reference);
	}
	const mailed = async (reference: string, text: string) =>
		await waitFor(
			`the e-mail "${text}"`,
			async () =>
				shop.sandbox.mail
					.messages()
					.some((mail) => mail.subject === `Your exchange (${reference})` && mail.text.includes(text)) || undefined,
		);

	it('keeps cheaper goods until the old ones are back, then orders them and pays the rest', async () => {
		const { reference, read } = await ask('#1001', 'alex@example.com', {
			'T-shirt blue M (TEE-BLUE-M): pieces': '1',
			'TEE-BLUE-M: new SKU': 'MUG-WHITE',
			Reason: 'Unwanted',
			'Price of the new goods': "Today's price",
			'New goods leave': 'When the old ones are back',
		});
		expect(read).toContain('The new goods are kept for the customer until the old ones are back.');
		expect(newOrder(reference)).toEqual({ state: 'draft', lines: ['1 MUG-WHITE'] });
		expect([creditNotes(reference).length, refundsOf(reference)]).toEqual([0, []]);
		await mailed(reference, 'We keep the new goods for you');

		await back(reference);
		await waitForCase(shop.store, reference, 'closed', (one) => !!one.closedAt);
		expect(newOrder(reference)).toEqual({ state: 'sale', lines: ['1 MUG-WHITE'] });
		expect(refundsOf(reference)).toEqual([660]);
		expect([openAmounts(reference, 'out_refund'), openAmounts(reference, 'out_invoice')]).toEqual([[0], [0]]);
		await mailed(reference, 'we pay the rest of');
	});

	it('orders dearer goods at once, and asks the customer to pay the difference', async () => {
		const { reference, read } = await ask('#1002', 'sam@example.com', {
			'Cap red (CAP-RED): pieces': '1',
			'CAP-RED: new SKU': 'CAMERA-X',
			Reason: 'Unwanted',
			'Price of the new goods': "Today's price",
			'New goods leave': 'At once',
		});
		expect(read).toContain('The new goods are ordered.');
		expect(newOrder(reference)).toEqual({ state: 'sale', lines: ['1 CAMERA-X'] });
		expect([openAmounts(reference, 'out_refund'), openAmounts(reference, 'out_invoice')]).toEqual([[0], [148_200]]);
		expect(
			(await waitForCase(shop.store, reference, 'with customer service', (one) => one.exceptions.length > 0))
				.exceptions,
		).toMatchObject([{ code: 'exchange_to_pay', owner: 'service' }]);
		await mailed(reference, 'please pay the difference');

		await back(reference);
		await waitForCase(shop.store, reference, 'closed', (one) => !!one.closedAt);
		expect([
			newOrder(reference).lines,
			creditNotes(reference).length,
			shop.sandbox.shopify.state.order('#1002').refunds,
		]).toEqual([['1 CAMERA-X'], 1, []]);
		expect((await shop.store.cases.get(reference))!.exceptions).toHaveLength(1);
	});

	it('gives the same again as it was paid, with nothing to pay either way', async () => {
		const { reference } = await ask('#1004', 'kim@example.com', {
			'Socks grey (SOCKS-GREY): pieces': '3',
			Reason: 'Defective',
			'Price of the new goods': 'As paid',
			'New goods leave': 'At once',
		});
		expect(newOrder(reference)).toEqual({ state: 'sale', lines: ['3 SOCKS-GREY'] });
		await mailed(reference, 'There is nothing to pay.');
		await back(reference);
		await waitForCase(shop.store, reference, 'closed', (one) => !!one.closedAt);
		expect([refundsOf(reference), openAmounts(reference, 'out_refund'), openAmounts(reference, 'out_invoice')]).toEqual(
			[[], [0], [0]],
		);
	});

	it('gives the rest of an order that was paid in several ways as store credit', async () => {
		const { reference } = await ask('#1005', 'lee@example.com', {
			'Scarf green (SCARF-GREEN): pieces': '2',
			'SCARF-GREEN: new SKU': 'SOCKS-GREY',
			Reason: 'Unwanted',
			'Price of the new goods': "Today's price",
			'New goods leave': 'At once',
		});
		await waitForCase(
			shop.store,
			reference,
			'settled',
			(one) => one.refunds.length === 2 && one.settlement === 'settled',
		);
		expect(refundsOf(reference)).toEqual([]);
		expect(shop.sandbox.shopify.state.credits.credits.map(({ amount }) => amount.amount)).toEqual([1800]);
	});
});

describe('template 22, store purchase returned through customer service', () => {
	beforeAll(async () => await publish('22'));

	const goods = (returnBy: string) => ({
		'Gloves black (GLOVES-BLACK): pieces': '1',
		Reason: 'Too small',
		'What the customer says': 'Bought for a friend',
		'The goods come back': returnBy,
	});
	const order = () => ({
		'Where was it sold?': 'Sales order',
		'Order or receipt number': String(shop.sandbox.odoo.db.where('sale.order', { client_order_ref: '#1007' })[0].name),
	});

	// The list of a customer's orders, and receipts of a register, are proven on a real Odoo only (test/odoo/templates.test.ts).
	it('asks a reviewer, sends a label, and lets finance pay what Odoo alone knows', async () => {
		const read = await atForm(
			shop.n8n,
			'returns/service',
			{ 'E-mail address of the customer': 'max@example.com', ...order() },
			{ ...goods('By parcel, with a label'), 'Is it a withdrawal by law?': 'Yes' },
		);
		const { reference, channel, withdrawal } = await newest();
		expect(withdrawal).toBe(true);
		expect([channel, read.includes(`Return ${reference}`)]).toEqual(['service', true]);
		expect(read).toContain(
			'The return waits for a reviewer. Once it is approved, the customer gets the label by e-mail.',
		);
		expect(transfersOf(reference)).toEqual([]);
		await review(shop, reference, 'Approve');
		await waitForCase(shop.store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
		expect(shop.sandbox.easypost.bought().filter((one) => JSON.stringify(one).includes(reference))).toHaveLength(1);

		await atForm(
			shop.n8n,
			'returns/receive',
			{ 'Case reference': reference, 'What do you tell?': 'Goods have arrived' },
			{ 'Gloves black (GLOVES-BLACK): pieces': '1' },
		);
		await atForm(
			shop.n8n,
			'returns/receive',
			{ 'Case reference': reference, 'What do you tell?': 'Goods were inspected' },
			{ 'Gloves black (GLOVES-BLACK): pieces': '1', 'GLOVES-BLACK: goes to': 'restock' },
		);
		const asked = await waitForCase(shop.store, reference, 'with finance', (one) =>
			one.exceptions.some(({ code }) => code === 'pay_by_hand'),
		);
		expect(asked.exceptions[0].message).toContain('Pay 12.00 EUR back');
		await payByHand(shop, reference, '', 'transfer 4');
		await waitForCase(shop.store, reference, 'closed', (one) => !!one.closedAt);
		expect([transfersOf(reference).length, creditNotes(reference).length]).toEqual([2, 1]);
	});

	it('expects goods in a store without buying a label', async () => {
		const labels = shop.sandbox.easypost.bought().length;
		const read = await atForm(
			shop.n8n,
			'returns/service',
			{ 'E-mail address of the customer': 'max@example.com', ...order() },
			goods('To a store'),
		);
		expect(read).toContain('the customer brings the goods to a store, with this reference.');
		const { reference } = await newest();
		await review(shop, reference, 'Approve');
		await waitFor(
			'the return in Odoo',
			async () => (await typesOf(reference)).includes('return_document.created') || undefined,
		);
		await waitFor('its step to be done', async () =>
			(await shop.store.steps.of(reference)).find(({ name, state }) => name === 'Service: label' && state === 'done'),
		);
		expect([transfersOf(reference), shop.sandbox.easypost.bought().length]).toEqual([
			[{ state: expect.not.stringContaining('done'), to: 'Returns inspection', pieces: expect.any(Number) }],
			labels,
		]);
	});

	it("says that there is no such order when the address is another customer's", async () => {
		expect(
			await atForm(shop.n8n, 'returns/service', { 'E-mail address of the customer': 'sam@example.com', ...order() }),
		).toContain('This return cannot be opened');
	});
});

describe('templates 01 to 04, when staff edit a return in Shopify that was approved', () => {
	/** A return in Shopify under way, and what staff do to it; Shopify tells. */
	async function underWay() {
		const reference = await askForReturn(shop, '#1004', [{ sku: 'SOCKS-GREY', quantity: 3 }]);
		await waitForCase(shop.store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
		const { shopify } = shop.sandbox;
		const id = (await shop.store.cases.get(reference))!.ids['shopify.return'];
		const made = shopify.state.findReturn(id);
		const tell = async () =>
			await shopify.webhooks.deliver('returns/update', { admin_graphql_api_id: id, return_line_items: {} });
		const exceptions = async () =>
			(await shop.store.cases.get(reference))!.exceptions.map(({ code, owner }) => [code, owner]);
		return { reference, made, tell, exceptions };
	}

	it('an exchange is asked of finance at once, with nothing but the templates as they are', async () => {
		const { made, tell, exceptions } = await underWay();
		made.exchanges = [
			{
				id: shop.sandbox.shopify.state.nextId('ExchangeLineItem'),
				variantId: 'gid://shopify/ProductVariant/1',
				quantity: 1,
				processed: 0,
				title: 'Socks blue',
				price: { amount: 500, currency: 'EUR' },
			},
		];
		expect(await tell()).toEqual([200]);
		expect(await exceptions()).toEqual([['shop_worth', 'finance']]);
	});

	it('pieces that are taken off are no longer expected, and service is told', async () => {
		const { reference, made, tell, exceptions } = await underWay();
		shop.sandbox.shopify.takeOff(made.id, [{ returnLineItemId: made.lines[0].id, quantity: 1 }]);
		expect(await tell()).toEqual([200]);
		expect(await exceptions()).toEqual([['shop_differs', 'service']]);
		expect((await shop.store.cases.get(reference))!.lines).toMatchObject([{ quantities: { approved: 2 } }]);
	});
});

describe('template 13, warehouse forms', () => {
	async function expected(): Promise<string> {
		const reference = await askForReturn(shop, '#1004', [{ sku: 'SOCKS-GREY', quantity: 3 }]);
		await waitForCase(shop.store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
		return reference;
	}
	const told = async (reference: string, task: string, answers: Record<string, string>) =>
		await atForm(shop.n8n, 'returns/receive', { 'Case reference': reference, 'What do you tell?': task }, answers);

	it('takes counts and inspections from a form, also in parts and more than was announced', async () => {
		const reference = await expected();
		expect(await told(reference, 'Goods have arrived', { 'Socks grey (SOCKS-GREY): pieces': '2' })).toContain(
			'Recorded.',
		);
		expect((await shop.store.cases.get(reference))!.logistics).toBe('part_received');
		expect(await told(reference, 'Goods have arrived', { 'Socks grey (SOCKS-GREY): pieces': '2' })).toContain(
			'4 x SOCKS-GREY arrived, 3 were approved.',
		);
		expect((await shop.store.cases.timeline(reference)).find(({ type }) => type === 'return.received')?.actor).toBe(
			shop.n8n.email,
		);
		await told(reference, 'Goods were inspected', {
			'Socks grey (SOCKS-GREY): pieces': '2',
			'SOCKS-GREY: condition': 'as new',
			'SOCKS-GREY: goes to': 'restock',
		});
		await told(reference, 'Goods were inspected', {
			'Socks grey (SOCKS-GREY): pieces': '1',
			'SOCKS-GREY: condition': 'torn',
			'SOCKS-GREY: goes to': 'quarantine',
		});
		await waitForCase(
			shop.store,
			reference,
			'settled',
			(one) => one.settlement === 'settled' && refundsOf(reference).length === 2,
		);
		expect(refundsOf(reference).reduce((total, amount) => total + amount, 0)).toBe(1800);
	});

	it('says what is wrong, and records nothing', async () => {
		const reference = await expected();
		expect(await told(reference, 'Goods were inspected', { 'Socks grey (SOCKS-GREY): pieces': '1' })).toContain(
			'Nothing was recorded',
		);
		expect(await told(reference, 'Goods have arrived', {})).toContain('Nothing was recorded');
		expect(
			await atForm(shop.n8n, 'returns/receive', {
				'Case reference': 'RMA-2222222222',
				'What do you tell?': 'Goods have arrived',
			}),
		).toContain('There is no case RMA-2222222222');
		expect((await shop.store.cases.get(reference))!.logistics).toBe('label_issued');
	});

	it('believes the warehouse only with its secret, and only what a warehouse can know', async () => {
		const reference = await expected();
		const tell = async (type: string, headers: Record<string, string>) =>
			(
				await shop.n8n.postWebhook(
					'returns/warehouse',
					{
						reference,
						type,
						id: `${type} 1`,
						data:
							type === 'return.received' ? { receipt: { id: '1', lines: [{ sku: 'SOCKS-GREY', quantity: 3 }] } } : {},
					},
					headers,
				)
			).status;
		expect([
			await tell('return.received', {}),
			await tell('return.received', { 'X-Warehouse-Key': 'guessed' }),
		]).toEqual([403, 403]);
		expect(await tell('return.canceled', { 'X-Warehouse-Key': warehouseKey })).toBe(422);
		expect(await shop.store.cases.get(reference)).toMatchObject({
			logistics: 'label_issued',
			authorization: 'approved',
		});
		expect(await tell('return.received', { 'X-Warehouse-Key': warehouseKey })).toBe(200);
		expect((await shop.store.cases.get(reference))!.logistics).toBe('received');
	});
});
