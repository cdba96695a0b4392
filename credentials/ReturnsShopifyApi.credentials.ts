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
import { originOf } from '../nodes/ShopifyReturns/transport/endpoint';

const TokenAnswer = z.object({ access_token: z.string().min(1) });

/** Shopify for returns: an app of the Dev Dashboard (client credentials), or an older custom app's token; and the webhook secrets. */
export class ReturnsShopifyApi implements ICredentialType {
	name = 'returnsShopifyApi';

	displayName = 'Returns Shopify API';

	icon: Icon = {
		light: 'file:../nodes/ShopifyReturns/shopifyReturns.svg',
		dark: 'file:../nodes/ShopifyReturns/shopifyReturns.dark.svg',
	};

	documentationUrl = 'https://github.com/n8n-nodes-returns/n8n-nodes-returns/blob/main/docs/credentials.md#shopify';

	properties: INodeProperties[] = [
		{
			// Got and renewed by n8n through preAuthentication; lives about 24 hours.
			displayName: 'Session Token',
			name: 'sessionToken',
			type: 'hidden',
			typeOptions: { expirable: true, password: true },
			default: '',
		},
		{
			displayName: 'Shop',
			name: 'shop',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. my-shop',
			description: 'The part before .myshopify.com',
		},
		{
			displayName: 'Sign In With',
			name: 'authMode',
			type: 'options',
			options: [
				{
					name: 'Client ID and Secret',
					value: 'clientCredentials',
					description: 'An app of the Dev Dashboard, in the same organisation as the shop',
				},
				{
					name: 'Access Token',
					value: 'accessToken',
					description: "An older custom app, made in the shop's admin before 2026",
				},
			],
			default: 'clientCredentials',
		},
		{
			displayName: 'Client ID',
			name: 'clientId',
			type: 'string',
			required: true,
			default: '',
			displayOptions: { show: { authMode: ['clientCredentials'] } },
		},
		{
			displayName: 'Access Token',
			name: 'accessToken',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. shpat_…',
			displayOptions: { show: { authMode: ['accessToken'] } },
		},
		{
			displayName: 'Client Secret',
			name: 'clientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				"Of the app (older custom apps: API secret key). Shopify also signs the app's webhooks with it, so the trigger needs it.",
		},
		{
			displayName: 'Previous Client Secret',
			name: 'previousClientSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				'While the secret is being rotated: webhooks signed with the old one are taken too. Empty it afterwards.',
		},
		{
			displayName: 'Webhook Secret of the Shop',
			name: 'webhookSecret',
			type: 'string',
			typeOptions: { password: true },
			default: '',
			description:
				"Only for webhooks made by hand under Settings > Notifications in Shopify's admin: those are signed with the secret shown there",
		},
		{
			displayName: 'API Version',
			name: 'apiVersion',
			type: 'options',
			options: [
				{ name: '2026-10', value: '2026-10' },
				{ name: '2026-07', value: '2026-07' },
			],
			default: '2026-10',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: '',
			placeholder: 'e.g. http://localhost:4000',
			description: 'Leave empty, except to test against a sandbox or through a proxy',
		},
	];

	/** Gets a token by the client credentials grant. n8n calls it when there is none yet and when Shopify rejects the one it has. */
	async preAuthentication(this: IHttpRequestHelper, credentials: ICredentialDataDecryptedObject): Promise<IDataObject> {
		if (credentials.authMode === 'accessToken') return {};
		const answer: unknown = await this.helpers.httpRequest({
			method: 'POST',
			url: `${originOf(credentials)}/admin/oauth/access_token`,
			headers: { 'content-type': 'application/x-www-form-urlencoded' },
			body: new URLSearchParams({
				grant_type: 'client_credentials',
				client_id: String(credentials.clientId ?? '').trim(),
				client_secret: String(credentials.clientSecret ?? '').trim(),
			}).toString(),
			json: true,
			timeout: 30_000,
		});
		return { sessionToken: TokenAnswer.parse(answer).access_token };
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		options: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const token = credentials.authMode === 'accessToken' ? credentials.accessToken : credentials.sessionToken;
		options.headers = { ...options.headers, 'X-Shopify-Access-Token': String(token ?? '').trim() };
		return options;
	}
}
