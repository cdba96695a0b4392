import { processorNames, type Processor } from './providers';

/** Who pays refunds in money, so that they are booked in a journal of their own. `other`: a person. */
export const refundPayers = processorNames.filter(
	(name): name is Exclude<Processor, 'store_credit'> => name !== 'store_credit',
);

/** Odoo's ids of journals, by who pays and in what currency: `stripe EUR`; `stripe` alone counts for all currencies that are not named. */
export type RefundJournals = Record<string, number>;

export const refundJournalPattern = new RegExp(`^(${refundPayers.join('|')})( [A-Z]{3})?$`);

/** Under what a journal stands in the settings. */
export function refundJournalKey(payer: string, currency?: string): string {
	return currency ? `${payer} ${currency}` : payer;
}

/** Who pays, and the currency when only one is meant. */
export function payerOfKey(key: string): { payer: Processor; currency?: string } {
	const [payer, currency] = key.split(' ');
	return { payer: payer as Processor, ...(currency && { currency }) };
}

/** The journal that is set for a payer and a currency; undefined when none is. */
export function refundJournalOf(
	journals: RefundJournals,
	payer: string | undefined,
	currency: string,
): number | undefined {
	return payer === undefined ? undefined : (journals[refundJournalKey(payer, currency)] ?? journals[payer]);
}
