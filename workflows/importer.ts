import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { N8nApi, type N8nSession, type PublicationStatus, type StoredCredential, type StoredNode, type StoredWorkflow, type WorkflowBody } from './n8nApi';
import { credentialNeeds, type CredentialNeed, type NodeOfTemplate } from './nodeCredentials';

const templateNode = z
	.object({
		id: z.string().optional(),
		name: z.string(),
		type: z.string(),
		typeVersion: z.number().optional(),
		disabled: z.boolean().optional(),
		webhookId: z.string().optional(),
		parameters: z.record(z.unknown()).optional(),
		credentials: z.record(z.object({ id: z.string().nullish(), name: z.string().optional() })).optional(),
	})
	.passthrough();

const template = z.object({
	name: z.string().min(1),
	nodes: z.array(templateNode).min(1),
	connections: z.record(z.unknown()),
	settings: z.record(z.unknown()).default({}),
});

const credentialsFile = z.record(z.object({ type: z.string().min(1), data: z.record(z.unknown()) }).strict());

export type Template = z.infer<typeof template>;
type TemplateNode = z.infer<typeof templateNode>;
/** `{ "<credential name>": { type, data } }`, as in the credentials file. */
export type Credentials = z.infer<typeof credentialsFile>;

export interface ImportOptions {
	/** Address of the n8n instance. */
	url: string;
	/** A key for n8n's public API. */
	apiKey: string;
	templates: Template[];
	credentials?: Credentials;
	publish?: boolean;
	/** A user's session: only with it can the outcome of a publication be read. */
	session?: N8nSession;
	/** How long to wait for one publication. n8n itself tries a failing trigger for about 16 seconds. */
	publicationTimeoutMs?: number;
}

/** A credential that a node still lacks. */
export interface MissingCredential {
	node: string;
	type: string;
	required: boolean;
	/** Several credentials of the type were offered and the template names none of them. */
	ambiguous: boolean;
}

export type Publication = 'published' | 'partial' | 'failed' | 'accepted' | 'not published';

export interface ImportedWorkflow {
	name: string;
	id?: string;
	action: 'created' | 'updated' | 'unchanged' | 'failed';
	publication: Publication;
	missing: MissingCredential[];
	/** What went wrong, one entry per cause. */
	errors: string[];
}

/** Reads templates by file name (with or without `.json`), or all of the folder. Throws on a file that is none. */
export function readTemplates(names: string[], folder: string = __dirname): Template[] {
	const files = readdirSync(folder).filter((file) => file.endsWith('.json')).sort();
	const wanted = names.length === 0 || names.includes('all') ? files : names.map((name) => `${basename(name, '.json')}.json`);
	const unknown = wanted.filter((file) => !files.includes(file));
	if (unknown.length > 0) {
		throw new Error(`No template ${unknown.join(', ')}. There are: ${files.map((file) => basename(file, '.json')).join(', ') || 'none'}`);
	}
	return wanted.map((file) => parseFile(join(folder, file), template));
}

/** Reads the credentials file. Its errors name the place, never a value. */
export function readCredentials(path: string): Credentials {
	return parseFile(path, credentialsFile);
}

/**
 * Brings credentials and workflows into n8n. Repeating it changes nothing more: credentials are found again by name and
 * type, workflows by name, and what a user has connected stays connected.
 * @returns one entry per template; the failure of one does not stop the others. Throws when n8n cannot be used at all.
 */
export async function importTemplates(options: ImportOptions): Promise<ImportedWorkflow[]> {
	const api = new N8nApi(options.url, options.apiKey);
	const available = await storeCredentials(api, options.credentials ?? {});
	const results: ImportedWorkflow[] = [];
	for (const item of options.templates) {
		results.push(await importTemplate(item, available, api, options));
	}
	return results;
}

/** Whether anything in a report went wrong. A credential still to be connected is no failure. */
export function hasFailed(results: ImportedWorkflow[]): boolean {
	return results.some(({ errors }) => errors.length > 0);
}

async function storeCredentials(api: N8nApi, credentials: Credentials): Promise<StoredCredential[]> {
	const wanted = Object.entries(credentials);
	if (wanted.length === 0) return [];
	const existing = await api.listCredentials();
	const stored: StoredCredential[] = [];
	for (const [name, { type, data }] of wanted) {
		const known = existing.find((credential) => credential.name === name && credential.type === type);
		try {
			stored.push(known ? await api.updateCredential(known.id, data) : await api.createCredential({ name, type, data }));
		} catch (error) {
			throw new Error(`Credential "${name}" (${type}): ${messageOf(error)}`);
		}
	}
	return stored;
}

async function importTemplate(
	item: Template,
	available: StoredCredential[],
	api: N8nApi,
	options: ImportOptions,
): Promise<ImportedWorkflow> {
	const result: ImportedWorkflow = { name: item.name, action: 'failed', publication: 'not published', missing: [], errors: [] };
	try {
		const existing = await api.findWorkflow(item.name);
		const { nodes, missing } = connectNodes(item.nodes, existing?.nodes ?? [], available);
		result.missing = missing;
		const { action, workflow } = await store(api, { ...item, nodes }, existing);
		Object.assign(result, { action, id: workflow.id });
		// Without --publish too: n8n publishes the new version of a published workflow by itself.
		if (options.publish || workflow.active) Object.assign(result, await publication(workflow, api, options));
	} catch (error) {
		result.errors.push(messageOf(error));
	}
	return result;
}

/**
 * Gives each node its credentials: those already connected on the node of that name, else one that was offered.
 * @param needsOf which credential types a node takes
 * @returns the nodes as n8n will store them, and what is still missing on enabled nodes
 */
export function connectNodes(
	nodes: TemplateNode[],
	previousNodes: StoredNode[],
	available: StoredCredential[],
	needsOf: (node: NodeOfTemplate) => CredentialNeed[] = credentialNeeds,
): { nodes: TemplateNode[]; missing: MissingCredential[] } {
	const missing: MissingCredential[] = [];
	const connected = nodes.map((node) => {
		const previous = previousNodes.find(({ name, type }) => name === node.name && type === node.type);
		const credentials: Record<string, { id: string; name: string }> = {};
		for (const { type, required } of needsOf(node)) {
			const kept = previous?.credentials?.[type];
			const offers = available.filter((credential) => credential.type === type);
			const named = offers.find(({ name }) => name === node.credentials?.[type]?.name);
			const choice = kept?.id ? kept : (named ?? (offers.length === 1 ? offers[0] : undefined));
			if (choice?.id) {
				credentials[type] = { id: choice.id, name: choice.name ?? '' };
			} else if (!node.disabled) {
				missing.push({ node: node.name, type, required, ambiguous: offers.length > 1 });
			}
		}
		const rest = { ...node };
		delete rest.credentials; // only hints by which the accounts were found
		return {
			...rest,
			// The address of a webhook contains this id; providers keep calling the address they were given.
			...(previous?.webhookId ? { webhookId: previous.webhookId } : {}),
			...(Object.keys(credentials).length > 0 ? { credentials } : {}),
		};
	});
	return { nodes: connected, missing };
}

/** What n8n accepts in a node and in the settings; it refuses a workflow that has anything else. */
const NODE_KEYS = [
	'id', 'name', 'type', 'typeVersion', 'position', 'parameters', 'credentials', 'webhookId', 'disabled', 'notes', 'notesInFlow',
	'executeOnce', 'alwaysOutputData', 'retryOnFail', 'maxTries', 'waitBetweenTries', 'continueOnFail', 'onError',
];
const SETTINGS_KEYS = [
	'saveExecutionProgress', 'saveManualExecutions', 'saveDataErrorExecution', 'saveDataSuccessExecution', 'executionTimeout',
	'errorWorkflow', 'timezone', 'executionOrder', 'callerPolicy', 'callerIds', 'timeSavedMode', 'timeSavedPerExecution',
	'redactionPolicy', 'availableInMCP',
];

async function store(
	api: N8nApi,
	item: Template,
	existing: StoredWorkflow | undefined,
): Promise<{ action: 'created' | 'updated' | 'unchanged'; workflow: StoredWorkflow }> {
	if (!existing) return { action: 'created', workflow: await api.createWorkflow(writable(item)) };
	// Settings that the template does not speak of, such as an error workflow, are the user's own.
	const body = writable({ ...item, settings: { ...existing.settings, ...item.settings } });
	if (isDeepStrictEqual(body, writable(existing))) return { action: 'unchanged', workflow: existing };
	return { action: 'updated', workflow: await api.updateWorkflow(existing.id, body) };
}

function writable({ name, nodes, connections, settings }: { name: string; nodes: object[]; connections: object; settings?: object | null }): WorkflowBody {
	return { name, nodes: nodes.map((node) => pick(node, NODE_KEYS)), connections, settings: pick(settings ?? {}, SETTINGS_KEYS) };
}

function pick(source: object, keys: string[]): object {
	return Object.fromEntries(Object.entries(source).filter(([key, value]) => keys.includes(key) && value !== undefined));
}

const POLL_MS = 300;
const PUBLICATION_TIMEOUT_MS = 60_000;

type PublicationResult = Pick<ImportedWorkflow, 'publication' | 'errors'>;

/** Publishes the newest version, when that was asked for and it is not, and tells the outcome as far as it can be read. */
async function publication(stored: StoredWorkflow, api: N8nApi, options: ImportOptions): Promise<PublicationResult> {
	const { session } = options;
	const workflow = options.publish && !(await isPublished(stored, session)) ? await api.publishWorkflow(stored.id) : stored;
	if (session) return await outcome(session, workflow, Date.now() + (options.publicationTimeoutMs ?? PUBLICATION_TIMEOUT_MS));
	// The public API shows no more than that n8n took the version over.
	return workflow.active ? { publication: 'accepted', errors: [] } : { publication: 'not published', errors: ['n8n did not publish it'] };
}

async function isPublished({ id, active, activeVersionId, versionId }: StoredWorkflow, session: N8nSession | undefined): Promise<boolean> {
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
		if (Date.now() > end) return { publication: 'not published', errors: [`n8n is still busy with the publication (${current.status})`] };
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

function parseFile<T extends z.ZodTypeAny>(path: string, schema: T): z.infer<T> {
	const text = readFileSync(path, 'utf8');
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		// The parser's own message quotes the text, which may be a secret.
		throw new Error(`${path} is not valid JSON`);
	}
	const parsed = schema.safeParse(value);
	if (parsed.success) return parsed.data as z.infer<T>;
	const { path: where, code } = parsed.error.issues[0];
	throw new Error(`${path} is not as expected at ${where.join('.') || 'its top'} (${code})`);
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
