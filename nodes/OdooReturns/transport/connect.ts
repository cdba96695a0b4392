import type { IExecuteFunctions, IHookFunctions, ILoadOptionsFunctions, IPollFunctions, IWebhookFunctions } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { EffectError } from '../../shared/effect/effectError';
import { httpClient, type Http } from '../../shared/effect/http';
import type { OperationContext } from '../../shared/effect/operation';
import { Odoo } from './odoo';

/** The Odoo client of a node, signed in by n8n's own credential `odooApiKeyApi` {url, db, apiKey}. */
export async function connect(context: OperationContext): Promise<Odoo> {
	return clientOf(context.http('odoo', 'odooApiKeyApi'), await context.node.getCredentials('odooApiKeyApi', context.itemIndex));
}

/** The same outside of a run: while n8n fills a pick-list, publishes a flow, polls or takes a webhook. */
export async function connectNode(node: IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IPollFunctions | IWebhookFunctions): Promise<Odoo> {
	const http = httpClient({ connection: 'odoo', sleep, send: async (options) => await node.helpers.httpRequestWithAuthentication.call(node as IExecuteFunctions, 'odooApiKeyApi', options) });
	return clientOf(http, await node.getCredentials('odooApiKeyApi'));
}

function clientOf(http: Http, { url, db }: { url?: string; db?: string }): Odoo {
	if (!/^https?:\/\//.test(url ?? '')) throw new EffectError('The Odoo credential has no address', { category: 'configuration', connection: 'odoo', advice: 'Set Site URL in the Odoo credential, e.g. https://my-organization.odoo.com.' });
	return new Odoo(http, sleep, { url: url!.replace(/\/+$/, ''), database: db?.trim() || undefined });
}
