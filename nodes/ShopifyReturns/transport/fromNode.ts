import type { IHookFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { EffectError } from '../../shared/effect/effectError';
import { httpClient } from '../../shared/effect/http';
import type { OperationContext } from '../../shared/effect/operation';
import { connection, credentialType, shopifyClient, type ShopifyClient } from './client';
import { endpointOf } from './endpoint';

/** The client of an action's credential. */
export async function shopifyOf(context: OperationContext): Promise<ShopifyClient> {
	return shopifyClient({ http: context.http(connection, credentialType), endpoint: endpoint(await context.node.getCredentials(credentialType, context.itemIndex)), sleep });
}

/** The client of a trigger's credential, while n8n publishes or unpublishes its flow. */
export async function shopifyOfHook(hook: IHookFunctions): Promise<ShopifyClient> {
	const http = httpClient({ connection, sleep, send: async (options) => await hook.helpers.httpRequestWithAuthentication.call(hook, credentialType, options) });
	return shopifyClient({ http, endpoint: endpoint(await hook.getCredentials(credentialType)), sleep });
}

function endpoint(credential: object): string {
	try {
		return endpointOf(credential);
	} catch (error) {
		throw new EffectError((error as Error).message, { category: 'configuration', connection, advice: 'Correct the Shopify credential.', field: 'shop' });
	}
}
