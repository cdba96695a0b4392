import type { z } from 'zod';
import type { CaseState } from '../../shared/case/caseState';
import { creditNoteMisfit } from '../../shared/case/exceptionOf';
import { EffectError, fromNumber, type RefundIntent } from '../../shared/model';
import type { Odoo } from '../transport/odoo';
import { many } from '../transport/tree';
import { Invoice, InvoiceLine } from '../records/answers';
import type { Invoiced } from './creditNote';
import type { BilledGoods, Discounted } from './creditRow';
import { feeTaxes } from './feeTaxes';
import { readOrder } from '../sale/order';
import { soldQuantity, type OdooOrder, type SoldLine } from '../sale/delivery';
import { inOrderUnits } from '../sale/orderUnits';
import { pricesOf, stepOf, type LinePrice } from '../sale/prices';
import { reduced, standingLines, supersededAmong } from '../sale/superseded';
import { asBilled, asCredited, billsOrder } from '../sale/takenBack';

/** The posted invoices of a refund's order, what was credited of them, and their lines by the names the refund uses. */
export interface InvoicedOrder extends Invoiced {
	/** That the credit note is issued against: of the goods, else the first. */
	invoice: Invoice;
	invoices: Invoice[];
	/** Credit notes that were not canceled, drafts too. */
	notes: Invoice[];
	/** Lines of goods, fees and taxes of all of them. */
	lines: InvoiceLine[];
	/** Order lines whose pieces are credited, that of shipping, and those of discounts on them. */
	saleLines: number[];
}

const WithLines = Invoice.extend({ line_ids: many('account.move.line', InvoiceLine) });

/** Posts a draft invoice or credit note; one that somebody else has posted meanwhile is left as it is. */
export async function postMove(odoo: Odoo, id: number): Promise<void> {
	await odoo.act('account.move', 'action_post', [id]).catch((error: unknown) => {
		if (!(error instanceof EffectError) || !/must be in draft/.test(error.message)) throw error;
	});
}

/** Reads the posted invoices and the credit notes of the refund's order. Throws when there is no invoice or it is in another currency. */
export async function readInvoiced(
	odoo: Odoo,
	name: { id?: number; number?: string },
	intent: RefundIntent,
	found: CaseState | undefined,
): Promise<{ own: Odoo; invoiced: InvoicedOrder }> {
	const order = await readOrder(odoo, name);
	const own = odoo.forCompany(order.order.company_id);
	const ids = order.order.invoice_ids;
	// A credit note without goods is known only by the invoice that it reverses.
	const read = ids.length
		? await own.tree('account.move', WithLines, [
				'&',
				['state', '!=', 'cancel'],
				'|',
				['id', 'in', ids],
				['reversed_entry_id', 'in', ids],
			])
		: [];
	const soldLines = order.lines.map(({ line }) => line);
	const factor = order.factor ?? (() => 1);
	const moves = read.map((move) => ({ ...move, line_ids: inOrderUnits(move.line_ids, soldLines, factor) }));
	const posted = moves
		.filter((move) => move.state === 'posted' && (move.move_type === 'out_invoice' || isBill(move)))
		.map((move) => (isBill(move) ? turned(move) : move));
	const gone = supersededAmong(
		posted.map(({ id, payment_state, line_ids }) => ({
			id,
			reversed: payment_state === 'reversed',
			orderLines: line_ids.flatMap(({ sale_line_ids }) => sale_line_ids),
		})),
	);
	const invoices = posted.filter(({ id }) => !gone.includes(id));
	const notes = moves.filter(
		(move) => move.move_type === 'out_refund' && !isBill(move) && !gone.includes(move.reversed_entry_id ?? 0),
	);
	if (!invoices.length)
		throw new EffectError(`Order ${order.order.name} has no posted invoice`, {
			category: 'rejected',
			connection: 'odoo',
			// Many shops bill once a day, or when the sync has brought the delivery.
			notYet: true,
			advice: 'Create and confirm the invoice in Odoo, then replay the step.',
		});
	const lines = [...invoices, ...notes]
		.flatMap(({ line_ids }) => line_ids)
		.filter(({ display_type }) => display_type === 'product' || display_type === 'tax');
	const creditUsed = order.creditUsed ?? [];
	const billedLines = lines.filter(
		({ id: line, move_id, display_type, quantity }) =>
			display_type === 'product' &&
			quantity > 0 &&
			invoices.some(({ id }) => id === move_id) &&
			!creditUsed.some(({ id }) => id === line),
	);
	const { own: ownBack, worth: goodsPaid } = order.takenBack ?? { own: [], worth: 0 };
	const credited = [...creditLines(notes, lines), ...asCredited(lines, ownBack)];
	const billedFor = (of: InvoiceLine[], sold: SoldLine) =>
		of.filter(({ sale_line_ids }) => sale_line_ids.includes(sold.line.id));
	const standing = new Map(
		order.lines.map((sold) => [
			sold.line.id,
			standingLines(billedFor(billedLines, sold), billedFor(credited, sold), soldQuantity(sold)),
		]),
	);
	const corrected = new Map([...standing.values()].flatMap((one) => [...one.corrected]));
	const prices = pricesOf(order);
	const discountsOf = (sold: SoldLine): Discounted[] =>
		(prices.get(sold.line.id)?.shares ?? []).flatMap(({ discount, net, tax }) => {
			const line = [...lines, ...(order.besides ?? [])].find(({ id }) => id === discount);
			return line ? [{ line, net, tax }] : [];
		});
	const billed = (sold: SoldLine): BilledGoods | undefined => {
		const of = standing.get(sold.line.id)!.lines;
		if (!of.length) return undefined;
		return {
			sku: sold.sku,
			invoiceLine: of[0],
			lines: of,
			billed: of.reduce((total, { quantity }) => total + quantity, 0),
			discounts: discountsOf(sold),
			taxOff: prices.get(sold.line.id)!.taxOff,
		};
	};
	const goods = (line: string) => {
		const sold = soldLineNamed(order, line, { found, each: eachOf(intent, line), prices });
		return sold && billed(sold);
	};
	const wanted = intent.breakdown.flatMap((part) => (part.kind === 'line' ? (goods(part.line ?? '') ?? []) : []));
	const holds = ({ id }: Invoice, { invoiceLine, lines: of = [invoiceLine] }: BilledGoods) =>
		of.some(({ move_id }) => move_id === id);
	const foreign = invoices.find(
		(one) =>
			one.currency_id && one.currency_id.name !== intent.amount.currency && wanted.some((goods) => holds(one, goods)),
	);
	const invoice = foreign ?? invoices.find(({ id }) => id === wanted[0]?.invoiceLine.move_id) ?? invoices[0];
	if (invoice.currency_id && invoice.currency_id.name !== intent.amount.currency) {
		throw new EffectError(
			`Invoice ${invoice.name} is in ${invoice.currency_id.name}, the refund in ${intent.amount.currency}`,
			{
				category: 'rejected',
				connection: 'odoo',
				code: creditNoteMisfit,
				advice: 'Refund in the currency that was billed, or credit it by hand in Odoo.',
			},
		);
	}
	const marked = order.lines
		.filter(({ line }) => line.is_delivery)
		.map(billed)
		.find((one) => one !== undefined);
	const services = order.lines
		.filter((sold) => sold.service && !soldFor(intent, sold, goods))
		.flatMap((sold) => billed(sold) ?? []);
	const shipping =
		marked?.invoiceLine ??
		shippingAmong(
			services.map(({ invoiceLine }) => invoiceLine),
			intent,
		);
	const shippingLine = order.lines.find(({ line }) => shipping?.sale_line_ids.includes(line.id));
	const account = billedLines.find(({ move_id, id }) => move_id === invoice.id && id !== shipping?.id)?.account_id;
	return {
		own,
		invoiced: {
			invoice,
			invoices,
			notes,
			lines,
			goods,
			shipping,
			step: stepOf(order),
			shippingDiscounts: shippingLine ? discountsOf(shippingLine) : [],
			earlier: credited.flatMap((line) => reduced(line, corrected.get(line.id) ?? 0)),
			...(intent.breakdown.some(({ kind }) => kind === 'fee') && {
				feeTaxes: await feeTaxes(
					own,
					wanted.map(({ invoiceLine }) => invoiceLine),
				),
			}),
			pricedByShop: found?.order !== undefined && found.order.providerIds['odoo.order'] === undefined,
			...(account && { account }),
			paidOtherwise: [...creditUsed.map(({ amount }) => amount), goodsPaid].reduce(
				(sum, amount) => sum + fromNumber(amount, intent.amount.currency).amount,
				0,
			),
			saleLines: [
				...new Set(
					[
						...wanted.flatMap(({ invoiceLine, discounts = [] }) => [invoiceLine, ...discounts.map(({ line }) => line)]),
						...(shipping && intent.breakdown.some(({ kind }) => kind === 'shipping')
							? [shipping, ...(shippingLine ? discountsOf(shippingLine) : []).map(({ line }) => line)]
							: []),
					].flatMap(({ sale_line_ids }) => sale_line_ids),
				),
			],
		},
	};
}

type WithLines = z.infer<typeof WithLines>;

function isBill(move: WithLines): boolean {
	return billsOrder({ ...move, lines: move.line_ids });
}

/** Such a credit note as an invoice: what it takes back is below zero. */
function turned(move: WithLines): WithLines {
	return { ...move, amount_total: -move.amount_total, line_ids: move.line_ids.map(asBilled) };
}

function soldFor(
	intent: RefundIntent,
	sold: SoldLine,
	goods: (line: string) => { invoiceLine: InvoiceLine } | undefined,
): boolean {
	return intent.breakdown.some(
		({ kind, line }) => kind === 'line' && goods(line ?? '')?.invoiceLine.sale_line_ids.includes(sold.line.id),
	);
}

/** Without its app Delivery Costs Odoo marks no shipping line: then it is the service whose amount the refund gives back whole. */
function shippingAmong(
	services: InvoiceLine[],
	{ breakdown, amount: { currency } }: RefundIntent,
): InvoiceLine | undefined {
	const net = breakdown
		.filter(({ kind }) => kind === 'shipping')
		.reduce((total, { amount }) => total + amount.amount, 0);
	const fitting = services.filter((line) =>
		[line.price_subtotal, line.price_total].some((price) => fromNumber(price, currency).amount === net),
	);
	return net && fitting.length === 1 ? fitting[0] : undefined;
}

/** Community says `paid`, the accounting app of Enterprise `in_payment` until the bank statement is matched. */
export function isPaid({ payment_state }: Pick<Invoice, 'payment_state'>): boolean {
	return payment_state === 'paid' || payment_state === 'in_payment';
}

/** Goods and fees of credit notes. */
export function creditLines(notes: Invoice[], lines: InvoiceLine[]): InvoiceLine[] {
	return lines.filter(
		({ move_id, display_type }) => display_type === 'product' && notes.some(({ id }) => id === move_id),
	);
}

/** What a piece of a line costs by the refund, without tax; undefined when it does not say. */
function eachOf({ breakdown }: RefundIntent, name: string): number | undefined {
	const parts = breakdown.filter(({ kind, line }) => kind === 'line' && line === name);
	const pieces = parts.reduce((sum, { quantity = 0 }) => sum + quantity, 0);
	return pieces ? parts.reduce((sum, { amount }) => sum + amount.amount, 0) / pieces : undefined;
}

/**
 * A line of the refund's breakdown: a line of the case, of the order, Odoo's own, or a SKU. One SKU can be on several lines, paid on one and free
 * on another: then it is the one whose price comes nearest to the refund's.
 */
function soldLineNamed(
	{ lines }: OdooOrder,
	name: string,
	{ found, each, prices }: { found: CaseState | undefined; each: number | undefined; prices: Map<number, LinePrice> },
): SoldLine | undefined {
	const inCase =
		found?.lines.find(({ id }) => id === name) ?? found?.lines.find(({ orderLineId }) => orderLineId === name);
	const known =
		inCase?.providerIds['odoo.order_line'] ??
		found?.orders.odoo?.lines.find(({ id }) => id === (inCase?.orderLineId ?? name))?.providerIds['odoo.order_line'];
	const sku = inCase?.sku || name;
	const off = ({ line }: SoldLine) => {
		const { net, tax, quantity } = prices.get(line.id)!;
		return each === undefined || !quantity
			? Infinity
			: Math.min(Math.abs(net / quantity - each), Math.abs((net + tax) / quantity - each));
	};
	const [nearest] = lines
		.filter((one) => one.sku !== '' && one.sku === sku)
		.map((one) => ({ one, off: off(one) }))
		.sort((a, b) => (a.off === b.off ? 0 : a.off - b.off));
	return (
		lines.find(({ line }) => String(line.id) === known) ??
		nearest?.one ??
		lines.find(({ line }) => String(line.id) === name)
	);
}
