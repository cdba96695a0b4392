import { userError, type Context, type OdooDb } from './db';
import { load } from './load';
import { quantityOf } from './models';

/** What the code of the strict action does in Odoo (nodes/OdooReturns/goods/strictReturn.ts); the contract suite holds it to that. */
export function runStrict(
	db: OdooDb,
	{ active_id: order, n8n_fields, n8n_data }: Context,
	create: Parameters<typeof load>[4],
): object {
	const [fields, rows] = [n8n_fields as string[], n8n_data as string[][]];
	const at = (row: string[], field: string) => row[fields.indexOf(field)];
	const known = db.keys.get(at(rows[0], 'id'));
	if (known && db.find(...known)) return { type: 'n8n', res_id: known[1], created: false };
	const wanted = new Map<number, number>();
	for (const row of rows) {
		const delivery = Number(at(row, 'move_ids/origin_returned_move_id/.id'));
		wanted.set(delivery, (wanted.get(delivery) ?? 0) + Number(at(row, 'move_ids/product_uom_qty')));
	}
	const counted = (id: number) =>
		db.where('stock.move', { origin_returned_move_id: id }).filter(({ state }) => state !== 'cancel');
	const goods = (id: number) => {
		const move = db.one('stock.move', id);
		return move.state === 'done' ? quantityOf(db, move) : Number(move.product_uom_qty);
	};
	for (const [delivery, back] of wanted) {
		const move = db.one('stock.move', delivery);
		const line = db.find('sale.order.line', move.sale_line_id);
		if (line?.order_id !== order)
			throw userError(`${String(move.id)} is not a delivery of order ${String(db.one('sale.order', order).name)}`);
		const before = counted(delivery).reduce(
			(sum, { id }) => sum + goods(id) - counted(id).reduce((out, one) => out + goods(one.id), 0),
			0,
		);
		const delivered = quantityOf(db, move);
		if (back + before > delivered + 0.000001)
			throw userError(
				`Of ${delivered} pieces of ${String(db.one('product.product', move.product_id).name)}, ${back + before} would come back`,
			);
	}
	const { ids } = load(db, 'stock.picking', { fields, data: rows }, { mode: 'update', noupdate: true }, create);
	return { type: 'n8n', res_id: (ids as number[])[0], created: true };
}
