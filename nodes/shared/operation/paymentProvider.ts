import type { EffectErrorDetails, Money, Payment, PayingProcessor, ProviderIds, Refund } from '../model';

/** One refund that shall be made: its intent names it once and for all. A provider adds which of its payments it goes to. */
export interface RefundOrder {
	/** The refund intent's id, e.g. `RMA-1/R1`. */
	intent: string;
	amount: Money;
}

/** A refund as a provider has it now, and the return that it was made for, when it says so. */
export interface RefundNow {
	refund: Refund;
	reference?: string;
}

/**
 * A company that took payments and pays them back: what `payBack` (payBack.ts) and the node's trigger ask of it. Stripe is the first
 * (nodes/StripeRefunds/refund/provider.ts); how to add one: docs/add/payment-provider.md.
 *
 * Every failure is an EffectError: `rejected` when it says no, `retryable` when nothing was done, `unknown_outcome` when money may have
 * moved. What is sent may be sent again after any of them, so `find` must see whatever `refund` has begun.
 */
export interface PaymentProvider<Order extends RefundOrder = RefundOrder, Message = never> {
	/** Its row in `processors` (nodes/shared/model/providers.ts). */
	readonly processor: PayingProcessor;

	/** The ids of the payment that an order goes to: `{ 'stripe.payment_intent': 'pi_…' }`. */
	paymentIds(order: Order): ProviderIds;

	/** Its own id of a payment, the same for every way in which a system names that payment: `providerIds['stripe.payment_intent'] || id`. */
	idOf(payment: Pick<Payment, 'id' | 'providerIds'>): string;

	/**
	 * The refund of this order if it was made before, in whatever status it is. Reads only, and as it is now: not from a search that lags
	 * behind. As in `(await list(order.payment)).find(({ metadata }) => metadata.refund_intent === order.intent)`. Throws when it was made
	 * of another amount.
	 */
	find(order: Order): Promise<Refund | undefined>;

	/** Throws EffectError when the payment, as it is now, cannot take this refund: not captured, disputed, another currency, less is left. Reads only. */
	check(order: Order): Promise<void>;

	/**
	 * Makes the refund, at most once for its intent: looks for it (`lookedFor`: the caller has, and found none), shows `lastLook` every
	 * refund of the payment right before money moves (it throws when nothing may be paid), checks the payment, and sends the request
	 * under a key made from the intent when the provider takes one.
	 */
	refund(order: Order, how: { lookedFor: boolean; lastLook?: (refunds: Refund[]) => Promise<void> }): Promise<Refund>;

	/** Whether a refusal says that less is left of the payment than is owed: somebody was faster than the last look. */
	isTooLate(details: EffectErrorDetails, message: string): boolean;

	/** A refund by its id there, as it is now. */
	read(id: string): Promise<RefundNow>;

	webhook: {
		/** Whether the provider itself has sent these bytes just now, by one of the secrets; compared in constant time. Without a secret: false. */
		isGenuine(rawBody: Buffer | undefined, headers: Record<string, string | undefined>, secrets: string[]): boolean;
		/** What a message is about, read anew: messages come late, twice and in any order, so what they say is only a hint. */
		news(message: Message): Promise<{ refunds: RefundNow[] }>;
	};
}
