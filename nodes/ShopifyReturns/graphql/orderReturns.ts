import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { pagedList, list } from './parts';

export const ReturnNotesNode = z.object({
	id: z.string(),
	name: z.string(),
	status: z.string(),
	totalQuantity: z.number().int(),
	returnLineItems: list(z.object({ returnReasonNote: z.string().nullish(), customerNote: z.string().nullish() })),
});
export type ReturnNotesNode = z.infer<typeof ReturnNotesNode>;

const Order = z.object({ id: z.string(), name: z.string(), returns: pagedList(ReturnNotesNode) });

/** An order's returns with the notes of their lines: to find a return again by the reference that a note carries. */
export const orderReturns: GraphqlDocument<{ order: z.infer<typeof Order> | null }> = {
	name: 'OrderReturns',
	repeatable: true,
	text: `query OrderReturns($id: ID!, $after: String) {
	order(id: $id) {
		id name
		returns(first: 25, after: $after) {
			nodes { id name status totalQuantity returnLineItems(first: 10) { nodes { returnReasonNote customerNote } } }
			pageInfo { hasNextPage endCursor }
		}
	}
}`,
	answer: z.object({ order: Order.nullable() }),
};
