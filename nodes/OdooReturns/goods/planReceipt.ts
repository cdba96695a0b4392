import { z } from 'zod';
import { EffectError, type CaseException } from '../../shared/model';
import type { Move, MoveLine } from '../records/answers';
import { namesPerUnit, takeLots, type LotOut } from './lots';
import type { Products } from './products';
import type { ReturnDocument } from './returnDocument';

/** Pieces that were counted at the door, named as the return document can find them. */
export interface Counted {
	line: string;
	sku: string;
	/** Odoo's order line, when the case knows it. */
	orderLine?: number;
	quantity: number;
	/** Serial numbers of the pieces; of a product kept in lots, the lot of each piece or one for all. */
	serials: string[];
}

/** What is expected back. */
type Expected = Pick<ReturnDocument, 'moves' | 'products'>;

/** So much of one open move, as one move line of the receipt. */
export interface Arrival {
	move: Move;
	quantity: number;
	lot?: number;
}

/** Moves of the return that a counted line may be about. */
export function movesOf<M extends Move>(
	{ moves, products }: { moves: M[]; products: Pick<Products, 'skuOf'> },
	counted: Pick<Counted, 'orderLine' | 'sku'>,
): M[] {
	return moves.filter((move) =>
		counted.orderLine
			? move.sale_line_id === counted.orderLine
			: counted.sku !== '' && products.skuOf(move.product_id) === counted.sku,
	);
}

/**
 * Puts what was counted against what the open moves still expect, and serial numbers and lots against those that were delivered and
 * are not back (`lots`): Odoo would accept any quantity and anybody's serial number (docs/facts/odoo.md#a-receipt-is-not-checked).
 * What fits nowhere is left over. Throws when it cannot be told which pieces of a tracked product arrived.
 */
export function planReceipt(counted: Counted[], document: Expected, lots: LotOut[]): Arrival[] {
	const { products } = document;
	const left = new Map(
		document.moves
			.filter((move) => move.state !== 'done' && move.state !== 'draft')
			.map((move) => [move.id, move.product_uom_qty]),
	);
	const pool = lots.map((one) => ({ ...one }));
	return counted.flatMap((one) => {
		const moves = movesOf(document, one).filter((move) => (left.get(move.id) ?? 0) > 0);
		let open = one.quantity;
		const names = moves.length ? [...namesOf(one, moves[0], products)] : [];
		const named = names.length > 0;
		return moves.flatMap((move): Arrival[] => {
			const units = Math.min(open * products.unitsOf(move), left.get(move.id)!);
			if (units <= 0) return [];
			if (move.has_tracking === 'none') {
				book(move, units);
				return [{ move, quantity: units }];
			}
			const own = pool.filter(({ delivery }) => delivery === move.origin_returned_move_id);
			const here = names.filter((name) => own.some((lot) => lot.name === name)).slice(0, units);
			if (named && !here.length) return [];
			const found = takeLots(own, units, here);
			if (found === 'unclear')
				throw misread(
					`${units} pieces of ${one.sku || `line ${one.line}`} arrived, which are told apart by serial number or lot, and 0 serial numbers were read`,
				);
			for (const name of found.taken.flatMap((lot) => Array.from({ length: lot.quantity }, () => lot.name)))
				if (named) names.splice(names.indexOf(name), 1);
			book(
				move,
				found.taken.reduce((sum, { quantity }) => sum + quantity, 0),
			);
			return found.taken.map(({ lot, quantity }) => ({ move, quantity, lot }));
		});

		function book(move: Move, units: number): void {
			left.set(move.id, left.get(move.id)! - units);
			open -= units / products.unitsOf(move);
		}
	});
}

function namesOf({ quantity, serials, sku, line }: Counted, move: Move, { unitsOf }: Products): string[] {
	if (move.has_tracking === 'none') return [];
	const units = quantity * unitsOf(move);
	const names = namesPerUnit(serials, units, move.has_tracking);
	if (names) return names;
	throw misread(`${units} pieces of ${sku || `line ${line}`} arrived, ${serials.length} serial numbers were read`);
}

function misread(message: string): EffectError {
	return new EffectError(message, {
		category: 'rejected',
		connection: 'odoo',
		field: 'receipt.lines.serials',
		advice: 'Record the receipt again with the serial number of each piece.',
	});
}

/** Pieces that arrived and are not booked on the return. */
export const Misfit = z.object({
	code: z.enum(['over_receipt', 'unknown_item', 'wrong_serial']),
	line: z.string(),
	sku: z.string(),
	/** As the case counts. */
	quantity: z.number(),
	/** The same in the unit that Odoo moves the product in. */
	units: z.number(),
	serials: z.array(z.string()),
	message: z.string(),
});
export type Misfit = z.infer<typeof Misfit>;

/** What has become of a receipt's pieces. */
export const Settled = z.object({
	/** Pieces that are in stock now because of this receipt, and those that are not booked on the return. */
	lines: z.array(z.object({ line: z.string(), sku: z.string(), quantity: z.number(), surplus: z.number() })),
	/** What a person has to look at. */
	exceptions: z.array(Misfit),
});
export type Settled = z.infer<typeof Settled>;

/** What each counted line has booked (`lines`: in Odoo), and what is over. It follows from what is in Odoo, so that a repeat says the same. */
export function settle(
	counted: Counted[],
	lines: MoveLine[],
	document: Expected & Pick<ReturnDocument, 'root'>,
): Settled {
	const { products, root } = document;
	const rest = new Map(lines.map((line) => [line.id, line.quantity]));
	const known = lines.flatMap(({ lot_id }) => lot_id?.name ?? []);
	const settled = counted.map((one) => {
		let open = one.quantity;
		const moves = movesOf(document, one);
		for (const move of moves) {
			for (const line of lines.filter(({ move_id }) => move_id === move.id)) {
				const taken = Math.min(open, rest.get(line.id)! / products.unitsOf(move));
				rest.set(line.id, rest.get(line.id)! - taken * products.unitsOf(move));
				open -= taken;
			}
		}
		return { ...one, moves, booked: one.quantity - open };
	});
	return {
		lines: settled.map(({ line, sku, quantity, booked }) => ({
			line,
			sku,
			quantity: booked,
			surplus: quantity - booked,
		})),
		exceptions: settled.flatMap(({ line, sku, moves, booked, ...one }): Misfit[] => {
			const quantity = Math.round((one.quantity - booked) * 1e4) / 1e4;
			if (quantity <= 0) return [];
			const [serials, of] = [one.serials.filter((name) => !known.includes(name)), sku || `line ${line}`];
			const units = quantity * (moves[0] ? products.unitsOf(moves[0]) : 1);
			const [code, message]: [Misfit['code'], string] = !moves.length
				? ['unknown_item', `${quantity} x ${of} arrived, which is not on return ${root.name}.`]
				: moves[0].has_tracking !== 'none' && serials.length
					? [
							'wrong_serial',
							`${quantity} x ${of} arrived whose serial number was not delivered with this order or is back already: ${serials.join(', ')}.`,
						]
					: ['over_receipt', `${quantity} x ${of} arrived that return ${root.name} does not expect.`];
			return [{ code, line, sku, quantity, units, serials, message }];
		}),
	};
}

/** A misfit as the case keeps it. */
export function exceptionOf({ code, line, message }: Misfit): CaseException {
	return { code, owner: 'warehouse', message, ...(line && { line }) };
}
