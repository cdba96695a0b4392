import { createHash } from 'node:crypto';
import {
	type IDataObject,
	type IHookFunctions,
	type ILoadOptionsFunctions,
	type ITriggerFunctions,
	type IWebhookFunctions,
	sleep,
} from 'n8n-workflow';
import { EffectError } from '../../shared/model/effectError';
import { nodeHttp, type Http } from '../../shared/effect';
import type { OperationContext } from '../../shared/operation/operationContext';
import { connection, credentialType, shopifyClient, type ShopifyClient } from './client';
import { endpointOf } from './endpoint';
import { paceOf } from './pace';

/** The client of an action's credential. */
export async function shopifyOf(context: OperationContext): Promise<ShopifyClient> {
	const client = clientOf(
		context.http(connection, credentialType),
		await context.node.getCredentials(credentialType, context.itemIndex),
	);
	return {
		...client,
		send: async (document, variables) => {
			if (document.text.startsWith('mutation')) context.assertMayChange(`Shopify's ${document.name}`);
			return await client.send(document, variables);
		},
	};
}

/** The client of a node's credential outside of a run: while n8n publishes a flow, fills a pick-list or takes a webhook. */
export async function shopifyOfNode(
	node: IHookFunctions | ILoadOptionsFunctions | ITriggerFunctions | IWebhookFunctions,
): Promise<ShopifyClient> {
	return clientOf(nodeHttp(node, { connection, credentialType }), await node.getCredentials(credentialType));
}

function clientOf(http: Http, credential: IDataObject): ShopifyClient {
	const address = endpoint(credential);
	// Shopify counts by app and shop; the token of an older custom app names its app.
	const app = createHash('sha256')
		.update(String(credential.authMode === 'accessToken' ? credential.accessToken : credential.clientId))
		.digest('hex');
	return shopifyClient({ http, endpoint: address, sleep, pace: paceOf(`${address} ${app}`) });
}

function endpoint(credential: object): string {
	try {
		return endpointOf(credential);
	} catch (error) {
		throw new EffectError(
			(error as Error).message,
			{
				category: 'configuration',
				connection,
				credentialRefused: true,
				advice: 'Correct the Shopify credential.',
				field: 'shop',
			},
			{ cause: error },
		);
	}
}
