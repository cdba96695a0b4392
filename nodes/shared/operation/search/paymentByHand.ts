import { invalidInput, typedAmount, typedCurrency } from '../../model';
import { namesOf, type UnknownPayment } from './soughtPayments';

/** A payment that is to be found, from what an analyst knows of it, without a case. Throws EffectError naming the field. */
export function paymentByHand(given: Record<string, unknown>): UnknownPayment {
	const text = (name: string) => String(given[name] ?? '').trim();
	const paidAt = Date.parse(text('paidAt'));
	if (!Number.isFinite(paidAt))
		throw invalidInput('Nothing says when the customer paid', 'Give Paid At, e.g. 2026-11-21T10:00:00Z.', 'paidAt');
	if (!text('email') && !text('order'))
		throw invalidInput(
			'Nothing says whose payment it is',
			'Give Customer Email, Order or both: amount and time alone may be those of somebody else.',
			'email',
		);
	return {
		payment: text('order'),
		amount: typedAmount(text('amount'), typedCurrency(text('currency')), 'amount'),
		names: namesOf([text('order')]),
		emails: [text('email')].filter(Boolean),
		not: [],
		paidAt: new Date(paidAt).toISOString(),
		alike: 1,
	};
}
