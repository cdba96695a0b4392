import type { IDataObject, INodeProperties } from 'n8n-workflow';
import {
	cancelOrderOfCase,
	effectOptions,
	OrderCancellation,
	performedOrNot,
	referenceProperty,
	type OperationContext,
} from '../../../shared/operation';
import { cancelOrder, standingOf } from '../../sale/cancelOrder';
import { connect } from '../../transport/connect';
import { orderName, orderProperty } from '../inputs';

export const option = {
	name: 'Cancel',
	value: 'cancel',
	action: 'Cancel order',
	description: 'Cancel an order of which nothing was sent, with its open deliveries and drafts of invoices',
};

export const description: INodeProperties[] = [referenceProperty, orderProperty, effectOptions];

export const asTool = 'whenAllowed';

export const output = performedOrNot('odooCancellation', OrderCancellation);

/**
 * Cancels an order of which nothing was sent and all of which is withdrawn from. Posted invoices stay: the credit note follows the refund. An order of
 * which something was sent stays, and when a part of it is still to be sent the warehouse is asked.
 */
export async function execute(context: OperationContext): Promise<IDataObject> {
	return await cancelOrderOfCase(context, { key: 'odooCancellation', system: 'odoo', title: 'Odoo' }, async (whole) => {
		const odoo = await connect(context);
		const name = await orderName(context);
		const key = String(name.id ?? name.number);
		const look = async () => await standingOf(odoo, name, whole);
		return {
			key,
			lookUp: look,
			act: async () => await cancelOrder(odoo, name, whole),
			preview: async () => (await look()) ?? { id: key, canceled: true },
		};
	});
}
