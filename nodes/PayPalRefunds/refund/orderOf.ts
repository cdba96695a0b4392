import type { IDataObject } from 'n8n-workflow';
import type { CaseState } from '../../shared/case/caseState';
import { invalidInput, whyNotPayable, type Money, type Payment, type RefundIntent } from '../../shared/model';
import { assertPaidBy, directRefund } from '../../shared/operation';
import type { RefundOrder } from './refundOrder';

/** PayPal's id of a payment. */
export function captureOf({ id, providerIds }: Pick<Payment, 'id' | 'providerIds'>): string {
	return providerIds['paypal.capture'] || id;
}

/** A refund order from a case's intent. Throws EffectError when another system must pay it, or no PayPal payment is known. */
export function orderOfIntent(intent: RefundIntent): RefundOrder {
	assertPaidBy('paypal', intent);
	return orderWith(intent.id, intent.amount, captureOf(intent.payment));
}

/** A refund order from given inputs. Throws EffectError naming the field. */
export function orderOfInput(given: IDataObject): RefundOrder {
	const { intent, amount } = directRefund(given);
	return orderWith(intent, amount, String(given.payment ?? '').trim());
}

function orderWith(intent: string, amount: Money, payment: string): RefundOrder {
	const capture = assertCapture(payment);
	// It is the refund's number in PayPal, and has to fit there.
	if (intent.length > 127)
		throw invalidInput(
			'The refund reference is longer than the 127 characters that PayPal takes',
			'Shorten it.',
			'refundReference',
		);
	const why = whyNotPayable('paypal', amount);
	if (why) throw invalidInput(why, 'Round the amount to what PayPal can pay. Nothing was paid.', 'amount');
	return { intent, amount, capture };
}

/** An id of a captured payment, as it was given. Throws EffectError when it is none. */
export function assertCapture(id: string): string {
	if (/^[A-Z0-9]{10,20}$/.test(id)) return id;
	throw invalidInput(
		'No PayPal payment is named',
		"Give the transaction ID of the captured payment (17 letters and digits) in Payment, or let the case know it: the order's payment needs the id paypal.capture.",
		'payment',
	);
}

/** Ids of the case's payments that were taken with PayPal. Throws EffectError when there is none. */
export function paymentsOfCase({ reference, refunds, order }: CaseState): string[] {
	const payments = [...refunds.map(({ intent }) => intent.payment), ...(order?.payments ?? [])].filter(
		({ processor }) => processor === 'paypal',
	);
	if (!payments.length)
		throw invalidInput(
			`Return ${reference} has no PayPal payment`,
			'Give the payment in Payment, or let the case know its order first (PayPal Refunds: Find).',
			'payment',
		);
	return [...new Set(payments.map(captureOf))];
}
