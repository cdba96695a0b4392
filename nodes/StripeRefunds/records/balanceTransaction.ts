import { z } from 'zod';
import { fromProviderAmount, Money } from '../../shared/model';
import { instantOf } from './fields';

const Source = z.union([
	z.string().transform((id) => ({ id, metadata: undefined })),
	z.object({ id: z.string(), metadata: z.record(z.string(), z.string()).nullish() }),
]);

/** A balance transaction of Stripe's API, as far as it is read here; `source` may be expanded. Amounts are in Stripe's integers. */
export const StripeBalanceTransaction = z.object({
	id: z.string(),
	amount: z.number().int(),
	fee: z.number().int(),
	net: z.number().int(),
	currency: z.string(),
	type: z.string(),
	reporting_category: z.string(),
	status: z.string(),
	created: z.number().int(),
	available_on: z.number().int(),
	exchange_rate: z.number().nullish(),
	source: Source.nullish(),
});
export type StripeBalanceTransaction = z.infer<typeof StripeBalanceTransaction>;

export const BalanceTransaction = z.object({
	id: z.string(),
	/** Stripe's type; `refund_failure` is money that came back. */
	type: z.string(),
	/** What Stripe advises to group by: refund, refund_failure, dispute, … */
	category: z.string(),
	/** Negative when it leaves the balance. Left out in the rare case that it is no whole amount of the currency. */
	amount: Money.optional(),
	fee: Money.optional(),
	net: Money.optional(),
	/** The same three as Stripe counts them. */
	providerAmounts: z.object({
		amount: z.number().int(),
		fee: z.number().int(),
		net: z.number().int(),
		currency: z.string(),
	}),
	status: z.string(),
	/** What it is about: `re_…` for refunds and failed refunds. */
	source: z.string(),
	/** Of a refund that this pack made. */
	intent: z.string().optional(),
	exchangeRate: z.number().optional(),
	createdAt: z.string(),
	availableAt: z.string(),
});
type BalanceTransaction = z.infer<typeof BalanceTransaction>;

export function toBalanceTransaction(one: StripeBalanceTransaction): BalanceTransaction {
	const { amount, fee, net, currency } = one;
	const intent = one.source?.metadata?.refund_intent;
	return {
		id: one.id,
		type: one.type,
		category: one.reporting_category,
		...amountsOf({ amount, fee, net }, currency),
		providerAmounts: { amount, fee, net, currency },
		status: one.status,
		source: one.source?.id ?? '',
		...(intent && { intent }),
		...(one.exchange_rate && { exchangeRate: one.exchange_rate }),
		createdAt: instantOf(one.created),
		availableAt: instantOf(one.available_on),
	};
}

/** The return that a transaction's refund was made for, by its metadata. */
export function returnOf({ source }: StripeBalanceTransaction): string | undefined {
	return source?.metadata?.return_reference;
}

/** Whether a payout's transactions add up to it; one row is the payout itself. */
export function addsUp(payout: { amount: number }, transactions: StripeBalanceTransaction[]): boolean {
	return transactions.filter(({ type }) => type !== 'payout').reduce((sum, { net }) => sum + net, 0) === payout.amount;
}

/** Fees in a currency without decimals can be fractions of its unit, which Stripe counts in hundredths (ISK, UGX). */
function amountsOf(
	amounts: Record<'amount' | 'fee' | 'net', number>,
	currency: string,
): Partial<Record<'amount' | 'fee' | 'net', Money>> {
	return Object.fromEntries(
		Object.entries(amounts).flatMap(([name, value]) => {
			try {
				return [[name, fromProviderAmount('stripe', value, currency)]];
			} catch {
				return [];
			}
		}),
	);
}
