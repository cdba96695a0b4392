import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { choicesOfNode, executeOperation, operationsOf, propertiesOf, type Resource } from '../shared/operation';
import * as confirm from './actions/agent/confirm.operation';
import * as propose from './actions/agent/propose.operation';
import * as composeRecord from './actions/customer/composeRecord.operation';
import * as find from './actions/customer/find.operation';
import * as keepOrder from './actions/customer/keepOrder.operation';
import * as makeLink from './actions/desk/makeLink.operation';
import * as composeFields from './actions/form/composeFields.operation';
import * as readAnswers from './actions/form/readAnswers.operation';
import * as composeNote from './actions/ticket/composeNote.operation';
import * as describeStatus from './actions/ticket/describeStatus.operation';

const resources: Resource[] = [
	{ name: 'Agent', value: 'agent', default: 'propose', operations: [propose, confirm] },
	{ name: 'Customer', value: 'customer', default: 'find', operations: [composeRecord, find, keepOrder] },
	{ name: 'Desk', value: 'desk', default: 'makeLink', operations: [makeLink] },
	{ name: 'Form', value: 'form', default: 'composeFields', operations: [composeFields, readAnswers] },
	{ name: 'Ticket', value: 'ticket', default: 'composeNote', operations: [composeNote, describeStatus] },
];
const operations = operationsOf(resources);

/** What leads to the pages of the staff, and what they show for flows and agents. */
export class ReturnDesk implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Return Desk',
		name: 'returnDesk',
		icon: { light: 'file:returnDesk.svg', dark: 'file:returnDesk.dark.svg' },
		group: ['transform'],
		version: [1],
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description:
			'Lead staff who have signed in to n8n to the returns desk, make forms that ask about goods, look up customers, and write for tickets of a helpdesk',
		defaults: { name: 'Return Desk' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{ name: 'returnCaseApi', displayName: 'Return Case', required: true },
			{
				name: 'returnsSignedWebhookApi',
				displayName: 'Signed Webhook',
				required: true,
				displayOptions: { show: { operation: ['composeRecord'], sign: [true] } },
			},
		],
		properties: [...choicesOfNode(resources, 'desk'), ...propertiesOf(operations)],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const [resource, operation] = [this.getNodeParameter('resource', 0), this.getNodeParameter('operation', 0)];
		return await executeOperation(this, operations[resource][operation]);
	}
}
