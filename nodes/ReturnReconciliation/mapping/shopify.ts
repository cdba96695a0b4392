import {
	referenceOfIntent,
	fromDecimals,
	money,
	sum,
	type FinancialRecord,
	type Money,
	type RefundStatus,
	shopifyRefundStatuses,
} from '../../shared/model';
import { idOf, instant, known, listOf, referenceIn, text, unwrapped, type Raw } from './raw';
import { refundRecord } from './refund';

const rank: RefundStatus[] = ['succeeded', 'pending', 'failed', 'canceled'];

/** A refund as Shopify Returns gives it out, or the API's Refund with its transactions. Without a transaction, or with one of nothing, no money has moved: undefined. */
export function shopifyRefund(item: Raw): FinancialRecord | undefined {
	const raw = unwrapped(item, 'refund');
	if (isMoney(raw.amount)) return refundRecord(raw, 'shopify', 'shopify_payments');
	const transactions = listOf(raw.transactions).filter(({ kind }) => String(kind).toUpperCase() === 'REFUND');
	const read = transactions
		.map((one) => ({
			status: statusOf(one),
			amount: amountOf(one),
			id: gidOf(one, 'OrderTransaction'),
			processor: processorOf(one),
			parent: parentOf(one),
		}))
		.filter(({ amount }) => amount.amount);
	if (!read.length) return undefined;
	const status = rank.find((one) => read.some((transaction) => transaction.status === one))!;
	const id = gidOf(raw, 'Refund');
	const counted = read.filter((transaction) => transaction.status === status);
	const intent = /\[([^[\]]+\/R\d+)\]/.exec(String(raw.note ?? ''))?.[1];
	return {
		source: 'shopify',
		kind: 'refund',
		id: id!,
		reference: referenceOfIntent(intent) ?? noted(raw.note),
		intent,
		amount: sum(
			counted.map(({ amount }) => amount),
			counted[0].amount.currency,
		),
		status,
		time: instant(raw.createdAt) ?? instant(raw.created_at),
		processor: counted[0].processor,
		payment: counted[0].parent,
		...taggedAs(raw.order ?? item.order),
		providerIds: known({
			'shopify.refund': id,
			'shopify.transaction': counted[0].id,
		}),
	};
}

/** A transaction of an order (API or webhook); undefined when it is no refund, or one of nothing. */
export function shopifyTransaction(item: Raw): FinancialRecord | undefined {
	const raw = unwrapped(item, 'transaction');
	if (raw.kind !== undefined && String(raw.kind).toUpperCase() !== 'REFUND') return undefined;
	const amount = isMoney(raw.amount) ? positive(raw.amount) : amountOf(raw);
	if (!amount.amount) return undefined;
	const id = gidOf(raw, 'OrderTransaction');
	return {
		source: 'shopify',
		kind: 'refund',
		id: id!,
		amount,
		status: (rank as unknown[]).includes(raw.status) ? (raw.status as RefundStatus) : statusOf(raw),
		providerStatus: text(raw.status),
		reference: referenceIn(raw.reference),
		time:
			instant(raw.processedAt) ??
			instant(raw.createdAt) ??
			instant(raw.processed_at) ??
			instant(raw.created_at) ??
			instant(raw.time),
		processor: processorOf(raw),
		payment: parentOf(raw),
		providerIds: known({
			...(raw.providerIds as Record<string, string> | undefined),
			'shopify.transaction': id,
			'stripe.refund': reOf(raw.authorization ?? raw.authorizationCode),
		}),
	};
}

/** Movements on the Shopify Payments balance that are of a refund, and what they say when nothing moved. */
const settled: Record<string, RefundStatus> = { refund: 'succeeded', refund_failure: 'failed' };

/**
 * A movement on the Shopify Payments balance, as Shopify Returns or the API gives it out; undefined for those that are no refund. The sign says whether the
 * money went out or came back, as of Stripe, which it runs on.
 */
export function shopifySettlement(item: Raw): FinancialRecord | undefined {
	const raw = unwrapped(item, 'settlement');
	const called = settled[String(raw.type).toLowerCase()];
	if (!called) return undefined;
	const moved = signedOf(raw);
	const source = raw.sourceOrderTransactionId ?? raw.source_order_transaction_id;
	const movement = typeof raw.id === 'number' ? String(raw.id) : text(raw.id);
	const transaction =
		text(raw.transaction) ?? (source ? `gid://shopify/OrderTransaction/${String(source)}` : undefined);
	return {
		source: 'shopify',
		kind: 'refund',
		id: transaction ?? movement!,
		amount: positive(moved),
		status: moved.amount ? (moved.amount < 0 ? 'succeeded' : 'failed') : called,
		providerStatus: text(raw.type),
		time: instant(raw.date) ?? instant(raw.transactionDate) ?? instant(raw.processed_at),
		processor: 'shopify_payments',
		providerIds: known({ 'shopify.transaction': transaction, 'shopify.balance_transaction': movement }),
	};
}

/** An amount in minor units, or as the API writes it; the older one has its currency beside it. */
function signedOf({ amount: value, currency }: Raw): Money {
	if (isMoney(value)) return value;
	if (typeof value === 'string' || typeof value === 'number') return fromDecimals([String(value)], String(currency));
	const { amount, currencyCode } = (value ?? {}) as Raw;
	return fromDecimals([String(amount)], String(currencyCode));
}

/** Tags of the order that the refund is of, when they were read. */
function taggedAs(order: unknown): Pick<FinancialRecord, 'tags'> {
	const tags = (order as { tags?: unknown } | null | undefined)?.tags;
	return Array.isArray(tags) ? { tags: tags.filter((tag): tag is string => typeof tag === 'string') } : {};
}

/** The GraphQL ID of an object; the older API has its number alone. One above 2^53 has lost digits: it is none. */
function gidOf(raw: Raw, kind: string): string | undefined {
	const id = text(raw.admin_graphql_api_id) ?? text(raw.id);
	if (id) return id;
	return Number.isSafeInteger(raw.id) ? `gid://shopify/${kind}/${String(raw.id)}` : undefined;
}

function statusOf({ status }: Raw): RefundStatus {
	return shopifyRefundStatuses[String(status ?? '').toUpperCase()] ?? 'pending';
}

function processorOf({ gateway }: Raw): FinancialRecord['processor'] {
	return String(gateway ?? '').toLowerCase() === 'shopify_payments' ? 'shopify_payments' : undefined;
}

function parentOf(raw: Raw): string | undefined {
	return (
		idOf(raw.parentTransaction) ??
		(raw.parent_id ? `gid://shopify/OrderTransaction/${String(raw.parent_id)}` : undefined)
	);
}

/** Amounts are decimal texts in the currency the customer paid in. */
function amountOf(raw: Raw): Money {
	const set = (raw.amountSet ?? {}) as { presentmentMoney?: Raw; shopMoney?: Raw };
	const shown = set.presentmentMoney ?? set.shopMoney;
	return positive(
		shown
			? fromDecimals([String(shown.amount)], String(shown.currencyCode))
			: fromDecimals([String(raw.amount)], String(raw.currency)),
	);
}

function positive({ amount, currency }: Money): Money {
	return money(Math.abs(amount), currency);
}

function isMoney(value: unknown): value is Money {
	return typeof value === 'object' && value !== null && typeof (value as Money).amount === 'number';
}

/** Staff write anything into a note: only what looks like a reference of ours counts. */
function noted(note: unknown): string | undefined {
	const found = referenceIn(note);
	return found?.startsWith('RMA-') ? found : undefined;
}

/** Shopify Payments runs on Stripe: a settled refund says its id there. */
function reOf(authorization: unknown): string | undefined {
	const given = text(authorization);
	return given && /^(re|pyr)_\w+$/.test(given) ? given : undefined;
}
