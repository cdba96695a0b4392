import {
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
import { openStoreOf } from '../shared/store/open';
import {
	addressOf,
	assertEvents,
	brandProperty,
	caseNotice,
	channelsProperty,
	ifPossible,
	isByHand,
	providerWebhook,
	receiverOf,
	registrationProperty,
	reported,
	storeToPublish,
	withoutStoreProperty,
} from '../shared/trigger';
import { lookWhilePublished } from '../shared/trigger/lookout';
import { forgetRegistration, registrationsOf, withRegistration } from '../shared/trigger/registration';
import { rememberAddress } from '../shared/trigger/webhook';
import { eventTypes } from './records/event';
import { credentialType, paypalOfNode } from './transport/paypal';
import { idLines } from './transport/signature';
import { register, registered, unregister, WebhookMemory } from './trigger/endpoint';
import { paypalLookout } from './trigger/look';
import { receive } from './trigger/receive';

/** Starts a flow when a refund, payment or dispute changes in PayPal; with a case store, the case knows it before PayPal gets its answer. */
export class PayPalRefundsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'PayPal Refunds Trigger',
		name: 'payPalRefundsTrigger',
		icon: { light: 'file:payPalRefunds.svg', dark: 'file:payPalRefunds.dark.svg' },
		group: ['trigger'],
		// Version 2 alone: for each call of a node of version 1 n8n evaluates an expression
		// (docs/facts/n8n.md#a-nodes-version-decides-how-a-webhook-is-read).
		version: [2],
		defaultVersion: 2,
		subtitle: '={{ $parameter.events.join(", ") }}',
		description: 'Starts the workflow when a refund, payment or dispute changes in PayPal',
		eventTriggerDescription: 'Waiting for a refund in PayPal',
		activationMessage: 'PayPal now tells this workflow about refunds.',
		defaults: { name: 'PayPal Refunds Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'returnsPayPalApi', displayName: 'PayPal', required: true },
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
				"With a Return Case credential each refund's status is in its case before PayPal gets its answer, and repeats start no flow.",
			),
			{
				displayName: 'Trigger On',
				name: 'events',
				type: 'multiOptions',
				required: true,
				options: eventTypes,
				default: ['PAYMENT.CAPTURE.REFUNDED', 'PAYMENT.CAPTURE.REVERSED'],
				description: 'Which events start the workflow',
			},
			withoutStoreProperty,
			brandProperty,
			channelsProperty,
			registrationProperty({
				automatic: 'When the workflow is published',
				manual: 'In PayPal under Apps & Credentials > your app > Webhooks; put its Webhook ID into the credential',
			}),
		],
	};

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				await assertPossible(this);
				await storeToPublish(this);
				rememberAddress(this);
				if (isByHand(this)) return true;
				return await reported(this, async () => {
					const there = await registered(await paypalOfNode(this), addressOf(this), eventsOf(this));
					return !!there && there === (await knownId(this));
				});
			},
			async create(this: IHookFunctions): Promise<boolean> {
				await assertPossible(this);
				await storeToPublish(this);
				if (isByHand(this)) return true;
				await reported(this, async () => await publish(this));
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				if (isByHand(this)) return true;
				await reported(this, async () => await unregister(await paypalOfNode(this), addressOf(this)));
				new WebhookMemory(this.getWorkflowStaticData('node')).set(addressOf(this), undefined);
				// Left over it would prove nothing: PayPal signs for it no more.
				await ifPossible(this, 'Forgetting the webhook', async () => {
					const store = await storeOfPublished(this);
					if (store) await forgetRegistration(store, receiverOf(this), addressOf(this));
				});
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this);
	}

	/** While the workflow is published: looks for what no webhook said. */
	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await lookWhilePublished(this, paypalLookout);
	}

	/** What the webhook brought goes on: n8n would call `trigger` again in a test run, and forget it. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [this.getInputData()];
	}
}

/** A trigger that could not tell PayPal's webhooks from forged ones must not be published. */
async function assertPossible(hook: IHookFunctions): Promise<void> {
	const { webhookIds } = await hook.getCredentials<{ webhookIds?: string }>(credentialType);
	if (isByHand(hook) && !idLines(webhookIds).length) {
		throw new NodeOperationError(
			hook.getNode(),
			'The PayPal credential holds no webhook ID, so webhooks could not be verified',
			{
				description:
					"Put the webhook's ID (Apps & Credentials > your app > Webhooks) into Webhook IDs, then publish again; or choose Register Webhook: Automatically.",
			},
		);
	}
	assertEvents(hook);
}

function eventsOf(hook: IHookFunctions): string[] {
	return hook.getNodeParameter('events', []) as string[];
}

/** Makes the webhook, and keeps its id in n8n and in the case store. */
async function publish(hook: IHookFunctions): Promise<void> {
	const paypal = await paypalOfNode(hook);
	const url = addressOf(hook);
	const make = async () => {
		const id = await register(paypal, url, eventsOf(hook));
		new WebhookMemory(hook.getWorkflowStaticData('node')).set(url, id);
		return id;
	};
	const store = await storeOfPublished(hook);
	if (store) await withRegistration(store, receiverOf(hook), url, make);
	else await make();
}

/** The id that messages are checked for; the case store knows the newer one of the two. */
async function knownId(hook: IHookFunctions): Promise<string | undefined> {
	const kept = await ifPossible(hook, 'Recalling the webhook', async () => {
		return await registrationsOf(await storeOfPublished(hook), receiverOf(hook));
	});
	return kept?.[addressOf(hook)] ?? new WebhookMemory(hook.getWorkflowStaticData('node')).get(addressOf(hook));
}

async function storeOfPublished(hook: IHookFunctions) {
	return hook.getMode() === 'manual' ? undefined : await openStoreOf(hook);
}
