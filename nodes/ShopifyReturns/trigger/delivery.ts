import type { Message, Unreadable } from './message';
import type { Topic } from './topics';

/** One verified webhook. */
export interface Delivery {
	topic: Topic;
	/** X-Shopify-Webhook-Id: the same for every repeat. */
	webhookId: string;
	/** X-Shopify-Event-Id: the same for every webhook of one event. */
	eventId?: string;
	triggeredAt?: string;
	body: string;
	/** What it says. */
	message: Message | Unreadable;
	/** The shop it came from. */
	shop?: string;
	/** Brand and channel that a new case gets; left out: the model's own. */
	origin?: { brand: string; channel: string };
	/** Names the trigger: each tells its own flow. */
	receiver?: string;
	/** `look`: no webhook said it, the hourly look found it. */
	noticedBy?: 'webhook' | 'look';
}
