import { EffectError } from '../../shared/model';
import type { RefundNow } from '../../shared/operation';
import { StripeDispute, toDispute, type Dispute } from './dispute';
import type { StripeEvent } from './event';
import { nowOf, refundsOf, StripeRefund } from './refund';
import type { Stripe } from '../transport/stripe';

/** A dispute as Stripe has it now, and the refunds of its payment: by them its cases are found. */
export interface DisputeNow {
	dispute: Dispute;
	refunds: RefundNow[];
}

/** What an event is about, read anew. */
export interface News {
	refunds: RefundNow[];
	disputed?: DisputeNow;
}

/** An object that Stripe does not know (any more): nothing can be said about it. */
export class UnknownObject extends Error {}

/** A dispute as it is now; for a restricted key that may not read disputes, as the event has it. */
async function disputeNow(stripe: Stripe, object: StripeEvent['data']['object']): Promise<StripeDispute> {
	try {
		return await stripe.get(`/v1/disputes/${encodeURIComponent(object.id)}`, StripeDispute);
	} catch (error) {
		const told = StripeDispute.safeParse(object);
		if (error instanceof EffectError && error.details.httpStatus === 403 && told.success) return told.data;
		throw error;
	}
}

/**
 * The refunds or the dispute that an event is about, read anew: events come late, twice and in any order, so what they say is only
 * a hint. Throws UnknownObject, or EffectError when Stripe cannot be asked.
 */
export async function newsOf(stripe: Stripe, { data: { object } }: StripeEvent): Promise<News> {
	try {
		if (object.object === 'refund')
			return { refunds: [nowOf(await stripe.get(`/v1/refunds/${encodeURIComponent(object.id)}`, StripeRefund))] };
		if (object.object === 'charge') return { refunds: (await refundsOf(stripe, { charge: object.id })).map(nowOf) };
		if (object.object !== 'dispute') return { refunds: [] };
		const dispute = toDispute(await disputeNow(stripe, object));
		const charge = dispute.providerIds['stripe.charge'];
		return {
			refunds: [],
			disputed: { dispute, refunds: charge ? (await refundsOf(stripe, { charge })).map(nowOf) : [] },
		};
	} catch (error) {
		if (error instanceof EffectError && error.details.httpStatus === 404)
			throw new UnknownObject(`Stripe does not know ${object.object} ${object.id}`);
		throw error;
	}
}
