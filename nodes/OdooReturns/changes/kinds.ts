import type { Domain } from '../transport/wire';

/** A kind of document whose changes can be followed. */
export interface Kind {
	name: string;
	model: string;
	domain: Domain;
	/**
	 * Stored fields only: a computed one makes reading sixteen times slower, all fields a thousand times
	 * (docs/facts/odoo.md#computed-fields-are-slow-to-read).
	 */
	fields: string[];
}

const invoice = [
	'name',
	'ref',
	'move_type',
	'state',
	'payment_state',
	'invoice_date',
	'date',
	'amount_total',
	'amount_residual',
	'currency_id',
	'partner_id',
	'company_id',
	'journal_id',
	'reversed_entry_id',
	'invoice_origin',
];

export const kinds: Record<string, Kind> = {
	creditNote: {
		name: 'Credit Notes',
		model: 'account.move',
		domain: [['move_type', '=', 'out_refund']],
		fields: invoice,
	},
	invoice: { name: 'Invoices', model: 'account.move', domain: [['move_type', '=', 'out_invoice']], fields: invoice },
	order: {
		name: 'Orders',
		model: 'sale.order',
		domain: [],
		fields: [
			'name',
			'client_order_ref',
			'origin',
			'state',
			'date_order',
			'partner_id',
			'company_id',
			'currency_id',
			'amount_total',
			'invoice_status',
		],
	},
	orderLine: {
		name: 'Order Lines',
		model: 'sale.order.line',
		domain: [],
		fields: [
			'order_id',
			'product_id',
			'product_uom_qty',
			'qty_delivered',
			'qty_invoiced',
			'qty_to_invoice',
			'price_unit',
			'discount',
			'price_subtotal',
			'price_total',
		],
	},
	payment: {
		name: 'Payments',
		model: 'account.payment',
		domain: [],
		fields: [
			'name',
			'memo',
			'date',
			'amount',
			'state',
			'payment_type',
			'partner_id',
			'currency_id',
			'journal_id',
			'move_id',
			'company_id',
		],
	},
	stockMove: {
		name: 'Stock Moves',
		model: 'stock.move',
		domain: [],
		fields: [
			'picking_id',
			'product_id',
			'product_uom',
			'product_uom_qty',
			'quantity',
			'state',
			'date',
			'origin',
			'reference',
			'location_id',
			'location_dest_id',
			'origin_returned_move_id',
			'company_id',
		],
	},
	stockQuantity: {
		name: 'Stock Quantities',
		model: 'stock.quant',
		domain: [],
		fields: ['product_id', 'location_id', 'lot_id', 'quantity', 'reserved_quantity', 'company_id'],
	},
	transfer: {
		name: 'Transfers',
		model: 'stock.picking',
		domain: [],
		fields: [
			'name',
			'origin',
			'state',
			'picking_type_id',
			'partner_id',
			'date_done',
			'location_id',
			'location_dest_id',
			'return_id',
			'backorder_id',
			'company_id',
		],
	},
};
