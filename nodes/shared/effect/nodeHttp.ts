import {
	type IExecuteFunctions,
	type IHookFunctions,
	type ILoadOptionsFunctions,
	type IPollFunctions,
	type ITriggerFunctions,
	type IWebhookFunctions,
	sleep,
} from 'n8n-workflow';
import { httpClient, inTime, type Http, type Send } from './http';

/** Whatever n8n hands to a node that may send requests. */
type Sender =
	IExecuteFunctions | IHookFunctions | ILoadOptionsFunctions | IPollFunctions | ITriggerFunctions | IWebhookFunctions;

interface NodeHttpOptions {
	/** Whom it speaks to, as errors name it. */
	connection: string;
	/** n8n signs with this credential of the node. Absent: nothing is signed. */
	credentialType?: string;
	/** What each try of a request goes through on its way: a pace to keep, options to add. */
	through?: (send: Send) => Send;
}

/** A provider's HTTP client for a node: n8n's HTTP, with its proxies, certificates and limits, that tries again as `httpClient` does. */
export function nodeHttp(
	node: Sender,
	{ connection, credentialType, through = (send) => send }: NodeHttpOptions,
): Http {
	const send = inTime(async (options) =>
		credentialType
			? await node.helpers.httpRequestWithAuthentication.call(node, credentialType, options)
			: await node.helpers.httpRequest(options),
	);
	return httpClient({ connection, sleep, send: through(send) });
}
