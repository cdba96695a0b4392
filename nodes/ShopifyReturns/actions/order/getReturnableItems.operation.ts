import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { referenceProperty, type OperationContext } from '../../../shared/operation';
import { orderIdOf, orderIdProperty } from '../../orders/orderInput';
import { tailOf } from '../../graphql/gid';
import { readReturnable } from '../../orders/returnable';
import { shopifyOf } from '../../transport/fromNode';

export const option = {
	name: 'Get Returnable Items',
	value: 'getReturnableItems',
	action: 'Get returnable items of order',
	description: 'Read what of an order can still come back',
};

export const description: INodeProperties[] = [referenceProperty, orderIdProperty];

export const asTool = 'free';

export const output = z.object({
	shopifyOrder: z.object({ id: z.string() }),
	returnable: z.array(
		z.object({
			fulfillmentLine: z.string(),
			orderLine: z.string(),
			lineItem: z.string(),
			variant: z.string(),
			sku: z.string(),
			title: z.string(),
			quantity: z.number().int(),
		}),
	),
});

/** What of an order was delivered and is not yet in a return: one entry for each line of each delivery. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const orderId = await orderIdOf(context);
	const lines = await readReturnable(await shopifyOf(context), orderId);
	return {
		shopifyOrder: { id: orderId },
		returnable: lines.map(({ quantity, fulfillmentLineItem: { id, lineItem } }) => ({
			fulfillmentLine: id,
			orderLine: tailOf(lineItem.id),
			lineItem: lineItem.id,
			variant: lineItem.variant?.id ?? '',
			sku: lineItem.sku ?? '',
			title: lineItem.title,
			quantity,
		})),
	};
}
