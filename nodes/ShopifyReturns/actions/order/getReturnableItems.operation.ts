import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { referenceProperty, type OperationContext } from '../../../shared/operation';
import { orderIdOf, orderIdProperty } from '../../orders/orderInput';
import { tailOf } from '../../graphql/gid';
import { readReturnable } from '../../orders/returnable';
import { shopifyOf } from '../../transport/fromNode';

export const description: INodeProperties[] = [referenceProperty, orderIdProperty];

export const asTool = 'free';

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
