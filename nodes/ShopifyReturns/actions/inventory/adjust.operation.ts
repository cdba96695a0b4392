import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { changeOutput, changeOnce } from '../../goods/changeOnce';
import type { OperationContext } from '../../../shared/operation';
import { inventoryAdjust } from '../../graphql';
import { textOf } from '../../transport/list';
import { adjustInput, changeKey, movable } from '../../goods/change';
import { quantityProperty, stockInputOf, stockProperties } from '../../goods/stockInput';
import { shopifyOf } from '../../transport/fromNode';

export const option = {
	name: 'Adjust',
	value: 'adjust',
	action: 'Adjust inventory',
	description: 'Add to or take from the stock at a location',
};

export const description: INodeProperties[] = stockProperties(
	[quantityProperty('Quantity', 'name', movable, 'available', "Which of Shopify's quantities is changed")],
	'By how much: sku (or inventoryItem) and quantity, with a minus to take away. With expected, only when the quantity still is that.',
);

export const asTool = 'whenAllowed';

export const output = changeOutput;

/** Adds to or takes from a quantity of stock, once for each reference. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const client = await shopifyOf(context);
	const input = await stockInputOf(context, client, (quantity) =>
		quantity ? undefined : 'a change of 0 changes nothing',
	);
	const name = textOf(context, 'name') || 'available';
	return await changeOnce(context, 'shopify.inventory_adjust', {
		reference: input.reference,
		planned: input.changes.map(({ inventoryItemId, quantity }) => ({
			name,
			delta: quantity,
			inventoryItem: inventoryItemId,
			location: input.locationId,
		})),
		send: async () =>
			(
				await client.send(inventoryAdjust, {
					input: adjustInput(input.reference, { ...input, name }),
					key: changeKey(`adjust/${input.reference}`),
				})
			).inventoryAdjustQuantities.inventoryAdjustmentGroup,
	});
}
