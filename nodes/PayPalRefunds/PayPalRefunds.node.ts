import {
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	NodeConnectionTypes,
} from 'n8n-workflow';
import { choicesOfNode, executeOperation, propertiesOf } from '../shared/operation';
import { paypalTest } from './methods/credentialTest';
import { operations, resources } from './operations';

/** Refunds through PayPal: each at most once, whatever fails or is repeated. */
export class PayPalRefunds implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'PayPal Refunds',
		name: 'payPalRefunds',
		icon: { light: 'file:payPalRefunds.svg', dark: 'file:payPalRefunds.dark.svg' },
		group: ['output'],
		version: [1],
		subtitle: '={{ $parameter.operation + ": " + $parameter.resource }}',
		description: 'Pay returns back through PayPal, each refund at most once, and read payments',
		defaults: { name: 'PayPal Refunds' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: [
			{ name: 'returnsPayPalApi', displayName: 'PayPal', required: true, testedBy: 'paypalTest' },
			{ name: 'returnCaseApi', displayName: 'Return Case', required: false },
		],
		properties: [...choicesOfNode(resources, 'refund'), ...propertiesOf(operations)],
	};

	methods = { credentialTest: { paypalTest } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const resource = this.getNodeParameter('resource', 0) as string;
		return await executeOperation(this, operations[resource][this.getNodeParameter('operation', 0) as string]);
	}
}
