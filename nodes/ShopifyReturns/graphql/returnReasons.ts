import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { list } from './parts';

/** Shopify's reasons for a return, by handle. */
export const returnReasons: GraphqlDocument<{
	returnReasonDefinitions: { nodes: Array<{ id: string; handle: string }> };
}> = {
	name: 'ReturnReasons',
	repeatable: true,
	text: `query ReturnReasons($handles: [String!]!) {
	returnReasonDefinitions(first: 50, handles: $handles) { nodes { id handle } }
}`,
	answer: z.object({ returnReasonDefinitions: list(z.object({ id: z.string(), handle: z.string() })) }),
};
