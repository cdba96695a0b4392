import { z } from 'zod';
import { payerOfKey, processors, type RefundJournals } from '../../shared/model';
import { named, PayingLine } from '../records/answers';
import type { Odoo } from '../transport/odoo';
import type { Piece } from './piece';

const Journal = z.object({
	id: z.number().int().positive(),
	name: z.string(),
	type: z.string(),
	currency_id: named,
	company_id: named,
});
type Journal = z.infer<typeof Journal>;

/** The journals that refunds of single payers are booked in: whether refunds can be booked there. Writes nothing. */
export async function readRefundJournals(odoo: Odoo, journals: RefundJournals, company?: number): Promise<Piece[]> {
	const keys = Object.keys(journals).sort();
	if (!keys.length) return [];
	const found = await odoo.search('account.journal', Journal, [['id', 'in', Object.values(journals)]]);
	const methods = await odoo.search('account.payment.method.line', PayingLine, [
		['journal_id', 'in', found.map(({ id }) => id)],
		['payment_type', '=', 'outbound'],
	]);
	return keys.map((key) => {
		const { payer, currency } = payerOfKey(key);
		const who = payer === 'other' ? 'paid by hand' : `paid by ${processors[payer].name}`;
		const journal = found.find((one) => one.id === journals[key]);
		const todo = journal
			? wrong(
					journal,
					methods.filter(({ journal_id }) => journal_id?.id === journal.id),
					currency,
					company,
				)
			: notThere(journals[key]);
		return {
			key: `refundJournal ${key}`,
			name: `Journal of refunds ${who}${currency ? ` in ${currency}` : ''}`,
			setting: `refundJournals.${key}`,
			...(journal && { id: journal.id }),
			state: todo ? 'by_hand' : 'present',
			...(todo && { todo }),
		};
	});
}

function notThere(id: number): string {
	return `Journal ${id} is archived, not in Odoo, or another company's. Choose another one for these refunds.`;
}

/** What keeps refunds from being booked in a journal, and what to do; undefined when nothing does. */
function wrong(
	{ name, type, currency_id: own, company_id }: Journal,
	lines: Array<z.infer<typeof PayingLine>>,
	currency: string | undefined,
	company: number | undefined,
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
	if (!line.payment_account_id)
		return `The outgoing payment method of ${name} has no outstanding account: a refund would be booked without a journal entry. In Odoo, open the journal and give the method one under Outgoing Payments.`;
	return undefined;
}
