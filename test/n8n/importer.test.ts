import { importTemplates, type ImportOptions, type Template } from '../../workflows/importer';
import { N8nSession } from '../../workflows/n8nApi';
import { createCredential, publish, waitPublished, importWorkflow } from './workflows';
import { startN8n, type RealN8n } from './realN8n';

interface Stored {
	id: string;
	nodes: Array<{ name: string; credentials?: Record<string, { id: string; name: string }> }>;
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
			id: 'set', name: 'Answer', type: 'n8n-nodes-base.set', typeVersion: 3.4, position: [220, 0],
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

	beforeAll(async () => {
		n8n = await startN8n({ runId: 'importer' });
		options = { url: `${n8n.url}/`, apiKey: n8n.apiKey, session: new N8nSession(n8n.url, n8n.cookie) };
	});

	afterAll(async () => await n8n?.stop());

	const stored = async (id: string | undefined) => await n8n.api<Stored>('GET', `/workflows/${id}`);

	it('creates the account, connects it to the node that takes it, and publishes', async () => {
		const [result] = await importTemplates({ ...options, templates: [template('Receive parcels', 'receive')], credentials, publish: true });

		expect(result).toMatchObject({ action: 'created', publication: 'published', missing: [], errors: [] });
		expect((await n8n.postWebhook('receive', {})).status).toBe(403);
		expect((await n8n.postWebhook('receive', {}, { 'X-Key': 'open-sesame' })).data).toEqual({ answer: 'first' });
	});

	it('changes nothing when it is repeated', async () => {
		const [result] = await importTemplates({ ...options, templates: [template('Receive parcels', 'receive')], credentials, publish: true });

		expect(result).toMatchObject({ action: 'unchanged', publication: 'published', errors: [] });
		const { data: workflows } = await n8n.api<{ data: unknown[] }>('GET', '/workflows');
		const { data: accounts } = await n8n.api<{ data: unknown[] }>('GET', '/credentials');
		expect([workflows.length, accounts.length]).toEqual([1, 1]);
	});

	it('updates and publishes a changed template, and leaves the account the user has chosen', async () => {
		const [before] = await importTemplates({ ...options, templates: [template('Receive parcels', 'receive')] });
		const { nodes, ...rest } = await n8n.api<Stored & { name: string; connections: object }>('GET', `/workflows/${before.id}`);
		const id = await createCredential(n8n, 'My own key', 'httpHeaderAuth', { name: 'X-Key', value: 'mine' });
		nodes[0].credentials = { httpHeaderAuth: { id, name: 'My own key' } };
		await n8n.api('PUT', `/workflows/${before.id}`, { name: rest.name, nodes, connections: rest.connections, settings: {} });

		const [result] = await importTemplates({ ...options, templates: [template('Receive parcels', 'receive', 'second')], credentials });

		expect(result).toMatchObject({ id: before.id, action: 'updated', publication: 'published', missing: [], errors: [] });
		expect((await stored(result.id)).nodes[0].credentials).toEqual({ httpHeaderAuth: { id, name: 'My own key' } });
		expect((await n8n.postWebhook('receive', {}, { 'X-Key': 'open-sesame' })).status).toBe(403);
		expect((await n8n.postWebhook('receive', {}, { 'X-Key': 'mine' })).data).toEqual({ answer: 'second' });
	});

	it('tells which account is missing, and does not call such a workflow published', async () => {
		const [result] = await importTemplates({ ...options, templates: [template('Receive more', 'more')], publish: true });

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
		const taken = await importWorkflow(n8n, { ...template('Was first', 'taken'), nodes: [webhook('taken', 'none')], connections: {} });
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
			id: 'cron', name: 'Every Blue Moon', type: 'n8n-nodes-base.scheduleTrigger', typeVersion: 1.2, position: [0, 200],
			parameters: { rule: { interval: [{ field: 'cronExpression', expression: 'blue moon' }] } },
		};
		const half = template('Half works', 'half');

		const [result] = await importTemplates({ ...options, templates: [{ ...half, nodes: [...half.nodes, schedule] }], credentials, publish: true });

		expect(result).toMatchObject({ action: 'created', publication: 'partial' });
		expect(result.errors).toEqual([expect.stringMatching(/^"Every Blue Moon" could not be registered: .*cron/i)]);
	});

	it('says what to check when the key is wrong, without showing it', async () => {
		const [result] = await importTemplates({ ...options, apiKey: 'not-the-key', session: undefined, templates: [template('Any', 'any')] });

		expect(result).toMatchObject({ action: 'failed' });
		expect(result.errors.join()).toMatch(/401.*Check the API key/);
		expect(JSON.stringify(result)).not.toContain('not-the-key');
	});

	it('calls a publication accepted, not published, when it cannot see the outcome', async () => {
		const [result] = await importTemplates({ ...options, session: undefined, templates: [template('Unseen', 'unseen')], credentials, publish: true });

		expect(result).toMatchObject({ action: 'created', publication: 'accepted', errors: [] });
	});
});
