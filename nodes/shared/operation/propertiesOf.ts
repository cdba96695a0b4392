import type { INodeProperties } from 'n8n-workflow';
import type { Operation } from './operation';
import { withToolSwitch } from './tool';

/** The parameters of all operations, each shown for its resource and operation only. */
export function propertiesOf(
	operations: Record<string, Record<string, Pick<Operation, 'description' | 'asTool'>>>,
): INodeProperties[] {
	return Object.entries(operations).flatMap(([resource, ofResource]) =>
		Object.entries(ofResource).flatMap(([operation, { description, asTool }]) =>
			withToolSwitch(description, asTool).map((property) => ({
				...property,
				displayOptions: {
					...property.displayOptions,
					show: { resource: [resource], operation: [operation], ...property.displayOptions?.show },
				},
			})),
		),
	);
}
