import type { CaseState } from '../../shared/case/caseState';
import { invalidInput } from '../../shared/model/effectError';
import type { Payment } from '../../shared/model';

/** Stripe's id of a payment: the payment intent, else the charge. */
export function stripeIdOf({ id, providerIds }: { id: string; providerIds: Record<string, string> }): string {
	return providerIds['stripe.payment_intent'] || providerIds['stripe.charge'] || id;
}

/** Ids of the case's payments that were taken with Stripe. Throws EffectError when there is none. */
export function paymentsOfCase({ reference, refunds, order }: CaseState): string[] {
	const payments = [...refunds.map(({ intent }) => intent.payment), ...(order?.payments ?? [])].filter(
		({ processor }) => processor === 'stripe',
	);
	if (!payments.length)
		throw invalidInput(
			`Return ${reference} has no Stripe payment`,
			'Give the payment in Payment, or let the case know its order first.',
			'payment',
		);
	return [...new Set(payments.map(stripeIdOf))];
}

/** Who pays a payment back, as the case's orders say; Stripe when they do not know it. */
export function processorOf(
	state: CaseState | undefined,
	payment: { id: string; providerIds: Record<string, string> },
): Payment['processor'] {
	const ids = [payment.id, ...Object.values(payment.providerIds)];
	const known = Object.values(state?.orders ?? {})
		.flatMap(({ payments }) => payments)
		.find((one) => ids.includes(stripeIdOf(one)));
	return known?.processor ?? 'stripe';
}
