import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { effectOptions, referenceProperty, type OperationContext } from '../../../shared/operation';
import { returnRequest } from '../../graphql';
import { shippingFeeOf } from '../../money/moneyInput';
import { orderIdOf, orderIdProperty } from '../../orders/orderInput';
import { shippingFeeProperties } from '../../returns/fees';
import { makeReturn, type Way } from '../../returns/makeReturn';
import { createdEvents, feeInput, madeOutput, markOf, type NewReturn } from '../../returns/newReturn';
import { returnReferenceProperty } from '../../returns/parameters';
import { wantedLinesOf, wantedLinesProperty } from '../../returns/wantedLines';

export const option = {
	name: 'Request',
	value: 'request',
	action: 'Request return',
	description: 'Ask for a return, which then waits for approval',
};

export const description: INodeProperties[] = [
	referenceProperty,
	orderIdProperty,
	wantedLinesProperty,
	...shippingFeeProperties,
	returnReferenceProperty,
	effectOptions,
];

export const asTool = 'whenAllowed';

export const output = madeOutput;

/** Asks for a return in Shopify, as a customer does there: it waits for approval. One for each reference. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const mark = markOf(context);
	const order: NewReturn = {
		orderId: await orderIdOf(context),
		mark,
		wanted: await wantedLinesOf(context),
		exchange: [],
		fee: shippingFeeOf(context),
	};
	return await makeReturn(context, order, requested, createdEvents);
}

const requested: Way = {
	kind: 'shopify.return_request',
	note: 'customerNote',
	status: 'REQUESTED',
	async send(client, { orderId, fee }, returnLineItems) {
		const input = { orderId, returnLineItems, ...feeInput(fee) };
		return (await client.send(returnRequest, { input })).returnRequest.return;
	},
};
