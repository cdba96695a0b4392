import { z } from 'zod';
import { EffectError } from '../../shared/model';
import { treeCall, type Call } from '../transport/calls';
import type { Odoo } from '../transport/odoo';
import { many, one } from '../transport/tree';
import { InvoiceLine, Move, Product, SaleLine, SaleLineOrder, Unit } from '../records/answers';

/** What decides whether credited pieces of an order line would be billed again. Quantities are in the order line's unit. */
export interface BillingState {
	/** `order`: Odoo invoices what was ordered; `delivery`: what was delivered. */
	policy: string;
	ordered: number;
	/** On all invoices, whatever was credited. */
	billed: number;
	/** Billed less credited, as Odoo counts. */
	invoiced: number;
	/** Delivered less returned. */
	delivered: number;
	/** What went out or still will, returned or not; undefined when nothing is delivered for the line. */
	shipped?: number;
}

const little = 1e-6;

/**
 * The ordered quantity that keeps credited pieces from being billed again (with invoice policy "order" Odoo offers them for
 * invoicing after the credit note: docs/facts/odoo.md#credited-pieces-are-offered-for-invoicing-again), and how many will be
 * offered all the same. Pieces that were never billed stay to be
 * billed: what was once ordered is told by the deliveries, which no credit note changes, so this may be asked for at any time,
 * in any order and by several at once. Odoo takes nothing below what is still delivered: before the goods are back, it is that.
 */
export function loweredQuantity({ policy, ordered, billed, invoiced, delivered, shipped }: BillingState): {
	target?: number;
	rest: number;
} {
	const credited = billed - invoiced;
	const toInvoice = ordered - invoiced;
	// By delivery Odoo bills what is out: what was credited before the goods are back as well, and no quantity can stop it.
	if (policy === 'delivery')
		return {
			rest: Math.min(
				Math.max(0, credited),
				Math.max(0, delivered - invoiced - Math.max(0, (shipped ?? billed) - billed)),
			),
		};
	if (policy !== 'order' || credited <= little || toInvoice <= little) return { rest: 0 };
	// Without deliveries nobody can tell which part was lowered before, so a line that was billed in part is left to a person.
	if (shipped === undefined && toInvoice > credited + little) return { rest: credited };
	const once = Math.min(Math.max(shipped ?? billed, ordered), ordered + credited);
	const neverBilled = Math.max(0, once - billed);
	const target = Math.min(ordered, Math.max(invoiced + neverBilled, delivered));
	return { target: target < ordered - little ? target : undefined, rest: target - invoiced - neverBilled };
}

/**
 * Lowers the ordered quantity of credited order lines. Gives back what a person should know, as sentences.
 *
 * Odoo has no write that looks first, so one of two at the same moment may write what the other's receipt, credit note or lowering has made
 * too high. Therefore nobody is done before a look, begun after everything of its own is committed, finds nothing to lower: whatever is
 * committed last, its owner's look sees all of it.
 */
export async function stopRebilling(odoo: Odoo, lines: number[]): Promise<string[]> {
	if (!lines.length) return [];
	const look = billedCall(lines);
	const tried = new Map<number, Lowering>();
	for (;;) {
		const looked = (await odoo.run(look))
			.filter((line) => signOf(line) * (line.product_uom_qty - line.qty_invoiced) > little)
			.map((line): Looked => {
				const { target, rest } = loweredQuantity(billingOf(line));
				return { line, rest, target: target === undefined ? undefined : signOf(line) * target };
			});
		const high = looked.flatMap((one) => loweringOf(one)).filter((one) => !stays(one, tried.get(one.line.id)));
		if (!high.length) return looked.flatMap((one) => sentencesOf(one, tried.get(one.line.id)));
		await odoo.ahead(() => [...high.map(({ call }) => call), look]);
		for (const one of high) tried.set(one.line.id, { ...one, refused: !(await lower(odoo, one)) });
	}
}

/** An order line with its product, its invoices and its deliveries. */
const BilledLine = SaleLine.extend({
	order_id: SaleLineOrder.shape.order_id,
	product_id: one('product.product', Product),
	product_uom_id: one('uom.uom', Unit),
	invoice_lines: many(
		'account.move.line',
		InvoiceLine.extend({ move_type: z.string(), product_uom_id: one('uom.uom', Unit) }),
	),
	move_ids: many('stock.move', Move.extend({ product_uom: one('uom.uom', Unit) })),
});

/**
 * Order lines with all that says how much of them is billed. It may be made in one transaction with what it follows: both a receipt and a credit note
 * write the order line, so that of two at the same moment Odoo begins one anew, which then sees the other.
 */
export function billedCall(lines: number[]): Call<Array<z.infer<typeof BilledLine>>> {
	return treeCall('sale.order.line', BilledLine, [['id', 'in', [...new Set(lines)]]]);
}

type Looked = ReturnType<typeof loweredQuantity> & { line: z.infer<typeof BilledLine> };
type Lowering = { line: Looked['line']; target: number; call: Call<void>; refused?: boolean };

function loweringOf({ line, target }: Looked): Lowering[] {
	return target === undefined ? [] : [{ line, target, call: lowerCall(line, target) }];
}

/** To lower it once more changes nothing: Odoo refuses it, or has made of it what was there before, as it does with more decimals than it keeps. */
function stays({ line, target }: Lowering, before: Lowering | undefined): boolean {
	return (
		before !== undefined &&
		(before.refused! || (before.target === target && before.line.product_uom_qty === line.product_uom_qty))
	);
}

/** Less is what Odoo rounds away, by the decimals that it keeps of quantities unless a company sets others. */
const keptDecimals = 0.01;

function sentencesOf({ line, target, rest }: Looked, tried: Lowering | undefined): string[] {
	const title = line.name.split('\n')[0];
	if (target === undefined)
		return rest > little
			? [
					`${rest} x "${title}" can be invoiced again until the goods are booked as received; look at the ordered quantity before the next invoicing run.`,
				]
			: [];
	if (!tried?.refused && Math.abs(line.product_uom_qty - target) < keptDecimals) return [];
	const why = tried?.refused
		? `did not let the ordered quantity of "${title}" be lowered (is the order locked?)`
		: `did not keep the ordered quantity of "${title}" that was written`;
	return [`Odoo ${why}, so it will offer the credited pieces for invoicing again. Lower it in Odoo to ${target}.`];
}

/** A locked order is unlocked for it, and locked again, whatever becomes of it. False when Odoo refuses it. */
async function lower(odoo: Odoo, { line: { order_id: order }, call }: Lowering): Promise<boolean> {
	try {
		await odoo.run(call).catch(async (error: unknown) => {
			if (!order || !(error instanceof EffectError) || !/locked order/.test(error.message)) throw error;
			await odoo.act('sale.order', 'action_unlock', [order.id]);
			try {
				await odoo.run(call);
			} finally {
				await odoo.act('sale.order', 'action_lock', [order.id]);
			}
		});
		return true;
	} catch (error) {
		if (!(error instanceof EffectError) || error.category !== 'rejected') throw error;
		return false;
	}
}

/**
 * Odoo sends out or takes back what an ordered quantity lacks of its moves: with another return of the line on its way, lowering it would
 * make a new delivery. `skip_procurement` (Odoo's own word, sale_stock) leaves the goods alone. Price and discount are computed anew for another
 * quantity unless they are written with it (docs/facts/odoo.md#another-quantity-is-priced-anew).
 */
function lowerCall({ id, price_unit, discount }: Looked['line'], target: number): Call<void> {
	return {
		model: 'sale.order.line',
		method: 'write',
		args: { ids: [id], vals: { product_uom_qty: target, price_unit, discount } },
		context: { skip_procurement: true },
		read: () => undefined,
	};
}

/** A discount may be less than none of a price: what is said of it is then said with the sign turned. */
function signOf({ product_uom_qty }: Pick<Looked['line'], 'product_uom_qty'>): 1 | -1 {
	return product_uom_qty < 0 ? -1 : 1;
}

function billingOf({
	product_id,
	product_uom_id,
	invoice_lines,
	move_ids,
	...line
}: z.infer<typeof BilledLine>): BillingState {
	const standing = invoice_lines.filter(({ parent_state }) => parent_state !== 'cancel');
	const sign = signOf(line);
	const inUnit = (amount: number, of: { factor: number } | undefined) =>
		(amount * (of?.factor ?? product_uom_id?.factor ?? 1)) / (product_uom_id?.factor ?? 1);
	const billed = standing.flatMap(({ move_type, product_uom_id: unit, ...bill }) => {
		const quantity = inUnit(bill.quantity, unit);
		// An order that takes back more than it sells is billed by a credit note, with what is sold below zero.
		if (move_type === 'out_refund' && sign * quantity < 0) return -sign * quantity;
		return move_type === 'out_invoice' ? sign * quantity : [];
	});
	const shipped = move_ids.filter(
		(move) =>
			move.location_dest_usage === 'customer' &&
			!move.origin_returned_move_id &&
			move.state !== 'cancel' &&
			move.product_id === product_id?.id,
	);
	const ofLine = (move: (typeof move_ids)[number]) =>
		inUnit(move.state === 'done' ? move.quantity : move.product_uom_qty, move.product_uom);
	return {
		policy: product_id?.invoice_policy ?? 'order',
		ordered: sign * line.product_uom_qty,
		billed: billed.reduce((total, quantity) => total + quantity, 0),
		invoiced: sign * line.qty_invoiced,
		delivered: sign * line.qty_delivered,
		shipped: shipped.length ? shipped.reduce((total, move) => total + ofLine(move), 0) : undefined,
	};
}
