import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { executeOperation, choicesOfNode, propertiesOf } from '../shared/operation';
import { caseStoreTest } from './methods/credentialTest';
import { getPolicyNames, getPolicyVersions, getTimeZones } from './methods/loadOptions';
import { operations, resources } from './operations';

/** The case: open it, record what happened, look it up, end or replay its steps. */
export class ReturnCase implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Return Case',
		name: 'returnCase',
		icon: { light: 'file:returnCase.svg', dark: 'file:returnCase.dark.svg' },
		group: ['transform'],
		version: [1],
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Open return cases, record what happened to them, look them up and end their steps',
		defaults: { name: 'Return Case' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: `={{ $parameter["resource"] === "once" ? [{ type: "${NodeConnectionTypes.Main}", displayName: "First Time" }, { type: "${NodeConnectionTypes.Main}", displayName: "Already Done" }] : ["${NodeConnectionTypes.Main}"] }}`,
		credentials: [
			{ name: 'returnCaseApi', displayName: 'Return Case', required: true, testedBy: 'caseStoreTest' },
			{
				name: 'returnsSignedWebhookApi',
				displayName: 'Signed Webhook',
				required: true,
				displayOptions: {
					show: { resource: ['case'], operation: ['takeInRequest', 'takeInStatement', 'composeNotice'] },
					hide: { sign: [false], proof: ['checked'] },
				},
			},
		],
		properties: [...choicesOfNode(resources, 'case'), ...propertiesOf(operations)],
	};

	methods = { credentialTest: { caseStoreTest }, loadOptions: { getPolicyNames, getPolicyVersions, getTimeZones } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const resource = this.getNodeParameter('resource', 0);
		const operation = this.getNodeParameter('operation', 0);
		const output = await executeOperation(this, operations[resource][operation]);
		if (resource !== 'once') return output;
		const already = ({ json }: INodeExecutionData) => json.firstTime === false;
		return [output[0].filter((item) => !already(item)), output[0].filter(already)];
	}
}
