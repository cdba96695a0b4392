import {
	type IExecuteFunctions,
	type IHookFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
	type IWebhookFunctions,
	type IWebhookResponseData,
	NodeConnectionTypes,
} from 'n8n-workflow';
import { brandProperty, channelsProperty, providerWebhook, withoutStoreProperty } from '../shared/trigger';
import { locatorOf } from './actions/locators';
import { listSearch } from './methods/listSearch';
import { checkExists, create, remove } from './trigger/publish';
import { execute, poll, receive } from './trigger/run';
import { authenticationProperty } from './authenticationProperty';

/** Starts a flow when somebody works on a return in Odoo: called by Odoo at once, and by a poll that misses nothing. */
export class OdooReturnsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Odoo Returns Trigger',
		name: 'odooReturnsTrigger',
		icon: { light: 'file:odooReturns.svg', dark: 'file:odooReturns.dark.svg' },
		group: ['trigger'],
		// The same node twice: for each call of a node of version 1 n8n evaluates an expression, which costs it more than all the rest
		// (docs/facts/n8n.md#a-nodes-version-decides-how-a-webhook-is-read).
		version: [1, 2],
		defaultVersion: 2,
		subtitle: '={{ $parameter.events.join(", ") }}',
		description:
			'Starts the workflow when a return is created or received in Odoo, credited, paid, or its goods are moved',
		eventTriggerDescription: 'Waiting for a return in Odoo',
		activationMessage: 'This workflow now hears of returns in Odoo.',
		defaults: { name: 'Odoo Returns Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'odooApiKeyApi',
				displayName: 'Odoo',
				required: true,
				displayOptions: { show: { authentication: ['odooApiKeyApi'] } },
			},
			{
				name: 'odooApi',
				displayName: 'Odoo',
				required: true,
				displayOptions: { show: { authentication: ['odooApi'] } },
			},
			{
				name: 'returnCaseApi',
				displayName: 'Return Case',
				required: true,
				displayOptions: { show: { withoutCaseStore: [false] } },
			},
		],
		webhooks: [
			{
				...providerWebhook,
				// No method: no address is made.
				httpMethod: '={{ $parameter.notice === "poll" ? "" : "POST" }}',
				ndvHideUrl: true,
				ndvHideMethod: true,
			},
		],
		properties: [
			authenticationProperty,
			{
				displayName:
					'Odoo calls at once when the API user is an administrator, its app Automation Rules is installed and a Return Case credential is set. Otherwise events come with the next poll: none is missed, and each item says why.',
				name: 'noticeNotice',
				type: 'notice',
				default: '',
				displayOptions: { show: { notice: ['both'] } },
			},
			{
				displayName: 'Trigger On',
				name: 'events',
				type: 'multiOptions',
				required: true,
				options: [
					{ name: 'Credit Note Posted', value: 'credit_note.posted' },
					{
						name: 'Payment Registered',
						value: 'payment.registered',
						description: 'A payment to a customer was posted',
					},
					{
						name: 'Return Created',
						value: 'return.created',
						description: 'A transfer that brings goods back from a customer is ready',
					},
					{ name: 'Return Received', value: 'return.received', description: 'Such a transfer was validated' },
					{
						name: 'Stock Moved',
						value: 'stock.moved',
						description:
							"Returned goods were put somewhere: what comes back, what carries a return's reference, what leaves the inspection location",
					},
				],
				default: ['return.created', 'return.received', 'credit_note.posted', 'payment.registered'],
				description: 'What starts the workflow',
			},
			locatorOf('location', {
				displayName: 'Inspection Location',
				name: 'location',
				description:
					'Whatever leaves this location counts as returned goods. Blank: that of the settings of the brand.',
				displayOptions: { show: { events: ['stock.moved'] } },
			}),
			withoutStoreProperty,
			brandProperty,
			channelsProperty,
			{
				displayName: 'Notice Changes',
				name: 'notice',
				type: 'options',
				noDataExpression: true,
				options: [
					{
						name: 'At Once and by Polling',
						value: 'both',
						description: 'Odoo calls this workflow; what a call misses, the poll finds',
					},
					{
						name: 'By Polling',
						value: 'poll',
						description:
							'Nothing is made in Odoo. For an Odoo that cannot reach n8n, or an API user without administrator rights.',
					},
				],
				default: 'both',
			},
		],
	};

	methods = { listSearch };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await checkExists(this);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await create(this);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await remove(this);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this);
	}

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await execute(this);
	}
}
