import {
	NodeOperationError,
	type IDataObject,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IRun,
	type ITriggerFunctions,
	type ITriggerResponse,
} from 'n8n-workflow';
import { openStoreOf, type CaseStore } from '../shared/store';
import type { Scope } from '../shared/store/channels';
import { brandsProperty, channelsProperty, scopeOf, storeToPublish } from '../shared/trigger';
import { toNodeError } from '../shared/operation';
import { testMark } from '../shared/trigger/webhook';
import { eventTypes, withoutSlash } from '../shared/model';
import { attend } from './trigger/attendance';
import { watchOverdue } from './trigger/overdueWatch';
import { itemOf, rulesOf, StepRunner } from './trigger/stepRunner';

/** Starts a flow for each step that waits under a name. */
export class ReturnCaseTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Return Case Trigger',
		name: 'returnCaseTrigger',
		icon: { light: 'file:returnCase.svg', dark: 'file:returnCase.dark.svg' },
		group: ['trigger'],
		version: [1],
		subtitle: '={{ $parameter["stepName"] }}',
		description:
			'Starts the flow when something happened to a return case, and again until the flow has recorded a result',
		defaults: { name: 'Return Case Trigger' },
		inputs: [],
		outputs:
			'={{ ($parameter.outputs === "perEvent" ? $parameter.events ?? [] : [""]).map((event) => ({ type: "main", displayName: event || undefined })) }}',
		credentials: [{ name: 'returnCaseApi', displayName: 'Return Case', required: true }],
		eventTriggerDescription: 'Waiting for something to happen to a return case',
		properties: [
			{
				displayName: 'Step Name',
				name: 'stepName',
				type: 'string',
				default: '',
				required: true,
				placeholder: 'e.g. Settle',
				description:
					'Names this step of the return. Steps wait under this name while the workflow is not published; triggers with the same name share the work.',
			},
			{
				displayName: 'Trigger On',
				name: 'events',
				type: 'multiOptions',
				options: eventTypes.map((type) => ({ name: type, value: type })),
				default: [],
				required: true,
				description: 'What must have happened to the case',
			},
			{
				displayName: 'Outputs',
				name: 'outputs',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'One for All', value: 'one' },
					{
						name: 'One for Each Event',
						value: 'perEvent',
						description: 'In the order of Trigger On, so that no Switch must tell them apart',
					},
				],
				default: 'one',
			},
			brandsProperty,
			channelsProperty,
			{
				displayName: 'Step Is Done',
				name: 'doneWhen',
				type: 'options',
				options: [
					{
						name: 'When a Result Is Recorded',
						value: 'recorded',
						description:
							'By the last node of this pack in the flow, or Return Case: Complete or No Action. For money and goods.',
					},
					{
						name: 'When the Flow Ends Without Error',
						value: 'flowEnds',
						description: 'For e-mails and other messages',
					},
				],
				default: 'recorded',
			},
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add option',
				default: {},
				options: [
					{
						displayName: 'Cases per Execution',
						name: 'batch',
						type: 'number',
						typeOptions: { minValue: 1, maxValue: 100 },
						default: 1,
						description: 'More than one is faster; a failure then makes n8n run the others again, each alone',
					},
					{
						displayName: 'Ended Returns',
						name: 'endedReturns',
						type: 'options',
						options: [
							{
								name: 'Need No Action',
								value: 'noAction',
								description:
									'A step that is only for a return that goes on ends by itself once the return was canceled, declined or has expired',
							},
							{ name: 'Start the Flow', value: 'start' },
						],
						default: 'noAction',
						description:
							'What becomes of steps of returns that have ended meanwhile: to decide them, to expect their goods, to book what came. Refunds that are due are never left out.',
					},
					{
						displayName: 'Executions at Once',
						name: 'atOnce',
						type: 'number',
						typeOptions: { minValue: 1, maxValue: 50 },
						default: 5,
					},
					{
						displayName: 'Longest Execution (Minutes)',
						name: 'holdMinutes',
						type: 'number',
						typeOptions: { minValue: 1 },
						default: 60,
						description: 'An execution that takes longer is taken for dead, and its step is tried again',
					},
					{
						displayName: 'Notice a Dead Execution After (Seconds)',
						name: 'leaseSeconds',
						type: 'number',
						typeOptions: { minValue: 10 },
						default: 60,
						description: 'When n8n was killed in the middle of a flow, its step is tried again after this time',
					},
					{
						displayName: 'Tries Before Stuck',
						name: 'maxAttempts',
						type: 'number',
						typeOptions: { minValue: 1, maxValue: 5000 },
						default: 20,
						description:
							'After this many failures a step waits for a person. Pauses grow up to 15 minutes: 20 tries last about three hours, 1500 two weeks.',
					},
				],
			},
		],
	};

	async trigger(this: ITriggerFunctions): Promise<ITriggerResponse> {
		const stepName = (this.getNodeParameter('stepName') as string).trim();
		const events = this.getNodeParameter('events') as string[];
		if (!stepName)
			throw new NodeOperationError(this.getNode(), 'The step has no name', {
				description: 'Set Step Name, e.g. "Settle".',
			});
		if (!events.length)
			throw new NodeOperationError(this.getNode(), 'The step is started by nothing', {
				description: 'Choose at least one event in Trigger On.',
			});
		const scope = scopeOf((name) => this.getNodeParameter(name, ''));
		const store = await open(this);
		if (this.getMode() === 'manual')
			return { manualTriggerFunction: async () => await emitSample(this, store, events, scope) };
		await storeToPublish(this);
		await store.steps.subscribe(stepName, events, {
			...scope,
			subscriber: `${this.getWorkflow().id}/${this.getNode().id}`,
		});
		const options = this.getNodeParameter('options', {}) as {
			batch?: number;
			endedReturns?: string;
			atOnce?: number;
			holdMinutes?: number;
			leaseSeconds?: number;
			maxAttempts?: number;
		};
		const { id: workflow = '' } = this.getWorkflow();
		const n8nUrl = addressOf(this);
		const leave = await attend(
			store,
			stepName,
			[this.getInstanceId(), workflow, this.getNode().id].join('/'),
			scope.brands,
			{ warn: (message) => this.logger.warn(message), log: (message) => this.logger.error(message) },
		);
		const runner = new StepRunner(
			{
				store,
				workflow,
				start: async (items, key) => {
					const done = this.helpers.createDeferredPromise<IRun>();
					const started = items.map((json) => ({ json: { ...json, n8nUrl } }));
					this.emit(outputsOf(this, started), undefined, done, `returns:${key}`);
					return await done.promise;
				},
				log: (message) => this.logger.error(message),
			},
			{
				stepName,
				brands: scope.brands,
				batch: options.batch ?? 1,
				atOnce: options.atOnce ?? 5,
				holdMs: (options.holdMinutes ?? 60) * 60_000,
				maxAttempts: options.maxAttempts ?? 20,
				leaseMs: (options.leaseSeconds ?? 60) * 1_000,
				skipMoot: options.endedReturns !== 'start',
				pollMs: 250,
				longestPollMs: 3_000,
				doneWhenFlowEnds: this.getNodeParameter('doneWhen') === 'flowEnds',
			},
		);
		runner.open();
		const stopWatching = watchOverdue(store, (message) => this.logger.error(message));
		return {
			closeFunction: async () => {
				runner.close();
				stopWatching();
				await leave();
			},
		};
	}
}

async function open(node: ITriggerFunctions): Promise<CaseStore> {
	try {
		return (await openStoreOf(node))!;
	} catch (error) {
		throw toNodeError(node.getNode(), error, 0);
	}
}

/** In the editor: the newest such event, without its step, so that nothing real is claimed or ended. */
async function emitSample(node: ITriggerFunctions, store: CaseStore, events: string[], scope: Scope): Promise<void> {
	const [sample] = await store.cases.sample(events, 1, scope);
	if (!sample)
		throw new NodeOperationError(node.getNode(), 'No such event has happened yet', {
			description: 'Open a case first, or pin an example to this node.',
		});
	const rules = await rulesOf(store, sample.case.brand);
	const json = { ...testMark(node), ...itemOf({ ...sample, name: '', attempt: 0 }, rules), n8nUrl: addressOf(node) };
	node.emit(outputsOf(node, [{ json }]));
}

/** All items by one output, or each by that of its event. */
function outputsOf(node: ITriggerFunctions, items: INodeExecutionData[]): INodeExecutionData[][] {
	if (node.getNodeParameter('outputs', 'one') !== 'perEvent') return [items];
	const events = node.getNodeParameter('events') as string[];
	return events.map((type) => items.filter(({ json }) => (json.event as IDataObject).type === type));
}

/** The address of this n8n, for links in e-mails: to its forms, say. */
function addressOf(node: ITriggerFunctions): string {
	return withoutSlash(node.getInstanceBaseUrl());
}
