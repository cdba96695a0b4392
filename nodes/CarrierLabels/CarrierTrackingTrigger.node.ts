import {
	type IExecuteFunctions,
	type IHookFunctions,
	type INodeCredentialDescription,
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
import { choicesOf, connections, type FollowerName, type ParcelStatus } from '../shared/model';
import { openStoreOf } from '../shared/store/open';
import type { CaseStore } from '../shared/store/store';
import {
	addressOf,
	assertEvents,
	brandProperty,
	caseNotice,
	channelsProperty,
	isByHand,
	lookWhilePublished,
	providerWebhook,
	receiverOf,
	registrationProperty,
	rememberAddress,
	reported,
	storeToPublish,
	withoutStoreProperty,
	workflowOf,
} from '../shared/trigger';
import { followers } from './carriers';
import { credentialTestsOf, testOf } from './methods/credentialTest';
import { listened, type Listened } from './trigger/connect';
import { trackingLookout } from './trigger/look';
import { receive } from './trigger/receive';
import { isRegistered, register, unregister, type Place } from './trigger/registered';

const services = choicesOf(connections).filter(({ value }) => value in followers) as Array<{
	name: string;
	value: FollowerName;
}>;
const those = (which: (id: FollowerName) => unknown) => services.map(({ value }) => value).filter(which);

/** Those that can follow parcels of any carrier as well. */
const alsoOthers = those((id) => followers[id].track);
/** Those that tell of parcels by themselves. */
const telling = those((id) => followers[id].webhook);
/** Those whose credential no other node tests: they sell no labels. */
const notSelling = those((id) => connections[id].kind !== 'carrier');

const events: Array<{ name: string; value: ParcelStatus | 'first_scan'; description?: string }> = [
	{ name: 'Accepted', value: 'accepted', description: 'The carrier has taken the parcel over' },
	{ name: 'Available for Pickup', value: 'available_for_pickup' },
	{ name: 'Delivered', value: 'delivered', description: 'Of a return: it is at the warehouse' },
	{ name: 'Exception', value: 'exception', description: 'Something is wrong on the way; also a damaged parcel' },
	{
		name: 'First Scan',
		value: 'first_scan',
		description: 'The carrier has seen it for the first time, whatever it says then',
	},
	{ name: 'In Transit', value: 'in_transit' },
	{ name: 'Label Made', value: 'label_made', description: 'The carrier knows of it, and has not seen it' },
	{ name: 'Lost', value: 'lost' },
	{ name: 'Out for Delivery', value: 'out_for_delivery' },
	{ name: 'Returned to Sender', value: 'returned_to_sender', description: 'Of a return: it goes back to the customer' },
];

/** The credential of the chosen carrier service, and the case store's. */
const credentialSlots: INodeCredentialDescription[] = [
	...services.map(({ name, value }) => ({
		name: connections[value].credentials[0],
		displayName: name,
		required: true,
		...(notSelling.includes(value) && { testedBy: testOf(value) }),
		displayOptions: { show: { carrierService: [value] } },
	})),
	{
		name: 'returnCaseApi',
		displayName: 'Return Case',
		required: true,
		displayOptions: { show: { withoutCaseStore: [false] } },
	},
];

/** Starts a flow when a parcel moves; with a case store, the case knows it before the carrier service gets its answer. */
export class CarrierTrackingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Carrier Tracking Trigger',
		name: 'carrierTrackingTrigger',
		icon: { light: 'file:carrierLabels.svg', dark: 'file:carrierLabels.dark.svg' },
		group: ['trigger'],
		// The same node twice: for each call of a node of version 1 n8n evaluates an expression, which costs it more than all the rest
		// (docs/facts/n8n.md#a-nodes-version-decides-how-a-webhook-is-read).
		version: [1, 2],
		defaultVersion: 2,
		subtitle: '={{ $parameter.carrierService + ": " + $parameter.events.join(", ") }}',
		description: 'Starts the workflow when a parcel moves, arrives, is lost or goes back',
		eventTriggerDescription: 'Waiting for news of a parcel',
		activationMessage: 'This workflow now hears of parcels.',
		defaults: { name: 'Carrier Tracking Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: credentialSlots,
		webhooks: [providerWebhook],
		properties: [
			caseNotice(
				"With a Return Case credential each parcel's news are in its case before the carrier service gets its answer; repeats, and what comes late, start no flow.",
			),
			{
				displayName: 'Carrier Service',
				name: 'carrierService',
				type: 'options',
				noDataExpression: true,
				options: services,
				default: 'easypost',
				description: 'Who tells of parcels',
			},
			{
				displayName: 'Trigger On',
				name: 'events',
				type: 'multiOptions',
				required: true,
				options: events,
				default: ['first_scan', 'delivered', 'exception', 'lost', 'returned_to_sender'],
				description: 'What starts the workflow; cases learn the rest all the same',
			},
			{
				displayName: 'Follow Labels Made Elsewhere',
				name: 'followOthers',
				type: 'boolean',
				default: false,
				displayOptions: { show: { carrierService: alsoOthers } },
				description:
					'Whether parcels of labels that were recorded with Record Existing are asked for by their numbers each hour; the carrier service may charge for it',
			},
			withoutStoreProperty,
			brandProperty,
			channelsProperty,
			{
				...registrationProperty({
					automatic: 'When the workflow is published, with a secret of its own; needs the case store, which keeps it',
					manual: 'In the carrier service; put its secret into the credential as Webhook Secret',
				}),
				displayOptions: { show: { carrierService: telling } },
			},
		],
	};

	methods = { credentialTest: credentialTestsOf(notSelling) };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				await assertPossible(this);
				await storeToPublish(this);
				rememberAddress(this);
				if (hasNoWebhook(this)) return true;
				return await reported(this, async () => await isRegistered(...(await placeOf(this))));
			},
			async create(this: IHookFunctions): Promise<boolean> {
				await assertPossible(this);
				await storeToPublish(this);
				if (hasNoWebhook(this)) return true;
				await reported(this, async () => await register(...(await placeOf(this))));
				return true;
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				if (hasNoWebhook(this)) return true;
				await reported(this, async () => await unregister(...(await placeOf(this))));
				return true;
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receive(this);
	}

	/** While the workflow is published: looks for what no webhook said. */
	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		return await lookWhilePublished(this, trackingLookout);
	}

	/** What the webhook brought goes on: n8n would call `trigger` again in a test run, and forget it. */
	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [this.getInputData()];
	}
}

/** Whether there is none that n8n makes. */
function hasNoWebhook(hook: IHookFunctions): boolean {
	return isByHand(hook) || !followers[hook.getNodeParameter('carrierService') as FollowerName].webhook;
}

async function placeOf(hook: IHookFunctions): Promise<[store: CaseStore, at: Listened, place: Place]> {
	return [
		(await openStoreOf(hook))!,
		await listened(hook),
		{ receiver: receiverOf(hook), url: addressOf(hook), name: `n8n: ${workflowOf(hook)}` },
	];
}

/** A trigger that could not tell the carrier service's messages from forged ones must not be published. */
async function assertPossible(hook: IHookFunctions): Promise<void> {
	assertEvents(hook);
	const { byHand, name, service } = await listened(hook);
	const wrong = (message: string, description: string) =>
		new NodeOperationError(hook.getNode(), message, { description });
	const hasStore = !!hook.getNode().credentials?.returnCaseApi;
	if (!service.webhook && !hasStore)
		throw wrong(
			`${name} tells of no parcels by itself, and without a case store it is not known which ones to ask for`,
			'Choose a Return Case credential.',
		);
	if (!service.webhook) return;
	if (isByHand(hook)) {
		if (byHand.length) return;
		throw wrong(
			`The ${name} credential holds no webhook secret, so messages could not be verified`,
			`Make the webhook there (${service.webhook.byHand}), put its secret into Webhook Secret of the credential, and publish again; or choose Register Webhook: Automatically.`,
		);
	}
	if (!hasStore)
		throw wrong(
			'Without a case store nothing keeps the secret of the webhook',
			'Choose Register Webhook: By Hand, and put a secret of your own into the credential; or choose a Return Case credential.',
		);
}
