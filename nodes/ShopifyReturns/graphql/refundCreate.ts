import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { RefundNode, refundFields } from './parts';

/**
 * From 2026-04 on Shopify refuses this mutation without `@idempotent` (docs/facts/shopify.md#only-some-mutations-are-idempotent). Its
 * userErrors have no code.
 */
export const refundCreate: GraphqlDocument<{ refundCreate: { refund: RefundNode } }> = {
	name: 'RefundCreate',
	repeatable: true,
	text: `mutation RefundCreate($input: RefundInput!, $key: String!) {
	refundCreate(input: $input) @idempotent(key: $key) {
		refund { ${refundFields} }
		userErrors { field message }
	}
}`,
	answer: z.object({ refundCreate: z.object({ refund: RefundNode }) }),
};
