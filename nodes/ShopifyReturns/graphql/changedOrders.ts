import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { pagedList, RefundNode, refundFields } from './parts';
import { ListedReturn } from './returnsList';

/** So many refunds of an order come with it; of one that has more all are read by themselves. */
export const refundsAtOnce = 10;

const ChangedOrder = z.object({
	id: z.string(),
	name: z.string(),
	updatedAt: z.string(),
	returns: pagedList(ListedReturn),
	refunds: z.array(RefundNode.extend({ return: z.object({ id: z.string() }).nullish() })),
});
export type ChangedOrder = z.infer<typeof ChangedOrder>;

/** Orders that changed since a time, the longest ago first, with their returns and refunds. */
export const changedOrders: GraphqlDocument<{
	orders: { nodes: ChangedOrder[]; pageInfo: { hasNextPage: boolean; endCursor?: string | null } };
}> = {
	name: 'ChangedOrders',
	repeatable: true,
	text: `query ChangedOrders($query: String!, $after: String) {
	orders(first: 10, after: $after, query: $query, sortKey: UPDATED_AT) {
		nodes {
			id name updatedAt
			returns(first: 5) { nodes { id name status createdAt closedAt totalQuantity } pageInfo { hasNextPage endCursor } }
			refunds(first: ${refundsAtOnce}) { ${refundFields} return { id } }
		}
		pageInfo { hasNextPage endCursor }
	}
}`,
	answer: z.object({ orders: pagedList(ChangedOrder) }),
};
