import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { pagedList } from './parts';

const Location = z.object({ id: z.string(), name: z.string(), isActive: z.boolean() });

/** The shop's active locations, for pick-lists. */
export const locations: GraphqlDocument<{
	locations: { nodes: Array<z.infer<typeof Location>>; pageInfo: { hasNextPage: boolean; endCursor?: string | null } };
}> = {
	name: 'Locations',
	repeatable: true,
	text: `query Locations($query: String, $after: String) {
	locations(first: 100, after: $after, query: $query) {
		nodes { id name isActive }
		pageInfo { hasNextPage endCursor }
	}
}`,
	answer: z.object({ locations: pagedList(Location) }),
};
