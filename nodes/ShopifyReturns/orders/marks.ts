import { EffectError } from '../../shared/model/effectError';
import { metafieldsSet, orderMarks, type MetafieldNode, type OrderMarksNode } from '../graphql';
import type { ShopifyClient } from '../transport/client';

export interface MarkPlace {
	namespace: string;
	key: string;
}

/** An order's tags and one of its metafields. Throws EffectError when there is no such order. */
export async function readMarks(
	client: ShopifyClient,
	id: string,
	{ namespace, key }: MarkPlace,
): Promise<OrderMarksNode> {
	const { order } = await client.send(orderMarks, { id, namespace, key });
	if (order) return order;
	throw new EffectError(`Shopify has no order ${id}`, {
		category: 'invalid_input',
		connection: 'shopify',
		field: 'orderId',
		advice: "Check the ID. Orders older than 60 days need the app's access scope read_all_orders.",
	});
}

/**
 * Writes a metafield if it still is as it was read (`before`; undefined: not there), and gives it back; undefined when somebody
 * else was faster. Shopify compares the digest; null stands for "not there yet".
 */
export async function writeMark(
	client: ShopifyClient,
	ownerId: string,
	{ namespace, key }: MarkPlace,
	type: string,
	value: string,
	before: MetafieldNode | null | undefined,
): Promise<MetafieldNode | undefined> {
	try {
		const [made] = (
			await client.send(metafieldsSet, {
				metafields: [{ ownerId, namespace, key, type, value, compareDigest: before?.compareDigest ?? null }],
			})
		).metafieldsSet.metafields;
		return made;
	} catch (error) {
		if (error instanceof EffectError && ['STALE_OBJECT', 'INVALID_COMPARE_DIGEST'].includes(error.details.code ?? ''))
			return undefined;
		throw error;
	}
}
