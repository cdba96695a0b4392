/** What Odoo 19 calls something, and what it was called before. */
export interface Name {
	/** The first version that has the name of Odoo 19. */
	before: number;
	/** The name before; undefined: there was nothing like it, so it is not written. */
	was?: string;
	/** Both versions have the old field's name, with another meaning: the server cannot be asked which it is. */
	changed?: true;
	/** Where it is not there, it is read from the record that this field links to: [link, its model, its field]. */
	through?: [string, string, string];
	/** Values in conditions that were others: 19's value -> the older one. */
	values?: Record<string, string>;
}

/**
 * The words of this node that older versions say differently (from public code and documentation, tried on no such server:
 * docs/facts/odoo.md#versions). Fields are checked with the server before they are used; `name()` is a method, which cannot be
 * checked.
 */
export const names: Record<string, Record<string, Name>> = {
	'account.move.line': {
		analytic_distribution: { before: 16 },
		account_type: { before: 16, was: 'account_internal_type', values: { asset_receivable: 'receivable' } },
	},
	'account.payment.term': { early_discount: { before: 16 } },
	'account.payment': { memo: { before: 18, was: 'ref' }, invoice_ids: { before: 18 } },
	'res.users': { group_ids: { before: 19, was: 'groups_id' } },
	'sale.order': { 'action_lock()': { before: 17, was: 'action_done' } },
	'sale.order.line': { product_uom_id: { before: 19, was: 'product_uom' }, tax_ids: { before: 19, was: 'tax_id' } },
	'stock.move': {
		quantity: { before: 17, was: 'quantity_done' },
		picked: { before: 17 },
		location_dest_usage: { before: 17, through: ['location_dest_id', 'stock.location', 'usage'] },
	},
	'stock.move.line': { quantity: { before: 17, was: 'qty_done' }, picked: { before: 17 } },
	'stock.picking': { move_ids: { before: 16, was: 'move_lines' }, return_id: { before: 17 } },
	'stock.picking.type': { create_backorder: { before: 16 } },
	'stock.return.picking': { 'action_create_returns()': { before: 18, was: 'create_returns' } },
	// How many of the reference unit one is: 6 for a pack of six. Before 19 the field of that name said the opposite.
	'uom.uom': { factor: { before: 19, was: 'factor_inv', changed: true } },
};

/** Models that had another name. */
export const models: Record<string, { before: number; was: string }> = {
	'stock.lot': { before: 16, was: 'stock.production.lot' },
};

/** Where a field leads to, as far as names differ there. */
export const linkedModels: Record<string, Record<string, string>> = {
	'account.move': { invoice_line_ids: 'account.move.line', line_ids: 'account.move.line' },
	'sale.order': { order_line: 'sale.order.line' },
	'stock.move': {
		move_line_ids: 'stock.move.line',
		sale_line_id: 'sale.order.line',
		origin_returned_move_id: 'stock.move',
	},
	'stock.picking': { move_ids: 'stock.move', move_line_ids: 'stock.move.line' },
};
