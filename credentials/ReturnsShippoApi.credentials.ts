import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	Icon,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

/** Shippo: the token in a header. */
export class ReturnsShippoApi implements ICredentialType {
	name = 'returnsShippoApi';

	displayName = 'Returns Shippo API';

	icon: Icon = {
		light: 'file:../nodes/CarrierLabels/carrierLabels.svg',
		dark: 'file:../nodes/CarrierLabels/carrierLabels.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-returns/n8n-nodes-returns/blob/main/docs/credentials.md#shippo';

	properties: INodeProperties[] = [
		{
			displayName: 'API Token',
			name: 'apiToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. shippo_test_…',
			description:
				'A test token (shippo_test_…) makes labels that cost nothing and cannot be used; a live token (shippo_live_…) buys real ones',
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
			default: 'https://api.goshippo.com',
			description: 'Leave as it is, except to test against a sandbox',
		},
	];

	/** A function, where n8n would evaluate an expression in an isolate for each request. */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		options.headers = { ...options.headers, authorization: `ShippoToken ${String(credentials.apiToken ?? '').trim()}` };
		return options;
	}
}
