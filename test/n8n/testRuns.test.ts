import { join } from 'node:path';
import { importTemplates, readTemplates, type Template } from '../../workflows/importer';
import { N8nSession } from '../../workflows/n8nApi';
import { play } from '../demo/play';
import { openShop, type Shop } from '../demo/shop';
import { waitFor } from './waitFor';
import { getExecutions, itemsOf, runManually, waitExecuted, type Execution } from './workflows';

/** Test runs, started as the editor's button does, of every lane that ends in an e-mail, beside a shop that works. */
describe('a test run', () => {
	let shop: Shop;
	let reference: string;
	beforeAll(async () => {
		shop = await openShop({ shared: true });
		[reference] = await play(shop);
		await waitFor('all e-mails', async () => (shop.sandbox.mail.messages().length >= 7 ? true : undefined));
		// What an exchange and a failed refund would have told, so that their lanes have something to show.
		const exchange = await shop.store.cases.open({
			source: 'exchange',
			sourceId: 'test',
			request: {
				brand: 'default',
				channel: 'exchange',
				customer: { name: 'Kim', email: 'kim@example.com', providerIds: {} },
				lines: [{ id: 'L1', sku: 'A', title: '', quantity: 1, reason: 'unwanted', providerIds: {} }],
				providerIds: {},
			},
		});
		await shop.store.cases.record({
			reference: exchange.reference,
			events: [{ id: 'x', source: 'odoo', type: 'exchange.created', data: { id: 'S1', state: 'ordered' } }],
		});
		const [{ refund }] = (await shop.store.cases.get(reference))!.refunds;
		await shop.store.cases.record({
			reference,
			events: [
				{ id: 'f', source: 'stripe', type: 'refund.failed', data: { refund: { ...refund!, status: 'failed' } } },
			],
		});
	}, 420_000);
	afterAll(async () => await shop?.stop());

	const file = (name: string): Template => readTemplates([name])[0];
	/** Imports a template beside the others, not published. */
	async function bring(template: Template): Promise<string> {
		const { n8n, sandbox } = shop;
		const [{ id, errors }] = await importTemplates({
			url: n8n.url,
			apiKey: n8n.apiKey,
			session: new N8nSession(n8n.url, n8n.cookie),
			templates: [template],
			credentials: sandbox.credentials(),
			backupFolder: join(n8n.userFolder, 'backups'),
		});
		expect(errors).toEqual([]);
		return id!;
	}
	/** Runs a lane, and gives back what it showed; throws unless it ended well. */
	async function tried(id: string, trigger: string): Promise<Execution> {
		const execution = await waitExecuted(shop.n8n, await runManually(shop.n8n, id, trigger), { timeoutMs: 120_000 });
		expect([execution.status, execution.data?.resultData.error?.message]).toEqual(['success', undefined]);
		return execution;
	}
	const sent = () => shop.sandbox.mail.messages().map(({ to, subject }) => `${String(to)}: ${subject}`);

	it.each([
		['02-label-and-tell', 'News', 'Write Message', 'E-mail Customer or Staff', /@example\.com$/, /^Return: RMA-/m],
		[
			'20-exchange',
			'Exchange News',
			'Write Message',
			'E-mail Customer',
			/^kim@example\.com$/,
			/Your new goods are ordered/,
		],
		['40-confirm-refunds', 'Refund Failed', 'Write to Finance', 'E-mail Finance', /@/, /did not reach the customer/],
		['41-reconcile-nightly', 'Every Night', 'Write the Report', 'E-mail the Report', /@/, /./],
	])('of template %s, %s, shows the e-mail and sends none', async (name, trigger, write, mail, to, text) => {
		const id = name.startsWith('02') ? shop.workflows.of(trigger) : await bring(file(name));
		const before = sent();
		const execution = await tried(id, trigger);
		const [item] = itemsOf(execution, write);
		// Return Messages gives the e-mail out under its own name, beside the item.
		expect(typeof item.message === 'object' ? { ...item.message, testRun: item.testRun } : item).toMatchObject({
			from: expect.any(String) as string,
			to: expect.stringMatching(to) as string,
			subject: expect.any(String) as string,
			text: expect.stringMatching(text) as string,
			testRun: true,
		});
		expect(execution.data!.resultData.runData[mail]).toBeUndefined();
		expect(sent()).toEqual(before);
	});

	it('of template 11 shows the alarms and sends none', async () => {
		const before = sent();
		const execution = await tried(await bring(file('11-operations')), 'Alarms');
		expect(itemsOf(execution, 'Alarms')[0]).toMatchObject({ testRun: true, subject: expect.any(String) as string });
		expect(execution.data!.resultData.runData['E-mail the Owner']).toBeUndefined();
		expect(sent()).toEqual(before);
	});

	it('of an execution that was copied to the editor sends none either: its item is a real one', async () => {
		const { n8n, workflows, store } = shop;
		const event = (await store.cases.timeline(reference)).find(({ type }) => type === 'label.issued')!;
		const json = {
			reference,
			event,
			case: await store.cases.get(reference),
			settings: await store.settings.get('default'),
		};
		const before = sent();
		const { name, nodes, connections, settings } = await n8n.rest<Template>(
			'GET',
			`/workflows/${workflows.of('News')}`,
		);
		// What *Copy to editor* makes of an execution: its items, pinned to the trigger.
		const { id } = await n8n.rest<{ id: string }>('POST', '/workflows', {
			name: `${name}, copied`,
			nodes: nodes.map((node) => ({ ...node, webhookId: undefined })),
			connections,
			settings,
			pinData: { News: [{ json }] },
		});
		const executionId = await runManually(n8n, id, 'News');
		const execution = await waitExecuted(n8n, executionId);
		expect([execution.status, itemsOf(execution, 'Write Message')]).toEqual([
			'success',
			[expect.objectContaining({ message: expect.objectContaining({ event: 'label' }) as object, testRun: true })],
		]);
		expect(sent()).toEqual(before);
	});

	it('that failed sends nothing and pays nothing when it is retried from the list of executions', async () => {
		const { n8n, sandbox, workflows } = shop;
		const nodes: Template['nodes'] = [];
		for (const id of [workflows.of('Ask a Reviewer'), workflows.of('News')])
			nodes.push(...(await n8n.rest<Template>('GET', `/workflows/${id}`)).nodes);
		const own = (name: string) => ({ ...nodes.find((node) => node.name === name)!, webhookId: undefined });
		const between = (type: string) => ({
			id: 'b',
			name: 'Between',
			type: `n8n-nodes-base.${type}`,
			typeVersion: 1,
			position: [300, 0],
			parameters: type === 'noOp' ? {} : { errorMessage: 'on purpose' },
		});
		const act = {
			...own('Ask a Reviewer'),
			name: 'Act',
			parameters: {
				resource: 'case',
				operation: 'recordEvent',
				eventType: 'exception.opened',
				data: '={{ { exception: { code: "tried", owner: "finance", message: "A test run was real." } } }}',
			},
		};
		const lane = (middle: string) => ({
			name: 'Fails once',
			settings: { executionOrder: 'v1' },
			nodes: [
				own('News'),
				between(middle),
				act,
				own('Write Message'),
				own('Only for Real'),
				own('E-mail Customer or Staff'),
			],
			connections: Object.fromEntries(
				[
					['News', 'Between'],
					['Between', 'Act', 'Write Message'],
					['Write Message', 'Only for Real'],
					['Only for Real', 'E-mail Customer or Staff'],
				].map(([from, ...to]) => [from, { main: [to.map((node) => ({ node, type: 'main', index: 0 }))] }]),
			),
		});
		const { id } = await n8n.rest<{ id: string }>('POST', '/workflows', lane('stopAndError'));
		const failed = await waitExecuted(n8n, await runManually(n8n, id, 'News'));
		expect(failed.status).toBe('error');
		await n8n.api('PUT', `/workflows/${id}`, lane('noOp'));
		const before = sent();
		await n8n.rest('POST', `/executions/${failed.id}/retry`, { loadWorkflow: true });
		const retried = await waitFor('the retry', async () =>
			(await getExecutions(n8n, id)).find(({ mode }) => mode === 'retry'),
		);
		const again = await waitExecuted(n8n, retried.id);
		expect([again.status, itemsOf(again, 'Act'), itemsOf(again, 'Write Message')]).toEqual([
			'success',
			[expect.objectContaining({ recorded: expect.objectContaining({ outcome: 'dry_run' }) as object })],
			[expect.objectContaining({ testRun: true })],
		]);
		const cases = await shop.store.cases.getMany({ limit: 100 });
		expect(cases.flatMap(({ exceptions }) => exceptions).filter(({ code }) => code === 'tried')).toEqual([]);
		expect([sent(), sandbox.stripe.refunds.size]).toEqual([before, 2]);
	});
});
