import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { ReturnStatusNode } from './returnStatus';

export const returnDecline: GraphqlDocument<{ returnDeclineRequest: { return: ReturnStatusNode } }> = {
	name: 'ReturnDecline',
	repeatable: false,
	text: `mutation ReturnDecline($input: ReturnDeclineRequestInput!) {
	returnDeclineRequest(input: $input) {
		return { id name status }
		userErrors { code field message }
	}
}`,
	answer: z.object({ returnDeclineRequest: z.object({ return: ReturnStatusNode }) }),
};
