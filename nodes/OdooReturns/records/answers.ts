import { z } from 'zod';
import { Instant } from '../../shared/model';
import { withName } from '../transport/tree';

const id = z.number().int().positive();
const missing = z.literal(false).transform(() => undefined);

/** A link to one record: its id, or nothing. Reads along with others give the bare id. */
const link = z.union([z.tuple([id, z.string()]).transform(([one]) => one), id, missing]);
/** A link to one record with its name. */
export const named = withName(
	z.union([
		z.tuple([id, z.string()]).transform(([one, name]) => ({ id: one, name })),
		z
			.object({ id, display_name: z.string() })
			.transform(({ id: one, display_name }) => ({ id: one, name: display_name })),
		missing,
	]),
);
const links = z.array(id);
const text = z.union([z.string(), missing]);
/** Odoo's times are UTC without saying so. */
const instant = z.union([
	z
		.string()
		.regex(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/)
		.transform((time) => Instant.parse(`${time.replace(' ', 'T')}Z`)),
	missing,
]);

export const SaleOrder = z.object({
	id,
	name: z.string(),
	client_order_ref: text,
	origin: text,
	state: z.string(),
	date_order: instant,
	partner_id: link,
	partner_shipping_id: link,
	company_id: link,
	currency_id: named,
	invoice_ids: links,
});
export type SaleOrder = z.infer<typeof SaleOrder>;

export const SaleLine = z.object({
	id,
	product_id: link,
	name: z.string(),
	product_uom_qty: z.number(),
	product_uom_id: link,
	qty_delivered: z.number(),
	qty_invoiced: z.number(),
	price_unit: z.number(),
	discount: z.number(),
	price_subtotal: z.number(),
	price_tax: z.number(),
	tax_ids: links,
	is_downpayment: z.boolean(),
	display_type: text,
});
export type SaleLine = z.infer<typeof SaleLine>;

/** In which unit a line was sold. */
export const SoldIn = z.object({ id, product_uom_id: link });

/** Whose line it is. */
export const SaleLineOrder = z.object({ id, order_id: named });

/** A line of an invoice, as far as what it says of prices. */
export const BilledLine = z.object({
	id,
	display_type: text,
	name: text,
	quantity: z.number(),
	price_unit: z.number(),
	discount: z.number(),
	price_subtotal: z.number(),
	price_total: z.number(),
	tax_ids: links,
	account_id: link,
	sale_line_ids: links,
});
export type BilledLine = z.infer<typeof BilledLine>;

/** With what marks a shipping line: a field of Odoo's app Delivery Costs, which not everybody has. */
export const MarkedLine = SaleLine.extend({ is_delivery: z.boolean() });
export type MarkedLine = z.infer<typeof MarkedLine>;

export const Move = z.object({
	id,
	product_id: link,
	sale_line_id: link,
	picking_id: link,
	state: z.string(),
	product_uom_qty: z.number(),
	quantity: z.number(),
	product_uom: link,
	date: instant,
	location_id: link,
	location_dest_id: link,
	location_dest_usage: z.string(),
	origin_returned_move_id: link,
	has_tracking: z.string(),
	/** The name of its transfer. */
	reference: text,
});
export type Move = z.infer<typeof Move>;

export const Picking = z.object({
	id,
	name: z.string(),
	state: z.string(),
	origin: text,
	company_id: link,
	backorder_id: link,
	location_id: link,
	location_dest_id: link,
	picking_type_id: link,
	return_id: link,
	partner_id: link,
	date_done: instant,
});
export type Picking = z.infer<typeof Picking>;

export const MoveLine = z.object({
	id,
	move_id: link,
	picking_id: link,
	product_id: link,
	quantity: z.number(),
	state: z.string(),
	lot_id: named,
});
export type MoveLine = z.infer<typeof MoveLine>;

export const Product = z.object({
	id,
	default_code: text,
	name: z.string(),
	type: text,
	invoice_policy: text,
	uom_id: link,
});
export type Product = z.infer<typeof Product>;

/** `rounding`: what its amounts are multiples of, 0.01 or 1. */
export const Currency = z.object({ id, name: z.string(), rounding: z.number().positive() });
export type Currency = z.infer<typeof Currency>;

export const Unit = z.object({ id, name: z.string(), factor: z.number().positive() });

export const Partner = z.object({
	id,
	name: text,
	email: text,
	phone: text,
	street: text,
	street2: text,
	city: text,
	zip: text,
	country_code: text,
});

export const OperationType = z.object({
	id,
	name: z.string(),
	code: z.string(),
	default_location_dest_id: link,
	company_id: link,
});

export const Location = z.object({ id, complete_name: z.string(), usage: z.string() });

export const Quant = z.object({
	id,
	product_id: link,
	location_id: link,
	quantity: z.number(),
	reserved_quantity: z.number(),
});

export const Invoice = z.object({
	id,
	name: text,
	move_type: z.string(),
	state: z.string(),
	payment_state: text,
	amount_untaxed: z.number(),
	amount_tax: z.number(),
	amount_total: z.number(),
	amount_residual: z.number(),
	partner_id: link,
	journal_id: link,
	currency_id: named,
	company_id: link,
	invoice_origin: text,
	reversed_entry_id: link,
	ref: text,
	/** Whose sale it was: salesperson, team, and what Odoo's reports ask for besides. */
	invoice_user_id: link,
	team_id: link,
	partner_shipping_id: link,
	fiscal_position_id: link,
	campaign_id: link,
	source_id: link,
	medium_id: link,
});
export type Invoice = z.infer<typeof Invoice>;

export const InvoiceLine = z.object({
	id,
	move_id: link,
	parent_state: text,
	product_id: link,
	name: text,
	quantity: z.number(),
	product_uom_id: link,
	price_unit: z.number(),
	discount: z.number(),
	price_subtotal: z.number(),
	price_total: z.number(),
	tax_ids: links,
	account_id: link,
	sale_line_ids: links,
	/** `product`: goods and fees; `tax`: one tax of the whole document, `amount_currency` of it. */
	display_type: text,
	tax_line_id: link,
	amount_currency: z.number(),
	/** Percent of it by analytic account, or by several of different plans. */
	analytic_distribution: z.union([z.record(z.string(), z.number()), missing]),
});
export type InvoiceLine = z.infer<typeof InvoiceLine>;

export const Payment = z.object({ id, name: text, state: z.string(), amount: z.number(), move_id: link, memo: text });
export type Payment = z.infer<typeof Payment>;

/** A movement of money through one of Odoo's own payment providers. */
export const PaymentTransaction = z.object({
	id,
	provider_reference: text,
	operation: text,
	state: z.string(),
	amount: z.number(),
	currency_id: named,
	payment_id: link,
});
export type PaymentTransaction = z.infer<typeof PaymentTransaction>;

/** Journal items that are matched with each other. */
export const Reconciled = z.object({ id, credit_move_id: link });

/** Where a company books what is taken off for paying early. */
export const EarlyAccount = z.object({ id, account_journal_early_pay_discount_loss_account_id: link });

/** What a customer has time for, and whether something is taken off for paying early. */
export const PaymentTerm = z.object({ id, early_discount: z.boolean() });

/** So much of two journal items matched with each other, in the currency of the credit note. */
export const Matched = z.object({ id, credit_amount_currency: z.number() });

export const MethodLine = z.object({ id, code: text, payment_type: z.string(), journal_id: link });
export type MethodLine = z.infer<typeof MethodLine>;

/** `fixed`: an amount for each piece, such as an eco tax. */
export const Tax = z.object({ id, amount_type: text });

export const Journal = z.object({ id, name: z.string(), type: z.string() });

export const ReceivableLine = z.object({ id, move_id: link, account_type: text, reconciled: z.boolean() });

/** A way to pay out of a journal, with the account that is credited. */
export const PayingLine = z.object({ id, code: text, journal_id: named, payment_account_id: named });

export const Account = z.object({ id, account_type: z.string() });

/** `points` are amounts of the program's currency. */
export const LoyaltyProgram = z.object({
	id,
	name: z.string(),
	program_type: z.string(),
	currency_id: named,
	company_id: link,
});
export type LoyaltyProgram = z.infer<typeof LoyaltyProgram>;

export const LoyaltyCard = z.object({
	id,
	program_id: named,
	partner_id: link,
	points: z.number(),
	expiration_date: text,
});
export type LoyaltyCard = z.infer<typeof LoyaltyCard>;

/** What of an order an exchange order is made like. */
export const ExchangedOrder = z.object({
	id,
	name: z.string(),
	state: z.string(),
	partner_id: link,
	partner_invoice_id: link,
	partner_shipping_id: link,
	company_id: link,
	pricelist_id: link,
	currency_id: named,
	warehouse_id: link,
	fiscal_position_id: link,
	payment_term_id: link,
	amount_total: z.number(),
});
export type ExchangedOrder = z.infer<typeof ExchangedOrder>;

export const PricedLine = z.object({
	id,
	product_id: link,
	name: z.string(),
	product_uom_qty: z.number(),
	product_uom_id: link,
	qty_delivered: z.number(),
	qty_invoiced: z.number(),
	qty_to_invoice: z.number(),
	price_unit: z.number(),
	discount: z.number(),
	tax_ids: links,
	display_type: text,
});
export type PricedLine = z.infer<typeof PricedLine>;

/** An order of Odoo's app Point of Sale; refunds are orders too. */
export const PosOrder = z.object({
	id,
	name: z.string(),
	pos_reference: text,
	uuid: text,
	state: z.string(),
	date_order: instant,
	config_id: named,
	company_id: link,
	currency_id: named,
	partner_id: link,
	amount_total: z.number(),
	amount_paid: z.number(),
	account_move: link,
	fiscal_position_id: link,
	floating_order_name: text,
});
export type PosOrder = z.infer<typeof PosOrder>;

export const PosLine = z.object({
	id,
	order_id: link,
	product_id: link,
	full_product_name: text,
	qty: z.number(),
	refunded_qty: z.number(),
	price_unit: z.number(),
	discount: z.number(),
	price_subtotal: z.number(),
	price_subtotal_incl: z.number(),
	tax_ids: links,
	tax_ids_after_fiscal_position: links,
	refunded_orderline_id: link,
	pack_lot_ids: links,
});
export type PosLine = z.infer<typeof PosLine>;

export const PosPayment = z.object({ id, pos_order_id: link, amount: z.number(), payment_method_id: named });
export type PosPayment = z.infer<typeof PosPayment>;

export const PosMethod = z.object({
	id,
	name: z.string(),
	split_transactions: z.boolean(),
	is_cash_count: z.boolean(),
});
export type PosMethod = z.infer<typeof PosMethod>;

export const PosSession = z.object({ id, name: z.string() });

export const PosLot = z.object({ id, pos_order_line_id: link, lot_name: text });
export type PosLot = z.infer<typeof PosLot>;

/** A register, with where its goods come back to, and how it rounds what is paid. */
export const PosConfig = z.object({
	id,
	name: z.string(),
	picking_type_id: link,
	payment_method_ids: links,
	cash_rounding: z.boolean(),
	only_round_cash_method: z.boolean(),
	rounding_method: link,
});
export type PosConfig = z.infer<typeof PosConfig>;
export const CashRounding = z.object({ id, rounding: z.number() });
export const PosOperationType = z.object({
	id,
	return_picking_type_id: link,
	default_location_src_id: named,
	default_location_dest_id: named,
});
