import { payerOfKey, processors, type RefundJournals } from '../../shared/model';
import type { Odoo } from '../transport/odoo';
import { readPayingJournals, whyNothingIsBooked, type BookedAt } from './payingJournal';
import type { Piece } from './piece';

/** The journals that refunds of single payers are booked in: whether refunds can be booked there. Writes nothing. */
export async function readRefundJournals(odoo: Odoo, journals: RefundJournals, at: BookedAt): Promise<Piece[]> {
	const keys = Object.keys(journals).sort();
	if (!keys.length) return [];
	const found = await readPayingJournals(odoo, [['id', 'in', Object.values(journals)]]);
	return keys.map((key) => {
		const { payer, currency } = payerOfKey(key);
		const who = payer === 'other' ? 'paid by hand' : `paid by ${processors[payer].name}`;
		const journal = found.find((one) => one.id === journals[key]);
		const todo = journal ? whyNothingIsBooked(journal, { ...at, currency }) : notThere(journals[key]);
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
