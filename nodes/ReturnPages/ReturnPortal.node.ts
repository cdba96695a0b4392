import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { choicesOfNode, executeOperation, operationsOf, propertiesOf, type Resource } from '../shared/operation';
import { branchingVersion, outputsFor } from '../shared/operation/branches';
import * as makeLink from './actions/order/makeLink.operation';

const resources: Resource[] = [{ name: 'Order', value: 'order', default: 'makeLink', operations: [makeLink] }];
const operations = operationsOf(resources);

/** What leads to the pages for customers. */
export class ReturnPortal implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Return Portal',
		name: 'returnPortal',
		icon: { light: 'file:returnPortal.svg', dark: 'file:returnPortal.dark.svg' },
		group: ['transform'],
		version: [branchingVersion],
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Lead customers to their orders on the pages of the returns portal',
		defaults: { name: 'Return Portal' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: outputsFor({ 'order/makeLink': makeLink.branches }),
		credentials: [{ name: 'returnCaseApi', displayName: 'Return Case', required: true }],
		properties: [...choicesOfNode(resources, 'order'), ...propertiesOf(operations)],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const [resource, operation] = [this.getNodeParameter('resource', 0), this.getNodeParameter('operation', 0)];
		return await executeOperation(this, operations[resource][operation]);
	}
}
