import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { performed, effectOptions, referenceProperty, type OperationContext } from '../../../shared/operation';
import { EffectError } from '../../../shared/model';
import type { Effect } from '../../../shared/effect';
import type { MoveLine, Picking } from '../../records/answers';
import { lotsOut } from '../../goods/lots';
import { nameColumns, replanned } from '../../goods/numbering';
import { stopRebilling } from '../../sale/orderedQuantity';
import { arrivalsOf, matchKey, originOfParcel, planMatch, receiptOfParcel, requireParcel } from '../../goods/parcel';
import { productsOf } from '../../goods/products';
import { bookArrivals, bookLines, linesOfReceipt } from '../../goods/receipt';
import {
	assertNotCanceled,
	makeReady,
	readReturn,
	requireReturn,
	type ReturnDocument,
} from '../../goods/returnDocument';
import { Stray } from '../../goods/strays';
import { carryOut, findTransfer } from '../../goods/transfer';
import { deliveryTypeOf } from '../../goods/undo';
import { connect } from '../../transport/connect';
import { parcelOf, parcelProperty } from '../inputs';

export const option = {
	name: 'Match Unidentified',
	value: 'matchUnidentified',
	action: 'Match unidentified parcel',
	description: 'Give the goods of a parcel that came without a case to a return',
};

export const description: INodeProperties[] = [referenceProperty, parcelProperty, effectOptions];

const Matched = z.object({
	/** The return's transfer that the pieces are on now. */
	id: z.string(),
	name: z.string(),
	parcel: z.string(),
	/** How the case calls this receipt. */
	receipt: z.string(),
	lines: z.array(Stray.extend({ line: z.string() })),
	warnings: z.array(z.string()),
});
type Matched = z.infer<typeof Matched>;

export const asTool = 'whenAllowed';

export const output = performed('receipt', Matched.partial().required({ lines: true }));

/**
 * Gives the goods of an unidentified parcel to a return, as far as the return expects them: they are taken out of the parcel's own
 * receipt and booked as received on the return. What the return does not expect stays with the parcel.
 */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const reference = context.requireReference();
	const parcel = parcelOf(context);
	const receipt = receiptOfParcel(parcel);
	const odoo = await connect(context);
	const found = await context.findCase();
	const key = matchKey(parcel, reference);

	const effect: Effect<Matched | Pick<Matched, 'lines'>> = {
		key: `${reference}/${receipt}`,
		kind: 'odoo.match',
		async lookUp() {
			const lines = await linesOfReceipt(odoo, reference, receipt);
			return lines.length && lines.every(({ state }) => state === 'done')
				? await result(lines, await requireReturn(odoo, reference))
				: undefined;
		},
		async act() {
			const { own, document, parcelTransfer } = await around();
			const known = await linesOfReceipt(own, reference, receipt);
			const booked = known.length
				? await bookLines(own, receipt, known)
				: await bookArrivals(
						own,
						reference,
						receipt,
						await arrivalsOf(own, await takeOut(own, document, parcelTransfer), document),
					);
			return await result(booked, await readReturn(own, document.root.id));
		},
		async preview() {
			const { own, document, parcelTransfer } = await around();
			const products = await productsOf(own, document);
			const { arrivals } = await planMatch(
				own,
				parcelTransfer,
				document,
				products,
				await lotsOut(own, deliveriesOf(document)),
				undefined,
			);
			return {
				lines: arrivals.map(({ move, quantity }) => ({
					line: lineName(move.sale_line_id, products.skuOf(move.product_id)),
					sku: products.skuOf(move.product_id),
					quantity: quantity / products.unitsOf(move),
					serials: [],
				})),
			};
		},
	};

	async function around() {
		const document = await requireReturn(odoo, reference);
		const own = odoo.forCompany(document.root.company_id);
		assertNotCanceled(document.root);
		const ready = await makeReady(own, document.root);
		return {
			own,
			document: ready.state === document.root.state ? document : await readReturn(own, document.root.id),
			parcelTransfer: await requireParcel(own, parcel),
		};
	}

	/** Takes the pieces that the return expects out of the parcel. Odoo then counts them as with the customer, until the return is booked. */
	async function takeOut(own: typeof odoo, document: ReturnDocument, parcelTransfer: Picking): Promise<Picking> {
		const operationType = await deliveryTypeOf(own, document);
		return await replanned(async () => await taken(await findTransfer(own, key)));

		async function taken(made: Picking | undefined): Promise<Picking> {
			if (made?.state === 'done') return made;
			const { legs, name } = await planMatch(
				own,
				parcelTransfer,
				document,
				await productsOf(own, document),
				await lotsOut(own, deliveriesOf(document)),
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

	async function result(lines: MoveLine[], document: ReturnDocument): Promise<Matched> {
		const own = odoo.forCompany(document.root.company_id);
		const products = await productsOf(own, document);
		const picking = document.pickings.find(({ id }) => id === lines[0].picking_id)!;
		const moves = document.moves.filter(({ id }) => lines.some(({ move_id }) => move_id === id));
		const warnings = await stopRebilling(own, [...new Set(moves.flatMap(({ sale_line_id }) => sale_line_id ?? []))]);
		return {
			id: String(picking.id),
			name: picking.name,
			parcel,
			receipt,
			warnings,
			lines: moves.map((move) => {
				const mine = lines.filter(({ move_id }) => move_id === move.id);
				const sku = products.skuOf(move.product_id);
				return {
					line: lineName(move.sale_line_id, sku),
					sku,
					quantity: mine.reduce((total, { quantity }) => total + quantity, 0) / products.unitsOf(move),
					serials: mine.flatMap(({ lot_id }) => lot_id?.name ?? []),
				};
			}),
		};
	}

	/** How the case calls an order line, else its SKU. */
	function lineName(orderLine: number | undefined, sku: string): string {
		return (
			found?.lines.find((line) => line.providerIds['odoo.order_line'] === String(orderLine))?.id ??
			found?.lines.find((line) => line.sku === sku)?.id ??
			sku
		);
	}

	return await context.perform('receipt', effect, (matched) => {
		const { id, lines } = matched as Matched;
		// The same names as Goods: Receive gives, so that a lane that starts on the receipt finds it booked.
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
	});
}

function deliveriesOf({ moves }: ReturnDocument): number[] {
	return moves
		.filter(({ has_tracking }) => has_tracking !== 'none')
		.flatMap(({ origin_returned_move_id }) => origin_returned_move_id ?? []);
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
