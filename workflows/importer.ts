import { isDeepStrictEqual } from 'node:util';
import { Backups, type Backup } from './backups';
import { accountNames, besideBrands, checkBrand, forBrand, hasParameterOf } from './brand';
import { connectNodes, type Accounts, type MissingCredential } from './connectNodes';
import type { Change, Conflict, Flow, FlowNode } from './merge/flow';
import { mergeWorkflow } from './merge/mergeWorkflow';
import { N8nApi, type N8nSession, type StoredCredential, type StoredWorkflow, type WorkflowBody } from './n8nApi';
import { formerKey } from './formerTemplates';
import { isOwnDefault, ownDescription } from './nodeCredentials';
import { publication, type Publication, type PublicationOptions } from './publication';
import { DEFAULT_BRAND, ImportRecords, type ImportRecord } from './records';
import { keyOf, readTemplates, type Credentials, type Template } from './template';

export { readCredentials, readTemplates, type Credentials, type Template } from './template';
export { connectNodes, type MissingCredential } from './connectNodes';

export interface ImportOptions extends PublicationOptions {
	/** Address of the n8n instance. */
	url: string;
	/** A key for n8n's public API. */
	apiKey: string;
	templates: Template[];
	credentials?: Credentials;
	session?: N8nSession;
	/** A further shop in the same n8n. Default: the shop that needs no name. */
	brand?: string;
	/** Takes over workflows of a template's name that the importer has not made. All that is in them stays. */
	adopt?: boolean;
	/** Writes nothing; tells what would be done. */
	dryRun?: boolean;
	/** Where live workflows are kept before they are changed. Default: in the user's home. */
	backupFolder?: string;
}

export interface ImportedWorkflow {
	name: string;
	id?: string;
	action: 'created' | 'updated' | 'unchanged' | 'adopted' | 'failed';
	publication: Publication;
	missing: MissingCredential[];
	/** What the template changed in the live workflow. */
	changes: Change[];
	/** What both the template and somebody in n8n changed: left as it is in n8n. */
	conflicts: Conflict[];
	/** The file that holds the workflow as it was before. */
	backup?: string;
	/** A workflow that an earlier version of the templates made, and that this one and others replace. */
	replaces?: { id: string; name: string; published: boolean };
	/** What went wrong, one entry per cause. */
	errors: string[];
}

/**
 * Brings credentials and workflows into n8n, and may be repeated: credentials are found again by name and type, workflows by the id that
 * the importer keeps in n8n. What somebody has changed in a workflow stays; what the template changed since goes in; what both changed is
 * told and stays as it is in n8n. Before a workflow is changed it is kept as a file.
 * @returns one entry per template; the failure of one does not stop the others. Throws when n8n cannot be used at all.
 */
export async function importTemplates(options: ImportOptions): Promise<ImportedWorkflow[]> {
	const api = new N8nApi(options.url, options.apiKey);
	const existing = await api.listCredentials();
	if (options.brand) checkBrand(options.brand);
	const run: Run = {
		options,
		api,
		brand: options.brand ?? DEFAULT_BRAND,
		records: await ImportRecords.load(api),
		backups: new Backups(options.url, options.backupFolder),
		accounts: {
			existing,
			offered: await storeCredentials(api, existing, options),
			namesFor: accountNames(options.brand ?? ''),
		},
	};
	const results: ImportedWorkflow[] = [];
	// First what the others name as their error workflow.
	for (const item of [...options.templates].sort(
		(one, other) => Number(isErrorWorkflow(other)) - Number(isErrorWorkflow(one)),
	)) {
		results.push(await importTemplate(item, run));
		if (options.brand) results.push(...(await makeRoom(item, run)));
	}
	return results;
}

/** To publish these is a decision: of several that are published at once they stay unpublished, until one is named alone. */
const switches = [
	'20-exchange-hold',
	'31-stock',
	'31-warehouse',
	'33-customer-record',
	'41-reconcile-nightly-mend',
	'47-paypal',
];

/** Whether a template is published with the others of an import. */
export function publishes(
	item: Template,
	{ publish, templates }: Pick<ImportOptions, 'publish' | 'templates'>,
): boolean {
	return !!publish && (!switches.includes(keyOf(item)) || templates.length === 1);
}

/** Whether anything in a report went wrong. A credential still to be connected is no failure. */
export function hasFailed(results: ImportedWorkflow[]): boolean {
	return results.some(({ errors }) => errors.length > 0);
}

interface Run {
	options: ImportOptions;
	api: N8nApi;
	brand: string;
	records: ImportRecords;
	backups: Backups;
	accounts: Accounts;
}

async function storeCredentials(
	api: N8nApi,
	existing: StoredCredential[],
	{ credentials = {}, dryRun }: ImportOptions,
): Promise<StoredCredential[]> {
	const stored: StoredCredential[] = [];
	for (const [name, { type, data }] of Object.entries(credentials)) {
		const known = existing.find((credential) => credential.name === name && credential.type === type);
		if (dryRun) {
			stored.push(known ?? { id: 'new', name, type });
			continue;
		}
		try {
			stored.push(
				known ? await api.updateCredential(known.id, data) : await api.createCredential({ name, type, data }),
			);
		} catch (error) {
			throw new Error(`Credential "${name}" (${type}): ${messageOf(error)}`);
		}
	}
	return stored;
}

const hasParameter = hasParameterOf(ownDescription);

async function importTemplate(item: Template, run: Run): Promise<ImportedWorkflow> {
	const key = keyOf(item);
	const { brand, records } = run;
	const wanted =
		brand === DEFAULT_BRAND
			? besideBrands(item, records.brandsOf(key), hasParameter)
			: forBrand(item, brand, hasParameter, [...run.options.templates, ...readTemplates([])]);
	return await attempt(wanted.name, async (result) => {
		result.replaces = await replacedBy(key, run);
		const record = records.find(key, brand);
		const live = record && (await run.api.findLiveWorkflow(record.workflow));
		if (live) return await bring(result, wanted, { live, record }, run);
		const namesake = await run.api.findWorkflow(wanted.name);
		if (namesake && !run.options.adopt) {
			throw new Error(
				'n8n has a workflow of this name that this importer did not make, or whose record was deleted. It was left alone. --adopt takes it over and keeps all that is in it; or give it another name',
			);
		}
		// Adopted as it is: what differs from the template is taken for somebody's work. Only accounts that are missing are looked for.
		const asWritten = wanted.nodes.map((node) => ({ ...node, credentials: undefined }));
		const adopted = namesake && {
			live: namesake,
			record: {
				workflow: namesake.id,
				template: key,
				brand,
				base: { ...wanted, nodes: asWritten, name: namesake.name },
			},
		};
		return await bring(result, wanted, adopted, run);
	});
}

/** When a further shop came, the workflow of the one without a name leaves its cases to it. Nothing else of it is changed. */
async function makeRoom(item: Template, run: Run): Promise<ImportedWorkflow[]> {
	const record = run.records.find(keyOf(item), DEFAULT_BRAND);
	const live = record && (await run.api.findLiveWorkflow(record.workflow));
	if (!record || !live) return [];
	const brands = [...new Set([...run.records.brandsOf(keyOf(item)), run.brand])].sort();
	const wanted = besideBrands(record.base as Template, brands, hasParameter);
	if (isDeepStrictEqual(wanted, record.base)) return [];
	const result = await attempt(
		live.name,
		async (one) =>
			await bring(
				one,
				{ ...wanted, key: keyOf(item) },
				{ live, record },
				{ ...run, brand: DEFAULT_BRAND, options: { ...run.options, publish: false } },
			),
	);
	return [result];
}

async function attempt(name: string, work: (result: ImportedWorkflow) => Promise<void>): Promise<ImportedWorkflow> {
	const result: ImportedWorkflow = {
		name,
		action: 'failed',
		publication: 'not published',
		missing: [],
		changes: [],
		conflicts: [],
		errors: [],
	};
	try {
		await work(result);
	} catch (error) {
		result.errors.push(messageOf(error));
	}
	return result;
}

/** Makes a workflow, or brings what the template changed into the one that is there. */
async function bring(
	result: ImportedWorkflow,
	item: Template,
	known: { live: StoredWorkflow; record: ImportRecord } | undefined,
	run: Run,
): Promise<void> {
	const { api, records, options } = run;
	const wanted = withErrorWorkflow(item, run);
	const merged = known
		? mergeWorkflow(known.record.base, flowOf(known.live), wanted, isOwnDefault)
		: { flow: wanted as Flow, changes: [], conflicts: [] };
	const { nodes, missing } = connectNodes(merged.flow.nodes, known?.record.base.nodes ?? [], run.accounts);
	const body = writable({ ...merged.flow, nodes, nodeGroups: known && groupsOf(known.live, nodes) });
	Object.assign(result, {
		name: body.name,
		missing,
		changes: merged.changes,
		conflicts: merged.conflicts,
		id: known?.live.id,
	});
	if (known) assertWritable(known.live);
	const isUnchanged =
		known && isDeepStrictEqual(body, writable({ ...known.live, nodeGroups: groupsOf(known.live, known.live.nodes) }));
	const isAdopted = known && !records.ofWorkflow(known.live.id);
	result.action = !known ? 'created' : isAdopted ? 'adopted' : isUnchanged ? 'unchanged' : 'updated';
	if (options.dryRun) return;
	if (known && !isUnchanged)
		result.backup = run.backups.keep({
			workflow: known.live,
			...(isAdopted ? {} : { record: known.record }),
			written: body as unknown as Backup['written'],
		});
	const workflow = !known
		? await api.createWorkflow(body)
		: isUnchanged
			? known.live
			: await api.updateWorkflow(known.live.id, body);
	result.id = workflow.id;
	const base = { ...writable({ ...wanted, nodes: connectedAs(wanted.nodes, nodes) }) } as unknown as Flow;
	const record = { workflow: workflow.id, template: keyOf(item), brand: run.brand, base };
	if (!known || isAdopted || !isDeepStrictEqual(known.record, record)) await records.save(record);
	// Without --publish too: n8n publishes the new version of a published workflow by itself.
	const publish = publishes(item, options);
	if (publish && result.replaces?.published)
		throw new Error(
			`Not published: "${result.replaces.name}" does this work, and its forms and webhooks have the same addresses. Unpublish it in n8n, then run this again. Steps that wait meanwhile are taken over`,
		);
	if (publish || workflow.active) Object.assign(result, await publication(workflow, api, { ...options, publish }));
}

/** What an earlier version of the templates made of the same lanes. It is never changed: what somebody added to it must be carried over by hand. */
async function replacedBy(key: string, { records, brand, api }: Run): Promise<ImportedWorkflow['replaces']> {
	const former = formerKey(key);
	const record = former && records.find(former, brand);
	const live = record && (await api.findLiveWorkflow(record.workflow));
	return live ? { id: live.id, name: live.name, published: live.active } : undefined;
}

/**
 * Takes back what the last run changed in workflows. What somebody has changed in them since stays; what both changed is told and stays as it is
 * in n8n. What they were before that goes into a file of its own.
 */
export async function undoImport({
	url,
	apiKey,
	backupFolder,
	...options
}: Pick<ImportOptions, 'url' | 'apiKey' | 'backupFolder' | 'session' | 'publicationTimeoutMs'>): Promise<
	ImportedWorkflow[]
> {
	const api = new N8nApi(url, apiKey);
	const backups = new Backups(url, backupFolder);
	const newest = backups.newest();
	if (!newest)
		throw new Error(
			'There is nothing to put back: the importer has changed no workflow of this n8n, or it was run by another user or on another machine',
		);
	const records = await ImportRecords.load(api);
	const before = new Backups(url, backupFolder, `${new Date().toISOString().replace(/[:.]/g, '-')}-before-undo.undone`);
	const results: ImportedWorkflow[] = [];
	for (const { workflow, record, written } of newest.backups) {
		results.push(
			await attempt(workflow.name, async (result) => {
				const live = await api.findLiveWorkflow(workflow.id);
				if (!live) throw new Error('The workflow is no longer there; the file can be imported by hand');
				assertWritable(live);
				const { flow, changes, conflicts } = written
					? mergeWorkflow(written, flowOf(live), flowOf(workflow), isOwnDefault)
					: { flow: flowOf(workflow), changes: [], conflicts: [] };
				result.backup = before.keep({ workflow: live });
				// Groups that nobody has changed since are as before, too.
				const isGroupedAnew = written && !isDeepStrictEqual(groupsOf(live, live.nodes), written.nodeGroups);
				const stored = await api.updateWorkflow(
					workflow.id,
					writable({ ...flow, nodeGroups: groupsOf(isGroupedAnew ? live : workflow, flow.nodes) }),
				);
				if (record) await records.save(record);
				Object.assign(result, { id: workflow.id, action: 'updated', changes, conflicts });
				if (stored.active) Object.assign(result, await publication(stored, api, options));
			}),
		);
	}
	if (!hasFailed(results)) newest.finish();
	return results;
}

const isErrorWorkflow = ({ nodes }: Pick<Template, 'nodes'>) =>
	nodes.some(({ type }) => type === 'n8n-nodes-base.errorTrigger');

/** Every workflow names the one that hears of failed executions, if that was imported too. */
function withErrorWorkflow(item: Template, { records, brand, options }: Run): Template {
	if (isErrorWorkflow(item)) return item;
	const found = records
		.all()
		.find((one) => isErrorWorkflow(one.base as Template) && [brand, DEFAULT_BRAND].includes(one.brand));
	const id = found?.workflow ?? (options.dryRun && options.templates.some(isErrorWorkflow) ? 'new' : undefined);
	return id ? { ...item, settings: { ...item.settings, errorWorkflow: id } } : item;
}

/** The template's nodes with the accounts they were given: what is taken off later was taken off by somebody. */
function connectedAs(nodes: Template['nodes'], written: FlowNode[]): FlowNode[] {
	return nodes.map((node) => {
		const credentials = written.find(({ id, name }) => (node.id ? id === node.id : name === node.name))?.credentials;
		return credentials ? { ...node, credentials } : node;
	});
}

/** What n8n accepts in a node and in the settings; it refuses a workflow that has anything else. */
const NODE_KEYS = [
	'id',
	'name',
	'type',
	'typeVersion',
	'position',
	'parameters',
	'credentials',
	'webhookId',
	'disabled',
	'notes',
	'notesInFlow',
	'executeOnce',
	'alwaysOutputData',
	'retryOnFail',
	'maxTries',
	'waitBetweenTries',
	'continueOnFail',
	'onError',
	'customTelemetryTags',
];
const SETTINGS_KEYS = [
	'saveExecutionProgress',
	'saveManualExecutions',
	'saveDataErrorExecution',
	'saveDataSuccessExecution',
	'executionTimeout',
	'errorWorkflow',
	'timezone',
	'executionOrder',
	'callerPolicy',
	'callerIds',
	'timeSavedMode',
	'timeSavedPerExecution',
	'redactionPolicy',
	'availableInMCP',
	'customTelemetryTags',
];

/** n8n's public API would drop these from a node without a word. */
function assertWritable({ nodes }: StoredWorkflow): void {
	const lost = nodes.flatMap((node) =>
		Object.keys(node)
			.filter((key) => !NODE_KEYS.includes(key))
			.map((key) => `"${node.name}" has ${key}`),
	);
	if (lost.length > 0)
		throw new Error(`The workflow was left alone: n8n's API cannot write all that is in it (${lost.join(', ')})`);
}

const flowOf = ({ name, nodes, connections, settings }: StoredWorkflow): Flow => ({
	name,
	nodes,
	connections,
	settings: settings ?? {},
});

/** The groups of nodes on the canvas, without nodes that are gone; n8n refuses others. */
function groupsOf({ nodeGroups }: StoredWorkflow, nodes: Array<{ id?: string }>): object[] | undefined {
	if (!nodeGroups?.length) return undefined;
	const ids = new Set(nodes.map(({ id }) => id));
	return nodeGroups
		.map((group) => ({ ...group, nodeIds: group.nodeIds.filter((id) => ids.has(id)) }))
		.filter(({ nodeIds }) => nodeIds.length > 0);
}

function writable({
	name,
	nodes,
	connections,
	settings,
	nodeGroups,
}: {
	name: string;
	nodes: object[];
	connections: object;
	settings?: object | null;
	nodeGroups?: object[];
}): WorkflowBody {
	return {
		name,
		nodes: nodes.map((node) => pick(node, NODE_KEYS)),
		connections,
		settings: pick(settings ?? {}, SETTINGS_KEYS),
		...(nodeGroups && { nodeGroups }),
	};
}

function pick(source: object, keys: string[]): object {
	return Object.fromEntries(Object.entries(source).filter(([key, value]) => keys.includes(key) && value !== undefined));
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
