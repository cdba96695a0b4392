import type { OdooStandIn } from '../sandbox/odoo';

/* What people do in Odoo's own windows, on the stand-in, for order #1001. */

const onlyOf = ({ db }: OdooStandIn, model: string, where: Record<string, unknown>) => db.where(model, where)[0];

/** Odoo's own window for a reversal: a credit note of one piece, 21.60 with its tax. */
export function reverseInvoice(odoo: OdooStandIn, ref?: string): void {
	const { db } = odoo;
	const order = onlyOf(odoo, 'sale.order', { client_order_ref: '#1001' });
	const invoice = onlyOf(odoo, 'account.move', { invoice_origin: order.name });
	const note = db.insert('account.move', {
		move_type: 'out_refund',
		reversed_entry_id: invoice.id,
		partner_id: invoice.partner_id,
		journal_id: invoice.journal_id,
		currency_id: invoice.currency_id,
		company_id: invoice.company_id,
		ref: ref ?? `Reversal of: ${String(invoice.name)}, broken`,
	});
	const [sold] = db.where('account.move.line', { move_id: invoice.id, display_type: 'product' });
	db.insert('account.move.line', {
		move_id: note.id,
		display_type: 'product',
		product_id: sold.product_id,
		name: sold.name,
		quantity: 1,
		price_unit: 18,
		tax_ids: sold.tax_ids,
	});
	const [tax] = sold.tax_ids as number[];
	db.insert('account.move.line', {
		move_id: note.id,
		display_type: 'tax',
		tax_line_id: tax,
		amount_currency: 3.6,
		balance: 3.6,
	});
	db.update('account.move', note, { state: 'posted', name: 'RINV/2026/00099' });
}

/** A payment to the customer of the order, by hand. */
export function payTheCustomer(odoo: OdooStandIn, memo: string, amount = 21.6): void {
	const invoice = onlyOf(odoo, 'account.move', { move_type: 'out_invoice' });
	odoo.db.insert('account.payment', {
		payment_type: 'outbound',
		partner_type: 'customer',
		partner_id: invoice.partner_id,
		currency_id: invoice.currency_id,
		amount,
		memo,
		state: 'paid',
	});
}
