import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { textsOf } from './answer';

/** What a form has sent: its fields, and its files as n8n has taken them. */
export interface Sent {
	body: Record<string, string | undefined>;
	files: IDataObject;
}

/** Only of a form of several parts has n8n written the files itself; in any other body whoever sends it could name any file of this machine. */
export function sentBy(node: Pick<IWebhookFunctions, 'getBodyData' | 'getRequestObject'>): Sent {
	const sent = node.getBodyData();
	if (!node.getRequestObject().headers['content-type']?.startsWith('multipart/form-data'))
		return { body: textsOf(sent), files: {} };
	const { data = {}, files = {} } = sent as { data?: IDataObject; files?: IDataObject };
	return { body: textsOf(data), files };
}
