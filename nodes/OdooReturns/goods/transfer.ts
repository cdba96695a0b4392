import { outOfTurnCode } from '../../shared/store/store';
import { EffectError } from '../../shared/model';
import { actCall, loadCall, loaded, loadedOne, readCall, searchCall, type Call } from '../transport/calls';
import type { Domain } from '../transport/wire';
import type { Odoo } from '../transport/odoo';
import { documentTable, recordsTable, type LoadTable, type Row } from '../transport/table';
import { Move, Picking } from '../records/answers';
import type { LotShare } from './lots';

/** So much of one product that goes from one place to another. */
export interface Leg {
	product: number;
	unit: number;
	/** In `unit`. */
	quantity: number;
	from: number;
	to: number;
	/** Which lots; empty: Odoo chooses. */
	lots: LotShare[];
	/** Further columns of the move. `move_orig_ids/.id`: Odoo takes only what these moves brought and nothing has taken since. */
	links?: Row;
}

export interface TransferHeader {
	operationType: number;
	from: number;
	to: number;
	origin: string;
	/** Further columns of the transfer. */
	links?: Row;
}

/**
 * Makes a transfer under its key, or finds it, and books it, one state-guarded step at a time, so that it may be cut off anywhere
 * and be run by several at once. Gives back the booked transfer. Throws `retryable` when the goods are not all there.
 */
export async function carryOut(odoo: Odoo, key: string, header: TransferHeader, legs: Leg[]): Promise<Picking> {
	const table = transferTable(key, header, legs);
	await odoo.ahead(() => [
		loadCall('stock.picking', table),
		actCall('stock.picking', 'action_confirm', loaded),
		actCall('stock.picking', 'action_assign', loaded),
		readCall('stock.picking', Picking, loaded),
		searchCall('stock.move', Move, liveMoves(loadedOne)),
	]);
	const [id] = await odoo.load('stock.picking', table);
	const before = await odoo.get('stock.picking', Picking, id);
	if (before.state === 'done') return before;
	if (before.state === 'cancel')
		throw new EffectError(`Transfer ${before.name} was canceled in Odoo`, {
			category: 'rejected',
			connection: 'odoo',
			advice: 'Delete the canceled transfer in Odoo, then replay the step.',
		});
	try {
		await book(odoo, key, before, legs);
	} catch (error) {
		// Another execution may have booked it in between; Odoo refuses a second time in many words.
		if (
			!(error instanceof EffectError) ||
			error.category !== 'rejected' ||
			(await odoo.get('stock.picking', Picking, id)).state !== 'done'
		)
			throw error;
	}
	const after = await odoo.get('stock.picking', Picking, id);
	if (after.state === 'done') return after;
	throw new EffectError(`Odoo did not book transfer ${after.name}`, {
		category: 'rejected',
		connection: 'odoo',
		advice: 'Open the transfer in Odoo and press Validate: it asks what is missing. Then replay the step.',
	});
}

/** Without skip_backorder a transfer that is short is answered by a question, and nothing is booked. */
const unasked = { skip_backorder: true, skip_sms: true, skip_expired: true };

/** Books a transfer as it stands. Odoo's answer says little: read its state afterwards. */
export function bookCall(picking: number): Call<unknown> {
	return actCall('stock.picking', 'button_validate', [picking], unasked);
}

/** The transfer under a key, if it was made. */
export async function findTransfer(odoo: Odoo, key: string): Promise<Picking | undefined> {
	const id = await odoo.find(key);
	return id ? await odoo.get('stock.picking', Picking, id) : undefined;
}

async function book(odoo: Odoo, key: string, { id, name, state }: Picking, legs: Leg[]): Promise<void> {
	if (state === 'draft') await odoo.act('stock.picking', 'action_confirm', [id]);
	const read = async () => await odoo.search('stock.move', Move, liveMoves(id));
	const short = (move: Move) => move.quantity < move.product_uom_qty - 1e-6;
	let moves = await read();
	for (const prepare of [undefined, tidyStock]) {
		if (!moves.some(short)) break;
		await prepare?.(odoo);
		await odoo.act('stock.picking', 'action_assign', [id]);
		moves = await read();
	}
	if (moves.some(short)) throw notThere(`transfer ${name}`);
	// Once one line is marked as picked Odoo takes marked lines only and drops those it had chosen by itself.
	const table = legs.some(({ lots }) => lots.length) && lineTable(key, moves, legs);
	if (table) await odoo.load('stock.move.line', table);
	await odoo.ahead(() => [bookCall(id), readCall('stock.picking', Picking, [id])]);
	await odoo.run(bookCall(id));
}

function liveMoves(picking: number): Domain {
	return [
		['picking_id', '=', picking],
		['state', '!=', 'cancel'],
	];
}

/**
 * Lets Odoo put its stock figures in order, as it does whenever somebody opens its physical inventory: transfers that were booked at the
 * same moment may leave pieces reserved that nobody wants, and the same pieces on two rows of which one is negative.
 */
async function tidyStock(odoo: Odoo): Promise<void> {
	try {
		await odoo.call('stock.quant', 'action_view_inventory', {}, { repeatable: true });
	} catch (error) {
		// An Odoo that does not offer it does it once a day.
		if (!(error instanceof EffectError) || error.category === 'retryable') throw error;
	}
}

export function notThere(name: string): EffectError {
	return new EffectError(`The goods for ${name} are not all at the inspection location yet`, {
		category: 'retryable',
		connection: 'odoo',
		code: outOfTurnCode,
		retryAfterMs: 60_000,
		advice:
			'Odoo Returns: Receive Goods must have booked them first. It is tried again; when it stays, look in Odoo at who took them.',
	});
}

/** One transfer, one move per leg, each to its own place (docs/facts/odoo.md#one-transfer-can-lead-to-several-places). */
function transferTable(
	key: string,
	{ operationType, from, to, origin, links }: TransferHeader,
	legs: Leg[],
): LoadTable {
	return documentTable(
		key,
		{ 'picking_type_id/.id': operationType, 'location_id/.id': from, 'location_dest_id/.id': to, origin, ...links },
		'move_ids',
		legs.map((leg) => ({
			'product_id/.id': leg.product,
			product_uom_qty: leg.quantity,
			'product_uom/.id': leg.unit,
			'location_id/.id': leg.from,
			'location_dest_id/.id': leg.to,
			...leg.links,
		})),
	);
}

/** The very pieces of each leg, as move lines under keys of their own. */
function lineTable(key: string, moves: Move[], legs: Leg[]): LoadTable {
	const origin = (leg: Leg) => leg.links?.['origin_returned_move_id/.id'];
	return recordsTable(
		legs
			.flatMap((leg) =>
				(leg.lots.length ? leg.lots : [{ lot: undefined, quantity: leg.quantity }]).map(({ lot, quantity }) => ({
					leg,
					lot,
					quantity,
				})),
			)
			.map(({ leg, lot, quantity }, index) => {
				const move = moves.find(
					(one) =>
						one.product_id === leg.product &&
						one.location_dest_id === leg.to &&
						(!origin(leg) || one.origin_returned_move_id === origin(leg)),
				)!;
				return {
					key: `${key}.line.${index + 1}`,
					values: {
						'picking_id/.id': move.picking_id,
						'move_id/.id': move.id,
						'product_id/.id': leg.product,
						'product_uom_id/.id': leg.unit,
						'location_id/.id': leg.from,
						'location_dest_id/.id': leg.to,
						'lot_id/.id': lot,
						quantity,
						picked: true,
					},
				};
			}),
	);
}

/** Legs of the same product, place and links as one: Odoo joins their moves in any case. */
export function joined<L extends Leg>(legs: L[]): L[] {
	const of = ({ product, unit, from, to, links }: Leg) => JSON.stringify([product, unit, from, to, links]);
	const groups = new Map<string, L>();
	for (const leg of legs) {
		const known = groups.get(of(leg));
		groups.set(
			of(leg),
			known ? { ...known, quantity: known.quantity + leg.quantity, lots: [...known.lots, ...leg.lots] } : leg,
		);
	}
	return [...groups.values()];
}
