import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { ReturnStatusNode } from './returnStatus';

export const returnApprove: GraphqlDocument<{ returnApproveRequest: { return: ReturnStatusNode } }> = {
	name: 'ReturnApprove',
	repeatable: false,
	text: `mutation ReturnApprove($input: ReturnApproveRequestInput!) {
	returnApproveRequest(input: $input) {
		return { id name status }
		userErrors { code field message }
	}
}`,
	answer: z.object({ returnApproveRequest: z.object({ return: ReturnStatusNode }) }),
};
