import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { isTool } from './tool';

/** The outputs of an operation whose items go different ways, so that no Switch with an expression must follow. */
export interface Branches {
	/** As the editor shows them, from above. */
	names: readonly string[];
	/** The number of the output that an item leaves by; for one that tells of an error, the one where a person looks. */
	of(item: IDataObject): number;
}

/** The version of a node from which it has an output for each branch; flows that were made before keep the one that they have. */
export const branchingVersion = 2;

/**
 * The `outputs` of a node of which these operations have branches, by `resource/operation`. n8n works it out in the editor, and in
 * an execution only where the node has an error output.
 */
export function outputsFor(operations: Record<string, Branches>): `={{${string}}}` {
	const named = Object.fromEntries(Object.entries(operations).map(([name, { names }]) => [name, names]));
	return `={{ (($nodeVersion >= ${branchingVersion} ? ${JSON.stringify(named)} : {})[$parameter.resource + "/" + $parameter.operation] ?? [""]).map((name) => ({ type: "main", displayName: name || undefined })) }}`;
}

/** What a node gives out: each item by its own branch, or all by the first where the node has no branches. An agent gets all at once. */
export function branched(
	node: IExecuteFunctions,
	{ branches }: { branches?: Branches },
	items: INodeExecutionData[],
): INodeExecutionData[][] {
	if (!branches || node.getNode().typeVersion < branchingVersion || isTool(node)) return [items];
	return branches.names.map((_, index) => items.filter(({ json }) => branches.of(json) === index));
}
