type Connected = Array<Array<{ node: string; type: string; index: number }> | null>;

/** A workflow as n8n exports it, as far as a template needs it. */
export interface Template {
	name: string;
	nodes: Array<{
		id: string;
		name: string;
		type: string;
		typeVersion: number;
		position: [number, number];
		parameters: Record<string, unknown>;
		credentials?: Record<string, { id?: string | null; name?: string }>;
		disabled?: boolean;
		webhookId?: string;
	}>;
	connections: Record<string, { main?: Connected; ai_tool?: Connected }>;
	settings?: { saveDataSuccessExecution?: string };
	[key: string]: unknown;
}
