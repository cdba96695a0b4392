import { z } from 'zod';
import type { GraphqlDocument } from './document';

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
