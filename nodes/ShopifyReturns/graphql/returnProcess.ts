import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { ReturnStatusNode } from './returnStatus';

/**
 * Books goods as processed, without money: refunds go through refundCreate, which alone is idempotent
 * (docs/facts/shopify.md#only-some-mutations-are-idempotent).
 */
export const returnProcess: GraphqlDocument<{ returnProcess: { return: ReturnStatusNode } }> = {
	name: 'ReturnProcess',
	repeatable: false,
	text: `mutation ReturnProcess($input: ReturnProcessInput!) {
	returnProcess(input: $input) {
		return { id name status }
		userErrors { code field message }
	}
}`,
	answer: z.object({ returnProcess: z.object({ return: ReturnStatusNode }) }),
};
