import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	Icon,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

/** EasyPost: the API key is the user of Basic authentication, the password is empty. */
export class ReturnsEasyPostApi implements ICredentialType {
	name = 'returnsEasyPostApi';

	displayName = 'Returns EasyPost API';

	icon: Icon = {
		light: 'file:../nodes/CarrierLabels/carrierLabels.svg',
		dark: 'file:../nodes/CarrierLabels/carrierLabels.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-returns/n8n-nodes-returns/blob/main/docs/credentials.md#easypost';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. EZTK…',
			description:
				'A test key (EZTK…) makes labels that cost nothing and cannot be used; a production key (EZAK…) buys real ones',
		},
		{
			displayName: 'Webhook Secret',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description: 'Only for a Carrier Tracking Trigger whose webhook is registered by hand; several on several lines',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.easypost.com/v2',
			description: 'Leave as it is, except to test against a sandbox',
		},
	];

	/** A function, where n8n would evaluate an expression in an isolate for each request. */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		options.auth = { username: String(credentials.apiKey ?? '').trim(), password: '' };
		return options;
	}
}
