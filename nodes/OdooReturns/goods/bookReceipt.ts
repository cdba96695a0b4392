import { z } from 'zod';
import type { CaseState } from '../../shared/case/caseState';
import type { Effect } from '../../shared/effect';
import { EffectError, type NewEvent, type Receipt } from '../../shared/model';
import { MoveLine, type Picking } from '../records/answers';
import { billedCall, stopRebilling } from '../sale/orderedQuantity';
import { findCall, loadCall, loaded, readCall, type Call, type PlannedCall } from '../transport/calls';
import type { Odoo } from '../transport/odoo';
import { documentKey, recordsTable } from '../transport/table';
import { Booked } from './byHand';
import { readLotsExpected } from './lots';
import { exceptionOf, planReceipt, settle, Settled, type Arrival, type Counted } from './planReceipt';
import { readReturn, readyReturn, requireReturn, returnCall, type ReturnDocument } from './returnDocument';
import { bookStrays, contentOf, Stray, type StrayPlace } from './strays';
import { bookCall, findTransfer } from './transfer';

/** What a receipt is booked with, read once. */
export interface Booking {
	odoo: Odoo;
	reference: string;
	receipt: Receipt;
	counted: Counted[];
	/** The case, if there is a case store. */
	found: CaseState | undefined;
	/** Pieces that the return does not expect are taken in too. */
	takeIn: boolean;
}

export const Posted = Booked.partial({ id: true, name: true }).extend({
	...Settled.shape,
	/** The transfer that took in what the return does not expect, when that was asked for. */
	strays: z.object({ id: z.string(), name: z.string(), lines: z.array(Stray) }).optional(),
});
/** Without `id` and `name` when nothing of it fits. */
export type Posted = z.infer<typeof Posted>;

/** Books a receipt into stock, once. */
export function bookingEffect(at: Booking): Effect<Posted | Settled> {
	return {
		key: `${at.reference}/${at.receipt.id}`,
		kind: 'odoo.receipt',
		lookUp: async () => await findBooked(at),
		act: async () => await book(at),
		preview: async () => await plan(at),
	};
}

/** What the case learns of a booked receipt. Of one that was recorded it has opened its own exceptions; what only Odoo knows, such as serial numbers, is added. */
export function bookingEvents({ reference, receipt, found }: Booking, { id, exceptions }: Partial<Posted>): NewEvent[] {
	const source = { source: 'odoo', id: `${reference}.receipt.${receipt.id}` };
	const recorded = found?.receipts.some((one) => one.id === receipt.id);
	const unknown = (exceptions ?? [])
		.map(exceptionOf)
		.filter(
			({ code, line }) =>
				!recorded || !found!.exceptions.some((one) => one.code === code && (!one.line || one.line === line)),
		);
	return [
		...(id ? [{ ...source, type: 'receipt.posted' as const, data: { id, system: 'odoo', receipt: receipt.id } }] : []),
		...unknown.map((exception, index) => ({
			...source,
			id: `${source.id}.exception.${index + 1}`,
			type: 'exception.opened' as const,
			data: { exception },
		})),
	];
}

async function findBooked(at: Booking): Promise<Posted | undefined> {
	const { odoo, reference, receipt, counted, takeIn } = at;
	const lines = await readLinesOfReceipt(odoo, reference, receipt.id);
	const strayKey = documentKey(reference, 'stray', receipt.id);
	const strays = takeIn ? await findTransfer(odoo, strayKey) : undefined;
	if (lines.some(({ state }) => state !== 'done') || (strays && strays.state !== 'done') || (!lines.length && !strays))
		return undefined;
	const document = await requireReturn(odoo, reference, idOf(at));
	const settled = settle(counted, lines, document);
	return takeIn && !strays && settled.exceptions.length
		? undefined
		: await result(at, document, { ...settled, booked: lines, strays });
}

async function book(at: Booking): Promise<Posted> {
	const { odoo, reference, receipt, counted, takeIn } = at;
	const id = idOf(at);
	if (id) await odoo.ahead(() => [returnCall(Number(id)), receiptCall(reference, receipt.id)]);
	const before = await requireReturn(odoo, reference, id);
	const { own } = before;
	// Read after the document, never before: another execution may have booked the receipt in between, and the plan would then be for what is left.
	const known = await readLinesOfReceipt(own, reference, receipt.id);
	const booked = known.length ? await bookLines(own, receipt.id, known) : await bookNew(at, before);
	const document = await readReturn(own, before.root.id);
	const settled = settle(counted, booked, document);
	const pieces = settled.exceptions.map(({ sku, units, serials }) => ({ sku, quantity: units, serials }));
	const strayKey = documentKey(reference, 'stray', receipt.id);
	const strays =
		takeIn && pieces.length ? await bookStrays(own, strayKey, reference, pieces, strayPlace(document)) : undefined;
	return await result(at, document, { ...settled, booked, strays });
}

async function plan(at: Booking): Promise<Settled> {
	const { odoo, reference, counted } = at;
	const document = await requireReturn(odoo, reference, idOf(at));
	const lots = await readLotsExpected(document.own, document.moves);
	const arrivals = planReceipt(counted, document, lots);
	const lines = arrivals.map(({ move, quantity }, id) => ({ id, move_id: move.id, quantity }) as MoveLine);
	const withoutSerials = counted.map((one) => ({ ...one, serials: [] }));
	return settle(withoutSerials, lines, document);
}

/** Books the receipt's pieces on the open documents. Gives back its lines in Odoo; none when nothing fits. */
async function bookNew({ reference, receipt, counted }: Booking, document: ReturnDocument): Promise<MoveLine[]> {
	const open = await readyReturn(document);
	const { own } = open;
	const lots = await readLotsExpected(own, open.moves);
	const arrivals = planReceipt(counted, open, lots);
	return arrivals.length
		? await bookArrivals(own, reference, receipt.id, arrivals, () => [
				returnCall(open.root.id),
				billedCall(arrivals.flatMap(({ move }) => move.sale_line_id ?? [])),
			])
		: [];
}

async function result(
	{ receipt }: Booking,
	{ own, pickings, moves }: ReturnDocument,
	{ booked, strays, ...settled }: Settled & { booked: MoveLine[]; strays: Picking | undefined },
): Promise<Posted> {
	const picking = pickings.find(({ id }) => id === booked[0]?.picking_id);
	// A refund that was credited before the goods came could not lower the ordered quantity then.
	const moved = moves.filter(({ id }) => booked.some(({ move_id }) => move_id === id));
	const warnings = await stopRebilling(
		own,
		moved.flatMap(({ sale_line_id }) => sale_line_id ?? []),
	);
	const backorder = pickings.find(({ state }) => state !== 'done' && state !== 'cancel');
	return {
		...(picking && { id: String(picking.id), name: picking.name }),
		receipt: receipt.id,
		...settled,
		...(strays && { strays: { id: String(strays.id), name: strays.name, lines: await contentOf(own, strays.id) } }),
		backorder: backorder && String(backorder.id),
		warnings,
	};
}

/** The return's first transfer, when the case has it. */
function idOf({ found }: Booking): string | undefined {
	return found?.ids['odoo.return'];
}

/** Where what a return does not expect goes: beside what it expects. */
function strayPlace({ root }: ReturnDocument): StrayPlace {
	return { operationType: root.picking_type_id!, customers: root.location_id!, inspection: root.location_dest_id! };
}

/** A receipt's name in Odoo. Its lines are numbered after it. */
function receiptKey(reference: string, receipt: string): string {
	return documentKey(reference, 'rcv', receipt);
}

function lineKey(receipt: string, index: number): string {
	return `${receipt}.${index + 1}`;
}

/** The call that `readLinesOfReceipt` makes first. */
function receiptCall(reference: string, receipt: string): PlannedCall {
	return findCall(lineKey(receiptKey(reference, receipt), 0));
}

/** Lines that a receipt has in Odoo already. */
export async function readLinesOfReceipt(odoo: Odoo, reference: string, receipt: string): Promise<MoveLine[]> {
	const key = receiptKey(reference, receipt);
	const ids: number[] = [];
	for (let id = await odoo.find(lineKey(key, 0)); id; id = await odoo.find(lineKey(key, ids.length))) ids.push(id);
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
	const key = receiptKey(reference, receipt);
	// Loading them marks the pieces as picked. The same receipt finds its lines again, on whatever document they are by then, so that it counts once.
	const table = recordsTable(
		arrivals.map(({ move, quantity, lot }, index) => ({
			key: lineKey(key, index),
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
	const bookings = bookCallsOf(arrivals.map(({ move }) => move.picking_id!));
	await odoo.ahead(() => [
		loadCall('stock.move.line', table),
		...bookings,
		readCall('stock.move.line', MoveLine, loaded),
		...next(),
	]);
	const ids = await odoo.load('stock.move.line', table);
	return await bookAll(odoo, receipt, ids, bookings);
}

/** The same for lines that an earlier try has put there. */
export async function bookLines(odoo: Odoo, receipt: string, lines: MoveLine[]): Promise<MoveLine[]> {
	const open = lines.filter(({ state }) => state !== 'done').map(({ picking_id }) => picking_id!);
	const ids = lines.map(({ id }) => id);
	return open.length ? await bookAll(odoo, receipt, ids, bookCallsOf(open)) : lines;
}

function bookCallsOf(pickings: number[]): Array<Call<unknown>> {
	return [...new Set(pickings)].map(bookCall);
}

async function bookAll(
	odoo: Odoo,
	receipt: string,
	lines: number[],
	bookings: Array<Call<unknown>>,
): Promise<MoveLine[]> {
	for (const call of bookings) await odoo.run(call);
	const booked = await odoo.read('stock.move.line', MoveLine, lines);
	if (booked.length === lines.length && booked.every(({ state }) => state === 'done')) return booked;
	throw new EffectError(`Odoo did not book receipt ${receipt}`, {
		category: 'rejected',
		connection: 'odoo',
		advice: 'Open the transfer in Odoo and press Validate: it asks what is missing. Then replay the step.',
	});
}
