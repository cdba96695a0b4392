import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { pagedList } from './parts';

export const OrderHit = z.object({ id: z.string(), name: z.string(), email: z.string().nullish() });
export type OrderHit = z.infer<typeof OrderHit>;

/** Orders that Shopify's search takes for these words: it is fuzzy, so whoever asks must compare again. */
export const orderFind: GraphqlDocument<{
	orders: { nodes: OrderHit[]; pageInfo: { hasNextPage: boolean; endCursor?: string | null } };
}> = {
	name: 'OrderFind',
	repeatable: true,
	text: `query OrderFind($query: String!, $after: String) {
	orders(first: 50, after: $after, query: $query, sortKey: CREATED_AT, reverse: true) {
		nodes { id name email }
		pageInfo { hasNextPage endCursor }
	}
}`,
	answer: z.object({ orders: pagedList(OrderHit) }),
};
