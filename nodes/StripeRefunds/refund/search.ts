import { toProviderAmount } from '../../shared/model';
import { fittingAmong, type Searched, type Sought } from '../../shared/operation';
import { capturedOf, type FoundCharge } from './payment';

/**
 * The one payment among `charges` (those of the time when the customer paid) that is the one sought: of just that amount and currency, and
 * naming the order in its metadata or description; when none does, having the customer's e-mail address. Pure.
 */
export function searchAmong(charges: FoundCharge[], sought: Sought): Searched<FoundCharge> {
	const { amount, not } = sought;
	const minor = toProviderAmount('stripe', amount);
	const traces = charges
		.filter(
			(one) =>
				one.status === 'succeeded' &&
				one.currency.toUpperCase() === amount.currency &&
				capturedOf(one) === minor &&
				!not.includes(one.id),
		)
		.map((charge) => ({
			payment: charge,
			id: charge.payment_intent ?? charge.id,
			fields: charge.metadata ?? {},
			text: charge.description ?? '',
			emails: mailsIn(charge),
		}));
	return fittingAmong('Stripe', traces, sought);
}

function mailsIn({ receipt_email, billing_details, metadata }: FoundCharge): string[] {
	return [receipt_email ?? '', billing_details?.email ?? '', ...Object.values(metadata ?? {})].filter((one) =>
		one.includes('@'),
	);
}
