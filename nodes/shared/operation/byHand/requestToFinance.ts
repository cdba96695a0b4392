import type { CaseState } from '../../case/caseState';
import { byHand, format, type RefundIntent } from '../../model';

/** Code of the exception that asks finance to pay; settling the refund by hand resolves it. */
export const payByHand = 'pay_by_hand';

/** What finance must know to pay a refund by hand, in sentences: how much, why by hand, and what to do then. No personal data. */
export function requestToFinance(
	{ orderNumber }: Pick<CaseState, 'orderNumber'>,
	{ id, amount, payment }: RefundIntent,
	note = '',
): string {
	const order = orderNumber ? ` of order ${orderNumber}` : '';
	return [
		`Pay ${format(amount)} back to the customer${order} by hand.`,
		why(payment),
		`Then record it with Return Case: Settle by Hand, as refund ${id}.`,
		note,
	]
		.filter(Boolean)
		.join(' ');
}

/** Why nothing pays it by itself. */
function why({ id, processor, method }: RefundIntent['payment']): string {
	if (id === byHand)
		return "It is more than what can go back on the order's payments: look there first whether somebody has paid it back already.";
	if (processor === 'store_credit')
		return 'It should be store credit, but the customer has no account that can hold it: give a voucher or gift card, or pay it.';
	if (processor === 'odoo_stripe') return `Payment ${method ?? id} was taken through Odoo: refund it there.`;
	return `Payment ${method ?? id} was taken by somebody whom this flow cannot ask.`;
}
