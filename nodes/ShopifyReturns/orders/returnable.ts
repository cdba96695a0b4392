import { returnableFulfillments, type ReturnableLine } from '../graphql';
import type { ShopifyClient } from '../transport/client';

/** Every piece of an order that can still come back, by delivery; all pages. */
export async function readReturnable(client: ShopifyClient, orderId: string): Promise<ReturnableLine[]> {
	const lines: ReturnableLine[] = [];
	for (let after: string | null | undefined; ;) {
		const { nodes, pageInfo } = (
			await client.send(returnableFulfillments, { orderId, first: 10, after: after ?? null, inner: null })
		).returnableFulfillments;
		for (const [index, node] of nodes.entries()) {
			lines.push(...node.returnableFulfillmentLineItems.nodes);
			let { pageInfo: inner } = node.returnableFulfillmentLineItems;
			// The further lines of this delivery: its own page alone, so that the cursor belongs to it.
			let before = after ?? null;
			if (inner.hasNextPage && index) before = await cursorBefore(client, orderId, after ?? null, index);
			while (inner.hasNextPage) {
				const [more] = (
					await client.send(returnableFulfillments, { orderId, first: 1, after: before, inner: inner.endCursor })
				).returnableFulfillments.nodes;
				if (!more) break;
				lines.push(...more.returnableFulfillmentLineItems.nodes);
				inner = more.returnableFulfillmentLineItems.pageInfo;
			}
		}
		if (!pageInfo.hasNextPage) return lines;
		after = pageInfo.endCursor;
	}
}

/** The cursor that the delivery at `index` of a page comes right after. */
async function cursorBefore(
	client: ShopifyClient,
	orderId: string,
	after: string | null,
	index: number,
): Promise<string | null> {
	return (
		(await client.send(returnableFulfillments, { orderId, first: index, after, inner: null })).returnableFulfillments
			.pageInfo.endCursor ?? null
	);
}
