import { DatabaseSync } from 'node:sqlite';
import {
	NodeHelpers,
	Workflow,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type IRun,
	type ITriggerFunctions,
} from 'n8n-workflow';
import { ReturnCaseTrigger } from '../../nodes/ReturnCase/ReturnCaseTrigger.node';
import type { CaseStore } from '../../nodes/shared/store';
import { Policy } from '../../nodes/shared/model';
import { publish as publishDraft, saveDraft } from '../../nodes/shared/policy/versions';
import { TestNodeTypes } from '../support/harness';
import { openOwnStore, removeOwnStores, type StoreCredential } from '../support/ownStore';

const request = {
	brand: 'default',
	channel: 'portal',
	lines: [{ id: 'L1', sku: 'A', title: '', quantity: 1, reason: 'x', providerIds: {} }],
	providerIds: {},
};

const nodeOf = () => ({
	id: 'node',
	name: 'Trigger',
	type: 'n8n-nodes-returns.returnCaseTrigger',
	typeVersion: 1,
	parameters: {},
	credentials: { returnCaseApi: {} },
});

describe('Return Case Trigger', () => {
	let credential: StoreCredential;
	let store: CaseStore;
	beforeEach(async () => void ({ credential, store } = await openOwnStore()));
	afterEach(async () => {
		delete process.env.EXECUTIONS_MODE;
		await removeOwnStores();
	});

	/** What n8n gives a trigger, as far as it uses it; executions end as `end` says. */
	function n8n(
		parameters: IDataObject,
		mode: string,
		end: (items: INodeExecutionData[]) => Promise<IRun | undefined> = async () => undefined,
	) {
		const emitted: INodeExecutionData[][] = [];
		const byOutput: string[][][] = [];
		const keys: Array<string | undefined> = [];
		const self = {
			getNode: () => nodeOf(),
			getWorkflow: () => ({ id: 'flow', active: true }),
			getCredentials: async () => credential,
			getNodeParameter: (name: string, fallback?: unknown) => parameters[name] ?? fallback,
			getMode: () => mode,
			getActivationMode: () => 'activate',
			workflow: {
				nodes: Object.fromEntries(behind.map((one) => [one.name, one])),
				getChildNodes: () => behind.map(({ name }) => name),
			},
			getInstanceId: () => 'instance',
			getInstanceBaseUrl: () => 'https://n8n.example.com/',
			logger: { error: jest.fn(), warn: jest.fn() },
			helpers: {
				createDeferredPromise: () => {
					let resolve: (run: unknown) => void = () => undefined;
					const promise = new Promise((settle) => (resolve = settle));
					return { promise, resolve };
				},
			},
			emit: (
				outputs: INodeExecutionData[][],
				_response: unknown,
				done?: { resolve(run: unknown): void },
				key?: string,
			) => {
				emitted.push(outputs.flat());
				byOutput.push(outputs.map((items) => items.map(({ json }) => String((json.event as IDataObject).type))));
				keys.push(key);
				if (done) void end(outputs.flat()).then(done.resolve);
			},
		};
		return {
			emitted,
			byOutput,
			keys,
			logger: self.logger,
			start: async () => await new ReturnCaseTrigger().trigger.call(self as unknown as ITriggerFunctions),
		};
	}
	let behind: Array<{ name: string; type: string; disabled?: boolean; credentials?: object; parameters?: object }> = [];
	beforeEach(() => (behind = []));
	const parameters = { stepName: 'Work', events: ['return.requested'], doneWhen: 'recorded' };
	const settled = async (condition: () => boolean) => {
		for (const started = Date.now(); !condition(); await new Promise((resolve) => setTimeout(resolve, 10)))
			if (Date.now() - started > 30_000) throw new Error('waited in vain');
	};

	it('hands over a step with a key of its own, and stops when it is closed', async () => {
		const flow = n8n(parameters, 'trigger', async ([{ json }]) => {
			await store.steps.finish([json.step as never]);
			return { status: 'success' } as IRun;
		});
		const { closeFunction } = await flow.start();
		const { reference } = await store.cases.open({ request, source: 'portal', sourceId: '1' });
		await settled(() => flow.emitted.length === 1);
		expect(flow.emitted[0]).toMatchObject([
			{
				json: {
					reference,
					event: { type: 'return.requested' },
					settings: { brand: 'default' },
					n8nUrl: 'https://n8n.example.com',
					step: { name: 'Work', attempt: 1 },
				},
			},
		]);
		expect(flow.emitted[0][0].json).not.toHaveProperty('testRun');
		expect(flow.keys[0]).toMatch(/^returns:\d+:/);
		await closeFunction!();
		await store.cases.open({ request, source: 'portal', sourceId: '2' });
		await new Promise((resolve) => setTimeout(resolve, 400));
		expect(flow.emitted).toHaveLength(1);
	});
	it('gives out the published policy that the settings name, from its publication on', async () => {
		const publish = async (windowDays: number) => {
			const act = { by: 'ann@example.com', at: new Date().toISOString() };
			await store.policies.change(
				'retail',
				(before) => ({
					after: publishDraft(saveDraft(before, Policy.parse({ windowDays }), act), { ...act, note: 'n' }).after,
					act: { action: 'policy_published' },
				}),
				{ actor: act.by },
			);
		};
		await store.settings.save('default', { policyName: 'retail' });
		const flow = n8n(parameters, 'trigger', async ([{ json }]) => {
			await store.steps.finish([json.step as never]);
			return { status: 'success' } as IRun;
		});
		const { closeFunction } = await flow.start();
		await store.cases.open({ request, source: 'portal', sourceId: '1' });
		await settled(() => flow.emitted.length === 1);
		await publish(40);
		await store.cases.open({ request, source: 'portal', sourceId: '2' });
		await settled(() => flow.emitted.length === 2);
		await publish(60);
		await store.cases.open({ request, source: 'portal', sourceId: '3' });
		await settled(() => flow.emitted.length === 3);
		expect(flow.emitted.map(([{ json }]) => (json.policyVersion as IDataObject | undefined)?.policy)).toMatchObject([
			undefined,
			{ windowDays: 40 },
			{ windowDays: 60 },
		] as never);
		await closeFunction!();
	});
	it('has an output for each event, in the order in which they were chosen', async () => {
		const events = ['return.approved', 'return.requested'];
		const flow = n8n({ ...parameters, events, outputs: 'perEvent' }, 'trigger', async ([{ json }]) => {
			await store.steps.finish([json.step as never]);
			return { status: 'success' } as IRun;
		});
		const { closeFunction } = await flow.start();
		await store.cases.open({ request, source: 'portal', sourceId: '1' });
		await settled(() => flow.emitted.length === 1);
		expect(flow.byOutput).toEqual([[[], ['return.requested']]]);
		await closeFunction!();
		const editor = n8n({ ...parameters, events, outputs: 'perEvent' }, 'manual');
		await (
			await editor.start()
		).manualTriggerFunction!();
		expect(editor.byOutput).toEqual([[[], ['return.requested']]]);

		const shown = (more: object) => {
			const node = { ...nodeOf(), parameters: { events, ...more } } as never as INode;
			const type = new ReturnCaseTrigger();
			const nodeTypes = new TestNodeTypes({ [node.type]: type });
			const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
			return NodeHelpers.getNodeOutputs(workflow, node, type.description);
		};
		expect(shown({ outputs: 'perEvent' })).toMatchObject(events.map((displayName) => ({ displayName })));
		expect(shown({ outputs: 'one' })).toHaveLength(1);
		expect(shown({})).toHaveLength(1);
	});
	it('leaves cases of other channels alone', async () => {
		const flow = n8n({ ...parameters, channels: ' store , phone' }, 'trigger', async ([{ json }]) => {
			await store.steps.finish([json.step as never]);
			return { status: 'success' } as IRun;
		});
		const { closeFunction } = await flow.start();
		await store.cases.open({ request, source: 'portal', sourceId: '1' });
		const { reference } = await store.cases.open({
			request: { ...request, channel: 'phone' },
			source: 'phone',
			sourceId: '2',
		});
		await settled(() => flow.emitted.length === 1);
		expect(flow.emitted[0][0].json.reference).toBe(reference);
		await closeFunction!();
	});
	it('leaves cases of other brands alone, and shows none of them in the editor', async () => {
		const flow = n8n({ ...parameters, brands: 'nord' }, 'trigger', async ([{ json }]) => {
			await store.steps.finish([json.step as never]);
			return { status: 'success' } as IRun;
		});
		const { closeFunction } = await flow.start();
		const { reference } = await store.cases.open({
			request: { ...request, brand: 'nord' },
			source: 'portal',
			sourceId: '1',
		});
		await store.cases.open({ request, source: 'portal', sourceId: '2' });
		await settled(() => flow.emitted.length === 1);
		await closeFunction!();
		const editor = n8n({ ...parameters, brands: 'nord' }, 'manual');
		await (
			await editor.start()
		).manualTriggerFunction!();
		expect([flow.emitted[0][0].json, editor.emitted[0][0].json]).toMatchObject([
			{ reference, settings: { brand: 'nord' } },
			{ reference },
		]);
	});
	it.each([
		[{}, 0],
		[{ options: { endedReturns: 'start' } }, 1],
	])('of a return that was canceled meanwhile, with %j, starts %i flows', async (more, flows) => {
		const flow = n8n({ ...parameters, ...more }, 'trigger', async ([{ json }]) => {
			await store.steps.finish([json.step as never]);
			return { status: 'success' } as IRun;
		});
		await store.steps.subscribe('Work', ['return.requested']);
		const { reference } = await store.cases.open({ request, source: 'portal', sourceId: '1' });
		await store.cases.record({ reference, events: [{ id: 'c', source: 'test', type: 'return.canceled', data: {} }] });
		const { closeFunction } = await flow.start();
		for (
			const started = Date.now();
			await store.steps.hasWork('Work');
			await new Promise((resolve) => setTimeout(resolve, 10))
		)
			if (Date.now() - started > 30_000) throw new Error('waited in vain');
		expect(flow.emitted).toHaveLength(flows);
		expect((await store.cases.timeline(reference)).filter(({ type }) => type === 'step.no_action')).toHaveLength(
			1 - flows,
		);
		await closeFunction!();
	});
	it('lets a return expire that never comes, while it is published', async () => {
		const { reference } = await store.cases.open({ request, source: 'portal', sourceId: '1' });
		await store.cases.record({ reference, events: [{ id: 'a', source: 'test', type: 'return.approved', data: {} }] });
		const db = new DatabaseSync(String(credential.file));
		db.exec(`pragma busy_timeout = 5000; update cases set expires_at = 1 where reference = '${reference}'`);
		db.close();
		const wait = setTimeout;
		const hurry = jest
			.spyOn(global, 'setTimeout')
			.mockImplementation(((run: () => void, ms: number) => wait(run, ms === 60_000 ? 1 : ms)) as typeof setTimeout);
		const { closeFunction } = await n8n(parameters, 'trigger').start();
		hurry.mockRestore();
		let verdict: string | undefined;
		for (
			const started = Date.now();
			verdict !== 'expired' && Date.now() - started < 30_000;
			verdict = (await store.cases.get(reference))?.authorization
		)
			await new Promise((resolve) => setTimeout(resolve, 10));
		await closeFunction!();
		expect(verdict).toBe('expired');
		expect((await store.cases.timeline(reference)).at(-1)).toMatchObject({ type: 'return.expired', source: 'case' });
	});
	it('shows the newest event in the editor, without its step', async () => {
		await store.steps.subscribe('Work', ['return.requested']);
		await store.cases.open({ request, source: 'portal', sourceId: '1' });
		const flow = n8n(parameters, 'manual');
		const { manualTriggerFunction } = await flow.start();
		await manualTriggerFunction!();
		expect(flow.emitted[0][0].json).toMatchObject({
			testRun: true,
			event: { type: 'return.requested' },
			case: { authorization: 'requested' },
		});
		expect(flow.emitted[0][0].json).not.toHaveProperty('step');
		expect(await store.steps.hasWork('Work')).toBe(true);
	});
	it('says in the editor when there is nothing to show yet', async () => {
		const { manualTriggerFunction } = await n8n(parameters, 'manual').start();
		await expect(manualTriggerFunction!()).rejects.toThrow('No such event has happened yet');
	});
	it.each([
		[{ stepName: '  ' }, 'The step has no name'],
		[{ events: [] }, 'The step is started by nothing'],
	])('refuses %j', async (changed, message) => {
		await expect(n8n({ ...parameters, ...changed }, 'trigger').start()).rejects.toThrow(message);
	});
	it('warns when it was renamed and work waits under its old name, which is then handed over', async () => {
		const before = await n8n(parameters, 'trigger').start();
		await before.closeFunction!();
		await store.cases.open({ request, source: 'portal', sourceId: '1' });
		const renamed = n8n({ ...parameters, stepName: 'Work anew' }, 'trigger', async ([{ json }]) => {
			await store.steps.finish([json.step as never]);
			return { status: 'success' } as IRun;
		});
		const { closeFunction } = await renamed.start();
		expect(renamed.logger.warn.mock.calls).toEqual([
			[expect.stringContaining('1 open steps of 1 returns wait as "Work"')],
		]);
		expect(await store.steps.unserved()).toEqual([{ name: 'Work', steps: 1, cases: 1 }]);
		await store.steps.handOver({ from: 'Work', to: 'Work anew' }, { actor: 'ann' });
		await settled(() => renamed.emitted.length === 1);
		expect(await store.steps.unserved()).toEqual([]);
		await closeFunction!();
	});
	it('is not published with nodes behind it that have no case store, and names them', async () => {
		const of = (name: string, type: string, more: object = {}) => ({
			name,
			type: `n8n-nodes-returns.${type}`,
			...more,
		});
		behind = [
			of('Sort', 'odooReturns', { credentials: { returnCaseApi: { id: '1', name: 'x' } } }),
			of('Pay', 'stripeRefunds'),
			of('Label', 'carrierLabels', { credentials: { returnCaseApi: { id: null, name: 'x' } } }),
			of('Off', 'shopifyReturns', { disabled: true }),
			of('Judge', 'returnPolicy'),
			{ name: 'Set', type: 'n8n-nodes-base.set' },
		];
		await expect(n8n(parameters, 'trigger').start()).rejects.toMatchObject({
			message: 'These nodes have no Return Case credential: Pay, Label',
			description: expect.stringContaining('Choose it under Return Case in each') as string,
		});
		await n8n(parameters, 'manual').start(); // a test run only looks
	});
	it('is not published with settings missing that its flow works by, and names field and nodes', async () => {
		const cased = { credentials: { returnCaseApi: { id: '1', name: 'x' } } };
		behind = [
			{
				name: 'Sort',
				type: 'n8n-nodes-returns.odooReturns',
				parameters: { resource: 'goods', operation: 'sort' },
				...cased,
			},
			{
				name: 'Label',
				type: 'n8n-nodes-returns.carrierLabels',
				parameters: { resource: 'returnLabel', operation: 'create' },
				...cased,
			},
			{
				name: 'Mail',
				type: 'n8n-nodes-base.set',
				parameters: { assignments: { assignments: [{ name: 'from', value: '={{ $json.settings.sender }}' }] } },
			},
		];
		const address = { name: 'R', street1: '1 Road', city: 'S', postalCode: '1', country: 'US' };
		const all = {
			sender: 'a@example.com',
			returnAddress: address,
			parcel: { weight: 1, length: 1, width: 1, height: 1 },
			odoo: { destinations: { restock: 5 } },
		};
		await expect(n8n(parameters, 'trigger').start()).rejects.toMatchObject({
			message: expect.stringMatching(
				/General > Sender .* for Mail\); Return Address .* for Label\); Usual Parcel .*; Odoo IDs > Location of Goods for Sale .* for Sort/,
			) as string,
			description: expect.stringContaining('Save Settings') as string,
		});
		await n8n(parameters, 'manual').start(); // a test run only looks
		await store.settings.save('default', all);
		await (
			await n8n(parameters, 'trigger').start()
		).closeFunction!();
		await expect(n8n({ ...parameters, brands: 'nord' }, 'trigger').start()).rejects.toMatchObject({
			message: expect.stringContaining('The settings of brand nord do not say') as string,
		});
		await store.settings.save('nord', all);
		await (
			await n8n({ ...parameters, brands: 'nord' }, 'trigger').start()
		).closeFunction!();
	});
	it('is not published when nothing seals the history', async () => {
		credential.auditKey = ' ';
		await expect(n8n(parameters, 'trigger').start()).rejects.toMatchObject({
			message: expect.stringContaining('has no Audit Key') as string,
		});
	});
	it('refuses the embedded store when n8n runs in queue mode, and says what to do', async () => {
		process.env.EXECUTIONS_MODE = 'queue';
		await expect(n8n(parameters, 'trigger').start()).rejects.toMatchObject({
			message: expect.stringContaining('queue mode') as string,
			description: expect.stringContaining('Choose PostgreSQL') as string,
		});
	});
});
