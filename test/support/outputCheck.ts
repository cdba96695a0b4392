import { isDeepStrictEqual } from 'node:util';
import type { IDataObject, INode, INodeExecutionData, INodeType } from 'n8n-workflow';
import type { z } from 'zod';
import { asGiven, operationFiles, outputsOf } from '../../gulp/outputSchema';

/* What an operation says of its output is held to what really comes out, wherever a test runs a node. */

const known = new Map<string, z.AnyZodObject[]>();
const files = operationFiles();

/** The outputs of an operation, so that they take nothing that is not named; none for nodes of others, and for triggers. */
function outputsFor(node: string, { resource, operation }: INode['parameters']): z.AnyZodObject[] {
	const key = `${node}/${String(resource)}/${String(operation)}`;
	const file = files.find((one) => `${one.node}/${one.resource}/${one.operation}` === key);
	if (file && !known.has(key)) known.set(key, outputsOf(file).map(asGiven) as z.AnyZodObject[]);
	return known.get(key) ?? [];
}

/**
 * Throws when items of a node are not as the operation's `output` says. What an item passes on from its input is not the operation's;
 * an item that tells of an error, or of what shadow mode withheld, is none of its output; and without Simplify a provider's object is as the provider sends it.
 */
export function assertOutput(
	type: INodeType,
	node: INode,
	items: Array<INodeExecutionData[] | null>,
	input: INodeExecutionData[],
): void {
	const outputs = outputsFor(type.constructor.name, node.parameters);
	if (!outputs.length || node.parameters.simplify === false) return;
	for (const [index, ofOutput] of items.entries())
		for (const { json, pairedItem } of ofOutput ?? []) {
			if ((json.error !== undefined && node.onError) || json.withheld !== undefined) continue;
			const from = (typeof pairedItem === 'object' && !Array.isArray(pairedItem) && input[pairedItem.item]?.json) || {};
			// Unless the operation tells its outputs apart, all of them give out the same.
			const faults = faultsOf(
				outputs[index] ?? outputs[0],
				json,
				(key) => key in from && isDeepStrictEqual(json[key], from[key]),
			);
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
