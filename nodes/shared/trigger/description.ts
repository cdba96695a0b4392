import type { INodeProperties, IWebhookDescription } from 'n8n-workflow';

/* What the triggers that providers call have in common in their descriptions. */

/** Where a provider's messages come in. */
export const providerWebhook: IWebhookDescription = {
	name: 'default',
	httpMethod: 'POST',
	responseMode: 'onReceived',
	// Without it n8n 2.41 answers the text "firstEntryJson" instead of the node's own answer
	// (docs/facts/n8n.md#a-webhook-answers-for-itself-only-with-an-empty-response).
	responseData: '',
	path: 'webhook',
};

/** What the editor says above the parameters of what a case store is good for. */
export function caseNotice(displayName: string): INodeProperties {
	return { displayName, name: 'caseNotice', type: 'notice', default: '' };
}

/** Whether the provider is told of the webhook by n8n or by a person; see isByHand. */
export function registrationProperty({ automatic, manual }: Record<'automatic' | 'manual', string>): INodeProperties {
	return {
		displayName: 'Register Webhook',
		name: 'registration',
		type: 'options',
		options: [
			{ name: 'Automatically', value: 'automatic', description: automatic },
			{ name: 'By Hand', value: 'manual', description: manual },
		],
		default: 'automatic',
	};
}
