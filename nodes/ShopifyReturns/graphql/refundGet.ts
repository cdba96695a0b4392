import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { RefundNode, refundFields } from './parts';

const Node = RefundNode.extend({ order: z.object({ id: z.string(), name: z.string() }) });
export type RefundOfOrder = z.infer<typeof Node>;

/** One refund, by its own ID. */
export const refundGet: GraphqlDocument<{ refund: RefundOfOrder | null }> = {
	name: 'RefundGet',
	repeatable: true,
	text: `query RefundGet($id: ID!) {
	refund(id: $id) { ${refundFields} order { id name } }
}`,
	answer: z.object({ refund: Node.nullable() }),
};
