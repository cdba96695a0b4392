import { z } from 'zod';
import { Refund, referenceOfIntent, type NewEvent, type RefundStatus } from '../../shared/model';
import { idsOf, refundEvent, type RefundNow } from '../../shared/operation';
import { captureIn, instantOf, links, PayPalMoney, presentIds, word } from './fields';
import { markOf } from './mark';

/** A refund of PayPal's API, as far as it is read here. */
export const PayPalRefund = z.object({
	id: z.string(),
	status: word,
	status_details: z.object({ reason: word }).nullish().catch(undefined),
	amount: PayPalMoney,
	custom_id: word,
	invoice_id: word,
	create_time: word,
	links,
});
export type PayPalRefund = z.infer<typeof PayPalRefund>;

/** PayPal's words and ours. A word that is not here is taken for pending and kept raw. */
const statuses: Record<string, RefundStatus> = {
	COMPLETED: 'succeeded',
	PENDING: 'pending',
	FAILED: 'failed',
	CANCELLED: 'canceled',
};

export function statusOf(providerStatus: string | null | undefined): RefundStatus {
	return statuses[providerStatus ?? ''] ?? 'pending';
}

/** The canonical refund as operations give it out. */
export const RefundOutput = Refund.extend({ providerIds: idsOf('paypal.refund', 'paypal.capture') });

/** The intent that a refund was made for. Blank for others: their number is the order's, and mark and number do not belong together. */
export function intentIn({ custom_id: mark, invoice_id: number }: PayPalRefund): string {
	return number && mark === markOf(number) ? number : '';
}

/** The canonical refund; `capture`: the payment it is known to be of. */
export function toRefund(answer: PayPalRefund, capture = captureIn(answer.links)): Refund {
	const { id, amount, status, status_details: details } = answer;
	const createdAt = instantOf(answer.create_time);
	return {
		id,
		intent: intentIn(answer),
		amount,
		status: statusOf(status),
		...(status && { providerStatus: status }),
		...(statusOf(status) === 'failed' && details?.reason && { failureReason: details.reason }),
		...(createdAt && { createdAt }),
		providerIds: presentIds({ 'paypal.refund': id, 'paypal.capture': capture }),
	};
}

/** The refund as it is now, and the return that it was made for. */
export function nowOf(answer: PayPalRefund): RefundNow {
	const refund = toRefund(answer);
	return { refund, ...(refund.intent && { reference: referenceOfIntent(refund.intent) ?? refund.intent }) };
}

/** What the case records of a refund. */
export function eventOf(refund: Refund): NewEvent {
	return refundEvent('paypal', refund);
}
