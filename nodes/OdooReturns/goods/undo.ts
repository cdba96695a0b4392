import { EffectError } from '../../shared/model';
import type { Odoo } from '../transport/odoo';
import { documentKey } from '../transport/table';
import { Picking, type Move } from '../records/answers';
import { readLotsAtHand } from './sorting';
import { takeLots } from './lots';
import { movesOf } from './planReceipt';
import type { ReturnDocument } from './returnDocument';
import { returnedSoFar } from '../sale/delivery';
import { joined, type Leg } from './transfer';

/** Pieces that shall go back to the customer. */
export interface Unwanted {
	line: string;
	sku: string;
	orderLine?: number;
	quantity: number;
	serials: string[];
}

export const undoKey = (reference: string, name: string) => documentKey(reference, 'undo', name);

/**
 * Received pieces as moves back to the customer: returns of the return, so that Odoo counts them as delivered again
 * (docs/facts/odoo.md#a-receipt-is-undone-by-a-return-of-it).
 * Without `unwanted` everything that was received and not sent back yet. `moves`: all of the return's
 * (readMovesOfReturn). `except`: an undo that shall not count, the one that is planned.
 */
export async function legsOfUndo(
	odoo: Odoo,
	document: ReturnDocument,
	unwanted: Unwanted[] | undefined,
	moves: Move[],
	except: number | undefined,
): Promise<Leg[]> {
	const { products } = document;
	const received = document.moves.filter(({ state }) => state === 'done');
	const out = moves.filter(
		({ origin_returned_move_id, picking_id, state }) =>
			state !== 'cancel' && received.some(({ id }) => id === origin_returned_move_id) && picking_id !== except,
	);
	// What a move brought less what went out again of it.
	const left = new Map(received.map((move) => [move.id, move.quantity - returnedSoFar(move.id, out)]));
	const lots = await readLotsAtHand(odoo, received, out);
	const leg = (move: Move, units: number, names: string[]): Leg[] => {
		if (units <= 1e-6) return [];
		left.set(move.id, left.get(move.id)! - units);
		const found = move.has_tracking === 'none' ? undefined : takeLots(lots.get(move.product_id!) ?? [], units, names);
		if (found === 'unclear' || found?.unknown.length)
			throw refused('It cannot be told which of the numbered pieces go back', 'Name their serial numbers in Lines.');
		return [
			{
				product: move.product_id!,
				unit: move.product_uom!,
				quantity: units,
				from: move.location_dest_id!,
				to: move.location_id!,
				lots: found?.taken ?? [],
				links: {
					'origin_returned_move_id/.id': move.id,
					'sale_line_id/.id': move.sale_line_id,
					to_refund: true,
					'move_orig_ids/.id': move.id,
				},
			},
		];
	};
	if (!unwanted) return joined(received.flatMap((move) => leg(move, left.get(move.id)!, [])));
	return joined(
		unwanted.flatMap((one) => {
			let open = one.quantity;
			const legs = movesOf({ moves: received, products }, one).flatMap((move) => {
				const units = Math.min(open * products.unitsOf(move), left.get(move.id)!);
				open -= units / products.unitsOf(move);
				return leg(move, units, one.serials);
			});
			if (open > 1e-6)
				throw refused(
					`${one.quantity} x ${one.sku || `line ${one.line}`} shall go back to the customer, only ${one.quantity - open} can`,
					'Nothing goes back that was not received, or went back already. Lower the quantity.',
				);
			return legs;
		}),
	);
}

/** Operation type of deliveries: that of the delivery that the goods came back from. */
export async function deliveryTypeOf(odoo: Odoo, { root }: ReturnDocument): Promise<number> {
	const [delivery] = root.return_id ? await odoo.read('stock.picking', Picking, [root.return_id]) : [];
	if (delivery?.picking_type_id) return delivery.picking_type_id;
	throw refused(
		`Return ${root.name} does not say which delivery it is of`,
		'Send the goods back in Odoo: open the return and press Return.',
	);
}

export function refused(message: string, advice: string): EffectError {
	return new EffectError(message, { category: 'rejected', connection: 'odoo', field: 'lines', advice });
}
