import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	Icon,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

/** ShipStation's API, which was ShipEngine's: the key in a header. */
export class ReturnsShipStationApi implements ICredentialType {
	name = 'returnsShipStationApi';

	displayName = 'Returns ShipStation API';

	icon: Icon = {
		light: 'file:../nodes/CarrierLabels/carrierLabels.svg',
		dark: 'file:../nodes/CarrierLabels/carrierLabels.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-returns/n8n-nodes-returns/blob/main/docs/credentials.md#shipstation';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. TEST_…',
			description: 'A test key (TEST_…) makes labels that cost nothing and cannot be used',
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
			default: 'https://api.shipengine.com/v1',
			description: 'Leave as it is, except to test against a sandbox',
		},
	];

	/** A function, where n8n would evaluate an expression in an isolate for each request. */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		options.headers = { ...options.headers, 'API-Key': String(credentials.apiKey ?? '').trim() };
		return options;
	}
}
