import { connections, type FinancialRecord, type GoodsRecord } from '../../shared/model';
import { bankLine } from './bank';
import { carrierLabel } from './carriers';
import { caseGoods, caseRefunds } from './cases';
import { checkedGoods, checkedRecord, mapped } from './check';
import { odooCreditNote, odooPayment } from './odoo';
import { odooMove } from './odooMoves';
import { unwrapped, type Place, type Raw } from './raw';
import { shopifyRefund, shopifySettlement, shopifyTransaction } from './shopify';
import { warehouseReport } from './warehouse';
import { stripeDispute, stripeRefund, stripeTransaction } from './stripe';

interface FormatRow {
	/** As an analyst chooses it. */
	name: string;
	description: string;
	/** The records of one item; undefined when it is about something else, absent when this format never tells of money. */
	recordsOf?(item: Raw): FinancialRecord | FinancialRecord[] | undefined;
	/** What it says of goods; absent: nothing. `places`: which place each location of the source is. */
	goodsOf?(item: Raw, places: ReadonlyMap<string, Place>): GoodsRecord[];
}

const { odoo, shopify, stripe } = connections;

/** What an input's items can look like. A provider without a format of its own gives out Financial Records. */
export const formatTable = {
	bankLine: {
		name: 'Bank Statement Line',
		description:
			"Rows of Odoo's account.bank.statement.line, or of your bank's file: id, date, amount, currency, text; only money that left and names a return is taken",
		recordsOf: bankLine,
	},
	carrierLabel: {
		name: 'Carrier: Label',
		description: 'Labels as Carrier Labels gives them out, with what became of them',
		goodsOf: carrierLabel,
	},
	case: {
		name: 'Return Case',
		description: 'Cases as Return Case: Get Many gives them out: their refunds, goods and labels',
		recordsOf: caseRefunds,
		goodsOf: caseGoods,
	},
	goods: {
		name: 'Goods Record',
		description: 'Made by your own flow, see the documentation',
		goodsOf: (item) => [unwrapped(item, 'record') as unknown as GoodsRecord],
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
	odooMove: {
		name: `${odoo.name}: Stock Move`,
		description:
			'Rows of stock.move or stock.move.line with origin, product_id, quantity, state, location_id, location_dest_id and date',
		goodsOf: odooMove,
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
	stripeDispute: {
		name: `${stripe.name}: Dispute`,
		description: 'Payments that customers disputed with their bank, as Stripe Refunds gives them out, or of the API',
		recordsOf: stripeDispute,
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
	warehouseReport: {
		name: 'Warehouse: Report',
		description: 'What a warehouse tells, as Return Case: Take In Report takes it: receipts and movements',
		goodsOf: warehouseReport,
	},
} satisfies Record<string, FormatRow>;

export type { Place };
export type Format = keyof typeof formatTable;
export const formats = Object.keys(formatTable) as [Format, ...Format[]];

/** The financial records of one item; none when it is about something else. `source` names the input in errors. */
export function recordsOf(item: Raw, format: Format, source: string): FinancialRecord[] {
	const row: FormatRow = formatTable[format];
	const found = mapped(source, () => row.recordsOf?.(item));
	if (found === undefined) return [];
	return Array.isArray(found) ? found.map((one) => checkedRecord(one, source)) : [checkedRecord(found, source)];
}

/** What one item says of goods; nothing when its format tells of money only. `source` names the input in errors. */
export function goodsOf(
	item: Raw,
	format: Format,
	source: string,
	places: ReadonlyMap<string, Place> = noPlaces,
): GoodsRecord[] {
	const row: FormatRow = formatTable[format];
	return mapped(source, () => row.goodsOf?.(item, places) ?? []).map((one) => checkedGoods(one, source));
}

const noPlaces: ReadonlyMap<string, Place> = new Map();
