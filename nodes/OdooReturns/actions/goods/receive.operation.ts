import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { lineOf } from '../../../shared/case/state';
import { effectOptions, EffectError, invalidInput, referenceProperty, type Effect, type OperationContext } from '../../../shared/effect';
import { Receipt } from '../../../shared/model';
import { Picking, type MoveLine } from '../../documents/answers';
import { productsOf } from '../../documents/products';
import { linesOfReceipt, movesOf, planReceipt, receiptTable, withLots, type Counted } from '../../documents/receipt';
import { assertNotCanceled, makeReady, requireReturn } from '../../documents/returnDocument';
import { stopRebilling } from '../../documents/orderedQuantity';
import { connect } from '../../transport/connect';
import { jsonParam, nameOf } from '../inputs';

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Receipt',
		name: 'receipt',
		type: 'json',
		default: '={{ $json.event?.data?.receipt }}',
		placeholder: 'e.g. {{ $json.receipt }}',
		description: 'What was counted: an ID that names this count, and the pieces by SKU or case line. The default takes it from the event; blank takes the last receipt of the case.',
	},
	effectOptions,
];

interface Posted {
	id: string;
	name: string;
	receipt: string;
	/** Pieces that are in stock now because of this receipt. */
	lines: Array<{ line: string; sku: string; quantity: number; surplus: number }>;
	/** The document that waits for the rest. */
	backorder: string | undefined;
	warnings: string[];
}

/** Books a receipt into stock once; what is still missing stays open as a backorder. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const reference = context.requireReference();
	const receipt = await receiptOf(context);
	const odoo = await connect(context);
	const counted = await countedLines(context, receipt);

	const effect: Effect<Posted | { lines: Posted['lines'] }> = {
		key: `${reference}/${receipt.id}`,
		kind: 'odoo.receipt',
		async lookUp() {
			const lines = await linesOfReceipt(odoo, reference, receipt.id);
			return lines.length && lines.every(({ state }) => state === 'done') ? await result(lines) : undefined;
		},
		async act() {
			const document = await requireReturn(odoo, reference);
			const own = odoo.forCompany(document.root.company_id);
			let lines = await linesOfReceipt(own, reference, receipt.id);
			if (!lines.length) {
				assertNotCanceled(document.root);
				await makeReady(own, document.root.id);
				const open = await requireReturn(own, reference);
				const products = await productsOf(own, open);
				const arrivals = await withLots(own, planReceipt(counted, open, products), counted, open, products);
				if (!arrivals.length) throw nothingExpected(reference);
				await own.load('stock.move.line', receiptTable(reference, receipt.id, arrivals));
				lines = await linesOfReceipt(own, reference, receipt.id);
			}
			for (const picking of new Set(lines.filter(({ state }) => state !== 'done').map(({ picking_id }) => picking_id!))) {
				// Without skip_backorder a short receipt is answered by a question, and nothing is booked.
				await own.act('stock.picking', 'button_validate', [picking], { skip_backorder: true, skip_sms: true, skip_expired: true });
			}
			lines = await linesOfReceipt(own, reference, receipt.id);
			if (!lines.length || lines.some(({ state }) => state !== 'done')) {
				throw new EffectError(`Odoo did not book receipt ${receipt.id}`, { category: 'rejected', connection: 'odoo', advice: 'Open the transfer in Odoo and press Validate: it asks what is missing. Then replay the step.' });
			}
			return await result(lines);
		},
		async preview() {
			const document = await requireReturn(odoo, reference);
			const products = await productsOf(odoo, document);
			const arrivals = planReceipt(counted, document, products);
			return { lines: counted.map((one) => shown(one, arrivals.filter(({ move }) => movesOf(document, one, products).includes(move)).map(({ move, quantity }) => quantity / products.unitsOf(move)))) };
		},
	};

	async function result(lines: MoveLine[]): Promise<Posted> {
		const document = await requireReturn(odoo, reference);
		const own = odoo.forCompany(document.root.company_id);
		const products = await productsOf(own, document);
		const [picking] = await own.read('stock.picking', Picking, [lines[0].picking_id!]);
		// A refund that was credited before the goods came could not lower the ordered quantity then.
		const moved = document.moves.filter(({ id }) => lines.some(({ move_id }) => move_id === id));
		const warnings = await stopRebilling(own, [...new Set(moved.flatMap(({ sale_line_id }) => sale_line_id ?? []))]);
		const rest = new Map(lines.map((line) => [line.id, line.quantity]));
		const posted = counted.map((one) => {
			let open = one.quantity;
			const pieces = movesOf(document, one, products).flatMap((move) =>
				lines.filter(({ move_id }) => move_id === move.id).map((line) => {
					const taken = Math.min(open, rest.get(line.id)! / products.unitsOf(move));
					rest.set(line.id, rest.get(line.id)! - taken * products.unitsOf(move));
					open -= taken;
					return taken;
				}),
			);
			return shown(one, pieces);
		});
		const backorder = document.pickings.find(({ state }) => state !== 'done' && state !== 'cancel');
		return { id: String(picking.id), name: picking.name, receipt: receipt.id, lines: posted, backorder: backorder && String(backorder.id), warnings };
	}

	return await context.perform('receipt', effect, (posted) => [
		{ source: 'odoo', id: `${reference}.receipt.${receipt.id}`, type: 'receipt.posted', data: { id: (posted as Posted).id, system: 'odoo', receipt: receipt.id } },
	]);
}

function shown({ line, sku, quantity }: Counted, pieces: number[]): Posted['lines'][number] {
	const posted = pieces.reduce((total, one) => total + one, 0);
	return { line, sku, quantity: posted, surplus: quantity - posted };
}

async function receiptOf(context: OperationContext): Promise<Receipt> {
	const given = jsonParam(context, 'receipt', Receipt, 'A receipt looks like {"id": "R-1", "lines": [{"sku": "TEE-BLUE-M", "quantity": 1}]}.');
	const last = given ?? (await context.requireCase()).receipts.at(-1);
	if (!last) throw invalidInput('Nothing was received for this return yet', 'Record the receipt first (Return Case: Record Receipt), or set Receipt.', 'receipt');
	return last;
}

/** What was counted, by the names Odoo can be asked for. Without a case a line is its SKU. */
async function countedLines(context: OperationContext, receipt: Receipt): Promise<Counted[]> {
	const found = await context.findCase();
	return receipt.lines.map((one) => {
		const line = found && lineOf(found, one);
		return { ...(line ? nameOf(line) : { line: one.line ?? one.sku ?? '', sku: one.sku ?? one.line ?? '' }), quantity: one.quantity, serials: one.serials ?? [] };
	});
}

function nothingExpected(reference: string): EffectError {
	return new EffectError(`No open return document of ${reference} expects these pieces`, { category: 'rejected', connection: 'odoo', field: 'receipt', advice: 'Everything expected has been received, or these are other products. Look at the exceptions of the case; book the surplus in Odoo by hand when it stays.' });
}
