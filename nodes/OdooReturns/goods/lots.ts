import type { Order } from '../../shared/model';
import type { Odoo } from '../transport/odoo';
import { MoveLine, type Move } from '../records/answers';

/** So many units of one lot, or the one of a serial number. */
export interface LotShare {
	lot: number;
	name: string;
	quantity: number;
}

/** What of a lot that went out with a delivery is still with the customer. */
export interface LotOut extends LotShare {
	delivery: number;
}

/** The lots that deliveries took out, less what came back, plus what was sent out again. Only done moves count. */
export async function readLotsOut(odoo: Odoo, deliveries: number[]): Promise<LotOut[]> {
	if (!deliveries.length) return [];
	const at = (path: string) =>
		odoo.search(
			'stock.move.line',
			MoveLine,
			[
				[path, 'in', deliveries],
				['state', '=', 'done'],
			],
			{ limit: 5000 },
		);
	const [sent, back, again] = [
		await at('move_id'),
		await at('move_id.origin_returned_move_id'),
		await at('move_id.origin_returned_move_id.origin_returned_move_id'),
	];
	const of = (lines: MoveLine[], lot: number) =>
		lines.filter((line) => line.lot_id?.id === lot).reduce((total, { quantity }) => total + quantity, 0);
	const home = new Map<number, number>();
	return sent.flatMap(({ move_id, lot_id, quantity }) => {
		if (!lot_id || !move_id) return [];
		// A lot that went out in several deliveries came back from the first ones first.
		const gone = home.get(lot_id.id) ?? of(back, lot_id.id) - of(again, lot_id.id);
		const taken = Math.min(quantity, gone);
		home.set(lot_id.id, gone - taken);
		return quantity > taken
			? [{ delivery: move_id, lot: lot_id.id, name: lot_id.name, quantity: quantity - taken }]
			: [];
	});
}

/** The lots that moves of a return may bring. */
export async function readLotsExpected(odoo: Odoo, moves: Move[]): Promise<LotOut[]> {
	const tracked = moves.filter(({ has_tracking }) => has_tracking !== 'none');
	return await readLotsOut(
		odoo,
		tracked.flatMap(({ origin_returned_move_id }) => origin_returned_move_id ?? []),
	);
}

/** The order with the serial numbers and lots of each line that are with the customer; a line without any stays as it is. */
export async function withSerials(odoo: Odoo, order: Order): Promise<Order> {
	const movesOf = ({ providerIds }: Order['lines'][number]) =>
		(providerIds['odoo.delivery_move'] ?? '').split(',').filter(Boolean).map(Number);
	const lots = await readLotsOut(odoo, order.lines.flatMap(movesOf));
	return {
		...order,
		lines: order.lines.map((line) => {
			const moves = movesOf(line);
			const serials = lots.filter(({ delivery }) => moves.includes(delivery)).map(({ name }) => name);
			return serials.length ? { ...line, serials: [...new Set(serials)] } : line;
		}),
	};
}

/** Names of each unit: as given, or one lot's name for all of them. Undefined when the names do not fit the units. */
export function namesPerUnit(names: string[], units: number, tracking: string): string[] | undefined {
	if (!names.length || names.length === units) return names;
	return tracking === 'lot' && names.length === 1 ? Array.from({ length: units }, () => names[0]) : undefined;
}

/**
 * Takes units out of a pool of lots, which is changed: those that are named, or without names whatever leaves no choice. Names that
 * are not there come back as `unknown`; `unclear`: too few names were given to tell which pieces are meant.
 */
export function takeLots(
	pool: LotShare[],
	units: number,
	names: string[],
): { taken: LotShare[]; unknown: string[] } | 'unclear' {
	const left = pool.filter(({ quantity }) => quantity > 1e-6);
	const total = left.reduce((sum, { quantity }) => sum + quantity, 0);
	if (!names.length) {
		if (left.length > 1 && Math.abs(total - units) > 1e-6) return 'unclear';
		const [only] = left;
		return {
			taken:
				left.length > 1
					? left.map((share) => take(share, share.quantity))
					: only
						? [take(only, Math.min(units, only.quantity))]
						: [],
			unknown: [],
		};
	}
	const taken: LotShare[] = [];
	const unknown: string[] = [];
	for (const name of names) {
		const share = left.find((one) => one.name === name && one.quantity > 1e-6);
		const known = share && taken.find(({ lot }) => lot === share.lot);
		if (!share) unknown.push(name);
		else if (known) known.quantity += take(share, Math.min(1, share.quantity)).quantity;
		else taken.push(take(share, Math.min(1, share.quantity)));
	}
	return { taken, unknown };
}

function take(share: LotShare, quantity: number): LotShare {
	share.quantity -= quantity;
	return { lot: share.lot, name: share.name, quantity };
}
