import { z } from 'zod';
import { named, PayingLine } from '../records/answers';
import type { Odoo } from '../transport/odoo';
import type { Domain } from '../transport/wire';
import { knows } from './rights';

const Journal = z.object({
	id: z.number().int().positive(),
	name: z.string(),
	type: z.string(),
	currency_id: named,
	company_id: named,
});

/** A journal that refunds are booked in, with its ways to pay out. */
export type PayingJournal = z.infer<typeof Journal> & { lines: Array<z.infer<typeof PayingLine>> };

/** The journals that a domain names, at most `limit` of them. */
export async function readPayingJournals(
	odoo: Odoo,
	domain: Domain,
	options: { limit?: number } = {},
): Promise<PayingJournal[]> {
	const found = await odoo.search('account.journal', Journal, domain, options);
	const lines = await odoo.search('account.payment.method.line', PayingLine, [
		['journal_id', 'in', found.map(({ id }) => id)],
		['payment_type', '=', 'outbound'],
	]);
	return found.map((journal) => ({
		...journal,
		lines: lines.filter(({ journal_id }) => journal_id?.id === journal.id),
	}));
}

/**
 * Whether a payment needs an outstanding account for its journal entry: with Odoo's app Accounting it does
 * (docs/facts/odoo.md#a-payments-outstanding-account).
 */
export async function needsOutstandingAccount(odoo: Odoo): Promise<boolean> {
	return await knows(odoo, 'account.change.lock.date');
}

/** Where refunds are booked. */
export interface BookedAt {
	company: number | undefined;
	/** Of the refunds, when it is one. */
	currency?: string;
	/** See needsOutstandingAccount. */
	accountNeeded: boolean;
}

/** What keeps refunds from being booked in a journal, and what to do; undefined when nothing does. */
export function whyNothingIsBooked(
	{ name, type, currency_id: own, company_id, lines }: PayingJournal,
	{ company, currency, accountNeeded }: BookedAt,
): string | undefined {
	if (company && company_id && company_id.id !== company)
		return `${name} belongs to another company. Choose a journal of the warehouse's company.`;
	if (!['bank', 'cash', 'credit'].includes(type))
		return `${name} is a journal of type ${type}: nothing can be paid out of it. Choose one of type Bank.`;
	if (currency && own && own.name !== currency)
		return `${name} is kept in ${own.name}, the refunds are in ${currency}. Choose a journal in ${currency}, or one without a currency of its own.`;
	const line = lines.find(({ code }) => code === 'manual') ?? lines[0];
	if (!line)
		return `${name} has no outgoing payment method. In Odoo, open it and add Manual Payment under Outgoing Payments.`;
	if (accountNeeded && !line.payment_account_id)
		return `The outgoing payment method of ${name} has no outstanding account: a refund would be booked without a journal entry. In Odoo, open the journal and give the method one under Outgoing Payments.`;
	return undefined;
}
