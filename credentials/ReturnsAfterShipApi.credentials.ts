import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	Icon,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';

/** AfterShip: the API key is a header. */
export class ReturnsAfterShipApi implements ICredentialType {
	name = 'returnsAfterShipApi';

	displayName = 'Returns AfterShip API';

	icon: Icon = {
		light: 'file:../nodes/CarrierLabels/carrierLabels.svg',
		dark: 'file:../nodes/CarrierLabels/carrierLabels.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-returns/n8n-nodes-returns/blob/main/docs/credentials.md#aftership';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description: 'Of AfterShip Tracking, without a signature (Settings > API keys)',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api.aftership.com/tracking/2026-07',
			description: 'Leave as it is, except to test against a sandbox',
		},
	];

	/** A function, where n8n would evaluate an expression in an isolate for each request. */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		options.headers = { ...options.headers, 'as-api-key': String(credentials.apiKey ?? '').trim() };
		return options;
	}
}
