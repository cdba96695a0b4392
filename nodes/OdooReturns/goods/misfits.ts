import { z } from 'zod';
import type { CaseException } from '../../shared/model';
import type { MoveLine } from '../records/answers';
import { movesOf, type Counted } from './receipt';
import type { Products } from './products';
import type { ReturnDocument } from './returnDocument';

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

/** What each counted line has booked, and what is over. It follows from what is in Odoo, so that a repeat says the same. */
export function settle(
	counted: Counted[],
	lines: MoveLine[],
	document: ReturnDocument,
	products: Products,
): { booked: number[]; misfits: Misfit[] } {
	const rest = new Map(lines.map((line) => [line.id, line.quantity]));
	const known = lines.flatMap(({ lot_id }) => lot_id?.name ?? []);
	const booked = counted.map((one) => {
		let open = one.quantity;
		for (const move of movesOf(document, one, products)) {
			for (const line of lines.filter(({ move_id }) => move_id === move.id)) {
				const taken = Math.min(open, rest.get(line.id)! / products.unitsOf(move));
				rest.set(line.id, rest.get(line.id)! - taken * products.unitsOf(move));
				open -= taken;
			}
		}
		return one.quantity - open;
	});
	const misfits = counted.flatMap((one, index): Misfit[] => {
		const quantity = Math.round((one.quantity - booked[index]) * 1e4) / 1e4;
		if (quantity <= 0) return [];
		const moves = movesOf(document, one, products);
		const [serials, of] = [one.serials.filter((name) => !known.includes(name)), one.sku || `line ${one.line}`];
		const units = quantity * (moves[0] ? products.unitsOf(moves[0]) : 1);
		const [code, message]: [Misfit['code'], string] = !moves.length
			? ['unknown_item', `${quantity} x ${of} arrived, which is not on return ${document.root.name}.`]
			: moves[0].has_tracking !== 'none' && serials.length
				? [
						'wrong_serial',
						`${quantity} x ${of} arrived whose serial number was not delivered with this order or is back already: ${serials.join(', ')}.`,
					]
				: ['over_receipt', `${quantity} x ${of} arrived that return ${document.root.name} does not expect.`];
		return [{ code, line: one.line, sku: one.sku, quantity, units, serials, message }];
	});
	return { booked, misfits };
}

/** A misfit as the case keeps it. */
export function exceptionOf({ code, line, message }: Misfit): CaseException {
	return { code, owner: 'warehouse', message, ...(line && { line }) };
}
