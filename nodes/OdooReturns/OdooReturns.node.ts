import {
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	NodeConnectionTypes,
} from 'n8n-workflow';
import { executeOperation, choicesOfNode, propertiesOf } from '../shared/operation';
import { listSearch } from './methods/listSearch';
import { operations, resources } from './operations';
import { authenticationProperty } from './authenticationProperty';

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
		properties: [authenticationProperty, ...choicesOfNode(resources, 'order'), ...propertiesOf(operations)],
	};

	methods = { listSearch };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const resource = this.getNodeParameter('resource', 0) as string;
		return await executeOperation(this, operations[resource][this.getNodeParameter('operation', 0) as string]);
	}
}
