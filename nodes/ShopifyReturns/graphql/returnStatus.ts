import { z } from 'zod';
import type { GraphqlDocument } from './document';

export const ReturnStatusNode = z.object({ id: z.string(), name: z.string(), status: z.string() });
export type ReturnStatusNode = z.infer<typeof ReturnStatusNode>;

export const returnStatus: GraphqlDocument<{ return: ReturnStatusNode | null }> = {
	name: 'ReturnStatus',
	repeatable: true,
	text: `query ReturnStatus($id: ID!) {
	return(id: $id) { id name status }
}`,
	answer: z.object({ return: ReturnStatusNode.nullable() }),
};
