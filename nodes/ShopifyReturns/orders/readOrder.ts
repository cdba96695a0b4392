import { EffectError } from '../../shared/model/effectError';
import { orderGet, orderRefunds, type OrderNode, type OrderRefundsNode } from '../graphql';
import type { ShopifyClient } from '../transport/client';

/** An order with all its lines. Throws EffectError when there is none. */
export async function readOrder(client: ShopifyClient, id: string): Promise<OrderNode> {
	const first = (await client.send(orderGet, { id })).order ?? missing(id);
	const lines = [...first.lineItems.nodes];
	for (let { pageInfo } = first.lineItems; pageInfo.hasNextPage;) {
		const next = (await client.send(orderGet, { id, after: pageInfo.endCursor })).order ?? missing(id);
		lines.push(...next.lineItems.nodes);
		({ pageInfo } = next.lineItems);
	}
	return { ...first, lineItems: { ...first.lineItems, nodes: lines } };
}

/** What was paid and paid back for an order. Throws EffectError when there is none. */
export async function readRefunds(client: ShopifyClient, id: string): Promise<OrderRefundsNode> {
	return (await client.send(orderRefunds, { id })).order ?? missing(id);
}

function missing(id: string): never {
	throw new EffectError(`Shopify has no order ${id}`, {
		category: 'invalid_input',
		connection: 'shopify',
		field: 'orderId',
		advice: "Check the ID. Orders older than 60 days need the app's access scope read_all_orders.",
	});
}
