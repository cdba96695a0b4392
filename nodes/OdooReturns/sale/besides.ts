import { z } from 'zod';
import { fromNumber, toDecimal } from '../../shared/model';
import { EarlyAccount, InvoiceLine, Reconciled, type BilledLine } from '../records/answers';
import type { Odoo } from '../transport/odoo';

/** A posted invoice as an order is read with it. */
export interface BilledDocument {
	id: number;
	total: number;
	/** The same in the currency of the books, at the rate of its day. */
	inBooks: { total: number; currency: string | undefined };
	/** Paid, on terms that take something off for paying early. */
	paidEarly: boolean;
	company: number | undefined;
	lines: BilledLine[];
}

const BesideLine = InvoiceLine.extend({ account_type: z.string() });
type BesideLine = z.infer<typeof BesideLine>;

/**
 * What an invoice came to besides its lines of goods: the line that rounds a total for cash, cents of tax where Odoo rounds it for the whole
 * document, and what was taken off for paying early, which stands in the payment's entry. As lines of the invoice, each on its own account, above
 * or below zero; those of tax have an id below zero, since no line stands for them. Asked for only where totals or terms say that there is something.
 */
export async function besidesOf(odoo: Odoo, documents: BilledDocument[], currency: string): Promise<InvoiceLine[]> {
	const minor = (value: number) => fromNumber(value, currency).amount;
	const off = documents.filter(
		({ total, lines }) => minor(total) !== lines.reduce((sum, { price_total }) => sum + minor(price_total), 0),
	);
	const rounded = off.length
		? await odoo.search('account.move.line', InvoiceLine, [
				['move_id', 'in', off.map(({ id }) => id)],
				['display_type', '=', 'rounding'],
			])
		: [];
	const cents = off.flatMap(({ id, total, lines }) => {
		const known = [...lines, ...rounded.filter(({ move_id }) => move_id === id).map(roundingOf)];
		const rest = minor(total) - known.reduce((sum, { price_total }) => sum + minor(price_total), 0);
		return rest ? [centsOfTax(id, Number(toDecimal({ amount: rest, currency })))] : [];
	});
	const early: InvoiceLine[] = [];
	for (const document of documents.filter(({ paidEarly }) => paidEarly))
		early.push(...(await takenOffEarly(odoo, document)));
	return [...rounded.map(roundingOf), ...cents, ...early];
}

/** What the payments of an invoice took off on the account of early payment discounts, with its tax. */
async function takenOffEarly(odoo: Odoo, { id, company }: BilledDocument): Promise<InvoiceLine[]> {
	if (!company) return [];
	const [{ account_journal_early_pay_discount_loss_account_id: account }] = await odoo.read(
		'res.company',
		EarlyAccount,
		[company],
	);
	const matched = await odoo.search('account.partial.reconcile', Reconciled, [['debit_move_id.move_id', '=', id]]);
	const payments = matched.flatMap(({ credit_move_id }) => credit_move_id ?? []);
	if (!account || !payments.length) return [];
	const entries = await odoo.search('account.move.line', BesideLine, [['move_id.line_ids', 'in', payments]]);
	const isTax = ({ tax_line_id, amount_currency }: BesideLine) => tax_line_id !== undefined && amount_currency > 0;
	const bases = entries.filter(({ account_id, amount_currency }) => account_id === account && amount_currency > 0);
	const tax = entries.filter(isTax).reduce((sum, { amount_currency }) => sum + amount_currency, 0);
	// There is one for each set of taxes. What Odoo says that each bears gives the shares; the tax itself stands in lines of its own.
	const bears = ({ price_total, price_subtotal }: BesideLine) => Math.abs(price_total - price_subtotal);
	const all = bases.reduce((sum, line) => sum + bears(line), 0);
	// Taken off without tax it is one line for all goods, whatever taxes they have (Odoo's modes `excluded` and `mixed`).
	const ofAll = bases.every(({ tax_ids }) => !tax_ids.length);
	return bases.map((line) => ({
		...besideLine(line, id, -line.amount_currency),
		price_total: -(line.amount_currency + (all ? (tax * bears(line)) / all : 0)),
		display_type: ofAll ? 'rounding' : 'epd',
	}));
}

function roundingOf(line: InvoiceLine): InvoiceLine {
	return besideLine(line, line.move_id!, -line.amount_currency);
}

function centsOfTax(invoice: number, amount: number): InvoiceLine {
	const line = {
		id: -invoice,
		parent_state: 'posted',
		product_id: undefined,
		name: undefined,
		product_uom_id: undefined,
		tax_ids: [],
		account_id: undefined,
		tax_line_id: undefined,
		amount_currency: 0,
		analytic_distribution: undefined,
	};
	return { ...besideLine(line as unknown as InvoiceLine, invoice, 0), price_total: amount };
}

function besideLine(line: InvoiceLine, invoice: number, amount: number): InvoiceLine {
	return {
		...line,
		move_id: invoice,
		quantity: 1,
		price_unit: amount,
		discount: 0,
		price_subtotal: amount,
		price_total: amount,
		display_type: 'rounding',
		sale_line_ids: [],
	};
}
