import type { IDataObject, INodeProperties } from 'n8n-workflow';
import {
	paidOrAsked,
	assertWithinLimit,
	directOf,
	moneyOptions,
	orQuestion,
	owedByCase,
	payOrAsk,
	referenceProperty,
	withoutCaseProperty,
	type OperationContext,
	refundProperty,
} from '../../../shared/operation';
import { RefundOutput, refundEvents } from '../../money/refund';
import type { Refund } from '../../../shared/model';
import { assertRefundable, findRefund, makeRefund } from '../../money/makeRefund';
import { othersCheck } from '../../money/others';
import { orderOfInput, orderOfIntent, type RefundOrder } from '../../money/refundOrder';
import { readRefunds } from '../../orders/readOrder';
import { shopifyOf } from '../../transport/fromNode';

export const option = {
	name: 'Create',
	value: 'create',
	action: 'Create refund',
	description: 'Pay money back through Shopify Payments; a repeat finds the refund that was made',
};

export const description: INodeProperties[] = [
	referenceProperty,
	refundProperty('Which refund of the return to make. Empty: the only one that is due.', {
		hint: 'Order, payment, amount and currency come from the case',
	}),
	withoutCaseProperty('For flows without a case store: all five fields say what to refund', [
		{
			displayName: 'Order',
			name: 'order',
			type: 'string',
			default: '',
			placeholder: 'e.g. gid://shopify/Order/5196695273621',
			description: 'GraphQL ID or number of the order',
		},
		{
			displayName: 'Transaction',
			name: 'transaction',
			type: 'string',
			default: '',
			placeholder: 'e.g. gid://shopify/OrderTransaction/123',
			description: 'The sale or capture to pay back on',
		},
	]),
	moneyOptions,
];

export const asTool = 'limited';

export const output = paidOrAsked('refund', RefundOutput);

/** Pays one refund back through Shopify Payments, at most once for its intent or reference. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const direct = directOf(context);
	const order = direct ? orderOfInput(direct) : await caseOrder(context);
	if ('done' in order) return order.done;
	assertWithinLimit(context, 'shopify', `Refund ${order.intent}`, order.amount);
	const client = await shopifyOf(context);
	const check = othersCheck(context, order);
	return await payOrAsk<Refund>(
		context,
		'refund',
		order.intent,
		{
			key: order.intent,
			kind: 'shopify.refund',
			lookUp: async () => await findRefund(client, order),
			act: async () =>
				await orQuestion(
					check,
					async () => await makeRefund(client, order, check?.look),
					async () => await findRefund(client, order),
				),
			preview: async () => {
				const found = await findRefund(client, order);
				if (found) return found;
				assertRefundable(await readRefunds(client, order.orderId), order);
				return {
					intent: order.intent,
					amount: order.amount,
					providerIds: { 'shopify.order': order.orderId, 'shopify.transaction': order.parentId },
				};
			},
		},
		refundEvents,
	);
}

/** The order of the refund that the case owes; `done` when it knows the outcome already. */
async function caseOrder(context: OperationContext): Promise<RefundOrder | { done: IDataObject }> {
	const found = await owedByCase(context);
	return 'done' in found ? found : orderOfIntent(found.owed, found.state);
}
