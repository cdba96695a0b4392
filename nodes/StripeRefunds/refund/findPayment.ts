import { z } from 'zod';
import { format, type NewEvent } from '../../shared/model';
import { instantOf } from '../records/fields';
import type { Stripe } from '../transport/stripe';
import { FoundCharge, toPayment, type PaymentNow } from './payment';
import { readPayment } from './readPayment';
import { searchAmong, type Searched } from './search';
import type { UnknownPayment } from './unknownPayments';

export const Search = z.object({
	/** The payment's ID in the order. */
	payment: z.string(),
	found: z.boolean(),
	message: z.string(),
	/** Payments of that amount and time, and what else about them fits. */
	candidates: z.array(z.object({ id: z.string(), createdAt: z.string(), fits: z.array(z.enum(['order', 'email'])) })),
});

/** What a search has led to; `payment`: the one that it is, as it is now. */
export interface Finding {
	search: z.infer<typeof Search>;
	payment?: PaymentNow;
}

/** Searches a payment in Stripe, so many minutes around the time when the customer paid. It is found when exactly one fits. */
export async function findPayment(stripe: Stripe, sought: UnknownPayment, minutes: number): Promise<Finding> {
	const { match, candidates, why } = await search(stripe, sought, minutes);
	const payment = match && (await paymentOf(stripe, match));
	return {
		payment,
		search: {
			payment: sought.payment,
			found: !!payment,
			message: payment ? `Payment ${sought.payment} is ${payment.id} in Stripe.` : why!,
			candidates: candidates.map(({ charge, fits }) => ({
				id: charge.payment_intent ?? charge.id,
				createdAt: instantOf(charge.created),
				fits,
			})),
		},
	};
}

/** What the case learns of a search: nothing of one that found nothing. */
export function findingEvents({ search: { payment: sought }, payment }: Finding): NewEvent[] {
	if (!payment) return [];
	const { id, processor, providerIds } = payment;
	return [
		{
			source: 'stripe',
			id: `payment ${sought} is ${id}`,
			type: 'payment.found',
			data: { payment: sought, processor, providerIds },
			// By its payment a case is found when the customer disputes it.
			references: providerIds,
		},
	];
}

async function search(stripe: Stripe, sought: UnknownPayment, minutes: number): Promise<Searched> {
	const { alike, amount, paidAt } = sought;
	if (alike > 1)
		return {
			candidates: [],
			why: `The order has ${alike} payments of ${format(amount)} by Stripe, and nothing tells which is which.`,
		};
	if (!paidAt) return { candidates: [], why: 'Nobody knows when the customer paid, so Stripe cannot be asked.' };
	const paid = Math.floor(Date.parse(paidAt) / 1000);
	const charges = await stripe.list('/v1/charges', FoundCharge, {
		'created[gte]': paid - minutes * 60,
		'created[lt]': paid + minutes * 60 + 1,
	});
	return searchAmong(charges, sought);
}

/** The payment as it is now, so that whoever looks at it sees what is left of it. */
async function paymentOf(stripe: Stripe, { id, payment_intent }: FoundCharge): Promise<PaymentNow> {
	const { payment, charge, ...standing } = await readPayment(stripe, payment_intent ?? id);
	return toPayment(payment, charge, 'stripe', standing);
}
