import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { ReturnStatusNode } from './returnStatus';

export const returnClose: GraphqlDocument<{ returnClose: { return: ReturnStatusNode } }> = {
	name: 'ReturnClose',
	repeatable: false,
	text: `mutation ReturnClose($id: ID!) {
	returnClose(id: $id) {
		return { id name status }
		userErrors { code field message }
	}
}`,
	answer: z.object({ returnClose: z.object({ return: ReturnStatusNode }) }),
};
