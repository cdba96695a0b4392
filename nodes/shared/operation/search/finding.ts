import { z } from 'zod';
import { format, type NewEvent, type Payment } from '../../model';
import type { Fit, Searched } from './fittingPayment';
import type { UnknownPayment } from './soughtPayments';

export const Search = z.object({
	/** The payment's ID in the order. */
	payment: z.string(),
	found: z.boolean(),
	message: z.string(),
	/** Payments of that amount and time, and what else about them fits. */
	candidates: z.array(z.object({ id: z.string(), createdAt: z.string(), fits: z.array(z.enum(['order', 'email'])) })),
});

/** What a search has led to; `payment`: the one that it is, as it is now. */
export interface Finding<P extends Payment = Payment> {
	search: z.infer<typeof Search>;
	payment?: P;
}

/** What became of a search, for the flow: `payment` is what it found, as it is now. */
export function findingOf<P extends Payment>(
	provider: string,
	sought: UnknownPayment,
	{ candidates, why }: { candidates: Array<{ id: string; createdAt: string; fits: Fit[] }>; why?: string },
	payment?: P,
): Finding<P> {
	const message = payment ? `Payment ${sought.payment} is ${payment.id} in ${provider}.` : why!;
	return { payment, search: { payment: sought.payment, found: !!payment, message, candidates } };
}

/** Why a payment is not even searched: nothing would tell which one it is. Undefined: it can be. */
export function whyNotSearched(
	provider: string,
	{ alike, amount, paidAt }: UnknownPayment,
): Searched<never> | undefined {
	if (alike > 1)
		return {
			candidates: [],
			why: `The order has ${alike} payments of ${format(amount)} by ${provider}, and nothing tells which is which.`,
		};
	if (!paidAt) return { candidates: [], why: `Nobody knows when the customer paid, so ${provider} cannot be asked.` };
	return undefined;
}

/** What the case learns of a search: nothing of one that found nothing. */
export function findingEvents(source: string, { search: { payment: sought }, payment }: Finding): NewEvent[] {
	if (!payment) return [];
	const { id, processor, providerIds } = payment;
	return [
		{
			source,
			id: `payment ${sought} is ${id}`,
			type: 'payment.found',
			data: { payment: sought, processor, providerIds },
			// By its payment a case is found when the customer disputes it.
			references: providerIds,
		},
	];
}
