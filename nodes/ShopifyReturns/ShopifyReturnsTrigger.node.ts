import {
	type IDataObject,
	type IExecuteFunctions,
	type IHookFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type ITriggerFunctions,
	type ITriggerResponse,
	type IWebhookFunctions,
	type IWebhookResponseData,
	NodeConnectionTypes,
	NodeOperationError,
} from 'n8n-workflow';
import {
	addressOf,
	caseNotice,
	ifPossible,
	isByHand,
	providerWebhook,
	registrationProperty,
	reported,
	storeToPublish,
	withoutStoreProperty,
} from '../shared/trigger';
import { openStoreOf } from '../shared/store/open';
import { lookWhilePublished } from '../shared/trigger/lookout';
import { rememberAddress } from '../shared/trigger/webhook';
import { shopifyOfNode } from './transport/fromNode';
import { shopifyLookout, tellWebhooksLost } from './trigger/look';
import { receive } from './trigger/receive';
import { secretsOf } from './trigger/signature';
import { isRegistered, register, unregister } from './trigger/subscriptions';
import type { Topic } from './trigger/topics';

/** Starts a flow when a return changes in Shopify; with a case store, the return is stored before Shopify gets its answer. */
export class ShopifyReturnsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Shopify Returns Trigger',
		name: 'shopifyReturnsTrigger',
		icon: { light: 'file:shopifyReturns.svg', dark: 'file:shopifyReturns.dark.svg' },
		group: ['trigger'],
		// The same node twice: for each call of a node of version 1 n8n evaluates an expression, which costs it more than all the rest
		// (docs/facts/n8n.md#a-nodes-version-decides-how-a-webhook-is-read).
		version: [1, 2],
		defaultVersion: 2,
		subtitle: '={{ $parameter.topics.join(", ") }}',
		description:
			'Starts the workflow when a return is requested or changes in Shopify, or when its parcel, goods or money do',
		eventTriggerDescription: 'Waiting for a return in Shopify',
		activationMessage: 'Shopify now tells this workflow about returns.',
		defaults: { name: 'Shopify Returns Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'returnsShopifyApi', displayName: 'Shopify', required: true },
			{
				name: 'returnCaseApi',
				displayName: 'Return Case',
				required: true,
				displayOptions: { show: { withoutCaseStore: [false] } },
			},
		],
		webhooks: [providerWebhook],
		properties: [
			caseNotice(
				'With a Return Case credential each new return becomes a case before Shopify gets its answer, so none is lost when a flow fails.',
			),
			{
				displayName: 'Trigger On',
				name: 'topics',
				type: 'multiOptions',
				required: true,
				options: [
					{ name: 'App Uninstalled', value: 'app/uninstalled' },
					{ name: 'Bulk Operation Finished', value: 'bulk_operations/finish' },
					{ name: 'Dispute Changed', value: 'disputes/update', description: 'Needs read_shopify_payments_disputes' },
					{
						name: 'Dispute Opened',
						value: 'disputes/create',
						description: 'A customer disputes a payment at the bank; needs read_shopify_payments_disputes',
					},
					{ name: 'Goods Disposed', value: 'reverse_fulfillment_orders/dispose' },
					{ name: 'Parcel Announced', value: 'reverse_deliveries/attach_deliverable' },
					{ name: 'Payment Recorded', value: 'tender_transactions/create' },
					{
						name: 'Refund Written Down',
						value: 'refunds/create',
						description: 'Not that the money has moved: Transaction Created tells that',
					},
					{ name: 'Return Approved', value: 'returns/approve' },
					{ name: 'Return Canceled', value: 'returns/cancel' },
					{ name: 'Return Closed', value: 'returns/close' },
					{ name: 'Return Declined', value: 'returns/decline' },
					{ name: 'Return Processed', value: 'returns/process' },
					{ name: 'Return Reopened', value: 'returns/reopen' },
					{ name: 'Return Requested', value: 'returns/request' },
					{ name: 'Return Updated', value: 'returns/update' },
					{
						name: 'Transaction Created',
						value: 'order_transactions/create',
						description:
							'A payment or refund was made, has failed or was confirmed; the case learns how its refund ended',
					},
				],
				default: [
					'returns/request',
					'returns/approve',
					'returns/decline',
					'returns/cancel',
					'returns/close',
					'returns/reopen',
					'returns/update',
					'refunds/create',
					'order_transactions/create',
				],
				description: 'What starts the workflow',
			},
			withoutStoreProperty,
			{
				displayName: 'Brand',
				name: 'brand',
				type: 'string',
				default: 'default',
				placeholder: 'e.g. nord',
				description:
					"Brand of the cases that this shop's returns become: its settings come along, and triggers may be limited to it. A row of the setting Brands that fits comes before it. Several shops in one n8n: a copy of the flow for each, with a brand of its own.",
			},
			{
				displayName: 'Channel',
				name: 'channel',
				type: 'string',
				default: 'shopify',
				description: "Channel of the cases that this shop's returns become; triggers may be limited to it",
			},
			{
				displayName: 'Enrich',
				name: 'enrich',
				type: 'boolean',
				default: false,
				description:
					'Whether to read the object again from Shopify: webhooks carry what was true when they were written, and some only a part of it',
			},
			registrationProperty({
				automatic: 'When the workflow is published; needs the access scope read_returns, for some topics read_orders',
				manual: "In Shopify's admin under Settings > Notifications; put the secret shown there into the credential",
			}),
		],
	};

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				await assertSecret(this);
				await storeToPublish(this);
				rememberAddress(this);
				if (isByHand(this)) return true;
				return await reported(
					this,
					async () =>
						await isRegistered(await shopifyOfNode(this), addressOf(this), this.getNodeParameter('topics') as Topic[]),
				);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				await assertSecret(this);
				await storeToPublish(this);
				if (isByHand(this)) return true;
				await reported(
					this,
					async () =>
						await register(await shopifyOfNode(this), addressOf(this), this.getNodeParameter('topics') as Topic[]),
				);
				// n8n starts and they are not there: they were lost while it was away.
				if (this.getActivationMode() === 'init') await lostMeanwhile(this);
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				if (isByHand(this)) return true;
				await reported(this, async () => await unregister(await shopifyOfNode(this), addressOf(this)));
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this);
	}

	/** While the workflow is published: looks for what no webhook said. */
	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await lookWhilePublished(this, shopifyLookout);
	}

	/** What the webhook brought goes on: n8n would call `trigger` again in a test run, and forget it. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [this.getInputData()];
	}
}

/** Without a secret nobody could tell Shopify's webhooks from forged ones: such a trigger must not be published. */
async function assertSecret(hook: IHookFunctions): Promise<void> {
	const credential = await hook.getCredentials<IDataObject>('returnsShopifyApi');
	if (secretsOf(credential).length) return;
	throw new NodeOperationError(
		hook.getNode(),
		'The Shopify credential holds no secret, so webhooks could not be verified',
		{
			description:
				"Fill in Client Secret (or, for webhooks made by hand in Shopify's admin, Webhook Secret of the Shop), then publish again.",
		},
	);
}

async function lostMeanwhile(hook: IHookFunctions): Promise<void> {
	const store = await ifPossible(hook, 'Telling that webhooks were lost', async () => await openStoreOf(hook));
	if (store) await tellWebhooksLost(store, hook);
}
