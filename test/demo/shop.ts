import { join } from 'node:path';
import { closeStores, openStore, type CaseStore } from '../../nodes/shared/store';
import type { Settings } from '../../nodes/shared/model';
import {
	importTemplates,
	publishes,
	readTemplates,
	type ImportedWorkflow,
	type Template,
} from '../../workflows/importer';
import { N8nSession } from '../../workflows/n8nApi';
import { borrowN8n, giveBack } from '../n8n/oneN8n';
import { startN8n, type RealN8n } from '../n8n/realN8n';
import { itemsOf, publish as publishWorkflow, runManually, waitExecuted, waitPublished } from '../n8n/workflows';
import { startSandbox, type Sandbox } from '../sandbox';

/** A shop that runs: a real n8n with the pack and the templates of a return, beside the sandbox's providers. */
export interface Shop {
	n8n: RealN8n;
	sandbox: Sandbox;
	/** n8n's own case store, opened by this process as well. */
	store: CaseStore;
	workflows: ReturnWorkflows;
	stop(): Promise<void>;
}

/** The workflows that a return goes through, as they are in n8n. */
export interface ReturnWorkflows {
	ids: string[];
	/** The id of the workflow that has a node of this name, a trigger, say. */
	of(node: string): string;
}

export interface ShopOptions {
	port?: number;
	/** Serves n8n's editor as well, for forms that ask who fills them in, say. */
	editor?: boolean;
	/** On the n8n that the suites of a worker have one after the other, for one that needs no port, editor or environment of its own. */
	shared?: boolean;
	say?: (line: string) => void;
	env?: Record<string, string>;
	/** False leaves the workflows unpublished. */
	publish?: boolean;
	/** How soon triggers take a step back from an execution that died; the template's own 60 seconds by default. */
	leaseSeconds?: number;
	/** Settings of the workflows that differ from the templates'. */
	workflowSettings?: Record<string, unknown>;
	/** A real Odoo that takes the place of the stand-in. */
	odoo?: OdooForShop;
	/** Template 11 as well: alarms by e-mail, gathered for this many seconds, and the form to act on them. */
	alarmSeconds?: number;
	/** Template 15 as well: the returns desk. Its form needs the editor. */
	desk?: boolean;
	/** What is brought instead of the templates as they are. */
	arrange?: (templates: Template[]) => Template[];
}

/** What n8n needs to work on a real Odoo: the address and key of the credential, and the settings that fit its database. */
export interface OdooForShop {
	url: string;
	database: string;
	key: string;
	settings: Settings['odoo'];
}

/** Starts an n8n with the pack installed, or takes the one that is shared, and the sandbox; imports the templates of a return, saves the settings and publishes. */
export async function openShop({
	port,
	editor,
	shared,
	say = () => undefined,
	env,
	publish = true,
	odoo,
	leaseSeconds,
	workflowSettings,
	alarmSeconds,
	desk,
	arrange = (templates) => templates,
}: ShopOptions = {}): Promise<Shop> {
	say(`starting the stand-ins of Shopify, Stripe, EasyPost${odoo ? '' : ', Odoo'} and the mail server`);
	const sandbox = await startSandbox();
	// A real Odoo remembers: a return with the number of an earlier run's would have the same reference, and find that one's documents.
	if (odoo) sandbox.shopify.state['returnNumber'] += BigInt(Date.now());
	let n8n: RealN8n | undefined;
	const end = async () => {
		if (n8n) await (shared ? giveBack(n8n) : n8n.stop());
		await sandbox.stop();
	};
	try {
		say('starting n8n with the nodes installed');
		if (shared) ({ n8n, caseFile: sandbox.caseFile } = await borrowN8n());
		else n8n = await startN8n({ pack: true, port, editor, runId: 'shop', env });
		const { credentials, settings } = accounts(sandbox, odoo);
		say('importing the templates of a return');
		const workflows = await bringReturn(n8n, {
			templates: arrange(returnTemplates({ settings, leaseSeconds, workflowSettings, alarmSeconds, desk })),
			credentials,
			publish,
			say,
		});
		const store = await openStore({
			storage: 'embedded',
			file: caseFileOf({ n8n, sandbox }),
			auditKey: credentials['Return Case'].data.auditKey,
		});
		return {
			n8n,
			sandbox,
			store,
			workflows,
			stop: async () => {
				await closeStores();
				await end();
			},
		};
	} catch (error) {
		await end();
		throw error;
	}
}

/** The file of the embedded case store. */
export function caseFileOf({ n8n, sandbox }: Pick<Shop, 'n8n' | 'sandbox'>): string {
	return sandbox.caseFile ?? join(n8n.userFolder, '.n8n', 'returns.sqlite');
}

/** Credentials and settings of the sandbox; a real Odoo's in place of the stand-in's. */
export function accounts(
	sandbox: Sandbox,
	odoo?: OdooForShop,
): { credentials: ReturnType<Sandbox['credentials']>; settings: object } {
	if (!odoo) return { credentials: sandbox.credentials(), settings: sandbox.settings() };
	const { url, database: db, key: apiKey } = odoo;
	return {
		credentials: { ...sandbox.credentials(), Odoo: { type: 'odooApiKeyApi', data: { url, db, apiKey } } },
		settings: { ...sandbox.settings(), odoo: odoo.settings },
	};
}

/** The templates that a return goes through, as a test wants them; the one of operations only when it is to tell of alarms. */
export function returnTemplates({
	settings,
	leaseSeconds,
	workflowSettings,
	alarmSeconds,
	desk = false,
}: { settings: object } & Pick<
	ShopOptions,
	'leaseSeconds' | 'workflowSettings' | 'alarmSeconds' | 'desk'
>): Template[] {
	return readTemplates(['return', ...(desk ? ['15'] : [])])
		.filter(({ key }) => alarmSeconds !== undefined || key !== '11-operations')
		.map((template) => withGathering(withLease(withSettings(template, settings), leaseSeconds), alarmSeconds))
		.map((template) => ({ ...template, settings: { ...template.settings, ...workflowSettings } }));
}

/** Imports the templates of a return, saves the settings, and publishes. */
export async function bringReturn(
	n8n: RealN8n,
	{
		templates,
		credentials,
		publish = true,
		say = () => undefined,
	}: {
		templates: Template[];
		credentials: Parameters<typeof bring>[2];
		publish?: boolean;
		say?: (line: string) => void;
	},
): Promise<ReturnWorkflows> {
	const idOf = new Map<string, string>();
	for (const { name, id } of await bring(n8n, templates, credentials, false)) idOf.set(name, id!);
	const workflows: ReturnWorkflows = {
		ids: [...idOf.values()],
		of: (node) => {
			const template = templates.find(({ nodes }) => nodes.some(({ name }) => name === node));
			if (!template) throw new Error(`No template of a return has a node "${node}"`);
			return idOf.get(template.name)!;
		},
	};
	say('saving the settings (Set Up)');
	await setUp(n8n, workflows.of('Set Up'));
	if (publish) {
		say('publishing');
		for (const id of workflows.ids) await publishWorkflow(n8n, id);
		for (const [name, id] of idOf) {
			const { status, triggers } = await waitPublished(n8n, id);
			if (status !== 'published') throw new Error(`"${name}" was not published: ${JSON.stringify(triggers)}`);
		}
	}
	return workflows;
}

/** Imports templates with their credentials, and publishes them or not; throws unless all went well. */
export async function bring(
	n8n: RealN8n,
	templates: Template[],
	credentials: Record<string, { type: string; data: Record<string, unknown> }>,
	publish: boolean,
): Promise<ImportedWorkflow[]> {
	const results = await importTemplates({
		url: n8n.url,
		apiKey: n8n.apiKey,
		session: new N8nSession(n8n.url, n8n.cookie),
		templates,
		credentials,
		publish,
		backupFolder: join(n8n.userFolder, 'backups'),
	});
	const published = templates.filter((one) => publishes(one, { publish, templates })).map(({ name }) => name);
	const problems = results.flatMap(({ name, errors, missing, publication }) => [
		...errors,
		...missing.filter(({ required }) => required).map(({ node, type }) => `"${node}" lacks ${type}`),
		...(published.includes(name) && publication !== 'published' ? [`"${name}" was not published: ${publication}`] : []),
	]);
	if (problems.length) throw new Error(`The import failed: ${problems.join('; ')}`);
	return results;
}

/** As an analyst does: open Save Settings, fill it in (here as text), let test runs save for real. */
export function withSettings(template: Template, settings: object): Template {
	const nodes = template.nodes.map((node) =>
		node.name === 'Save Settings'
			? {
					...node,
					parameters: {
						resource: 'settings',
						operation: 'save',
						brand: 'default',
						settings: JSON.stringify(settings, null, 2),
						options: { sendForReal: true },
					},
				}
			: node,
	);
	return { ...template, nodes };
}

function withGathering(template: Template, gatherSeconds: number | undefined): Template {
	if (gatherSeconds === undefined) return template;
	return {
		...template,
		nodes: template.nodes.map((node) =>
			node.type.endsWith('.returnAlarmTrigger') ? { ...node, parameters: { options: { gatherSeconds } } } : node,
		),
	};
}

function withLease(template: Template, leaseSeconds: number | undefined): Template {
	if (leaseSeconds === undefined) return template;
	return {
		...template,
		nodes: template.nodes.map((node) =>
			node.type.endsWith('.returnCaseTrigger')
				? { ...node, parameters: { ...node.parameters, options: { leaseSeconds } } }
				: node,
		),
	};
}

/** As an analyst does: runs Set Up once, which stores the settings. */
export async function setUp(n8n: RealN8n, workflowId: string): Promise<void> {
	const execution = await waitExecuted(n8n, await runManually(n8n, workflowId, 'Set Up'));
	// An Odoo of somebody's own may want a word more (several warehouses, say): then the settings are saved all the same.
	if (execution.status !== 'success' && !itemsOf(execution, 'Save Settings').length)
		throw new Error(`Set Up ended as ${execution.status}: ${JSON.stringify(execution.data?.resultData)}`);
}
