import {
	NodeConnectionTypes,
	NodeOperationError,
	type IDataObject,
	type INodeType,
	type INodeTypeDescription,
	type IRun,
	type ITriggerFunctions,
	type ITriggerResponse,
} from 'n8n-workflow';
import { openStoreOf, type CaseStore } from '../shared/store';
import { toNodeError } from '../shared/operation';
import { testMark } from '../shared/trigger/webhook';
import { formAddress, ownerAddress } from '../shared/model';
import { composeAlarmMails, type AlarmLinks, type AlarmMail } from './alarmMail';
import { AlarmRunner } from './alarmRunner';

/** Starts a flow for each e-mail about what needs a person. */
export class ReturnAlarmTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Return Alarm Trigger',
		name: 'returnAlarmTrigger',
		icon: { light: 'file:returnAlarm.svg', dark: 'file:returnAlarm.dark.svg' },
		group: ['trigger'],
		version: [1],
		subtitle: 'what needs a person',
		description:
			'Starts the flow when something of the returns needs a person: with an e-mail for its owner, ready to be sent',
		defaults: { name: 'Return Alarm Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'returnCaseApi', displayName: 'Return Case', required: true }],
		eventTriggerDescription: 'Waiting for something that needs a person',
		properties: [
			{
				displayName:
					'What is stuck, held, paused, failed, unreadable or waits for a workflow that is not published is told within five minutes, and daily while it is open. Each e-mail counts as told when the flow ends without error.',
				name: 'about',
				type: 'notice',
				default: '',
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				options: [
					{
						displayName: 'Gather for (Seconds)',
						name: 'gatherSeconds',
						type: 'number',
						typeOptions: { minValue: 0, maxValue: 200 },
						default: 90,
						description: 'How long what is new waits for more of it, to be told in one e-mail',
					},
					{
						displayName: 'Paid by Hand Form',
						name: 'paidForm',
						type: 'string',
						default: 'returns/paid-by-hand',
						placeholder: 'e.g. returns/paid-by-hand',
						description: 'Path of the form in which finance says what it paid, or its whole address; blank for none',
					},
					{
						displayName: 'Replay Form',
						name: 'replayForm',
						type: 'string',
						default: 'returns/replay',
						placeholder: 'e.g. returns/replay',
						description: 'Path of the form that puts steps back into work, or its whole address; blank for none',
					},
				],
			},
		],
	};

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		const store = await open(this);
		const {
			gatherSeconds = 90,
			replayForm = 'returns/replay',
			paidForm = 'returns/paid-by-hand',
		} = this.getNodeParameter('options', {}) as { gatherSeconds?: number; replayForm?: string; paidForm?: string };
		const n8n = this.getInstanceBaseUrl();
		const links: AlarmLinks = { replay: formAddress(n8n, replayForm), paid: formAddress(n8n, paidForm) };
		if (this.getMode() === 'manual') return { manualTriggerFunction: async () => await emitSample(this, store, links) };
		await requireAddress(this, store);
		const runner = new AlarmRunner(
			{
				store,
				start: async (mail) => {
					const done = this.helpers.createDeferredPromise<IRun>();
					this.emit([[{ json: itemOf(mail) }]], undefined, done);
					return await done.promise;
				},
				log: (message) => this.logger.error(message),
			},
			{ gatherMs: gatherSeconds * 1_000, links },
		);
		runner.open();
		return { closeFunction: async () => runner.close() };
	}
}

async function open(node: ITriggerFunctions): Promise<CaseStore> {
	try {
		return (await openStoreOf(node))!;
	} catch (error) {
		throw toNodeError(node.getNode(), error, 0);
	}
}

/** Nobody would be told: better said before it matters. */
async function requireAddress(node: ITriggerFunctions, store: CaseStore): Promise<void> {
	const settings = await store.settings.get('default');
	const missing = [
		settings.sender ? '' : 'no sender (sender)',
		ownerAddress(settings, 'operator') ? '' : 'no address for alarms (owners.operator)',
	].filter(Boolean);
	if (missing.length)
		throw new NodeOperationError(node.getNode(), `Nobody could be told: the settings name ${missing.join(' and ')}`, {
			description: 'Save them with Return Case: Save Settings (template 01: Set Up), then publish again.',
		});
}

function itemOf(mail: AlarmMail): IDataObject {
	return { ...mail };
}

/** In the editor: what is open now, as it would be told; it does not count as told. */
async function emitSample(node: ITriggerFunctions, store: CaseStore, links: AlarmLinks): Promise<void> {
	const alarms = await store.alarms.open({ limit: 100 });
	const settings = await store.settings.get('default');
	const { mails } = composeAlarmMails(alarms, () => settings, links);
	if (!mails.length)
		throw new NodeOperationError(
			node.getNode(),
			alarms.length ? 'Nobody could be told: the settings name no sender or no address' : 'Nothing needs a person now',
			{ description: 'Pin an example to this node to try the flow.' },
		);
	node.emit([mails.map((mail) => ({ json: { ...testMark(node), ...itemOf(mail) } }))]);
}
