import { outOfTurnCode } from '../../shared/store/store';
import { EffectError, storeCredit, type Money, type RefundIntent } from '../../shared/model';
import { Invoice, type ExchangedOrder, type PricedLine } from '../records/answers';
import { today } from '../records/clock';
import { restOf } from './creditNote';
import { canBeInvoiced, invoiceTable, type SettledExchange } from './exchange';
import { postMove } from './invoice';
import { match, openOf, requirePostedNote } from './settlement';

/** The invoice of an exchange, and what the credit note has left to pay of it, or it of the credit note. */
export interface PaidExchange {
	invoice: Invoice;
	toPay: Money;
	toRefund: Money;
	/** What is left, as a refund of the case. */
	rest?: RefundIntent;
}

/** What an earlier run has invoiced, and paid as far as the credit note goes. */
export async function findPaid(at: SettledExchange, order: ExchangedOrder): Promise<PaidExchange | undefined> {
	const id = await at.own.find(at.keys.invoice);
	const invoice = id ? await at.own.get('account.move', Invoice, id) : undefined;
	if (invoice?.state !== 'posted') return undefined;
	const credited = await requirePostedNote(at.odoo, at.reference, at.intent.id);
	if (invoice.amount_residual && credited.amount_residual) return undefined;
	return paid(at, order, invoice, credited);
}

/** Makes the invoice of an exchange's order once, posts it, and puts the credit note against it. */
export async function payExchange(
	at: SettledExchange,
	order: ExchangedOrder,
	lines: PricedLine[],
	credited: Invoice,
): Promise<PaidExchange> {
	if (!canBeInvoiced(lines))
		throw new EffectError(`Exchange order ${order.name} cannot be invoiced yet`, {
			category: 'retryable',
			connection: 'odoo',
			code: outOfTurnCode,
			retryAfterMs: 60_000,
			advice: 'Odoo invoices these goods when they are delivered; it is tried again.',
		});
	assertSameCurrency(at, order);
	const invoice = await postInvoice(at, order, lines);
	await match(at.own, [invoice.id, credited.id]);
	const after = await at.own.read('account.move', Invoice, [invoice.id, credited.id]);
	const [billed, note] = [invoice, credited].map(({ id }) => after.find((one) => one.id === id)!);
	return paid(at, order, billed, note);
}

async function postInvoice(
	{ own, keys, reference, timeZone }: SettledExchange,
	order: ExchangedOrder,
	lines: PricedLine[],
): Promise<Invoice> {
	const sold = lines.filter(({ display_type }) => !display_type);
	const table = invoiceTable(keys.invoice, order, sold, { reference, date: today(timeZone) });
	const [id] = await own.load('account.move', table);
	let invoice = await own.get('account.move', Invoice, id);
	if (invoice.state === 'draft') {
		await postMove(own, id);
		invoice = await own.get('account.move', Invoice, id);
	}
	if (invoice.state === 'posted') return invoice;
	throw new EffectError(`Odoo did not post the invoice of exchange order ${order.name}`, {
		category: 'rejected',
		connection: 'odoo',
		advice: 'Open the invoice in Odoo and press Confirm: it says what is missing. Then replay the step.',
	});
}

function paid(
	{ intent, restTo }: SettledExchange,
	order: ExchangedOrder,
	invoice: Invoice,
	credited: Invoice,
): PaidExchange {
	const { currency } = intent.amount;
	const [toPay, toRefund] = [openOf(invoice, currency), openOf(credited, currency)];
	if (toRefund.amount <= 0) return { invoice, toPay, toRefund };
	const rest: RefundIntent = {
		id: restOf(intent.id),
		amount: toRefund,
		payment: restTo === 'store_credit' ? { id: storeCredit, processor: storeCredit, providerIds: {} } : intent.payment,
		reason: 'exchange',
		breakdown: [{ kind: 'adjustment', amount: toRefund, description: `What exchange ${order.name} left` }],
	};
	return { invoice, toPay, toRefund, rest };
}

function assertSameCurrency({ intent }: SettledExchange, { name, currency_id }: ExchangedOrder): void {
	const { currency } = intent.amount;
	if (currency_id?.name === currency) return;
	throw new EffectError(`Exchange order ${name} is in ${currency_id?.name}, the credit note in ${currency}`, {
		category: 'rejected',
		connection: 'odoo',
		advice: 'Set the price list of the quotation to the currency of the credit note, then replay the step.',
	});
}
