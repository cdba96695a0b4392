import type { IDataObject } from 'n8n-workflow';
import { EffectError, invalidInput } from '../../shared/model/effectError';
import type { CaseState, RefundLeg } from '../../shared/case/caseState';
import { type Money, typedAmount, typedCurrency } from '../../shared/model';
import { gidOf } from '../graphql/gid';

/** One refund to make: a frozen intent, the order, and the SALE or CAPTURE it goes back on. */
export interface RefundOrder {
	intent: string;
	amount: Money;
	orderId: string;
	parentId: string;
}

/** A refund order from a case's leg. Throws EffectError when another system must pay it. */
export function orderOfLeg({ intent }: RefundLeg, state: CaseState): RefundOrder {
	const { processor, providerIds } = intent.payment;
	if (processor !== 'shopify_payments') {
		throw new EffectError(`Refund ${intent.id} is not paid by Shopify Payments but by ${processor}`, {
			category: 'rejected',
			connection: 'shopify',
			advice: 'Route refunds by payment processor before this node, so that only one system moves the money.',
		});
	}
	const orderId = gidOf('Order', state.ids['shopify.order'] ?? state.orders.shopify?.providerIds['shopify.order']);
	const parentId = gidOf('OrderTransaction', providerIds['shopify.transaction']);
	if (!orderId || !parentId)
		throw invalidInput(
			`Refund ${intent.id} names no payment of Shopify`,
			'Run Shopify Returns: Get for this case before the refund is decided, so that its payment is known.',
			'intent',
		);
	return { intent: intent.id, amount: intent.amount, orderId, parentId };
}

/** A refund order from what an analyst gave by hand, without a case. Throws EffectError naming the field. */
export function orderOfInput(given: IDataObject): RefundOrder {
	const text = (name: string) => String(given[name] ?? '').trim();
	const intent = text('refundReference');
	if (!intent)
		throw invalidInput(
			'The refund has no reference',
			'Give each refund a reference of its own, e.g. the return number and /R1: the same reference is never paid twice.',
			'refundReference',
		);
	if (intent.length > 200 || /[[\]]/.test(intent))
		throw invalidInput(
			'The refund reference is longer than 200 characters or has brackets',
			'Give a short one, e.g. RMA-1001/R1.',
			'refundReference',
		);
	const orderId = gidOf('Order', text('order'));
	if (!orderId)
		throw invalidInput('No order is named', 'Give its ID in Order, e.g. gid://shopify/Order/5196695273621.', 'order');
	const parentId = gidOf('OrderTransaction', text('transaction'));
	if (!parentId)
		throw invalidInput(
			'No payment is named',
			'Give the sale or capture in Transaction, e.g. gid://shopify/OrderTransaction/123; Get shows it as shopify.transaction.',
			'transaction',
		);
	const amount = typedAmount(text('amount'), typedCurrency(text('currency')), 'amount');
	if (amount.amount <= 0)
		throw invalidInput(
			'The refund amount must be more than zero',
			'Give the amount to pay back, e.g. 12.50.',
			'amount',
		);
	return { intent, amount, orderId, parentId };
}
