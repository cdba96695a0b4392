import type { CaseState } from '../../shared/case/state';
import { EffectError } from '../../shared/effect';
import type { RefundIntent } from '../../shared/model';
import type { Odoo } from '../transport/odoo';
import { Invoice, InvoiceLine } from './answers';
import type { Invoiced } from './creditNote';
import { readOrder, type OdooOrder, type SoldLine } from './order';

/** The posted invoice that a refund is credited against, and its lines by the names the refund uses. */
export interface InvoicedOrder extends Invoiced {
	invoice: Invoice;
	/** Order lines whose pieces are credited. */
	saleLines: number[];
}

/** Reads the posted invoices of the refund's order. Throws when there is none or it is in another currency. */
export async function readInvoiced(odoo: Odoo, name: { id?: number; number?: string }, intent: RefundIntent, found: CaseState | undefined): Promise<{ own: Odoo; invoiced: InvoicedOrder }> {
	const order = await readOrder(odoo, name);
	const own = odoo.forCompany(order.order.company_id);
	const invoices = (await own.read('account.move', Invoice, order.order.invoice_ids)).filter(({ move_type, state }) => move_type === 'out_invoice' && state === 'posted');
	if (!invoices.length) throw new EffectError(`Order ${order.order.name} has no posted invoice`, { category: 'rejected', connection: 'odoo', advice: 'Create and confirm the invoice in Odoo, then replay the step.' });
	const lines = await own.search('account.move.line', InvoiceLine, [['move_id', 'in', invoices.map(({ id }) => id)], ['display_type', '=', 'product']]);
	const billed = (sold: SoldLine) => lines.find(({ sale_line_ids, quantity }) => quantity > 0 && sale_line_ids.includes(sold.line.id));
	const goods = (line: string) => {
		const sold = soldLineNamed(order, line, found);
		const invoiceLine = sold && billed(sold);
		return invoiceLine && { sku: sold.sku, invoiceLine };
	};
	const credited = intent.breakdown.flatMap((part) => (part.kind === 'line' ? (goods(part.line ?? '') ?? []) : []));
	const invoice = invoices.find(({ id }) => id === credited[0]?.invoiceLine.move_id) ?? invoices[0];
	if (invoice.currency_id && invoice.currency_id.name !== intent.amount.currency) {
		throw new EffectError(`Invoice ${invoice.name} is in ${invoice.currency_id.name}, the refund in ${intent.amount.currency}`, { category: 'rejected', connection: 'odoo', advice: 'Refund in the currency that was billed, or credit it by hand in Odoo.' });
	}
	const shipping = order.lines.filter(({ line }) => line.is_delivery).map(billed).find((line) => line !== undefined);
	const account = lines.find(({ move_id, id }) => move_id === invoice.id && id !== shipping?.id)?.account_id;
	return { own, invoiced: { invoice, goods, shipping, ...(account && { account }), saleLines: [...new Set(credited.flatMap(({ invoiceLine }) => invoiceLine.sale_line_ids))] } };
}

/** Community says `paid`, the accounting app of Enterprise `in_payment` until the bank statement is matched. */
export function isPaid({ payment_state }: Pick<Invoice, 'payment_state'>): boolean {
	return payment_state === 'paid' || payment_state === 'in_payment';
}

/** Credit notes of an invoice that were not canceled. */
export async function creditNotesOf(odoo: Odoo, { id }: Invoice): Promise<Invoice[]> {
	return await odoo.search('account.move', Invoice, [['reversed_entry_id', '=', id], ['move_type', '=', 'out_refund'], ['state', '!=', 'cancel']]);
}

/** What credit notes are made of. */
export async function creditedLines(odoo: Odoo, notes: Invoice[]): Promise<InvoiceLine[]> {
	return notes.length ? await odoo.search('account.move.line', InvoiceLine, [['move_id', 'in', notes.map(({ id }) => id)], ['display_type', '=', 'product']]) : [];
}

/** A line of the refund's breakdown: a line of the case, of the order, Odoo's own, or a SKU. */
function soldLineNamed({ lines }: OdooOrder, name: string, found: CaseState | undefined): SoldLine | undefined {
	const inCase = found?.lines.find(({ id }) => id === name) ?? found?.lines.find(({ orderLineId }) => orderLineId === name);
	const known = inCase?.providerIds['odoo.order_line'] ?? found?.orders.odoo?.lines.find(({ id }) => id === name)?.providerIds['odoo.order_line'];
	const sku = inCase?.sku || name;
	return lines.find(({ line }) => String(line.id) === known) ?? lines.find((one) => one.sku !== '' && one.sku === sku) ?? lines.find(({ line }) => String(line.id) === name);
}
