import type { IDataObject, INodeProperties } from 'n8n-workflow';
import {
	directOf,
	factsOutput,
	referenceProperty,
	type OperationContext,
	refundProperty,
} from '../../../shared/operation';
import { RefundOutput, refundEvents } from '../../money/refund';
import { EffectError, invalidInput } from '../../../shared/model';
import { findRefund } from '../../money/makeRefund';
import { orderOfInput, orderOfIntent, type RefundOrder } from '../../money/refundOrder';
import { shopifyOf } from '../../transport/fromNode';
import { description as createDescription } from './create.operation';

export const option = {
	name: 'Get',
	value: 'get',
	action: 'Get refund',
	description: 'Read a refund as Shopify has it now',
};

export const description: INodeProperties[] = [
	referenceProperty,
	refundProperty('Which refund of the return to read. Empty: the only one that is on its way.', {
		default: "={{ $json.refund?.intent ?? $json.event?.data?.intent?.id ?? '' }}",
	}),
	createDescription.find(({ name }) => name === 'direct')!,
];

export const asTool = 'free';

export const output = factsOutput.extend({ refund: RefundOutput });

/** Reads a refund as Shopify has it now: Shopify Payments often leaves it pending at first. The case learns how it ended. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const direct = directOf(context);
	const order = direct ? orderOfInput(direct) : await caseOrder(context);
	const refund = await findRefund(await shopifyOf(context), order);
	if (!refund)
		throw new EffectError(`Shopify has no refund ${order.intent} on this order`, {
			category: 'rejected',
			connection: 'shopify',
			code: 'refund_missing',
			advice: 'Make it with Refund: Create.',
		});
	return { ...(await context.recordFacts(refundEvents(refund))), refund: refund as unknown as IDataObject };
}

async function caseOrder(context: OperationContext): Promise<RefundOrder> {
	const state = await context.requireCase();
	const intent = (context.param<string>('intent', '') ?? '').trim();
	const legs = state.refunds.filter((leg) => (intent ? leg.intent.id === intent : leg.state === 'pending'));
	if (legs.length === 1) return orderOfIntent(legs[0].intent, state);
	throw invalidInput(
		intent
			? `Return ${state.reference} has no refund ${intent}`
			: `Return ${state.reference} has ${legs.length} refunds on their way`,
		'Say which one in Refund.',
		'intent',
	);
}
