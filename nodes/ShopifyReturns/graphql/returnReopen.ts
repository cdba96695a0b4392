import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { ReturnStatusNode } from './returnStatus';

export const returnReopen: GraphqlDocument<{ returnReopen: { return: ReturnStatusNode } }> = {
	name: 'ReturnReopen',
	repeatable: false,
	text: `mutation ReturnReopen($id: ID!) {
	returnReopen(id: $id) {
		return { id name status }
		userErrors { code field message }
	}
}`,
	answer: z.object({ returnReopen: z.object({ return: ReturnStatusNode }) }),
};
