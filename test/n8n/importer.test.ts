import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { importTemplates, undoImport, type ImportOptions, type Template } from '../../workflows/importer';
import { N8nSession } from '../../workflows/n8nApi';
import { findNode20 } from './node20';
import { createCredential, publish, waitPublished, importWorkflow } from './workflows';
import { startN8n, type RealN8n } from './realN8n';

interface Stored {
	id: string;
	name: string;
	nodes: Array<{
		id: string;
		name: string;
		position: number[];
		parameters: Record<string, unknown>;
		credentials?: Record<string, { id: string; name: string }>;
	}>;
	connections: Record<string, { main: Array<Array<{ node: string; type: string; index: number }>> }>;
	settings: Record<string, unknown>;
	nodeGroups?: Array<{ id: string; name: string; nodeIds: string[] }>;
}

const webhook = (path: string, authentication: string) => ({
	id: `hook-${path}`,
	name: 'Webhook',
	type: 'n8n-nodes-base.webhook',
	typeVersion: 2.1,
	position: [0, 0],
	parameters: { httpMethod: 'POST', path, authentication, responseMode: 'lastNode', options: {} },
});

const template = (name: string, path: string, answer = 'first'): Template => ({
	name,
	nodes: [
		webhook(path, 'headerAuth'),
		{
			id: 'set',
			name: 'Answer',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			position: [220, 0],
			parameters: { mode: 'raw', jsonOutput: JSON.stringify({ answer }), options: {} },
		},
	],
	connections: { Webhook: { main: [[{ node: 'Answer', type: 'main', index: 0 }]] } },
	settings: { executionOrder: 'v1' },
});

const credentials = { 'Warehouse key': { type: 'httpHeaderAuth', data: { name: 'X-Key', value: 'open-sesame' } } };

describe('the importer against a real n8n', () => {
	let n8n: RealN8n;
	let options: Omit<ImportOptions, 'templates'>;
	const backupFolder = mkdtempSync(join(tmpdir(), 'n8n-returns-backups-'));

	beforeAll(async () => {
		n8n = await startN8n({ runId: 'importer' });
		options = { url: `${n8n.url}/`, apiKey: n8n.apiKey, session: new N8nSession(n8n.url, n8n.cookie), backupFolder };
	});

	afterAll(async () => {
		await n8n?.stop();
		rmSync(backupFolder, { recursive: true, force: true });
	});

	const stored = async (id: string | undefined) => await n8n.api<Stored>('GET', `/workflows/${id}`);

	it('creates the account, connects it to the node that takes it, and publishes', async () => {
		const [result] = await importTemplates({
			...options,
			templates: [template('Receive parcels', 'receive')],
			credentials,
			publish: true,
		});

		expect(result).toMatchObject({ action: 'created', publication: 'published', missing: [], errors: [] });
		expect((await n8n.postWebhook('receive', {})).status).toBe(403);
		expect((await n8n.postWebhook('receive', {}, { 'X-Key': 'open-sesame' })).data).toEqual({ answer: 'first' });
	});

	it('changes nothing when it is repeated', async () => {
		const [result] = await importTemplates({
			...options,
			templates: [template('Receive parcels', 'receive')],
			credentials,
			publish: true,
		});

		expect(result).toMatchObject({ action: 'unchanged', publication: 'published', errors: [] });
		const { data: workflows } = await n8n.api<{ data: unknown[] }>('GET', '/workflows');
		const { data: accounts } = await n8n.api<{ data: unknown[] }>('GET', '/credentials');
		expect([workflows.length, accounts.length]).toEqual([1, 1]);
	});

	it('updates and publishes a changed template, and leaves the account the user has chosen', async () => {
		const [before] = await importTemplates({ ...options, templates: [template('Receive parcels', 'receive')] });
		const { nodes, ...rest } = await n8n.api<Stored & { name: string; connections: object }>(
			'GET',
			`/workflows/${before.id}`,
		);
		const id = await createCredential(n8n, 'My own key', 'httpHeaderAuth', { name: 'X-Key', value: 'mine' });
		nodes[0].credentials = { httpHeaderAuth: { id, name: 'My own key' } };
		await n8n.api('PUT', `/workflows/${before.id}`, {
			name: rest.name,
			nodes,
			connections: rest.connections,
			settings: {},
		});

		const [result] = await importTemplates({
			...options,
			templates: [template('Receive parcels', 'receive', 'second')],
			credentials,
		});

		expect(result).toMatchObject({
			id: before.id,
			action: 'updated',
			publication: 'published',
			missing: [],
			errors: [],
		});
		expect((await stored(result.id)).nodes[0].credentials).toEqual({ httpHeaderAuth: { id, name: 'My own key' } });
		expect((await n8n.postWebhook('receive', {}, { 'X-Key': 'open-sesame' })).status).toBe(403);
		expect((await n8n.postWebhook('receive', {}, { 'X-Key': 'mine' })).data).toEqual({ answer: 'second' });
	});

	it('tells which account is missing, and does not call such a workflow published', async () => {
		const [result] = await importTemplates({
			...options,
			templates: [template('Receive more', 'more')],
			publish: true,
		});

		expect(result).toMatchObject({
			action: 'created',
			publication: 'not published',
			missing: [{ node: 'Webhook', type: 'httpHeaderAuth', required: true, ambiguous: false }],
		});
		expect(result.errors.join()).toContain('Missing required credential');
	});

	it('leaves the choice to the user when several accounts fit', async () => {
		const two = { A: credentials['Warehouse key'], B: credentials['Warehouse key'] };

		const [result] = await importTemplates({ ...options, templates: [template('Choose', 'choose')], credentials: two });

		expect(result.missing).toEqual([{ node: 'Webhook', type: 'httpHeaderAuth', required: true, ambiguous: true }]);
	});

	it('goes on with the next workflow when n8n refuses one', async () => {
		const taken = await importWorkflow(n8n, {
			...template('Was first', 'taken'),
			nodes: [webhook('taken', 'none')],
			connections: {},
		});
		await publish(n8n, taken);
		await waitPublished(n8n, taken);

		const results = await importTemplates({
			...options,
			templates: [template('Comes late', 'taken'), template('Another', 'another')],
			credentials,
			publish: true,
		});

		expect(results.map(({ publication }) => publication)).toEqual(['not published', 'published']);
		expect(results[0].errors.join()).toMatch(/conflict/i);
	});

	it('names the trigger that could not be registered, and why', async () => {
		const schedule = {
			id: 'cron',
			name: 'Every Blue Moon',
			type: 'n8n-nodes-base.scheduleTrigger',
			typeVersion: 1.2,
			position: [0, 200],
			parameters: { rule: { interval: [{ field: 'cronExpression', expression: 'blue moon' }] } },
		};
		const half = template('Half works', 'half');

		const [result] = await importTemplates({
			...options,
			templates: [{ ...half, nodes: [...half.nodes, schedule] }],
			credentials,
			publish: true,
		});

		expect(result).toMatchObject({ action: 'created', publication: 'partial' });
		expect(result.errors).toEqual([expect.stringMatching(/^"Every Blue Moon" could not be registered: .*cron/i)]);
	});

	it('says what to check when the key is wrong, without showing it', async () => {
		const failed = await importTemplates({
			...options,
			apiKey: 'not-the-key',
			session: undefined,
			templates: [template('Any', 'any')],
		}).catch((error: Error) => error);

		expect(String(failed)).toMatch(/401.*Check the API key/);
		expect(JSON.stringify(failed, Object.getOwnPropertyNames(failed))).not.toContain('not-the-key');
	});

	it('calls a publication accepted, not published, when it cannot see the outcome', async () => {
		const [result] = await importTemplates({
			...options,
			session: undefined,
			templates: [template('Unseen', 'unseen')],
			credentials,
			publish: true,
		});

		expect(result).toMatchObject({ action: 'created', publication: 'accepted', errors: [] });
	});

	it('runs as a command on Node 20, and shows in a dry run what it would do', async () => {
		const node = await findNode20();
		const importer = async (...args: string[]) =>
			await promisify(execFile)(
				node,
				[
					join(__dirname, '../../dist/workflows/import.js'),
					'--url',
					n8n.url,
					'--backups',
					backupFolder,
					'--templates',
					'41-reconcile-nightly',
					...args,
				],
				{ env: { N8N_API_KEY: n8n.apiKey } },
			);
		const count = async () => (await n8n.api<{ data: unknown[] }>('GET', '/workflows')).data.length;
		const before = await count();

		expect((await importer('--dry-run')).stdout).toMatch(/Reconcile nightly +would be created/);
		expect(await count()).toBe(before);
		const { stdout } = await importer();
		expect(stdout).toMatch(/Reconcile nightly +created +not published/);
		expect(stdout).toMatch(/Still to be connected in the editor[^]*Reconcile nightly .* returnCaseApi/);
		expect((await importer()).stdout).toMatch(/Reconcile nightly +unchanged/);
	});

	describe('when somebody has worked on the workflow', () => {
		const named = (name: string, answer = 'first'): Template => ({
			...template(name, name.toLowerCase().replace(/ /g, '-'), answer),
			key: name,
		});
		/** As an analyst does: a branch in between, a node elsewhere, a value of one's own. */
		const workOn = async (id: string, change: (workflow: Stored) => void) => {
			const { name, nodes, connections, settings, nodeGroups } = await stored(id);
			const workflow = { id, name, nodes, connections, settings, nodeGroups: nodeGroups ?? [] };
			change(workflow);
			await n8n.api('PUT', `/workflows/${id}`, {
				name: workflow.name,
				nodes: workflow.nodes,
				connections: workflow.connections,
				settings: workflow.settings,
				nodeGroups: workflow.nodeGroups,
			});
		};
		const vip = {
			id: 'vip',
			name: 'VIP',
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			position: [110, 200],
			parameters: { mode: 'raw', jsonOutput: '{ "answer": "vip" }', options: {} },
		};
		const addBranch = (workflow: Stored) => {
			workflow.nodes.push(vip);
			workflow.connections.Webhook.main = [[{ node: 'VIP', type: 'main', index: 0 }]];
			workflow.connections.VIP = { main: [[{ node: 'Answer', type: 'main', index: 0 }]] };
			workflow.nodes[0].position = [-400, -100];
		};
		const shape = ({ name, nodes, connections, settings }: Stored) => ({ name, nodes, connections, settings });

		it('keeps it, and brings in what the template changed; --undo puts back what was there', async () => {
			const [{ id }] = await importTemplates({
				...options,
				templates: [named('Work on it')],
				credentials,
				publish: true,
			});
			await workOn(id!, addBranch);
			const before = await stored(id);
			const newer = named('Work on it', 'second');
			newer.nodes.push({ ...vip, id: 'log', name: 'Log', position: [440, 0] });
			newer.connections = { ...newer.connections, Answer: { main: [[{ node: 'Log', type: 'main', index: 0 }]] } };

			const [planned] = await importTemplates({ ...options, templates: [newer], dryRun: true });
			expect(await stored(id)).toEqual(before);
			const [result] = await importTemplates({ ...options, templates: [newer] });

			expect(planned).toMatchObject({ action: 'updated', changes: result.changes, conflicts: [] });
			expect(result).toMatchObject({ id, action: 'updated', publication: 'published', conflicts: [], errors: [] });
			expect(result.changes).toEqual(
				expect.arrayContaining([
					{ node: 'Log', field: 'added' },
					{ node: 'Answer', field: 'parameters.jsonOutput' },
				]),
			);
			const after = await stored(id);
			expect(after.nodes.map(({ name }) => name).sort()).toEqual(['Answer', 'Log', 'VIP', 'Webhook']);
			expect(after.nodes.find(({ name }) => name === 'Webhook')!.position).toEqual([-400, -100]);
			expect(after.connections.Webhook.main[0]).toEqual([{ node: 'VIP', type: 'main', index: 0 }]);
			expect(after.connections.Answer.main[0]).toEqual([{ node: 'Log', type: 'main', index: 0 }]);
			expect(JSON.parse(readFileSync(result.backup!, 'utf8')).workflow.nodes).toEqual(before.nodes);

			const [undone] = await undoImport(options);
			expect(undone).toMatchObject({ id, action: 'updated', errors: [] });
			expect(shape(await stored(id))).toEqual(shape(before));
			expect((await importTemplates({ ...options, templates: [newer], dryRun: true }))[0].changes).toEqual(
				result.changes,
			);
		});

		it('tells what both changed, with both values, and keeps the live one', async () => {
			const [{ id }] = await importTemplates({ ...options, templates: [named('Both change')], credentials });
			await workOn(
				id!,
				({ nodes }) => (nodes[1].parameters = { ...nodes[1].parameters, jsonOutput: '{ "answer": "mine" }' }),
			);

			const [result] = await importTemplates({ ...options, templates: [named('Both change', 'theirs')] });

			expect(result.conflicts).toEqual([
				{
					node: 'Answer',
					field: 'parameters.jsonOutput',
					yours: '{ "answer": "mine" }',
					template: '{"answer":"theirs"}',
				},
			]);
			expect((await stored(id)).nodes[1].parameters.jsonOutput).toBe('{ "answer": "mine" }');
			const [again] = await importTemplates({ ...options, templates: [named('Both change', 'theirs')] });
			expect(again).toMatchObject({ action: 'unchanged', conflicts: [] });
		});

		it('finds its workflow by id when it was renamed, keeps its groups, and makes a new one when it was archived', async () => {
			const [{ id }] = await importTemplates({ ...options, templates: [named('Old name')], credentials });
			// A trigger may be in no group.
			await workOn(id!, (workflow) => {
				workflow.name = 'Our own name';
				workflow.nodeGroups = [{ id: 'g1', name: 'Ours', nodeIds: [workflow.nodes[1].id] }];
			});
			const [renamed] = await importTemplates({ ...options, templates: [named('Old name', 'second')] });
			expect(renamed).toMatchObject({ id, name: 'Our own name', action: 'updated' });
			expect((await stored(id)).nodeGroups).toEqual([expect.objectContaining({ name: 'Ours' })]);

			await n8n.api('POST', `/workflows/${id}/archive`);
			const [fresh] = await importTemplates({ ...options, templates: [named('Old name', 'second')] });
			expect(fresh).toMatchObject({ action: 'created' });
			expect(fresh.id).not.toBe(id);
		});

		it('leaves alone what was imported by hand, and takes it over on request with all that is in it', async () => {
			const byHand = named('By hand');
			const id = await importWorkflow(n8n, {
				...byHand,
				nodes: [...byHand.nodes.map((node) => ({ ...node, id: `hand-${node.id}` })), vip],
			});
			const before = await stored(id);

			const [refused] = await importTemplates({ ...options, templates: [byHand], credentials });
			expect(refused.errors.join()).toContain('--adopt');
			expect(await stored(id)).toEqual(before);

			const [adopted] = await importTemplates({ ...options, templates: [byHand], credentials, adopt: true });
			expect(adopted).toMatchObject({ id, action: 'adopted', missing: [], conflicts: [], errors: [] });
			const [updated] = await importTemplates({ ...options, templates: [named('By hand', 'second')] });
			expect(updated).toMatchObject({ id, action: 'updated' });
			const after = await stored(id);
			expect(after.nodes.map(({ name }) => name)).toEqual(before.nodes.map(({ name }) => name));
			expect(after.nodes[1].parameters.jsonOutput).toBe('{"answer":"second"}');
		});

		it('names the workflow that hears of errors in every other one, unless another was chosen', async () => {
			const listener: Template = {
				key: 'Errors',
				name: 'Errors',
				nodes: [
					{
						id: 'e',
						name: 'Failed',
						type: 'n8n-nodes-base.errorTrigger',
						typeVersion: 1,
						position: [0, 0],
						parameters: {},
					},
				],
				connections: {},
				settings: {},
			};

			const [errors, first] = await importTemplates({ ...options, templates: [named('Fails'), listener], credentials });
			expect((await stored(first.id)).settings.errorWorkflow).toBe(errors.id);

			await workOn(first.id!, (workflow) => (workflow.settings = { ...workflow.settings, errorWorkflow: 'own' }));
			await importTemplates({ ...options, templates: [named('Fails', 'second')] });
			expect((await stored(first.id)).settings.errorWorkflow).toBe('own');
		});

		it('makes a workflow of its own for a further shop, with addresses of its own', async () => {
			const [first] = await importTemplates({
				...options,
				templates: [named('Two shops')],
				credentials,
				publish: true,
			});
			const [second] = await importTemplates({
				...options,
				templates: [named('Two shops')],
				credentials,
				publish: true,
				brand: 'nord',
			});

			expect([first, second].map(({ publication }) => publication)).toEqual(['published', 'published']);
			expect(second).toMatchObject({ name: 'Two shops (nord)', action: 'created', errors: [] });
			for (const path of ['two-shops', 'two-shops-nord'])
				expect((await n8n.postWebhook(path, {}, { 'X-Key': 'open-sesame' })).status).toBe(200);
			const [again] = await importTemplates({ ...options, templates: [named('Two shops', 'second')], brand: 'nord' });
			expect(again).toMatchObject({ id: second.id, action: 'updated', publication: 'published' });
		});
	});
});
