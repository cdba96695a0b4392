import { z } from 'zod';
import { add, EffectError, format, money, Money, Payment, subtract } from '../../shared/model';
import { idsOf } from '../../shared/operation';
import type { PayPalCapture } from '../records/capture';
import { orderOf } from '../records/capture';
import { presentIds } from '../records/fields';
import { statusOf, type PayPalRefund } from '../records/refund';
import type { RefundOrder } from './refundOrder';

/** A payment as PayPal has it now. */
export interface PaymentRead {
	capture: PayPalCapture;
	/** Every refund of it, the newest first; undefined: it has some, and PayPal does not say which. */
	refunds: PayPalRefund[] | undefined;
}

/** A payment as it is now. `refundable` is what this node would pay back: nothing of one that has not arrived. */
export const PaymentOutput = Payment.extend({
	captureState: z.enum(['captured', 'pending', 'failed']),
	/** Why it has not arrived, or did not. */
	captureReason: z.string().optional(),
	/** What PayPal kept of it, and what came in; in the account's own currency, if that is another. */
	fee: Money.optional(),
	net: Money.optional(),
	providerIds: idsOf('paypal.capture', 'paypal.order'),
});
export type PaymentNow = Payment &
	Pick<z.infer<typeof PaymentOutput>, 'captureState' | 'captureReason' | 'fee' | 'net'>;

/** What became of the money; any other status means that it has arrived. */
const states: Record<string, PaymentNow['captureState']> = { PENDING: 'pending', DECLINED: 'failed', FAILED: 'failed' };

function stateOf({ status }: PayPalCapture): PaymentNow['captureState'] {
	return states[status ?? ''] ?? 'captured';
}

/** What has gone back, or is on its way. */
function refundedOf({ capture, refunds }: PaymentRead): Money {
	if (!refunds) return capture.amount;
	return refunds
		.filter(({ status }) => !['failed', 'canceled'].includes(statusOf(status)))
		.reduce((total, { amount }) => add(total, amount), money(0, capture.amount.currency));
}

function leftOf(read: PaymentRead): Money {
	const left = subtract(read.capture.amount, refundedOf(read));
	return left.amount < 0 ? money(0, left.currency) : left;
}

/** The canonical payment. */
export function toPayment(read: PaymentRead, processor: Payment['processor'] = 'paypal'): PaymentNow {
	const { capture } = read;
	const nothing = money(0, capture.amount.currency);
	const captureState = stateOf(capture);
	const { paypal_fee: fee, net_amount: net } = capture.seller_receivable_breakdown ?? {};
	const reason = captureState === 'captured' ? undefined : capture.status_details?.reason;
	return {
		id: capture.id,
		processor,
		captured: captureState === 'captured' ? capture.amount : nothing,
		refunded: captureState === 'captured' ? refundedOf(read) : nothing,
		refundable: captureState === 'captured' ? leftOf(read) : nothing,
		captureState,
		...(reason && { captureReason: reason }),
		...(fee && { fee }),
		...(net && { net }),
		providerIds: presentIds({ 'paypal.capture': capture.id, 'paypal.order': orderOf(capture) }),
	};
}

/** Throws EffectError (rejected) when the order must not be refunded on this payment: nothing arrived, other currency, too much. */
export function assertRefundable(order: RefundOrder, read: PaymentRead): void {
	const { capture } = read;
	const state = stateOf(capture);
	if (state === 'failed')
		throw refused(
			`Payment ${capture.id} failed, so nothing was paid`,
			'Nothing is owed for it. If the customer paid again another way, refund that payment.',
			'capture_failed',
		);
	if (state === 'pending')
		throw refused(
			`Payment ${capture.id} has not arrived yet, so nothing was paid`,
			'Look in PayPal what it waits for. Replay the step when it is completed; if it fails, nothing is owed for it.',
			'capture_pending',
		);
	if (capture.amount.currency !== order.amount.currency)
		throw refused(
			`Refund ${order.intent} is in ${order.amount.currency}, but payment ${capture.id} is in ${capture.amount.currency}`,
			`Give the amount in ${capture.amount.currency}.`,
			'currency_mismatch',
		);
	const left = leftOf(read);
	if (order.amount.amount > left.amount)
		throw refused(
			`Refund ${order.intent} of ${format(order.amount)} is more than the ${format(left)} left on payment ${capture.id}`,
			'Look in PayPal for refunds made by hand. Then lower the amount, or pay the rest another way.',
			'over_refundable',
		);
}

function refused(message: string, advice: string, code: string): EffectError {
	return new EffectError(message, { category: 'rejected', connection: 'paypal', advice, code });
}
