import type { IDataObject, INodeProperties } from 'n8n-workflow';
import {
	cancelOrderOfCase,
	effectOptions,
	performedOrNot,
	referenceProperty,
	type OperationContext,
} from '../../../shared/operation';
import { Cancellation, cancelOrder, readStanding, standingOf } from '../../orders/cancelOrder';
import { orderIdOf, orderIdProperty } from '../../orders/orderInput';
import { shopifyOf } from '../../transport/fromNode';

export const option = {
	name: 'Cancel',
	value: 'cancel',
	action: 'Cancel order',
	description: 'Cancel an order of which nothing was sent, without a refund by Shopify: the case pays it back',
};

export const description: INodeProperties[] = [referenceProperty, orderIdProperty, effectOptions];

export const asTool = 'whenAllowed';

export const output = performedOrNot('cancellation', Cancellation);

/**
 * Cancels an order of which nothing was sent and all of which is withdrawn from. Shopify refunds nothing. An order of which something was sent stays,
 * and when a part of it is still to be sent the warehouse is asked.
 */
export async function execute(context: OperationContext): Promise<IDataObject> {
	return await cancelOrderOfCase(
		context,
		{ key: 'cancellation', system: 'shopify', title: 'Shopify' },
		async (whole) => {
			const id = await orderIdOf(context);
			const client = await shopifyOf(context);
			const look = async () => standingOf(await readStanding(client, id), whole);
			return {
				key: id,
				lookUp: look,
				act: async (memory) => await cancelOrder(client, id, { whole, note: context.reference ?? '', memory }),
				preview: async () => (await look()) ?? { id, canceled: true },
			};
		},
	);
}
