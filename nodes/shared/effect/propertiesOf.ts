import type { INodeProperties } from 'n8n-workflow';
import type { Operation } from './operation';

/** The parameters of all operations, each shown for its resource and operation only. */
export function propertiesOf(operations: Record<string, Record<string, Pick<Operation, 'description'>>>): INodeProperties[] {
	return Object.entries(operations).flatMap(([resource, ofResource]) =>
		Object.entries(ofResource).flatMap(([operation, { description }]) =>
			description.map((property) => ({
				...property,
				displayOptions: { ...property.displayOptions, show: { resource: [resource], operation: [operation], ...property.displayOptions?.show } },
			})),
		),
	);
}
