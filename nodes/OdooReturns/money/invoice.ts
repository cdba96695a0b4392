import type { CaseState } from '../../shared/case/caseState';
import { EffectError, fromNumber, type RefundIntent } from '../../shared/model';
import type { Odoo } from '../transport/odoo';
import { many } from '../transport/tree';
import { Invoice, InvoiceLine } from '../records/answers';
import type { Invoiced } from './creditNote';
import { readOrder } from '../sale/order';
import type { OdooOrder, SoldLine } from '../sale/delivery';

/** The posted invoices of a refund's order, what was credited of them, and their lines by the names the refund uses. */
export interface InvoicedOrder extends Invoiced {
	/** That the credit note is issued against: of the goods, else the first. */
	invoice: Invoice;
	invoices: Invoice[];
	/** Credit notes that were not canceled, drafts too. */
	notes: Invoice[];
	/** Lines of goods, fees and taxes of all of them. */
	lines: InvoiceLine[];
	/** Order lines whose pieces are credited. */
	saleLines: number[];
}

const WithLines = Invoice.extend({ line_ids: many('account.move.line', InvoiceLine) });

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
	const moves = ids.length
		? await own.tree('account.move', WithLines, [
				'&',
				['state', '!=', 'cancel'],
				'|',
				['id', 'in', ids],
				['reversed_entry_id', 'in', ids],
			])
		: [];
	const invoices = moves.filter(({ move_type, state }) => move_type === 'out_invoice' && state === 'posted');
	const notes = moves.filter(({ move_type }) => move_type === 'out_refund');
	if (!invoices.length)
		throw new EffectError(`Order ${order.order.name} has no posted invoice`, {
			category: 'rejected',
			connection: 'odoo',
			advice: 'Create and confirm the invoice in Odoo, then replay the step.',
		});
	const lines = [...invoices, ...notes]
		.flatMap(({ line_ids }) => line_ids)
		.filter(({ display_type }) => display_type === 'product' || display_type === 'tax');
	const billedLines = lines.filter(
		({ move_id, display_type, quantity }) =>
			display_type === 'product' && quantity > 0 && invoices.some(({ id }) => id === move_id),
	);
	const billed = (sold: SoldLine) => {
		const of = billedLines.filter(({ sale_line_ids }) => sale_line_ids.includes(sold.line.id));
		return of.length
			? { sku: sold.sku, invoiceLine: of[0], billed: of.reduce((total, { quantity }) => total + quantity, 0) }
			: undefined;
	};
	const goods = (line: string) => {
		const sold = soldLineNamed(order, line, found);
		return sold && billed(sold);
	};
	const credited = intent.breakdown.flatMap((part) => (part.kind === 'line' ? (goods(part.line ?? '') ?? []) : []));
	const invoice = invoices.find(({ id }) => id === credited[0]?.invoiceLine.move_id) ?? invoices[0];
	if (invoice.currency_id && invoice.currency_id.name !== intent.amount.currency) {
		throw new EffectError(
			`Invoice ${invoice.name} is in ${invoice.currency_id.name}, the refund in ${intent.amount.currency}`,
			{
				category: 'rejected',
				connection: 'odoo',
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
			...(account && { account }),
			saleLines: [...new Set(credited.flatMap(({ invoiceLine }) => invoiceLine.sale_line_ids))],
		},
	};
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

/** A line of the refund's breakdown: a line of the case, of the order, Odoo's own, or a SKU. */
function soldLineNamed({ lines }: OdooOrder, name: string, found: CaseState | undefined): SoldLine | undefined {
	const inCase =
		found?.lines.find(({ id }) => id === name) ?? found?.lines.find(({ orderLineId }) => orderLineId === name);
	const known =
		inCase?.providerIds['odoo.order_line'] ??
		found?.orders.odoo?.lines.find(({ id }) => id === name)?.providerIds['odoo.order_line'];
	const sku = inCase?.sku || name;
	return (
		lines.find(({ line }) => String(line.id) === known) ??
		lines.find((one) => one.sku !== '' && one.sku === sku) ??
		lines.find(({ line }) => String(line.id) === name)
	);
}
