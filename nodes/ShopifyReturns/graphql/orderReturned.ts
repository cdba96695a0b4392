import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { pagedList } from './parts';

const ReturnedLine = z.object({
	quantity: z.number().int(),
	processedQuantity: z.number().int(),
	refundedQuantity: z.number().int(),
	fulfillmentLineItem: z.object({ lineItem: z.object({ id: z.string() }) }).nullish(),
});

export const ReturnedNode = z.object({ id: z.string(), status: z.string(), returnLineItems: pagedList(ReturnedLine) });
export type ReturnedNode = z.infer<typeof ReturnedNode>;

const Order = z.object({ id: z.string(), returns: pagedList(ReturnedNode) });

/** What the returns of an order took back. Lines of a return come by the fifty: one with more is read by itself. */
export const orderReturned: GraphqlDocument<{ order: z.infer<typeof Order> | null }> = {
	name: 'OrderReturned',
	repeatable: true,
	text: `query OrderReturned($id: ID!, $after: String) {
	order(id: $id) {
		id
		returns(first: 10, after: $after) {
			nodes {
				id status
				returnLineItems(first: 50) {
					nodes { quantity processedQuantity refundedQuantity ... on ReturnLineItem { fulfillmentLineItem { lineItem { id } } } }
					pageInfo { hasNextPage endCursor }
				}
			}
			pageInfo { hasNextPage endCursor }
		}
	}
}`,
	answer: z.object({ order: Order.nullable() }),
};
