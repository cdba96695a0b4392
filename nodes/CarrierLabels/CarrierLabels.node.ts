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
import { all } from './setUp/checkCarriers';
import { byRules } from './actions/returnLabel/carrierRules';
import { seller } from './labels/labelsOf';
import { credentialTestsOf, testOf } from './methods/credentialTest';
import { operations, resources } from './operations';

const services = choicesOf(connections).filter(({ value }) => value in carriers) as Array<{
	name: string;
	value: CarrierName;
}>;

/** Of whom a label is bought. */
const sellers = [
	{ name: 'By Rules', value: byRules, description: 'The first that your rules name and that sells a label' },
	...services,
];

/** Operations about labels that were bought, and who is asked then. */
const aboutLabels = ['download', 'get', 'getRefundStatus', 'void'];
const askedOfLabel = [
	...services,
	{ name: 'Whoever Sold It', value: seller, description: 'As the case knows; for labels that were bought by rules' },
];

/** Operations about pickups that were ordered. */
const aboutPickups = ['cancelPickup'];
const askedOfPickup = [...services, { name: 'Whoever Was Asked', value: seller, description: 'As the case knows' }];

/** Operations about the accounts themselves. */
const aboutAccounts = ['check'];
const looksAt = [
	{ name: 'All With a Credential', value: all, description: 'Every one that this node has a credential of' },
	...services,
];

/** What needs no account at a carrier service. */
const asksNobody = { operation: ['recordExisting'] };

/** The credential of the chosen carrier service, and the case store's. */
const credentialSlots: INodeCredentialDescription[] = [
	...services.map(({ name, value }) => ({
		name: connections[value].credentials[0],
		displayName: name,
		// By rules several are asked, and only those that are named need one: transport/carrierOf.ts says which is missing.
		required: false,
		testedBy: testOf(value),
		displayOptions: { show: { carrierService: [value, byRules, seller, all] }, hide: asksNobody },
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
				displayOptions: {
					hide: { operation: ['create', 'recordExisting', ...aboutLabels, ...aboutPickups, ...aboutAccounts] },
				},
				description: 'Who is asked',
			},
			{
				displayName: 'Carrier Service',
				name: 'carrierService',
				type: 'options',
				noDataExpression: true,
				options: askedOfLabel,
				default: 'easypost',
				displayOptions: { show: { operation: aboutLabels } },
				description: 'Who sold the label',
			},
			{
				displayName: 'Carrier Service',
				name: 'carrierService',
				type: 'options',
				noDataExpression: true,
				options: askedOfPickup,
				default: seller,
				displayOptions: { show: { operation: aboutPickups } },
				description: 'Of whom the pickup was ordered',
			},
			{
				displayName: 'Carrier Service',
				name: 'carrierService',
				type: 'options',
				noDataExpression: true,
				options: sellers,
				default: 'easypost',
				displayOptions: { show: { operation: ['create'] } },
				description: 'Who sells the label',
			},
			{
				displayName: 'Carrier Service',
				name: 'carrierService',
				type: 'options',
				noDataExpression: true,
				options: looksAt,
				default: 'all',
				displayOptions: { show: { operation: aboutAccounts } },
				description: 'Whose set-up is looked at',
			},
			...choicesOfNode(resources, 'returnLabel'),
			...propertiesOf(operations),
		],
	};

	methods = { credentialTest: credentialTestsOf(services.map(({ value }) => value)) };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const resource = this.getNodeParameter('resource', 0) as string;
		return await executeOperation(this, operations[resource][this.getNodeParameter('operation', 0) as string]);
	}
}
