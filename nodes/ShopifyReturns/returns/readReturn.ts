import { EffectError } from '../../shared/model/effectError';
import { returnGet, returnStatus, type ReturnNode, type ReturnStatusNode } from '../graphql';
import type { ShopifyClient } from '../transport/client';

/** A return's name and status. Throws EffectError when there is none. */
export async function readStatus(client: ShopifyClient, id: string): Promise<ReturnStatusNode> {
	return (await client.send(returnStatus, { id })).return ?? missing(id);
}

/** A return with all its lines. Throws EffectError when there is none. */
export async function readReturn(client: ShopifyClient, id: string): Promise<ReturnNode> {
	const first = (await client.send(returnGet, { id })).return ?? missing(id);
	const lines = [...first.returnLineItems.nodes];
	for (let { pageInfo } = first.returnLineItems; pageInfo.hasNextPage;) {
		const next = (await client.send(returnGet, { id, after: pageInfo.endCursor })).return ?? missing(id);
		lines.push(...next.returnLineItems.nodes);
		({ pageInfo } = next.returnLineItems);
	}
	return { ...first, returnLineItems: { ...first.returnLineItems, nodes: lines } };
}

function missing(id: string): never {
	throw new EffectError(`Shopify has no return ${id}`, {
		category: 'invalid_input',
		connection: 'shopify',
		field: 'returnId',
		advice: 'Check the ID, and that the credential names the shop the return is in.',
	});
}
