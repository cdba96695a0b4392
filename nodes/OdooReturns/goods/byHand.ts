import { z } from 'zod';
import type { CaseState } from '../../shared/case/caseState';
import type { Effect } from '../../shared/effect';
import { EffectError, type Receipt } from '../../shared/model';
import type { Odoo } from '../transport/odoo';
import { Move, MoveLine, Picking } from '../records/answers';
import { stopRebilling } from '../sale/orderedQuantity';
import type { Counted, Settled } from './planReceipt';
import { readProducts } from './products';

/** What a transfer has booked that no receipt of ours did: somebody counted it in Odoo itself. */
export async function readLinesByHand(odoo: Odoo, transfer: number): Promise<MoveLine[]> {
	const lines = await odoo.search('stock.move.line', MoveLine, [
		['picking_id', '=', transfer],
		['state', '=', 'done'],
	]);
	const ours = await odoo.keysOf(
		'stock.move.line',
		lines.map(({ id }) => id),
	);
	return lines.filter(({ id, quantity }) => !ours.has(id) && quantity > 0);
}

/** The id of the receipt that stands for what was counted in a transfer by hand. */
export function receiptIdOf(transfer: number): string {
	return `odoo-transfer-${transfer}`;
}

/** The transfer that such a receipt is about. */
export function transferOf(receipt: string): number | undefined {
	const [, transfer] = /^odoo-transfer-(\d+)$/.exec(receipt) ?? [];
	return transfer ? Number(transfer) : undefined;
}

/** Lines that were booked by hand as a receipt, in pieces as the order counts; undefined when there are none, or pieces of a pack only. */
export async function readReceiptByHand(
	odoo: Odoo,
	transfer: Picking,
	lines: MoveLine[],
): Promise<Receipt | undefined> {
	if (!lines.length) return undefined;
	const own = odoo.forCompany(transfer.company_id);
	const moves = await own.read(
		'stock.move',
		Move,
		lines.flatMap(({ move_id }) => move_id ?? []),
	);
	const products = await readProducts(own, moves);
	const counted = moves.map((move) => {
		const of = lines.filter(({ move_id }) => move_id === move.id);
		const serials = of.flatMap(({ lot_id }) => lot_id?.name ?? []);
		const pieces = of.reduce((total, { quantity }) => total + quantity, 0) / products.unitsOf(move);
		return {
			sku: products.skuOf(move.product_id),
			quantity: Math.round(pieces * 1e6) / 1e6,
			...(move.has_tracking === 'serial' && serials.length && { serials }),
		};
	});
	return counted.every(({ quantity }) => Number.isInteger(quantity))
		? { id: receiptIdOf(transfer.id), lines: counted }
		: undefined;
}

/** What the node tells of a booked receipt. */
export const Booked = z.object({
	/** The transfer that the pieces are on. */
	id: z.string(),
	name: z.string(),
	receipt: z.string(),
	/** The document that waits for the rest. */
	backorder: z.string().optional(),
	warnings: z.array(z.string()),
});
type Booked = z.infer<typeof Booked>;

/** What a receipt that a person booked is taken up with. */
interface TakingUp {
	odoo: Odoo;
	reference: string;
	receipt: Receipt;
	counted: Counted[];
	/** The case, if there is a case store. */
	found: CaseState | undefined;
}

/** Takes up a receipt that a person booked in Odoo, on `transfer`: the trigger told of it. All of it counts. */
export function takingUpEffect(at: TakingUp, transfer: number): Effect<Booked & Settled> {
	const lines = at.counted.map(({ line, sku, quantity }) => ({ line, sku, quantity, surplus: 0 }));
	const take = async () => ({ ...(await takeUp(at, transfer)), lines, exceptions: [] });
	return { key: `${at.reference}/${at.receipt.id}`, kind: 'odoo.receipt', lookUp: take, act: take, preview: take };
}

/**
 * There is nothing left to book, only that what was credited before is not billed again. Throws when the transfer is none of this return, or
 * not booked.
 */
async function takeUp({ odoo, reference, found }: TakingUp, transfer: number): Promise<Booked> {
	const picking = await odoo.get('stock.picking', Picking, transfer);
	if (!picking.origin?.includes(reference) && found?.ids['odoo.return'] !== String(transfer))
		throw refused(
			`Transfer ${picking.name} is not of return ${reference}`,
			'Check the receipt: its id names a transfer of Odoo.',
		);
	if (picking.state !== 'done')
		throw refused(`Transfer ${picking.name} is not booked`, 'Press Validate on it in Odoo, then replay the step.');
	const own = odoo.forCompany(picking.company_id);
	const moves = await own.search('stock.move', Move, [
		['picking_id', '=', transfer],
		['state', '=', 'done'],
	]);
	const [rest] = await own.search(
		'stock.picking',
		Picking,
		[
			['backorder_id', '=', transfer],
			['state', 'not in', ['done', 'cancel']],
		],
		{ limit: 1 },
	);
	const warnings = await stopRebilling(own, [...new Set(moves.flatMap(({ sale_line_id }) => sale_line_id ?? []))]);
	return {
		id: String(picking.id),
		name: picking.name,
		receipt: receiptIdOf(transfer),
		backorder: rest && String(rest.id),
		warnings,
	};
}

function refused(message: string, advice: string): EffectError {
	return new EffectError(message, { category: 'rejected', connection: 'odoo', field: 'receipt', advice });
}
