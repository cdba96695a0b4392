import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';

/* n8n offers a node that is `usableAsTool` a second time, under its name with "Tool" at the end, for AI agents and MCP servers. */

const ENDING = /Tool$/;

/** What a tool has beside the parameters of its node, as n8n adds them (its tool-generation). */
const ofTools: INodeProperties[] = ['descriptionType', 'toolDescription'].map((name) => ({
	displayName: name,
	name,
	type: 'string',
	default: '',
}));

/** The type of the node that a tool is made of; any other type as it is. */
export function nodeOfTool(type: string): string {
	return type.replace(ENDING, '');
}

/** The description of a type by what is known, or of the tool that n8n makes of one; undefined when neither is there. */
export function describedAs(
	type: string,
	known: (type: string) => INodeTypeDescription | undefined,
): INodeTypeDescription | undefined {
	const own = known(type);
	if (own || !ENDING.test(type)) return own;
	const node = known(nodeOfTool(type));
	return node?.usableAsTool ? { ...node, properties: [...node.properties, ...ofTools] } : undefined;
}
