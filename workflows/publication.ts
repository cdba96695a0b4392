import { setTimeout as sleep } from 'node:timers/promises';
import type { N8nApi, N8nSession, PublicationStatus, StoredWorkflow } from './n8nApi';

export type Publication = 'published' | 'partial' | 'failed' | 'accepted' | 'not published';

export interface PublicationOptions {
	publish?: boolean;
	/** A user's session: only with it can the outcome of a publication be read. */
	session?: N8nSession;
	/** How long to wait for one publication. n8n itself tries a failing trigger for about 16 seconds. */
	publicationTimeoutMs?: number;
}

export interface PublicationResult {
	publication: Publication;
	errors: string[];
}

const POLL_MS = 300;
const PUBLICATION_TIMEOUT_MS = 60_000;

/** Publishes the newest version, when that was asked for and it is not, and tells the outcome as far as it can be read. */
export async function publication(
	stored: StoredWorkflow,
	api: N8nApi,
	options: PublicationOptions,
): Promise<PublicationResult> {
	const { session } = options;
	const workflow =
		options.publish && !(await isPublished(stored, session)) ? await api.publishWorkflow(stored.id) : stored;
	if (session)
		return await outcome(session, workflow, Date.now() + (options.publicationTimeoutMs ?? PUBLICATION_TIMEOUT_MS));
	// The public API shows no more than that n8n took the version over.
	return workflow.active
		? { publication: 'accepted', errors: [] }
		: { publication: 'not published', errors: ['n8n did not publish it'] };
}

async function isPublished(
	{ id, active, activeVersionId, versionId }: StoredWorkflow,
	session: N8nSession | undefined,
): Promise<boolean> {
	if (!active || activeVersionId !== versionId) return false;
	// Publishing again is how a trigger that failed gets another chance.
	return !session || ['published', 'in_progress'].includes((await session.publicationStatus(id)).status);
}

async function outcome(session: N8nSession, workflow: StoredWorkflow, end: number): Promise<PublicationResult> {
	for (;;) {
		const current = await session.publicationStatus(workflow.id);
		// Until n8n takes the request up, it still shows how the version before went.
		const isOfThisVersion = !current.liveVersionId || current.liveVersionId === workflow.activeVersionId;
		if (current.status === 'published' && isOfThisVersion) return { publication: 'published', errors: [] };
		if (current.status === 'partial' || current.status === 'failed') {
			return { publication: current.status, errors: triggerErrors(current, workflow) };
		}
		if (Date.now() > end)
			return { publication: 'not published', errors: [`n8n is still busy with the publication (${current.status})`] };
		await sleep(POLL_MS);
	}
}

function triggerErrors({ triggers }: PublicationStatus, workflow: StoredWorkflow): string[] {
	return triggers
		.filter(({ status }) => status === 'failed')
		.map(({ nodeId, errorMessage }) => {
			const node = workflow.nodes.find(({ id }) => id === nodeId);
			return `"${node?.name ?? nodeId}" could not be registered: ${errorMessage ?? 'n8n gives no reason'}`;
		});
}
