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
import {
	addressOf,
	assertEvents,
	ifPossible,
	isByHand,
	receiverOf,
	reported,
	workflowOf,
	brandProperty,
	caseNotice,
	channelsProperty,
	providerWebhook,
	registrationProperty,
	storeToPublish,
	withoutStoreProperty,
} from '../shared/trigger';
import { EffectError } from '../shared/model';
import { lookWhilePublished } from '../shared/trigger/lookout';
import { rememberAddress } from '../shared/trigger/webhook';
import { eventTypes } from './records/event';
import { stripeOfNode, type Stripe } from './transport/stripe';
import { openStoreOf } from '../shared/store/open';
import type { CaseStore } from '../shared/store/store';
import { forgetRegistration } from '../shared/trigger/registration';
import { EndpointMemory, isRegistered, register, unregister } from './trigger/endpoint';
import { recall, withEndpoint } from './trigger/kept';
import { stripeLookout } from './trigger/look';
import { receive } from './trigger/receive';
import { secretLines } from './transport/signature';

/** Starts a flow when a refund, dispute or payout changes in Stripe; with a case store, the case knows it before Stripe gets its answer. */
export class StripeRefundsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Stripe Refunds Trigger',
		name: 'stripeRefundsTrigger',
		icon: { light: 'file:stripeRefunds.svg', dark: 'file:stripeRefunds.dark.svg' },
		group: ['trigger'],
		// The same node twice: for each call of a node of version 1 n8n evaluates an expression, which costs it more than all the rest
		// (docs/facts/n8n.md#a-nodes-version-decides-how-a-webhook-is-read).
		version: [1, 2],
		defaultVersion: 2,
		subtitle: '={{ $parameter.events.join(", ") }}',
		description: 'Starts the workflow when a refund, dispute or payout changes in Stripe',
		eventTriggerDescription: 'Waiting for a refund in Stripe',
		activationMessage: 'Stripe now tells this workflow about refunds.',
		defaults: { name: 'Stripe Refunds Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'returnsStripeApi', displayName: 'Stripe', required: true },
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
				"With a Return Case credential each refund's status is in its case before Stripe gets its answer, and repeats start no flow.",
			),
			{
				displayName: 'Trigger On',
				name: 'events',
				type: 'multiOptions',
				required: true,
				options: eventTypes,
				default: ['refund.created', 'refund.updated', 'refund.failed'],
				description: 'Which events start the workflow',
			},
			withoutStoreProperty,
			brandProperty,
			channelsProperty,
			registrationProperty({
				automatic: 'When the workflow is published; the key must be allowed to write Webhook Endpoints',
				manual: 'In Stripe under Workbench > Webhooks; put the signing secret shown there into the credential',
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
				return await atStripe(
					this,
					async (stripe) => await isRegistered(stripe, await memoryOf(this), addressOf(this), eventsOf(this)),
				);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				await assertPossible(this);
				await storeToPublish(this);
				if (isByHand(this)) return true;
				await atStripe(this, async (stripe) => {
					const memory = await memoryOf(this);
					await keeping(this, memory, async () => {
						await register(stripe, memory, addressOf(this), eventsOf(this), `n8n: ${workflowOf(this)}`);
					});
				});
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				if (isByHand(this)) return true;
				await atStripe(this, async (stripe) => {
					const memory = await memoryOf(this);
					await unregister(stripe, memory, addressOf(this));
					// Left over it would prove nothing: nobody has that secret any more.
					await ifPossible(this, 'Forgetting the endpoint', async () => await forget(this));
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
		return await lookWhilePublished(this, stripeLookout);
	}

	/** What the webhook brought goes on: n8n would call `trigger` again in a test run, and forget it. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [this.getInputData()];
	}
}

/** A trigger that could not tell Stripe's webhooks from forged ones must not be published. */
async function assertPossible(hook: IHookFunctions): Promise<void> {
	const { webhookSecrets, account } = await hook.getCredentials<{ webhookSecrets?: string; account?: string }>(
		'returnsStripeApi',
	);
	if (isByHand(hook) && !secretLines(webhookSecrets).length) {
		throw new NodeOperationError(
			hook.getNode(),
			'The Stripe credential holds no signing secret, so webhooks could not be verified',
			{
				description:
					"Put the endpoint's signing secret (whsec_…) into Webhook Signing Secrets, then publish again; or choose Register Webhook: Automatically.",
			},
		);
	}
	if (!isByHand(hook) && String(account ?? '').trim()) {
		throw new NodeOperationError(
			hook.getNode(),
			"Webhooks of a connected account cannot be registered with the platform's key",
			{
				description:
					'Make an endpoint in Stripe that listens to connected accounts, choose Register Webhook: By Hand, and put its signing secret into the credential.',
			},
		);
	}
	assertEvents(hook);
}

function eventsOf(hook: IHookFunctions): string[] {
	return hook.getNodeParameter('events', []) as string[];
}

/** What n8n and the case store know of the endpoint; n8n alone of the one of a test run, or while the case store does not answer. */
async function memoryOf(hook: IHookFunctions): Promise<EndpointMemory> {
	const { secretKey } = await hook.getCredentials<{ secretKey: string }>('returnsStripeApi');
	const memory = new EndpointMemory(hook.getWorkflowStaticData('node'), secretKey);
	if (hook.getMode() === 'manual') return memory;
	await ifPossible(hook, 'Recalling the endpoint', async () => {
		await recall(memory, await openStoreOf(hook), receiverOf(hook), addressOf(hook), secretKey);
	});
	return memory;
}

/** Changes what a trigger's memory knows of its endpoint, and lets the case store know it when the trigger is published. */
async function keeping(hook: IHookFunctions, memory: EndpointMemory, change: () => Promise<void>): Promise<void> {
	const store = await storeOfPublished(hook);
	if (!store) return await change();
	const { secretKey } = await hook.getCredentials<{ secretKey: string }>('returnsStripeApi');
	const url = addressOf(hook);
	await withEndpoint(store, { receiver: receiverOf(hook), url, secretKey }, async (known) => {
		if (known && memory.get(url)?.id !== known.id) memory.set(url, known);
		await change();
		return memory.get(url);
	});
}

async function forget(hook: IHookFunctions): Promise<void> {
	const store = await storeOfPublished(hook);
	if (store) await forgetRegistration(store, receiverOf(hook), addressOf(hook));
}

async function storeOfPublished(hook: IHookFunctions): Promise<CaseStore | undefined> {
	return hook.getMode() === 'manual' ? undefined : await openStoreOf(hook);
}

async function atStripe<T>(hook: IHookFunctions, work: (stripe: Stripe) => Promise<T>): Promise<T> {
	return await reported(hook, async () => await work(await stripeOfNode(hook)), withWayOut);
}

/** What Stripe says against an endpoint, and what to change then. */
const wayOut: Array<[says: RegExp, advice: string]> = [
	[
		/\burl\b/i,
		"Stripe sends events to public addresses only. Set n8n's WEBHOOK_URL to the address under which it is reached from outside, e.g. https://n8n.example.com/, restart n8n and publish again.",
	],
	[
		/maximum/i,
		'Delete webhook endpoints that nobody needs any more in Stripe (Developers, Webhooks), then publish again.',
	],
	[/^/, 'Change what Stripe names, e.g. the events of this trigger, then publish again.'],
];

/** A key that may not register webhooks, or an endpoint that Stripe does not take, with what to do about it. */
function withWayOut(error: unknown): unknown {
	if (!(error instanceof EffectError)) return error;
	if (error.category === 'rejected') {
		const [, advice] = wayOut.find(([says]) => says.test(error.message))!;
		return new EffectError(error.message, { ...error.details, advice }, { cause: error });
	}
	if (error.details.httpStatus !== 403) return error;
	const advice = 'Allow the restricted key to write Webhook Endpoints, or choose Register Webhook: By Hand.';
	return new EffectError('The Stripe key may not register webhooks', { ...error.details, advice }, { cause: error });
}
