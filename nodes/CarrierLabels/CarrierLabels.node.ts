import {
	type INodeCredentialDescription,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	NodeConnectionTypes,
} from 'n8n-workflow';
import { choicesOf, connections, type CarrierName } from '../shared/model';
import { executeOperation, propertiesOf } from '../shared/operation';
import { carriers } from './carriers';
import { credentialTests, testOf } from './methods/credentialTest';
import { operations } from './operations';

const services = choicesOf(connections).filter(({ value }) => value in carriers) as Array<{
	name: string;
	value: CarrierName;
}>;

/** The credential of the chosen carrier service, and the case store's. */
const credentialSlots: INodeCredentialDescription[] = [
	...services.map(({ name, value }) => ({
		name: connections[value].credentials[0],
		displayName: name,
		required: true,
		testedBy: testOf(value),
		displayOptions: { show: { carrierService: [value] } },
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
				description: 'Who sells the label',
			},
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [{ name: 'Return Label', value: 'returnLabel' }],
				default: 'returnLabel',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['returnLabel'] } },
				options: [
					{
						name: 'Create',
						value: 'create',
						action: 'Create return label',
						description: 'Buy a label; a repeat finds the label that was bought',
					},
					{
						name: 'Download',
						value: 'download',
						action: 'Download return label',
						description: "Attach the label's file to the item",
					},
					{
						name: 'Void',
						value: 'void',
						action: 'Void return label',
						description: 'Give unused labels back; one that the carrier has scanned is left alone',
					},
				],
				default: 'create',
			},
			...propertiesOf(operations),
		],
	};

	methods = { credentialTest: credentialTests };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const resource = this.getNodeParameter('resource', 0) as string;
		return await executeOperation(this, operations[resource][this.getNodeParameter('operation', 0) as string]);
	}
}
