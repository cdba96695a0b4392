import type { ProviderIds } from '../../shared/model';
import type { PaymentProvider, RefundNow } from '../../shared/operation';
import type { StripeEvent } from '../records/event';
import type { Stripe } from '../transport/stripe';
import { isSigned } from '../transport/signature';
import { newsOf, type News } from '../records/news';
import { checkPayment, findRefund, makeRefund } from './makeRefund';
import { stripeIdOf } from './paymentsOfCase';
import { nowOf, StripeRefund, toRefund } from '../records/refund';
import { isTooLate } from './tooLate';
import type { RefundOrder } from './refundOrder';

/** Stripe as the nodes ask it. */
export interface StripeProvider extends PaymentProvider<RefundOrder, StripeEvent> {
	webhook: PaymentProvider<RefundOrder>['webhook'] & { news(event: StripeEvent): Promise<News> };
}

export function stripeProvider(stripe: Stripe): StripeProvider {
	return {
		processor: 'stripe',
		idOf: stripeIdOf,
		paymentIds: ({ paymentIntent, charge }): ProviderIds =>
			paymentIntent ? { 'stripe.payment_intent': paymentIntent } : { 'stripe.charge': charge! },
		find: async (order) => await findRefund(stripe, order),
		check: async (order) => {
			await checkPayment(stripe, order);
		},
		refund: async (order, { lookedFor, lastLook }) =>
			await makeRefund(
				stripe,
				order,
				lookedFor,
				lastLook && (async (refunds) => await lastLook(refunds.map(toRefund))),
			),
		isTooLate,
		read: async (id): Promise<RefundNow> =>
			nowOf(await stripe.get(`/v1/refunds/${encodeURIComponent(id)}`, StripeRefund)),
		webhook: {
			isGenuine: (rawBody, headers, secrets) => isSigned(rawBody, headers['stripe-signature'], secrets, Date.now()),
			news: async (event) => await newsOf(stripe, event),
		},
	};
}
