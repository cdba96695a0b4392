import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { lineOf } from '../../../shared/case/apply';
import { idsOf, performed, effectOptions, referenceProperty, type OperationContext } from '../../../shared/operation';
import { invalidInput, StockMovement } from '../../../shared/model';
import type { Effect } from '../../../shared/effect';
import type { Move, Picking } from '../../records/answers';
import { internalTypeOf, locationOf } from '../../records/configuration';
import { nameColumns, nextName, replanned } from '../../goods/numbering';
import { productsOf } from '../../goods/products';
import { movesOf } from '../../goods/receipt';
import { findRepairs, hasRepairs, orderRepairs, repairsOf, type Repair } from '../../goods/repairs';
import { movesOfReturn, requireWholeReturn, wholeReturnCalls } from '../../goods/returnDocument';
import {
	assertSameContent,
	compared,
	goodsAtHand,
	legsOfSorting,
	stockAt,
	type AtHand,
	Availability,
	type Sorted,
} from '../../goods/sorting';
import { deliverBack, sendBackKey, type Around } from '../../goods/sendBack';
import { carryOut, findTransfer, notThere, type Leg } from '../../goods/transfer';
import type { Unwanted } from '../../goods/undo';
import { connect } from '../../transport/connect';
import { findCall } from '../../transport/calls';
import { documentKey } from '../../transport/table';
import { nameOf } from '../inputs';
import { inspectionOf, inspectionProperties } from '../inspection';

export const option = {
	name: 'Sort',
	value: 'sort',
	action: 'Sort goods',
	description: 'Move inspected goods to stock, quarantine, refurbishing, vendor, scrap or back to the customer',
};

export const description: INodeProperties[] = [referenceProperty, ...inspectionProperties, effectOptions];

const Moved = z.object({
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
type Moved = z.infer<typeof Moved>;

export const asTool = 'whenAllowed';

export const output = performed('sorting', Moved.partial().required({ movements: true, availability: true }));

/** Moves inspected goods to where they belong, in one transfer per inspection; what goes back to the customer leaves on a delivery of its own. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const reference = context.requireReference();
	const inspection = await inspectionOf(context);
	const settings = (await context.settings()).odoo;
	const odoo = await connect(context);
	const key = documentKey(reference, 'disp', inspection.id);
	// What is not taken back leaves on a delivery of its own.
	const backKey = sendBackKey(reference, inspection.id);
	const returned = inspection.lines.filter(({ destination }) => destination === 'customer');
	const found = await context.findCase();
	const known = found?.ids['odoo.return'];
	if (known) await odoo.ahead(() => [...wholeReturnCalls(reference, Number(known)), findCall(key)]);
	const document = await requireWholeReturn(odoo, reference, known);
	const own = odoo.forCompany(document.root.company_id);
	const from = document.root.location_dest_id!;
	let { made, atHand, sorted, name } = await look(document.all);
	// Refurbishing is a transfer, and an order to repair what was transferred where there is an app for it.
	const repairing = sorted.some(({ destination }) => destination === 'refurbish') && (await hasRepairs(own));

	const effect: Effect<Moved | Pick<Moved, 'movements' | 'availability'>> = {
		key: `${reference}/${inspection.id}`,
		kind: 'odoo.sort',
		async lookUp() {
			const back = returned.length ? await findTransfer(own, backKey) : undefined;
			if (returned.length && back?.state !== 'done') return undefined;
			if (!sorted.length) return await result(undefined, [], undefined, back);
			if (made?.state !== 'done') return undefined;
			await assertSameContent(own, made, inspection.id, sorted);
			const repairs = repairing
				? await findRepairs(own, reference, inspection.id, repairsOf(toRepair(legs())).length)
				: [];
			return repairs && (await result(made, repairs, undefined, back));
		},
		async act() {
			const back = returned.length ? await deliverBack(around, reference, backKey, unwantedLines()) : undefined;
			if (!sorted.length) return await result(undefined, [], undefined, back);
			const before = await stockAt(own, sorted, from);
			const operationType = await internalTypeOf(own, settings);
			let tries = back ? 1 : 0;
			const transfer = await replanned(async () => {
				if (tries++) ({ made, atHand, sorted, name } = await look(await movesOfReturn(own, document)));
				const header = {
					operationType,
					from,
					to: sorted[0].location,
					origin: reference,
					links: nameColumns(name, document.root.company_id),
				};
				return made?.state === 'done' ? made : await carryOut(own, key, header, legs());
			});
			const repairs = repairing
				? await orderRepairs(own, reference, inspection.id, document, toRepair(legs()), settings.destinations.restock)
				: [];
			return await result(transfer, repairs, before, back);
		},
		async preview() {
			return { movements: movements(), availability: compared(undefined, await stockAt(own, sorted, from), sorted) };
		},
	};

	function legs(): Leg[] {
		const found = legsOfSorting(sorted, atHand);
		if (!found) throw notThere(`inspection ${inspection.id}`);
		return found;
	}

	function toRepair(all: Leg[]): Leg[] {
		return all.filter(({ to }) => to === settings.destinations.refurbish);
	}

	function movements(transfer?: Picking, repairs: Repair[] = [], back?: Picking): Moved['movements'] {
		const sentBack = returned.map((one) => ({
			line: nameOfLine(one).line,
			quantity: one.quantity,
			destination: one.destination,
			providerIds: back ? { 'odoo.transfer': String(back.id) } : {},
		}));
		const kept = sorted.map(({ line, quantity, destination }) => ({
			line,
			quantity,
			destination,
			providerIds: {
				...(transfer && { 'odoo.transfer': String(transfer.id) }),
				...(destination === 'refurbish' && repairs.length && { 'odoo.repair': repairs.map(({ id }) => id).join(',') }),
			},
		}));
		return [...kept, ...sentBack];
	}

	async function result(
		transfer: Picking | undefined,
		repairs: Repair[],
		before?: Awaited<ReturnType<typeof stockAt>>,
		back?: Picking,
	): Promise<Moved> {
		const { id, name: named } = (transfer ?? back)!;
		return {
			id: String(id),
			name: named,
			...(back && { delivery: { id: String(back.id), name: back.name } }),
			movements: movements(transfer, repairs, back),
			repairs: repairs.map(({ id, name, state }) => ({ id: String(id), name, state })),
			availability: compared(before, await stockAt(own, sorted, from), sorted),
		};
	}

	/** The return as it is now; what goes back is planned from it. */
	async function around(): Promise<Around> {
		const now = await requireWholeReturn(own, reference, known);
		return { document: now, own, products: await productsOf(own, now) };
	}

	function unwantedLines(): Unwanted[] {
		return returned.map((one) => ({ ...nameOfLine(one), quantity: one.quantity, serials: one.serials ?? [] }));
	}

	/** A line as the case knows it, else as the inspection names it. */
	function nameOfLine(one: { line?: string; sku?: string }): ReturnType<typeof nameOf> {
		const line = found && lineOf(found, one);
		return line ? nameOf(line) : { line: one.line ?? one.sku ?? '', sku: one.sku ?? one.line ?? '' };
	}

	/** What is there to be sorted, and the transfer if it was made. */
	async function look(moves: Move[]) {
		// After the moves: a transfer that another execution makes in between is then either not counted or known.
		const transfer = await findTransfer(own, key);
		const goods = await goodsAtHand(own, document, moves, transfer?.id);
		return {
			made: transfer,
			atHand: goods,
			sorted: await sortedLines(goods),
			name: nextName(`${document.root.name}/OUT/`, moves),
		};
	}

	async function sortedLines({ arrived }: AtHand): Promise<Sorted[]> {
		const all = { moves: [...arrived, ...document.moves] };
		const products = await productsOf(own, all);
		return inspection.lines.flatMap(({ destination, ...one }) => {
			if (destination === 'customer') return [];
			const name = nameOfLine(one);
			const [move] = movesOf(all, name, products);
			if (!move)
				throw invalidInput(
					`${name.sku || name.line} is not on return document ${document.root.name}`,
					'Compare the inspection with the return. Goods that it does not list can be sorted once Goods: Receive has taken them in (Surplus).',
					'inspection',
				);
			const sortedLine: Sorted = {
				...name,
				sku: name.sku || products.skuOf(move.product_id),
				quantity: one.quantity,
				destination,
				move,
				units: one.quantity * products.unitsOf(move),
				location: locationOf(settings, destination),
				serials: one.serials ?? [],
			};
			return [sortedLine];
		});
	}

	return await context.perform('sorting', effect, (moved) => [
		{
			source: 'odoo',
			id: `${reference}.sort.${inspection.id}`,
			type: 'stock.updated',
			data: { movements: moved.movements, system: 'odoo' },
		},
	]);
}
