import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { changeOutput, changeOnce } from '../../goods/changeOnce';
import type { OperationContext } from '../../../shared/operation';
import { invalidInput } from '../../../shared/model';
import { inventoryMove } from '../../graphql';
import { textOf } from '../../transport/list';
import { changeKey, movable, moveInput } from '../../goods/change';
import { quantityProperty, stockInputOf, stockProperties } from '../../goods/stockInput';
import { shopifyOf } from '../../transport/fromNode';

export const option = {
	name: 'Move',
	value: 'move',
	action: 'Move inventory',
	description: 'Move stock between quantities, e.g. from quality control to available',
};

export const description: INodeProperties[] = stockProperties(
	[
		quantityProperty('From', 'from', movable, 'quality_control', 'Where the pieces are counted now'),
		quantityProperty('To', 'to', movable, 'available', 'Where they are counted then'),
	],
	'How many: sku (or inventoryItem) and quantity. With expected, only when the quantity they leave still is that.',
);

export const asTool = 'whenAllowed';

export const output = changeOutput;

/** Moves pieces from one quantity to another at one location, e.g. from quality control to available, once for each reference. */
export async function execute(context: OperationContext): Promise<IDataObject> {
	const client = await shopifyOf(context);
	const [from, to] = [textOf(context, 'from'), textOf(context, 'to')];
	if (from === to) throw invalidInput('From and To are the same', 'Choose two different quantities.', 'to');
	const input = await stockInputOf(context, client, (quantity) =>
		quantity > 0 ? undefined : 'only more than 0 can be moved',
	);
	return await changeOnce(context, 'shopify.inventory_move', {
		reference: input.reference,
		planned: input.changes.flatMap(({ inventoryItemId: inventoryItem, quantity }) => [
			{ name: from, delta: -quantity, inventoryItem, location: input.locationId },
			{ name: to, delta: quantity, inventoryItem, location: input.locationId },
		]),
		send: async () =>
			(
				await client.send(inventoryMove, {
					input: moveInput(input.reference, { ...input, from, to }),
					key: changeKey(`move/${input.reference}`),
				})
			).inventoryMoveQuantities.inventoryAdjustmentGroup,
	});
}
