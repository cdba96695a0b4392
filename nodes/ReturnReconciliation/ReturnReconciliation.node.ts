import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';
import { choicesOfNode, operationsOf, propertiesOf } from '../shared/operation';
import * as reconcile from './actions/record/reconcile.operation';

const resources = [{ name: 'Record', value: 'record', default: 'reconcile', operations: [reconcile] }];

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
			'={{ ($parameter.sources?.source ?? []).slice(0, 10).map((source, index) => ({ type: "main", displayName: source.name || "Source " + (index + 1) })) }}',
		requiredInputs: 1,
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main, NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Matched', 'Unmatched', 'Summary', 'Closed'],
		usableAsTool: true,
		properties: [...choicesOfNode(resources, 'record'), ...propertiesOf(operationsOf(resources))],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return reconcile.execute(this);
	}
}
