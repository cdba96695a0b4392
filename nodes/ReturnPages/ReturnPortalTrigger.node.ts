import {
	NodeConnectionTypes,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';
import { pageWebhookMethods, pageWebhooks } from './html/served';
import { receiveVisit } from './portal/receive';

/** The pages for customers: to withdraw from a contract, to ask for a return, and to see how it stands. */
export class ReturnPortalTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Return Portal Trigger',
		name: 'returnPortalTrigger',
		icon: { light: 'file:returnPortal.svg', dark: 'file:returnPortal.dark.svg' },
		group: ['trigger'],
		version: [2],
		subtitle: '={{ $parameter["path"] }}',
		description:
			'Serves the pages on which customers withdraw from a contract, ask for a return and follow it, in six languages',
		defaults: { name: 'Return Portal Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'returnCaseApi', displayName: 'Return Case', required: true }],
		webhooks: pageWebhooks,
		properties: [
			{
				displayName:
					'A statement is in the case store before the customer is answered; template 12 mails its receipt. Name, logo and color stand in the settings under Pages for Customers.',
				name: 'about',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Path',
				name: 'path',
				type: 'string',
				default: 'returns/portal',
				required: true,
				noDataExpression: true,
				description: 'Where the pages are, after /webhook/',
			},
			{
				displayName: 'Brand',
				name: 'brand',
				type: 'string',
				default: 'default',
				noDataExpression: true,
				placeholder: 'e.g. nord',
				description: 'Whose customers come here. For each brand another trigger, with another path.',
			},
		],
	};

	webhookMethods = pageWebhookMethods({ needsSettings: true });

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveVisit(this);
	}
}
