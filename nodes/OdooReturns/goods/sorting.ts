import { z } from 'zod';
import { EffectError, type StockPlace } from '../../shared/model';
import type { Odoo } from '../transport/odoo';
import { Move, MoveLine, Quant, type Picking } from '../records/answers';
import { namesPerUnit, takeLots, type LotShare } from './lots';
import type { ReturnMove } from './products';
import type { ReturnDocument } from './returnDocument';
import { joined, type Leg } from './transfer';

/** So many pieces of a product that go to one place. */
export interface Sorted {
	line: string;
	sku: string;
	quantity: number;
	destination: StockPlace;
	/** A move that brought the product: which product, in which unit. */
	move: Move;
	/** The quantity in the move's unit. */
	units: number;
	location: number;
	serials: string[];
}

/** What is at the inspection location because of a return. */
export interface AtHand {
	/** Done moves that brought it: the return's own, and those of goods that the return did not expect. */
	arrived: ReturnMove[];
	/** What they brought and nothing of this return has taken away, by product. */
	units: Map<number, number>;
	/** The same of tracked products, by product. */
	lots: Map<number, LotShare[]>;
}

/** What of a return waits at its inspection location. `except`: a transfer that shall not count, the one that is being planned. */
export async function readGoodsAtHand(
	odoo: Odoo,
	{ root }: ReturnDocument,
	moves: ReturnMove[],
	except: number | undefined,
): Promise<AtHand> {
	const place = root.location_dest_id!;
	const arrived = moves.filter((move) => move.state === 'done' && move.location_dest_id === place);
	const taken = moves.filter(
		(move) => move.location_id === place && move.state !== 'cancel' && move.picking_id !== except,
	);
	const units = new Map<number, number>();
	for (const { product_id, quantity } of arrived) units.set(product_id!, (units.get(product_id!) ?? 0) + quantity);
	for (const { product_id, quantity, product_uom_qty, state } of taken)
		units.set(product_id!, (units.get(product_id!) ?? 0) - (state === 'done' ? quantity : product_uom_qty));
	return { arrived, units, lots: await readLotsAtHand(odoo, arrived, taken) };
}

/** Lots that moves brought, less what others took, by product. */
export async function readLotsAtHand(odoo: Odoo, arrived: Move[], taken: Move[]): Promise<Map<number, LotShare[]>> {
	const tracked = (moves: Move[]) => moves.filter(({ has_tracking }) => has_tracking !== 'none').map(({ id }) => id);
	const lots = new Map<number, LotShare[]>();
	if (!tracked(arrived).length) return lots;
	const lines = await odoo.search(
		'stock.move.line',
		MoveLine,
		[['move_id', 'in', [...tracked(arrived), ...tracked(taken)]]],
		{ limit: 5000 },
	);
	for (const { move_id, product_id, lot_id, quantity } of lines) {
		if (!lot_id) continue;
		const own = lots.get(product_id!) ?? [];
		lots.set(product_id!, own);
		const share = own.find(({ lot }) => lot === lot_id.id);
		const more = arrived.some(({ id }) => id === move_id) ? quantity : -quantity;
		if (share) share.quantity += more;
		else own.push({ lot: lot_id.id, name: lot_id.name, quantity: more });
	}
	return lots;
}

/**
 * Sorted goods as moves out of the inspection location, each with the moves that brought them, so that Odoo takes none of another
 * return's. Undefined when they are not all there yet. Throws when it cannot be told which numbered piece goes where.
 */
export function legsOfSorting(sorted: Sorted[], { arrived, units, lots }: AtHand): Leg[] | undefined {
	const wanted = new Map<number, number>();
	for (const one of sorted) wanted.set(one.move.product_id!, (wanted.get(one.move.product_id!) ?? 0) + one.units);
	for (const [product, quantity] of wanted) if (quantity > (units.get(product) ?? 0) + 1e-6) return undefined;
	const pools = new Map([...lots].map(([product, shares]) => [product, shares.map((share) => ({ ...share }))]));
	// Pieces that are named come first: what is left over may then be clear without names.
	const chosen = new Map<Sorted, LotShare[]>();
	for (const one of [...sorted].sort((a, b) => Number(!a.serials.length) - Number(!b.serials.length)))
		chosen.set(one, lotsOf(one, pools, sorted));
	return joined(
		sorted.map((one) => {
			const product = one.move.product_id!;
			const origins = arrived.filter(({ product_id }) => product_id === product).map(({ id }) => id);
			return {
				product,
				unit: one.move.product_uom!,
				quantity: one.units,
				from: one.move.location_dest_id!,
				to: one.location,
				lots: chosen.get(one)!,
				links: { 'move_orig_ids/.id': origins.join(',') },
			};
		}),
	);
}

function lotsOf(one: Sorted, pools: Map<number, LotShare[]>, sorted: Sorted[]): LotShare[] {
	const { move, sku, line, units, serials, location } = one;
	if (move.has_tracking === 'none') return [];
	const pool = pools.get(move.product_id!) ?? [];
	const names = namesPerUnit(serials, units, move.has_tracking);
	// Pieces of which all go to the same place need no names.
	const all = sorted.every(
		(other) => other.move.product_id !== move.product_id || other.serials.length || other.location === location,
	);
	const found = names && (all && !names.length ? anyOf(pool, units) : takeLots(pool, units, names));
	const what = sku || `line ${line}`;
	if (!found || found === 'unclear')
		throw unclear(
			`${units} pieces of ${what} go to "${one.destination}", and ${serials.length || 'no'} serial numbers or lots tell which`,
		);
	if (found.unknown.length)
		throw unclear(
			`Serial number ${found.unknown.join(', ')} of ${what} is not among what came with this return and waits for inspection`,
		);
	return found.taken;
}

/** The first units of a pool. */
function anyOf(pool: LotShare[], units: number): { taken: LotShare[]; unknown: string[] } {
	let open = units;
	const taken = pool.flatMap((share) => {
		const quantity = Math.min(open, share.quantity);
		open -= quantity;
		share.quantity -= quantity;
		return quantity > 1e-6 ? [{ ...share, quantity }] : [];
	});
	return { taken, unknown: [] };
}

function unclear(message: string): EffectError {
	return new EffectError(message, {
		category: 'invalid_input',
		connection: 'odoo',
		field: 'inspection.lines.serials',
		advice: 'Name the serial numbers of each line of the inspection.',
	});
}

/** Throws when an inspection of that name was booked with other goods or places: the pieces would silently stay where they are. */
export async function assertSameContent(
	odoo: Odoo,
	transfer: Picking,
	inspection: string,
	sorted: Sorted[],
): Promise<void> {
	const moves = await odoo.search('stock.move', Move, [
		['picking_id', '=', transfer.id],
		['state', '=', 'done'],
	]);
	const content = (rows: Array<[number, number, number]>) => {
		const sums = new Map<string, number>();
		for (const [product, place, units] of rows)
			sums.set(`${product} to ${place}`, (sums.get(`${product} to ${place}`) ?? 0) + units);
		return JSON.stringify([...sums].sort(([a], [b]) => (a < b ? -1 : 1)));
	};
	const booked = content(
		moves.map(({ product_id, location_dest_id, quantity }) => [product_id!, location_dest_id!, quantity]),
	);
	if (booked === content(sorted.map(({ move, location, units }) => [move.product_id!, location, units]))) return;
	throw new EffectError(
		`Inspection ${inspection} was booked before with other goods or destinations (transfer ${transfer.name})`,
		{
			category: 'rejected',
			connection: 'odoo',
			field: 'inspection.id',
			advice: 'Give a new inspection an ID of its own. To correct the old one, move the goods in Odoo.',
		},
	);
}

export interface Stock {
	sku: string;
	location: number;
	/** Pieces there, over all rows: concurrent moves leave two, one of them negative. */
	quantity: number;
	/** Of these, not reserved for anything. */
	available: number;
}

/** What is at the places that a sorting touches. */
export async function readStockAt(odoo: Odoo, sorted: Sorted[], from: number): Promise<Stock[]> {
	if (!sorted.length) return [];
	const products = new Map(sorted.map(({ move, sku }) => [move.product_id!, sku]));
	const locations = [...new Set([from, ...sorted.map(({ location }) => location)])];
	const quants = await odoo.search(
		'stock.quant',
		Quant,
		[
			['product_id', 'in', [...products.keys()]],
			['location_id', 'in', locations],
		],
		{ limit: 5000 },
	);
	return [...products].flatMap(([product, sku]) =>
		locations.map((location) => {
			const own = quants.filter((one) => one.product_id === product && one.location_id === location);
			const sum = (of: (quant: (typeof own)[number]) => number) => own.reduce((total, one) => total + of(one), 0);
			return {
				sku,
				location,
				quantity: sum(({ quantity }) => quantity),
				available: sum(({ quantity, reserved_quantity }) => quantity - reserved_quantity),
			};
		}),
	);
}

export const Availability = z.object({
	sku: z.string(),
	location: z.number().int(),
	/** What the location is for: `inspection`, or the destination. */
	place: z.string(),
	before: z.number().optional(),
	after: z.number(),
	availableBefore: z.number().optional(),
	availableAfter: z.number(),
});
type Availability = z.infer<typeof Availability>;

/** Both counts side by side. */
export function compared(before: Stock[] | undefined, after: Stock[], sorted: Sorted[]): Availability[] {
	return after.map(({ sku, location, quantity, available }) => {
		const earlier = before?.find((one) => one.sku === sku && one.location === location);
		const place = sorted.find((one) => one.location === location)?.destination ?? 'inspection';
		return {
			sku,
			location,
			place,
			before: earlier?.quantity,
			after: quantity,
			availableBefore: earlier?.available,
			availableAfter: available,
		};
	});
}
