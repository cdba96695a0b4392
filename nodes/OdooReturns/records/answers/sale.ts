import { z } from 'zod';
import { id, instant, link, links, named, text } from './fields';

/* Records of Odoo as they are read: sales. */

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

/** With what marks a shipping line: a field of Odoo's app Delivery Costs, which not everybody has. */
export const MarkedLine = SaleLine.extend({ is_delivery: z.boolean() });
export type MarkedLine = z.infer<typeof MarkedLine>;

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

/** An order that is being brought in. */
export const BroughtOrder = ExchangedOrder.extend({ date_order: instant, client_order_ref: text });
export type BroughtOrder = z.infer<typeof BroughtOrder>;

export const Warehouse = z.object({ id, name: z.string(), company_id: link });
export const Pricelist = z.object({ id, currency_id: named });
