import { z } from 'zod';
import type { Effect } from '../../shared/effect';
import type { NewEvent } from '../../shared/model';
import { SaleLine, type Picking } from '../records/answers';
import type { Odoo } from '../transport/odoo';
import { requireReturn, requireWholeReturn } from './returnDocument';
import { deliverBack, type Around } from './sendBack';
import { contentOf, Stray } from './strays';
import { findTransfer } from './transfer';
import { legsOfUndo, type Unwanted } from './undo';

/** What is taken back of a return's receipts. */
export interface Undoing {
	odoo: Odoo;
	reference: string;
	/** External id's name of the transfer. */
	key: string;
	/** Undefined: all that was received. */
	unwanted: Unwanted[] | undefined;
}

export const Undone = z.object({
	id: z.string().optional(),
	name: z.string().optional(),
	lines: z.array(Stray),
	warnings: z.array(z.string()),
});
export type Undone = z.infer<typeof Undone>;

/** Takes a receipt back, once: the goods leave the inspection location for the customer again, and count as delivered. */
export function undoingEffect(at: Undoing): Effect<Undone> {
	const { odoo, reference, key, unwanted } = at;
	return {
		key: `${reference}/${key}`,
		kind: 'odoo.undo',
		async lookUp() {
			const made = await findTransfer(odoo, key);
			return made?.state === 'done' ? await result(at, made) : undefined;
		},
		act: async () => await result(at, await deliverBack(async () => await look(at), reference, key, unwanted)),
		preview: async () => await plan(at),
	};
}

/** What the case learns of an undone receipt. */
export function undoingEvents({ key }: Undoing, { id, lines }: Undone): NewEvent[] {
	return [
		{
			source: 'odoo',
			id: key,
			type: 'return_document.undone',
			data: { id: id!, system: 'odoo', lines: lines.map(({ sku, quantity }) => ({ sku, quantity })) },
		},
	];
}

async function plan(at: Undoing): Promise<Undone> {
	const document = await look(at);
	const legs = await legsOfUndo(document.own, document, at.unwanted, document.all, undefined);
	const lines = legs.map(({ product, quantity, lots }): Stray => ({
		sku: document.products.skuOf(product),
		quantity,
		serials: lots.map(({ name }) => name),
	}));
	return { lines, warnings: [] };
}

async function look({ odoo, reference }: Undoing): Promise<Around> {
	return await requireWholeReturn(odoo, reference);
}

async function result({ odoo, reference }: Undoing, { id, name, company_id }: Picking): Promise<Undone> {
	const own = odoo.forCompany(company_id);
	const { moves } = await requireReturn(own, reference);
	const sold = await own.read(
		'sale.order.line',
		SaleLine,
		moves.flatMap(({ sale_line_id }) => sale_line_id ?? []),
	);
	// Credited pieces were taken off the ordered quantity, so that nobody bills them; now the customer has them again.
	const warnings = sold
		.filter((line) => line.qty_delivered > line.product_uom_qty + 1e-6)
		.map(
			(line) =>
				`The customer has ${line.qty_delivered - line.product_uom_qty} x "${line.name.split('\n')[0]}" again that was credited; raise the ordered quantity in Odoo and bill it, or cancel the credit note.`,
		);
	return { id: String(id), name, lines: await contentOf(own, id), warnings };
}
