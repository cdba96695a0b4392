import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { orderOutput } from '../../orders/orderOutput';
import { referenceProperty, type OperationContext } from '../../../shared/operation';
import { orderIdOf, orderIdProperty } from '../../orders/orderInput';
import { tellOrder } from '../../returns/tellOrder';
import { shopifyOf } from '../../transport/fromNode';

export const option = {
	name: 'Get',
	value: 'get',
	action: 'Get order',
	description: 'Read an order with its lines, deliveries and payments',
};

export const description: INodeProperties[] = [referenceProperty, orderIdProperty];

export const asTool = 'free';

export const output = orderOutput;

/** Reads an order with its lines, deliveries and payments; the case learns it. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const id = await orderIdOf(context);
	return await tellOrder(context, await shopifyOf(context), id);
}
