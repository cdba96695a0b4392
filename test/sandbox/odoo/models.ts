import type { Models, OdooDb, Row } from './db';

/** Rounds to the cent, half away from zero, as Odoo's currencies do. */
export function cents(value: number): number {
	return (Math.sign(value) * Math.round(Number(`${Math.abs(value).toFixed(9)}e2`))) / 100;
}

const total = (rows: Row[], field: string) =>
	Math.round(rows.reduce((sum, row) => sum + Number(row[field] ?? 0), 0) * 1e6) / 1e6;
const linesOf = (db: OdooDb, move: Row) => db.where('account.move.line', { move_id: move.id, display_type: 'product' });
/** Rounds an amount of a document, or of one of its lines, as its currency is rounded. */
function rounded(db: OdooDb, row: Row, value: number): number {
	const document = row.move_id
		? db.find('account.move', row.move_id)
		: row.order_id
			? db.find('sale.order', row.order_id)
			: row;
	const step = Number(rowOf(db, 'res.currency', document?.currency_id)?.rounding ?? 0.01);
	if (step === 0.01) return cents(value);
	const steps = Math.round(Number((Math.abs(value) / step).toFixed(7)));
	return Math.sign(value) * Number((steps * step).toFixed(9));
}
const bare = (db: OdooDb, line: Row) =>
	rounded(
		db,
		line,
		Number(line.quantity ?? line.product_uom_qty ?? 0) *
			Number(line.price_unit ?? 0) *
			(1 - Number(line.discount ?? 0) / 100),
	);
const taxesOn = (db: OdooDb, line: Row) =>
	((line.tax_ids as number[] | undefined) ?? []).map((id) => db.one('account.tax', id));
/** Without its tax, which its price may contain. */
const net = (db: OdooDb, line: Row) => {
	const included = taxesOn(db, line).filter(({ price_include }) => price_include);
	const rate = included.reduce((sum, { amount }) => sum + Number(amount), 0);
	return rate ? rounded(db, line, bare(db, line) / (1 + rate / 100)) : bare(db, line);
};
const taxOf = (db: OdooDb, line: Row, one: Row) =>
	one.price_include
		? rounded(db, line, bare(db, line) - net(db, line))
		: rounded(db, line, (net(db, line) * Number(one.amount)) / 100);
const tax = (db: OdooDb, line: Row) => taxesOn(db, line).reduce((sum, one) => sum + taxOf(db, line, one), 0);
const gross = (db: OdooDb, line: Row) => cents(net(db, line) + tax(db, line));
const untaxed = (db: OdooDb, move: Row) => cents(linesOf(db, move).reduce((sum, line) => sum + net(db, line), 0));
const taxed = (db: OdooDb, move: Row) =>
	cents(
		db
			.where('account.move.line', { move_id: move.id, display_type: 'tax' })
			.reduce((sum, line) => sum + Math.abs(Number(line.amount_currency)), 0),
	);
export const amountTotal = (db: OdooDb, move: Row) =>
	move.amount ? Number(move.amount) : cents(untaxed(db, move) + taxed(db, move));
/** What each tax of a document comes to: rounded on every line, as Odoo does by default. */
export const taxesOf = (db: OdooDb, move: Row) => {
	const sums = new Map<number, number>();
	for (const line of linesOf(db, move))
		for (const one of taxesOn(db, line)) sums.set(one.id, cents((sums.get(one.id) ?? 0) + taxOf(db, line, one)));
	return sums;
};
const residual = (db: OdooDb, move: Row) => cents(amountTotal(db, move) - Number(move.settled ?? 0));
const rowOf = (db: OdooDb, model: string, id: unknown) => (id ? db.find(model, id) : undefined);
const billed = (db: OdooDb, line: Row) =>
	db.all('account.move.line').reduce((sum, one) => {
		const move = rowOf(db, 'account.move', one.move_id);
		if (!(one.sale_line_ids as number[] | undefined)?.includes(line.id) || !move || move.state === 'cancel') return sum;
		return sum + Number(one.quantity) * (move.move_type === 'out_refund' ? -1 : 1);
	}, 0);
const usage = (db: OdooDb, id: unknown) => rowOf(db, 'stock.location', id)?.usage ?? false;
const delivered = (db: OdooDb, line: Row) =>
	db.where('stock.move', { sale_line_id: line.id, state: 'done' }).reduce(
		(sum, move) => {
			if (usage(db, move.location_dest_id) === 'customer') return sum + quantityOf(db, move);
			return usage(db, move.location_id) === 'customer' && move.to_refund ? sum - quantityOf(db, move) : sum;
		},
		db.find('product.product', line.product_id)?.type === 'service' ? Number(line.product_uom_qty) : 0,
	);
const toInvoice = (db: OdooDb, line: Row) =>
	(db.find('product.product', line.product_id)?.invoice_policy === 'delivery'
		? delivered(db, line)
		: Number(line.product_uom_qty)) - billed(db, line);
export const quantityOf = (db: OdooDb, move: Row) =>
	total(db.where('stock.move.line', { move_id: move.id }), 'quantity');

/** The fields that the main path of a return touches. `m2o:model!` goes when the other record goes. */
export const models: Models = {
	'res.users': { name: 'char', login: 'char' },
	'res.company': {
		name: 'char',
		currency_id: 'm2o:res.currency',
		transfer_account_id: 'm2o:account.account',
		stock_move_email_validation: 'bool',
		fiscalyear_lock_date: 'char',
		sale_lock_date: 'char',
		tax_lock_date: 'char',
		hard_lock_date: 'char',
	},
	'res.currency': { name: 'char', rounding: 'float', rate: 'float' },
	'res.partner': {
		name: 'char',
		email: 'char',
		email_normalized: (_db, { email }) => (email ? String(email).trim().toLowerCase() : false),
		commercial_partner_id: 'm2o:res.partner',
		phone: 'char',
		street: 'char',
		street2: 'char',
		city: 'char',
		zip: 'char',
		country_code: 'char',
		country_id: 'm2o:res.country',
		state_id: 'm2o:res.country.state',
		parent_id: 'm2o:res.partner',
		company_id: 'm2o:res.company',
		type: 'char',
	},
	'uom.uom': { name: 'char', factor: 'float' },
	'product.product': {
		name: 'char',
		default_code: 'char',
		type: 'char',
		invoice_policy: 'char',
		uom_id: 'm2o:uom.uom',
		list_price: 'float',
		taxes_id: 'm2m:account.tax',
		tracking: () => 'none',
		barcode: 'char',
		weight: 'float',
		weight_uom_name: () => 'kg',
		categ_id: 'm2o:product.category',
		valuation: 'char',
		product_tmpl_id: 'm2o:product.template',
		company_id: 'm2o:res.company',
		display_name: (_db, { default_code, name }) => `${default_code ? `[${String(default_code)}] ` : ''}${String(name)}`,
	},
	'product.category': { name: 'char', complete_name: 'char', property_valuation: 'char' },
	'product.template': { name: 'char' },
	'product.pricelist': { name: 'char', currency_id: 'm2o:res.currency', company_id: 'm2o:res.company' },
	'account.fiscal.position': { name: 'char' },
	'account.payment.term': { name: 'char', early_discount: 'bool' },
	'stock.warehouse': {
		name: 'char',
		code: 'char',
		company_id: 'm2o:res.company',
		lot_stock_id: 'm2o:stock.location',
		int_type_id: 'm2o:stock.picking.type',
		out_type_id: 'm2o:stock.picking.type',
	},
	'account.tax': {
		name: 'char',
		amount: 'float',
		amount_type: () => 'percent',
		type_tax_use: 'char',
		price_include: 'bool',
	},
	'account.account': {
		code: 'char',
		name: 'char',
		account_type: 'char',
		display_name: (_db, { code, name }) => `${code ? `${String(code)} ` : ''}${String(name)}`,
	},
	'account.journal': {
		name: 'char',
		code: 'char',
		type: 'char',
		currency_id: 'm2o:res.currency',
		company_id: 'm2o:res.company',
		default_account_id: 'm2o:account.account',
		suspense_account_id: 'm2o:account.account',
	},
	'account.bank.statement.line': {
		move_id: 'm2o:account.move',
		journal_id: 'm2o:account.journal',
		amount: 'float',
		is_reconciled: 'bool',
		payment_ref: 'char',
		date: 'char',
	},
	'account.payment.method.line': {
		name: 'char',
		code: 'char',
		payment_type: 'char',
		journal_id: 'm2o:account.journal',
		payment_account_id: 'm2o:account.account',
	},
	'stock.location': {
		name: 'char',
		complete_name: 'char',
		usage: 'char',
		location_id: 'm2o:stock.location',
		company_id: 'm2o:res.company',
		warehouse_id: 'm2o:stock.warehouse',
		active: () => true,
	},
	'stock.picking.type': {
		name: 'char',
		code: 'char',
		sequence: 'float',
		warehouse_id: 'm2o:stock.warehouse',
		use_create_lots: 'bool',
		use_existing_lots: 'bool',
		return_picking_type_id: 'm2o:stock.picking.type',
		sequence_code: 'char',
		default_location_src_id: 'm2o:stock.location',
		default_location_dest_id: 'm2o:stock.location',
		create_backorder: 'char',
		company_id: 'm2o:res.company',
	},
	'sale.order': {
		name: 'char',
		client_order_ref: 'char',
		origin: 'char',
		state: 'char',
		date_order: 'char',
		partner_id: 'm2o:res.partner',
		partner_shipping_id: 'm2o:res.partner',
		company_id: 'm2o:res.company',
		currency_id: 'm2o:res.currency',
		order_line: 'o2m:sale.order.line.order_id',
		locked: 'bool',
		partner_invoice_id: 'm2o:res.partner',
		pricelist_id: 'm2o:product.pricelist',
		warehouse_id: 'm2o:stock.warehouse',
		fiscal_position_id: 'm2o:account.fiscal.position',
		payment_term_id: 'm2o:account.payment.term',
		invoice_ids: (db, order) => [
			...new Set(
				db
					.all('account.move.line')
					.filter((line) =>
						(line.sale_line_ids as number[] | undefined)?.some(
							(id) => rowOf(db, 'sale.order.line', id)?.order_id === order.id,
						),
					)
					.map((line) => line.move_id),
			),
		],
		picking_ids: (db, order) => [
			...new Set(
				db
					.all('stock.move')
					.filter((move) => rowOf(db, 'sale.order.line', move.sale_line_id)?.order_id === order.id)
					.map((move) => move.picking_id),
			),
		],
		amount_total: (db, order) =>
			cents(db.where('sale.order.line', { order_id: order.id }).reduce((sum, line) => sum + gross(db, line), 0)),
	},
	'sale.order.line': {
		order_id: 'm2o:sale.order!',
		product_id: 'm2o:product.product',
		name: 'char',
		sequence: 'float',
		product_uom_qty: 'float',
		product_uom_id: 'm2o:uom.uom',
		price_unit: 'float',
		discount: 'float',
		tax_ids: 'm2m:account.tax',
		is_delivery: 'bool',
		is_downpayment: 'bool',
		display_type: 'char',
		move_ids: 'o2m:stock.move.sale_line_id',
		invoice_lines: (db, line) =>
			db
				.all('account.move.line')
				.filter((one) => (one.sale_line_ids as number[] | undefined)?.includes(line.id))
				.map(({ id }) => id),
		price_subtotal: net,
		price_tax: tax,
		price_total: gross,
		qty_delivered: delivered,
		qty_invoiced: billed,
		qty_to_invoice: toInvoice,
	},
	'stock.picking': {
		name: 'char',
		state: 'char',
		origin: 'char',
		picking_type_id: 'm2o:stock.picking.type',
		location_id: 'm2o:stock.location',
		location_dest_id: 'm2o:stock.location',
		partner_id: 'm2o:res.partner',
		company_id: 'm2o:res.company',
		return_id: 'm2o:stock.picking',
		backorder_id: 'm2o:stock.picking',
		backorder_ids: 'o2m:stock.picking.backorder_id',
		move_ids: 'o2m:stock.move.picking_id',
		date_done: 'char',
	},
	'stock.move': {
		origin: 'char',
		company_id: (db, move) => rowOf(db, 'stock.picking', move.picking_id)?.company_id ?? false,
		picking_id: 'm2o:stock.picking!',
		product_id: 'm2o:product.product',
		product_uom_qty: 'float',
		product_uom: 'm2o:uom.uom',
		state: 'char',
		date: 'char',
		location_id: 'm2o:stock.location',
		location_dest_id: 'm2o:stock.location',
		origin_returned_move_id: 'm2o:stock.move',
		returned_move_ids: 'o2m:stock.move.origin_returned_move_id',
		sale_line_id: 'm2o:sale.order.line',
		to_refund: 'bool',
		move_orig_ids: 'm2m:stock.move',
		move_line_ids: 'o2m:stock.move.line.move_id',
		quantity: quantityOf,
		reference: (db, move) => rowOf(db, 'stock.picking', move.picking_id)?.name ?? false,
		location_dest_usage: (db, move) => usage(db, move.location_dest_id),
		has_tracking: () => 'none',
		picked: (db, move) => db.where('stock.move.line', { move_id: move.id }).some((line) => line.picked),
	},
	'stock.move.line': {
		picking_id: 'm2o:stock.picking!',
		move_id: 'm2o:stock.move!',
		product_id: 'm2o:product.product',
		product_uom_id: 'm2o:uom.uom',
		location_id: 'm2o:stock.location',
		location_dest_id: 'm2o:stock.location',
		quantity: 'float',
		picked: 'bool',
		lot_id: 'm2o:stock.lot',
		state: (db, line) => rowOf(db, 'stock.move', line.move_id)?.state ?? false,
	},
	'stock.quant': {
		product_id: 'm2o:product.product',
		location_id: 'm2o:stock.location',
		quantity: 'float',
		reserved_quantity: 'float',
		available_quantity: (_db, quant) => Number(quant.quantity) - Number(quant.reserved_quantity ?? 0),
	},
	'account.move': {
		name: 'char',
		move_type: 'char',
		state: 'char',
		partner_id: 'm2o:res.partner',
		journal_id: 'm2o:account.journal',
		currency_id: 'm2o:res.currency',
		company_id: 'm2o:res.company',
		ref: 'char',
		invoice_origin: 'char',
		invoice_date: 'char',
		// The day of the books.
		date: (_db, move) => move.accounting_date ?? move.invoice_date ?? false,
		accounting_date: 'char',
		reversed_entry_id: 'm2o:account.move',
		invoice_user_id: 'm2o:res.users',
		team_id: 'm2o:crm.team',
		partner_shipping_id: 'm2o:res.partner',
		fiscal_position_id: 'm2o:account.fiscal.position',
		invoice_payment_term_id: 'm2o:account.payment.term',
		campaign_id: 'm2o:utm.campaign',
		source_id: 'm2o:utm.source',
		medium_id: 'm2o:utm.medium',
		invoice_line_ids: 'o2m:account.move.line.move_id',
		settled: 'float',
		amount: 'float',
		amount_total: amountTotal,
		// In the company's currency, by the rate of the day.
		company_currency_id: 'm2o:res.currency',
		amount_total_signed: (db, move) =>
			(cents(amountTotal(db, move) / (Number(rowOf(db, 'res.currency', move.currency_id)?.rate) || 1)) || 0) *
			(move.move_type === 'out_refund' ? -1 : 1),
		amount_residual: residual,
		amount_untaxed: untaxed,
		amount_untaxed_signed: (db, move) =>
			(cents(untaxed(db, move) / (Number(rowOf(db, 'res.currency', move.currency_id)?.rate) || 1)) || 0) *
			(move.move_type === 'out_refund' ? -1 : 1),
		amount_tax: taxed,
		line_ids: 'o2m:account.move.line.move_id',
		payment_state: (db, move) =>
			move.state !== 'posted' || residual(db, move) === amountTotal(db, move)
				? 'not_paid'
				: residual(db, move)
					? 'partial'
					: 'paid',
	},
	'account.move.line': {
		move_id: 'm2o:account.move!',
		debit: (_db, line) => Math.max(0, Number(line.balance ?? 0)),
		credit: (_db, line) => Math.max(0, -Number(line.balance ?? 0)),
		company_currency_id: 'm2o:res.currency',
		company_id: (db, line) => rowOf(db, 'account.move', line.move_id)?.company_id ?? false,
		date: (db, line) => {
			const move = rowOf(db, 'account.move', line.move_id);
			return move ? db.get('account.move', move, 'date') : false;
		},
		display_type: 'char',
		product_id: 'm2o:product.product',
		name: 'char',
		quantity: 'float',
		product_uom_id: 'm2o:uom.uom',
		price_unit: 'float',
		discount: 'float',
		tax_ids: 'm2m:account.tax',
		account_id: 'm2o:account.account',
		sale_line_ids: 'm2m:sale.order.line',
		reconciled: 'bool',
		tax_line_id: 'm2o:account.tax',
		amount_currency: 'float',
		balance: 'float',
		analytic_distribution: 'json',
		price_subtotal: (db, line) => (line.display_type === 'product' ? net(db, line) : 0),
		price_total: (db, line) => (line.display_type === 'product' ? gross(db, line) : 0),
		parent_state: (db, line) => rowOf(db, 'account.move', line.move_id)?.state ?? false,
		move_type: (db, line) => rowOf(db, 'account.move', line.move_id)?.move_type ?? false,
		account_type: (db, line) => rowOf(db, 'account.account', line.account_id)?.account_type ?? false,
	},
	'account.payment': {
		name: 'char',
		company_id: (db, payment) => rowOf(db, 'account.journal', payment.journal_id)?.company_id ?? false,
		state: 'char',
		payment_type: 'char',
		partner_type: 'char',
		partner_id: 'm2o:res.partner',
		amount: 'float',
		currency_id: 'm2o:res.currency',
		date: 'char',
		memo: 'char',
		journal_id: 'm2o:account.journal',
		payment_method_line_id: 'm2o:account.payment.method.line',
		invoice_ids: 'm2m:account.move',
		move_id: 'm2o:account.move',
	},
	'account.partial.reconcile': {
		credit_move_id: 'm2o:account.move.line',
		debit_move_id: 'm2o:account.move.line',
		credit_amount_currency: 'float',
	},
	'payment.transaction': {
		provider_reference: 'char',
		operation: 'char',
		state: 'char',
		amount: 'float',
		currency_id: 'm2o:res.currency',
		payment_id: 'm2o:account.payment',
	},
	'loyalty.program': {
		name: 'char',
		program_type: 'char',
		currency_id: 'm2o:res.currency',
		company_id: 'm2o:res.company',
	},
	'loyalty.card': {
		program_id: 'm2o:loyalty.program',
		partner_id: 'm2o:res.partner',
		points: 'float',
		expiration_date: 'char',
		history_ids: 'o2m:loyalty.history.card_id',
		code: (_db, card) => `0440-${card.id}`,
	},
	'loyalty.history': { card_id: 'm2o:loyalty.card!', description: 'char', issued: 'float' },
	'mail.message': { model: 'char', res_id: 'float', body: 'char', message_type: 'char' },
	'ir.model.data': {},
	'stock.lot': { name: 'char', product_id: 'm2o:product.product', company_id: 'm2o:res.company' },
	'crm.team': { name: 'char' },
	'utm.campaign': { name: 'char' },
	'utm.source': { name: 'char' },
	'utm.medium': { name: 'char' },
	'res.country': { name: 'char', code: 'char' },
	'res.country.state': { name: 'char', code: 'char', country_id: 'm2o:res.country' },
};

/** Where computed links lead to. */
export const computedLinks: Record<string, string> = {
	'sale.order.line.invoice_lines': 'account.move.line',
	'sale.order.invoice_ids': 'account.move',
};

/** Fields a new record has when they are not given. */
export const defaults: Record<string, Record<string, unknown>> = {
	'stock.picking': { state: 'draft' },
	'stock.move': { state: 'draft' },
	'account.move': { state: 'draft', name: false },
	'account.move.line': { display_type: 'product' },
	'account.payment': { state: 'draft' },
};

/** Fields that a record cannot be without, with Odoo's label. */
export const required: Record<string, Record<string, string>> = {
	'sale.order': { partner_id: 'Customer' },
	'stock.picking': {
		picking_type_id: 'Operation Type',
		location_id: 'Source Location',
		location_dest_id: 'Destination Location',
	},
	'stock.move': { product_id: 'Product', location_id: 'Source Location' },
	'account.payment': { journal_id: 'Journal' },
};
