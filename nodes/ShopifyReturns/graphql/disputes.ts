import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { pagedList } from './parts';

const DisputeNode = z.object({
	id: z.string(),
	type: z.string(),
	status: z.string(),
	amount: z.object({ amount: z.string(), currencyCode: z.string() }),
	reasonDetails: z.object({ reason: z.string() }),
	initiatedAt: z.string(),
	evidenceDueBy: z.string().nullish(),
	finalizedOn: z.string().nullish(),
	order: z.object({ id: z.string() }).nullish(),
});
export type DisputeNode = z.infer<typeof DisputeNode>;

/** Disputes of Shopify Payments, as a search finds them. Needs the scope read_shopify_payments_disputes. */
export const disputes: GraphqlDocument<{
	disputes: { nodes: DisputeNode[]; pageInfo: { hasNextPage: boolean; endCursor?: string | null } };
}> = {
	name: 'Disputes',
	repeatable: true,
	text: `query Disputes($query: String!, $after: String) {
	disputes(first: 50, after: $after, query: $query) {
		nodes { id type status amount { amount currencyCode } reasonDetails { reason } initiatedAt evidenceDueBy finalizedOn order { id } }
		pageInfo { hasNextPage endCursor }
	}
}`,
	answer: z.object({ disputes: pagedList(DisputeNode) }),
};
