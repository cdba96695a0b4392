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
import type { OperationContext } from '../../shared/operation/operation';
import { json2 } from './json2';
import { Odoo, type CallContext } from './odoo';
import { ReadAhead } from './readAhead';
import { signIn, noOdoo } from './signIn';
import { json2Since, versionOf } from './version';
import { onlyReads } from './onlyReads';
import type { OdooAddress, OdooCall, Wire } from './wire';

/** n8n's own credential types for Odoo. */
export type Authentication = 'odooApiKeyApi' | 'odooApi';
type Credential = { url?: string; db?: string; apiKey?: string; username?: string; password?: string };
type Node = IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IPollFunctions | IWebhookFunctions;

/** The Odoo client of a node's credential. Dates that Odoo fills in follow the shop's time zone. */
export async function connect(context: OperationContext): Promise<Odoo> {
	const {
		timeZone,
		odoo: { batchAction },
	} = await context.settings();
	return await clientOf(context.node, { timeZone }, context.itemIndex, batchAction, (call) => {
		if (!onlyReads(call)) context.assertMayChange(`Odoo's ${call.model}.${call.method}`);
	});
}

/** The same outside of a run: while n8n fills a pick-list, publishes a flow, polls or takes a webhook. */
export async function connectNode(node: Node): Promise<Odoo> {
	return await clientOf(node, {});
}

/**
 * Calls are signed here (json2.ts, jsonRpc.ts): n8n signs with an expression of its credential type, which would be evaluated in an isolate
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

function authenticationOf({ parameters }: INode): Authentication {
	return parameters.authentication === 'odooApi' ? 'odooApi' : 'odooApiKeyApi';
}

async function clientOf(
	node: Node,
	of: CallContext,
	itemIndex = 0,
	batchAction?: number,
	before?: (call: OdooCall) => void,
): Promise<Odoo> {
	const type = authenticationOf(node.getNode());
	const credential = await (node as IExecuteFunctions).getCredentials<Credential>(type, itemIndex);
	const { url = '', db, apiKey = '', username = '', password = '' } = credential;
	const http = httpOf(node);
	if (!/^https?:\/\//.test(url))
		throw new EffectError('The Odoo credential has no address', {
			category: 'configuration',
			connection: 'odoo',
			credentialRefused: true,
			advice: 'Set Site URL in the Odoo credential, e.g. https://my-organization.odoo.com.',
		});
	const address: OdooAddress = { url: withoutSlash(url), database: db?.trim() || undefined };
	const wire =
		type === 'odooApi'
			? await signIn(http, address, { username, password })
			: explained(json2(http, address, apiKey.trim()), http, address);
	const watched: Wire = before
		? Object.assign(async (call: OdooCall) => (before(call), await wire(call)), { plainReads: wire.plainReads })
		: wire;
	return new Odoo(watched, sleep, of, new ReadAhead(batchAction));
}

/** An Odoo before 19 says "not found" to an API key, as one without the database does: its version tells which it is. */
function explained(wire: Wire, http: Http, { url }: OdooAddress): Wire {
	return async (call) => {
		const reply = await wire(call);
		if (reply.status !== 404 || typeof reply.body !== 'string') return reply;
		const version = await versionOf(http, url);
		if (!version) throw noOdoo();
		if (version < json2Since)
			throw new EffectError(`This is Odoo ${Math.floor(version)}, which takes no API key on its own`, {
				category: 'configuration',
				connection: 'odoo',
				credentialRefused: true,
				advice:
					'Set Authentication of the node to Username and Password, with n8n\'s credential "Odoo API". Odoo 14 to 18 is supported as a beta.',
			});
		return reply;
	};
}
