import { randomUUID } from 'node:crypto';
import type { RealN8n } from './realN8n';
import { importWorkflow } from './workflows';

interface CopiedNode {
	name: string;
	parameters: Record<string, unknown> & { path?: string; options?: Record<string, unknown> };
	webhookId?: string;
}

/**
 * Copies a workflow as the editor's Duplicate does: same nodes, step names and accounts, webhook ids of its own. Paths that people
 * chose would clash, so they get a prefix. Returns the copy's id; it is not published.
 * @param change alters single nodes, e.g. their options
 */
export async function copyWorkflow(
	n8n: RealN8n,
	workflowId: string,
	name: string,
	change: (node: CopiedNode) => CopiedNode = (node) => node,
): Promise<string> {
	const { nodes, connections, settings } = await n8n.api<{
		nodes: CopiedNode[];
		connections: object;
		settings: object;
	}>('GET', `/workflows/${workflowId}`);
	return await importWorkflow(n8n, { name, nodes: nodes.map(withOwnAddress).map(change), connections, settings });
}

function withOwnAddress(node: CopiedNode): CopiedNode {
	if (!node.webhookId) return node;
	const { path, options } = node.parameters;
	return {
		...node,
		webhookId: randomUUID(),
		parameters: {
			...node.parameters,
			...(path && { path: `copy/${path}` }),
			...(typeof options?.path === 'string' && { options: { ...options, path: `copy/${options.path}` } }),
		},
	};
}
