import type {
	ICredentialDataDecryptedObject,
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';
import { z } from 'zod';
import { jsonOf, parsed } from '../../shared/model';
import { filled, httpOfTest, refused, tested } from '../../shared/operation';
import type { Http } from '../../shared/effect';
import { endpointOf, originOf } from '../transport/endpoint';
import { connection } from '../transport/client';

const whereId = 'Copy it from Shopify: Dev Dashboard > your app > Settings.';
const whereToken = "Copy it from Shopify's admin: Settings > Apps > your app > API credentials.";
const Token = z.object({ access_token: z.string().min(1) });
const Shop = z.object({ data: z.object({ shop: z.object({ name: z.string() }) }) });

/** Signs in anew with what was typed (a token that n8n keeps from before proves nothing), and reads the shop's name, which needs no access scope. */
export async function shopifyTest(
	this: ICredentialTestFunctions,
	{ data = {} }: ICredentialsDecrypted<ICredentialDataDecryptedObject>,
): Promise<INodeCredentialTestResult> {
	const address = () => {
		if (!String(data.baseUrl ?? '').trim())
			filled(data.shop, 'Shop', 'Put the part before .myshopify.com there, e.g. my-shop.');
		try {
			return originOf(data);
		} catch (error) {
			throw refused((error as Error).message, `"${String(data.shop)}" is none.`);
		}
	};
	return await tested(
		async () => {
			address();
			const http = httpOfTest(this, connection);
			const token =
				data.authMode === 'accessToken'
					? filled(data.accessToken, 'Access Token', whereToken)
					: await signIn(http, address(), data);
			const { status, body } = await http({
				method: 'POST',
				url: endpointOf(data),
				body: { query: '{ shop { name } }' },
				headers: { 'X-Shopify-Access-Token': token },
				repeatable: true,
			});
			if (status === 401 || status === 403)
				throw refused(
					'Shopify does not take the token',
					data.authMode === 'accessToken'
						? whereToken
						: 'Install the app in this shop (Dev Dashboard > your app > Install), then test again.',
				);
			if (status === 404)
				throw refused('There is no such shop, or Shopify does not know the API version', 'Check Shop and API Version.');
			const found = Shop.safeParse(body);
			if (!found.success)
				throw refused(
					`Something else than Shopify answers at ${address()}`,
					'Check Shop, and Base URL when it is filled in.',
				);
			const unsigned =
				String(data.clientSecret ?? '').trim() || String(data.webhookSecret ?? '').trim()
					? ''
					: '. There is no Client Secret: the Shopify Returns Trigger needs it';
			return `Connected to ${found.data.data.shop.name}${unsigned}`;
		},
		{ address, field: data.baseUrl ? 'Base URL' : 'Shop' },
	);
}

/** A token by the client credentials grant. Throws EffectError with what is wrong. */
async function signIn(http: Http, origin: string, data: ICredentialDataDecryptedObject): Promise<string> {
	const client_id = filled(data.clientId, 'Client ID', whereId);
	const client_secret = filled(data.clientSecret, 'Client Secret', whereId);
	const { status, body } = await http({
		method: 'POST',
		url: `${origin}/admin/oauth/access_token`,
		send: 'form',
		body: { grant_type: 'client_credentials', client_id, client_secret },
		repeatable: true,
	});
	if (status === 404)
		throw refused(
			'There is no such shop',
			"Check Shop: it is the part before .myshopify.com in the address of the shop's admin.",
		);
	if (status >= 400)
		throw refused(
			'Shopify does not take Client ID and Client Secret',
			`${whereId} App and shop must belong to the same organisation, and the app must be installed in the shop.`,
		);
	return parsed(Token, typeof body === 'string' ? jsonOf(body) : body, () =>
		refused(`Something else than Shopify answers at ${origin}`, 'Check Shop, and Base URL when it is filled in.'),
	).access_token;
}
