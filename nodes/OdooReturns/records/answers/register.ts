import { z } from 'zod';
import { id, instant, link, links, named, text } from './fields';

/* Records of Odoo as they are read: registers. */

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
	/** `cash`, `bank`, or `pay_later`: it is put on the customer's account. */
	type: text,
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
	/** What tips are sold as, if the register takes any. */
	tip_product_id: link,
	cash_rounding: z.boolean(),
	only_round_cash_method: z.boolean(),
	rounding_method: link,
});
export type PosConfig = z.infer<typeof PosConfig>;

export const PosOperationType = z.object({
	id,
	return_picking_type_id: link,
	default_location_src_id: named,
	default_location_dest_id: named,
});
