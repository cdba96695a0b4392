import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { executeOperation, type Operation } from '../shared/operation/operation';
import { propertiesOf } from '../shared/operation/propertiesOf';
import * as evaluate from './actions/decision/evaluate.operation';
import * as calculate from './actions/refund/calculate.operation';

const operations: Record<string, Record<string, Operation>> = {
	decision: { evaluate },
	refund: { calculate },
};

/** Decides returns by the brand's policy and works out refunds. Pure: it reads the item, and changes nothing outside. */
export class ReturnPolicy implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Return Policy',
		name: 'returnPolicy',
		icon: { light: 'file:returnPolicy.svg', dark: 'file:returnPolicy.dark.svg' },
		group: ['transform'],
		version: [1],
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Decide returns by your policy and work out what is refunded',
		defaults: { name: 'Return Policy' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [{ name: 'returnCaseApi', displayName: 'Return Case', required: false }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Decision', value: 'decision' },
					{ name: 'Refund', value: 'refund' },
				],
				default: 'decision',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['decision'] } },
				options: [
					{
						name: 'Evaluate',
						value: 'evaluate',
						action: 'Evaluate a return',
						description: 'Say by the policy whether a return is approved, declined or looked at by a person',
					},
				],
				default: 'evaluate',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['refund'] } },
				options: [
					{
						name: 'Calculate',
						value: 'calculate',
						action: 'Calculate a refund',
						description: 'Work out what is owed to the customer now, line by line',
					},
				],
				default: 'calculate',
			},
			...propertiesOf(operations),
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const [resource, operation] = [
			this.getNodeParameter('resource', 0) as string,
			this.getNodeParameter('operation', 0) as string,
		];
		return await executeOperation(this, operations[resource][operation]);
	}
}
