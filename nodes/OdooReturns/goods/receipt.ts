import { EffectError } from '../../shared/model';
import { findCall, loadCall, loaded, readCall, type PlannedCall } from '../transport/calls';
import type { Odoo } from '../transport/odoo';
import { documentKey, recordsTable, type LoadTable } from '../transport/table';
import { MoveLine, type Move } from '../records/answers';
import { bookCall } from './booking';
import { namesPerUnit, takeLots, type LotOut } from './lots';
import type { ReturnDocument } from './returnDocument';
import { Products } from './products';

/** Pieces that were counted at the door, named as the return document can find them. */
export interface Counted {
	line: string;
	sku: string;
	/** Odoo's order line, when the case knows it. */
	orderLine?: number;
	quantity: number;
	/** Serial numbers of the pieces; of a product kept in lots, the lot of each piece or one for all. */
	serials: string[];
}

/** So much of one open move, as one move line of the receipt. */
export interface Arrival {
	move: Move;
	quantity: number;
	lot?: number;
}

/** Moves of the return that a counted line may be about. */
export function movesOf(
	{ moves }: Pick<ReturnDocument, 'moves'>,
	counted: Pick<Counted, 'orderLine' | 'sku'>,
	{ skuOf }: Pick<Products, 'skuOf'>,
): Move[] {
	return moves.filter((move) =>
		counted.orderLine
			? move.sale_line_id === counted.orderLine
			: counted.sku !== '' && skuOf(move.product_id) === counted.sku,
	);
}

/**
 * Puts what was counted against what the open moves still expect, and serial numbers and lots against those that were delivered and
 * are not back (`lots`): Odoo would accept any quantity and anybody's serial number (docs/facts/odoo.md#a-receipt-is-not-checked).
 * What fits nowhere is left over. Throws when it cannot be told which pieces of a tracked product arrived.
 */
export function planReceipt(
	counted: Counted[],
	document: ReturnDocument,
	products: Products,
	lots: LotOut[],
): Arrival[] {
	const left = new Map(
		document.moves
			.filter((move) => move.state !== 'done' && move.state !== 'draft')
			.map((move) => [move.id, move.product_uom_qty]),
	);
	const pool = lots.map((one) => ({ ...one }));
	return counted.flatMap((one) => {
		const moves = movesOf(document, one, products).filter((move) => (left.get(move.id) ?? 0) > 0);
		let open = one.quantity;
		const names = moves.length ? [...namesOf(one, moves[0], products)] : [];
		const named = names.length > 0;
		return moves.flatMap((move): Arrival[] => {
			const units = Math.min(open * products.unitsOf(move), left.get(move.id)!);
			if (units <= 0) return [];
			if (move.has_tracking === 'none') {
				book(move, units);
				return [{ move, quantity: units }];
			}
			const own = pool.filter(({ delivery }) => delivery === move.origin_returned_move_id);
			const here = names.filter((name) => own.some((lot) => lot.name === name)).slice(0, units);
			if (named && !here.length) return [];
			const found = takeLots(own, units, here);
			if (found === 'unclear')
				throw misread(
					`${units} pieces of ${one.sku || `line ${one.line}`} arrived, which are told apart by serial number or lot, and 0 serial numbers were read`,
				);
			for (const name of found.taken.flatMap((lot) => Array.from({ length: lot.quantity }, () => lot.name)))
				if (named) names.splice(names.indexOf(name), 1);
			book(
				move,
				found.taken.reduce((sum, { quantity }) => sum + quantity, 0),
			);
			return found.taken.map(({ lot, quantity }) => ({ move, quantity, lot }));
		});

		function book(move: Move, units: number): void {
			left.set(move.id, left.get(move.id)! - units);
			open -= units / products.unitsOf(move);
		}
	});
}

function namesOf({ quantity, serials, sku, line }: Counted, move: Move, { unitsOf }: Products): string[] {
	if (move.has_tracking === 'none') return [];
	const units = quantity * unitsOf(move);
	const names = namesPerUnit(serials, units, move.has_tracking);
	if (names) return names;
	throw misread(`${units} pieces of ${sku || `line ${line}`} arrived, ${serials.length} serial numbers were read`);
}

function misread(message: string): EffectError {
	return new EffectError(message, {
		category: 'rejected',
		connection: 'odoo',
		field: 'receipt.lines.serials',
		advice: 'Record the receipt again with the serial number of each piece.',
	});
}

/**
 * Move lines of a receipt under the receipt's own key. Loading them marks the pieces as picked; the same receipt finds its
 * lines again, on whatever document they are on by then, so that it counts once.
 */
function receiptTable(reference: string, receipt: string, arrivals: Arrival[]): LoadTable {
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

function receiptKey(reference: string, receipt: string, index: number): string {
	return documentKey(reference, 'rcv', receipt, String(index + 1));
}

/** The call that `readLinesOfReceipt` makes first. */
export function receiptCall(reference: string, receipt: string): PlannedCall {
	return findCall(receiptKey(reference, receipt, 0));
}

/** Lines that a receipt has in Odoo already. */
export async function readLinesOfReceipt(odoo: Odoo, reference: string, receipt: string): Promise<MoveLine[]> {
	const ids: number[] = [];
	for (
		let id = await odoo.find(receiptKey(reference, receipt, 0));
		id;
		id = await odoo.find(receiptKey(reference, receipt, ids.length))
	)
		ids.push(id);
	return await odoo.read('stock.move.line', MoveLine, ids);
}

/**
 * Puts arrivals on the documents they belong to, once (a receipt that is there already is left as it is), and books these; the rest
 * stays open as a backorder. Gives back the booked lines. `next`: calls that the caller makes after it.
 */
export async function bookArrivals(
	odoo: Odoo,
	reference: string,
	receipt: string,
	arrivals: Arrival[],
	next: () => PlannedCall[] = () => [],
): Promise<MoveLine[]> {
	const table = receiptTable(reference, receipt, arrivals);
	const pickings = [...new Set(arrivals.map(({ move }) => move.picking_id!))];
	await odoo.ahead(() => [
		loadCall('stock.move.line', table),
		...pickings.map(bookCall),
		readCall('stock.move.line', MoveLine, loaded),
		...next(),
	]);
	const ids = await odoo.load('stock.move.line', table);
	return await book(odoo, receipt, ids, pickings);
}

/** The same for lines that an earlier try has put there. */
export async function bookLines(odoo: Odoo, receipt: string, lines: MoveLine[]): Promise<MoveLine[]> {
	const open = lines.filter(({ state }) => state !== 'done').map(({ picking_id }) => picking_id!);
	return open.length
		? await book(
				odoo,
				receipt,
				lines.map(({ id }) => id),
				open,
			)
		: lines;
}

async function book(odoo: Odoo, receipt: string, ids: number[], pickings: number[]): Promise<MoveLine[]> {
	for (const picking of new Set(pickings)) await odoo.run(bookCall(picking));
	const booked = await odoo.read('stock.move.line', MoveLine, ids);
	if (booked.length === ids.length && booked.every(({ state }) => state === 'done')) return booked;
	throw new EffectError(`Odoo did not book receipt ${receipt}`, {
		category: 'rejected',
		connection: 'odoo',
		advice: 'Open the transfer in Odoo and press Validate: it asks what is missing. Then replay the step.',
	});
}
