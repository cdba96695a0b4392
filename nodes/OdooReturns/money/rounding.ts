import { fromNumber, money, toDecimal, type Money } from '../../shared/model';
import { recordsTable, type LoadTable } from '../transport/table';
import type { Invoice, InvoiceLine } from '../records/answers';
import { tolerance, type CreditPlan } from './creditNote';
import { creditedOf } from './discounts';

/** How a draft credit note becomes the refund to the cent. Amounts in minor units. */
export interface Correction {
	/** Lines of tax that get another amount. */
	taxes: Array<{ line: number; amount: Money }>;
	/** What they are in the company's currency stays: Odoo reckons it by itself, and finer than in one that it rounds to whole units. */
	keepBalance?: true;
	/** What is then still missing, when the line of its own says something else, or is not there; zero: it goes. */
	rest?: Money;
}

/** A line of a draft credit note: of goods and fees, or of a tax. */
type DraftLine = Pick<InvoiceLine, 'id' | 'display_type' | 'tax_line_id' | 'amount_currency'> & { balance?: number };

/**
 * Odoo rounds the tax of every document by itself, so credit notes for single pieces add up to more or less tax than was billed (3 x
 * 1.10 with 15 % is 3.80, three times 1.27 is 3.81: docs/facts/odoo.md#credit-notes-round-by-themselves). The tax follows the refund:
 * the tax that it counts with, else what its amount leaves. `remainder` (by tax) is what is left of the invoice when this is its last
 * credit note, and goes before. What no tax line can take is the rest. Pure.
 *
 * `lines` are those of one read, so that what another run changes meanwhile is counted wholly or not at all. `rounding` is the line of the
 * rest, if a run before this one has added it: it is no part of what Odoo computes.
 */
export function correctionOf(
	plan: CreditPlan,
	lines: DraftLine[],
	rounding?: number,
	remainder?: Map<number, number>,
): Correction {
	const { currency } = plan.amount;
	const minor = (line: DraftLine) => fromNumber(line.amount_currency, currency).amount;
	const total = (of: DraftLine[]) => of.reduce((sum, line) => sum + minor(line), 0);
	const own = lines.filter(({ display_type }) => display_type === 'tax');
	const untaxed = total(lines.filter(({ id, display_type }) => display_type !== 'tax' && id !== rounding));
	const [tax, most] = [total(own), tolerance(plan)];
	const now = new Map(own.map((line) => [line.id, minor(line)] as const));
	const within = (wanted: number, is: number) => wanted >= 0 && Math.abs(wanted - is) <= most;
	const target = new Map(now);
	const whole =
		remainder &&
		own.length > 0 &&
		own.every((line) => within(remainder.get(line.tax_line_id!) ?? NaN, now.get(line.id)!));
	if (whole) {
		for (const line of own) target.set(line.id, remainder.get(line.tax_line_id!)!);
	} else {
		const wanted = plan.tax !== undefined && within(plan.tax, tax) ? plan.tax : plan.amount.amount - untaxed;
		const [largest] = [...own].sort((a, b) => b.amount_currency - a.amount_currency);
		if (largest && within(wanted, tax)) target.set(largest.id, now.get(largest.id)! + wanted - tax);
	}
	const taxed = [...target.values()].reduce((sum, amount) => sum + amount, 0);
	const rest = plan.amount.amount - untaxed - taxed;
	const restChanges = rest !== total(lines.filter(({ id }) => id === rounding));
	const keepBalance =
		plan.step !== undefined && own.some(({ balance, amount_currency }) => balance !== amount_currency);
	return {
		// Odoo may compute all taxes anew when another line changes.
		taxes: [...target]
			.filter(([line, amount]) => restChanges || amount !== now.get(line))
			.map(([line, amount]) => ({ line, amount: money(amount, currency) })),
		...(keepBalance && { keepBalance }),
		...(restChanges && { rest: money(rest, currency) }),
	};
}

/**
 * Tax of an invoice that earlier credit notes have left, by tax; undefined when this is not the last credit note, or cannot be told.
 * `lines`: lines of the invoice and of its other credit notes.
 */
export function taxRemainder(
	plan: CreditPlan,
	invoice: Invoice,
	notes: Invoice[],
	lines: InvoiceLine[],
): Map<number, number> | undefined {
	const of = (move: Invoice, type: string) =>
		lines.filter(({ move_id, display_type }) => move_id === move.id && display_type === type);
	const earlier = notes.flatMap((note) => of(note, 'product'));
	const isLast = of(invoice, 'product').every((line) => {
		const now =
			plan.shipping?.invoiceLine.id === line.id
				? line.quantity * plan.shipping.share
				: plan.rows.reduce((sum, { invoiceLine, quantity }) => sum + (invoiceLine.id === line.id ? quantity : 0), 0);
		return line.sale_line_ids.length > 0 && Math.abs(line.quantity - creditedOf(line, earlier) - now) < 1e-6;
	});
	// Fees with tax are on credit notes only; then the remainder says nothing about the goods.
	const ofOne = plan.rows.every(({ invoiceLine }) => invoiceLine.move_id === invoice.id);
	if (!isLast || !ofOne || plan.others.some(({ like }) => like)) return undefined;
	const minor = (line: InvoiceLine) => Math.abs(fromNumber(line.amount_currency, plan.amount.currency).amount);
	const left = new Map<number, number>();
	for (const line of of(invoice, 'tax')) {
		if (!line.tax_line_id || left.has(line.tax_line_id)) return undefined; // split over several accounts: whose cent it is cannot be told
		left.set(line.tax_line_id, minor(line));
	}
	for (const line of notes.flatMap((note) => of(note, 'tax'))) {
		if (!line.tax_line_id || !left.has(line.tax_line_id)) return undefined;
		left.set(line.tax_line_id, left.get(line.tax_line_id)! - minor(line));
	}
	return left;
}

/** Key of the line that takes the rest. */
export function roundingKey(creditNote: string): string {
	return `${creditNote}.rounding`;
}

/** The line that takes the rest, under a key of its own. */
export function roundingTable(key: string, creditNote: number, rest: Money, account: number | undefined): LoadTable {
	return recordsTable([
		{
			key: roundingKey(key),
			values: {
				'move_id/.id': creditNote,
				name: 'Rounding',
				quantity: 1,
				price_unit: toDecimal(rest),
				'tax_ids/.id': '',
				'account_id/.id': account,
			},
		},
	]);
}
