import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { list, pagedList, pageFields } from './parts';

export const DisposedLine = z.object({
	id: z.string(),
	totalQuantity: z.number().int(),
	dispositions: z.array(z.object({ type: z.string(), quantity: z.number().int() })),
});

export const disposedLineFields = 'id totalQuantity dispositions { type quantity }';

const ReverseOrderNode = z.object({
	id: z.string(),
	status: z.string(),
	order: z.object({ id: z.string(), name: z.string() }).nullish(),
	lineItems: list(DisposedLine),
});

/** The goods that are to come back in one delivery, and where they went. */
export const reverseOrder: GraphqlDocument<{ reverseFulfillmentOrder: z.infer<typeof ReverseOrderNode> | null }> = {
	name: 'ReverseOrder',
	repeatable: true,
	text: `query ReverseOrder($id: ID!) {
	reverseFulfillmentOrder(id: $id) {
		id status order { id name }
		lineItems(first: 50) { nodes { ${disposedLineFields} } ${pageFields} }
	}
}`,
	answer: z.object({ reverseFulfillmentOrder: ReverseOrderNode.nullable() }),
};

const deliverableFields =
	'deliverable { ... on ReverseDeliveryShippingDeliverable { label { publicFileUrl } tracking { number url } } }';

export const DeliveryNode = z.object({
	id: z.string(),
	deliverable: z
		.object({
			label: z.object({ publicFileUrl: z.string().nullish() }).nullish(),
			tracking: z.object({ number: z.string().nullish(), url: z.string().nullish() }).nullish(),
		})
		.nullish(),
});
export type DeliveryNode = z.infer<typeof DeliveryNode>;

export const deliveryFields = `id ${deliverableFields}`;

export const ReverseParcels = z.object({ id: z.string(), status: z.string(), reverseDeliveries: list(DeliveryNode) });

export const reverseParcelsFields = `id status reverseDeliveries(first: 20) { nodes { ${deliveryFields} } ${pageFields} }`;

const ReturnNode = z.object({
	id: z.string(),
	name: z.string(),
	status: z.string(),
	reverseFulfillmentOrders: list(ReverseParcels),
});
export type ReturnDeliveries = z.infer<typeof ReturnNode>;

/** The parcels that are announced for a return. */
export const reverseDeliveries: GraphqlDocument<{ return: ReturnDeliveries | null }> = {
	name: 'ReverseDeliveries',
	repeatable: true,
	text: `query ReverseDeliveries($id: ID!) {
	return(id: $id) {
		id name status
		reverseFulfillmentOrders(first: 10) { nodes { ${reverseParcelsFields} } ${pageFields} }
	}
}`,
	answer: z.object({ return: ReturnNode.nullable() }),
};

/** No lines means: every piece of the reverse fulfillment order. */
export const reverseDeliveryCreate: GraphqlDocument<{
	reverseDeliveryCreateWithShipping: { reverseDelivery: DeliveryNode };
}> = {
	name: 'ReverseDeliveryCreate',
	repeatable: false,
	text: `mutation ReverseDeliveryCreate($order: ID!, $tracking: ReverseDeliveryTrackingInput, $label: ReverseDeliveryLabelInput, $notifyCustomer: Boolean) {
	reverseDeliveryCreateWithShipping(reverseFulfillmentOrderId: $order, reverseDeliveryLineItems: [], trackingInput: $tracking, labelInput: $label, notifyCustomer: $notifyCustomer) {
		reverseDelivery { id ${deliverableFields} }
		userErrors { code field message }
	}
}`,
	answer: z.object({ reverseDeliveryCreateWithShipping: z.object({ reverseDelivery: DeliveryNode }) }),
};

/** Repeatable: it says how the parcel shall be, not what changes. */
export const reverseDeliveryUpdate: GraphqlDocument<{
	reverseDeliveryShippingUpdate: { reverseDelivery: DeliveryNode };
}> = {
	name: 'ReverseDeliveryUpdate',
	repeatable: true,
	text: `mutation ReverseDeliveryUpdate($id: ID!, $tracking: ReverseDeliveryTrackingInput, $label: ReverseDeliveryLabelInput, $notifyCustomer: Boolean) {
	reverseDeliveryShippingUpdate(reverseDeliveryId: $id, trackingInput: $tracking, labelInput: $label, notifyCustomer: $notifyCustomer) {
		reverseDelivery { id ${deliverableFields} }
		userErrors { code field message }
	}
}`,
	answer: z.object({ reverseDeliveryShippingUpdate: z.object({ reverseDelivery: DeliveryNode }) }),
};

/**
 * All lines must belong to one reverse fulfillment order. A refused call answers null
 * (docs/facts/shopify.md#dispositions-are-not-counted).
 */
export const reverseDispose: GraphqlDocument<{
	reverseFulfillmentOrderDispose: { reverseFulfillmentOrderLineItems: Array<{ id: string }> };
}> = {
	name: 'ReverseDispose',
	repeatable: false,
	text: `mutation ReverseDispose($dispositions: [ReverseFulfillmentOrderDisposeInput!]!) {
	reverseFulfillmentOrderDispose(dispositionInputs: $dispositions) {
		reverseFulfillmentOrderLineItems { id }
		userErrors { code field message }
	}
}`,
	answer: z.object({
		reverseFulfillmentOrderDispose: z.object({
			reverseFulfillmentOrderLineItems: z.array(z.object({ id: z.string() })),
		}),
	}),
};

const InventoryItem = z.object({ id: z.string(), sku: z.string().nullish(), tracked: z.boolean() });

/** Items of a SKU. Shopify's search is fuzzy, so the SKU is compared again. */
export const inventoryItems: GraphqlDocument<{
	inventoryItems: z.infer<ReturnType<typeof pagedList<typeof InventoryItem>>>;
}> = {
	name: 'InventoryItems',
	repeatable: true,
	text: `query InventoryItems($query: String!, $after: String) {
	inventoryItems(first: 50, after: $after, query: $query) { nodes { id sku tracked } ${pageFields} }
}`,
	answer: z.object({ inventoryItems: pagedList(InventoryItem) }),
};

const StockedItem = InventoryItem.extend({
	/** Null: the item is not stocked there. */
	inventoryLevel: z
		.object({ quantities: z.array(z.object({ name: z.string(), quantity: z.number().int() })) })
		.nullish(),
});

/** Items of a SKU with their stock at a location. */
export const inventoryLevels: GraphqlDocument<{
	inventoryItems: z.infer<ReturnType<typeof pagedList<typeof StockedItem>>>;
}> = {
	name: 'InventoryLevels',
	repeatable: true,
	text: `query InventoryLevels($query: String!, $location: ID!, $after: String) {
	inventoryItems(first: 50, after: $after, query: $query) {
		nodes {
			id sku tracked
			inventoryLevel(locationId: $location) { quantities(names: ["available", "on_hand"]) { name quantity } }
		}
		${pageFields}
	}
}`,
	answer: z.object({ inventoryItems: pagedList(StockedItem) }),
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

const Location = z.object({ id: z.string(), name: z.string(), isActive: z.boolean() });

/** The shop's active locations, for pick-lists. */
export const locations: GraphqlDocument<{
	locations: { nodes: Array<z.infer<typeof Location>>; pageInfo: { hasNextPage: boolean; endCursor?: string | null } };
}> = {
	name: 'Locations',
	repeatable: true,
	text: `query Locations($query: String, $after: String) {
	locations(first: 100, after: $after, query: $query) {
		nodes { id name isActive }
		pageInfo { hasNextPage endCursor }
	}
}`,
	answer: z.object({ locations: pagedList(Location) }),
};
