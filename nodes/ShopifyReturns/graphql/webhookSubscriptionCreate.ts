import { z } from 'zod';
import type { GraphqlDocument } from './document';
import { SubscriptionNode } from './webhookSubscriptions';

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
