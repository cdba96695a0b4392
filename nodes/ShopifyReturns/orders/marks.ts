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

/**
 * Changes a metafield so that what somebody else writes in that moment is kept: it is read anew, and changed as it is then. `next` says what shall stand
 * there, nothing when it does already, and what is given back.
 */
export async function changeMark<Shown>(
	client: ShopifyClient,
	{ id, place, type }: { id: string; place: MarkPlace; type: string },
	next: (order: OrderMarksNode) => { value?: string; shown: Shown },
): Promise<Shown> {
	for (let tries = 0; tries < 5; tries++) {
		const order = await readMarks(client, id, place);
		const { value, shown } = next(order);
		if (value === undefined || (await writeMark(client, id, place, type, value, order.metafield))) return shown;
	}
	throw new EffectError('Others changed this metafield again and again', {
		category: 'retryable',
		connection: 'shopify',
		advice: 'It is tried again later.',
	});
}
