import { outOfTurnCode } from '../../shared/store/store';
import { EffectError, format, fromNumber, type Money } from '../../shared/model';
import { searchCall, type Call } from '../transport/calls';
import type { Odoo } from '../transport/odoo';
import { PaymentTransaction } from '../records/answers';

/** A refund as Stripe knows it. */
export interface StripeRefundIds {
	refund: string;
	paymentIntent?: string;
	amount: Money;
}

/**
 * The payment that Odoo's own Stripe provider has booked, or is about to book, for a refund. Odoo makes a refund transaction for
 * every refund of a payment that it took, also for those made elsewhere (docs/facts/odoo.md#odoo-books-the-stripe-refunds-it-knows-of):
 * a payment of ours beside it would book the money twice. Undefined: Odoo did not take the payment. Throws while Odoo has not booked
 * it, or when it never will.
 */
export async function findBookedByOdoo(
	odoo: Odoo,
	ids: StripeRefundIds,
): Promise<{ transaction: number; payment: number } | undefined> {
	const { refund, paymentIntent, amount } = ids;
	const found = await transactions(odoo, ids);
	const own = found.find(({ provider_reference }) => provider_reference === refund);
	if (!own && found.length)
		throw waits(
			`Odoo's own Stripe provider took payment ${paymentIntent}; it has not heard of refund ${refund} yet`,
			'Odoo books it when Stripe\'s webhook reaches it, so it is tried again. When this Odoo has no webhook at Stripe, switch on "Book Although Odoo Took the Payment" in this node.',
		);
	if (!own) return undefined;
	if (own.state === 'error' || own.state === 'cancel')
		throw refused(
			`Refund ${refund} is ${own.state === 'error' ? 'in error' : 'canceled'} in Odoo's payment transactions`,
			'Look at the transaction in Odoo (Accounting > Payment Transactions) and at the refund in Stripe.',
		);
	const booked = fromNumber(Math.abs(own.amount), amount.currency);
	if (own.currency_id?.name !== amount.currency || booked.amount !== amount.amount)
		throw refused(
			`Odoo's transaction of refund ${refund} is over ${own.currency_id?.name === amount.currency ? format(booked) : `another currency (${own.currency_id?.name})`}, the refund over ${format(amount)}`,
			'Compare the transaction in Odoo with the refund in Stripe, and correct the one that is wrong.',
		);
	if (!own.payment_id)
		throw waits(
			`Odoo has not booked its Stripe refund ${refund} yet`,
			"Odoo's scheduled action for payment transactions does it within minutes, so it is tried again. When it stays, see whether scheduled actions run in Odoo.",
		);
	return { transaction: own.id, payment: own.payment_id };
}

/** What Odoo's own Stripe provider has of a refund, and of the payment that it gives back. */
export function transactionsCall({ refund, paymentIntent }: StripeRefundIds): Call<PaymentTransaction[]> {
	return searchCall('payment.transaction', PaymentTransaction, [
		['provider_reference', 'in', [refund, ...(paymentIntent ? [paymentIntent] : [])]],
	]);
}

/** Without Odoo's app for online payments there are none. */
async function transactions(odoo: Odoo, ids: StripeRefundIds): Promise<PaymentTransaction[]> {
	try {
		return await odoo.run(transactionsCall(ids));
	} catch (error) {
		if (error instanceof EffectError && error.details.httpStatus === 404) return [];
		throw error;
	}
}

function waits(message: string, advice: string): EffectError {
	return new EffectError(message, {
		category: 'retryable',
		connection: 'odoo',
		code: outOfTurnCode,
		retryAfterMs: 60_000,
		advice,
	});
}

function refused(message: string, advice: string): EffectError {
	return new EffectError(message, { category: 'rejected', connection: 'odoo', field: 'refund', advice });
}
