import { EffectError } from '../../shared/model';
import { bookCall } from '../goods/transfer';
import { Move, Picking, type BroughtOrder, type PricedLine } from '../records/answers';
import { linesInOdoo, odooTime } from './place';
import type { Situation } from './read';

/** What has left, and what is still to be booked as delivered. */
export interface Deliveries {
	/** Transfers that are done. */
	done: Picking[];
	/** Pieces by line of the plan that were sent and are not delivered in Odoo. */
	missing: number[];
	/** Pieces by line of the plan that are delivered in Odoo. */
	delivered: number[];
	/** Transfers that say they were booked later than the goods were sent, and when these were. */
	late: Array<{ picking: number; sentAt: string }>;
	warnings: string[];
}

const eps = 1e-6;

/** Reads how far an order is delivered. Returns, and what was sent out again, do not count. */
export async function readDeliveries(at: Situation, lines: PricedLine[]): Promise<Deliveries & { moves: Move[] }> {
	const { own, plan, deliver, order } = at;
	const ids = plan.lines.map((_, index) => lines[index].id);
	const moves = (await own.search('stock.move', Move, [['sale_line_id', 'in', ids]])).filter(
		({ location_dest_usage, origin_returned_move_id }) =>
			location_dest_usage === 'customer' && !origin_returned_move_id,
	);
	const left = moves.filter(({ state }) => state === 'done');
	const done = await own.read('stock.picking', Picking, [
		...new Set(left.flatMap(({ picking_id }) => picking_id ?? [])),
	]);
	const delivered = ids.map((id) =>
		left.filter(({ sale_line_id }) => sale_line_id === id).reduce((sum, { quantity }) => sum + quantity, 0),
	);
	// What is no parcel has no transfer.
	const missing = plan.lines.map(({ sent }, index) =>
		deliver && moves.some(({ sale_line_id }) => sale_line_id === ids[index]) ? Math.max(0, sent - delivered[index]) : 0,
	);
	const late = done.flatMap(({ id: picking, date_done: bookedAt }) => {
		const sentAt = plan.lines
			.filter((_, index) => left.some((move) => move.picking_id === picking && move.sale_line_id === ids[index]))
			.flatMap(({ line, sent }) => (sent && (line?.fulfilledAt ?? order.fulfilledAt)) || [])
			.sort()
			.at(-1);
		return deliver && sentAt && bookedAt && bookedAt > wholeSecond(sentAt) ? [{ picking, sentAt }] : [];
	});
	return { done: done.sort((a, b) => a.id - b.id), missing, delivered, late, warnings: [], moves };
}

/**
 * Books what was sent and is not yet delivered in Odoo, and no more; the rest of a line stays open. Its deliveries get the day on which the
 * goods were sent.
 */
export async function deliverGoods(at: Situation, order: BroughtOrder): Promise<Deliveries> {
	const lines = await linesInOdoo(at, order);
	const before = await readDeliveries(at, lines);
	const warnings: string[] = [];
	const open = before.moves.filter(({ state }) => state !== 'done' && state !== 'cancel');
	for (const picking of new Set(open.flatMap(({ picking_id }) => picking_id ?? []))) {
		const moves = open.filter(({ picking_id }) => picking_id === picking);
		const { missing } = await readDeliveries(at, lines);
		const taken = moves.flatMap((move) => {
			const index = at.plan.lines.findIndex((_, place) => lines[place].id === move.sale_line_id);
			const pieces = Math.min(move.product_uom_qty, missing[index]);
			missing[index] -= pieces;
			return pieces > eps ? [{ move, pieces }] : [];
		});
		if (!taken.length) continue;
		if (taken.some(({ move }) => move.state === 'waiting')) {
			warnings.push(`Odoo delivers order ${order.name} in several steps: book them there, with what was sent.`);
			continue;
		}
		await book(at, picking, taken);
	}
	const after = await readDeliveries(at, lines);
	if (after.missing.some((pieces) => pieces > eps) && !warnings.length)
		throw new EffectError(`Odoo did not book all that was sent of order ${order.name}`, {
			category: 'rejected',
			connection: 'odoo',
			advice: 'Open its delivery in Odoo and press Validate: it says what is missing. Then run this again.',
		});
	for (const { picking, sentAt } of after.late)
		await write(at, 'stock.picking', picking, { date_done: odooTime(sentAt) });
	const { done, missing, delivered } = after;
	return { done, missing, delivered, late: [], warnings };
}

/** Odoo knows no parts of a second. */
function wholeSecond(instant: string): string {
	return new Date(Math.floor(Date.parse(instant) / 1000) * 1000).toISOString();
}

async function write({ own }: Situation, model: string, id: number, vals: object): Promise<void> {
	await own.call(model, 'write', { ids: [id], vals }, { repeatable: true });
}

async function book(at: Situation, picking: number, taken: Array<{ move: Move; pieces: number }>): Promise<void> {
	const { own, source } = at;
	if (source && (await own.get('stock.picking', Picking, picking)).location_id !== source)
		await write(at, 'stock.picking', picking, { location_id: source });
	// Once a line is marked as picked Odoo takes marked lines only, and leaves the others for a further delivery.
	for (const { move, pieces } of taken) await write(at, 'stock.move', move.id, { quantity: pieces, picked: true });
	await own.run(bookCall(picking));
}
