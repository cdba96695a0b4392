import { idsOf } from '../../shared/operation';
import { z } from 'zod';
import { EffectError } from '../../shared/model/effectError';
import { format, wholeFromProvider, Payment } from '../../shared/model';
import { presentIds, reference } from '../records/fields';
import type { RefundOrder } from './refundOrder';

/** A charge of Stripe's API, as far as it is read here. Amounts in Stripe's integers. */
export const StripeCharge = z.object({
	id: z.string(),
	amount: z.number().int(),
	amount_captured: z.number().int().nullish(),
	amount_refunded: z.number().int(),
	currency: z.string(),
	captured: z.boolean(),
	status: z.string().nullish(),
	/** False as long as a bank debit is under way, and after it failed; true of what was only authorised. */
	paid: z.boolean().nullish(),
	disputed: z
		.boolean()
		.nullish()
		.transform((said) => said ?? false),
	payment_intent: reference,
	/** Of a payment that was passed on to a connected account. */
	transfer_data: z.object({ destination: reference }).nullish(),
	destination: reference,
	transfer: reference,
	transfer_group: z.string().nullish(),
	application_fee: reference,
	application_fee_amount: z.number().nullish(),
});
export type StripeCharge = z.infer<typeof StripeCharge>;

/** A charge of a list, with what tells whose it is. */
export const FoundCharge = StripeCharge.extend({
	created: z.number(),
	description: z.string().nullish(),
	receipt_email: z.string().nullish(),
	billing_details: z.object({ email: z.string().nullish() }).nullish(),
	metadata: z.record(z.string(), z.string()).nullish(),
});
export type FoundCharge = z.infer<typeof FoundCharge>;

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
	captureState: z.enum(['captured', 'partly_captured', 'uncaptured', 'unpaid', 'failed']),
	providerIds: idsOf('stripe.payment_intent', 'stripe.charge'),
});
export type PaymentNow = Payment & Pick<z.infer<typeof PaymentOutput>, 'disputed' | 'captureState'>;

/** What a charge alone does not say. Amounts in Stripe's integers. */
export interface Standing {
	/** What was let go because it was never captured: Stripe counts it as refunded. */
	released: number;
	/** A dispute forbids a refund. */
	held: boolean;
}

const unlooked = ({ disputed }: StripeCharge): Standing => ({ released: 0, held: disputed });

/** A charge that failed, such as a bank debit that was returned, took nothing, though it says `captured`. */
function hasFailed({ status }: Pick<StripeCharge, 'status'>): boolean {
	return status === 'failed';
}

/** A bank debit that is under way has brought nothing yet, though it says `captured` as well. */
function isUnpaid({ status, paid }: Pick<StripeCharge, 'status' | 'paid'>): boolean {
	return status === 'pending' || paid === false;
}

/** What was captured, in Stripe's integers: a payment in several captures has a part of it long before it is `captured`. */
export function capturedOf(
	charge: Pick<StripeCharge, 'status' | 'paid' | 'amount' | 'captured' | 'amount_captured'>,
): number {
	if (hasFailed(charge) || isUnpaid(charge)) return 0;
	return charge.amount_captured ?? (charge.captured ? charge.amount : 0);
}

/** Less was captured than authorised, for good or so far. */
export function isPartlyCaptured(charge: StripeCharge): boolean {
	return capturedOf(charge) > 0 && capturedOf(charge) < charge.amount;
}

function captureStateOf(charge: StripeCharge | null): PaymentNow['captureState'] {
	if (!charge) return 'unpaid';
	if (hasFailed(charge)) return 'failed';
	if (isUnpaid(charge)) return 'unpaid';
	if (isPartlyCaptured(charge)) return 'partly_captured';
	return capturedOf(charge) ? 'captured' : 'uncaptured';
}

/** The canonical payment; `charge` is null when nothing was ever paid. */
export function toPayment(
	{ id, currency }: { id: string; currency: string },
	charge: StripeCharge | null,
	processor: Payment['processor'] = 'stripe',
	standing = charge ? unlooked(charge) : undefined,
): PaymentNow {
	const money = (amount: number) => wholeFromProvider('stripe', amount, charge?.currency ?? currency);
	const captured = charge ? capturedOf(charge) : 0;
	const refunded = (charge?.amount_refunded ?? 0) - (standing?.released ?? 0);
	return {
		id,
		processor,
		captured: money(captured),
		refunded: money(refunded),
		refundable: money(standing?.held ? 0 : Math.max(0, captured - refunded)),
		disputed: charge?.disputed ?? false,
		captureState: captureStateOf(charge),
		providerIds: presentIds({
			'stripe.payment_intent': id.startsWith('pi_') ? id : charge?.payment_intent,
			'stripe.charge': charge?.id,
		}),
	};
}

/** Throws EffectError (rejected) when the order must not be refunded on this charge: nothing was paid, disputed, other currency, too much. */
export function assertRefundable(
	order: RefundOrder,
	charge: StripeCharge | null,
	{ released, held } = charge ? unlooked(charge) : { released: 0, held: false },
): asserts charge is StripeCharge {
	const payment = order.paymentIntent ?? order.charge;
	if (charge && hasFailed(charge))
		throw refused(
			`Payment ${payment} failed, so nothing was paid`,
			'Nothing is owed for it. If the customer paid again another way, refund that payment.',
			'charge_failed',
		);
	if (charge && isUnpaid(charge))
		throw refused(
			`Payment ${payment} has not arrived yet, so nothing was paid`,
			'A bank debit takes some days. Replay the step when Stripe says that the payment has succeeded; if it fails, nothing is owed for it.',
			'charge_pending',
		);
	if (!charge || !capturedOf(charge))
		throw refused(
			`Payment ${payment} has not been captured, so there is nothing to pay back`,
			'Cancel the payment in Stripe instead of refunding it.',
			'charge_not_captured',
		);
	if (held) {
		throw refused(
			`Payment ${payment} is disputed by the customer's bank`,
			'Do not refund it: the bank may already have taken the money back, and the customer would be paid twice. Answer the dispute in Stripe, then close this refund by hand. An inquiry is no such dispute: it can be refunded when the key may read Disputes.',
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
	const rest = Math.max(0, capturedOf(charge) - (charge.amount_refunded - released));
	const left = wholeFromProvider('stripe', rest, currency);
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
