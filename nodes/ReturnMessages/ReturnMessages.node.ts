import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { branchingVersion, outputsFor } from '../shared/operation/branches';
import { executeOperation } from '../shared/operation/operation';
import { propertiesOf } from '../shared/operation/propertiesOf';
import { choicesOfNode, operationsOf, type Resource } from '../shared/operation/resource';
import * as compose from './actions/message/compose.operation';
import * as preview from './actions/message/preview.operation';

const resources: Resource[] = [
	{ name: 'Message', value: 'message', default: 'compose', operations: [compose, preview] },
];
const operations = operationsOf(resources);

/** Writes what customers and staff are told, in their language and the brand's words. It sends nothing: any e-mail node does. */
export class ReturnMessages implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Return Messages',
		name: 'returnMessages',
		icon: { light: 'file:returnMessages.svg', dark: 'file:returnMessages.dark.svg' },
		group: ['transform'],
		version: [branchingVersion],
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Write what customers and staff are told of a return, in their language',
		defaults: { name: 'Return Messages' },
		inputs: [NodeConnectionTypes.Main],
		outputs: outputsFor({ 'message/compose': compose.branches }),
		usableAsTool: true,
		credentials: [{ name: 'returnCaseApi', displayName: 'Return Case', required: false }],
		properties: [...choicesOfNode(resources, 'message'), ...propertiesOf(operations)],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const [resource, operation] = [
			this.getNodeParameter('resource', 0) as string,
			this.getNodeParameter('operation', 0) as string,
		];
		return await executeOperation(this, operations[resource][operation]);
	}
}
