import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { lineOf } from '../../../shared/case/apply';
import type { CaseState } from '../../../shared/case/caseState';
import {
	performed,
	effectOptions,
	referenceProperty,
	type OperationContext,
	jsonParam,
} from '../../../shared/operation';
import { invalidInput, Receipt } from '../../../shared/model';
import type { Effect } from '../../../shared/effect';
import type { MoveLine, Picking } from '../../records/answers';
import { BookedByHand, takeUp, transferOf } from '../../goods/byHand';
import { lotsOut, type LotOut } from '../../goods/lots';
import { exceptionOf, settle, Misfit } from '../../goods/misfits';
import { billedCall, stopRebilling } from '../../sale/orderedQuantity';
import { productsOf, type Products } from '../../goods/products';
import { bookArrivals, bookLines, linesOfReceipt, planReceipt, receiptCall, type Counted } from '../../goods/receipt';
import {
	assertNotCanceled,
	makeReady,
	readReturn,
	requireReturn,
	returnCall,
	type ReturnDocument,
} from '../../goods/returnDocument';
import { bookStrays, contentOf, Stray, type StrayPlace } from '../../goods/strays';
import { findTransfer } from '../../goods/transfer';
import { connect } from '../../transport/connect';
import type { Odoo } from '../../transport/odoo';
import { documentKey } from '../../transport/table';
import { nameOf } from '../inputs';

export const option = {
	name: 'Receive',
	value: 'receive',
	action: 'Receive goods',
	description: 'Book what was counted; the rest stays open',
};

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Receipt',
		name: 'receipt',
		type: 'json',
		default: '={{ $json.event?.data?.receipt }}',
		placeholder: 'e.g. {{ $json.receipt }}',
		description:
			'What was counted: an ID that names this count, and the pieces by SKU or case line. The default takes it from the event; blank takes the last receipt of the case.',
	},
	{
		displayName: 'Surplus',
		name: 'surplus',
		type: 'options',
		noDataExpression: true,
		options: [
			{
				name: 'Receive for Inspection',
				value: 'receive',
				description: 'Book it into the inspection location on a transfer of its own, which is not counted as returned',
			},
			{ name: 'Report Only', value: 'report', description: 'Leave it out of stock' },
		],
		default: 'report',
		description:
			'What to do with pieces that the return does not expect: more than approved, other products, other serial numbers. They are reported as exceptions in any case.',
	},
	effectOptions,
];

const Posted = BookedByHand.partial({ id: true, name: true }).extend({
	/** Pieces that are in stock now because of this receipt, and those that are not booked on the return. */
	lines: z.array(z.object({ line: z.string(), sku: z.string(), quantity: z.number(), surplus: z.number() })),
	/** What a person has to look at. */
	exceptions: z.array(Misfit),
	/** The transfer that took in what the return does not expect, when that was asked for. */
	strays: z.object({ id: z.string(), name: z.string(), lines: z.array(Stray) }).optional(),
});
/** Without `id` and `name` when nothing of it fits. */
type Posted = z.infer<typeof Posted>;

export const asTool = 'whenAllowed';

export const output = performed('receipt', Posted.partial().required({ lines: true, exceptions: true }));

/** Books a receipt into stock once; what is still missing stays open as a backorder. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const reference = context.requireReference();
	const receipt = await receiptOf(context);
	const takeIn = context.param<string>('surplus', 'report') === 'receive';
	const odoo = await connect(context);
	const found = await context.findCase();
	const counted = countedLines(found, receipt);
	const strayKey = documentKey(reference, 'stray', receipt.id);
	const byHand = transferOf(receipt.id);

	const effect: Effect<Posted | Pick<Posted, 'lines' | 'exceptions'>> = {
		key: `${reference}/${receipt.id}`,
		kind: 'odoo.receipt',
		async lookUp() {
			if (byHand) return await takenUp(byHand);
			const lines = await linesOfReceipt(odoo, reference, receipt.id);
			const strays = takeIn ? await findTransfer(odoo, strayKey) : undefined;
			if (
				lines.some(({ state }) => state !== 'done') ||
				(strays && strays.state !== 'done') ||
				(!lines.length && !strays)
			)
				return undefined;
			const document = await requireReturn(odoo, reference);
			const state = settled(lines, document, await productsOf(odoo.forCompany(document.root.company_id), document));
			return takeIn && !strays && state.misfits.length ? undefined : await result(state, strays);
		},
		async act() {
			if (byHand) return await takenUp(byHand);
			const id = found?.ids['odoo.return'];
			if (id) await odoo.ahead(() => [returnCall(Number(id)), receiptCall(reference, receipt.id)]);
			const document = await requireReturn(odoo, reference, id);
			const own = odoo.forCompany(document.root.company_id);
			const products = await productsOf(own, document);
			// Read after the document, never before: another execution may have booked the receipt in between, and the plan would then be for what is left.
			const known = await linesOfReceipt(own, reference, receipt.id);
			const booked = known.length ? await bookLines(own, receipt.id, known) : await bookNew(own, document, products);
			const state = settled(booked, await readReturn(own, document.root.id), products);
			const pieces = state.misfits.map(({ sku, units, serials }) => ({ sku, quantity: units, serials }));
			return await result(
				state,
				takeIn && pieces.length ? await bookStrays(own, strayKey, reference, pieces, strayPlace(document)) : undefined,
			);
		},
		async preview() {
			if (byHand) return await takenUp(byHand);
			const document = await requireReturn(odoo, reference);
			const products = await productsOf(odoo, document);
			const arrivals = planReceipt(counted, document, products, await lotsExpected(odoo, document));
			const lines = arrivals.map(({ move, quantity }, id) => ({ id, move_id: move.id, quantity }) as MoveLine);
			return shown(
				settle(
					counted.map((one) => ({ ...one, serials: [] })),
					lines,
					document,
					products,
				),
			);
		},
	};

	/** The trigger told of it: a person has booked it in Odoo. */
	async function takenUp(transfer: number): Promise<Posted> {
		return {
			...(await takeUp(odoo, transfer, reference, found)),
			...shown({ booked: counted.map(({ quantity }) => quantity), misfits: [] }),
		};
	}

	/** Books the receipt's pieces on the open documents. Gives back its lines in Odoo; none when nothing fits. */
	async function bookNew(own: Odoo, document: ReturnDocument, products: Products): Promise<MoveLine[]> {
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

	function settled(lines: MoveLine[], document: ReturnDocument, products: Products) {
		return { lines, document, ...settle(counted, lines, document, products) };
	}

	async function result(
		{ lines, document, ...settlement }: ReturnType<typeof settled>,
		strays: Picking | undefined,
	): Promise<Posted> {
		const own = odoo.forCompany(document.root.company_id);
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
			receipt: receipt.id,
			...shown(settlement),
			...(strays && { strays: { id: String(strays.id), name: strays.name, lines: await contentOf(own, strays.id) } }),
			backorder: backorder && String(backorder.id),
			warnings,
		};
	}

	function shown({
		booked,
		misfits,
	}: Pick<ReturnType<typeof settle>, 'booked' | 'misfits'>): Pick<Posted, 'lines' | 'exceptions'> {
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

	return await context.perform('receipt', effect, (done) => {
		const { id, exceptions } = done as Posted;
		const source = { source: 'odoo', id: `${reference}.receipt.${receipt.id}` };
		// Of a receipt that was recorded the case has opened its own exceptions; what only Odoo knows, such as serial numbers, is added.
		const recorded = found?.receipts.some((one) => one.id === receipt.id);
		const unknown = exceptions
			.map(exceptionOf)
			.filter(
				({ code, line }) =>
					!recorded || !found!.exceptions.some((one) => one.code === code && (!one.line || one.line === line)),
			);
		return [
			...(id
				? [{ ...source, type: 'receipt.posted' as const, data: { id, system: 'odoo', receipt: receipt.id } }]
				: []),
			...unknown.map((exception, index) => ({
				...source,
				id: `${source.id}.exception.${index + 1}`,
				type: 'exception.opened' as const,
				data: { exception },
			})),
		];
	});
}

/** Where what a return does not expect goes: beside what it expects. */
function strayPlace({ root }: ReturnDocument): StrayPlace {
	return { operationType: root.picking_type_id!, customers: root.location_id!, inspection: root.location_dest_id! };
}

/** Lots that the open moves of a return may bring. */
async function lotsExpected(odoo: Odoo, { moves }: ReturnDocument): Promise<LotOut[]> {
	return await lotsOut(
		odoo,
		moves
			.filter(({ has_tracking }) => has_tracking !== 'none')
			.flatMap(({ origin_returned_move_id }) => origin_returned_move_id ?? []),
	);
}

async function receiptOf(context: OperationContext): Promise<Receipt> {
	const given = jsonParam(
		context,
		'receipt',
		Receipt,
		'A receipt looks like {"id": "R-1", "lines": [{"sku": "TEE-BLUE-M", "quantity": 1}]}.',
	);
	const last = given ?? (await context.requireCase()).receipts.at(-1);
	if (!last)
		throw invalidInput(
			'Nothing was received for this return yet',
			'Record the receipt first (Return Case: Record Receipt), or set Receipt.',
			'receipt',
		);
	return last;
}

/** What was counted, by the names Odoo can be asked for. Without a case a line is its SKU. */
function countedLines(found: CaseState | undefined, receipt: Receipt): Counted[] {
	return receipt.lines.map((one) => {
		const line = found && lineOf(found, one);
		return {
			...(line ? nameOf(line) : { line: one.line ?? one.sku ?? '', sku: one.sku ?? one.line ?? '' }),
			quantity: one.quantity,
			serials: one.serials ?? [],
		};
	});
}
