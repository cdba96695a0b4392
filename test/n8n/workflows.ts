import type { RealN8n } from './realN8n';
import { waitFor, type WaitOptions } from './waitFor';

export interface WorkflowFile {
	name: string;
	nodes: unknown[];
	connections: object;
	settings?: object;
}

export type PublicationState = 'not_published' | 'in_progress' | 'published' | 'partial' | 'failed';

export interface PublicationStatus {
	status: PublicationState;
	triggers: Array<{ nodeId: string; status: string; errorMessage: string | null }>;
}

export interface Execution {
	id: string;
	status: string;
	mode: string;
	workflowId: string;
	/** Present when the data was asked for. */
	data?: { resultData: { runData: Record<string, NodeRun[]>; error?: { message: string }; lastNodeExecuted?: string } };
}

interface NodeRun {
	error?: { message: string };
	data?: { main: Array<Array<{ json: Record<string, unknown> }> | null> };
}

const RUNNING = ['new', 'running', 'waiting'];

/** Creates a workflow as it stands in the file. Returns its id. */
export async function importWorkflow(
	n8n: RealN8n,
	{ name, nodes, connections, settings = {} }: WorkflowFile,
): Promise<string> {
	const { id } = await n8n.api<{ id: string }>('POST', '/workflows', { name, nodes, connections, settings });
	return id;
}

/** Creates a credential. Returns its id. */
export async function createCredential(n8n: RealN8n, name: string, type: string, data: object): Promise<string> {
	const { id } = await n8n.api<{ id: string }>('POST', '/credentials', { name, type, data });
	return id;
}

/** Publishes a workflow; its triggers are registered some time after this returns, see `waitPublished`. */
export async function publish(n8n: RealN8n, workflowId: string): Promise<void> {
	await n8n.api('POST', `/workflows/${workflowId}/publish`, {});
}

/** Takes a workflow out of service, and waits until its triggers are down: n8n answers before they are. */
export async function unpublish(n8n: RealN8n, workflowId: string): Promise<void> {
	await n8n.api('POST', `/workflows/${workflowId}/unpublish`);
	await waitFor(`workflow ${workflowId} to be out of service`, async () =>
		(await publicationOf(n8n, workflowId)).status === 'not_published' ? true : undefined,
	);
}

/** Waits until the publication has ended, well or badly, and returns how. */
export async function waitPublished(
	n8n: RealN8n,
	workflowId: string,
	options?: WaitOptions,
): Promise<PublicationStatus> {
	return await waitFor(
		`workflow ${workflowId} to be published`,
		async () => {
			const current = await publicationOf(n8n, workflowId);
			return ['published', 'partial', 'failed'].includes(current.status) ? current : undefined;
		},
		options,
	);
}

async function publicationOf(n8n: RealN8n, workflowId: string): Promise<PublicationStatus> {
	return await n8n.rest<PublicationStatus>('GET', `/workflows/${workflowId}/publication-status`);
}

/** The workflow's executions, newest first, without their data. */
export async function getExecutions(n8n: RealN8n, workflowId: string): Promise<Execution[]> {
	const { data } = await n8n.api<{ data: Execution[] }>('GET', `/executions?workflowId=${workflowId}&limit=100`);
	return data;
}

/** Waits until an execution is over and returns it with its data. */
export async function waitExecuted(n8n: RealN8n, executionId: string, options?: WaitOptions): Promise<Execution> {
	return await waitFor(
		`execution ${executionId} to end`,
		async () => {
			const execution = await n8n.api<Execution>('GET', `/executions/${executionId}?includeData=true`);
			return RUNNING.includes(execution.status) ? undefined : execution;
		},
		options,
	);
}

/** Starts a workflow at one of its triggers as the editor's button does. Returns the execution's id. */
export async function runManually(n8n: RealN8n, workflowId: string, triggerNode: string): Promise<string> {
	const answer = await n8n.rest<{ executionId?: string }>('POST', `/workflows/${workflowId}/run`, {
		triggerToStartFrom: { name: triggerNode },
	});
	if (answer.executionId) return answer.executionId;
	throw new Error(`"${triggerNode}" does not start by itself, n8n waits for its event: ${JSON.stringify(answer)}`);
}

/** The items a node put out in its last run, over all its outputs. */
export function itemsOf(execution: Execution, node: string): Array<Record<string, unknown>> {
	const last = execution.data?.resultData.runData[node]?.at(-1);
	return (last?.data?.main ?? []).flatMap((output) => (output ?? []).map(({ json }) => json));
}
