/** A node as n8n stores it, as far as a merge looks into it. */
export interface FlowNode {
	id?: string;
	name: string;
	type: string;
	typeVersion?: number;
	position?: unknown;
	parameters?: Record<string, unknown>;
	credentials?: Record<string, { id?: string | null; name?: string }>;
	webhookId?: string;
	[key: string]: unknown;
}

/** Nodes, connections and settings of a workflow. */
export interface Flow {
	name: string;
	nodes: FlowNode[];
	connections: Record<string, unknown>;
	settings?: Record<string, unknown> | null;
}

/** Something that both sides changed, each in its own way. The live workflow's side is kept. */
export interface Conflict {
	/** Name of the node, as it is in the live workflow; absent: the workflow itself. */
	node?: string;
	/** What of it, for example `parameters.subject`, `output 1`, `node`. */
	field: string;
	/** What the live workflow has. */
	yours: unknown;
	/** What the template has now. */
	template: unknown;
}

/** A change of the template that goes into the live workflow. */
export interface Change {
	node?: string;
	field: string;
}

export const isRecord = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
