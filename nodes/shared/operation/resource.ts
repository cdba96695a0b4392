import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import type { Operation } from './operation';

/** An operation, as far as the editor shows it. */
type Offered = Pick<Operation, 'option' | 'description' | 'asTool'>;

/** A resource as the editor offers it, with what can be done with it. */
export interface Resource<O extends Offered = Operation> extends INodePropertyOptions {
	value: string;
	/** The operation that is chosen at first. */
	default: string;
	operations: O[];
}

/** Every operation by resource and name, as n8n keeps them in workflows. */
export function operationsOf<O extends Offered>(resources: Array<Resource<O>>): Record<string, Record<string, O>> {
	return Object.fromEntries(
		resources.map(({ value, operations }) => [
			value,
			Object.fromEntries(operations.map((one) => [one.option.value, one])),
		]),
	);
}

/** What the editor lets choose, in the order of names: the resource (at first `chosen`), then its operation. */
export function choicesOfNode(resources: Array<Resource<Offered>>, chosen: string): INodeProperties[] {
	const choice = { type: 'options', noDataExpression: true } as const;
	const shown = resources.map(({ default: first, operations, ...option }) => {
		const operation: INodeProperties = {
			displayName: 'Operation',
			name: 'operation',
			...choice,
			displayOptions: { show: { resource: [option.value] } },
			options: byName(operations.map((one) => one.option)),
			default: first,
		};
		return { option, operation };
	});
	return [
		{
			displayName: 'Resource',
			name: 'resource',
			...choice,
			options: byName(shown.map(({ option }) => option)),
			default: chosen,
		},
		...shown.map(({ operation }) => operation),
	];
}

function byName(options: INodePropertyOptions[]): INodePropertyOptions[] {
	return options.sort((a, b) => a.name.localeCompare(b.name));
}
