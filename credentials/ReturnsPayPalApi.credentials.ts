import type {
	ICredentialDataDecryptedObject,
	ICredentialType,
	Icon,
	IDataObject,
	IHttpRequestHelper,
	IHttpRequestOptions,
	INodeProperties,
} from 'n8n-workflow';
import { z } from 'zod';
import { basicOf } from '../nodes/PayPalRefunds/transport/signIn';

const TokenAnswer = z.object({ access_token: z.string().min(1) });

/** PayPal for refunds: an app's client ID and secret, and the IDs of its webhooks. */
export class ReturnsPayPalApi implements ICredentialType {
	name = 'returnsPayPalApi';

	displayName = 'Returns PayPal API';

	icon: Icon = {
		light: 'file:../nodes/PayPalRefunds/payPalRefunds.svg',
		dark: 'file:../nodes/PayPalRefunds/payPalRefunds.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-returns/n8n-nodes-returns/blob/main/docs/credentials.md#paypal';

	properties: INodeProperties[] = [
		{
			// Got and renewed by n8n through preAuthentication; lives some hours.
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			required: true,
			default: '',
			description: 'Of the app that took the payments: developer.paypal.com, Apps & Credentials',
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
		},
		{
			displayName: 'Webhook IDs',
			name: 'webhookIds',
			type: 'string',
			typeOptions: { rows: 2 },
			default: '',
			placeholder: 'e.g. 1JE4291016473214C',
			description: 'One per line. Only for webhooks that were made by hand: PayPal signs its messages for them.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://api-m.paypal.com',
			description: "Leave as it is; https://api-m.sandbox.paypal.com for an app of PayPal's sandbox",
		},
	];

	/** Gets a token by the client credentials grant. n8n calls it when there is none yet and when PayPal rejects the one it has. */
	async preAuthentication(this: IHttpRequestHelper, credentials: ICredentialDataDecryptedObject): Promise<IDataObject> {
		const answer: unknown = await this.helpers.httpRequest({
			method: 'POST',
			url: `${String(credentials.baseUrl).trim().replace(/\/+$/, '')}/v1/oauth2/token`,
			headers: {
				'content-type': 'application/x-www-form-urlencoded',
				authorization: basicOf(credentials.clientId, credentials.clientSecret),
			},
			body: 'grant_type=client_credentials',
			json: true,
			timeout: 30_000,
		});
		return { sessionToken: TokenAnswer.parse(answer).access_token };
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		options.headers = { ...options.headers, Authorization: `Bearer ${String(credentials.sessionToken ?? '').trim()}` };
		return options;
	}
}
