import { EffectError } from '../../shared/model';
import type { RefundNow } from '../../shared/operation';
import { readPayment } from './readPayment';
import type { PayPal } from '../transport/paypal';
import { PayPalDispute } from '../records/dispute';
import { subjectOf, type PayPalEvent, type Subject } from '../records/event';
import { captureIn } from '../records/fields';
import { nowOf, PayPalRefund } from '../records/refund';

/** A dispute as PayPal has it now, and the refunds of its payments: by them its cases are found. */
export interface DisputeNow {
	dispute: PayPalDispute;
	refunds: RefundNow[];
}

/** What an event is about, read anew. */
export interface News {
	subject: Subject['kind'];
	refunds: RefundNow[];
	disputed?: DisputeNow;
	/** The payment that it is about. */
	capture?: string;
}

/** An object that PayPal does not know (any more): nothing can be said about it. */
export class UnknownObject extends Error {}

/**
 * The refunds or the dispute that an event is about, read anew: events come late, twice and in any order, so what they say is only a hint.
 * Throws UnknownObject, or EffectError when PayPal cannot be asked.
 */
export async function newsOf(paypal: PayPal, event: PayPalEvent): Promise<News> {
	const { kind, id, capture } = subjectOf(event);
	try {
		if (kind === 'refund') {
			const refund = await paypal.get(`/v2/payments/refunds/${encodeURIComponent(id)}`, PayPalRefund);
			return { subject: kind, refunds: [nowOf(refund)], capture: capture ?? captureIn(refund.links) };
		}
		if (kind === 'capture') return { subject: kind, refunds: await refundsOf(paypal, id), capture: id };
		if (kind !== 'dispute') return { subject: kind, refunds: [] };
		const dispute = await paypal.get(`/v1/customer/disputes/${encodeURIComponent(id)}`, PayPalDispute);
		const disputed = dispute.disputed_transactions[0]?.seller_transaction_id ?? undefined;
		return {
			subject: kind,
			refunds: [],
			disputed: { dispute, refunds: disputed ? await refundsOf(paypal, disputed) : [] },
			capture: disputed,
		};
	} catch (error) {
		if (error instanceof EffectError && error.details.httpStatus === 404)
			throw new UnknownObject(`PayPal does not know ${kind} ${id}`);
		throw error;
	}
}

/** Every refund of a payment; none that PayPal does not list any more. */
async function refundsOf(paypal: PayPal, capture: string): Promise<RefundNow[]> {
	return ((await readPayment(paypal, capture)).refunds ?? []).map(nowOf);
}
