import { idsOf } from '../../shared/operation';
import { z } from 'zod';
import { EffectError } from '../../shared/model/effectError';
import { format, fromProviderAmount, Payment } from '../../shared/model';
import { presentIds, reference } from '../records/fields';
import type { RefundOrder } from './refundOrder';

/** A charge of Stripe's API, as far as it is read here. Amounts in Stripe's integers. */
export const StripeCharge = z.object({
	id: z.string(),
	amount: z.number().int(),
	amount_captured: z.number().int().optional(),
	amount_refunded: z.number().int(),
	currency: z.string(),
	captured: z.boolean(),
	disputed: z.boolean().default(false),
	payment_intent: reference,
});
export type StripeCharge = z.infer<typeof StripeCharge>;

/** A payment intent read with `expand[]=latest_charge`. */
export const StripePaymentIntent = z.object({
	id: z.string(),
	currency: z.string().default(''),
	status: z.string().optional(),
	latest_charge: StripeCharge.nullable(),
});
export type StripePaymentIntent = z.infer<typeof StripePaymentIntent>;

/** A payment as it is now. `refundable` is what this node would pay back: nothing of a disputed or uncaptured one. */
export const PaymentOutput = Payment.extend({
	disputed: z.boolean(),
	captureState: z.enum(['captured', 'uncaptured', 'unpaid']),
	providerIds: idsOf('stripe.payment_intent', 'stripe.charge'),
});
export type PaymentNow = Payment & Pick<z.infer<typeof PaymentOutput>, 'disputed' | 'captureState'>;

/** The canonical payment; `charge` is null when nothing was ever paid. */
export function toPayment(
	{ id, currency }: { id: string; currency: string },
	charge: StripeCharge | null,
	processor: Payment['processor'] = 'stripe',
): PaymentNow {
	const money = (amount: number) => fromProviderAmount('stripe', amount, charge?.currency ?? currency);
	const captured = charge?.captured ? (charge.amount_captured ?? charge.amount) : 0;
	const refunded = charge?.amount_refunded ?? 0;
	return {
		id,
		processor,
		captured: money(captured),
		refunded: money(refunded),
		refundable: money(charge?.disputed ? 0 : Math.max(0, captured - refunded)),
		disputed: charge?.disputed ?? false,
		captureState: !charge ? 'unpaid' : charge.captured ? 'captured' : 'uncaptured',
		providerIds: presentIds({
			'stripe.payment_intent': id.startsWith('pi_') ? id : charge?.payment_intent,
			'stripe.charge': charge?.id,
		}),
	};
}

/** Throws EffectError (rejected) when the order must not be refunded on this charge: nothing was paid, disputed, other currency, too much. */
export function assertRefundable(order: RefundOrder, charge: StripeCharge | null): void {
	const payment = order.paymentIntent ?? order.charge;
	if (!charge || !charge.captured)
		throw refused(
			`Payment ${payment} has not been captured, so there is nothing to pay back`,
			'Cancel the payment in Stripe instead of refunding it.',
			'charge_not_captured',
		);
	if (charge.disputed) {
		throw refused(
			`Payment ${payment} is disputed by the customer's bank`,
			'Do not refund it: the bank may already have taken the money back, and the customer would be paid twice. Answer the dispute in Stripe, then close this refund by hand.',
			'charge_disputed',
		);
	}
	const currency = charge.currency.toUpperCase();
	if (currency !== order.amount.currency)
		throw refused(
			`Refund ${order.intent} is in ${order.amount.currency}, but payment ${payment} is in ${currency}`,
			`Give the amount in ${currency}.`,
			'currency_mismatch',
		);
	const left = fromProviderAmount(
		'stripe',
		(charge.amount_captured ?? charge.amount) - charge.amount_refunded,
		currency,
	);
	if (order.amount.amount > left.amount) {
		throw refused(
			`Refund ${order.intent} of ${format(order.amount)} is more than the ${format(left)} left on payment ${payment}`,
			'Look in Stripe for refunds made by hand. Then lower the amount, or pay the rest another way.',
			'over_refundable',
		);
	}
}

function refused(message: string, advice: string, code: string): EffectError {
	return new EffectError(message, { category: 'rejected', connection: 'stripe', advice, code });
}
