import { z } from 'zod';
import type { CaseState } from '../../shared/case/caseState';
import type { Effect } from '../../shared/effect';
import { EffectError, type NewEvent } from '../../shared/model';
import type { MoveLine, Picking } from '../records/answers';
import { stopRebilling } from '../sale/orderedQuantity';
import type { Odoo } from '../transport/odoo';
import { readLotsExpected } from './lots';
import { nameColumns, retryOutrun } from './numbering';
import { arrivalsOf, matchKey, originOfParcel, planMatch, receiptOfParcel, requireParcel } from './parcel';
import { bookArrivals, bookLines, readLinesOfReceipt } from './bookReceipt';
import { readReturn, readyReturn, requireReturn, type ReturnDocument } from './returnDocument';
import { Stray } from './strays';
import { carryOut, findTransfer } from './transfer';
import { deliveryTypeOf } from './undo';

/** Which parcel is given to which return. */
export interface Matching {
	odoo: Odoo;
	reference: string;
	parcel: string;
	/** The case, if there is a case store. */
	found: CaseState | undefined;
}

export const Matched = z.object({
	/** The return's transfer that the pieces are on now. */
	id: z.string(),
	name: z.string(),
	parcel: z.string(),
	/** How the case calls this receipt. */
	receipt: z.string(),
	lines: z.array(Stray.extend({ line: z.string() })),
	warnings: z.array(z.string()),
});
export type Matched = z.infer<typeof Matched>;

/**
 * Gives the goods of an unidentified parcel to a return, as far as the return expects them: they are taken out of the parcel's own
 * receipt and booked as received on the return. What the return does not expect stays with the parcel.
 */
export function matchingEffect(at: Matching): Effect<Matched | Pick<Matched, 'lines'>> {
	const { odoo, reference } = at;
	const receipt = receiptOfParcel(at.parcel);
	return {
		key: `${reference}/${receipt}`,
		kind: 'odoo.match',
		async lookUp() {
			const lines = await readLinesOfReceipt(odoo, reference, receipt);
			return lines.length && lines.every(({ state }) => state === 'done')
				? await result(at, lines, await requireReturn(odoo, reference))
				: undefined;
		},
		act: async () => await match(at),
		preview: async () => await plan(at),
	};
}

/** What the case learns: the same names as Goods: Receive gives, so that a lane that starts on the receipt finds it booked. */
export function matchingEvents({ reference, parcel }: Matching, { id, lines }: Matched): NewEvent[] {
	const receipt = receiptOfParcel(parcel);
	return [
		{
			source: 'odoo',
			id: `${reference}.received.${receipt}`,
			type: 'return.received',
			data: { receipt: { id: receipt, lines } },
		},
		{
			source: 'odoo',
			id: `${reference}.receipt.${receipt}`,
			type: 'receipt.posted',
			data: { id, system: 'odoo', receipt },
		},
	];
}

async function match(at: Matching): Promise<Matched> {
	const { reference, parcel } = at;
	const receipt = receiptOfParcel(parcel);
	const situation = await look(at);
	const { document } = situation;
	const { own } = document;
	const known = await readLinesOfReceipt(own, reference, receipt);
	const booked = known.length
		? await bookLines(own, receipt, known)
		: await bookArrivals(own, reference, receipt, await arrivalsOf(own, await takeOut(at, situation), document));
	return await result(at, booked, await readReturn(own, document.root.id));
}

async function plan(at: Matching): Promise<Pick<Matched, 'lines'>> {
	const { document, parcelTransfer } = await look(at);
	const { own, products } = document;
	const lots = await readLotsExpected(own, document.moves);
	const { arrivals } = await planMatch(own, parcelTransfer, document, lots, undefined);
	return {
		lines: arrivals.map(({ move, quantity }) => ({
			line: lineName(at, move.sale_line_id, products.skuOf(move.product_id)),
			sku: products.skuOf(move.product_id),
			quantity: quantity / products.unitsOf(move),
			serials: [],
		})),
	};
}

interface Situation {
	document: ReturnDocument;
	parcelTransfer: Picking;
}

/** The return, made ready, and the parcel. */
async function look({ odoo, reference, parcel }: Matching): Promise<Situation> {
	const document = await requireReturn(odoo, reference);
	return { document: await readyReturn(document), parcelTransfer: await requireParcel(document.own, parcel) };
}

/** Takes the pieces that the return expects out of the parcel. Odoo then counts them as with the customer, until the return is booked. */
async function takeOut({ reference, parcel }: Matching, { document, parcelTransfer }: Situation): Promise<Picking> {
	const { own } = document;
	const key = matchKey(parcel, reference);
	const operationType = await deliveryTypeOf(own, document);
	return await retryOutrun(async () => await taken(await findTransfer(own, key)));

	async function taken(made: Picking | undefined): Promise<Picking> {
		if (made?.state === 'done') return made;
		const { legs, name } = await planMatch(
			own,
			parcelTransfer,
			document,
			await readLotsExpected(own, document.moves),
			made?.id,
		);
		if (!legs.length) {
			// Another execution may have taken these very pieces since this one looked.
			const since = made ? undefined : await findTransfer(own, key);
			if (since) return await taken(since);
			throw nothingFits(parcel, document.root.name);
		}
		const links = { ...nameColumns(name, document.root.company_id), 'return_id/.id': parcelTransfer.id };
		return await carryOut(
			own,
			key,
			{ operationType, from: legs[0].from, to: legs[0].to, origin: originOfParcel(parcel), links },
			legs,
		);
	}
}

async function result(at: Matching, lines: MoveLine[], document: ReturnDocument): Promise<Matched> {
	const { own, products } = document;
	const picking = document.pickings.find(({ id }) => id === lines[0].picking_id)!;
	const moves = document.moves.filter(({ id }) => lines.some(({ move_id }) => move_id === id));
	const warnings = await stopRebilling(own, [...new Set(moves.flatMap(({ sale_line_id }) => sale_line_id ?? []))]);
	return {
		id: String(picking.id),
		name: picking.name,
		parcel: at.parcel,
		receipt: receiptOfParcel(at.parcel),
		warnings,
		lines: moves.map((move) => {
			const mine = lines.filter(({ move_id }) => move_id === move.id);
			const sku = products.skuOf(move.product_id);
			return {
				line: lineName(at, move.sale_line_id, sku),
				sku,
				quantity: mine.reduce((total, { quantity }) => total + quantity, 0) / products.unitsOf(move),
				serials: mine.flatMap(({ lot_id }) => lot_id?.name ?? []),
			};
		}),
	};
}

/** How the case calls an order line, else its SKU. */
function lineName({ found }: Matching, orderLine: number | undefined, sku: string): string {
	return (
		found?.lines.find((line) => line.providerIds['odoo.order_line'] === String(orderLine))?.id ??
		found?.lines.find((line) => line.sku === sku)?.id ??
		sku
	);
}

function nothingFits(parcel: string, name: string): EffectError {
	return new EffectError(`Return ${name} expects nothing that is left of parcel ${parcel}`, {
		category: 'rejected',
		connection: 'odoo',
		field: 'parcel',
		advice:
			'Compare the parcel with the return in Odoo: products, serial numbers, and whether all was received before.',
	});
}
