import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { changeOutput, changeOnce } from '../../goods/changeOnce';
import type { OperationContext } from '../../../shared/operation';
import { inventorySet } from '../../graphql';
import { textOf } from '../../transport/list';
import { changeKey, settable, setInput } from '../../goods/change';
import { quantityProperty, stockInputOf, stockProperties } from '../../goods/stockInput';
import { shopifyOf } from '../../transport/fromNode';

export const option = {
	name: 'Set',
	value: 'set',
	action: 'Set inventory',
	description: 'Set the stock at a location outright',
};

export const description: INodeProperties[] = stockProperties(
	[quantityProperty('Quantity', 'name', settable, 'available', "Which of Shopify's quantities is set")],
	'What it becomes: sku (or inventoryItem) and quantity. With expected, only when the quantity still is that: give it, or a sale in between is overwritten.',
);

export const asTool = 'whenAllowed';

export const output = changeOutput;

/** Sets a quantity of stock outright, once for each reference; with `expected` only when nobody changed it in between. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const client = await shopifyOf(context);
	const input = await stockInputOf(context, client, (quantity) =>
		quantity >= 0 ? undefined : 'stock cannot be set below 0',
	);
	const name = textOf(context, 'name') || 'available';
	return await changeOnce(context, 'shopify.inventory_set', {
		reference: input.reference,
		planned: [],
		send: async () =>
			(
				await client.send(inventorySet, {
					input: setInput(input.reference, { ...input, name }),
					key: changeKey(`set/${input.reference}`),
				})
			).inventorySetQuantities.inventoryAdjustmentGroup,
	});
}
