import { z } from 'zod';
import type { GraphqlDocument } from './document';

const Node = z.object({ id: z.string(), name: z.string(), status: z.string(), totalQuantity: z.number().int() });

/** Takes pieces out of a return. The last one closes it (docs/facts/shopify.md#taking-out-the-last-piece-closes-a-return). */
export const returnRemove: GraphqlDocument<{ removeFromReturn: { return: z.infer<typeof Node> } }> = {
	name: 'ReturnRemove',
	repeatable: false,
	text: `mutation ReturnRemove($id: ID!, $lines: [ReturnLineItemRemoveFromReturnInput!]!) {
	removeFromReturn(returnId: $id, returnLineItems: $lines) {
		return { id name status totalQuantity }
		userErrors { code field message }
	}
}`,
	answer: z.object({ removeFromReturn: z.object({ return: Node }) }),
};
