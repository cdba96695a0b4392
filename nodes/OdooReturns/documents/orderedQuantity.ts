import { outOfTurnCode } from '../../shared/case/store';
import { EffectError } from '../../shared/effect';
import { isReference } from '../../shared/model';
import type { Odoo } from '../transport/odoo';
import { InvoiceLine, Product, SaleLine, type Invoice } from './answers';
import { isPaid } from './invoice';

/** What decides whether an order line would be billed again. Quantities are in the order line's unit. */
export interface BillingState {
	/** `order`: Odoo invoices what was ordered; `delivery`: what was delivered. */
	policy: string;
	ordered: number;
	/** Invoiced less credited, as Odoo counts. */
	invoiced: number;
	/** Delivered less returned. */
	delivered: number;
	/** Credited on posted credit notes. */
	credited: number;
	/** Not yet invoiced before anything was credited, when that is known. */
	openBefore?: number;
}

/**
 * The ordered quantity that keeps credited pieces from being billed again (facts 0.6: with invoice policy "order" Odoo offers
 * them for invoicing after the credit note). It is computed from what is, never counted down, so it may be asked for at any
 * time. Undefined: leave it. Odoo takes nothing below what is still delivered: before the goods are back, it is that much.
 */
export function loweredQuantity({ policy, ordered, invoiced, delivered, credited, openBefore }: BillingState): number | undefined {
	const toInvoice = ordered - invoiced;
	if (policy !== 'order' || credited <= 0 || toInvoice <= 1e-6) return undefined;
	// More to invoice than was credited: part of the order was never billed, and only who saw it before can tell how much.
	if (openBefore === undefined && toInvoice > credited + 1e-6) return undefined;
	const target = Math.max(invoiced + (openBefore ?? 0), delivered);
	return target < ordered - 1e-6 ? target : undefined;
}

/** Pieces of order lines that were not invoiced yet. Order line id -> quantity. */
export async function openToInvoice(odoo: Odoo, lines: number[]): Promise<Record<string, string>> {
	const found = await odoo.read('sale.order.line', SaleLine, lines);
	return Object.fromEntries(found.map(({ id, product_uom_qty, qty_invoiced }) => [`open.${id}`, String(Math.max(0, product_uom_qty - qty_invoiced))]));
}

/** A credit note of ours that was not paid for so long has been given up, or its refund has failed: it is not waited for. */
const underWayMs = 15 * 60_000;

type Credit = Pick<Invoice, 'id' | 'ref' | 'payment_state' | 'create_date'>;

/**
 * Throws while another return's refund of the same invoice is being credited. Its pieces count as not invoiced until it has
 * lowered the ordered quantity, and what openToInvoice reads in between would leave them to be billed again. `before` and
 * `after` are the invoice's credit notes around that reading: it may have met one that changed in between half done.
 */
export function assertNoneUnderWay(reference: string, before: Credit[], after: Credit[], now: number): void {
	const young = ({ create_date }: Credit) => !create_date || now - Date.parse(create_date) < underWayMs;
	const settled = (note: Credit) => isPaid(note) && before.some((same) => same.id === note.id && isPaid(same));
	const other = after.find((note) => isReference(note.ref) && note.ref !== reference && young(note) && !settled(note));
	if (!other) return;
	throw new EffectError(`Return ${other.ref} of the same invoice is being credited at this moment`, { category: 'retryable', connection: 'odoo', code: outOfTurnCode, retryAfterMs: 5_000, advice: 'Nothing to do: it is tried again when that credit note is paid, and after a quarter of an hour in any case.' });
}

/** Lowers the ordered quantity of credited order lines. Gives back what a person should know, as sentences. */
export async function stopRebilling(odoo: Odoo, lines: number[], openBefore: Record<string, string> = {}): Promise<string[]> {
	for (let round = 1; ; round++) {
		const { warnings, lowered } = await lowerOnce(odoo, lines, openBefore);
		// Another refund of the order may have been credited since the quantities were read: whoever writes last looks again.
		const now = lowered.size && round < 4 ? await odoo.read('sale.order.line', SaleLine, [...lowered.keys()]) : [];
		if (now.every(({ id, qty_invoiced }) => qty_invoiced === lowered.get(id))) return warnings;
	}
}

/** Gives back the order lines that were written, each with the invoiced quantity that was read before. */
async function lowerOnce(odoo: Odoo, lines: number[], openBefore: Record<string, string>): Promise<{ warnings: string[]; lowered: Map<number, number> }> {
	const lowered = new Map<number, number>();
	const found = await odoo.read('sale.order.line', SaleLine, lines);
	if (!found.length) return { warnings: [], lowered };
	const products = new Map((await odoo.read('product.product', Product, found.flatMap(({ product_id }) => product_id ?? []))).map((one) => [one.id, one]));
	const credits = await odoo.search('account.move.line', InvoiceLine, [['sale_line_ids', 'in', found.map(({ id }) => id)], ['move_id.move_type', '=', 'out_refund'], ['parent_state', '=', 'posted']]);
	const warnings: string[] = [];
	for (const line of found) {
		const credited = credits.filter(({ sale_line_ids }) => sale_line_ids.includes(line.id)).reduce((total, { quantity }) => total + quantity, 0);
		const known = openBefore[`open.${line.id}`];
		const policy = products.get(line.product_id!)?.invoice_policy ?? 'order';
		const state = { policy, ordered: line.product_uom_qty, invoiced: line.qty_invoiced, delivered: line.qty_delivered, credited, openBefore: known === undefined ? undefined : Number(known) };
		const target = loweredQuantity(state);
		const name = line.name.split('\n')[0];
		try {
			if (target !== undefined) {
				await odoo.call('sale.order.line', 'write', { ids: [line.id], vals: { product_uom_qty: target } }, { repeatable: true });
				lowered.set(line.id, line.qty_invoiced);
			}
		} catch (error) {
			if (!(error instanceof EffectError) || error.category !== 'rejected') throw error;
			warnings.push(`Odoo did not let the ordered quantity of "${name}" be lowered (is the order locked?), so it will offer the credited pieces for invoicing again. Lower it in Odoo to ${target}.`);
			continue;
		}
		const rest = (target ?? line.product_uom_qty) - line.qty_invoiced - Number(known ?? 0);
		if (policy === 'order' && credited > 0 && rest > 1e-6) warnings.push(`${rest} x "${name}" can be invoiced again until the goods are booked as received; look at the ordered quantity before the next invoicing run.`);
	}
	return { warnings, lowered };
}
