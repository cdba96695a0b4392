import { NodeOperationError, type IHookFunctions, type IWebhookFunctions } from 'n8n-workflow';
import { toNodeError } from '../operation/nodeError';
import type { CaseStore } from '../store/store';

/** Names a trigger: each has its own flow. */
export function receiverOf(node: Pick<IWebhookFunctions, 'getWorkflow' | 'getNode'>): string {
	return `${node.getWorkflow().id}/${node.getNode().id}`;
}

/** What people call a trigger's workflow. */
export function workflowOf(node: Pick<IWebhookFunctions, 'getWorkflow'>): string {
	const { name, id } = node.getWorkflow();
	return name ?? String(id);
}

/** The address that a provider calls. */
export function addressOf(hook: IHookFunctions): string {
	return hook.getNodeWebhookUrl('default')!;
}

/** Whether a person registers the webhooks at the provider. */
export function isByHand(node: Pick<IHookFunctions, 'getNodeParameter'>): boolean {
	return node.getNodeParameter('registration', 'automatic') === 'manual';
}

/** Throws a node error when a trigger would listen for nothing. */
export function assertEvents(hook: IHookFunctions): void {
	if ((hook.getNodeParameter('events', []) as string[]).length) return;
	throw new NodeOperationError(hook.getNode(), 'No event is chosen', {
		description: 'Choose at least one under Trigger On.',
	});
}

/**
 * Does what publishing needs. n8n shows only what an error of its own says, so any other becomes one; `shownOf`: what is shown of an
 * error that needs other words here.
 */
export async function reported<T>(
	hook: IHookFunctions,
	work: () => Promise<T>,
	shownOf: (error: unknown) => unknown = (error) => error,
): Promise<T> {
	try {
		return await work();
	} catch (error) {
		throw toNodeError(hook.getNode(), shownOf(error), 0);
	}
}

/** Tells the operator, once a day at most, that what calls a trigger was gone and is there again. */
export async function tellLost(
	store: CaseStore,
	source: string,
	receiver: string,
	words: { message: string; advice: string },
): Promise<void> {
	const day = new Date().toISOString().slice(0, 10);
	await store.notices.put({ key: `webhooks-lost/${source}/${receiver}/${day}`, owner: 'operator', ...words });
}
