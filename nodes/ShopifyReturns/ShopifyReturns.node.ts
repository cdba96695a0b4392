import {
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	NodeConnectionTypes,
} from 'n8n-workflow';
import { executeOperation, propertiesOf } from '../shared/operation';
import { shopifyTest } from './methods/credentialTest';
import { searchLocations } from './methods/listSearch';
import { operations } from './operations';

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
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Disposition', value: 'disposition' },
					{ name: 'Gift Card', value: 'giftCard' },
					{ name: 'Inventory', value: 'inventory' },
					{ name: 'Order', value: 'order' },
					{ name: 'Refund', value: 'refund' },
					{ name: 'Return', value: 'return' },
					{ name: 'Reverse Delivery', value: 'reverseDelivery' },
					{ name: 'Settlement', value: 'settlement' },
					{ name: 'Store Credit', value: 'storeCredit' },
				],
				default: 'return',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['disposition'] } },
				options: [
					{
						name: 'Dispose',
						value: 'dispose',
						action: 'Dispose returned goods',
						description: 'Tell Shopify where returned goods went',
					},
				],
				default: 'dispose',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['giftCard'] } },
				options: [
					{
						name: 'Create',
						value: 'create',
						action: 'Create gift card',
						description: 'Give a gift card; a repeat finds the one that was made',
					},
				],
				default: 'create',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['inventory'] } },
				options: [
					{
						name: 'Adjust',
						value: 'adjust',
						action: 'Adjust inventory',
						description: 'Add to or take from the stock at a location',
					},
					{
						name: 'Move',
						value: 'move',
						action: 'Move inventory',
						description: 'Move stock between quantities, e.g. from quality control to available',
					},
					{ name: 'Set', value: 'set', action: 'Set inventory', description: 'Set the stock at a location outright' },
				],
				default: 'adjust',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['order'] } },
				options: [
					{
						name: 'Annotate',
						value: 'annotate',
						action: 'Annotate order',
						description: 'Write the case reference into a metafield of the order',
					},
					{
						name: 'Find',
						value: 'find',
						action: 'Find order',
						description: 'Find an order by number and e-mail, compared exactly',
					},
					{
						name: 'Get',
						value: 'get',
						action: 'Get order',
						description: 'Read an order with its lines, deliveries and payments',
					},
					{
						name: 'Get Returnable Items',
						value: 'getReturnableItems',
						action: 'Get returnable items of order',
						description: 'Read what of an order can still come back',
					},
					{
						name: 'Preview Refund',
						value: 'previewRefund',
						action: 'Preview refund of order',
						description: 'Ask Shopify what a return would give back',
					},
					{ name: 'Tag', value: 'tag', action: 'Tag order', description: 'Add tags to an order' },
				],
				default: 'find',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['refund'] } },
				options: [
					{
						name: 'Create',
						value: 'create',
						action: 'Create refund',
						description: 'Pay money back through Shopify Payments; a repeat finds the refund that was made',
					},
					{ name: 'Get', value: 'get', action: 'Get refund', description: 'Read a refund as Shopify has it now' },
				],
				default: 'create',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['return'] } },
				options: [
					{ name: 'Approve', value: 'approve', action: 'Approve return', description: 'Approve a requested return' },
					{
						name: 'Cancel',
						value: 'cancel',
						action: 'Cancel return',
						description: 'Cancel a return of which nothing was processed yet',
					},
					{
						name: 'Close',
						value: 'close',
						action: 'Close return',
						description: 'Close an open return when nothing more is to come',
					},
					{
						name: 'Create',
						value: 'create',
						action: 'Create return',
						description: 'Make an open return, with exchange lines and fees',
					},
					{
						name: 'Decline',
						value: 'decline',
						action: 'Decline return',
						description: 'Decline a requested return, with the reason',
					},
					{
						name: 'Get',
						value: 'get',
						action: 'Get return',
						description: 'Read a return with its order, customer and payments',
					},
					{
						name: 'Get Many',
						value: 'getMany',
						action: 'Get many returns',
						description: 'List returns by status and time',
					},
					{
						name: 'Process',
						value: 'process',
						action: 'Process return',
						description: 'Tell Shopify what came back and where it went, without money',
					},
					{
						name: 'Remove Items',
						value: 'removeItems',
						action: 'Remove items of return',
						description: 'Take pieces out of a return that will not come back',
					},
					{ name: 'Reopen', value: 'reopen', action: 'Reopen return', description: 'Open a closed return again' },
					{
						name: 'Request',
						value: 'request',
						action: 'Request return',
						description: 'Ask for a return, which then waits for approval',
					},
				],
				default: 'get',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['reverseDelivery'] } },
				options: [
					{
						name: 'Create',
						value: 'create',
						action: 'Create reverse delivery',
						description: "Announce the customer's parcel, with label and tracking",
					},
					{
						name: 'Update',
						value: 'update',
						action: 'Update reverse delivery',
						description: 'Change tracking or label of an announced parcel',
					},
				],
				default: 'create',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['settlement'] } },
				options: [
					{
						name: 'Get Transactions',
						value: 'getTransactions',
						action: 'Get transactions of settlement',
						description: 'List what moved on the Shopify Payments balance',
					},
				],
				default: 'getTransactions',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['storeCredit'] } },
				options: [
					{
						name: 'Issue',
						value: 'issue',
						action: 'Issue store credit',
						description: 'Give a customer store credit; a repeat finds the credit that was given',
					},
				],
				default: 'issue',
			},
			...propertiesOf(operations),
		],
	};

	methods = { credentialTest: { shopifyTest }, listSearch: { searchLocations } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const resource = this.getNodeParameter('resource', 0) as string;
		return await executeOperation(this, operations[resource][this.getNodeParameter('operation', 0) as string]);
	}
}
