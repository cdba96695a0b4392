import type { IDataObject } from 'n8n-workflow';
import type { CaseState } from '../../shared/case/caseState';
import { invalidInput, type RefundIntent } from '../../shared/model';
import { assertPaidBy, directRefund, type RefundOrder as AnyRefundOrder } from '../../shared/operation';
import { gidOf } from '../graphql/gid';

/** One refund to make: a frozen intent, the order, and the SALE or CAPTURE it goes back on. */
export interface RefundOrder extends AnyRefundOrder {
	orderId: string;
	parentId: string;
	/** The goods that it is for, as far as the case knows them: some shops take no refund of an amount alone. */
	goods: RefundedGoods[];
}

/** Pieces of an order's line item. */
export interface RefundedGoods {
	lineItem: string;
	quantity: number;
}

/** A refund order from a case's intent. Throws EffectError when another system must pay it. */
export function orderOfIntent(intent: RefundIntent, state: CaseState): RefundOrder {
	assertPaidBy('shopify_payments', intent);
	const { id, amount, payment } = intent;
	const orderId = gidOf('Order', state.ids['shopify.order'] ?? state.orders.shopify?.providerIds['shopify.order']);
	const parentId = gidOf('OrderTransaction', payment.providerIds['shopify.transaction']);
	if (!orderId || !parentId)
		throw invalidInput(
			`Refund ${id} names no payment of Shopify`,
			'Run Shopify Returns: Get for this case before the refund is decided, so that its payment is known.',
			'intent',
		);
	return { intent: id, amount, orderId, parentId, goods: goodsOf(intent, state) };
}

function goodsOf({ breakdown }: RefundIntent, { lines }: CaseState): RefundedGoods[] {
	return breakdown.flatMap(({ kind, line: id, quantity = 0 }) => {
		const line = kind === 'line' ? lines.find((one) => one.id === id) : undefined;
		const lineItem = gidOf('LineItem', line?.providerIds['shopify.line_item'] ?? line?.orderLineId);
		return lineItem && quantity > 0 ? [{ lineItem, quantity }] : [];
	});
}

/** A refund order from what an analyst gave by hand, without a case. Throws EffectError naming the field. */
export function orderOfInput(given: IDataObject): RefundOrder {
	const refund = directRefund(given);
	// The note of a refund at Shopify names it in brackets.
	if (/[[\]]/.test(refund.intent))
		throw invalidInput('The refund reference has brackets', 'Give one without, e.g. RMA-1001/R1.', 'refundReference');
	const orderId = gidOf('Order', String(given.order ?? '').trim());
	if (!orderId)
		throw invalidInput('No order is named', 'Give its ID in Order, e.g. gid://shopify/Order/5196695273621.', 'order');
	const parentId = gidOf('OrderTransaction', String(given.transaction ?? '').trim());
	if (!parentId)
		throw invalidInput(
			'No payment is named',
			'Give the sale or capture in Transaction, e.g. gid://shopify/OrderTransaction/123; Get shows it as shopify.transaction.',
			'transaction',
		);
	return { ...refund, orderId, parentId, goods: [] };
}
