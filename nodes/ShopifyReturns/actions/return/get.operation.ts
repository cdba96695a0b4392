import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { factsOutput, referenceProperty, type OperationContext } from '../../../shared/operation';
import { ReturnView, returnView } from '../../returns/returnView';
import { ShopifyOrder } from '../../orders/orderOutput';
import { EffectError } from '../../../shared/model';
import { lineLinks } from '../../returns/returnLines';
import { orderFound } from '../../orders/orderFacts';
import { readOrderWhole } from '../../returns/returnedBefore';
import { returnIdOf } from '../../returns/input';
import { returnIdProperty } from '../../returns/parameters';
import { readReturn } from '../../returns/readReturn';
import { shopifyOf } from '../../transport/fromNode';

export const option = {
	name: 'Get',
	value: 'get',
	action: 'Get return',
	description: 'Read a return with its order, customer and payments',
};

export const description: INodeProperties[] = [referenceProperty, returnIdProperty];

export const asTool = 'free';

export const output = factsOutput.extend({ shopifyReturn: ReturnView, order: ShopifyOrder });

/** Reads a return with its order, customer and payments; the case learns the order. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const id = await returnIdOf(context);
	if (!id)
		throw new EffectError('This case has no return in Shopify', {
			category: 'invalid_input',
			connection: 'shopify',
			field: 'returnId',
			advice: 'It came through another channel. Use Odoo Returns to find its order, or give Return ID.',
		});
	const client = await shopifyOf(context);
	const node = await readReturn(client, id);
	const order = await readOrderWhole(client, node.order.id, id);
	const lines = (await context.findCase())?.lines ?? [];
	const links = lineLinks(node.returnLineItems.nodes, lines);
	const known = await context.recordFacts([orderFound(order, links)]);
	return {
		...known,
		shopifyReturn: returnView(node, lines) as unknown as IDataObject,
		order: order as unknown as IDataObject,
	};
}
