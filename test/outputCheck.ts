import { isDeepStrictEqual } from 'node:util';
import type { IDataObject, INode, INodeExecutionData, INodeType } from 'n8n-workflow';
import type { z } from 'zod';
import { asGiven, operationFiles, outputOf } from '../gulp/outputSchema';

/* What an operation says of its output is held to what really comes out, wherever a test runs a node. */

const outputs = new Map<string, z.AnyZodObject>();
const files = operationFiles();

/** The output of an operation, so that it takes nothing that is not named; undefined for nodes of others, and for triggers. */
function outputFor(node: string, { resource, operation }: INode['parameters']): z.AnyZodObject | undefined {
	const key = `${node}/${String(resource)}/${String(operation)}`;
	const file = files.find((one) => `${one.node}/${one.resource}/${one.operation}` === key);
	const output = file && outputOf(file);
	if (output && !outputs.has(key)) outputs.set(key, asGiven(output) as z.AnyZodObject);
	return outputs.get(key);
}

/**
 * Throws when items of a node are not as the operation's `output` says. What an item passes on from its input is not the operation's;
 * an item that tells of an error is none of its output.
 */
export function assertOutput(
	type: INodeType,
	node: INode,
	items: INodeExecutionData[],
	input: INodeExecutionData[],
): void {
	const output = outputFor(type.constructor.name, node.parameters);
	if (!output) return;
	for (const { json, pairedItem } of items) {
		if (json.error !== undefined && node.onError) continue;
		const from = (typeof pairedItem === 'object' && !Array.isArray(pairedItem) && input[pairedItem.item]?.json) || {};
		const faults = faultsOf(output, json, (key) => key in from && isDeepStrictEqual(json[key], from[key]));
		if (faults.length)
			throw new Error(
				`The output of ${node.name} (${String(node.parameters.resource)}: ${String(node.parameters.operation)}) is not as its operation says:\n  ${faults.join('\n  ')}`,
			);
	}
}

function faultsOf(output: z.AnyZodObject, json: IDataObject, passedOn: (key: string) => boolean): string[] {
	const read = output.passthrough().safeParse(json);
	const strange = Object.keys(json).filter((key) => !(key in output.shape) && !passedOn(key));
	const wrong = read.success ? [] : read.error.issues.filter(({ path: [key] }) => !passedOn(String(key)));
	return [
		...strange.map((key) => `${key}: is not told`),
		...wrong.map(({ path, message }) => `${path.join('.')}: ${message}`),
	];
}
