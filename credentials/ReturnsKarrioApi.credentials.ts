import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	Icon,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

/** Karrio, on a server of the shop's own: the key in a header. */
export class ReturnsKarrioApi implements ICredentialType {
	name = 'returnsKarrioApi';

	displayName = 'Returns Karrio API';

	icon: Icon = {
		light: 'file:../nodes/CarrierLabels/carrierLabels.svg',
		dark: 'file:../nodes/CarrierLabels/carrierLabels.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-returns/n8n-nodes-returns/blob/main/docs/credentials.md#karrio';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. key_…',
			description: 'A test key makes labels with the test accounts of the carriers',
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
			required: true,
			default: '',
			placeholder: 'e.g. https://karrio.example.com/v1',
			description: 'Where your Karrio server is, with /v1',
		},
	];

	/** A function, where n8n would evaluate an expression in an isolate for each request. */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		options.headers = { ...options.headers, authorization: `Token ${String(credentials.apiKey ?? '').trim()}` };
		return options;
	}
}
