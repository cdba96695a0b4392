import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { outputs } from './acts/act';
import { pageWebhookMethods, pageWebhooks } from './html/served';
import { receiveCall } from './receive';

/** The pages of the staff: what waits, every return, and what the operator must see to. */
export class ReturnDeskTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Return Desk Trigger',
		name: 'returnDeskTrigger',
		icon: { light: 'file:returnDesk.svg', dark: 'file:returnDesk.dark.svg' },
		group: ['trigger'],
		version: [2],
		subtitle: '={{ $parameter["path"] }}',
		description: 'Serves the pages of the returns desk to staff who are signed in to n8n',
		defaults: { name: 'Return Desk Trigger' },
		inputs: [],
		outputs: outputs.map((displayName) => ({ type: NodeConnectionTypes.Main, displayName })),
		credentials: [{ name: 'returnCaseApi', displayName: 'Return Case', required: true }],
		webhooks: pageWebhooks,
		properties: [
			{
				displayName:
					"Staff come in by a form with n8n's own sign-in (template 15: Open Desk). Who may do what stands in the settings under Staff.",
				name: 'about',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Path',
				name: 'path',
				type: 'string',
				default: 'returns/desk',
				required: true,
				noDataExpression: true,
				description: 'Where the pages are, after /webhook/',
			},
		],
	};

	webhookMethods = pageWebhookMethods({ needsSettings: false });

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveCall(this);
	}
}
