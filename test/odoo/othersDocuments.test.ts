import { strictReturn } from '../../nodes/OdooReturns/goods/strictReturn';
import { userWith } from './apps';
import { changesOf } from './others';
import { openRegister, type Register } from './register';
import { draftInvoice, json, openWorkbench, taxOf, type Workbench } from './workbench';

/**
 * What the package does to documents that are not its own: of everything that Odoo stores, only what the row names changes. Prices,
 * discounts, taxes, analytic accounts, texts and people stay as somebody has set them.
 */
let w: Workbench;
let tax: number;
let salesperson: number;
let analytic: number;
let register: Register;
let clearing: number;
let strict: number;
let credentials: Awaited<ReturnType<typeof userWith>>;
beforeAll(async () => {
	w = await openWorkbench('register');
	register = await openRegister(w.rpc, w.odoo.settings);
	tax = await taxOf(w, '20 % of others', 20);
	[salesperson] = await w.rpc('res.users', 'create', {
		vals_list: [{ name: 'Sales Example', login: 'sales.example' }],
	});
	const [, group] = await w.rpc('ir.model.data', 'check_object_reference', {
		module: 'analytic',
		xml_id: 'group_analytic_accounting',
	});
	const { uid } = await w.rpc('res.users', 'context_get');
	await w.rpc('res.users', 'write', { ids: [uid], vals: { group_ids: [[4, group]] } });
	const [plan] = await w.rpc('account.analytic.plan', 'create', { vals_list: [{ name: 'Departments' }] });
	[analytic] = await w.rpc('account.analytic.account', 'create', { vals_list: [{ name: 'Web shop', plan_id: plan }] });
	[clearing] = await w.rpc('account.journal', 'create', {
		vals_list: [{ name: 'Provider', code: 'PROV', type: 'bank' }],
	});
	const [outstanding] = await w.rpc('account.account', 'create', {
		vals_list: [{ name: 'On its way', code: '101497', account_type: 'asset_current', reconcile: true }],
	});
	const methods = await w.rpc('account.payment.method.line', 'search', { domain: [['journal_id', '=', clearing]] });
	await w.rpc('account.payment.method.line', 'write', { ids: methods, vals: { payment_account_id: outstanding } });
	const [model] = await w.rpc('ir.model', 'search', { domain: [['model', '=', strictReturn.model]] });
	[strict] = await w.rpc('ir.actions.server', 'create', {
		vals_list: [{ name: 'Strict', model_id: model, state: 'code', code: strictReturn.code }],
	});
	credentials = await userWith(
		w,
		'sales_team.group_sale_salesman_all_leads',
		'point_of_sale.group_pos_user',
		'account.group_account_basic',
	);
}, 240_000);

const money = (amount: number) => ({ amount, currency: w.odoo.currency });
let count = 0;

/** A delivered and billed order of two pieces of 18.00 less nothing that Odoo would compute by itself: all of it was set by a person. */
interface Sale {
	sku: string;
	number: string;
	reference: string;
	order: number;
	invoice: number;
	partner: number;
}
async function sold({ paid = true } = {}): Promise<Sale> {
	const [sku, number, reference] = [`OTHERS-${++count}`, `#OTHERS${count}`, `RMA-OTHERS${count}`];
	const { order } = await w.deliver({
		sku,
		number,
		line: {
			name: `As the customer wished ${count}`,
			product_uom_qty: 2,
			price_unit: 20,
			discount: 10,
			tax_ids: [[6, 0, [tax]]],
			analytic_distribution: { [analytic]: 100 },
		},
		sale: { user_id: salesperson, note: 'Ring twice', origin: 'Web shop' },
	});
	const invoice = await draftInvoice(w, order);
	await w.rpc('account.move', 'write', {
		ids: [invoice],
		vals: { narration: 'Thank you', ref: `Customer's own ${count}`, invoice_user_id: salesperson },
	});
	await w.rpc('account.move', 'action_post', { ids: [invoice] });
	if (paid) await registerPayment(invoice);
	const [{ picking_ids: pickings, partner_id: partner }] = await w.rpc('sale.order', 'read', {
		ids: [order],
		fields: ['picking_ids', 'partner_id'],
	});
	await w.rpc('stock.picking', 'write', { ids: pickings, vals: { user_id: salesperson, note: 'Fragile' } });
	// A customer whom Odoo could write to, and who follows the order.
	await w.rpc('res.partner', 'write', { ids: partner.slice(0, 1), vals: { email: `customer${count}@example.com` } });
	await w.rpc('sale.order', 'message_subscribe', { ids: [order], partner_ids: partner.slice(0, 1) });
	return { sku, number, reference, order, invoice, partner: partner[0] };
}
async function registerPayment(invoice: number): Promise<void> {
	const context = { active_model: 'account.move', active_ids: [invoice] };
	const wizard = await w.rpc('account.payment.register', 'create', {
		vals_list: [{ journal_id: w.odoo.settings.paymentJournal }],
		context,
	});
	await w.rpc('account.payment.register', 'action_create_payments', { ids: wizard, context });
}

const done = async (operation: string, parameters: object, settings: object = {}) =>
	await w.done(operation, parameters as never, {
		credentials,
		input: [{ settings: { odoo: { ...w.odoo.settings, ...settings } } } as never],
	});
const pieces = ({ sku }: Sale, quantity: number) => [{ sku, quantity }];
const makeReturn = async (sale: Sale, quantity = 1) =>
	await done('return.create', {
		reference: sale.reference,
		order: sale.number,
		lines: json(pieces(sale, quantity)),
	});
const receive = async (sale: Sale, quantity = 1) =>
	await done('goods.receive', {
		reference: sale.reference,
		receipt: json({ id: 'A', lines: pieces(sale, quantity) }),
	});
const intentOf = ({ reference, sku }: Sale) => ({
	id: `${reference}/R1`,
	amount: money(2160),
	payment: { id: 'p', processor: 'stripe', providerIds: {} },
	reason: 'return',
	breakdown: [
		{ kind: 'line', line: sku, quantity: 1, amount: money(1800), description: '' },
		{ kind: 'tax', line: sku, amount: money(360), description: '' },
	],
});
const credit = async (sale: Sale) =>
	await done('creditNote.issue', {
		reference: sale.reference,
		order: sale.number,
		intent: json(intentOf(sale)),
	});
const refundOf = ({ reference }: Sale) => ({
	id: `re_${reference}`,
	intent: `${reference}/R1`,
	amount: money(2160),
	status: 'succeeded',
});
const received = async (sale: Sale, quantity = 1) => {
	await makeReturn(sale, quantity);
	await receive(sale, quantity);
};
const credited = async (sale: Sale) => {
	await received(sale);
	await credit(sale);
};
/** A payment that a person or Odoo itself has booked. */
async function payment({ partner }: Sale, values: object): Promise<number> {
	const [id] = await w.rpc('account.payment', 'create', {
		vals_list: [{ partner_type: 'customer', partner_id: partner, ...values }],
	});
	await w.rpc('account.payment', 'action_post', { ids: [id] });
	return id;
}
/** What a person does who validates a transfer in Odoo. */
async function countByHand({ reference }: Sale): Promise<number> {
	const [transfer] = await w.rpc('stock.picking', 'search', { domain: [['origin', 'ilike', reference]] });
	const moves = await w.rpc('stock.move', 'search', { domain: [['picking_id', '=', transfer]] });
	await w.rpc('stock.move', 'write', { ids: moves, vals: { quantity: 1, picked: true } });
	await w.rpc('stock.picking', 'button_validate', { ids: [transfer], context: { skip_backorder: true } });
	return transfer;
}
const lock = async ({ order }: Sale) => await w.rpc('sale.order', 'action_lock', { ids: [order] });

const all = (...parts: string[][]) => parts.flat().sort();
/** Odoo counts an order's open and booked transfers, returns among them. */
const transfers = ['sale_order.delivery_status'];
const goods = ['stock_quant.quantity'];
const delivered = ['sale_order_line.qty_delivered'];
/** The ordered quantity, and what Odoo computes of it; never price and discount. */
const lowered = [
	'sale_order.amount_tax',
	'sale_order.amount_total',
	'sale_order.amount_untaxed',
	'sale_order_line.price_subtotal',
	'sale_order_line.price_tax',
	'sale_order_line.price_total',
	'sale_order_line.product_uom_qty',
];
/** What a piece less leaves to be billed. */
const toBill = [
	'sale_order.invoice_status',
	'sale_order_line.invoice_status',
	'sale_order_line.qty_to_invoice',
	'sale_order_line.untaxed_amount_to_invoice',
];
const billed = ['sale_order_line.qty_invoiced', 'sale_order_line.untaxed_amount_invoiced'];
/** Odoo counts how often it has billed or paid somebody. */
const counted = ['res_partner.customer_rank'];
/** Items of two entries that Odoo sets off against each other, in part or whole. */
const setOff = [
	'account_move_line.amount_residual',
	'account_move_line.amount_residual_currency',
	'account_move_line.matching_number',
];
const settledWhole = ['account_move_line.full_reconcile_id', 'account_move_line.reconciled'];

const rows: Array<{
	what: string;
	paid?: boolean;
	before?: (sale: Sale) => Promise<unknown>;
	act: (sale: Sale) => Promise<unknown>;
	changes: string[];
}> = [
	{ what: 'finding an order', act: async ({ number }) => await done('order.find', { order: number }), changes: [] },
	{ what: 'making a return', act: async (sale) => await makeReturn(sale), changes: transfers },
	{
		what: 'making a return by the strict action',
		act: async (sale) =>
			await done(
				'return.create',
				{ reference: sale.reference, order: sale.number, lines: json(pieces(sale, 1)) },
				{ strictReturnAction: strict },
			),
		changes: transfers,
	},
	{
		what: 'a receipt',
		before: makeReturn,
		act: async (sale) => await receive(sale),
		changes: all(transfers, delivered, goods),
	},
	{
		what: 'a receipt of what was credited before',
		before: async (sale) => {
			await makeReturn(sale);
			await credit(sale);
		},
		act: async (sale) => await receive(sale),
		changes: all(transfers, delivered, goods, lowered, toBill),
	},
	{
		what: 'taking up what a person counted of what was credited before',
		before: async (sale) => {
			await makeReturn(sale);
			await credit(sale);
			await countByHand(sale);
		},
		act: async (sale) => {
			const [transfer] = await w.rpc('stock.picking', 'search', { domain: [['origin', 'ilike', sale.reference]] });
			await done('goods.receive', {
				reference: sale.reference,
				receipt: json({ id: `odoo-transfer-${transfer}`, lines: pieces(sale, 1) }),
			});
		},
		changes: all(lowered, toBill),
	},
	{ what: 'a credit note', before: received, act: credit, changes: all(lowered, billed, counted) },
	{
		what: 'a credit note of an unpaid invoice, which Odoo sets off against it,',
		paid: false,
		before: received,
		act: credit,
		changes: all(lowered, billed, counted, setOff, [
			'account_move.amount_residual',
			'account_move.amount_residual_signed',
			'account_move.payment_state',
		]),
	},
	{
		what: 'a credit note of a locked order',
		before: async (sale) => {
			await received(sale);
			await lock(sale);
		},
		act: credit,
		changes: all(lowered, billed, counted),
	},
	{
		what: 'the payment of a credit note',
		before: credited,
		act: async (sale) =>
			await done('creditNote.recordPayment', { reference: sale.reference, refund: json(refundOf(sale)) }),
		changes: counted,
	},
	{
		what: "taking up a payment that Odoo's own provider has booked",
		before: async (sale) => {
			await credited(sale);
			const [provider] = await w.rpc('payment.provider', 'search', { domain: [['code', '=', 'none']], limit: 1 });
			const [method] = await w.rpc('payment.method', 'search', {
				domain: [],
				limit: 1,
				context: { active_test: false },
			});
			const [{ currency_id: currency }] = await w.rpc('sale.order', 'read', {
				ids: [sale.order],
				fields: ['currency_id'],
			});
			const transaction = async (reference: string, amount: number, more: object) =>
				(
					await w.rpc('payment.transaction', 'create', {
						vals_list: [
							{
								provider_id: provider,
								payment_method_id: method,
								reference,
								provider_reference: reference,
								amount,
								currency_id: currency[0],
								partner_id: sale.partner,
								state: 'done',
								...more,
							},
						],
					})
				)[0];
			const source = await transaction(`pi_${sale.reference}`, 43.2, { operation: 'online_direct' });
			const back = await transaction(`re_${sale.reference}`, -21.6, {
				operation: 'refund',
				source_transaction_id: source,
			});
			const made = await payment(sale, {
				payment_type: 'outbound',
				amount: 21.6,
				memo: `re_${sale.reference} - Odoo`,
				journal_id: w.odoo.settings.paymentJournal,
				payment_transaction_id: back,
			});
			await w.rpc('payment.transaction', 'write', { ids: [back], vals: { payment_id: made } });
		},
		act: async (sale) => {
			const refund = { ...refundOf(sale), providerIds: { 'stripe.payment_intent': `pi_${sale.reference}` } };
			const { payment: booked } = await done('creditNote.recordPayment', {
				reference: sale.reference,
				refund: json(refund),
			});
			expect(booked.bookedBy).toBe('odoo');
		},
		changes: all(setOff, settledWhole, ['account_payment.is_reconciled', 'account_payment.state']),
	},
	{
		what: 'the line of a payout that is a payment of the customer',
		before: async (sale) =>
			await payment(sale, {
				payment_type: 'inbound',
				amount: 43.2,
				memo: `ch_${sale.reference}`,
				journal_id: clearing,
			}),
		act: async ({ reference }) => {
			const transaction = {
				id: `txn_${reference}`,
				type: 'charge',
				category: 'charge',
				amount: money(4320),
				fee: money(0),
				source: `ch_${reference}`,
				createdAt: '2026-11-20T10:00:00.000Z',
			};
			const { settled } = await done('settlement.book', {
				movement: json({ transaction, payout: { id: 'po_1' } }),
				journal: String(clearing),
				feeAccount: '',
				transferAccount: '',
			});
			expect(settled).toMatchObject({ kind: 'charge', payment: expect.any(Number) });
		},
		changes: all(setOff, settledWhole, ['account_payment.is_matched', 'account_payment.state']),
	},
	{
		what: 'sorting',
		before: received,
		act: async (sale) =>
			await done('goods.sort', {
				reference: sale.reference,
				inspection: json({ id: 'I', lines: [{ sku: sale.sku, quantity: 1, destination: 'quarantine' }] }),
			}),
		changes: goods,
	},
	{
		what: 'sending back to the customer what inspection refused',
		before: received,
		act: async (sale) =>
			await done('goods.sort', {
				reference: sale.reference,
				inspection: json({ id: 'I', lines: [{ sku: sale.sku, quantity: 1, destination: 'customer', note: 'Worn' }] }),
			}),
		changes: all(delivered, goods),
	},
	{
		what: 'an undone receipt',
		before: received,
		act: async ({ reference }) => await done('return.undo', { reference, lines: '' }),
		changes: all(delivered, goods),
	},
	{
		what: 'a canceled return',
		before: makeReturn,
		act: async ({ reference }) => await done('return.cancel', { reference }),
		changes: transfers,
	},
	{
		what: 'goods that no return expects',
		before: makeReturn,
		act: async (sale) =>
			await done('goods.receive', {
				reference: sale.reference,
				receipt: json({ id: 'A', lines: pieces(sale, 2) }),
				surplus: 'receive',
			}),
		changes: all(transfers, delivered, goods),
	},
	{
		what: 'a parcel of nobody',
		act: async (sale) =>
			await done('goods.receiveUnidentified', { parcel: sale.reference, lines: json(pieces(sale, 1)) }),
		changes: goods,
	},
	{
		what: 'a parcel of nobody that is given to a return',
		before: async (sale) => {
			await makeReturn(sale);
			await done('goods.receiveUnidentified', { parcel: sale.reference, lines: json(pieces(sale, 1)) });
		},
		act: async ({ reference }) => await done('goods.matchUnidentified', { reference, parcel: reference }),
		changes: all(transfers, delivered),
	},
	{
		what: 'writing a field that is named',
		act: async ({ order }) =>
			await done('advanced.writeFields', {
				model: 'sale.order',
				ids: String(order),
				values: json({ note: 'Checked' }),
			}),
		changes: ['sale_order.note'],
	},
	{
		what: 'a note on the order',
		act: async ({ reference, number }) =>
			await done('note.add', { reference, document: 'order', order: number, text: 'It came back' }),
		changes: [],
	},
	{
		what: 'an exchange',
		before: credited,
		act: async (sale) =>
			await done('exchange.create', {
				reference: sale.reference,
				order: sale.number,
				intent: json(intentOf(sale)),
				lines: json(pieces(sale, 1)),
			}),
		changes: all(counted, ['stock_quant.reserved_quantity']),
	},
];

it.each(rows)('$what changes nothing else', async ({ paid, before, act, changes }) => {
	const sale = await sold({ paid });
	await before?.(sale);
	expect(await changesOf(w.database, async () => await act(sale))).toEqual(changes);
});

it('the receipt of a numbered piece changes nothing of its number but where it is', async () => {
	const [sku, number, reference] = ['OTHERS-SERIAL', '#SERIAL', 'RMA-SERIAL'];
	await w.deliver({
		sku,
		number,
		product: { tracking: 'serial' },
		lots: ['S-1', 'S-2'],
		line: { product_uom_qty: 2, price_unit: 20 },
	});
	const lines = [{ sku, quantity: 1, serials: ['S-1'] }];
	await done('return.create', { reference, order: number, lines: json(lines) });
	expect(
		await changesOf(
			w.database,
			async () => await done('goods.receive', { reference, receipt: json({ id: 'A', lines }) }),
		),
	).toEqual(all(delivered, transfers, goods, ['stock_lot.location_id']));
});

/** A confirmed order of which nothing was sent. */
const unsent = async () => {
	const number = `#UNSENT${++count}`;
	const [tee] = await w.rpc('product.product', 'search', { domain: [['default_code', '=', 'POS-TEE']] });
	const [partner] = await w.rpc('res.partner', 'create', { vals_list: [{ name: 'Unsent Example' }] });
	const [order] = await w.rpc('sale.order', 'create', {
		vals_list: [
			{
				partner_id: partner,
				client_order_ref: number,
				user_id: salesperson,
				order_line: [[0, 0, { product_id: tee, product_uom_qty: 2, price_unit: 20, discount: 10 }]],
			},
		],
	});
	await w.rpc('sale.order', 'action_confirm', { ids: [order] });
	return { number, order, reference: `RMA-UNSENT${count}` };
};
it.each([[false], [true]])('a canceled order changes nothing else, locked: %s', async (locked) => {
	const { number, reference, order } = await unsent();
	if (locked) await w.rpc('sale.order', 'action_lock', { ids: [order] });
	expect(await changesOf(w.database, async () => await done('order.cancel', { reference, order: number }))).toEqual(
		all(transfers, toBill, locked ? ['sale_order.locked'] : [], [
			'sale_order.state',
			'sale_order_line.state',
			'stock_move.quantity',
			'stock_move.state',
			'stock_move_line (gone)',
			'stock_picking.state',
			'stock_quant.reserved_quantity',
		]),
	);
});

it('a locked order that Odoo does not let be canceled is locked again', async () => {
	const { number, reference, order } = await unsent();
	await w.rpc('sale.order', 'action_lock', { ids: [order] });
	// What an app of the shop's own may do.
	await w.database.sql(`
		create function no_cancel() returns trigger language plpgsql as $$ begin
			if new.state = 'cancel' then raise check_violation using message = 'Not this one'; end if; return new;
		end $$`);
	await w.database.sql(
		'create trigger no_cancel before update on sale_order for each row execute function no_cancel()',
	);
	try {
		const changes = await changesOf(w.database, async () => {
			const { error } = await w.node('order.cancel', { reference, order: number } as never, { credentials });
			expect(error).toBeDefined();
		});
		expect(changes).toEqual([]);
	} finally {
		await w.database.sql('drop trigger no_cancel on sale_order');
	}
});

it('a refund at the register changes nothing else of the receipt', async () => {
	const { number } = await register.sell('POS-TEE', 2);
	expect(
		await changesOf(
			w.database,
			async () =>
				await done('posOrder.refund', {
					reference: 'RMA-POSOTHERS',
					receipt: number,
					lines: json([{ sku: 'POS-TEE', quantity: 1 }]),
				}),
		),
	).toEqual(goods);
});

it('the set-up puts right what is wrong with the operation types, and changes nothing else of what is there', async () => {
	const { returnOperationType: type } = w.odoo.settings;
	await w.rpc('stock.picking.type', 'write', { ids: [type], vals: { use_create_lots: true, create_backorder: 'ask' } });
	const administrator = { odooApiKeyApi: { url: w.odoo.url, db: w.odoo.database, apiKey: w.odoo.key } };
	const changes = await changesOf(
		w.database,
		async () => await w.done('setUp.install', {}, { credentials: administrator }),
	);
	expect(changes).toEqual([
		'stock_picking_type.create_backorder',
		'stock_picking_type.return_picking_type_id',
		'stock_picking_type.use_create_lots',
	]);
});
