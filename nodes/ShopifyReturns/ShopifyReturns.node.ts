import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { executeOperation, shownFor, type Operation } from '../shared/effect';
import * as refundCreate from './actions/refund/create.operation';
import * as refundGet from './actions/refund/get.operation';
import * as approve from './actions/return/approve.operation';
import * as close from './actions/return/close.operation';
import * as decline from './actions/return/decline.operation';
import * as get from './actions/return/get.operation';
import * as processReturn from './actions/return/process.operation';

const operations: Record<string, Operation> = {
	'return.approve': approve, 'return.close': close, 'return.decline': decline, 'return.get': get, 'return.process': processReturn,
	'refund.create': refundCreate, 'refund.get': refundGet,
};

/** Returns and Shopify Payments refunds in Shopify, each change made once. */
export class ShopifyReturns implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Shopify Returns',
		name: 'shopifyReturns',
		icon: { light: 'file:shopifyReturns.svg', dark: 'file:shopifyReturns.dark.svg' },
		group: ['output'],
		version: [1],
		subtitle: '={{ $parameter.operation + ": " + $parameter.resource }}',
		description: 'Approve, decline, process and close returns in Shopify, and pay back what Shopify Payments took',
		defaults: { name: 'Shopify Returns' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [
			{ name: 'returnsShopifyApi', required: true },
			{ name: 'returnCaseApi', required: false },
		],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Refund', value: 'refund' },
					{ name: 'Return', value: 'return' },
				],
				default: 'return',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['return'] } },
				options: [
					{ name: 'Approve', value: 'approve', action: 'Approve return', description: 'Approve a requested return' },
					{ name: 'Close', value: 'close', action: 'Close return', description: 'Close an open return when nothing more is to come' },
					{ name: 'Decline', value: 'decline', action: 'Decline return', description: 'Decline a requested return, with the reason' },
					{ name: 'Get', value: 'get', action: 'Get return', description: 'Read a return with its order, customer and payments' },
					{ name: 'Process', value: 'process', action: 'Process return', description: 'Tell Shopify what came back and where it went, without money' },
				],
				default: 'get',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['refund'] } },
				options: [
					{ name: 'Create', value: 'create', action: 'Create refund', description: 'Pay money back through Shopify Payments; a repeat finds the refund that was made' },
					{ name: 'Get', value: 'get', action: 'Get refund', description: 'Read a refund as Shopify has it now' },
				],
				default: 'create',
			},
			...shownFor('return', 'approve', approve.description),
			...shownFor('return', 'close', close.description),
			...shownFor('return', 'decline', decline.description),
			...shownFor('return', 'get', get.description),
			...shownFor('return', 'process', processReturn.description),
			...shownFor('refund', 'create', refundCreate.description),
			...shownFor('refund', 'get', refundGet.description),
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const operation = `${this.getNodeParameter('resource', 0) as string}.${this.getNodeParameter('operation', 0) as string}`;
		return await executeOperation(this, operations[operation]);
	}
}
