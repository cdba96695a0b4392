import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { pagedList } from './parts';

export const ListedReturn = z.object({
	id: z.string(),
	name: z.string(),
	status: z.string(),
	createdAt: z.string(),
	closedAt: z.string().nullish(),
	totalQuantity: z.number().int(),
});
export type ListedReturn = z.infer<typeof ListedReturn>;

const returnFields = 'id name status createdAt closedAt totalQuantity';

export const ListedOrder = z.object({
	id: z.string(),
	name: z.string(),
	updatedAt: z.string(),
	returns: pagedList(ListedReturn),
});
export type ListedOrder = z.infer<typeof ListedOrder>;

/** Orders with their returns: Shopify has no list of returns of its own. */
export const returnsList: GraphqlDocument<{
	orders: { nodes: ListedOrder[]; pageInfo: { hasNextPage: boolean; endCursor?: string | null } };
}> = {
	name: 'ReturnsList',
	repeatable: true,
	text: `query ReturnsList($query: String!, $after: String) {
	orders(first: 25, after: $after, query: $query, sortKey: UPDATED_AT, reverse: true) {
		nodes { id name updatedAt returns(first: 10) { nodes { ${returnFields} } pageInfo { hasNextPage endCursor } } }
		pageInfo { hasNextPage endCursor }
	}
}`,
	answer: z.object({ orders: pagedList(ListedOrder) }),
};

/** The further returns of one order. */
export const returnsOfOrder: GraphqlDocument<{ order: { returns: ListedOrder['returns'] } | null }> = {
	name: 'ReturnsOfOrder',
	repeatable: true,
	text: `query ReturnsOfOrder($id: ID!, $after: String) {
	order(id: $id) { returns(first: 100, after: $after) { nodes { ${returnFields} } pageInfo { hasNextPage endCursor } } }
}`,
	answer: z.object({ order: z.object({ returns: pagedList(ListedReturn) }).nullable() }),
};

/** The same as a bulk operation runs it, which gives one line of JSON for each order and each return. A string is quoted by JSON's rules, which are GraphQL's. */
export const bulkReturnsQuery = (query: string): string => `{
	orders(query: ${JSON.stringify(query)}) {
		edges { node { id name updatedAt returns { edges { node { ${returnFields} } } } } }
	}
}`;
