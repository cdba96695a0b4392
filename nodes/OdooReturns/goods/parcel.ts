import { EffectError } from '../../shared/model';
import type { Odoo } from '../transport/odoo';
import { documentKey } from '../transport/table';
import { Move, MoveLine, type Picking } from '../records/answers';
import type { LotOut, LotShare } from './lots';
import { nextName } from './numbering';
import { planReceipt, type Arrival } from './planReceipt';
import type { ReturnDocument } from './returnDocument';
import { readLotsAtHand } from './sorting';
import { findTransfer, joined, type Leg } from './transfer';

/** Goods that came without a case: received under the parcel's own key, until a return turns up that they belong to. */
export const parcelKey = (parcel: string) => documentKey('parcel', parcel);

/** The transfer that takes a parcel's goods out again, to be received on a return instead. */
export const matchKey = (parcel: string, reference: string) => documentKey('parcel', parcel, 'match', reference);

/** Names the receipt of a parcel on the return it is matched with. */
export const receiptOfParcel = (parcel: string) => `parcel-${parcel}`;

export const originOfParcel = (parcel: string) => `Parcel ${parcel}`;

/** A received parcel, or an error that says what comes first. */
export async function requireParcel(odoo: Odoo, parcel: string): Promise<Picking> {
	const found = await findTransfer(odoo, parcelKey(parcel));
	if (found?.state === 'done') return found;
	throw new EffectError(`No unidentified parcel ${parcel} was received in Odoo`, {
		category: 'rejected',
		connection: 'odoo',
		field: 'parcel',
		advice: 'Check Parcel ID; Goods: Receive Unidentified must have booked the parcel under the same one.',
	});
}

/** What one parcel gives to a return. */
export interface Match {
	/** Moves out of the inspection location, back to where parcels come from. */
	legs: Leg[];
	/** The same pieces on the return's own moves. */
	arrivals: Arrival[];
	/** The name of the transfer that takes them. */
	name: string;
}

/**
 * Which pieces of a parcel a return expects. Quantities are in the unit that Odoo moves; of packs only whole ones. `except`: a match that
 * shall not count as taken, the one that is planned. Pieces with serial numbers must be those of the return.
 */
export async function planMatch(
	odoo: Odoo,
	parcel: Picking,
	document: ReturnDocument,
	expected: LotOut[],
	except: number | undefined,
): Promise<Match> {
	const brought = await odoo.search('stock.move', Move, [
		['picking_id', '=', parcel.id],
		['state', '=', 'done'],
	]);
	const all = await odoo.search('stock.move', Move, [['origin_returned_move_id', 'in', brought.map(({ id }) => id)]]);
	const taken = all.filter(({ picking_id, state }) => picking_id !== except && state !== 'cancel');
	const lots = await readLotsAtHand(odoo, brought, taken);
	const [legs, arrivals]: [Leg[], Arrival[]] = [[], []];
	// The pieces of one move after the other are put against what the return still expects then.
	const { products } = document;
	const open = {
		moves: document.moves.map((move) => ({ ...move })),
		products: { ...products, unitsOf: () => 1 },
	};
	for (const move of brought) {
		const left =
			move.quantity -
			taken
				.filter((one) => one.origin_returned_move_id === move.id)
				.reduce((total, one) => total + (one.state === 'done' ? one.quantity : one.product_uom_qty), 0);
		const here = (lots.get(move.product_id!) ?? []).filter(
			({ name, quantity }) => quantity > 0 && expected.some((lot) => lot.name === name),
		);
		const units =
			move.has_tracking === 'none'
				? wholePacks(left, document, move)
				: Math.min(
						left,
						here.reduce((total, { quantity }) => total + quantity, 0),
					);
		if (units <= 0) continue;
		const serials = here.flatMap(({ name, quantity }) => Array.from({ length: quantity }, () => name)).slice(0, units);
		const sku = products.skuOf(move.product_id);
		const found = planReceipt([{ line: sku, sku, quantity: units, serials }], open, expected);
		for (const arrival of found)
			open.moves.find(({ id }) => id === arrival.move.id)!.product_uom_qty -= arrival.quantity;
		arrivals.push(
			...found.map((arrival) => ({ ...arrival, move: document.moves.find(({ id }) => id === arrival.move.id)! })),
		);
		const quantity = found.reduce((total, arrival) => total + arrival.quantity, 0);
		if (!quantity) continue;
		const chosen = found.flatMap(({ lot, quantity: pieces }): LotShare[] =>
			lot ? [{ lot, name: '', quantity: pieces }] : [],
		);
		legs.push({
			product: move.product_id!,
			unit: move.product_uom!,
			quantity,
			from: move.location_dest_id!,
			to: move.location_id!,
			lots: chosen,
			links: { 'origin_returned_move_id/.id': move.id, 'move_orig_ids/.id': move.id },
		});
	}
	return { legs: joined(legs), arrivals, name: nextName(`${parcel.name}/OUT/`, all) };
}

/** Units of whole pieces as the order counts them, no more than are left. */
function wholePacks(left: number, { moves, products }: ReturnDocument, { product_id }: Move): number {
	const [move] = moves.filter((one) => one.product_id === product_id && one.state !== 'done');
	if (!move) return 0;
	const pack = products.unitsOf(move);
	return Math.floor(left / pack + 1e-9) * pack;
}

/** What a booked match took out of the parcel, as arrivals of the return. It says the same before and after the return is booked. */
export async function arrivalsOf(odoo: Odoo, match: Picking, document: ReturnDocument): Promise<Arrival[]> {
	const lines = await odoo.search('stock.move.line', MoveLine, [
		['picking_id', '=', match.id],
		['state', '=', 'done'],
	]);
	const left = new Map(
		document.moves.filter(({ state }) => state !== 'done').map((move) => [move.id, move.product_uom_qty]),
	);
	const found = lines.flatMap((line) => {
		let open = line.quantity;
		return document.moves
			.filter(({ product_id }) => product_id === line.product_id)
			.flatMap((move): Arrival[] => {
				const quantity = Math.min(open, left.get(move.id) ?? 0);
				if (quantity <= 0) return [];
				open -= quantity;
				left.set(move.id, left.get(move.id)! - quantity);
				return [{ move, quantity, ...(line.lot_id && { lot: line.lot_id.id }) }];
			});
	});
	if (found.length) return found;
	throw new EffectError(`Return ${document.root.name} expects the goods of transfer ${match.name} no more`, {
		category: 'rejected',
		connection: 'odoo',
		advice:
			'Somebody received other pieces on the return. Return the transfer in Odoo, so that the goods are at the inspection location again.',
	});
}
