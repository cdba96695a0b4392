import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { pagedList } from './parts';

export const SubscriptionNode = z.object({ id: z.string(), topic: z.string(), uri: z.string() });
export type SubscriptionNode = z.infer<typeof SubscriptionNode>;

export const webhookSubscriptions: GraphqlDocument<{
	webhookSubscriptions: { nodes: SubscriptionNode[]; pageInfo: { hasNextPage: boolean; endCursor?: string | null } };
}> = {
	name: 'WebhookSubscriptions',
	repeatable: true,
	text: `query WebhookSubscriptions($uri: String, $after: String) {
	webhookSubscriptions(first: 100, after: $after, uri: $uri) {
		nodes { id topic uri }
		pageInfo { hasNextPage endCursor }
	}
}`,
	answer: z.object({ webhookSubscriptions: pagedList(SubscriptionNode) }),
};
