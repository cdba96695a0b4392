import type { IDataObject, INodeProperties } from 'n8n-workflow';
import {
	directOf,
	moneyOptions,
	owedByCase,
	paidOrAsked,
	payBack,
	referenceProperty,
	refundProperty,
	withoutCaseProperty,
	type OperationContext,
} from '../../../shared/operation';
import { RefundOutput } from '../../records/refund';
import { orderOfInput, orderOfIntent } from '../../refund/orderOf';
import { paypalProvider } from '../../refund/provider';
import type { RefundOrder } from '../../refund/refundOrder';
import { paypalOf } from '../../transport/paypal';

export const option = {
	name: 'Create',
	value: 'create',
	action: 'Create refund',
	description: 'Pay money back; a repeat finds the refund that was made',
};

export const description: INodeProperties[] = [
	referenceProperty,
	refundProperty('Which refund of the return to make. Empty: the only one that is due.', {
		hint: 'Payment, amount and currency come from the case',
	}),
	withoutCaseProperty('For flows without a case store: all four fields say what to refund', [
		{
			displayName: 'Payment',
			name: 'payment',
			type: 'string',
			default: '',
			placeholder: 'e.g. 2GG279541U471931P',
			description: 'Transaction ID of the captured payment to pay back',
		},
	]),
	moneyOptions,
];

export const asTool = 'limited';

export const output = paidOrAsked('refund', RefundOutput);

/** Pays one refund back through PayPal, at most once for its intent or reference. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const direct = directOf(context);
	const order = direct ? orderOfInput(direct) : await caseOrder(context);
	if ('done' in order) return order.done;
	return await payBack(context, paypalProvider(await paypalOf(context)), order);
}

/** The order of the refund that the case owes; `done` when it knows the outcome already. */
async function caseOrder(context: OperationContext): Promise<RefundOrder | { done: IDataObject }> {
	const found = await owedByCase(context);
	return 'done' in found ? found : orderOfIntent(found.owed);
}
