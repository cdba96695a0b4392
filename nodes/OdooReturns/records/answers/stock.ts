import { z } from 'zod';
import { id, instant, link, links, named, text } from './fields';

/* Records of Odoo as they are read: goods and where they are. */

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

/** With its category. */
export const SortedProduct = Product.extend({ categ_id: named });

/** With what the catalogue says of it: its category, and what one of its units weighs, in `kg` or `lb`; 0: nobody has said. */
export const CatalogueProduct = SortedProduct.extend({ weight: z.number(), weight_uom_name: text });
export type CatalogueProduct = z.infer<typeof CatalogueProduct>;

/** The category that the shop's staff gave a product. What Odoo gives each of itself says nothing of the goods. */
export function categoryOf(product: Pick<z.infer<typeof SortedProduct>, 'categ_id'> | undefined): {
	category?: string;
} {
	const category = product?.categ_id?.name;
	return category && !unsorted.includes(category) ? { category } : {};
}

const unsorted = ['All', 'All / Saleable', 'Goods'];

/** Grams in one of the units that Odoo weighs products in. */
export const gramsPer: Record<string, number> = { kg: 1_000, lb: 453.59237 };

export const Unit = z.object({ id, name: z.string(), factor: z.number().positive() });

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

/** A product that is sold. */
export const SoldProduct = Product.extend({ barcode: text, taxes_id: links });
