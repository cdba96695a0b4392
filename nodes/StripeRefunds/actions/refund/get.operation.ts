import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { factsOutput, referenceProperty, type OperationContext } from '../../../shared/operation';
import { stripeProvider } from '../../refund/provider';
import { RefundOutput, eventOf } from '../../records/refund';
import { refundIdOf, refundIdProperty } from '../../refund/refundId';
import { stripeOf } from '../../transport/stripe';

export const option = {
	name: 'Get',
	value: 'get',
	action: 'Get refund',
	description: 'Read a refund as Stripe has it now',
};

export const description: INodeProperties[] = [referenceProperty, refundIdProperty];

export const asTool = 'free';

export const output = factsOutput.extend({ refund: RefundOutput });

/** Reads a refund as Stripe has it now; when it belongs to the item's case, the case learns its status. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const id = refundIdOf(context);
	const { refund, reference } = await stripeProvider(await stripeOf(context)).read(id);
	const ours = !!refund.intent && reference === context.reference;
	return { ...(ours && (await context.recordFacts([eventOf(refund)]))), refund: refund as unknown as IDataObject };
}
