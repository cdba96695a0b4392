import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { choicesOfNode, operationsOf, propertiesOf, type Operation, type Resource } from '../shared/operation';
import * as findDuplicates from './actions/customer/findDuplicates.operation';
import * as report from './actions/month/report.operation';
import * as reconcile from './actions/record/reconcile.operation';

const resources: Array<Resource<Pick<Operation, 'option' | 'description' | 'asTool'>>> = [
	{ name: 'Customer', value: 'customer', default: 'findDuplicates', operations: [findDuplicates] },
	{ name: 'Month', value: 'month', default: 'report', operations: [report] },
	{ name: 'Record', value: 'record', default: 'reconcile', operations: [reconcile] },
];

const outputNames = {
	record: ['Matched', 'Unmatched', 'Summary', 'Closed'],
	month: ['Report'],
	customer: ['Duplicates'],
};

/** Compares what ERP, payment provider, shop and cases say about refunds. Pure: it reads its inputs, and changes nothing outside. */
export class ReturnReconciliation implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Return Reconciliation',
		name: 'returnReconciliation',
		icon: { light: 'file:returnReconciliation.svg', dark: 'file:returnReconciliation.dark.svg' },
		group: ['transform'],
		version: [1],
		subtitle: '={{ ($parameter["sources"].source ?? []).map((source) => source.name).join(", ") }}',
		description:
			'Compare refunds in the ERP, at the payment provider, in the shop and in the cases, list what does not agree, report a month, and find customers who are there twice',
		defaults: { name: 'Return Reconciliation' },
		inputs:
			'={{ ($parameter.sources?.source ?? []).slice(0, 10).map((source, index) => ({ type: "main", displayName: source.name || "Source " + (index + 1) })) }}',
		requiredInputs: 1,
		outputs: `={{ (${JSON.stringify(outputNames)}[$parameter.resource] ?? []).map((name) => ({ type: "main", displayName: name })) }}`,
		usableAsTool: true,
		properties: [...choicesOfNode(resources, 'record'), ...propertiesOf(operationsOf(resources))],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const resource = this.getNodeParameter('resource', 0) as keyof typeof outputNames;
		return await { customer: findDuplicates, month: report, record: reconcile }[resource].execute(this);
	}
}
