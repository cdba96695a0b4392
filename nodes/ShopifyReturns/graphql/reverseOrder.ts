import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { list } from './parts';

const Node = z.object({
	id: z.string(),
	status: z.string(),
	order: z.object({ id: z.string(), name: z.string() }).nullish(),
	lineItems: list(
		z.object({
			id: z.string(),
			totalQuantity: z.number().int(),
			dispositions: z.array(z.object({ type: z.string(), quantity: z.number().int() })),
		}),
	),
});

/** The goods that are to come back in one delivery, and where they went. */
export const reverseOrder: GraphqlDocument<{ reverseFulfillmentOrder: z.infer<typeof Node> | null }> = {
	name: 'ReverseOrder',
	repeatable: true,
	text: `query ReverseOrder($id: ID!) {
	reverseFulfillmentOrder(id: $id) {
		id status order { id name }
		lineItems(first: 50) { nodes { id totalQuantity dispositions { type quantity } } }
	}
}`,
	answer: z.object({ reverseFulfillmentOrder: Node.nullable() }),
};
