import {
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	NodeConnectionTypes,
} from 'n8n-workflow';
import { executeOperation, choicesOfNode, propertiesOf } from '../shared/operation';
import { shopifyTest } from './methods/credentialTest';
import { searchLocations } from './methods/listSearch';
import { operations, resources } from './operations';

/** Returns and Shopify Payments refunds in Shopify, each change made once. */
export class ShopifyReturns implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Shopify Returns',
		name: 'shopifyReturns',
		icon: { light: 'file:shopifyReturns.svg', dark: 'file:shopifyReturns.dark.svg' },
		group: ['output'],
		version: [1],
		subtitle: '={{ $parameter.operation + ": " + $parameter.resource }}',
		description:
			'Find orders, make and run returns, announce parcels, sort goods, change stock and pay back in Shopify',
		defaults: { name: 'Shopify Returns' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [
			{ name: 'returnsShopifyApi', displayName: 'Shopify', required: true, testedBy: 'shopifyTest' },
			{ name: 'returnCaseApi', displayName: 'Return Case', required: false },
		],
		properties: [...choicesOfNode(resources, 'return'), ...propertiesOf(operations)],
	};

	methods = { credentialTest: { shopifyTest }, listSearch: { searchLocations } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const resource = this.getNodeParameter('resource', 0) as string;
		return await executeOperation(this, operations[resource][this.getNodeParameter('operation', 0) as string]);
	}
}
