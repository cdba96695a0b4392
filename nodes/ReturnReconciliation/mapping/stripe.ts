import { referenceOfIntent, wholeFromProvider, type FinancialRecord, type RefundStatus } from '../../shared/model';
import { idOf, known, text, unwrapped, type Raw } from './raw';
import { refundRecord } from './refund';

/** Stripe's words and ours; its list is open, and an unknown word counts as pending. */
const statuses: Record<string, RefundStatus> = {
	pending: 'pending',
	requires_action: 'pending',
	succeeded: 'succeeded',
	failed: 'failed',
	canceled: 'canceled',
};

/** Reasons of what is no refund, but the part of an authorisation that was never captured. */
const releaseReasons = ['partial_capture', 'expired_uncaptured_charge'];

/** A refund of Stripe's API, or as Stripe Refunds gives it out; undefined when it only let go what was never captured. */
export function stripeRefund(item: Raw): FinancialRecord | undefined {
	const raw = unwrapped(item, 'refund');
	const category = text((raw.balance_transaction as Raw | null | undefined)?.reporting_category);
	if (category === 'partial_capture_reversal' || releaseReasons.includes(String(raw.reason))) return undefined;
	if (typeof raw.amount === 'object' && raw.amount !== null) return refundRecord(raw, 'stripe', 'stripe');
	const metadata = (raw.metadata ?? {}) as Raw;
	const intent = text(metadata.refund_intent);
	const payment = idOf(raw.payment_intent) ?? idOf(raw.charge);
	return {
		source: 'stripe',
		kind: 'refund',
		id: raw.id as string,
		reference: text(metadata.return_reference) ?? referenceOfIntent(intent),
		intent,
		amount: moneyOf(raw),
		status: statuses[word(raw.status)] ?? 'pending',
		providerStatus: text(raw.status),
		time: seconds(raw.created),
		processor: 'stripe',
		payment,
		providerIds: known({
			'stripe.refund': text(raw.id),
			'stripe.balance_transaction': idOf(raw.balance_transaction),
			'stripe.payment_intent': idOf(raw.payment_intent),
			'stripe.charge': idOf(raw.charge),
		}),
	};
}

/** Types that are refunds where nothing says the category; an older export has none. */
const refundTypes = ['refund', 'payment_refund', 'refund_failure'];

/**
 * What a balance transaction says about its refund; undefined when it is about none. Its category and its sign say that, the type does not:
 * a payment that failed and the part of an authorisation that was never captured are booked as refunds too
 * (docs/facts/stripe.md#which-balance-transactions-are-refunds).
 */
function refundStatusOf(raw: Raw): RefundStatus | undefined {
	const category = word(raw.reporting_category) || word(raw.category);
	const isRefund = category ? ['refund', 'refund_failure'].includes(category) : refundTypes.includes(word(raw.type));
	if (!isRefund) return undefined;
	const amount = signedOf(raw);
	// Nothing moved: what it calls itself counts.
	if (!amount) return (category || word(raw.type)) === 'refund_failure' ? 'failed' : 'succeeded';
	return amount < 0 ? 'succeeded' : 'failed';
}

function signedOf({ amount, providerAmounts }: Raw): number {
	const value = amount ?? providerAmounts;
	return Number(typeof value === 'object' && value !== null ? (value as Raw).amount : value) || 0;
}

/**
 * A balance transaction of Stripe's API, or as Stripe Refunds gives it out; undefined for those that are no refund (fees,
 * payouts, disputes). A refund that was settled in another currency says its own amount only when `source` was expanded.
 */
export function stripeTransaction(item: Raw): FinancialRecord | undefined {
	const raw = unwrapped(item, 'transaction', 'balanceTransaction');
	const status = refundStatusOf(raw);
	if (!status) return undefined;
	const source = refundIn(raw.source);
	const about = idOf(raw.source);
	const refund =
		about && !/^(ch|py)_/.test(about) ? about : text((raw.providerIds as Raw | undefined)?.['stripe.refund']);
	if (!source && (raw.exchange_rate ?? raw.exchangeRate))
		throw new RangeError(
			`${String(raw.id)} was settled in another currency than it was refunded in; read it with its source expanded and Simplify off`,
		);
	const metadata = (source?.metadata ?? {}) as Raw;
	const intent = text(metadata.refund_intent) ?? text(raw.intent);
	const amount = moneyOf(source ?? raw);
	return {
		source: 'stripe',
		kind: 'refund',
		id: refund ?? (raw.id as string),
		reference: text(metadata.return_reference) ?? text(item.reference) ?? referenceOfIntent(intent),
		intent,
		amount: { ...amount, amount: Math.abs(amount.amount) },
		status,
		providerStatus: String(raw.type),
		time: seconds(raw.created) ?? text(raw.createdAt),
		processor: 'stripe',
		payment: idOf(source?.payment_intent) ?? idOf(source?.charge),
		providerIds: known({ 'stripe.refund': refund, 'stripe.balance_transaction': text(raw.id) }),
	};
}

/** Disputes in which the bank holds no money, or gave it back. */
const disputesWon = ['won', 'warning_closed', 'prevented', 'charge_refunded'];

/**
 * A dispute of Stripe's API, or as Stripe Refunds gives it out. Its money is gone while it is open; an inquiry (`warning_…`) has taken
 * none.
 */
export function stripeDispute(item: Raw): FinancialRecord {
	const raw = unwrapped(item, 'dispute');
	const said = word(raw.status);
	const ids = (raw.providerIds ?? {}) as Record<string, string>;
	const charge = idOf(raw.charge) ?? text(ids['stripe.charge']);
	const intent = idOf(raw.payment_intent) ?? text(ids['stripe.payment_intent']);
	return {
		source: 'stripe',
		kind: 'dispute',
		id: raw.id as string,
		reference: text(item.reference),
		amount: moneyOf(raw),
		status: disputesWon.includes(said)
			? 'failed'
			: said.startsWith('warning_')
				? 'canceled'
				: said === 'lost'
					? 'succeeded'
					: 'pending',
		providerStatus: said,
		time: seconds(raw.created) ?? text(raw.createdAt),
		processor: 'stripe',
		payment: intent ?? charge,
		providerIds: known({ 'stripe.dispute': text(raw.id), 'stripe.charge': charge, 'stripe.payment_intent': intent }),
	};
}

/** The expanded refund that a balance transaction is about; older rows are about the whole charge, whose amount is another. */
function refundIn(source: unknown): Raw | undefined {
	if (typeof source !== 'object' || source === null) return undefined;
	const { object, id } = source as Raw;
	return object === 'refund' || (object === undefined && /^(re|pyr)_/.test(String(id))) ? (source as Raw) : undefined;
}

/** Stripe counts in whole numbers: an amount with decimals, as its reports have it, would be read as a hundredth of what it is. */
function moneyOf(raw: Raw) {
	if (typeof raw.amount === 'object' && raw.amount !== null) return raw.amount as { amount: number; currency: string };
	// Stripe Refunds gives out an amount with a part of a unit as Stripe counts it only.
	const { amount, currency } = raw.amount === undefined ? ((raw.providerAmounts ?? raw) as Raw) : raw;
	const given = String(amount);
	if (!/^-?\d+$/.test(given))
		throw new RangeError(
			`amount "${given}" is no whole number, as Stripe's API writes amounts (1250 for 12.50 EUR); give items of the API, or as Stripe Refunds gives them out`,
		);
	if (!text(currency)) throw new RangeError('currency is missing');
	return wholeFromProvider('stripe', Number(amount), currency as string);
}

/** A word as Stripe writes it: its reports begin some with a capital. */
function word(value: unknown): string {
	return typeof value === 'string' ? value.trim().toLowerCase() : '';
}

function seconds(value: unknown): string | undefined {
	return typeof value === 'number' ? new Date(value * 1000).toISOString() : undefined;
}
