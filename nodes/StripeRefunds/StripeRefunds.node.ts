import {
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	NodeConnectionTypes,
} from 'n8n-workflow';
import { executeOperation, choicesOfNode, propertiesOf } from '../shared/operation';
import { stripeTest } from './methods/credentialTest';
import { operations, resources } from './operations';

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
		properties: [...choicesOfNode(resources, 'refund'), ...propertiesOf(operations)],
	};

	methods = { credentialTest: { stripeTest } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const resource = this.getNodeParameter('resource', 0) as string;
		return await executeOperation(this, operations[resource][this.getNodeParameter('operation', 0) as string]);
	}
}
