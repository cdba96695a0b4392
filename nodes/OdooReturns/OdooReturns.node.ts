import {
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	NodeConnectionTypes,
} from 'n8n-workflow';
import { executeOperation, propertiesOf } from '../shared/operation';
import { listSearch } from './methods/listSearch';
import { operations } from './operations';

/** A return in Odoo, from the order to the booked refund. Every document is made once, under a key of the case. */
export class OdooReturns implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Odoo Returns',
		name: 'odooReturns',
		icon: { light: 'file:odooReturns.svg', dark: 'file:odooReturns.dark.svg' },
		group: ['transform'],
		version: [1],
		subtitle: '={{ $parameter.operation + ": " + $parameter.resource }}',
		description:
			'Work on returns in Odoo: find the order, create the return, receive and sort goods, issue and settle the credit note',
		defaults: { name: 'Odoo Returns' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [
			{
				name: 'odooApiKeyApi',
				displayName: 'Odoo',
				required: true,
				displayOptions: { show: { authentication: ['odooApiKeyApi'] } },
			},
			{
				name: 'odooApi',
				displayName: 'Odoo',
				required: true,
				displayOptions: { show: { authentication: ['odooApi'] } },
			},
			{ name: 'returnCaseApi', displayName: 'Return Case', required: false },
		],
		properties: [
			{
				displayName: 'Authentication',
				name: 'authentication',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'API Key', value: 'odooApiKeyApi', description: 'Odoo 19 and later' },
					{
						name: 'Username and Password',
						value: 'odooApi',
						description: 'Odoo 14 to 18 (beta), or 19 with a password',
					},
				],
				default: 'odooApiKeyApi',
			},
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [
					{ name: 'Advanced', value: 'advanced', displayOptions: { hide: { '@tool': [true] } } },
					{ name: 'Change', value: 'change' },
					{ name: 'Credit Note', value: 'creditNote' },
					{ name: 'Exchange', value: 'exchange' },
					{ name: 'Good', value: 'goods' },
					{ name: 'Note', value: 'note' },
					{ name: 'Order', value: 'order' },
					{ name: 'POS Order', value: 'posOrder' },
					{ name: 'Return', value: 'return' },
					{ name: 'Set-Up', value: 'setUp' },
					{ name: 'Store Credit', value: 'storeCredit' },
				],
				default: 'order',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['advanced'] } },
				options: [
					{
						name: 'Advance Entry',
						value: 'advanceEntry',
						action: 'Advance journal entry',
						description: 'Post an invoice, credit note or entry, cancel it or reset it to draft',
					},
					{
						name: 'Advance Transfer',
						value: 'advanceTransfer',
						action: 'Advance transfer',
						description: 'Confirm, reserve, validate or cancel a transfer',
					},
					{
						name: 'Call Method',
						value: 'callMethod',
						action: 'Call method',
						description: 'Call any public method of any model, once for an operation key',
					},
					{
						name: 'Read Records',
						value: 'readRecords',
						action: 'Read records',
						description: 'Read fields of records of any model',
					},
					{
						name: 'Write Fields',
						value: 'writeFields',
						action: 'Write fields',
						description: 'Write fields of records of any model',
					},
				],
				default: 'readRecords',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['change'] } },
				options: [
					{
						name: 'Get Many',
						value: 'getMany',
						action: 'Get changes',
						description: 'Follow what was changed in Odoo, however much, and miss nothing',
					},
				],
				default: 'getMany',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['order'] } },
				options: [
					{
						name: 'Find',
						value: 'find',
						action: 'Find order',
						description: 'Read the order, what was delivered and what can still come back',
					},
					{
						name: 'Get Customer View',
						value: 'getCustomerView',
						action: 'Get customer view',
						description: 'Read all orders, invoices, payments, deliveries, returns and notes of a customer',
					},
					{
						name: 'Get Returnable Lines',
						value: 'getReturnableLines',
						action: 'Get returnable lines of an order',
						description: 'List what can come back, with prices, units and serial numbers',
					},
				],
				default: 'find',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['posOrder'] } },
				options: [
					{
						name: 'Find',
						value: 'find',
						action: 'Find POS order',
						description: 'Read a receipt of a register, and what can still come back',
					},
					{
						name: 'Refund',
						value: 'refund',
						action: 'Refund POS order',
						description: 'Give goods of a receipt back at its register: money, books and stock',
					},
				],
				default: 'find',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['return'] } },
				options: [
					{
						name: 'Cancel',
						value: 'cancel',
						action: 'Cancel return',
						description: 'Call off what has not come back yet',
					},
					{
						name: 'Create',
						value: 'create',
						action: 'Create return',
						description: 'Make the transfer that the goods come back on',
					},
					{
						name: 'Get',
						value: 'get',
						action: 'Get return',
						description: 'Read what is expected and what was received',
					},
					{ name: 'Get Many', value: 'getMany', action: 'Get many returns', description: 'List return transfers' },
					{
						name: 'Undo',
						value: 'undo',
						action: 'Undo return',
						description: 'Send received goods back to the customer in the books',
					},
				],
				default: 'create',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['goods'] } },
				options: [
					{
						name: 'Match Unidentified',
						value: 'matchUnidentified',
						action: 'Match unidentified parcel',
						description: 'Give the goods of a parcel that came without a case to a return',
					},
					{
						name: 'Receive',
						value: 'receive',
						action: 'Receive goods',
						description: 'Book what was counted; the rest stays open',
					},
					{
						name: 'Receive Unidentified',
						value: 'receiveUnidentified',
						action: 'Receive unidentified parcel',
						description: 'Book a parcel that nobody knows the return of',
					},
					{
						name: 'Sort',
						value: 'sort',
						action: 'Sort goods',
						description: 'Move inspected goods to stock, quarantine, refurbishing, vendor or scrap',
					},
				],
				default: 'receive',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['creditNote'] } },
				options: [
					{
						name: 'Issue',
						value: 'issue',
						action: 'Issue credit note',
						description: 'Credit a refund against the invoice, to the cent, and post it',
					},
					{
						name: 'Record Refund Payment',
						value: 'recordPayment',
						action: 'Record refund payment',
						description: 'Book the money that the payment provider sent back; moves no money',
					},
				],
				default: 'issue',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['note'] } },
				options: [
					{
						name: 'Add',
						value: 'add',
						action: 'Add note',
						description: 'Write an internal note on the order or the return',
					},
				],
				default: 'add',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['exchange'] } },
				options: [
					{
						name: 'Create',
						value: 'create',
						action: 'Create exchange',
						description: 'Order new goods for returned ones, and pay them with the credit note',
					},
				],
				default: 'create',
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
						description: 'Give a refund as gift card or eWallet, and book it against the credit note',
					},
				],
				default: 'issue',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['setUp'] } },
				options: [
					{
						name: 'Check',
						value: 'check',
						action: 'Check setup',
						description: 'List what returns need in Odoo and is missing, and what the user may not do; writes nothing',
					},
					{
						name: 'Install',
						value: 'install',
						action: 'Install setup',
						description: 'Make the missing locations, operation type and server actions, once',
					},
				],
				default: 'check',
			},
			...propertiesOf(operations),
		],
	};

	methods = { listSearch };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const resource = this.getNodeParameter('resource', 0) as string;
		return await executeOperation(this, operations[resource][this.getNodeParameter('operation', 0) as string]);
	}
}
