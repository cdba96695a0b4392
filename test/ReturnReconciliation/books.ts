import type { DriftClass, Rules, Source } from '../../nodes/ReturnReconciliation/judge';
import { entryOf, type Entry } from '../../nodes/ReturnReconciliation/match';
import type { FinancialRecord } from '../../nodes/shared/model';

export const hour = 3_600_000;
export const now = Date.parse('2026-11-21T02:00:00Z');
export const rules: Rules = {
	tolerance: 0,
	cutOffMs: 24 * hour,
	lateMs: 10 * 24 * hour,
	payoutMs: 7 * 24 * hour,
	goodsMs: 30 * 24 * hour,
	refundMs: 14 * 24 * hour,
	labelMs: 30 * 24 * hour,
	proposeMs: 48 * hour,
	now,
};

const source = (name: string, role: Source['role'], expects: Source['expects'], processors: string[] = []): Source => ({
	name,
	role,
	expects,
	processors: new Set(processors) as Source['processors'],
});
/** Credit notes and payments of the ERP are two sources: a refund needs one of each. */
export const sources = [
	source('Credit Notes', 'erp', 'every'),
	source('ERP Payments', 'erp', 'every'),
	source('Stripe', 'payment', 'processors', ['stripe']),
	source('Shopify', 'shop', 'processors', ['shopify_payments']),
	source('Cases', 'cases', 'every'),
	source('Payouts', 'payout', 'processors', ['stripe', 'shopify_payments']),
	source('Bank', 'bank', 'processors', ['other']),
];
export const [notes, payments, stripe, shopify, cases, payouts, bank] = [0, 1, 2, 3, 4, 5, 6];

/** What each source says about one refund; a list per source. */
export type Books = FinancialRecord[][];

const ago = (days: number) => new Date(now - days * 24 * hour).toISOString();

/** Refund number `n`, the same in all books. Every third was paid by Shopify Payments; every second return has two refunds. */
export function goodRefund(n: number): Books {
	const reference = `RMA-${String(Math.floor(n / 2)).padStart(6, '0')}`;
	const intent = `${reference}/R${(n % 2) + 1}`;
	const byShop = n % 3 === 0;
	// Few different amounts: equal ones must not be confused.
	const amount = { amount: 1000 + (n % 7) * 250, currency: 'EUR' };
	const time = ago(2 + (n % 5));
	const paid: Record<string, string> = byShop
		? { 'shopify.refund': `gid://shopify/Refund/${n}`, 'shopify.transaction': `gid://shopify/OrderTransaction/${n}` }
		: { 'stripe.refund': `re_${n}` };
	const payment = byShop ? `gid://shopify/OrderTransaction/9${n}` : `pi_${n}`;
	const processor = byShop ? 'shopify_payments' : 'stripe';
	const common = { amount, status: 'succeeded', time } as const;
	const money: FinancialRecord = {
		source: processor === 'stripe' ? 'stripe' : 'shopify',
		kind: 'refund',
		id: byShop ? `gid://shopify/Refund/${n}` : `re_${n}`,
		...common,
		reference,
		intent,
		processor,
		payment,
		providerIds: paid,
	};
	return [
		[
			{
				source: 'odoo',
				kind: 'credit_note',
				id: String(n),
				...common,
				reference,
				providerIds: { 'odoo.credit_note': String(n) },
			},
		],
		[
			{
				source: 'odoo',
				kind: 'payment',
				id: String(n),
				...common,
				providerIds: { 'odoo.payment': String(n), ...paid },
			},
		],
		byShop ? [] : [money],
		byShop ? [money] : [],
		[
			{
				source: 'cases',
				kind: 'refund',
				id: intent,
				...common,
				reference,
				intent,
				processor,
				payment,
				captured: { amount: 10_000, currency: 'EUR' },
				providerIds: { ...paid, 'odoo.credit_note': String(n), 'odoo.payment': String(n) },
			},
		],
		[
			{
				...money,
				reference: undefined,
				intent: undefined,
				payment: undefined,
				providerIds: { ...paid, [`${money.source}.balance_transaction`]: `txn_${n}` },
			},
		],
		[],
	];
}

export const moneyOf = (books: Books) => (books[stripe].length ? stripe : shopify);
const only = (books: Books, at: number, change: (record: FinancialRecord) => FinancialRecord[]): Books =>
	books.map((records, index) => (index === at ? records.flatMap(change) : records));
/** A dispute of the refund's payment, so many days ago, of all that it took. */
const disputed = (books: Books, n: number, days: number): Books => {
	const { payment } = books[cases][0];
	const dispute: FinancialRecord = {
		source: 'stripe',
		kind: 'dispute',
		id: `dp_${n}`,
		amount: { amount: 10_000, currency: 'EUR' },
		status: 'pending',
		time: ago(days),
		payment,
		providerIds: { 'stripe.dispute': `dp_${n}` },
	};
	return books.map((records, index) => (index === stripe ? [...records, dispute] : records));
};
const older = (books: Books, days: number): Books =>
	books.map((records) => records.map((record) => ({ ...record, time: ago(days) })));
const more = (record: FinancialRecord, amount: number) => ({
	...record,
	amount: { ...record.amount, amount: record.amount.amount + amount },
});

/** Those of goods have tests and a place of their own. */
type OfMoney = Exclude<
	DriftClass,
	| 'missing_in_other'
	| 'refunded_not_received'
	| 'received_not_refunded'
	| 'stock_without_receipt'
	| 'sold_in_quarantine'
	| 'label_unused'
>;
/** What goes wrong, by class: each spoils the books of one refund in that one way. */
export const spoilers: Record<OfMoney, (books: Books, n: number) => Books> = {
	missing_in_erp: (books) => only(books, notes, () => []),
	missing_in_payment: (books) =>
		books.map((records, index) => ([stripe, shopify, payouts].includes(index) ? [] : records)),
	missing_in_shop: (books) => only(books, shopify, () => []),
	missing_in_cases: (books) => only(books, cases, () => []),
	amount_differs: (books) => only(books, payments, (record) => [more(record, -1)]),
	currency_differs: (books) =>
		only(books, notes, (record) => [{ ...record, amount: { ...record.amount, currency: 'USD' } }]),
	several_currencies: (books, n) =>
		only(books, moneyOf(books), (record) => [
			more(record, -500),
			{
				...record,
				id: `${record.id}b`,
				amount: { amount: 540, currency: 'USD' },
				providerIds: { 'stripe.refund': `re_${n}b` },
			},
		]),
	status_differs: (books) => only(books, cases, (record) => [{ ...record, status: 'pending' }]),
	failed_after_success: (books) => only(books, moneyOf(books), (record) => [{ ...record, status: 'failed' }]),
	credit_note_without_payment: (books) => books.map((records, index) => (index === notes ? records : [])),
	payout_without_refund: (books) => books.map((records, index) => (index === payouts ? records : [])),
	payment_without_payout: (books) => only(older(books, 30), payouts, () => []),
	chargeback_after_refund: (books, n) => disputed(books, n, 1),
	refund_after_chargeback: (books, n) => disputed(books, n, 20),
	duplicate: (books, n) =>
		only(books, moneyOf(books), (record) => [
			record,
			{ ...record, id: `${record.id}b`, providerIds: { 'stripe.refund': `re_${n}b` } },
		]),
	late: (books) =>
		books.map((records, index) =>
			[notes, payments, payouts].includes(index)
				? []
				: records.map((record) => ({ ...record, status: 'pending', time: ago(30) })),
		),
	refunded_after_failure: (books, n) =>
		books.map((records, index) => {
			const again = { 'stripe.refund': `re_${n}again` };
			if (index === moneyOf(books))
				return records.flatMap((record) => [
					{ ...record, status: 'failed' as const },
					{ ...record, id: `${record.id}again`, providerIds: again },
				]);
			if (index === payouts) return records.map((record) => ({ ...record, providerIds: again }));
			return index === cases
				? records.map((record) => ({ ...record, providerIds: { ...record.providerIds, ...again } }))
				: records;
		}),
	over_captured: (books) =>
		only(books, cases, (record) => [{ ...record, captured: { amount: record.amount.amount - 1, currency: 'EUR' } }]),
	unknown_reference: (books, n) => [
		[],
		[],
		[
			{
				...books.flat()[0],
				source: 'stripe',
				kind: 'refund',
				id: `re_${n}x`,
				reference: undefined,
				intent: undefined,
				processor: 'stripe',
				payment: `pi_${n}x`,
				providerIds: { 'stripe.refund': `re_${n}x` },
			},
		],
		[],
		[],
		[],
		[],
	],
};
export const plantable = Object.keys(spoilers) as Array<keyof typeof spoilers>;

export const entriesOf = (all: Books[]): Entry[] => {
	const count = sources.map(() => 0);
	return all.flatMap((books) =>
		books.flatMap((records, index) => records.map((record) => entryOf(record, index, count[index]++))),
	);
};
