import { z } from 'zod';
import type { Effect } from '../../shared/effect';
import { invalidInput, StockMovement, type Inspection, type NewEvent, type Settings } from '../../shared/model';
import { idsOf } from '../../shared/operation';
import type { Picking } from '../records/answers';
import { internalTypeOf, locationOf } from '../records/configuration';
import { findCall } from '../transport/calls';
import type { Odoo } from '../transport/odoo';
import { documentKey } from '../transport/table';
import { nameColumns, nextName, retryOutrun } from './numbering';
import { productsOf, type ReturnMove } from './products';
import { movesOf } from './planReceipt';
import { findRepairs, hasRepairs, orderRepairs, repairsOf, type Repair } from './repairs';
import { readMovesOfReturn, requireWholeReturn, wholeReturnCalls, type ReturnDocument } from './returnDocument';
import { deliverBack, sendBackKey, type Around } from './sendBack';
import {
	assertSameContent,
	Availability,
	compared,
	readGoodsAtHand,
	legsOfSorting,
	readStockAt,
	type AtHand,
	type Sorted,
	type Stock,
} from './sorting';
import { carryOut, findTransfer, notThere, type Leg } from './transfer';
import type { Unwanted } from './undo';

/** Pieces that were looked at, named as the return document can find them, and where they go. */
export interface Inspected extends Unwanted {
	destination: Inspection['lines'][number]['destination'];
}

/** What shall be sorted. */
export interface ToSort {
	reference: string;
	/** Its id. */
	inspection: string;
	lines: Inspected[];
	settings: Settings['odoo'];
	/** The id of the return's first transfer, when the case has it. */
	known: string | undefined;
}

/** What goods are sorted with, read once. */
export interface Sorting extends ToSort {
	/** For the company of the return. */
	own: Odoo;
	document: ReturnDocument;
	/** What goes back to the customer: it was not taken back, and leaves on a delivery of its own. */
	returned: Inspected[];
	goods: Standing;
	/** Something goes to refurbishing, and Odoo has an app to order that with. */
	repairing: boolean;
}

/** How far the sorting is; read again when another document has come first. */
interface Standing {
	/** The transfer, if it was made. */
	made: Picking | undefined;
	/** What is there to be sorted. */
	atHand: AtHand;
	sorted: Sorted[];
	/** Of the transfer to come. */
	name: string;
}

export const Moved = z.object({
	id: z.string(),
	name: z.string(),
	/** The delivery of what goes back to the customer. */
	delivery: z.object({ id: z.string(), name: z.string() }).optional(),
	movements: z.array(StockMovement.extend({ providerIds: idsOf('odoo.transfer', 'odoo.repair') })),
	/** Repair orders of what goes to refurbishing, when Odoo has its app Repairs. */
	repairs: z.array(z.object({ id: z.string(), name: z.string(), state: z.string() })),
	/** Pieces at every place this touched, before (when this run did it) and after. */
	availability: z.array(Availability),
});
export type Moved = z.infer<typeof Moved>;

/** Documents that a sorting has led to. */
interface Made {
	transfer?: Picking;
	back?: Picking;
	repairs?: Repair[];
	/** What was at the places before. */
	before?: Stock[];
}

/** Reads what a sorting needs of Odoo. Throws when the return does not list what shall be sorted. */
export async function readSorting(odoo: Odoo, wanted: ToSort): Promise<Sorting> {
	const { reference, known, lines } = wanted;
	if (known) await odoo.ahead(() => [...wholeReturnCalls(reference, Number(known)), findCall(sortingKey(wanted))]);
	const { all, ...document } = await requireWholeReturn(odoo, reference, known);
	const { own } = document;
	const goods = await look({ ...wanted, own, document }, all);
	const refurbished = goods.sorted.some(({ destination }) => destination === 'refurbish');
	return {
		...wanted,
		own,
		document,
		returned: lines.filter(({ destination }) => destination === 'customer'),
		goods,
		repairing: refurbished && (await hasRepairs(own)),
	};
}

/** Moves inspected goods to where they belong, in one transfer per inspection; what goes back to the customer leaves on a delivery of its own. */
export function sortingEffect(at: Sorting): Effect<Moved | Pick<Moved, 'movements' | 'availability'>> {
	return {
		key: `${at.reference}/${at.inspection}`,
		kind: 'odoo.sort',
		lookUp: async () => await findSorted(at),
		act: async () => await sortGoods(at),
		preview: async () => ({
			movements: movementsOf(at, {}),
			availability: compared(undefined, await readStock(at), at.goods.sorted),
		}),
	};
}

/** What the case learns of sorted goods. */
export function sortingEvents({ reference, inspection }: Sorting, { movements }: Pick<Moved, 'movements'>): NewEvent[] {
	return [
		{
			source: 'odoo',
			id: `${reference}.sort.${inspection}`,
			type: 'stock.updated',
			data: { movements, system: 'odoo' },
		},
	];
}

async function findSorted(at: Sorting): Promise<Moved | undefined> {
	const { own, reference, inspection, returned, repairing, goods } = at;
	const back = returned.length ? await findTransfer(own, sendBackKey(reference, inspection)) : undefined;
	if (returned.length && back?.state !== 'done') return undefined;
	const { made, sorted } = goods;
	if (!sorted.length) return await result(at, { back });
	if (made?.state !== 'done') return undefined;
	await assertSameContent(own, made, inspection, sorted);
	const repairs = repairing ? await findRepairs(own, reference, inspection, repairsOf(legsToRepair(at)).length) : [];
	return repairs && (await result(at, { transfer: made, repairs, back }));
}

async function sortGoods(at: Sorting): Promise<Moved> {
	const { own, reference, inspection, returned, document, settings, repairing } = at;
	const back = returned.length
		? await deliverBack(async () => await lookAround(at), reference, sendBackKey(reference, inspection), returned)
		: undefined;
	if (!at.goods.sorted.length) return await result(at, { back });
	const before = await readStock(at);
	const operationType = await internalTypeOf(own, settings);
	let tries = back ? 1 : 0;
	const { transfer, now } = await retryOutrun(async () => {
		const now = tries++ ? { ...at, goods: await look(at, await readMovesOfReturn(document)) } : at;
		return { transfer: await bookTransfer(now, operationType), now };
	});
	const repairs = repairing
		? await orderRepairs(own, reference, inspection, document, legsToRepair(now), settings.destinations.restock)
		: [];
	return await result(now, { transfer, repairs, before, back });
}

async function bookTransfer(at: Sorting, operationType: number): Promise<Picking> {
	const { own, reference, document, goods } = at;
	if (goods.made?.state === 'done') return goods.made;
	const header = {
		operationType,
		from: placeOf(document),
		to: goods.sorted[0].location,
		origin: reference,
		links: nameColumns(goods.name, document.root.company_id),
	};
	return await carryOut(own, sortingKey(at), header, legsOf(at));
}

function sortingKey({ reference, inspection }: ToSort): string {
	return documentKey(reference, 'disp', inspection);
}

/** Where what came back waits. */
function placeOf({ root }: ReturnDocument): number {
	return root.location_dest_id!;
}

function legsOf({ inspection, goods }: Sorting): Leg[] {
	const legs = legsOfSorting(goods.sorted, goods.atHand);
	if (!legs) throw notThere(`inspection ${inspection}`);
	return legs;
}

/** Refurbishing is a transfer, and an order to repair what was transferred where there is an app for it. */
function legsToRepair(at: Sorting): Leg[] {
	return legsOf(at).filter(({ to }) => to === at.settings.destinations.refurbish);
}

async function readStock({ own, goods, document }: Sorting): Promise<Stock[]> {
	return await readStockAt(own, goods.sorted, placeOf(document));
}

/** The return as it is now; what goes back is planned from it. */
async function lookAround({ own, reference, known }: Sorting): Promise<Around> {
	return await requireWholeReturn(own, reference, known);
}

type Place = ToSort & Pick<Sorting, 'own' | 'document'>;

async function look(at: Place, moves: ReturnMove[]): Promise<Standing> {
	const { own, document } = at;
	// After the moves: a transfer that another execution makes in between is then either not counted or known.
	const made = await findTransfer(own, sortingKey(at));
	const atHand = await readGoodsAtHand(own, document, moves, made?.id);
	return {
		made,
		atHand,
		sorted: sortedLines(at, atHand),
		name: nextName(`${document.root.name}/OUT/`, moves),
	};
}

/** What stays, each with a move that brought it and the place it goes to. */
function sortedLines({ document, lines, settings }: Place, { arrived }: AtHand): Sorted[] {
	const moves = [...arrived, ...document.moves];
	const products = productsOf(moves);
	return lines.flatMap(({ destination, ...one }) => {
		if (destination === 'customer') return [];
		const [move] = movesOf({ moves, products }, one);
		if (!move)
			throw invalidInput(
				`${one.sku || one.line} is not on return document ${document.root.name}`,
				'Compare the inspection with the return. Goods that it does not list can be sorted once Goods: Receive has taken them in (Surplus).',
				'inspection',
			);
		const sorted: Sorted = {
			...one,
			sku: one.sku || products.skuOf(move.product_id),
			destination,
			move,
			units: one.quantity * products.unitsOf(move),
			location: locationOf(settings, destination),
		};
		return [sorted];
	});
}

async function result(at: Sorting, made: Made): Promise<Moved> {
	const { transfer, back, repairs = [], before } = made;
	const { id, name } = (transfer ?? back)!;
	return {
		id: String(id),
		name,
		...(back && { delivery: { id: String(back.id), name: back.name } }),
		movements: movementsOf(at, made),
		repairs: repairs.map((one) => ({ id: String(one.id), name: one.name, state: one.state })),
		availability: compared(before, await readStock(at), at.goods.sorted),
	};
}

function movementsOf({ goods, returned }: Sorting, { transfer, back, repairs = [] }: Made): Moved['movements'] {
	const kept = goods.sorted.map(({ line, quantity, destination }) => ({
		line,
		quantity,
		destination,
		providerIds: {
			...(transfer && { 'odoo.transfer': String(transfer.id) }),
			...(destination === 'refurbish' && repairs.length && { 'odoo.repair': repairs.map(({ id }) => id).join(',') }),
		},
	}));
	const sentBack = returned.map(({ line, quantity, destination }) => ({
		line,
		quantity,
		destination,
		providerIds: back ? { 'odoo.transfer': String(back.id) } : {},
	}));
	return [...kept, ...sentBack];
}
