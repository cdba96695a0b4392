import type { OdooDatabase } from './server';
import { journalEntries } from './tables';

type Database = Pick<OdooDatabase, 'sql'>;

/** A document of ours: known by the reference it carries. It must have an external id of ours, or be the rest of one that has. */
const ours = (model: string, table: string) =>
	`exists (select 1 from ir_model_data key where key.module = '__n8n_returns__' and key.model = '${model}' and key.res_id = ${table}.id)`;
const pieces = (move: string) =>
	`case when ${move}.state = 'done' then ${move}.quantity else ${move}.product_uom_qty end`;

/** What a credit note takes of its invoice: what no invoice has, such as a bonus, comes besides (nodes/OdooReturns/money/creditNote.ts). */
const ofInvoice = `note.amount_total - coalesce((select sum(line.price_total) from account_move_line line where line.move_id = note.id and line.name like '% (not on the invoice)'), 0)`;

/** What must never be found in Odoo's tables, whatever was repeated, interrupted or raced. Each query names what it finds. */
const faults: Record<string, string> = {
	'a transfer of a return that is there twice': `
		select picking.name, picking.origin from stock_picking picking where picking.origin ~ '^(RMA-|Parcel )' and picking.backorder_id is null and not ${ours('stock.picking', 'picking')}`,
	'a credit note that is there twice': `
		select note.name, note.ref from account_move note where note.move_type = 'out_refund' and note.ref like 'RMA-%' and not ${ours('account.move', 'note')}`,
	'a refund payment that is there twice': `
		select payment.name, payment.memo from account_payment payment where payment.payment_type = 'outbound' and payment.state not in ('draft', 'canceled') and payment.memo in (
			select memo from account_payment where payment_type = 'outbound' and state not in ('draft', 'canceled') group by memo having count(*) > 1)`,
	'more came back than was delivered': `
		select product.default_code, delivery.quantity, sum(back.pieces) as back from stock_move delivery join product_product product on product.id = delivery.product_id
		join lateral (select ${pieces('move')} - coalesce((select sum(${pieces('again')}) from stock_move again where again.origin_returned_move_id = move.id and again.state <> 'cancel'), 0) as pieces
			from stock_move move where move.origin_returned_move_id = delivery.id and move.state <> 'cancel') back on true
		where delivery.state = 'done' and delivery.origin_returned_move_id is null group by delivery.id, product.default_code, delivery.quantity having sum(back.pieces) > delivery.quantity + 0.0001`,
	'less than nothing was delivered':
		'select line.name, line.qty_delivered from sale_order_line line where line.qty_delivered < 0',
	'more was credited than billed': `
		select billed.name, billed.amount_total, sum(${ofInvoice}) as credited from account_move note join account_move billed on billed.id = note.reversed_entry_id
		where note.state = 'posted' group by billed.id, billed.name, billed.amount_total having sum(${ofInvoice}) > billed.amount_total`,
	'less than nothing in stock': `
		select product.default_code, place.complete_name, sum(quant.quantity) as quantity from stock_quant quant join stock_location place on place.id = quant.location_id join product_product product on product.id = quant.product_id
		where place.usage = 'internal' group by product.default_code, place.complete_name having sum(quant.quantity) < 0`,
	'a serial number in two places': `
		select lot.name, sum(quant.quantity) as quantity from stock_quant quant join stock_lot lot on lot.id = quant.lot_id join product_product product on product.id = lot.product_id
		join product_template template on template.id = product.product_tmpl_id join stock_location place on place.id = quant.location_id
		where template.tracking = 'serial' and place.usage in ('internal', 'customer') group by lot.id, lot.name having sum(quant.quantity) > 1`,
	'stock that no movement explains': `
		select product.default_code, place.complete_name, sum(line.held) as held, sum(line.moved) as moved from (
			select product_id, location_id as at, quantity as held, 0 as moved from stock_quant
			union all select product_id, location_dest_id, 0, quantity_product_uom from stock_move_line where state = 'done'
			union all select product_id, location_id, 0, -quantity_product_uom from stock_move_line where state = 'done') line
		join stock_location place on place.id = line.at join product_product product on product.id = line.product_id
		where place.usage = 'internal' group by product.default_code, place.complete_name having abs(sum(line.held) - sum(line.moved)) > 0.0001`,
};

/** Everything that is wrong in the books, one line each. Empty: nothing is doubled, all posted journal entries balance. */
export async function audit(database: Database): Promise<string[]> {
	const found: string[] = [];
	for (const [fault, query] of Object.entries(faults))
		for (const row of await database.sql(query)) found.push(`${fault}: ${JSON.stringify(row)}`);
	const { unbalanced } = await journalEntries(database);
	return [...found, ...unbalanced.map((entry) => `a journal entry that does not balance: ${JSON.stringify(entry)}`)];
}

/** Rows of Odoo's business tables, by state where a table has one, and pieces by place. Two of them differ by what happened in between. */
export async function footprint({ sql }: Database): Promise<Record<string, number>> {
	const tables = await sql<{ name: string; stateful: boolean }>(`
		select t.table_name as name, exists (select 1 from information_schema.columns c where c.table_name = t.table_name and c.column_name = 'state') as stateful
		from information_schema.tables t where t.table_schema = 'public' and t.table_type = 'BASE TABLE' and t.table_name ~ '^(account_(move|payment|partial)|stock_(picking|move|lot|scrap|valuation)|sale_order|repair_order|loyalty_(card|history)|pos_(order|payment))'
		and t.table_name !~ '_(rel|register|reversal|confirmation)$'`);
	const counted = tables.map(
		({ name, stateful }) =>
			`select '${name}' || ${stateful ? "' ' || coalesce(state::text, '')" : "''"} as what, count(*)::float8 as much from ${name} group by 1`,
	);
	const rows = await sql<{ what: string; much: number }>(
		[
			...counted,
			"select 'pieces at ' || place.complete_name, sum(quant.quantity)::float8 from stock_quant quant join stock_location place on place.id = quant.location_id group by 1",
			"select 'external ids', count(*)::float8 from ir_model_data where module = '__n8n_returns__'",
			"select 'ordered, delivered, invoiced ' || what, much from (select sum(product_uom_qty)::float8 as a, sum(qty_delivered)::float8 as b, sum(qty_invoiced)::float8 as c from sale_order_line) line cross join lateral (values ('a', a), ('b', b), ('c', c)) each (what, much)",
		].join(' union all '),
	);
	return Object.fromEntries(rows.map(({ what, much }) => [what, much]));
}

/** What changed from one footprint to the next. */
export function changed(before: Record<string, number>, after: Record<string, number>): Record<string, number> {
	const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
	return Object.fromEntries(
		names
			.map((name) => [name, (after[name] ?? 0) - (before[name] ?? 0)] as const)
			.filter(([, difference]) => Math.abs(difference) > 1e-6),
	);
}
