import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';
import { invalidInput } from '../../shared/model';
import { effectOptions, referenceProperty, type OperationContext } from '../../shared/operation';
import { inventoryItems } from '../graphql';
import { listOf, textOf } from '../transport/list';
import { locationOf, locationProperty } from './location';
import { gidOf } from '../graphql/gid';
import type { ShopifyClient } from '../transport/client';
import type { ItemChange } from './change';

const example = '[{ "sku": "TEE-BLUE-M", "quantity": 1 }]';

const stockLocation = locationProperty({
	displayName: 'Location',
	name: 'location',
	required: true,
	description: 'Where the stock is',
});

export function quantityProperty(
	displayName: string,
	name: string,
	values: readonly string[],
	fallback: string,
	description: string,
): INodeProperties {
	const title = (value: string) =>
		value
			.split('_')
			.map((word) => word[0].toUpperCase() + word.slice(1))
			.join(' ');
	return {
		displayName,
		name,
		type: 'options',
		options: [...values].sort().map((value) => ({ name: title(value), value })),
		default: fallback,
		description,
	};
}

function itemsProperty(description: string): INodeProperties {
	return { displayName: 'Items', name: 'items', type: 'json', default: '[]', placeholder: example, description };
}

const reasonProperty: INodeProperties = {
	displayName: 'Reason',
	name: 'reason',
	type: 'options',
	options: [
		{ name: 'Correction', value: 'correction' },
		{ name: 'Cycle Count', value: 'cycle_count_available' },
		{ name: 'Damaged', value: 'damaged' },
		{ name: 'Other', value: 'other' },
		{ name: 'Quality Control', value: 'quality_control' },
		{ name: 'Received', value: 'received' },
		{ name: 'Restock', value: 'restock' },
		{ name: 'Shrinkage', value: 'shrinkage' },
	],
	default: 'restock',
	description: "What Shopify's inventory history shows",
};

const changeReferenceProperty: INodeProperties = {
	displayName: 'Change Reference',
	name: 'changeReference',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. RMA-7K2M9QX4TB/restock-1',
	description:
		'Names this change once and for all: the same reference changes the stock only once. Make it of the case and of what happened.',
};

/** Parameters of an operation that changes stock: `quantities` say which of Shopify's counts, `items` what becomes of them. */
export function stockProperties(quantities: INodeProperties[], items: string): INodeProperties[] {
	return [
		referenceProperty,
		stockLocation,
		...quantities,
		itemsProperty(items),
		reasonProperty,
		changeReferenceProperty,
		effectOptions,
	];
}

export interface StockInput {
	reference: string;
	locationId: string;
	reason: string;
	changes: ItemChange[];
}

const Item = z
	.object({
		sku: z.string().min(1).optional(),
		inventoryItem: z.string().min(1).optional(),
		quantity: z.number().int(),
		expected: z.number().int().optional(),
	})
	.strict()
	.refine((item) => item.sku || item.inventoryItem, 'needs sku or inventoryItem');

/** What is to be done, with SKUs turned into Shopify's items. `check` refuses quantities that make no sense. Throws EffectError. */
export async function stockInputOf(
	context: OperationContext,
	client: ShopifyClient,
	check: (quantity: number) => string | undefined,
): Promise<StockInput> {
	const reference = textOf(context, 'changeReference');
	if (!reference || reference.length > 200)
		throw invalidInput(
			'The change has no reference of at most 200 characters',
			'Give Change Reference, e.g. RMA-7K2M9QX4TB/restock-1: the same reference changes the stock only once.',
			'changeReference',
		);
	const locationId = locationOf(context, 'location');
	if (!locationId) throw invalidInput('No location is chosen', 'Choose one in Location.', 'location');
	const items = listOf(context, 'items', 'Items', Item, example);
	if (!items.length) throw invalidInput('No item is given', `Give Items, e.g. ${example}.`, 'items');
	if (items.length > 250)
		throw invalidInput(
			`${items.length} items are too many for one change; Shopify takes 250`,
			'Split them, each part with a reference of its own.',
			'items',
		);
	const changes: ItemChange[] = [];
	for (const { sku, inventoryItem, quantity, expected } of items) {
		const wrong = check(quantity);
		if (wrong) throw invalidInput(`${quantity} x ${sku ?? inventoryItem}: ${wrong}`, 'Correct the quantity.', 'items');
		changes.push({
			inventoryItemId: inventoryItem ? itemId(inventoryItem) : await itemOf(client, sku!),
			quantity,
			...(expected !== undefined && { expected }),
		});
	}
	const twice = changes.find(
		(one, index) => changes.findIndex((other) => other.inventoryItemId === one.inventoryItemId) !== index,
	);
	if (twice) throw invalidInput('An item stands twice in the list', 'Add its quantities up to one entry.', 'items');
	return { reference, locationId, reason: textOf(context, 'reason') || 'other', changes };
}

function itemId(text: string): string {
	const id = gidOf('InventoryItem', text);
	if (!id)
		throw invalidInput(
			`"${text}" is no inventory item of Shopify`,
			'Give its ID, e.g. gid://shopify/InventoryItem/123, or the SKU.',
			'items',
		);
	return id;
}

/** Shopify's search for a SKU. */
export function skuQuery(sku: string): string {
	return `sku:'${sku.replace(/[\\']/g, '\\$&')}'`;
}

/** The only item of this SKU: Shopify's search is fuzzy, so it is compared again. */
async function itemOf(client: ShopifyClient, sku: string): Promise<string> {
	const query = skuQuery(sku);
	let page = (await client.send(inventoryItems, { query, after: null })).inventoryItems;
	const found = page.nodes.filter((node) => node.sku === sku);
	while (page.pageInfo.hasNextPage) {
		page = (await client.send(inventoryItems, { query, after: page.pageInfo.endCursor })).inventoryItems;
		found.push(...page.nodes.filter((node) => node.sku === sku));
	}
	if (found.length !== 1)
		throw invalidInput(
			found.length ? `${found.length} items of Shopify have the SKU ${sku}` : `Shopify has no item with the SKU ${sku}`,
			"Give inventoryItem, the item's own ID, instead.",
			'items',
		);
	if (!found[0].tracked)
		throw invalidInput(
			`Shopify does not track the stock of ${sku}`,
			'Switch tracking on in Shopify, or leave it out.',
			'items',
		);
	return found[0].id;
}
