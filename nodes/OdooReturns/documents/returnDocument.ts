import { EffectError } from '../../shared/effect';
import { odooError } from '../transport/errors';
import { documentKey, documentTable, type LoadTable } from '../transport/table';
import type { Odoo } from '../transport/odoo';
import { Move, Picking } from './answers';
import { nameColumns } from './numbering';
import type { OdooOrder } from './order';
import type { PlannedMove } from './returnable';

/** A case's return: the picking that carries its reference, and the backorders that short receipts left. */
export interface ReturnDocument {
	root: Picking;
	/** The root and its backorders, oldest first. */
	pickings: Picking[];
	moves: Move[];
}

/** Columns of a return picking with its moves (facts 2.2a): linked to delivery and order line, so that Odoo counts it as returned. */
export function returnTable(reference: string, order: OdooOrder, plan: PlannedMove[], receiving: { operationType: number; location: number; name: string }): LoadTable {
	const [first] = plan;
	const customers = first.delivery.move.location_dest_id!;
	return documentTable(
		documentKey(reference),
		{
			...nameColumns(receiving.name, order.order.company_id),
			'picking_type_id/.id': receiving.operationType,
			'location_id/.id': customers,
			'location_dest_id/.id': receiving.location,
			'partner_id/.id': order.order.partner_shipping_id ?? order.order.partner_id,
			'return_id/.id': first.delivery.move.picking_id,
			origin: reference,
		},
		'move_ids',
		plan.map(({ delivery: { move }, quantity }) => ({
			'product_id/.id': move.product_id,
			product_uom_qty: quantity,
			'product_uom/.id': move.product_uom,
			'location_id/.id': move.location_dest_id,
			'location_dest_id/.id': receiving.location,
			'origin_returned_move_id/.id': move.id,
			'sale_line_id/.id': move.sale_line_id,
			to_refund: true,
			'move_orig_ids/.id': move.id,
		})),
	);
}

/** The return document of a case, or undefined when there is none. */
export async function findReturn(odoo: Odoo, reference: string): Promise<ReturnDocument | undefined> {
	const id = await odoo.find(documentKey(reference));
	return id ? await readReturn(odoo, id) : undefined;
}

/** A return document by the id of its first transfer, as it is now. */
export async function readReturn(odoo: Odoo, id: number): Promise<ReturnDocument> {
	const transfers = await readTransfers(odoo, id);
	return { ...transfers, moves: await odoo.search('stock.move', Move, [['picking_id', 'in', transfers.pickings.map((one) => one.id)], ['state', '!=', 'cancel']]) };
}

async function readTransfers(odoo: Odoo, id: number): Promise<Omit<ReturnDocument, 'moves'>> {
	const pickings = await odoo.search('stock.picking', Picking, ['|', ['id', '=', id], ['backorder_id', '=', id]]);
	const root = pickings.find((one) => one.id === id);
	if (!root) throw odooError(404, { name: 'odoo.exceptions.MissingError', message: '' }, `stock.picking ${id}`, true);
	for (let last = pickings.filter((one) => one !== root); last.length; pickings.push(...last)) last = await odoo.search('stock.picking', Picking, [['backorder_id', 'in', last.map((one) => one.id)]]);
	return { root, pickings };
}

/** The return document of a case with all moves that it has led to (`all`: sorting, strays, undoing, canceled ones too), in one read. */
export async function requireWholeReturn(odoo: Odoo, reference: string): Promise<ReturnDocument & { all: Move[] }> {
	const id = await odoo.find(documentKey(reference));
	if (!id) throw noReturn(reference);
	const transfers = await readTransfers(odoo, id);
	const all = await movesOfReturn(odoo, transfers);
	return { ...transfers, all, moves: all.filter(({ picking_id, state }) => state !== 'cancel' && transfers.pickings.some((one) => one.id === picking_id)) };
}

/** All moves that a return has led to, whatever they were for, canceled ones too. */
export async function movesOfReturn(odoo: Odoo, { root, pickings }: Omit<ReturnDocument, 'moves'>): Promise<Move[]> {
	return await odoo.search('stock.move', Move, ['|', ['picking_id', 'in', pickings.map(({ id }) => id)], ['picking_id.origin', '=', root.origin]]);
}

/** The same, or an error that says what comes first. */
export async function requireReturn(odoo: Odoo, reference: string): Promise<ReturnDocument> {
	const found = await findReturn(odoo, reference);
	if (found) return found;
	throw noReturn(reference);
}

function noReturn(reference: string): EffectError {
	return new EffectError(`Odoo has no return document for ${reference}`, { category: 'rejected', connection: 'odoo', advice: 'Run Odoo Returns: Create Return first (it belongs to the lane "Authorise"), then replay this step.' });
}

/** Someone called the return off in Odoo: nothing may be received on it, and no second one is made behind their back. */
export function assertNotCanceled({ name, state }: Picking): void {
	if (state !== 'cancel') return;
	throw new EffectError(`Return document ${name} was canceled in Odoo`, { category: 'rejected', connection: 'odoo', advice: 'When the goods shall come back after all, delete the canceled transfer in Odoo and replay the step that creates it.' });
}

/** Takes a return picking from draft to ready, one state-guarded action at a time. Gives back its last state. */
export async function makeReady(odoo: Odoo, { id, ...known }: Pick<Picking, 'id'> & Partial<Picking>): Promise<Picking> {
	let picking = known.state ? ({ id, ...known } as Picking) : await odoo.get('stock.picking', Picking, id);
	const own = odoo.forCompany(picking.company_id);
	if (picking.state === 'draft') {
		await own.act('stock.picking', 'action_confirm', [id]);
		picking = await own.get('stock.picking', Picking, id);
	}
	if (picking.state === 'confirmed' || picking.state === 'waiting') {
		await own.act('stock.picking', 'action_assign', [id]);
		picking = await own.get('stock.picking', Picking, id);
	}
	return picking;
}
