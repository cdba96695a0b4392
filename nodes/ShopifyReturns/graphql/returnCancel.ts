import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { ReturnStatusNode } from './returnStatus';

export const returnCancel: GraphqlDocument<{ returnCancel: { return: ReturnStatusNode } }> = {
	name: 'ReturnCancel',
	repeatable: false,
	text: `mutation ReturnCancel($id: ID!) {
	returnCancel(id: $id) {
		return { id name status }
		userErrors { code field message }
	}
}`,
	answer: z.object({ returnCancel: z.object({ return: ReturnStatusNode }) }),
};
