import { OdooReturnsTrigger } from '../../nodes/OdooReturns/OdooReturnsTrigger.node';
import { WebhookTrigger, type TriggerOptions } from '../support/webhookTrigger';

export const everyEvent = [
	'return.created',
	'return.received',
	'credit_note.posted',
	'payment.registered',
	'stock.moved',
];

/** The Odoo Returns Trigger, as n8n would serve and poll it. */
export class TriggerFixture extends WebhookTrigger {
	constructor(options: TriggerOptions) {
		super(new OdooReturnsTrigger(), options, {
			authentication: 'odooApiKeyApi',
			events: everyEvent,
			notice: 'both',
			location: { mode: 'list', value: '' },
		});
	}
}
