import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { list } from './parts';

/** Items of a SKU. Shopify's search is fuzzy, so the SKU is compared again. */
export const inventoryItems: GraphqlDocument<{
	inventoryItems: { nodes: Array<{ id: string; sku?: string | null; tracked: boolean }> };
}> = {
	name: 'InventoryItems',
	repeatable: true,
	text: `query InventoryItems($query: String!) {
	inventoryItems(first: 50, query: $query) { nodes { id sku tracked } }
}`,
	answer: z.object({
		inventoryItems: list(z.object({ id: z.string(), sku: z.string().nullish(), tracked: z.boolean() })),
	}),
};

export const AdjustmentGroup = z.object({
	id: z.string(),
	changes: z.array(
		z.object({
			name: z.string(),
			delta: z.number().int(),
			item: z.object({ id: z.string() }).nullish(),
			location: z.object({ id: z.string() }).nullish(),
		}),
	),
});
export type AdjustmentGroup = z.infer<typeof AdjustmentGroup>;

// A change that leaves every quantity as it was has no group.
const Payload = z.object({ inventoryAdjustmentGroup: AdjustmentGroup.nullish() });
type Payload = z.infer<typeof Payload>;

const selection = `{
		inventoryAdjustmentGroup { id changes { name delta item { id } location { id } } }
		userErrors { code field message }
	}`;

/**
 * From 2026-04 on Shopify refuses these three without `@idempotent` (docs/facts/shopify.md#only-some-mutations-are-idempotent), and each
 * change must carry changeFromQuantity (null: do not compare).
 */
export const inventoryAdjust: GraphqlDocument<{ inventoryAdjustQuantities: Payload }> = {
	name: 'InventoryAdjust',
	repeatable: true,
	text: `mutation InventoryAdjust($input: InventoryAdjustQuantitiesInput!, $key: String!) {
	inventoryAdjustQuantities(input: $input) @idempotent(key: $key) ${selection}
}`,
	answer: z.object({ inventoryAdjustQuantities: Payload }),
};

export const inventoryMove: GraphqlDocument<{ inventoryMoveQuantities: Payload }> = {
	name: 'InventoryMove',
	repeatable: true,
	text: `mutation InventoryMove($input: InventoryMoveQuantitiesInput!, $key: String!) {
	inventoryMoveQuantities(input: $input) @idempotent(key: $key) ${selection}
}`,
	answer: z.object({ inventoryMoveQuantities: Payload }),
};

export const inventorySet: GraphqlDocument<{ inventorySetQuantities: Payload }> = {
	name: 'InventorySet',
	repeatable: true,
	text: `mutation InventorySet($input: InventorySetQuantitiesInput!, $key: String!) {
	inventorySetQuantities(input: $input) @idempotent(key: $key) ${selection}
}`,
	answer: z.object({ inventorySetQuantities: Payload }),
};
