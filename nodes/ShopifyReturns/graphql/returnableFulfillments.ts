import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { pagedList } from './parts';

export const ReturnableLine = z.object({
	quantity: z.number().int(),
	fulfillmentLineItem: z.object({
		id: z.string(),
		lineItem: z.object({
			id: z.string(),
			sku: z.string().nullish(),
			title: z.string(),
			variant: z.object({ id: z.string() }).nullish(),
		}),
	}),
});
export type ReturnableLine = z.infer<typeof ReturnableLine>;

const Fulfillment = z.object({ id: z.string(), returnableFulfillmentLineItems: pagedList(ReturnableLine) });

/** What of an order can still come back, by delivery. `inner` names the page of a delivery's lines (of the only one of the outer page then). */
export const returnableFulfillments: GraphqlDocument<{
	returnableFulfillments: z.infer<ReturnType<typeof pagedList<typeof Fulfillment>>>;
}> = {
	name: 'ReturnableFulfillments',
	repeatable: true,
	text: `query ReturnableFulfillments($orderId: ID!, $first: Int!, $after: String, $inner: String) {
	returnableFulfillments(orderId: $orderId, first: $first, after: $after) {
		nodes {
			id
			returnableFulfillmentLineItems(first: 50, after: $inner) {
				nodes { quantity fulfillmentLineItem { id lineItem { id sku title variant { id } } } }
				pageInfo { hasNextPage endCursor }
			}
		}
		pageInfo { hasNextPage endCursor }
	}
}`,
	answer: z.object({ returnableFulfillments: pagedList(Fulfillment) }),
};
