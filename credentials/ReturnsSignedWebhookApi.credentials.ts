import type { Icon, ICredentialType, INodeProperties } from 'n8n-workflow';

/** The secret that a sender signs its messages with. It is used here only to check them; nothing is sent with it, so there is nothing to test. */
export class ReturnsSignedWebhookApi implements ICredentialType {
	name = 'returnsSignedWebhookApi';

	displayName = 'Returns Signed Webhook API';

	icon: Icon = {
		light: 'file:../nodes/ReturnCase/returnCase.svg',
		dark: 'file:../nodes/ReturnCase/returnCase.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-returns/n8n-nodes-returns/blob/main/docs/credentials.md#signed-webhook';

	properties: INodeProperties[] = [
		{
			displayName: 'Secret',
			name: 'secret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'A long random text that only you and the sender know. Without it no message is taken.',
		},
		{
			displayName: 'Previous Secret',
			name: 'previousSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'While the secret is being changed: messages signed with either are taken',
		},
	];
}
