import { EffectError } from '../../shared/model/effectError';
import {
	furtherExchanged,
	furtherReturned,
	furtherReverse,
	furtherReverseLines,
	returnGet,
	returnStatus,
	type ReturnNode,
	type ReturnStatusNode,
} from '../graphql';
import type { ShopifyClient } from '../transport/client';
import { readOn } from '../transport/readOn';

/** A return's name and status. Throws EffectError when there is none. */
export async function readStatus(client: ShopifyClient, id: string): Promise<ReturnStatusNode> {
	return (await client.send(returnStatus, { id })).return ?? missing(id);
}

/** A return, each of its lists to the end. Throws EffectError when there is none. */
export async function readReturn(client: ShopifyClient, id: string): Promise<ReturnNode> {
	const first = (await client.send(returnGet, { id })).return ?? missing(id);
	const { exchangeLineItems: exchanged } = first;
	const orders = await readOn(client, furtherReverse, id, first.reverseFulfillmentOrders);
	for (const order of orders.nodes)
		order.lineItems = await readOn(client, furtherReverseLines, order.id, order.lineItems);
	return {
		...first,
		returnLineItems: await readOn(client, furtherReturned, id, first.returnLineItems),
		...(exchanged && { exchangeLineItems: await readOn(client, furtherExchanged, id, exchanged) }),
		reverseFulfillmentOrders: orders,
	};
}

function missing(id: string): never {
	throw new EffectError(`Shopify has no return ${id}`, {
		category: 'invalid_input',
		connection: 'shopify',
		field: 'returnId',
		// A webhook tells of it a moment before it can be read.
		notYet: true,
		advice: 'Check the ID, and that the credential names the shop the return is in.',
	});
}
