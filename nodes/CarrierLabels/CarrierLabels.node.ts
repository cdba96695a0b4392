import {
	type INodeCredentialDescription,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	NodeConnectionTypes,
} from 'n8n-workflow';
import { choicesOf, connections, type CarrierName } from '../shared/model';
import { executeOperation, choicesOfNode, propertiesOf } from '../shared/operation';
import { carriers } from './carriers';
import { credentialTests, testOf } from './methods/credentialTest';
import { operations, resources } from './operations';

const services = choicesOf(connections).filter(({ value }) => value in carriers) as Array<{
	name: string;
	value: CarrierName;
}>;

/** What needs no account at a carrier service. */
const asksNobody = { operation: ['recordExisting'] };

/** The credential of the chosen carrier service, and the case store's. */
const credentialSlots: INodeCredentialDescription[] = [
	...services.map(({ name, value }) => ({
		name: connections[value].credentials[0],
		displayName: name,
		required: true,
		testedBy: testOf(value),
		displayOptions: { show: { carrierService: [value] }, hide: asksNobody },
	})),
	{ name: 'returnCaseApi', displayName: 'Return Case', required: false },
];

/** Return labels: each bought at most once, whatever fails or is repeated. */
export class CarrierLabels implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Carrier Labels',
		name: 'carrierLabels',
		icon: { light: 'file:carrierLabels.svg', dark: 'file:carrierLabels.dark.svg' },
		group: ['output'],
		version: [1],
		subtitle: '={{ $parameter.operation + ": " + $parameter.resource }}',
		description: 'Buy return labels from carriers, each at most once, fetch their files, and give unused ones back',
		defaults: { name: 'Carrier Labels' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: credentialSlots,
		properties: [
			{
				displayName: 'Carrier Service',
				name: 'carrierService',
				type: 'options',
				noDataExpression: true,
				options: services,
				default: 'easypost',
				displayOptions: { hide: asksNobody },
				description: 'Who sells the label',
			},
			...choicesOfNode(resources, 'returnLabel'),
			...propertiesOf(operations),
		],
	};

	methods = { credentialTest: credentialTests };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const resource = this.getNodeParameter('resource', 0) as string;
		return await executeOperation(this, operations[resource][this.getNodeParameter('operation', 0) as string]);
	}
}
