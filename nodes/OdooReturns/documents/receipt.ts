import { EffectError } from '../../shared/effect';
import type { Odoo } from '../transport/odoo';
import { documentKey, recordsTable, type LoadTable } from '../transport/table';
import { MoveLine, type Move } from './answers';
import type { ReturnDocument } from './returnDocument';

/** Pieces that were counted at the door, named as the return document can find them. */
export interface Counted {
	line: string;
	sku: string;
	/** Odoo's order line, when the case knows it. */
	orderLine?: number;
	quantity: number;
	serials: string[];
}

/** So much of one open move, as one move line of the receipt. */
export interface Arrival {
	move: Move;
	quantity: number;
	lot?: number;
}

export interface Products {
	/** SKU of a product. */
	skuOf(product: number | undefined): string;
	/** Units of the move per piece as the case counts. */
	unitsOf(move: Move): number;
}

/** Moves of the return that a counted line may be about. */
export function movesOf({ moves }: ReturnDocument, counted: Pick<Counted, 'orderLine' | 'sku'>, { skuOf }: Pick<Products, 'skuOf'>): Move[] {
	return moves.filter((move) => (counted.orderLine ? move.sale_line_id === counted.orderLine : counted.sku !== '' && skuOf(move.product_id) === counted.sku));
}

/**
 * Puts what was counted against what the open moves still expect. What nobody expects is left over: Odoo would accept any
 * quantity (facts 2.3), and stock that the return does not list is for a person to decide about.
 */
export function planReceipt(counted: Counted[], document: ReturnDocument, products: Products): Arrival[] {
	const left = new Map(document.moves.filter((move) => move.state !== 'done' && move.state !== 'draft').map((move) => [move.id, move.product_uom_qty]));
	return counted.flatMap((one) => {
		let open = one.quantity;
		return movesOf(document, one, products).flatMap((move) => {
			const units = Math.min(open * products.unitsOf(move), left.get(move.id) ?? 0);
			if (units <= 0) return [];
			left.set(move.id, left.get(move.id)! - units);
			open -= units / products.unitsOf(move);
			return [{ move, quantity: units }];
		});
	});
}

/**
 * Move lines of a receipt under the receipt's own key. Loading them marks the pieces as picked; the same receipt finds its
 * lines again whatever document they are on by then, so that it counts once.
 */
export function receiptTable(reference: string, receipt: string, arrivals: Arrival[]): LoadTable {
	return recordsTable(
		arrivals.map(({ move, quantity, lot }, index) => ({
			key: receiptKey(reference, receipt, index),
			values: {
				'picking_id/.id': move.picking_id,
				'move_id/.id': move.id,
				'product_id/.id': move.product_id,
				'product_uom_id/.id': move.product_uom,
				'location_id/.id': move.location_id,
				'location_dest_id/.id': move.location_dest_id,
				...(lot && { 'lot_id/.id': lot }),
				quantity,
				picked: true,
			},
		})),
	);
}

export function receiptKey(reference: string, receipt: string, index: number): string {
	return documentKey(reference, 'rcv', receipt, String(index + 1));
}

/** Lines that a receipt has in Odoo already. */
export async function linesOfReceipt(odoo: Odoo, reference: string, receipt: string): Promise<MoveLine[]> {
	const ids: number[] = [];
	for (let id = await odoo.find(receiptKey(reference, receipt, 0)); id; id = await odoo.find(receiptKey(reference, receipt, ids.length))) ids.push(id);
	return await odoo.read('stock.move.line', MoveLine, ids);
}

/**
 * Gives each piece of a tracked product its lot. Named serials must have been delivered with this order (Odoo would take one
 * of another customer's, facts 2.3); unnamed ones are only clear when everything delivered comes back.
 */
export async function withLots(odoo: Odoo, arrivals: Arrival[], counted: Counted[], document: ReturnDocument, products: Products): Promise<Arrival[]> {
	const tracked = arrivals.filter(({ move }) => move.has_tracking !== 'none');
	if (!tracked.length) return arrivals;
	const deliveries = tracked.flatMap(({ move }) => move.origin_returned_move_id ?? []);
	const delivered = await odoo.search('stock.move.line', MoveLine, [['move_id', 'in', deliveries], ['state', '=', 'done']]);
	const back = await odoo.search('stock.move.line', MoveLine, [['move_id.origin_returned_move_id', 'in', deliveries], ['state', '=', 'done']]);
	const named = new Map(counted.map((one) => [one, [...one.serials]]));
	return arrivals.flatMap((arrival) => {
		const { move, quantity } = arrival;
		if (move.has_tracking === 'none') return [arrival];
		const lots = delivered.filter((line) => line.move_id === move.origin_returned_move_id && line.lot_id && !back.some((gone) => move.has_tracking === 'serial' && gone.lot_id?.id === line.lot_id?.id));
		const serials = [...named].find(([one, rest]) => rest.length && movesOf(document, one, products).includes(move))?.[1].splice(0, quantity) ?? [];
		if (!serials.length && (lots.length === 1 || lots.length === quantity)) return move.has_tracking === 'serial' ? lots.slice(0, quantity).map(({ lot_id }) => ({ move, quantity: 1, lot: lot_id!.id })) : [{ move, quantity, lot: lots[0].lot_id!.id }];
		if (serials.length !== quantity) throw wrongSerial(`${quantity} pieces of a product with serial numbers arrived, ${serials.length} serial numbers were read`);
		return serials.map((serial) => {
			const lot = lots.find(({ lot_id }) => lot_id!.name === serial)?.lot_id;
			if (!lot) throw wrongSerial(`Serial number ${serial} was not delivered with this order, or came back before`);
			return { move, quantity: 1, lot: lot.id };
		});
	});
}

function wrongSerial(message: string): EffectError {
	return new EffectError(message, { category: 'rejected', connection: 'odoo', field: 'receipt.lines.serials', advice: 'Check the piece and the count; record the receipt again with the serial numbers that are on the goods.' });
}
