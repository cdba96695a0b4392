import { EffectError } from '../../shared/model';
import { isHolding, StripeDispute } from '../records/dispute';
import type { Stripe } from '../transport/stripe';
import { paymentOf } from './orderOf';
import { isPartlyCaptured, StripeCharge, StripePaymentIntent, type Standing } from './payment';
import { isRelease, StripeRefund } from '../records/refund';

/** A payment as Stripe has it now, and what its charge alone does not say. */
export interface PaymentRead extends Standing {
	/** The payment intent, else the charge. */
	payment: { id: string; currency: string };
	charge: StripeCharge | null;
	/** Parts that were never captured: Stripe keeps their release among the refunds. */
	releases: StripeRefund[];
}

/** Reads a payment by its payment intent or charge. Throws EffectError. */
export async function readPayment(stripe: Stripe, id: string): Promise<PaymentRead> {
	const named = paymentOf(id);
	const intent =
		'paymentIntent' in named
			? await stripe.get(`/v1/payment_intents/${encodeURIComponent(named.paymentIntent)}`, StripePaymentIntent, {
					'expand[0]': 'latest_charge',
				})
			: undefined;
	const charge =
		'charge' in named
			? await stripe.get(`/v1/charges/${encodeURIComponent(named.charge)}`, StripeCharge)
			: intent!.latest_charge;
	const releases = charge ? await releasesOf(stripe, charge) : [];
	return {
		payment: intent ?? charge!,
		charge,
		releases,
		released: releases.reduce((sum, { amount }) => sum + amount, 0),
		held: charge?.disputed ? await isHeld(stripe, charge) : false,
	};
}

/** The parts of a payment that were let go because less was captured than authorised. No money of anybody: they are no refunds. */
async function releasesOf(stripe: Stripe, charge: StripeCharge): Promise<StripeRefund[]> {
	if (!isPartlyCaptured(charge) || !charge.amount_refunded) return [];
	const refunds = await stripe.list('/v1/refunds', StripeRefund, {
		charge: charge.id,
		'expand[0]': 'data.balance_transaction',
	});
	return refunds.filter(isRelease);
}

/** Whether a dispute forbids a refund. An inquiry does not, nor one that was won; a bank that has taken the money back does. */
async function isHeld(stripe: Stripe, { id }: StripeCharge): Promise<boolean> {
	try {
		const disputes = await stripe.list('/v1/disputes', StripeDispute, { charge: id });
		return !disputes.length || disputes.some(isHolding);
	} catch (error) {
		// A restricted key that may not read disputes: then nobody knows, and nothing is paid.
		if (error instanceof EffectError && error.details.httpStatus === 403) return true;
		throw error;
	}
}
