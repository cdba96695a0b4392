import { EffectError, format, sameMoney, type Refund } from '../../shared/model';
import { otherAmountAdvice } from '../../shared/operation';
import { captureIn } from '../records/fields';
import { markOf } from '../records/mark';
import { PayPalRefund, toRefund } from '../records/refund';
import type { PayPal } from '../transport/paypal';
import { assertRefundable, type PaymentRead } from './payment';
import { readPayment } from './readPayment';
import { bodyOf, type RefundOrder } from './refundOrder';

/** The refund of this order if it was made before, in whatever status it is. */
export async function findRefund(paypal: PayPal, order: RefundOrder): Promise<Refund | undefined> {
	return foundIn(await readPayment(paypal, order.capture), order);
}

/** Throws EffectError when the payment, as PayPal has it now, cannot take this refund. */
export async function checkPayment(paypal: PayPal, order: RefundOrder): Promise<void> {
	assertRefundable(order, await readPayment(paypal, order.capture));
}

/**
 * Makes the refund, once: it is looked for first, the payment is checked, and the request goes out under the intent's request id, under which
 * PayPal answers for 45 days with the refund that it has made. `lastLook`: what others have refunded on the payment, right before money
 * moves; it throws when nothing may be paid.
 */
export async function makeRefund(
	paypal: PayPal,
	order: RefundOrder,
	lastLook?: (refunds: Refund[]) => Promise<void>,
): Promise<Refund> {
	const read = await readPayment(paypal, order.capture);
	const found = foundIn(read, order);
	if (found) return found;
	await lastLook?.((read.refunds ?? []).map((one) => toRefund(one, order.capture)));
	assertRefundable(order, read);
	const path = `/v2/payments/captures/${encodeURIComponent(order.capture)}/refund`;
	// A repeated id is answered with what it has made, whatever the body now says: so the answer is looked at too.
	const made = await paypal.post(path, bodyOf(order), PayPalRefund, markOf(order.intent));
	return sameRefund(made, order);
}

function foundIn({ capture, refunds }: PaymentRead, order: RefundOrder): Refund | undefined {
	if (!refunds)
		throw new EffectError(`PayPal does not say which refunds payment ${capture.id} has had`, {
			category: 'rejected',
			connection: 'paypal',
			code: 'refunds_unknown',
			advice:
				'PayPal has no order for this payment any more, so nobody can see whether this refund is among them. Look in PayPal under Activity, pay the rest there, and record it with Return Case: Settle by Hand.',
		});
	const found = refunds.find(({ custom_id: mark }) => mark === markOf(order.intent));
	return found && sameRefund(found, order);
}

/** The refund, when it is what the order says. */
function sameRefund(made: PayPalRefund, order: RefundOrder): Refund {
	const refund = toRefund(made, captureIn(made.links) ?? order.capture);
	const capture = refund.providerIds['paypal.capture'];
	if (sameMoney(refund.amount, order.amount) && capture === order.capture) return { ...refund, intent: order.intent };
	const difference =
		capture === order.capture
			? `of ${format(refund.amount)} instead of ${format(order.amount)}`
			: `on payment ${capture} instead of ${order.capture}`;
	throw new EffectError(`Refund ${order.intent} was already made, ${difference}`, {
		category: 'rejected',
		connection: 'paypal',
		code: 'amount_changed',
		field: 'amount',
		advice: `Look at refund ${refund.id} in PayPal. ${otherAmountAdvice} For a second refund of this payment use a new refund id.`,
	});
}
