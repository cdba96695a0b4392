import type { ProviderIds } from '../../shared/model';
import type { OrderNode, Transaction } from '../graphql';

type Told = Pick<OrderNode, 'transactions' | 'customAttributes'>;

/** Whether a Stripe gateway moved it. */
export function isStripes({ gateway }: Transaction): boolean {
	return (gateway ?? '').toLowerCase().includes('stripe');
}

/**
 * Stripe's ids of a payment that a Stripe gateway took, as far as the shop tells them: in its authorization code, its payment id or its
 * receipt (or those of the authorisation that it captured); else in the order's attribute `stripe_payment_intent`, when only this payment of
 * the order can be meant. Undefined when nothing tells them, or when what is told does not agree: then the payment is to be searched.
 */
export function stripeIdsOf(transaction: Transaction, told: Told): ProviderIds | undefined {
	const own = idsOf(transaction, told.transactions);
	if (own.length) return agreed(own);
	const noted = told.customAttributes.find(({ key }) => key === 'stripe_payment_intent')?.value ?? '';
	const nameless = told.transactions.filter(
		(one) => tookMoney(one) && isStripes(one) && !idsOf(one, told.transactions).length,
	);
	return nameless.length === 1 ? agreed([noted.trim()].filter(isIntent)) : undefined;
}

/** When the customer paid: when the money was put aside, however much later it was captured. */
export function paidAtOf(transaction: Transaction, transactions: Transaction[]): string | undefined {
	const times = lineOf(transaction, transactions).map(({ processedAt }) => Date.parse(processedAt ?? ''));
	const known = times.filter(Number.isFinite);
	return known.length ? new Date(Math.min(...known)).toISOString() : undefined;
}

function agreed(ids: string[]): ProviderIds | undefined {
	const intents = [...new Set(ids.filter(isIntent))];
	const charges = [...new Set(ids.filter(isCharge))];
	if (intents.length > 1 || (!intents.length && charges.length !== 1)) return undefined;
	return {
		...(intents.length && { 'stripe.payment_intent': intents[0] }),
		...(charges.length === 1 && { 'stripe.charge': charges[0] }),
	};
}

function idsOf(transaction: Transaction, transactions: Transaction[]): string[] {
	return lineOf(transaction, transactions)
		.flatMap(({ authorizationCode, paymentId, receiptJson }) => [
			authorizationCode ?? '',
			paymentId ?? '',
			...textsIn(receiptJson),
		])
		.map((text) => text.trim())
		.filter((text) => isIntent(text) || isCharge(text));
}

/** A transaction and the authorisations that it came of. */
function lineOf(transaction: Transaction, transactions: Transaction[]): Transaction[] {
	const parent = transactions.find(
		({ id, kind }) => id === transaction.parentTransaction?.id && kind.endsWith('AUTHORIZATION'),
	);
	return [
		transaction,
		...(parent
			? lineOf(
					parent,
					transactions.filter((one) => one !== transaction),
				)
			: []),
	];
}

/** Every text in a gateway's receipt, which comes as an object or as JSON in a text. */
function textsIn(value: unknown, depth = 0): string[] {
	if (typeof value === 'string') return depth ? [value] : textsIn(parsedOr(value), 1);
	if (!value || typeof value !== 'object' || depth > 20) return [];
	return Object.values(value).flatMap((one) => textsIn(one, depth + 1));
}

function parsedOr(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

function tookMoney({ kind, status }: Transaction): boolean {
	return (kind === 'SALE' || kind === 'CAPTURE') && status === 'SUCCESS';
}

/** Not the secret that a browser has of it (`pi_…_secret_…`). */
function isIntent(text: string): boolean {
	return /^pi_\w+$/.test(text) && !text.includes('_secret_');
}

function isCharge(text: string): boolean {
	return /^(ch|py)_\w+$/.test(text);
}
