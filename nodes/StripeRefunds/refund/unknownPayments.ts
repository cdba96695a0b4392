import type { SearchedProvider } from '../../shared/operation';

/** Whether a payment was taken by a Stripe gateway of the shop whose answer names no payment of Stripe. */
export function isUnknownStripe({ processor, method }: { processor: string; method?: string }): boolean {
	return processor === 'other' && /stripe/i.test(method ?? '');
}

/** Payments of Stripe as they are searched. */
export const searchedStripe: SearchedProvider = {
	processor: 'stripe',
	isUnknown: isUnknownStripe,
	idsOf: ({ providerIds }) => [providerIds['stripe.payment_intent'], providerIds['stripe.charge']],
};
