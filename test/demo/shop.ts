import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { closeStores, openStore, type CaseStore } from '../../nodes/shared/store';
import type { Settings } from '../../nodes/shared/model';
import { importTemplates, readTemplates, type ImportedWorkflow, type Template } from '../../workflows/importer';
import { N8nSession } from '../../workflows/n8nApi';
import { packTarball } from '../n8n/pack';
import { startN8n, type RealN8n } from '../n8n/realN8n';
import { itemsOf, runManually, waitExecuted } from '../n8n/workflows';
import { startSandbox, type Sandbox } from '../sandbox';

/** A shop that runs: a real n8n with the pack and template 01, beside the sandbox's providers. */
export interface Shop {
	n8n: RealN8n;
	sandbox: Sandbox;
	/** n8n's own case store, opened by this process as well. */
	store: CaseStore;
	workflowId: string;
	stop(): Promise<void>;
}

export interface ShopOptions {
	port?: number;
	say?: (line: string) => void;
	env?: Record<string, string>;
	/** False leaves the workflow unpublished. */
	publish?: boolean;
	/** How soon triggers take a step back from an execution that died; the template's own 60 seconds by default. */
	leaseSeconds?: number;
	/** Settings of the workflow that differ from the template's. */
	workflowSettings?: Record<string, unknown>;
	/** A real Odoo that takes the place of the stand-in. */
	odoo?: OdooForShop;
	/** Template 11 as well: alarms by e-mail, gathered for this many seconds, and the form to act on them. */
	alarmSeconds?: number;
}

/** What n8n needs to work on a real Odoo: the address and key of the credential, and the settings that fit its database. */
export interface OdooForShop {
	url: string;
	database: string;
	key: string;
	settings: Settings['odoo'];
}

/** Packs and installs the pack into a new n8n, starts the sandbox, imports template 01, saves its settings and publishes it. */
export async function openShop({
	port,
	say = () => undefined,
	env,
	publish = true,
	odoo,
	leaseSeconds,
	workflowSettings,
	alarmSeconds,
}: ShopOptions = {}): Promise<Shop> {
	say('packing the nodes');
	const tarball = await packTarball();
	say(`starting the stand-ins of Shopify, Stripe, EasyPost${odoo ? '' : ', Odoo'} and the mail server`);
	const sandbox = await startSandbox();
	// A real Odoo remembers: a return with the number of an earlier run's would have the same reference, and find that one's documents.
	if (odoo) sandbox.shopify.state['returnNumber'] += BigInt(Date.now());
	const { credentials, settings } = accounts(sandbox, odoo);
	let n8n: RealN8n | undefined;
	try {
		say('starting n8n with the nodes installed');
		n8n = await startN8n({ packageTarball: tarball, port, runId: 'shop', env });
		say('importing template 01');
		const template = withLease(
			withSettings(readTemplates(['01-return-to-refund'], join(__dirname, '../../workflows'))[0], settings),
			leaseSeconds,
		);
		if (workflowSettings) template.settings = { ...template.settings, ...workflowSettings };
		const operations =
			alarmSeconds === undefined
				? undefined
				: withGathering(readTemplates(['11-operations'], join(__dirname, '../../workflows'))[0], alarmSeconds);
		// First what 01 names as its error workflow; published when the settings are saved.
		if (operations) await bring(n8n, operations, credentials, false);
		const [imported] = await bring(n8n, template, credentials, false);
		say('saving the settings (Set Up)');
		await setUp(n8n, imported.id!);
		if (publish) {
			say('publishing');
			for (const one of operations ? [operations, template] : [template]) {
				const [published] = await bring(n8n, one, credentials, true);
				if (published.publication !== 'published')
					throw new Error(`The workflow was not published: ${published.publication}. ${published.errors.join('; ')}`);
			}
		}
		const store = await openStore({
			storage: 'embedded',
			file: join(n8n.userFolder, '.n8n', 'returns.sqlite'),
			auditKey: credentials['Return Case'].data.auditKey,
		});
		const running = n8n;
		return {
			n8n,
			sandbox,
			store,
			workflowId: imported.id!,
			stop: async () => {
				await closeStores();
				await running.stop();
				await sandbox.stop();
				await rm(dirname(tarball), { recursive: true, force: true });
			},
		};
	} catch (error) {
		await n8n?.stop();
		await sandbox.stop();
		throw error;
	}
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

/** Imports a template with its credentials, and publishes it or not; throws unless all went well. */
export async function bring(
	n8n: RealN8n,
	template: Template,
	credentials: ReturnType<Sandbox['credentials']>,
	publish: boolean,
): Promise<ImportedWorkflow[]> {
	const results = await importTemplates({
		url: n8n.url,
		apiKey: n8n.apiKey,
		session: new N8nSession(n8n.url, n8n.cookie),
		templates: [template],
		credentials,
		publish,
		backupFolder: join(n8n.userFolder, 'backups'),
	});
	const problems = results.flatMap(({ errors, missing }) => [
		...errors,
		...missing.filter(({ required }) => required).map(({ node, type }) => `"${node}" lacks ${type}`),
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

function withGathering(template: Template, gatherSeconds: number): Template {
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
