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

/** Repeatable: Shopify takes a topic and address only once. */
export const webhookSubscriptionCreate: GraphqlDocument<{
	webhookSubscriptionCreate: { webhookSubscription: SubscriptionNode };
}> = {
	name: 'WebhookSubscriptionCreate',
	repeatable: true,
	text: `mutation WebhookSubscriptionCreate($topic: WebhookSubscriptionTopic!, $webhookSubscription: WebhookSubscriptionInput!) {
	webhookSubscriptionCreate(topic: $topic, webhookSubscription: $webhookSubscription) {
		webhookSubscription { id topic uri }
		userErrors { field message }
	}
}`,
	answer: z.object({ webhookSubscriptionCreate: z.object({ webhookSubscription: SubscriptionNode }) }),
};

export const webhookSubscriptionDelete: GraphqlDocument<{
	webhookSubscriptionDelete: { deletedWebhookSubscriptionId?: string | null };
}> = {
	name: 'WebhookSubscriptionDelete',
	repeatable: true,
	text: `mutation WebhookSubscriptionDelete($id: ID!) {
	webhookSubscriptionDelete(id: $id) {
		deletedWebhookSubscriptionId
		userErrors { field message }
	}
}`,
	answer: z.object({ webhookSubscriptionDelete: z.object({ deletedWebhookSubscriptionId: z.string().nullish() }) }),
};
