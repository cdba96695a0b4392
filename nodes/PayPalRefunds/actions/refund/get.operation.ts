import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { invalidInput } from '../../../shared/model';
import { factsOutput, referenceProperty, type OperationContext } from '../../../shared/operation';
import { eventOf, RefundOutput } from '../../records/refund';
import { paypalProvider } from '../../refund/provider';
import { paypalOf } from '../../transport/paypal';

export const option = {
	name: 'Get',
	value: 'get',
	action: 'Get refund',
	description: 'Read a refund as PayPal has it now',
};

export const description: INodeProperties[] = [
	referenceProperty,
	{
		displayName: 'Refund ID',
		name: 'refundId',
		type: 'string',
		default: "={{ $json.refund?.id ?? '' }}",
		required: true,
		placeholder: 'e.g. 1JU08902781691411',
		description: 'Transaction ID of the refund in PayPal. The default takes it from the incoming item.',
	},
];

export const asTool = 'free';

export const output = factsOutput.extend({ refund: RefundOutput });

/** Reads a refund as PayPal has it now; when it belongs to the item's case, the case learns its status. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const id = String(context.param<unknown>('refundId', '') ?? '').trim();
	if (!/^[A-Z0-9]{10,20}$/.test(id))
		throw invalidInput(
			'No refund is named',
			'Give the transaction ID of a refund in PayPal (17 letters and digits) in Refund ID.',
			'refundId',
		);
	const { refund, reference } = await paypalProvider(await paypalOf(context)).read(id);
	const ours = !!refund.intent && reference === context.reference;
	return { ...(ours && (await context.recordFacts([eventOf(refund)]))), refund: refund as unknown as IDataObject };
}
