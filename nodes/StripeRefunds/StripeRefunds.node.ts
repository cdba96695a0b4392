import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { executeOperation, shownFor, type Operation } from '../shared/effect';
import * as create from './actions/refund/create.operation';
import * as findByReturn from './actions/refund/findByReturn.operation';
import * as get from './actions/refund/get.operation';

const operations: Record<string, Operation> = { 'refund.create': create, 'refund.get': get, 'refund.findByReturn': findByReturn };

/** Refunds through Stripe: each at most once, whatever fails or is repeated. */
export class StripeRefunds implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Stripe Refunds',
		name: 'stripeRefunds',
		icon: { light: 'file:stripeRefunds.svg', dark: 'file:stripeRefunds.dark.svg' },
		group: ['output'],
		version: [1],
		subtitle: '={{ $parameter.operation + ": " + $parameter.resource }}',
		description: 'Pay returns back through Stripe, each refund at most once',
		defaults: { name: 'Stripe Refunds' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [
			{ name: 'returnsStripeApi', required: true },
			{ name: 'returnCaseApi', required: false },
		],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [{ name: 'Refund', value: 'refund' }],
				default: 'refund',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['refund'] } },
				options: [
					{ name: 'Create', value: 'create', action: 'Create refund', description: 'Pay money back; a repeat finds the refund that was made' },
					{ name: 'Find by Return', value: 'findByReturn', action: 'Find refunds by return', description: 'List the refunds that were made for a return' },
					{ name: 'Get', value: 'get', action: 'Get refund', description: 'Read a refund as Stripe has it now' },
				],
				default: 'create',
			},
			...shownFor('refund', 'create', create.description),
			...shownFor('refund', 'get', get.description),
			...shownFor('refund', 'findByReturn', findByReturn.description),
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = `${this.getNodeParameter('resource', 0) as string}.${this.getNodeParameter('operation', 0) as string}`;
		return await executeOperation(this, operations[operation]);
	}
}
