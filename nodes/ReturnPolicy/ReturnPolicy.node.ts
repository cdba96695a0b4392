import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { outputsFor } from '../shared/operation/branches';
import { executeOperation } from '../shared/operation/operation';
import { propertiesOf } from '../shared/operation/propertiesOf';
import { choicesOfNode, operationsOf, type Resource } from '../shared/operation/resource';
import * as assess from './actions/abuse/assess.operation';
import * as evaluate from './actions/decision/evaluate.operation';
import * as sort from './actions/goods/sort.operation';
import * as compare from './actions/policy/compare.operation';
import * as backTest from './actions/policy/backTest.operation';
import * as check from './actions/policy/check.operation';
import * as getStarter from './actions/policy/getStarter.operation';
import * as calculate from './actions/refund/calculate.operation';

const resources: Resource[] = [
	{ name: 'Abuse', value: 'abuse', default: 'assess', operations: [assess] },
	{ name: 'Decision', value: 'decision', default: 'evaluate', operations: [evaluate] },
	{ name: 'Goods', value: 'goods', default: 'sort', operations: [sort] },
	{ name: 'Policy', value: 'policy', default: 'check', operations: [backTest, check, compare, getStarter] },
	{ name: 'Refund', value: 'refund', default: 'calculate', operations: [calculate] },
];
const operations = operationsOf(resources);

/** Decides returns by the brand's policy and works out refunds. Pure: it reads the item, and changes nothing outside. */
export class ReturnPolicy implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Return Policy',
		name: 'returnPolicy',
		icon: { light: 'file:returnPolicy.svg', dark: 'file:returnPolicy.dark.svg' },
		group: ['transform'],
		version: [1, 2],
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Decide returns by your policy and work out what is refunded',
		defaults: { name: 'Return Policy' },
		inputs: [NodeConnectionTypes.Main],
		outputs: outputsFor({ 'decision/evaluate': evaluate.branches }),
		usableAsTool: true,
		credentials: [{ name: 'returnCaseApi', displayName: 'Return Case', required: false }],
		properties: [...choicesOfNode(resources, 'decision'), ...propertiesOf(operations)],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const [resource, operation] = [
			this.getNodeParameter('resource', 0) as string,
			this.getNodeParameter('operation', 0) as string,
		];
		return await executeOperation(this, operations[resource][operation]);
	}
}
