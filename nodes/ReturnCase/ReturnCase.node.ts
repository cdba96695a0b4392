import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { executeOperation, propertiesOf } from '../shared/operation';
import { caseStoreTest } from './methods/credentialTest';
import { getTimeZones } from './methods/loadOptions';
import { operations } from './operations';

/** The case: open it, record what happened, look it up, end or replay its steps. */
export class ReturnCase implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Return Case',
		name: 'returnCase',
		icon: { light: 'file:returnCase.svg', dark: 'file:returnCase.dark.svg' },
		group: ['transform'],
		version: [1],
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Open return cases, record what happened to them, look them up and end their steps',
		defaults: { name: 'Return Case' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: `={{ $parameter["resource"] === "once" ? [{ type: "${NodeConnectionTypes.Main}", displayName: "First Time" }, { type: "${NodeConnectionTypes.Main}", displayName: "Already Done" }] : ["${NodeConnectionTypes.Main}"] }}`,
		credentials: [{ name: 'returnCaseApi', displayName: 'Return Case', required: true, testedBy: 'caseStoreTest' }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Alarm', value: 'alarm' },
					{ name: 'Case', value: 'case' },
					{ name: 'Connection', value: 'connection' },
					{ name: 'Do Once', value: 'once' },
					{ name: 'Message', value: 'message' },
					{ name: 'Operator Log', value: 'operatorLog' },
					{ name: 'Setting', value: 'settings' },
					{ name: 'Step', value: 'step' },
					{ name: 'Stuck Step', value: 'stuckStep' },
				],
				default: 'case',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['alarm'] } },
				options: [
					{
						name: 'Close',
						value: 'close',
						action: 'Close alarm',
						description: 'Say that exceptions or failures are dealt with',
					},
					{
						name: 'Get Many',
						value: 'getMany',
						action: 'Get many alarms',
						description: 'Get what needs a person now, and why',
					},
					{
						name: 'Record Failure',
						value: 'recordFailure',
						action: 'Record failed execution',
						description: 'Keep what the Error Trigger of n8n tells as an alarm for the operator',
					},
				],
				default: 'getMany',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['case'] } },
				options: [
					{
						name: 'Ask Finance',
						value: 'askFinance',
						action: 'Ask finance to pay refund',
						description: 'Open an exception that asks finance to pay a refund by hand, with amount and reason',
					},
					{
						name: 'Decide Refund',
						value: 'decideRefund',
						action: 'Decide on held refund',
						description: 'Say what becomes of a refund that is held because somebody has refunded the order meanwhile',
					},
					{
						name: 'Describe',
						value: 'describe',
						action: 'Describe case for a person',
						description:
							'Get all that is needed to decide about a return, and what was decided by whom, as text for a form or an e-mail',
					},
					{
						name: 'Find by Reference',
						value: 'findByReference',
						action: 'Find case by reference',
						description: 'Find the case that carries an ID of another system',
					},
					{ name: 'Get', value: 'get', action: 'Get case', description: 'Get a case as it is now' },
					{
						name: 'Get Many',
						value: 'getMany',
						action: 'Get many cases',
						description: 'Get a list of cases, newest first',
					},
					{
						name: 'Open',
						value: 'open',
						action: 'Open case',
						description: 'Open a case for a return request, or find the one it opened before',
					},
					{
						name: 'Record Event',
						value: 'recordEvent',
						action: 'Record event',
						description: 'Record what happened to a case',
					},
					{
						name: 'Release Refund',
						value: 'releaseRefund',
						action: 'Release refund',
						description: 'Make refunds due, frozen as they are now',
					},
					{
						name: 'Settle by Hand',
						value: 'settleByHand',
						action: 'Settle refund by hand',
						description: 'Record that a person has paid a refund; moves no money',
					},
					{
						name: 'Take In Report',
						value: 'takeInReport',
						action: 'Take in report of warehouse',
						description: 'Record what a warehouse sent, and say what to answer when it is wrong',
					},
					{
						name: 'Timeline',
						value: 'timeline',
						action: 'Get timeline of case',
						description: 'Get the whole history of a case',
					},
					{
						name: 'Wait for Result',
						value: 'waitForResult',
						action: 'Wait for result of case',
						description: 'Wait some seconds until a case is approved, received, settled or has done a step',
					},
				],
				default: 'get',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['connection'] } },
				options: [
					{
						name: 'Get Many',
						value: 'getMany',
						action: 'Get many connections',
						description: 'Get the providers that were ever in trouble, and how they are',
					},
					{
						name: 'Get News',
						value: 'getNews',
						action: 'Get connection news',
						description: 'Get the connections paused or resumed since this was asked last, each once',
					},
					{
						name: 'Pause',
						value: 'pause',
						action: 'Pause connection',
						description: 'Let all steps of a provider wait until it is resumed',
					},
					{ name: 'Resume', value: 'resume', action: 'Resume connection', description: 'End a pause' },
				],
				default: 'getMany',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['message'] } },
				options: [
					{
						name: 'Get Many Unreadable',
						value: 'getManyUnreadable',
						action: 'Get many unreadable messages',
						description: 'Get what Shopify or Stripe sent and nobody could read, and why',
					},
					{
						name: 'Replay',
						value: 'replay',
						action: 'Replay unreadable messages',
						description: 'Let a trigger read unreadable messages again',
					},
				],
				default: 'getManyUnreadable',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['once'] } },
				options: [
					{ name: 'Do Once', value: 'do', action: 'Do once', description: 'Let an item pass the first time only' },
				],
				default: 'do',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['operatorLog'] } },
				options: [
					{
						name: 'Get Many',
						value: 'getMany',
						action: 'Get many log entries',
						description: 'Get who replayed, released, paused, resumed, handed over and saved settings',
					},
				],
				default: 'getMany',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['settings'] } },
				options: [
					{ name: 'Get', value: 'get', action: 'Get settings', description: 'Get the settings of a brand' },
					{ name: 'Save', value: 'save', action: 'Save settings', description: 'Save the settings of a brand' },
				],
				default: 'get',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['step'] } },
				options: [
					{
						name: 'Complete',
						value: 'complete',
						action: 'Complete step',
						description: 'End the step that started this flow',
					},
					{
						name: 'Get Unserved',
						value: 'getUnserved',
						action: 'Get unserved steps',
						description: 'Get the step names with open steps that no published trigger has',
					},
					{
						name: 'Hand Over',
						value: 'handOver',
						action: 'Hand over steps',
						description: 'Give the steps of a name that no published trigger has to another name',
					},
					{
						name: 'Hold',
						value: 'hold',
						action: 'Hold step',
						description: 'Set the step aside until somebody releases it',
					},
					{
						name: 'No Action',
						value: 'noAction',
						action: 'Complete step without action',
						description: 'End the step and keep the reason why nothing was done',
					},
					{
						name: 'Retire',
						value: 'retire',
						action: 'Retire step',
						description: 'Make no more steps of a name that no trigger uses',
					},
				],
				default: 'complete',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['stuckStep'] } },
				options: [
					{
						name: 'Get Many',
						value: 'getMany',
						action: 'Get many stuck steps',
						description: 'Get the steps that wait for a person, and why',
					},
					{
						name: 'Release',
						value: 'release',
						action: 'Release held step',
						description: 'Put a step that was held on purpose back into work',
					},
					{
						name: 'Replay',
						value: 'replay',
						action: 'Replay stuck steps',
						description: 'Put stuck steps back into work',
					},
				],
				default: 'getMany',
			},
			...propertiesOf(operations),
		],
	};

	methods = { credentialTest: { caseStoreTest }, loadOptions: { getTimeZones } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const resource = this.getNodeParameter('resource', 0);
		const operation = this.getNodeParameter('operation', 0);
		const output = await executeOperation(this, operations[resource][operation]);
		if (resource !== 'once') return output;
		const already = ({ json }: INodeExecutionData) => json.firstTime === false;
		return [output[0].filter((item) => !already(item)), output[0].filter(already)];
	}
}
