import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { propertiesOf } from '../shared/operation';
import * as reconcile from './actions/record/reconcile.operation';

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
			'Compare refunds in the ERP, at the payment provider, in the shop and in the cases, and list what does not agree',
		defaults: { name: 'Return Reconciliation' },
		inputs:
			'={{ ($parameter.sources?.source ?? []).slice(0, 6).map((source, index) => ({ type: "main", displayName: source.name || "Source " + (index + 1) })) }}',
		requiredInputs: 1,
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Matched', 'Unmatched', 'Summary'],
		usableAsTool: true,
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: [{ name: 'Record', value: 'record' }],
				default: 'record',
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				displayOptions: { show: { resource: ['record'] } },
				options: [
					{
						name: 'Reconcile',
						value: 'reconcile',
						action: 'Reconcile records',
						description: 'Match the records of all inputs, and list every drift with its owner',
					},
				],
				default: 'reconcile',
			},
			...propertiesOf({ record: { reconcile } }),
		],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return reconcile.execute(this);
	}
}
