import { ShopifyReturnsTrigger } from '../../nodes/ShopifyReturns/ShopifyReturnsTrigger.node';
import { WebhookTrigger, type TriggerOptions } from '../support/webhookTrigger';

export type { TriggerOptions };

/** The Shopify Returns Trigger, as n8n would serve it. */
export class TriggerFixture extends WebhookTrigger {
	constructor(options: TriggerOptions) {
		super(new ShopifyReturnsTrigger(), options, {
			topics: ['returns/request', 'returns/approve', 'returns/decline', 'returns/cancel', 'returns/close'],
			registration: 'automatic',
		});
	}
}
