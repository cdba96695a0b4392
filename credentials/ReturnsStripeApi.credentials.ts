import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	Icon,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

/** Stripe for refunds: key, optional connected account, and the signing secrets of webhook endpoints. */
export class ReturnsStripeApi implements ICredentialType {
	name = 'returnsStripeApi';

	displayName = 'Returns Stripe API';

	icon: Icon = {
		light: 'file:../nodes/StripeRefunds/stripeRefunds.svg',
		dark: 'file:../nodes/StripeRefunds/stripeRefunds.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-returns/n8n-nodes-returns/blob/main/docs/credentials.md#stripe';

	properties: INodeProperties[] = [
		{
			displayName: 'Secret Key',
			name: 'secretKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. rk_live_…',
			description: 'Best a restricted key that may write Charges and Refunds and read Payment Intents',
		},
		{
			displayName: 'Connected Account',
			name: 'account',
			type: 'string',
			default: '',
			placeholder: 'e.g. acct_1Abc…',
			description: 'Only for platforms: the account that took the payments. Sent as Stripe-Account.',
		},
		{
			displayName: 'Webhook Signing Secrets',
			name: 'webhookSecrets',
			type: 'string',
			typeOptions: { password: true, rows: 3 },
			default: '',
			placeholder: 'e.g. whsec_…',
			description: 'One per line. While a secret is being rolled, keep the old and the new one.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.stripe.com',
			description: 'Leave as it is, except to test against a sandbox',
		},
	];

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const account = String(credentials.account ?? '').trim();
		options.headers = {
			...options.headers,
			Authorization: `Bearer ${String(credentials.secretKey).trim()}`,
			...(account && { 'Stripe-Account': account }),
		};
		return options;
	}
}
