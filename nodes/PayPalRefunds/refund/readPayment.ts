import { EffectError } from '../../shared/model';
import { orderOf, PayPalCapture, PayPalOrder, refundsIn } from '../records/capture';
import type { PayPal } from '../transport/paypal';
import type { PaymentRead } from './payment';

/** Answers that say that this app does not get to see an order. */
const unseen = [403, 404];
/** Statuses of a capture of which something has gone back. */
const refundedStatuses = ['PARTIALLY_REFUNDED', 'REFUNDED'];

/**
 * Reads a payment with its refunds. PayPal lists refunds only in the order that the payment belongs to
 * (docs/facts/paypal.md#refunds-are-listed-in-the-order-only). Throws EffectError.
 */
export async function readPayment(paypal: PayPal, id: string): Promise<PaymentRead> {
	const capture = await paypal.get(`/v2/payments/captures/${encodeURIComponent(id)}`, PayPalCapture);
	const order = await orderNow(paypal, orderOf(capture));
	if (order) return { capture, refunds: refundsIn(order, capture.id) };
	return { capture, refunds: refundedStatuses.includes(capture.status ?? '') ? undefined : [] };
}

/** The order as it is now; undefined when there is none, PayPal has it no more, or it is of another app. */
async function orderNow(paypal: PayPal, id: string | undefined): Promise<PayPalOrder | undefined> {
	if (!id) return undefined;
	try {
		return await paypal.get(`/v2/checkout/orders/${encodeURIComponent(id)}`, PayPalOrder);
	} catch (error) {
		if (error instanceof EffectError && unseen.includes(error.details.httpStatus ?? 0)) return undefined;
		throw error;
	}
}
