import { z } from 'zod';
import type { CaseState } from '../../shared/case/caseState';
import type { Effect } from '../../shared/effect';
import type { NewEvent, Receipt } from '../../shared/model';
import type { MoveLine, Picking } from '../records/answers';
import { billedCall, stopRebilling } from '../sale/orderedQuantity';
import type { Odoo } from '../transport/odoo';
import { documentKey } from '../transport/table';
import { BookedByHand, takeUp, transferOf } from './byHand';
import { readLotsOut, type LotOut } from './lots';
import { exceptionOf, Misfit, settle } from './misfits';
import { productsOf, type Products } from './products';
import { bookArrivals, bookLines, readLinesOfReceipt, planReceipt, receiptCall, type Counted } from './receipt';
import {
	assertNotCanceled,
	makeReady,
	readReturn,
	requireReturn,
	returnCall,
	type ReturnDocument,
} from './returnDocument';
import { bookStrays, contentOf, Stray, type StrayPlace } from './strays';
import { findTransfer } from './transfer';

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

export const Posted = BookedByHand.partial({ id: true, name: true }).extend({
	/** Pieces that are in stock now because of this receipt, and those that are not booked on the return. */
	lines: z.array(z.object({ line: z.string(), sku: z.string(), quantity: z.number(), surplus: z.number() })),
	/** What a person has to look at. */
	exceptions: z.array(Misfit),
	/** The transfer that took in what the return does not expect, when that was asked for. */
	strays: z.object({ id: z.string(), name: z.string(), lines: z.array(Stray) }).optional(),
});
/** Without `id` and `name` when nothing of it fits. */
export type Posted = z.infer<typeof Posted>;

type Unbooked = Pick<Posted, 'lines' | 'exceptions'>;

/** Books a receipt into stock, once. */
export function bookingEffect(at: Booking): Effect<Posted | Unbooked> {
	const { reference, receipt } = at;
	// The trigger told of it: a person has booked it in Odoo.
	const byHand = transferOf(receipt.id);
	return {
		key: `${reference}/${receipt.id}`,
		kind: 'odoo.receipt',
		lookUp: async () => (byHand ? await takenUp(at, byHand) : await findBooked(at)),
		act: async () => (byHand ? await takenUp(at, byHand) : await book(at)),
		preview: async () => (byHand ? await takenUp(at, byHand) : await plan(at)),
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

async function takenUp(at: Booking, transfer: number): Promise<Posted> {
	return {
		...(await takeUp(at.odoo, transfer, at.reference, at.found)),
		...shown(at, { booked: at.counted.map(({ quantity }) => quantity), misfits: [] }),
	};
}

async function findBooked(at: Booking): Promise<Posted | undefined> {
	const { odoo, reference, receipt, takeIn } = at;
	const lines = await readLinesOfReceipt(odoo, reference, receipt.id);
	const strays = takeIn ? await findTransfer(odoo, strayKeyOf(at)) : undefined;
	if (lines.some(({ state }) => state !== 'done') || (strays && strays.state !== 'done') || (!lines.length && !strays))
		return undefined;
	const document = await requireReturn(odoo, reference);
	const state = settled(at, lines, document, await productsOf(odoo.forCompany(document.root.company_id), document));
	return takeIn && !strays && state.misfits.length ? undefined : await result(at, state, strays);
}

async function book(at: Booking): Promise<Posted> {
	const { odoo, reference, receipt, found, takeIn } = at;
	const id = found?.ids['odoo.return'];
	if (id) await odoo.ahead(() => [returnCall(Number(id)), receiptCall(reference, receipt.id)]);
	const document = await requireReturn(odoo, reference, id);
	const own = odoo.forCompany(document.root.company_id);
	const products = await productsOf(own, document);
	// Read after the document, never before: another execution may have booked the receipt in between, and the plan would then be for what is left.
	const known = await readLinesOfReceipt(own, reference, receipt.id);
	const booked = known.length ? await bookLines(own, receipt.id, known) : await bookNew(at, own, document, products);
	const state = settled(at, booked, await readReturn(own, document.root.id), products);
	const pieces = state.misfits.map(({ sku, units, serials }) => ({ sku, quantity: units, serials }));
	const strays =
		takeIn && pieces.length
			? await bookStrays(own, strayKeyOf(at), reference, pieces, strayPlace(document))
			: undefined;
	return await result(at, state, strays);
}

async function plan(at: Booking): Promise<Unbooked> {
	const { odoo, reference, counted } = at;
	const document = await requireReturn(odoo, reference);
	const products = await productsOf(odoo, document);
	const arrivals = planReceipt(counted, document, products, await lotsExpected(odoo, document));
	const lines = arrivals.map(({ move, quantity }, id) => ({ id, move_id: move.id, quantity }) as MoveLine);
	const withoutSerials = counted.map((one) => ({ ...one, serials: [] }));
	return shown(at, settle(withoutSerials, lines, document, products));
}

/** Books the receipt's pieces on the open documents. Gives back its lines in Odoo; none when nothing fits. */
async function bookNew(
	{ reference, receipt, counted }: Booking,
	own: Odoo,
	document: ReturnDocument,
	products: Products,
): Promise<MoveLine[]> {
	assertNotCanceled(document.root);
	const before = document.root.state;
	const ready = await makeReady(own, document.root);
	const open = ready.state === before ? document : await readReturn(own, document.root.id);
	const arrivals = planReceipt(counted, open, products, await lotsExpected(own, open));
	return arrivals.length
		? await bookArrivals(own, reference, receipt.id, arrivals, () => [
				returnCall(document.root.id),
				billedCall(arrivals.flatMap(({ move }) => move.sale_line_id ?? [])),
			])
		: [];
}

type Settled = { lines: MoveLine[]; document: ReturnDocument } & ReturnType<typeof settle>;

function settled({ counted }: Booking, lines: MoveLine[], document: ReturnDocument, products: Products): Settled {
	return { lines, document, ...settle(counted, lines, document, products) };
}

async function result(
	at: Booking,
	{ lines, document, ...settlement }: Settled,
	strays: Picking | undefined,
): Promise<Posted> {
	const own = at.odoo.forCompany(document.root.company_id);
	const picking = document.pickings.find(({ id }) => id === lines[0]?.picking_id);
	// A refund that was credited before the goods came could not lower the ordered quantity then.
	const moved = document.moves.filter(({ id }) => lines.some(({ move_id }) => move_id === id));
	const warnings = await stopRebilling(
		own,
		moved.flatMap(({ sale_line_id }) => sale_line_id ?? []),
	);
	const backorder = document.pickings.find(({ state }) => state !== 'done' && state !== 'cancel');
	return {
		...(picking && { id: String(picking.id), name: picking.name }),
		receipt: at.receipt.id,
		...shown(at, settlement),
		...(strays && { strays: { id: String(strays.id), name: strays.name, lines: await contentOf(own, strays.id) } }),
		backorder: backorder && String(backorder.id),
		warnings,
	};
}

function shown({ counted }: Booking, { booked, misfits }: Pick<Settled, 'booked' | 'misfits'>): Unbooked {
	return {
		lines: counted.map(({ line, sku, quantity }, index) => ({
			line,
			sku,
			quantity: booked[index],
			surplus: quantity - booked[index],
		})),
		exceptions: misfits,
	};
}

function strayKeyOf({ reference, receipt }: Booking): string {
	return documentKey(reference, 'stray', receipt.id);
}

/** Where what a return does not expect goes: beside what it expects. */
function strayPlace({ root }: ReturnDocument): StrayPlace {
	return { operationType: root.picking_type_id!, customers: root.location_id!, inspection: root.location_dest_id! };
}

/** Lots that the open moves of a return may bring. */
async function lotsExpected(odoo: Odoo, { moves }: ReturnDocument): Promise<LotOut[]> {
	return await readLotsOut(
		odoo,
		moves
			.filter(({ has_tracking }) => has_tracking !== 'none')
			.flatMap(({ origin_returned_move_id }) => origin_returned_move_id ?? []),
	);
}
