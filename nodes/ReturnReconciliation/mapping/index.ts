import type { FinancialRecord } from '../../shared/model';
import { caseRefunds } from './cases';
import { checkedRecord, mapped } from './check';
import { odooCreditNote, odooPayment } from './odoo';
import { unwrapped, type Raw } from './raw';
import { shopifyRefund, shopifySettlement, shopifyTransaction } from './shopify';
import { stripeRefund, stripeTransaction } from './stripe';

const mappers = {
	record: (item: Raw) => unwrapped(item, 'record') as FinancialRecord,
	case: caseRefunds,
	odooCreditNote,
	odooPayment,
	shopifyRefund,
	shopifySettlement,
	shopifyTransaction,
	stripeRefund,
	stripeTransaction,
} satisfies Record<string, (item: Raw) => FinancialRecord | FinancialRecord[] | undefined>;

export type Format = keyof typeof mappers;
export const formats = Object.keys(mappers) as Format[];

/** The financial records of one item; none when it is about something else. `source` names the input in errors. */
export function recordsOf(item: Raw, format: Format, source: string): FinancialRecord[] {
	const found = mapped(source, () => mappers[format](item));
	if (found === undefined) return [];
	return Array.isArray(found) ? found.map((one) => checkedRecord(one, source)) : [checkedRecord(found, source)];
}
