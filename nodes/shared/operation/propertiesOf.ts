import { isDeepStrictEqual } from 'node:util';
import type { INodeProperties } from 'n8n-workflow';
import type { Operation } from './operation';
import { withToolSwitch } from './tool';

type Described = Pick<Operation, 'description' | 'asTool'>;

/**
 * The parameters of all operations, each shown for its resource and operations only. What several operations of a resource have alike is
 * one parameter: n8n goes through all of a node's parameters several times for each execution, whatever is shown of them.
 */
export function propertiesOf(operations: Record<string, Record<string, Described>>): INodeProperties[] {
	return Object.entries(operations).flatMap(([resource, ofResource]) => parametersOf(resource, ofResource));
}

/** Each operation's parameters stay in their order. */
function parametersOf(resource: string, operations: Record<string, Described>): INodeProperties[] {
	const merged: Array<{ property: INodeProperties; operations: string[] }> = [];
	for (const [operation, { description, asTool }] of Object.entries(operations)) {
		let last = -1;
		for (const property of withToolSwitch(description, asTool)) {
			const alike = merged.findIndex((one, index) => index > last && isDeepStrictEqual(one.property, property));
			if (alike >= 0) merged[alike].operations.push(operation);
			else merged.splice(last + 1, 0, { property, operations: [operation] });
			last = alike >= 0 ? alike : last + 1;
		}
	}
	return merged.map(({ property, operations: shown }) => ({
		...property,
		displayOptions: {
			...property.displayOptions,
			show: { resource: [resource], operation: shown, ...property.displayOptions?.show },
		},
	}));
}
