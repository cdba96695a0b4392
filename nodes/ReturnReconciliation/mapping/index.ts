import { connections, type FinancialRecord } from '../../shared/model';
import { caseRefunds } from './cases';
import { checkedRecord, mapped } from './check';
import { odooCreditNote, odooPayment } from './odoo';
import { unwrapped, type Raw } from './raw';
import { shopifyRefund, shopifySettlement, shopifyTransaction } from './shopify';
import { stripeRefund, stripeTransaction } from './stripe';

interface FormatRow {
	/** As an analyst chooses it. */
	name: string;
	description: string;
	/** The records of one item; undefined when it is about something else. */
	recordsOf(item: Raw): FinancialRecord | FinancialRecord[] | undefined;
}

const { odoo, shopify, stripe } = connections;

/** What an input's items can look like. A provider without a format of its own gives out Financial Records. */
export const formatTable = {
	case: {
		name: 'Return Case',
		description: 'Cases as Return Case: Get Many gives them out; each refund of a case is a record',
		recordsOf: caseRefunds,
	},
	record: {
		name: 'Financial Record',
		description: 'Made by your own flow, see the documentation',
		recordsOf: (item) => unwrapped(item, 'record') as FinancialRecord,
	},
	odooCreditNote: {
		name: `${odoo.name}: Credit Note`,
		description: 'Rows of account.move with ref, move_type, state, amount_total, currency_id and create_date',
		recordsOf: odooCreditNote,
	},
	odooPayment: {
		name: `${odoo.name}: Payment`,
		description: 'Rows of account.payment with memo, payment_type, state, amount, currency_id and create_date',
		recordsOf: odooPayment,
	},
	shopifyRefund: {
		name: `${shopify.name}: Refund`,
		description: 'As Shopify Returns gives it out, or a Refund of the API',
		recordsOf: shopifyRefund,
	},
	shopifySettlement: {
		name: `${shopify.name}: Settlement`,
		description:
			'What moved on the Shopify Payments balance, as Shopify Returns gives it out; what is no refund is skipped',
		recordsOf: shopifySettlement,
	},
	shopifyTransaction: {
		name: `${shopify.name}: Transaction`,
		description: 'Transactions of orders; those that are no refund are skipped',
		recordsOf: shopifyTransaction,
	},
	stripeRefund: {
		name: `${stripe.name}: Refund`,
		description: 'As Stripe Refunds gives it out, or a refund of the API',
		recordsOf: stripeRefund,
	},
	stripeTransaction: {
		name: `${stripe.name}: Balance Transaction`,
		description: 'Transactions of a payout; those that are no refund are skipped',
		recordsOf: stripeTransaction,
	},
} satisfies Record<string, FormatRow>;

export type Format = keyof typeof formatTable;
export const formats = Object.keys(formatTable) as [Format, ...Format[]];

/** The financial records of one item; none when it is about something else. `source` names the input in errors. */
export function recordsOf(item: Raw, format: Format, source: string): FinancialRecord[] {
	const found = mapped(source, () => formatTable[format].recordsOf(item));
	if (found === undefined) return [];
	return Array.isArray(found) ? found.map((one) => checkedRecord(one, source)) : [checkedRecord(found, source)];
}
