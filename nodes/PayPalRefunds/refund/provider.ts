import type { EffectErrorDetails, ProviderIds } from '../../shared/model';
import type { PaymentProvider } from '../../shared/operation';
import { nowOf, PayPalRefund } from '../records/refund';
import type { PayPal } from '../transport/paypal';
import type { PayPalEvent } from '../records/event';
import { isSigned, type CertificateAt } from '../transport/signature';
import { checkPayment, findRefund, makeRefund } from './makeRefund';
import { newsOf, type News } from './news';
import { captureOf } from './orderOf';
import type { RefundOrder } from './refundOrder';

/** What says that less is left than is owed: somebody was faster than our look. */
const tooLate = ['CAPTURE_FULLY_REFUNDED', 'REFUND_AMOUNT_EXCEEDED', 'over_refundable'];

/** PayPal as the nodes ask it. */
export interface PayPalProvider extends PaymentProvider<RefundOrder, PayPalEvent> {
	/** Its secrets are the ids of webhooks: PayPal signs for one of them. */
	webhook: PaymentProvider<RefundOrder>['webhook'] & { news(event: PayPalEvent): Promise<News> };
}

/** `certificateAt`: PayPal's certificates, for messages; without them none is genuine. */
export function paypalProvider(paypal: PayPal, certificateAt: CertificateAt = () => undefined): PayPalProvider {
	return {
		processor: 'paypal',
		idOf: captureOf,
		paymentIds: ({ capture }): ProviderIds => ({ 'paypal.capture': capture }),
		find: async (order) => await findRefund(paypal, order),
		check: async (order) => await checkPayment(paypal, order),
		refund: async (order, { lastLook }) => await makeRefund(paypal, order, lastLook),
		isTooLate: ({ code }: EffectErrorDetails) => tooLate.includes(code ?? ''),
		read: async (id) => nowOf(await paypal.get(`/v2/payments/refunds/${encodeURIComponent(id)}`, PayPalRefund)),
		webhook: {
			isGenuine: (rawBody, headers, webhookIds) => isSigned(rawBody, headers, webhookIds, certificateAt),
			news: async (event) => await newsOf(paypal, event),
		},
	};
}
