import type { IDataObject, INodeProperties } from 'n8n-workflow';
import {
	madeOutput,
	createdEvents,
	feeInput,
	findMarked,
	lineInput,
	markOf,
	prepare,
	type MadeReturn,
	type NewReturn,
} from '../../returns/newReturn';
import { effectOptions, referenceProperty, type OperationContext } from '../../../shared/operation';
import { returnRequest } from '../../graphql';
import { shippingFeeProperties } from '../../returns/fees';
import { shippingFeeOf } from '../../money/moneyInput';
import { orderIdOf, orderIdProperty } from '../../orders/orderInput';
import { wantedLinesOf, wantedLinesProperty } from '../../returns/wantedLines';
import { returnReferenceProperty } from '../../returns/parameters';
import type { ShopifyClient } from '../../transport/client';
import { shopifyOf } from '../../transport/fromNode';

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
	const client = await shopifyOf(context);
	return await context.perform<MadeReturn>(
		'shopifyReturn',
		{
			key: `${order.orderId}/${mark}`,
			kind: 'shopify.return_request',
			lookUp: async () => await findMarked(client, order, 'customerNote'),
			act: async () => (await findMarked(client, order, 'customerNote')) ?? (await request(client, order)),
			preview: async () => {
				const found = await findMarked(client, order, 'customerNote');
				if (found) return found;
				const { lines } = await prepare(client, order);
				return {
					status: 'REQUESTED',
					totalQuantity: lines.reduce((total, line) => total + line.quantity, 0),
					orderId: order.orderId,
				};
			},
		},
		createdEvents,
	);
}

async function request(client: ShopifyClient, order: NewReturn): Promise<MadeReturn> {
	const { lines, reasons } = await prepare(client, order);
	const { return: made } = (
		await client.send(returnRequest, {
			input: {
				orderId: order.orderId,
				returnLineItems: lines.map((line) => lineInput(line, reasons, order.mark, 'customerNote')),
				...feeInput(order.fee),
			},
		})
	).returnRequest;
	return {
		id: made.id,
		name: made.name,
		status: made.status,
		totalQuantity: made.totalQuantity,
		orderId: order.orderId,
	};
}
