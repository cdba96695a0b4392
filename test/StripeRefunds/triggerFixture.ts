import { StripeRefundsTrigger } from '../../nodes/StripeRefunds/StripeRefundsTrigger.node';
import { WebhookTrigger, type TriggerOptions } from '../support/webhookTrigger';

export type { TriggerOptions };

/** The Stripe Refunds Trigger, as n8n would serve it. */
export class TriggerFixture extends WebhookTrigger {
	constructor(options: TriggerOptions) {
		super(new StripeRefundsTrigger(), options, {
			events: ['refund.created', 'refund.updated', 'refund.failed'],
			registration: 'automatic',
		});
	}
}
