import { z } from 'zod';
import type { GraphqlDocument } from './document';

/** A tag that is there already stays one. */
export const tagsAdd: GraphqlDocument<{ tagsAdd: { node: { id: string } } }> = {
	name: 'TagsAdd',
	repeatable: true,
	text: `mutation TagsAdd($id: ID!, $tags: [String!]!) {
	tagsAdd(id: $id, tags: $tags) {
		node { id }
		userErrors { field message }
	}
}`,
	answer: z.object({ tagsAdd: z.object({ node: z.object({ id: z.string() }) }) }),
};
