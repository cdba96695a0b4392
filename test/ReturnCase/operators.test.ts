import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { ReturnCase } from '../../nodes/ReturnCase/ReturnCase.node';
import type { CaseStore } from '../../nodes/shared/store';
import { runNode, runWorkflow, TestCredentialsHelper, TestNodeTypes } from '../support/harness';
import { openOwnStore, removeOwnStores, type StoreCredential } from '../support/ownStore';

const request = {
	brand: 'default',
	channel: 'portal',
	orderNumber: '#1001',
	lines: [{ id: 'L1', sku: 'TEE', title: '', quantity: 2, reason: 'SIZE', providerIds: {} }],
	providerIds: {},
};
const user = { email: 'ann@example.com' };

describe('Return Case: what operators do', () => {
	let credential: StoreCredential;
	let store: CaseStore;
	let reference: string;
	beforeEach(async () => {
		({ credential, store } = await openOwnStore());
		await store.steps.subscribe('Work', ['return.requested']);
		reference = (await store.cases.open({ request, source: 'portal', sourceId: '1' })).reference;
	});
	afterEach(removeOwnStores);
	const run = async (parameters: INodeParameters, input: IDataObject = { reference, user }, mode?: 'manual') =>
		await runNode(new ReturnCase(), { parameters, credentials: { returnCaseApi: credential }, input: [input], mode });
	const claim = async () => (await store.steps.claim('Work', { limit: 1, leaseMs: 60_000, maxAttempts: 3 }))[0];
	const log = async () =>
		(await store.operators.log({ limit: 20 })).map(({ actor, action, subject }) => [actor, action, subject]);

	it.each([['all'], ['name'], ['case'], ['id']])(
		'a replay (%s) leaves alone what is held on purpose',
		async (which) => {
			const step = await claim();
			await store.steps.hold(step, 'Waiting for a photo');
			const { json, error } = await run({
				resource: 'stuckStep',
				operation: 'replay',
				which,
				stepId: step.id,
				stepName: 'Work',
				caseReference: reference,
			});
			if (which === 'case')
				expect(error).toMatchObject({
					message: `No step of ${reference} is stuck`,
					description: expect.stringContaining('Release') as string,
				});
			else if (which === 'id')
				expect(error).toMatchObject({
					message: `Step ${step.id} is not stuck`,
					description: expect.stringContaining('Release') as string,
				});
			else expect(json[0].replayed).toBe(0);
			expect(await store.steps.stuck({ limit: 5 })).toMatchObject([{ state: 'held' }]);
		},
	);
	it('a held step is released by ID and with a reason, by a person who is remembered', async () => {
		const step = await claim();
		await store.steps.hold(step, 'Waiting for a photo');
		const release = (more: INodeParameters) =>
			run({ resource: 'stuckStep', operation: 'release', stepId: step.id, ...more });
		expect((await release({ reason: ' ' })).error?.message).toBe('It is not said why the step is released');
		expect((await release({ reason: 'the photo came' })).json[0].released).toBe(true);
		expect((await release({ reason: 'again' })).error?.message).toBe(`Step ${step.id} is not held`);
		expect(await log()).toEqual([['ann@example.com', 'step_released', `Work (${step.id})`]]);
	});
	it('who replayed, paused, resumed, retired and saved settings is remembered, and can be read', async () => {
		const step = await claim();
		await store.steps.fail([step], { error: { message: 'no', category: 'rejected' }, maxAttempts: 3 });
		await run({ resource: 'stuckStep', operation: 'replay', which: 'all' });
		await run({ resource: 'connection', operation: 'pause', connection: 'odoo', reason: 'upgrade' });
		await run({ resource: 'connection', operation: 'resume', connection: 'odoo' });
		await run({ resource: 'step', operation: 'retire', stepName: 'Old' }, { reference });
		await run({ resource: 'settings', operation: 'save', brand: 'default', settings: '{ "timeZone": "Europe/Oslo" }' });
		expect(await log()).toEqual([
			['ann@example.com', 'settings_saved', 'default'],
			['n8n: Return Case', 'step_retired', 'Old'],
			['ann@example.com', 'connection_resumed', 'odoo'],
			['ann@example.com', 'connection_paused', 'odoo'],
			['ann@example.com', 'steps_replayed', `Work (${step.id})`],
		]);
		const { json } = await run({ resource: 'operatorLog', operation: 'getMany', limit: 10, caseReference: reference });
		expect(json).toMatchObject([{ actor: 'ann@example.com', action: 'steps_replayed', reference }]);
	});
	it('a test run in the editor changes nothing', async () => {
		const step = await claim();
		await store.steps.hold(step, 'why');
		for (const parameters of [
			{ resource: 'stuckStep', operation: 'release', stepId: step.id, reason: 'x' },
			{ resource: 'step', operation: 'handOver', from: 'Work', to: 'Other' },
			{ resource: 'alarm', operation: 'close', which: 'case', caseReference: reference, reason: 'x' },
		]) {
			expect(JSON.stringify((await run(parameters, { reference }, 'manual')).json)).toContain('dry_run');
		}
		expect(await log()).toEqual([]);
		expect(await store.steps.stuck({ limit: 5 })).toMatchObject([{ state: 'held' }]);
	});
	it('steps are handed over to a name that is served, else it says why not', async () => {
		const handOver = (from: string, to: string) =>
			run({ resource: 'step', operation: 'handOver', from, to: to || '={{ $json.nothing }}', caseReference: '' });
		expect((await handOver('Work', 'Other')).error).toMatchObject({
			message: 'No published trigger works on steps "Other"',
			description: expect.stringContaining('Publish') as string,
		});
		expect((await handOver('Work', '')).error?.message).toBe('It is not said from which step name to which');
		await store.steps.signOn('Other', 'i/f/n');
		expect((await handOver('Work', 'Other')).json[0]).toMatchObject({ handedOver: 1, alreadyThere: 0 });
		expect((await run({ resource: 'step', operation: 'getUnserved' })).json).toEqual([]);
	});
	it('a failed execution becomes an alarm, whatever the error trigger tells', async () => {
		const record = (item: IDataObject) => run({ resource: 'alarm', operation: 'recordFailure' }, item);
		await record({
			workflow: { id: 'w1', name: 'Nightly' },
			execution: {
				id: '7',
				url: 'http://n8n.test/e/7',
				lastNodeExecuted: 'Read',
				error: { message: 'x'.repeat(2_000) },
			},
		});
		await record({
			workflow: { id: 'w2', name: 'Intake' },
			trigger: { error: { message: 'no such address', node: { name: 'Return Requested' } }, mode: 'trigger' },
		});
		await record({ workflow: { id: 'w3', name: 'Bare' }, execution: { error: {} } });
		expect((await record({ something: 'else' })).error?.message).toBe('This item tells of no failed execution');
		await store.steps.signOn('Work', 'i/f/n');
		const { json } = await run({ resource: 'alarm', operation: 'getMany', limit: 10, owner: 'operator' });
		expect(json.map(({ title, reason, execution }) => [title, String(reason).length, execution])).toEqual([
			['Workflow "Nightly" failed in "Read"', 500, 'http://n8n.test/e/7'],
			['Workflow "Intake" failed in "Return Requested"', 15, ''],
			['Workflow "Bare" failed', 20, ''],
		]);
	});
	it('closing an exception resolves it in the case, with who and why', async () => {
		await store.cases.record({
			reference,
			events: [
				{
					id: 'x',
					source: 'test',
					type: 'exception.opened',
					data: { exception: { code: 'shipment', owner: 'service', message: 'Look at it.' } },
				},
			],
		});
		const close = (reason: string) =>
			run({
				resource: 'alarm',
				operation: 'close',
				which: 'case',
				caseReference: reference,
				reason: reason || '={{ $json.nothing }}',
			});
		expect((await close('')).error?.message).toBe('It is not said what was done');
		expect((await close('called the carrier')).json[0].closed).toBe(1);
		expect((await store.cases.get(reference))!.exceptions).toMatchObject([{ code: 'shipment', resolved: true }]);
		expect((await store.cases.timeline(reference)).at(-1)).toMatchObject({
			type: 'exception.resolved',
			actor: 'ann@example.com',
			data: { note: 'called the carrier' },
		});
		expect((await close('again')).json[0].closed).toBe(0);
	});
	it.each([
		['a good run', false],
		['a failed run', true],
	])("n8n's list of executions tells reference, step and order after %s", async (_how, fails) => {
		const { id, token, name } = await claim();
		const type = 'n8n-nodes-returns.returnCase';
		const node = {
			id: 'node',
			name: 'Case',
			type,
			typeVersion: 1,
			position: [0, 0] as [number, number],
			parameters: fails
				? { resource: 'case', operation: 'findByReference', system: 'x', id: 'y' }
				: { resource: 'case', operation: 'get', reference: '={{ $json.reference }}' },
			credentials: { returnCaseApi: { id: '1', name: '1' } },
		};
		const state = (await store.cases.get(reference)) as unknown as IDataObject;
		const result = await runWorkflow(
			{ nodes: [node], connections: {}, settings: {} },
			{
				nodeTypes: new TestNodeTypes({ [type]: new ReturnCase() }),
				credentialsHelper: new TestCredentialsHelper({}, { returnCaseApi: credential }),
				input: [{ json: { reference, step: { id, token, name, attempt: 1 }, ...(fails && { case: state }) } }],
			},
		);
		expect(!!result.data.resultData.error).toBe(fails);
		expect(result.data.resultData.metadata).toEqual({ reference, order: '#1001', step: 'Work' });
	});
});
