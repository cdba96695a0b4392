import type { z } from 'zod';
import { EffectError } from '../../shared/model';
import { odooError } from '../transport/errors';
import { documentKey, documentTable, type LoadTable } from '../transport/table';
import { actCall, loaded, readCall, treeCall, type Call, type PlannedCall } from '../transport/calls';
import type { Odoo } from '../transport/odoo';
import { many, one } from '../transport/tree';
import { Move, Picking, Product, SoldIn, Unit } from '../records/answers';
import { nameColumns } from './numbering';
import type { OdooOrder } from '../sale/delivery';
import { productsOf, type Products, type ReturnMove } from './products';
import type { PlannedMove } from '../sale/returnable';

/** A case's return: the picking that carries its reference, and the backorders that short receipts left. */
export interface ReturnDocument {
	root: Picking;
	/** The root and its backorders, oldest first. */
	pickings: Picking[];
	moves: ReturnMove[];
	products: Products;
	/** Odoo, in the return's company. */
	own: Odoo;
}

/**
 * Columns of a return picking with its moves: linked to delivery and order line, so that Odoo counts it as returned
 * (docs/facts/odoo.md#returns-are-linked-moves).
 */
export function returnTable(
	reference: string,
	order: OdooOrder,
	plan: PlannedMove[],
	receiving: { operationType: number; location: number; name: string },
): LoadTable {
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

/** The return document of a case, or undefined when there is none. `known`: the id of its first transfer, when the case has it. */
export async function findReturn(odoo: Odoo, reference: string, known?: string): Promise<ReturnDocument | undefined> {
	const id = known ? Number(known) : await odoo.find(documentKey(reference));
	const found = id ? await readIfThere(odoo, id) : undefined;
	return known && found?.root.origin !== reference ? await findReturn(odoo, reference) : found;
}

/** A return document by the id of its first transfer, as it is now. */
export async function readReturn(odoo: Odoo, id: number): Promise<ReturnDocument> {
	const found = await readIfThere(odoo, id);
	if (found) return found;
	throw odooError(404, { name: 'odoo.exceptions.MissingError', message: '' }, `stock.picking ${id}`, true);
}

const unit = one('uom.uom', Unit);
const Along = Move.extend({
	product_id: one('product.product', Product),
	product_uom: unit,
	sale_line_id: one('sale.order.line', SoldIn.extend({ product_uom_id: unit })),
});
/** A short receipt leaves a backorder, which may be received short again. */
const backordersOf = <S extends z.ZodRawShape>(shape: z.ZodObject<S>) =>
	shape.extend({ backorder_ids: many('stock.picking', shape.extend({ backorder_ids: many('stock.picking', shape) })) });
const Transfers = backordersOf(Picking);
const TransfersWithMoves = backordersOf(Picking.extend({ move_ids: many('stock.move', Along) }));

/** A return by the id of its first transfer: its transfers and their moves. */
export function returnCall(id: number): Call<Array<z.infer<typeof TransfersWithMoves>>> {
	return treeCall('stock.picking', TransfersWithMoves, [['id', '=', id]]);
}

/** Its transfers alone. */
function transfersCall(id: number): Call<Array<z.infer<typeof Transfers>>> {
	return treeCall('stock.picking', Transfers, [['id', '=', id]]);
}

async function readIfThere(odoo: Odoo, id: number): Promise<ReturnDocument | undefined> {
	const transfers = await readTransfers(odoo, returnCall(id));
	if (!transfers.length) return undefined;
	const along = transfers.flatMap((transfer) => transfer.move_ids ?? []);
	const further = transfers.filter(({ move_ids }) => !move_ids).map((transfer) => transfer.id);
	const more = further.length ? await odoo.tree('stock.move', Along, [['picking_id', 'in', further]]) : [];
	const moves = [...along, ...more]
		.filter(({ state }) => state !== 'cancel')
		.sort((a, b) => a.id - b.id)
		.map(withProduct);
	const pickings = transfers.map(plain);
	const [root] = pickings;
	return { root, pickings, moves, products: productsOf(moves), own: odoo.forCompany(root.company_id) };
}

type Transfer = Picking & { move_ids?: Array<z.infer<typeof Along>>; backorder_ids?: Transfer[] };

/** A transfer with its backorders, oldest first; those beyond the second are looked up. None when it is not there. */
async function readTransfers(odoo: Odoo, call: Call<Transfer[]>): Promise<Transfer[]> {
	const [first] = await odoo.run(call);
	if (!first) return [];
	const second = (first.backorder_ids ?? []).flatMap(({ backorder_ids }) => backorder_ids ?? []);
	const all: Transfer[] = [first, ...(first.backorder_ids ?? []), ...second];
	for (let last = second; last.length; all.push(...last))
		last = await odoo.search('stock.picking', Picking, [['backorder_id', 'in', last.map(({ id }) => id)]]);
	return all;
}

// eslint-disable-next-line @typescript-eslint/no-unused-vars
function plain({ move_ids: _moves, backorder_ids: _rest, ...picking }: Transfer): Picking {
	return picking;
}

function withProduct({ product_id, product_uom, sale_line_id, ...move }: z.infer<typeof Along>): ReturnMove {
	const units =
		sale_line_id?.product_uom_id && product_uom ? sale_line_id.product_uom_id.factor / product_uom.factor : 1;
	return {
		...move,
		product_id: product_id?.id,
		product_uom: product_uom?.id,
		sale_line_id: sale_line_id?.id,
		sku: product_id?.default_code ?? '',
		units,
	};
}

/** The return document of a case with all moves that it has led to (`all`: sorting, strays, undoing, canceled ones too). */
export async function requireWholeReturn(
	odoo: Odoo,
	reference: string,
	known?: string,
): Promise<ReturnDocument & { all: ReturnMove[] }> {
	const id = known ? Number(known) : await odoo.find(documentKey(reference));
	const transfers = id ? await readTransfers(odoo, transfersCall(id)) : [];
	if (known && transfers[0]?.origin !== reference) return await requireWholeReturn(odoo, reference);
	if (!transfers.length) throw noReturn(reference);
	const pickings = transfers.map(plain);
	const [root] = pickings;
	const own = odoo.forCompany(root.company_id);
	const all = await readMovesOfReturn({ root, pickings, own });
	const moves = all.filter(
		({ picking_id, state }) => state !== 'cancel' && pickings.some((picking) => picking.id === picking_id),
	);
	return { root, pickings, all, moves, products: productsOf(all), own };
}

const movesCall = (pickings: number[], origin: string | undefined) =>
	treeCall('stock.move', Along, ['|', ['picking_id', 'in', pickings], ['picking_id.origin', '=', origin]]);

/** The calls that `requireWholeReturn` makes for a return that was received whole. */
export function wholeReturnCalls(reference: string, known: number): PlannedCall[] {
	return [transfersCall(known), movesCall([known], reference)];
}

/** All moves that a return has led to, whatever they were for, canceled ones too. */
export async function readMovesOfReturn({
	root,
	pickings,
	own,
}: Pick<ReturnDocument, 'root' | 'pickings' | 'own'>): Promise<ReturnMove[]> {
	const ids = pickings.map(({ id }) => id);
	return (await own.run(movesCall(ids, root.origin))).map(withProduct);
}

/** The same, or an error that says what comes first. */
export async function requireReturn(odoo: Odoo, reference: string, known?: string): Promise<ReturnDocument> {
	const found = await findReturn(odoo, reference, known);
	if (found) return found;
	throw noReturn(reference);
}

function noReturn(reference: string): EffectError {
	return new EffectError(`Odoo has no return document for ${reference}`, {
		category: 'rejected',
		connection: 'odoo',
		advice: 'Run Odoo Returns: Create Return first (template 02 does, in the lane "Label"), then replay this step.',
	});
}

/** Whether everything that the return expects has arrived. */
export async function isBack(odoo: Odoo, reference: string): Promise<boolean> {
	const pickings = (await findReturn(odoo, reference))?.pickings.filter(({ state }) => state !== 'cancel') ?? [];
	return pickings.length > 0 && pickings.every(({ state }) => state === 'done');
}

/** Someone called the return off in Odoo: nothing may be received on it, and no second one is made behind their back. */
export function assertNotCanceled({ name, state }: Picking): void {
	if (state !== 'cancel') return;
	throw new EffectError(`Return document ${name} was canceled in Odoo`, {
		category: 'rejected',
		connection: 'odoo',
		undone: true,
		advice:
			'When the goods shall come back after all, delete the canceled transfer in Odoo and replay the step that creates it.',
	});
}

/** The return with its root ready to be received on. Throws when somebody has called it off. */
export async function readyReturn(document: ReturnDocument): Promise<ReturnDocument> {
	const { root, own } = document;
	assertNotCanceled(root);
	const ready = await makeReady(own, root);
	return ready.state === root.state ? document : await readReturn(own, root.id);
}

/** What `makeReady` asks for when the return was made right before. */
export function readyCalls(): PlannedCall[] {
	return [actCall('stock.picking', 'action_confirm', loaded), readCall('stock.picking', Picking, loaded)];
}

/** Takes a return picking from draft to ready, one state-guarded action at a time. Gives back its last state. */
export async function makeReady(
	odoo: Odoo,
	{ id, ...known }: Pick<Picking, 'id'> & Partial<Picking>,
): Promise<Picking> {
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
