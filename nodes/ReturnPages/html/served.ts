import type { IHookFunctions, IWebhookDescription } from 'n8n-workflow';
import { storeToPublish } from '../../shared/trigger';

const webhook = {
	name: 'default',
	path: '={{ $parameter["path"] }}',
	isFullPath: true,
	responseMode: 'onReceived',
	responseData: '',
} as const;

/** Pages of a trigger are under its path: looked at by GET, sent in by POST. */
export const pageWebhooks: IWebhookDescription[] = [
	{ ...webhook, httpMethod: 'GET' },
	{ ...webhook, name: 'setup', httpMethod: 'POST' },
];

/**
 * n8n asks before it publishes: without a case store there is nothing to show, and nothing could be taken in. `needsSettings`: false where a page makes
 * them.
 */
export const pageWebhookMethods = (needs: { needsSettings: boolean }) => ({
	default: {
		async checkExists(this: IHookFunctions): Promise<boolean> {
			await storeToPublish(this, needs);
			return true;
		},
		async create(): Promise<boolean> {
			return true;
		},
		async delete(): Promise<boolean> {
			return true;
		},
	},
});
