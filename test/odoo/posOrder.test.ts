import { randomUUID } from 'node:crypto';
import { listSearch } from '../../nodes/OdooReturns/methods/listSearch';
import { ReturnRequest } from '../../nodes/shared/model';
import { userWith } from './apps';
import { audit, changed, footprint } from './audit';
import { openRegister, type Register } from './register';
import { journalEntries } from './tables';
import { loadOptionsOf } from './target';
import { json, openWorkbench, type Workbench } from './workbench';
import { openOwnStore, removeOwnStores } from '../support/ownStore';

/** Sales and refunds at a register of Point of Sale, closed and balanced at the end. */
let w: Workbench;
let credentials: Awaited<ReturnType<typeof userWith>>;
let register: Register;
let sell: Register['sell'];
beforeAll(async () => {
	w = await openWorkbench('register');
	register = await openRegister(w.rpc, w.odoo.settings);
	({ sell } = register);
	credentials = await userWith(w, 'point_of_sale.group_pos_user');
}, 240_000);
afterEach(async () => {
	expect(await audit(w.database)).toEqual([]);
	expect((await journalEntries(w.database)).unbalanced).toEqual([]);
});

const money = (amount: number) => ({ amount, currency: w.odoo.currency });
const lines = (sku: string, quantity: number) => json([{ sku, quantity }]);
const done = async (operation: string, parameters: object) =>
	await w.done(operation, parameters as never, { credentials });
const fails = async (parameters: object) =>
	(await w.node('posOrder.refund', parameters as never, { credentials })).error;
let count = 0;
const reference = () => `RMA-POS${++count}`;

it('finds a receipt by its number, with what can come back and how it was paid', async () => {
	const [parent] = await w.rpc('product.category', 'create', { vals_list: [{ name: 'Clothing' }] });
	const [shirts] = await w.rpc('product.category', 'create', { vals_list: [{ name: 'Shirts', parent_id: parent }] });
	const tees = await w.rpc('product.product', 'search', { domain: [['default_code', '=', 'POS-TEE']] });
	await w.rpc('product.product', 'write', { ids: tees, vals: { categ_id: shirts } });
	const { id, number } = await sell('POS-TEE', 2);
	const found = await done('posOrder.find', { receipt: number });
	expect(found).toMatchObject({
		order: {
			number,
			channel: 'store',
			taxesIncluded: true,
			lines: [
				{
					sku: 'POS-TEE',
					category: 'Clothing / Shirts',
					quantity: 2,
					subtotal: money(4320),
					tax: money(720),
					returnedBefore: 0,
				},
			],
			payments: [{ processor: 'other', method: 'Card', captured: money(4320), refundable: money(4320) }],
			providerIds: { 'odoo.pos_order': String(id) },
		},
		returnable: [{ sku: 'POS-TEE', sold: 2, returned: 0, returnable: 2 }],
		posOrder: { id, register: 'Shop' },
	});
	const node = loadOptionsOf({ ...w.odoo, key: credentials.odooApiKeyApi.apiKey });
	expect((await listSearch.searchPosOrders.call(node, number)).results).toEqual([
		{ name: expect.stringContaining(number), value: id },
	]);
	expect((await listSearch.searchPosMethods.call(node, 'car')).results).toEqual([
		{ name: 'Card', value: register.card },
	]);
	expect((await done('posOrder.find', { receipt: { __rl: true, mode: 'list', value: id } })).posOrder.id).toBe(id);
	expect((await w.node('posOrder.find', { receipt: '2611-999-9999999' }, { credentials })).error?.message).toBe(
		'There is no paid receipt 2611-999-9999999 in Odoo',
	);
});

it('gives a piece back: money the way it was paid, stock, and no more than was sold', async () => {
	const { id, number } = await sell('POS-TEE', 2);
	const [one, two, three] = [reference(), reference(), reference()];
	const first = (await done('posOrder.refund', { reference: one, receipt: number, lines: lines('POS-TEE', 1) }))
		.posRefund;
	expect(first).toMatchObject({
		outcome: 'done',
		amount: money(2160),
		method: 'Card',
		lines: [{ sku: 'POS-TEE', quantity: 1 }],
		warnings: [expect.stringContaining('for sale at once')],
	});
	expect(
		await w.rpc('pos.order', 'read', {
			ids: [Number(first.id)],
			fields: ['state', 'amount_total', 'amount_paid', 'refunded_order_id', 'is_refund', 'session_id'],
		}),
	).toMatchObject([
		{
			state: 'paid',
			amount_total: -21.6,
			amount_paid: -21.6,
			refunded_order_id: [id, expect.any(String)],
			is_refund: true,
			session_id: [register.session, expect.any(String)],
		},
	]);
	expect(
		await w.rpc('stock.move', 'search_read', {
			domain: [['picking_id.pos_order_id', '=', Number(first.id)]],
			fields: ['state', 'quantity'],
		}),
	).toMatchObject([{ state: 'done', quantity: 1 }]);
	expect((await done('posOrder.find', { receipt: number })).order.payments).toMatchObject([
		{ captured: money(4320), refunded: money(2160), refundable: money(2160) },
	]);
	expect((await fails({ reference: two, receipt: number, lines: lines('POS-TEE', 2) }))?.message).toBe(
		'2 x POS-TEE shall be given back, only 1 can',
	);
	expect(
		(
			await done('posOrder.refund', {
				reference: two,
				receipt: number,
				lines: lines('POS-TEE', 1),
				method: { __rl: true, mode: 'id', value: String(register.cash) },
			})
		).posRefund,
	).toMatchObject({ method: 'Cash', amount: money(2160) });
	expect((await fails({ reference: three, receipt: number, lines: lines('POS-TEE', 1) }))?.message).toBe(
		'1 x POS-TEE shall be given back, only 0 can',
	);
});

it('leaves the same, run once, twice or five times at once; of five that want the last piece, one gets it', async () => {
	const again = async () => ({
		reference: reference(),
		receipt: (await sell('POS-TEE', 1)).number,
		lines: lines('POS-TEE', 1),
	});
	const one = await again();
	const before = await footprint(w.database);
	const first = (await done('posOrder.refund', one)).posRefund;
	const left = changed(before, await footprint(w.database));
	expect(left).toMatchObject({ 'pos_order paid': 1, pos_payment: 1 });
	const repeated = (await done('posOrder.refund', one)).posRefund;
	expect(repeated).toMatchObject({
		outcome: 'already_done',
		id: first.id,
		amount: first.amount,
		lines: first.lines,
		method: 'Card',
	});
	expect(changed(before, await footprint(w.database))).toEqual(left);
	const five = await again();
	const start = await footprint(w.database);
	const made = await Promise.all(
		Array.from({ length: 5 }, async () => (await done('posOrder.refund', five)).posRefund),
	);
	expect(new Set(made.map(({ id }) => id)).size).toBe(1);
	expect(changed(start, await footprint(w.database))).toEqual(left);
	const { receipt } = await again();
	const begin = await footprint(w.database);
	const results = await Promise.all(
		Array.from(
			{ length: 5 },
			async () =>
				await w.node(
					'posOrder.refund',
					{ reference: reference(), receipt, lines: lines('POS-TEE', 1) },
					{ credentials },
				),
		),
	);
	expect(results.filter(({ error }) => !error)).toHaveLength(1);
	for (const { error } of results) if (error) expect(error.message).toBe('1 x POS-TEE shall be given back, only 0 can');
	expect(changed(begin, await footprint(w.database))).toEqual(left);
}, 180_000);

/** A return of so many pieces of a receipt, in a case store of its own, and what runs an operation for it. */
async function openReturn(number: string, quantity: number) {
	const { credential: returnCaseApi, store } = await openOwnStore();
	const request = ReturnRequest.parse({
		channel: 'store',
		orderNumber: number,
		lines: [{ id: 'L1', sku: 'POS-TEE', quantity }],
	});
	const { reference: ours } = await store.cases.open({ request, source: 'store', sourceId: '1' });
	const step = async (operation: string, parameters: object = {}) =>
		await w.node(operation, parameters as never, {
			input: [{ reference: ours }],
			credentials: { ...credentials, returnCaseApi },
		});
	return { store, ours, step };
}

it('pays a refund of the case, to the amount, and the case takes it as settled', async () => {
	const { number } = await sell('POS-TEE', 2);
	const { store, ours, step } = await openReturn(number, 1);
	const [found] = (await step('posOrder.find')).json;
	expect(found).toMatchObject({
		case: {
			orders: { odoo_pos: { number } },
			ids: { 'odoo.pos_order': expect.any(String) },
			lines: [{ providerIds: { 'odoo.pos_line': expect.any(String) } }],
		},
	});
	const paidBy = (found as { case: { orders: { odoo_pos: { payments: [{ id: string }] } } } }).case.orders.odoo_pos
		.payments[0].id;
	const intent = (id: string, amount: number) => ({
		id: `${ours}/${id}`,
		amount: money(amount),
		breakdown: [],
		payment: { id: paidBy, processor: 'other', providerIds: {} },
		reason: 'return',
	});
	let events = 0;
	const record = async (type: 'return.approved' | 'refund.due', data: object) =>
		await store.cases.record({
			reference: ours,
			events: [{ source: 'test', id: String(++events), type, data: data as Record<string, unknown> }],
		});
	await record('return.approved', {});
	await record('refund.due', { intent: intent('R1', 2000) });
	expect((await step('posOrder.refund', { intent: `${ours}/R1` })).error?.message).toMatch(
		/is over 20\.00 .*, these goods are 21\.60/,
	);
	await record('refund.due', { intent: intent('R2', 2160) });
	const {
		json: [paid],
	} = await step('posOrder.refund', { intent: `${ours}/R2` });
	expect(paid).toMatchObject({
		posRefund: { outcome: 'done' },
		case: {
			refunds: [
				{ state: 'due' },
				{ state: 'succeeded', refund: { id: `odoo.pos/${(paid.posRefund as { id: string }).id}` } },
			],
		},
	});
	expect((await step('posOrder.refund', { intent: `${ours}/R2` })).json[0]).toMatchObject({
		posRefund: { outcome: 'already_done' },
	});
	await removeOwnStores();
});

it('gives back with each refund of a case the pieces that it pays, when no lines are given', async () => {
	const { id, number } = await sell('POS-TEE', 3);
	const { store, ours, step } = await openReturn(number, 3);
	const [found] = (await step('posOrder.find')).json;
	const [payment] = (found as { order: { payments: object[] } }).order.payments;
	const intent = (name: string, quantity: number, line = 'L1') => ({
		id: `${ours}/${name}`,
		amount: money(2160 * quantity),
		breakdown: [
			{ kind: 'line', line, quantity, amount: money(1800 * quantity), description: '' },
			{ kind: 'tax', line, amount: money(360 * quantity), description: '' },
		],
		payment: { ...payment, providerIds: {} },
		reason: 'return',
	});
	const due = [intent('R1', 1), intent('R2', 2)];
	await store.cases.record({
		reference: ours,
		events: [
			{ source: 'test', id: 'yes', type: 'return.approved', data: {} },
			...due.map((one) => ({
				source: 'test',
				id: one.id,
				type: 'refund.due' as const,
				data: { intent: one } as Record<string, unknown>,
			})),
		],
	});
	for (const [index, pieces] of [1, 2].entries()) {
		const { json: given, error } = await step('posOrder.refund', {
			intent: due[index].id,
			number: `P${index + 1}`,
		});
		expect(error?.message).toBeUndefined();
		expect(given).toMatchObject([
			{ posRefund: { outcome: 'done', amount: money(2160 * pieces), lines: [{ sku: 'POS-TEE', quantity: pieces }] } },
		]);
		const { id: refund } = given[0].posRefund as { id: string };
		const back = await w.rpc('pos.order.line', 'search_read', {
			domain: [['order_id', '=', Number(refund)]],
			fields: ['qty', 'refunded_orderline_id'],
		});
		expect(back).toMatchObject([{ qty: -pieces }]);
		const [{ order_id: of }] = await w.rpc('pos.order.line', 'read', {
			ids: [back[0].refunded_orderline_id[0]],
			fields: ['order_id'],
		});
		expect(of[0]).toBe(id);
	}
	expect((await store.cases.get(ours))!.refunds.map(({ state }) => state)).toEqual(['succeeded', 'succeeded']);
	await removeOwnStores();
});

it("holds the goods for inspection when the register's operation type says so, and credits what was invoiced", async () => {
	const [{ picking_type_id }] = await w.rpc('pos.config', 'read', { ids: [register.id], fields: ['picking_type_id'] });
	await w.rpc('stock.picking.type', 'write', {
		ids: [picking_type_id[0]],
		vals: { return_picking_type_id: w.odoo.settings.returnOperationType },
	});
	const [partner] = await w.rpc('res.partner', 'create', { vals_list: [{ name: 'Invoiced Example' }] });
	await w.rpc('pos.config', 'write', {
		ids: [register.id],
		vals: { invoice_journal_id: w.odoo.settings.creditNoteJournal },
	});
	const { id, number } = await sell('POS-TEE', 1, { partner_id: partner });
	await w.rpc('pos.order', 'action_pos_order_invoice', { ids: [id], context: { generate_pdf: false } });
	const { posRefund } = await done('posOrder.refund', {
		reference: reference(),
		receipt: number,
		lines: lines('POS-TEE', 1),
	});
	expect(posRefund).toMatchObject({ goodsAt: 'Returns inspection', warnings: [] });
	expect(
		await w.rpc('stock.move', 'search_read', {
			domain: [['picking_id.pos_order_id', '=', Number(posRefund.id)]],
			fields: ['location_dest_id'],
		}),
	).toMatchObject([{ location_dest_id: [w.odoo.settings.inspectionLocation, 'Returns inspection'] }]);
	const [{ account_move }] = await w.rpc('pos.order', 'read', {
		ids: [Number(posRefund.id)],
		fields: ['account_move'],
	});
	expect(
		await w.rpc('account.move', 'read', { ids: [account_move[0]], fields: ['move_type', 'state', 'amount_total'] }),
	).toMatchObject([{ move_type: 'out_refund', state: 'posted', amount_total: 21.6 }]);
});

/** A receipt of so many T-shirts of 21.60 and a line that takes `off` (net, with 20 % tax) off them. */
async function discounted(quantity: number, off: number): Promise<string> {
	const [{ id: tee, taxes_id: taxes }] = await w.rpc('product.product', 'search_read', {
		domain: [['default_code', '=', 'POS-TEE']],
		fields: ['taxes_id'],
	});
	const [discount] = await w.rpc('product.product', 'create', {
		vals_list: [{ name: 'Discount of the test', type: 'service', available_in_pos: true, taxes_id: [[6, 0, taxes]] }],
	});
	const line = (product: number, name: string, qty: number, price: number) => [
		0,
		0,
		{
			uuid: randomUUID(),
			product_id: product,
			qty,
			price_unit: price,
			price_subtotal: qty * price,
			price_subtotal_incl: Math.round(qty * price * 120) / 100,
			tax_ids: [[6, 0, taxes]],
			full_product_name: name,
		},
	];
	const total = Math.round((quantity * 18 - off) * 120) / 100;
	return (
		await sell('POS-TEE', quantity, {
			lines: [line(tee, 'POS-TEE', quantity, 18), line(discount, 'Discount', 1, -off)],
			amount_total: total,
			amount_tax: Math.round((total - (quantity * 18 - off)) * 100) / 100,
			amount_paid: total,
			payment_ids: [[0, 0, { amount: total, payment_method_id: register.card }]],
		})
	).number;
}
const giveBack = async (receipt: string, sku: string, quantity: number) =>
	(await done('posOrder.refund', { reference: reference(), receipt, lines: lines(sku, quantity) })).posRefund;

it('gives back what was paid, with a discount that is a line of its own: all of it as it was sold, or piece by piece', async () => {
	const whole = await discounted(2, 4);
	expect((await done('posOrder.find', { receipt: whole })).order).toMatchObject({
		taxesIncluded: true,
		lines: [{ sku: 'POS-TEE', quantity: 2, subtotal: money(3840), tax: money(640) }],
		payments: [{ captured: money(3840) }],
	});
	expect(await giveBack(whole, 'POS-TEE', 2)).toMatchObject({
		amount: money(3840),
		lines: [{ sku: 'POS-TEE', quantity: 2 }],
	});
	const single = await discounted(2, 4);
	expect([(await giveBack(single, 'POS-TEE', 1)).amount, (await giveBack(single, 'POS-TEE', 1)).amount]).toEqual([
		money(1920),
		money(1920),
	]);
	// One of three for nothing: what was paid is shared.
	const free = await discounted(3, 18);
	const pieces: number[] = [];
	for (let piece = 0; piece < 3; piece++) pieces.push((await giveBack(free, 'POS-TEE', 1)).amount.amount);
	expect(pieces).toEqual([1440, 1440, 1440]);
	const odd = await discounted(3, 1.01);
	const others: number[] = [];
	for (let piece = 0; piece < 3; piece++) others.push((await giveBack(odd, 'POS-TEE', 1)).amount.amount);
	expect(others.reduce((sum, amount) => sum + amount, 0)).toBe(6359);
}, 180_000);

it('gives back one by one no more than was paid, and a fraction as it was weighed', async () => {
	const pens = (await sell('POS-PEN', 3)).number;
	const pieces: number[] = [];
	for (let piece = 0; piece < 3; piece++) pieces.push((await giveBack(pens, 'POS-PEN', 1)).amount.amount);
	expect(pieces).toEqual([127, 126, 127]);
	const weighed = (await sell('POS-TEE', 2.5)).number;
	expect((await done('posOrder.find', { receipt: weighed })).order.lines).toMatchObject([
		{ quantity: 2, subtotal: money(4320), returnedBefore: 0 },
	]);
	expect((await giveBack(weighed, 'POS-TEE', 1)).amount).toEqual(money(2160));
	expect((await done('posOrder.find', { receipt: weighed })).order.lines).toMatchObject([{ returnedBefore: 1 }]);
}, 180_000);

/** A receipt of T-shirts of 21.60 with goods of an earlier receipt taken back for them; paid or handed out is the difference, in cash. */
async function exchanged(quantity: number, taken: { receipt: number; sku: string; quantity: number; gross: number }) {
	const [old] = await w.rpc('pos.order.line', 'search_read', {
		domain: [['order_id', '=', taken.receipt]],
		fields: ['product_id', 'price_unit', 'tax_ids'],
	});
	const [tee] = await w.rpc('product.product', 'search_read', {
		domain: [['default_code', '=', 'POS-TEE']],
		fields: ['taxes_id'],
	});
	const total = Math.round((quantity * 21.6 - taken.gross) * 100) / 100;
	const net = Math.round(old.price_unit * taken.quantity * 100) / 100;
	const line = (values: object) => [0, 0, { uuid: randomUUID(), ...values }];
	return await sell('POS-TEE', quantity, {
		lines: [
			...(quantity
				? [
						line({
							product_id: tee.id,
							qty: quantity,
							price_unit: 18,
							price_subtotal: quantity * 18,
							price_subtotal_incl: Math.round(quantity * 2160) / 100,
							tax_ids: [[6, 0, tee.taxes_id]],
							full_product_name: 'POS-TEE',
						}),
					]
				: []),
			line({
				product_id: old.product_id[0],
				qty: -taken.quantity,
				price_unit: old.price_unit,
				price_subtotal: -net,
				price_subtotal_incl: -taken.gross,
				tax_ids: [[6, 0, old.tax_ids]],
				refunded_orderline_id: old.id,
				full_product_name: taken.sku,
			}),
		],
		amount_total: total,
		amount_tax: Math.round((total - (quantity * 18 - net)) * 100) / 100,
		amount_paid: total,
		payment_ids: total ? [[0, 0, { amount: total, payment_method_id: register.cash }]] : [],
	});
}

it('goods that were taken back with a receipt paid for it: dearer, as dear or cheaper ones come back at their price', async () => {
	const earlier = await sell('POS-PEN', 3);
	const pen = { receipt: earlier.id, sku: 'POS-PEN', quantity: 1, gross: 1.27 };
	const dearer = await exchanged(1, pen);
	expect((await done('posOrder.find', { receipt: dearer.number })).order).toMatchObject({
		lines: [{ sku: 'POS-TEE', quantity: 1, subtotal: money(2160) }],
		payments: [
			{ method: 'Goods taken back', captured: money(127) },
			{ method: 'Cash', captured: money(2033) },
		],
	});
	// The first receipt has got its pen back, though nothing was handed out for it.
	expect((await done('posOrder.find', { receipt: earlier.number })).order).toMatchObject({
		lines: [{ sku: 'POS-PEN', quantity: 3, returnedBefore: 1 }],
		payments: [{ method: 'Card', captured: money(380), refunded: money(127), refundable: money(253) }],
	});
	expect(await giveBack(dearer.number, 'POS-TEE', 1)).toMatchObject({ amount: money(2160), method: 'Cash' });
	expect((await done('posOrder.find', { receipt: dearer.number })).order.payments).toMatchObject([
		{ refundable: money(0) },
		{ refundable: money(0) },
	]);
	// Money that was handed out for dearer goods was not paid for the cheaper ones.
	const shirts = await sell('POS-TEE', 3);
	const cheaper = await exchanged(1, { receipt: shirts.id, sku: 'POS-TEE', quantity: 2, gross: 43.2 });
	expect((await done('posOrder.find', { receipt: cheaper.number })).order).toMatchObject({
		lines: [{ sku: 'POS-TEE', subtotal: money(2160) }],
		payments: [
			{ method: 'Goods taken back', captured: money(2160) },
			{ method: 'Cash', captured: money(0) },
		],
	});
	expect((await done('posOrder.find', { receipt: shirts.number })).order.payments).toMatchObject([
		{ method: 'Card', captured: money(6480), refunded: money(4320), refundable: money(2160) },
	]);
	const even = await exchanged(1, { receipt: shirts.id, sku: 'POS-TEE', quantity: 1, gross: 21.6 });
	expect((await fails({ reference: reference(), receipt: even.number, lines: lines('POS-TEE', 1) }))?.message).toBe(
		'The receipt was paid with goods that were taken back',
	);
	const method = { __rl: true, mode: 'id', value: String(register.cash) };
	for (const { number } of [cheaper, even])
		expect(
			(await done('posOrder.refund', { reference: reference(), receipt: number, lines: lines('POS-TEE', 1), method }))
				.posRefund,
		).toMatchObject({ amount: money(2160), method: 'Cash' });
	// A receipt that only gave back is none that goods could come back of.
	const refund = await exchanged(0, pen);
	expect((await fails({ reference: reference(), receipt: refund.number, lines: lines('POS-PEN', 1) }))?.message).toBe(
		`There is no paid receipt ${refund.number} in Odoo`,
	);
	const node = loadOptionsOf({ ...w.odoo, key: credentials.odooApiKeyApi.apiKey });
	expect((await listSearch.searchPosOrders.call(node, cheaper.number)).results).toHaveLength(1);
	expect((await listSearch.searchPosOrders.call(node, refund.number)).results).toEqual([]);
}, 180_000);

it('shows in a test run what would be given back, says what is missing, and can be closed to the cent', async () => {
	const { number } = await sell('POS-PEN', 3);
	expect(
		(
			await w.done(
				'posOrder.refund',
				{ reference: reference(), receipt: number, lines: lines('POS-PEN', 1) },
				{ credentials, mode: 'manual' },
			)
		).posRefund,
	).toMatchObject({ outcome: 'dry_run', amount: money(127), method: 'Card' });
	for (let piece = 0; piece < 2; piece++)
		await done('posOrder.refund', { reference: reference(), receipt: number, lines: lines('POS-PEN', 1) });
	expect((await fails({ reference: reference(), receipt: number, lines: lines('OTHER', 1) }))?.message).toBe(
		`OTHER is not on receipt ${number}`,
	);
	expect(
		(
			await fails({
				reference: reference(),
				receipt: number,
				lines: lines('POS-PEN', 1),
				options: { highestAmount: '1.00' },
			})
		)?.message,
	).toContain("above this node's limit");
	// Odoo compares what the register took and gave with the goods, to the cent.
	const cash = (
		await w.rpc('pos.payment', 'search_read', {
			domain: [
				['session_id', '=', register.session],
				['payment_method_id', '=', register.cash],
			],
			fields: ['amount'],
		})
	).reduce((sum: number, { amount }: { amount: number }) => sum + amount, 0);
	await w.rpc('pos.session', 'post_closing_cash_details', { ids: [register.session], counted_cash: cash });
	expect(await w.rpc('pos.session', 'close_session_from_ui', { ids: [register.session] })).toMatchObject({
		successful: true,
	});
	expect(await w.rpc('pos.session', 'read', { ids: [register.session], fields: ['state'] })).toMatchObject([
		{ state: 'closed' },
	]);
	expect(await fails({ reference: reference(), receipt: number, lines: lines('POS-PEN', 1) })).toMatchObject({
		message: 'Register Shop is not open',
		context: { category: 'rejected' },
	});
	await register.openSession();
	expect(
		(await done('posOrder.refund', { reference: reference(), receipt: number, lines: lines('POS-PEN', 1) })).posRefund,
	).toMatchObject({ outcome: 'done', amount: money(127) });
}, 180_000);
