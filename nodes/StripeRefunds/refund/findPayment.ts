import { findingOf, whyNotSearched, type Finding, type Searched, type UnknownPayment } from '../../shared/operation';
import { instantOf } from '../records/fields';
import type { Stripe } from '../transport/stripe';
import { FoundCharge, toPayment, type PaymentNow } from './payment';
import { readPayment } from './readPayment';
import { searchAmong } from './search';

/** Searches a payment in Stripe, so many minutes around the time when the customer paid. It is found when exactly one fits. */
export async function findPayment(
	stripe: Stripe,
	sought: UnknownPayment,
	minutes: number,
): Promise<Finding<PaymentNow>> {
	const { match, candidates, why } = await search(stripe, sought, minutes);
	const payment = match && (await paymentOf(stripe, match));
	const dated = candidates.map(({ payment: { created }, id, fits }) => ({ id, createdAt: instantOf(created), fits }));
	return findingOf('Stripe', sought, { candidates: dated, why }, payment);
}

async function search(stripe: Stripe, sought: UnknownPayment, minutes: number): Promise<Searched<FoundCharge>> {
	const not = whyNotSearched('Stripe', sought);
	if (not) return not;
	const paid = Math.floor(Date.parse(sought.paidAt!) / 1000);
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
