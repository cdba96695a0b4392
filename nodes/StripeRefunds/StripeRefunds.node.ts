import {
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	NodeConnectionTypes,
} from 'n8n-workflow';
import { executeOperation, propertiesOf } from '../shared/operation';
import { stripeTest } from './methods/credentialTest';
import { operations } from './operations';

/** Refunds through Stripe: each at most once, whatever fails or is repeated. */
export class StripeRefunds implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Stripe Refunds',
		name: 'stripeRefunds',
		icon: { light: 'file:stripeRefunds.svg', dark: 'file:stripeRefunds.dark.svg' },
		group: ['output'],
		version: [1],
		subtitle: '={{ $parameter.operation + ": " + $parameter.resource }}',
		description:
			'Pay returns back through Stripe, each refund at most once, and read payments, payouts, disputes and events',
		defaults: { name: 'Stripe Refunds' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [
			{ name: 'returnsStripeApi', displayName: 'Stripe', required: true, testedBy: 'stripeTest' },
			{ name: 'returnCaseApi', displayName: 'Return Case', required: false },
		],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Dispute', value: 'dispute' },
					{ name: 'Event', value: 'event' },
					{ name: 'Payment', value: 'payment' },
					{ name: 'Payout', value: 'payout' },
					{ name: 'Refund', value: 'refund' },
				],
				default: 'refund',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['refund'] } },
				options: [
					{
						name: 'Cancel',
						value: 'cancel',
						action: 'Cancel refund',
						description: 'Stop a refund that waits for the customer',
					},
					{
						name: 'Create',
						value: 'create',
						action: 'Create refund',
						description: 'Pay money back; a repeat finds the refund that was made',
					},
					{
						name: 'Find by Return',
						value: 'findByReturn',
						action: 'Find refunds by return',
						description: 'List the refunds that were made for a return',
					},
					{ name: 'Get', value: 'get', action: 'Get refund', description: 'Read a refund as Stripe has it now' },
					{
						name: 'Get Many',
						value: 'getMany',
						action: 'Get many refunds',
						description: 'List the refunds of the account or of a payment',
					},
					{
						name: 'Update',
						value: 'update',
						action: 'Update refund',
						description: 'Write IDs of other systems into a refund',
					},
				],
				default: 'create',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['payment'] } },
				options: [
					{
						name: 'Find',
						value: 'find',
						action: 'Find payment',
						description: 'Search the payment of an order whose ID in Stripe the shop does not know',
					},
					{
						name: 'Get',
						value: 'get',
						action: 'Get payment',
						description: 'Read what was paid, paid back, disputed, and can still be paid back',
					},
				],
				default: 'get',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['payout'] } },
				options: [
					{
						name: 'Get Many',
						value: 'getMany',
						action: 'Get many payouts',
						description: 'List what Stripe paid to the bank',
					},
					{
						name: 'Get Transactions',
						value: 'getTransactions',
						action: 'Get transactions of payout',
						description: 'Read what a payout is made of',
					},
				],
				default: 'getMany',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['dispute'] } },
				options: [
					{
						name: 'Get Many',
						value: 'getMany',
						action: 'Get many disputes',
						description: 'List payments that customers disputed with their bank',
					},
				],
				default: 'getMany',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['event'] } },
				options: [
					{
						name: 'Get Many',
						value: 'getMany',
						action: 'Get many events',
						description: 'List what happened in the last 30 days, to replay what was missed',
					},
				],
				default: 'getMany',
			},
			...propertiesOf(operations),
		],
	};

	methods = { credentialTest: { stripeTest } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const resource = this.getNodeParameter('resource', 0) as string;
		return await executeOperation(this, operations[resource][this.getNodeParameter('operation', 0) as string]);
	}
}
