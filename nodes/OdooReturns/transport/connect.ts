import {
	type IExecuteFunctions,
	type IHookFunctions,
	type ILoadOptionsFunctions,
	type INode,
	type IPollFunctions,
	type IWebhookFunctions,
	sleep,
} from 'n8n-workflow';
import { withoutSlash } from '../../shared/model';
import { EffectError } from '../../shared/model/effectError';
import { nodeHttp, type Http } from '../../shared/effect';
import type { OperationContext } from '../../shared/operation/operationContext';
import { Odoo } from './odoo';
import { json2ByKey } from './protocols';
import { ReadAhead } from './readAhead';
import { signIn } from './signIn';
import { onlyReads, type OdooAddress, type Wire } from './wire';

/** n8n's own credential types for Odoo. */
export type Authentication = 'odooApiKeyApi' | 'odooApi';
type Credential = { url?: string; db?: string; apiKey?: string; username?: string; password?: string };
type Node = IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IPollFunctions | IWebhookFunctions;

/** The Odoo client of a node's credential. Dates that Odoo fills in follow the shop's time zone. */
export async function connect(context: OperationContext): Promise<Odoo> {
	const wire = await wireOf(context.node, context.itemIndex);
	const { timeZone, odoo } = await context.settings();
	const watched: Wire = async (call) => {
		if (!onlyReads(call)) context.assertMayChange(`Odoo's ${call.model}.${call.method}`);
		return await wire(call);
	};
	return new Odoo(watched, sleep, { timeZone }, new ReadAhead(wire.plain ? undefined : odoo.batchAction));
}

/** The same outside of a run: while n8n fills a pick-list, publishes a flow, polls or takes a webhook. */
export async function connectNode(node: Node): Promise<Odoo> {
	return new Odoo(await wireOf(node), sleep);
}

/**
 * Calls are signed here (protocols.ts): n8n signs with an expression of its credential type, which would be evaluated in an isolate
 * for each call.
 */
function httpOf(node: Node): Http {
	return nodeHttp(node, {
		connection: 'odoo',
		through: (send) => async (options) => {
			const abortSignal = 'getExecutionCancelSignal' in node ? node.getExecutionCancelSignal() : undefined;
			return await send({ ...options, abortSignal });
		},
	});
}

/** Where this Odoo is, for links to its records; undefined when the credential has no address. */
export async function siteOf(node: IExecuteFunctions, itemIndex: number): Promise<string | undefined> {
	const { url = '' } = await node.getCredentials<Credential>(authenticationOf(node.getNode()), itemIndex);
	return /^https?:\/\//.test(url) ? withoutSlash(url) : undefined;
}

function authenticationOf({ parameters }: INode): Authentication {
	return parameters.authentication === 'odooApi' ? 'odooApi' : 'odooApiKeyApi';
}

/** The way to the Odoo of a node's credential. */
async function wireOf(node: Node, itemIndex = 0): Promise<Wire> {
	const type = authenticationOf(node.getNode());
	const credential = await (node as IExecuteFunctions).getCredentials<Credential>(type, itemIndex);
	const { url = '', db, apiKey = '', username = '', password = '' } = credential;
	if (!/^https?:\/\//.test(url))
		throw new EffectError('The Odoo credential has no address', {
			category: 'configuration',
			connection: 'odoo',
			credentialRefused: true,
			advice: 'Set Site URL in the Odoo credential, e.g. https://my-organization.odoo.com.',
		});
	const http = httpOf(node);
	const address: OdooAddress = { url: withoutSlash(url), database: db?.trim() || undefined };
	return type === 'odooApi'
		? await signIn(http, address, { username, password })
		: json2ByKey(http, address, apiKey.trim());
}
