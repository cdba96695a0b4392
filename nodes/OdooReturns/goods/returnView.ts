import { z } from 'zod';
import type { Odoo } from '../transport/odoo';
import { Move, MoveLine, type Picking, type SaleOrder } from '../records/answers';
import type { Products } from './products';

/** How far a return has come, over all its transfers. */
const Progress = z.enum(['open', 'part_received', 'received', 'canceled']);
export type Progress = z.infer<typeof Progress>;

export const ReturnView = z.object({
	id: z.string(),
	name: z.string(),
	/** The case it belongs to, or whatever else it was made from. */
	reference: z.string(),
	progress: Progress,
	order: z.object({ id: z.string(), name: z.string() }).optional(),
	/** Its first transfer and the backorders of it. */
	transfers: z.array(
		z.object({ id: z.string(), name: z.string(), state: z.string(), receivedAt: z.string().optional() }),
	),
	/** Quantities in the order line's unit. */
	lines: z.array(
		z.object({
			orderLine: z.string().optional(),
			sku: z.string(),
			expected: z.number(),
			received: z.number(),
			open: z.number(),
			serials: z.array(z.string()),
		}),
	),
});
export type ReturnView = z.infer<typeof ReturnView>;

/** Computed from what the transfers' moves say; canceled ones expect nothing. */
export function returnView(
	root: Picking,
	pickings: Picking[],
	moves: Move[],
	lots: MoveLine[],
	products: Products,
	order: Pick<SaleOrder, 'id' | 'name'> | undefined,
): ReturnView {
	const alive = moves.filter(({ state }) => state !== 'cancel');
	const of = (move: Move) => `${move.sale_line_id ?? ''} ${move.product_id}`;
	const round = (value: number) => Math.round(value * 1e4) / 1e4;
	const lines = [...new Set(alive.map(of))].map((line) => {
		const own = alive.filter((move) => of(move) === line);
		const sum = (state: (move: Move) => boolean) =>
			round(
				own
					.filter(state)
					.reduce(
						(total, move) =>
							total + (move.state === 'done' ? move.quantity : move.product_uom_qty) / products.unitsOf(move),
						0,
					),
			);
		const [received, open] = [sum(({ state }) => state === 'done'), sum(({ state }) => state !== 'done')];
		const serials = lots
			.filter(({ move_id, state }) => state === 'done' && own.some(({ id }) => id === move_id))
			.flatMap(({ lot_id }) => lot_id?.name ?? []);
		return {
			...(own[0].sale_line_id && { orderLine: String(own[0].sale_line_id) }),
			sku: products.skuOf(own[0].product_id),
			expected: round(received + open),
			received,
			open,
			serials,
		};
	});
	return {
		id: String(root.id),
		name: root.name,
		reference: root.origin ?? '',
		progress: progressOf(pickings),
		...(order && { order: { id: String(order.id), name: order.name } }),
		transfers: pickings.map(({ id, name, state, date_done }) => ({
			id: String(id),
			name,
			state,
			...(state === 'done' && { receivedAt: date_done }),
		})),
		lines,
	};
}

function progressOf(pickings: Picking[]): Progress {
	const states = new Set(pickings.map(({ state }) => (state === 'done' || state === 'cancel' ? state : 'open')));
	if (states.has('open')) return states.has('done') ? 'part_received' : 'open';
	return states.has('done') ? 'received' : 'canceled';
}

/** All moves of transfers, canceled ones too, and the lots that were received on them. */
export async function readMoves(odoo: Odoo, pickings: Picking[]): Promise<{ moves: Move[]; lots: MoveLine[] }> {
	const moves = await odoo.search('stock.move', Move, [['picking_id', 'in', pickings.map(({ id }) => id)]], {
		limit: 5000,
	});
	const tracked = moves.filter(({ has_tracking }) => has_tracking !== 'none').map(({ id }) => id);
	return {
		moves,
		lots: tracked.length
			? await odoo.search('stock.move.line', MoveLine, [['move_id', 'in', tracked]], { limit: 5000 })
			: [],
	};
}
