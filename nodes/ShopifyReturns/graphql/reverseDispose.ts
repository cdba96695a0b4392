import { z } from 'zod';
import type { GraphqlDocument } from './document';

/**
 * All lines must belong to one reverse fulfillment order. A refused call answers null
 * (docs/facts/shopify.md#dispositions-are-not-counted).
 */
export const reverseDispose: GraphqlDocument<{
	reverseFulfillmentOrderDispose: { reverseFulfillmentOrderLineItems: Array<{ id: string }> };
}> = {
	name: 'ReverseDispose',
	repeatable: false,
	text: `mutation ReverseDispose($dispositions: [ReverseFulfillmentOrderDisposeInput!]!) {
	reverseFulfillmentOrderDispose(dispositionInputs: $dispositions) {
		reverseFulfillmentOrderLineItems { id }
		userErrors { code field message }
	}
}`,
	answer: z.object({
		reverseFulfillmentOrderDispose: z.object({
			reverseFulfillmentOrderLineItems: z.array(z.object({ id: z.string() })),
		}),
	}),
};
