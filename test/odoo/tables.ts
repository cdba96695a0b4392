import type { OdooDatabase } from './server';

/** What Odoo's own tables hold of a return: every document, whoever made it. */
export interface Documents {
	returns: Array<{ state: string; at: string; ordered: number; received: number }>;
	sorted: Array<{ state: string; pieces: number; to: string }>;
	creditNotes: Array<{ state: string; payment_state: string; cents: number; currency: string }>;
	/** Outgoing payments that are matched with the credit notes or carry the refund's id, however many. */
	payments: Array<{ state: string; memo: string; cents: number }>;
	/** Every line of the order that has returned pieces. */
	lines: Array<{ policy: string; ordered: number; delivered: number; invoiced: number; to_invoice: number }>;
}

type Database = Pick<OdooDatabase, 'sql'>;

/** `refund`: the provider's id of the refund. */
export async function documentsOf({ sql }: Database, reference: string, refund: string): Promise<Documents> {
	const creditNotes = await sql<Documents['creditNotes'][number] & { id: number }>(
		`select note.id, note.state, note.payment_state, round(note.amount_total * 100)::int as cents, currency.name as currency
		from account_move note join res_currency currency on currency.id = note.currency_id where note.ref = $1 and note.move_type = 'out_refund'`,
		[reference],
	);
	return {
		returns: await sql(
			`select picking.state, place.complete_name as at, sum(move.product_uom_qty)::int as ordered, sum(move.quantity)::int as received
			from stock_picking picking join stock_picking_type type on type.id = picking.picking_type_id and type.code = 'incoming'
			join stock_move move on move.picking_id = picking.id join stock_location place on place.id = move.location_dest_id
			where picking.origin = $1 group by picking.id, picking.state, place.complete_name`,
			[reference],
		),
		sorted: await sql(
			`select picking.state, sum(move.quantity)::int as pieces, place.complete_name as to
			from stock_picking picking join stock_picking_type type on type.id = picking.picking_type_id and type.code = 'internal'
			join stock_move move on move.picking_id = picking.id join stock_location place on place.id = move.location_dest_id
			where picking.origin = $1 group by picking.id, picking.state, place.complete_name`,
			[reference],
		),
		creditNotes: creditNotes.map(({ id: _id, ...note }) => note), // eslint-disable-line @typescript-eslint/no-unused-vars
		payments: await sql(
			`select payment.state, payment.memo, round(payment.amount * 100)::int as cents from account_payment payment
			where payment.payment_type = 'outbound' and (payment.memo = $2 or payment.move_id in (
				select paid.move_id from account_partial_reconcile match
				join account_move_line paid on paid.id = match.debit_move_id join account_move_line credited on credited.id = match.credit_move_id
				where credited.move_id = any($1)))`,
			[creditNotes.map(({ id }) => id), refund],
		),
		lines: await sql(
			`select distinct line.id, template.invoice_policy as policy, line.product_uom_qty::int as ordered, line.qty_delivered::int as delivered, line.qty_invoiced::int as invoiced, line.qty_to_invoice::int as to_invoice
			from stock_move move join stock_picking picking on picking.id = move.picking_id join sale_order_line line on line.id = move.sale_line_id
			join product_product product on product.id = line.product_id join product_template template on template.id = product.product_tmpl_id
			where picking.origin = $1 order by line.id`,
			[reference],
		).then((rows) => rows.map(({ id: _id, ...line }) => line as Documents['lines'][number])), // eslint-disable-line @typescript-eslint/no-unused-vars
	};
}

/** Posted journal entries, and those among them whose debit is not their credit. */
export async function journalEntries({ sql }: Database): Promise<{ posted: number; unbalanced: unknown[] }> {
	const [{ posted }] = await sql<{ posted: number }>(
		"select count(*)::int as posted from account_move where state = 'posted'",
	);
	const unbalanced = await sql(
		`select move.name, sum(line.debit) as debit, sum(line.credit) as credit from account_move move join account_move_line line on line.move_id = move.id
		where move.state = 'posted' group by move.id, move.name having round(sum(line.debit), 2) <> round(sum(line.credit), 2) or sum(line.debit) = 0`,
	);
	return { posted, unbalanced };
}

/** Pieces of a product at a place. */
export async function piecesAt({ sql }: Database, sku: string, location: number): Promise<number> {
	const [{ pieces }] = await sql<{ pieces: number }>(
		'select coalesce(sum(quant.quantity), 0)::int as pieces from stock_quant quant join product_product product on product.id = quant.product_id where product.default_code = $1 and quant.location_id = $2',
		[sku, location],
	);
	return pieces;
}
