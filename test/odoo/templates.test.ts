import { readTemplates } from '../../workflows/importer';
import { ownOdoo, type OwnOdoo } from '../demo/odooTarget';
import { payByHand, review, waitForCase } from '../demo/people';
import { accounts, bring, openShop, type Shop } from '../demo/shop';
import { atForm, openForm } from '../n8n/formInBrowser';
import { waitFor } from '../n8n/waitFor';
import { audit } from './audit';
import { installBatch } from './realOdoo';
import { openRegister, type Register } from './register';
import { odooAt, requireMachine, type OdooDatabase } from './server';
import { documentsOf, journalEntries, piecesAt } from './tables';
import { rpcOf } from './shopInOdoo';
import { call } from './target';

/** Templates 20, 21 and 22 beside 01 to 04 in a real n8n, on a real Odoo with a register: people fill in forms, documents are counted in Odoo's tables. */
describe('templates that staff start, on a real Odoo', () => {
	let database: OdooDatabase;
	let odoo: OwnOdoo;
	let shop: Shop;
	let register: Register;

	beforeAll(async () => {
		database = await odooAt(requireMachine()).freshDatabase('plain');
		odoo = (await ownOdoo(database, () => undefined))!;
		const rpc = rpcOf(database);
		odoo.settings.batchAction = await installBatch(rpc); // 01 to 04 alone, in their own suite, is played without it
		register = await openRegister(rpc, odoo.settings);
		const [{ picking_type_id: type }] = await rpc('pos.config', 'read', {
			ids: [register.id],
			fields: ['picking_type_id'],
		});
		await rpc('stock.picking.type', 'write', {
			ids: [type[0]],
			vals: { return_picking_type_id: odoo.settings.returnOperationType },
		});
		// Exchanges are sale orders, and receipts belong to a register.
		const key = await database.keyOfUser('returns', [
			'stock.group_stock_user',
			'account.group_account_invoice',
			'sales_team.group_sale_salesman_all_leads',
			'point_of_sale.group_pos_user',
		]);
		shop = await openShop({ editor: true, odoo: { ...odoo, key } });
		await bring(
			shop.n8n,
			readTemplates(['20', '21', '22']),
			accounts(shop.sandbox, { ...odoo, key }).credentials,
			true,
		);
	}, 600_000);
	afterAll(async () => await shop?.stop());
	afterEach(async () => {
		expect(await shop.store.steps.stuck({ limit: 10 })).toEqual([]);
		expect(await audit(database)).toEqual([]);
		expect((await journalEntries(database)).unbalanced).toEqual([]);
	});

	const newest = async () => (await shop.store.cases.getMany({ limit: 1 }))[0];
	const refundsOf = (reference: string) =>
		[...shop.sandbox.stripe.refunds.values()]
			.filter(({ metadata }) => metadata.return_reference === reference)
			.map(({ id, amount }) => ({ id, amount }));
	const forSale = async (sku: string): Promise<number> =>
		(
			await call(database, 'product.product', 'search_read', {
				domain: [['default_code', '=', sku]],
				fields: ['free_qty'],
			})
		).body[0].free_qty;
	/** A store or the warehouse tells what came or what it found, in template 13's form. */
	const tell = async (
		reference: string,
		task: 'Goods have arrived' | 'Goods were inspected',
		answers: Record<string, string>,
	) => await atForm(shop.n8n, 'returns/receive', { 'Case reference': reference, 'What do you tell?': task }, answers);
	/** Sale orders of an exchange, with their invoices, in Odoo's own tables. */
	const exchangesOf = async (reference: string) =>
		await database.sql<{
			state: string;
			sku: string;
			pieces: number;
			invoice: string | null;
			open: number | null;
			out: number;
		}>(
			`select o.state, product.default_code as sku, line.product_uom_qty::int as pieces, invoice.payment_state as invoice, round(invoice.amount_residual * 100)::int as open,
			(select count(*)::int from stock_picking picking where picking.sale_id = o.id and picking.state <> 'cancel') as out
		from sale_order o join sale_order_line line on line.order_id = o.id join product_product product on product.id = line.product_id
		left join account_move invoice on invoice.invoice_origin = o.name and invoice.move_type = 'out_invoice' where o.client_order_ref = $1`,
			[reference],
		);

	it('03: bought online, paid back at the counter within 20 seconds, out of sale until it is inspected', async () => {
		const before = await forSale('TEE-BLUE-M');
		const read = await atForm(
			shop.n8n,
			'returns/counter',
			{ 'Order number': '#1001', 'E-mail address of the order': 'alex@example.com' },
			{
				'T-shirt blue M (TEE-BLUE-M): pieces': '1',
				'TEE-BLUE-M: condition': 'As new',
				Reason: 'Too small',
				'Pay back': 'The way it was paid',
			},
		);
		const { reference } = await newest();
		expect(read).toContain(`Return ${reference}`);
		expect(read).toContain('The refund is settled: 21.60 EUR to the customer.');
		const [refund] = refundsOf(reference);
		expect(refundsOf(reference)).toEqual([{ id: refund.id, amount: 2160 }]);
		await waitForCase(shop.store, reference, 'booked', (one) => !!one.refunds[0].payment);
		expect(await documentsOf(database, reference, refund.id)).toEqual({
			returns: [{ state: 'done', at: 'Returns inspection', ordered: 1, received: 1 }],
			sorted: [],
			creditNotes: [{ state: 'posted', payment_state: 'paid', cents: 2160, currency: 'EUR' }],
			payments: [{ state: 'paid', memo: refund.id, cents: 2160 }],
			lines: [{ policy: 'order', ordered: 1, delivered: 1, invoiced: 1, to_invoice: 0 }],
		});
		expect([
			await piecesAt(database, 'TEE-BLUE-M', odoo.settings.inspectionLocation!),
			await forSale('TEE-BLUE-M'),
		]).toEqual([1, before]);

		await tell(reference, 'Goods were inspected', {
			'T-shirt blue M (TEE-BLUE-M): pieces': '1',
			'TEE-BLUE-M: goes to': 'restock',
		});
		await waitForCase(shop.store, reference, 'closed', (one) => !!one.closedAt);
		expect((await documentsOf(database, reference, refund.id)).sorted).toEqual([
			{ state: 'done', pieces: 1, to: 'WH/Stock' },
		]);
		expect([
			await piecesAt(database, 'TEE-BLUE-M', odoo.settings.inspectionLocation!),
			await forSale('TEE-BLUE-M'),
		]).toEqual([0, before + 1]);
	});

	it('02: new goods are kept until the old ones are back, then ordered, paid by the credit note, the rest paid back', async () => {
		const read = await atForm(
			shop.n8n,
			'returns/exchange',
			{ 'Order number': '#1001', 'E-mail address of the order': 'alex@example.com' },
			{
				'T-shirt blue M (TEE-BLUE-M): pieces': '1',
				'TEE-BLUE-M: new SKU': 'MUG-WHITE',
				Reason: 'Unwanted',
				'Price of the new goods': "Today's price",
				'New goods leave': 'When the old ones are back',
			},
		);
		const { reference } = await newest();
		expect(read).toContain('The new goods are kept for the customer until the old ones are back.');
		expect(await exchangesOf(reference)).toEqual([
			{ state: 'draft', sku: 'MUG-WHITE', pieces: 1, invoice: null, open: null, out: 0 },
		]);
		await waitForCase(shop.store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
		await tell(reference, 'Goods have arrived', { 'T-shirt blue M (TEE-BLUE-M): pieces': '1' });
		await tell(reference, 'Goods were inspected', {
			'T-shirt blue M (TEE-BLUE-M): pieces': '1',
			'TEE-BLUE-M: goes to': 'restock',
		});
		await waitForCase(shop.store, reference, 'closed', (one) => !!one.closedAt);
		expect(await exchangesOf(reference)).toEqual([
			{ state: 'sale', sku: 'MUG-WHITE', pieces: 1, invoice: expect.stringMatching(/paid|reversed/), open: 0, out: 1 },
		]);
		const [refund] = refundsOf(reference);
		expect(refund.amount).toBe(660);
		expect(await documentsOf(database, reference, refund.id)).toMatchObject({
			returns: [{ state: 'done', received: 1 }],
			sorted: [{ pieces: 1 }],
			creditNotes: [{ state: 'posted', payment_state: 'paid', cents: 2160 }],
			payments: [{ memo: refund.id, cents: 660 }],
		});
	});

	it('02: dearer goods leave at once, and the difference stays open on their invoice', async () => {
		const read = await atForm(
			shop.n8n,
			'returns/exchange',
			{ 'Order number': '#1002', 'E-mail address of the order': 'sam@example.com' },
			{
				'Cap red (CAP-RED): pieces': '1',
				'CAP-RED: new SKU': 'CAMERA-X',
				Reason: 'Unwanted',
				'Price of the new goods': "Today's price",
				'New goods leave': 'At once',
			},
		);
		const { reference } = await newest();
		expect(read).toContain('The new goods are ordered.');
		expect(await exchangesOf(reference)).toEqual([
			{ state: 'sale', sku: 'CAMERA-X', pieces: 1, invoice: 'partial', open: 148_200, out: 1 },
		]);
		await waitForCase(shop.store, reference, 'with customer service', (one) =>
			one.exceptions.some(({ code }) => code === 'exchange_to_pay'),
		);
		await waitForCase(shop.store, reference, 'ready to be sent', (one) => one.logistics === 'label_issued');
		await tell(reference, 'Goods have arrived', { 'Cap red (CAP-RED): pieces': '1' });
		await tell(reference, 'Goods were inspected', {
			'Cap red (CAP-RED): pieces': '1',
			'CAP-RED: goes to': 'quarantine',
		});
		await waitForCase(shop.store, reference, 'closed', (one) => !!one.closedAt);
		expect(await exchangesOf(reference)).toHaveLength(1);
		expect(await documentsOf(database, reference, 'none')).toMatchObject({
			creditNotes: [{ payment_state: expect.stringMatching(/paid|reversed/), cents: 1800 }],
			payments: [],
			returns: [{ state: 'done' }],
		});
	});

	it('04: the agent finds the order by the customer, a person approves, finance pays, and the books agree', async () => {
		const form = await openForm(shop.n8n, 'returns/service');
		try {
			await form.send({ 'E-mail address of the customer': 'max@example.com', 'Where was it sold?': 'Sales order' });
			const [chosen, ...others] = await form.choicesOf('Order');
			expect([chosen, others]).toEqual([expect.stringContaining('(#1007)'), []]);
			await form.send({ Order: chosen });
			await form.send({
				'Gloves black (GLOVES-BLACK): pieces': '2',
				Reason: 'Too small',
				'The goods come back': 'To a store',
			});
			expect(await form.text()).toContain(
				'The return waits for a reviewer. Once it is approved, the customer brings the goods to a store, with this reference.',
			);
		} finally {
			await form.close();
		}
		const { reference } = await newest();
		expect((await documentsOf(database, reference, 'none')).returns).toEqual([]);
		await review(shop, reference, 'Approve');
		await waitFor('the return in Odoo', async () => (await documentsOf(database, reference, 'none')).returns[0]);
		await waitFor('its lane to be done', async () =>
			(await shop.store.steps.of(reference)).find(({ name, state }) => name === 'Service: label' && state === 'done'),
		);
		await tell(reference, 'Goods have arrived', { 'Gloves black (GLOVES-BLACK): pieces': '2' });
		await tell(reference, 'Goods were inspected', {
			'Gloves black (GLOVES-BLACK): pieces': '2',
			'GLOVES-BLACK: goes to': 'restock',
		});
		await waitForCase(shop.store, reference, 'with finance', (one) =>
			one.exceptions.some(({ code }) => code === 'pay_by_hand'),
		);
		await payByHand(shop, reference, '', 'transfer 9');
		await waitForCase(shop.store, reference, 'closed', (one) => !!one.closedAt);
		const memo = `${reference}/R1 transfer 9`;
		expect(await documentsOf(database, reference, memo)).toMatchObject({
			returns: [{ state: 'done', ordered: 2, received: 2 }],
			sorted: [{ pieces: 2, to: 'WH/Stock' }],
			creditNotes: [{ state: 'posted', payment_state: 'paid', cents: 2400 }],
			payments: [{ memo, cents: 2400 }],
			lines: [{ ordered: 1, delivered: 1, invoiced: 1, to_invoice: 0 }],
		});
		expect(shop.sandbox.easypost.bought().filter((one) => JSON.stringify(one).includes(reference))).toEqual([]);
	});

	describe('04 with a receipt of a register', () => {
		/** What was given back of a receipt, in Odoo's own tables. */
		const givenBack = async (receipt: number) =>
			await database.sql(
				`select refund.floating_order_name as name, refund.state, round(refund.amount_total::numeric * 100)::int as cents,
				(select round(sum(payment.amount)::numeric * 100)::int from pos_payment payment where payment.pos_order_id = refund.id) as paid,
				(select jsonb_agg(jsonb_build_object('state', move.state, 'pieces', move.quantity, 'at', place.complete_name)) from stock_move move
					join stock_picking picking on picking.id = move.picking_id join stock_location place on place.id = move.location_dest_id where picking.pos_order_id = refund.id) as moves
			from pos_order refund where refund.id in (select line.order_id from pos_order_line line join pos_order_line sold on sold.id = line.refunded_orderline_id where sold.order_id = $1) order by refund.id`,
				[receipt],
			);
		const nothing = { returns: [], sorted: [], creditNotes: [], payments: [], lines: [] };

		/** The agent opens the return of a receipt whose customer is unknown, and a reviewer approves it. */
		async function approved(number: string, pieces: string): Promise<string> {
			const form = await openForm(shop.n8n, 'returns/service');
			try {
				await form.send({
					'E-mail address of the customer': 'robin@example.com',
					'Where was it sold?': 'Register (receipt)',
					'Order or receipt number': number,
				});
				// Nobody knows where to send a label's parcel from.
				expect(await form.choicesOf('The goods come back')).toEqual(['To a store']);
				await form.send({
					'POS-TEE (POS-TEE): pieces': pieces,
					Reason: 'Too small',
					'The goods come back': 'To a store',
				});
				expect(await form.text()).toContain(
					'The return waits for a reviewer. Once it is approved, the customer brings the goods to a store, with this reference.',
				);
			} finally {
				await form.close();
			}
			const { reference, channel, orderNumber, customer } = await newest();
			expect([channel, orderNumber, customer?.email]).toEqual(['register', number, 'robin@example.com']);
			await review(shop, reference, 'Approve');
			await waitForCase(shop.store, reference, 'approved', (one) => one.authorization === 'approved');
			return reference;
		}
		async function back(reference: string, pieces: string): Promise<void> {
			await tell(reference, 'Goods have arrived', { 'POS-TEE (POS-TEE): pieces': pieces });
			await tell(reference, 'Goods were inspected', {
				'POS-TEE (POS-TEE): pieces': pieces,
				'POS-TEE: goes to': 'restock',
			});
		}
		const stepsOf = async (reference: string) =>
			[...new Set((await shop.store.steps.of(reference)).map(({ name, state }) => `${name}: ${state}`))].sort();

		it('gives each piece back at the register when it is inspected, once, and closes the case with the last', async () => {
			const { id, number } = await register.sell('POS-TEE', 2);
			const before = await forSale('POS-TEE');
			const reference = await approved(number, '2');
			const refund = (part: string) => ({
				name: `${reference}/${part}`,
				state: 'paid',
				cents: -2160,
				paid: -2160,
				moves: [{ state: 'done', pieces: 1, at: 'Returns inspection' }],
			});
			expect(await givenBack(id)).toEqual([]);
			await back(reference, '1');
			await waitForCase(shop.store, reference, 'paid for the first piece', (one) => one.settlement === 'settled');
			expect(await givenBack(id)).toEqual([refund('R1')]);
			await waitFor(
				'its steps to be done',
				async () => (await shop.store.steps.of(reference)).every(({ state }) => state === 'done') || undefined,
			);
			expect((await shop.store.cases.get(reference))!.closedAt).toBeUndefined();

			await back(reference, '1');
			await waitForCase(shop.store, reference, 'closed', (one) => !!one.closedAt);
			expect(await givenBack(id)).toEqual([refund('R1'), refund('R2')]);
			expect([await documentsOf(database, reference, 'none'), refundsOf(reference)]).toEqual([nothing, []]);
			expect([
				await piecesAt(database, 'POS-TEE', odoo.settings.inspectionLocation!),
				await forSale('POS-TEE'),
			]).toEqual([2, before]);
			await waitFor(
				'its steps to be done',
				async () => (await shop.store.steps.of(reference)).every(({ state }) => state === 'done') || undefined,
			);
			expect(await stepsOf(reference)).toEqual([
				'Ask people: done',
				'Register: calculate: done',
				'Register: close: done',
				'Register: give back: done',
				'Send news: done',
				'Service: check: done',
				'Service: label: done',
			]);
			expect(shop.sandbox.easypost.bought().filter((one) => JSON.stringify(one).includes(reference))).toEqual([]);
		});

		it('leaves what was paid in several ways to finance, and gives nothing back by itself', async () => {
			const { id, number, gross } = await register.sell('POS-TEE', 1, {
				payment_ids: [
					[0, 0, { amount: 10, payment_method_id: register.cash }],
					[0, 0, { amount: 11.6, payment_method_id: register.card }],
				],
			});
			const reference = await approved(number, '1');
			await back(reference, '1');
			const { refunds, exceptions } = await waitForCase(
				shop.store,
				reference,
				'with finance',
				(one) => one.exceptions.length === 2,
			);
			expect(exceptions).toMatchObject([
				{ code: 'pay_by_hand', message: expect.stringContaining('Give the goods back on their receipt') },
				{ code: 'pay_by_hand' },
			]);
			expect(refunds.reduce((total, { intent }) => total + intent.amount.amount, 0)).toBe(Math.round(gross * 100));
			expect(await givenBack(id)).toEqual([]);
			for (const { intent } of refunds) await payByHand(shop, reference, intent.id, 'receipt 12');
			await waitForCase(shop.store, reference, 'closed', (one) => !!one.closedAt);
			expect([await givenBack(id), await documentsOf(database, reference, 'none')]).toEqual([[], nothing]);
		});

		it('says so when there is no such receipt', async () => {
			expect(
				await atForm(shop.n8n, 'returns/service', {
					'E-mail address of the customer': 'robin@example.com',
					'Where was it sold?': 'Register (receipt)',
					'Order or receipt number': '2611-999-9999999',
				}),
			).toContain('There is no paid receipt 2611-999-9999999 in Odoo');
		});
	});
});
