import { closeStores, openStore, type CaseStore } from '../../nodes/shared/store';
import { borrowN8n, giveBack } from './oneN8n';
import type { RealN8n } from './realN8n';
import { waitFor } from './waitFor';
import {
	createCredential,
	getExecutions,
	importWorkflow,
	itemsOf,
	publish,
	runManually,
	unpublish,
	waitExecuted,
	waitPublished,
} from './workflows';

const request = {
	brand: 'default',
	channel: 'portal',
	orderNumber: '#1',
	lines: [{ id: 'L1', sku: 'TEE', title: '', quantity: 1, reason: 'x', providerIds: {} }],
	providerIds: {},
};
const main = (node: string) => ({ main: [[{ node, type: 'main', index: 0 }]] });

describe('steps in a real n8n', () => {
	let n8n: RealN8n;
	let store: CaseStore;
	let credentials: { returnCaseApi: { id: string; name: string } };
	let count = 0;

	beforeAll(async () => {
		const borrowed = await borrowN8n();
		n8n = borrowed.n8n;
		const fields = { storage: 'embedded', auditKey: 'k', file: borrowed.caseFile };
		credentials = {
			returnCaseApi: { id: await createCredential(n8n, 'store', 'returnCaseApi', fields), name: 'store' },
		};
		// The same file as n8n's, opened by this process: another writer, as in real life.
		store = await openStore(fields);
	});
	afterAll(async () => {
		await closeStores();
		if (n8n) await giveBack(n8n);
	});

	const node = (name: string, type: string, parameters: object, more: object = {}) => ({
		id: `${name} ${++count}`,
		name,
		type: type.includes('.') ? type : `n8n-nodes-returns.${type}`,
		typeVersion: 1,
		position: [count * 200, 0],
		parameters,
		...(!type.includes('.') && { credentials }),
		...more,
	});
	const trigger = (stepName: string, events: string[], more: object = {}) =>
		node('Trigger', 'returnCaseTrigger', { stepName, events, options: { leaseSeconds: 10 }, ...more });
	const approve = () =>
		node('Approve', 'returnCase', {
			resource: 'case',
			operation: 'recordEvent',
			eventType: 'return.approved',
			data: '={{ {} }}',
			eventId: '={{ $json.reference }}/approve',
		});
	const pause = () =>
		node('Pause', 'n8n-nodes-base.wait', { resume: 'timeInterval', amount: 8, unit: 'seconds' }, { typeVersion: 1.1 });
	const open = async (id: string) => (await store.cases.open({ request, source: 'test', sourceId: id })).reference;
	const put = async (name: string, nodes: object[], connections: object) => {
		const id = await importWorkflow(n8n, { name, nodes, connections, settings: { executionOrder: 'v1' } } as never);
		await publish(n8n, id);
		return { id, ...(await waitPublished(n8n, id)) };
	};
	const approved = async (reference: string, options?: { timeoutMs: number }) =>
		await waitFor(
			`${reference} to be approved`,
			async () => (await types(reference)).includes('return.approved') || undefined,
			options,
		);
	const types = async (reference: string) => (await store.cases.timeline(reference)).map((event) => event.type);

	it('knows the nodes and their credential, and tests the credential for real', async () => {
		const answer = await n8n.rest<{ status: string; message: string }>('POST', '/credentials/test', {
			credentials: {
				id: credentials.returnCaseApi.id,
				name: 'store',
				type: 'returnCaseApi',
				data: { storage: 'embedded', auditKey: 'k' },
			},
		});
		expect(answer).toEqual({ status: 'OK', message: 'The case store is ready, and still empty' });
	});
	it('fails to publish a step without a name, and says what to do', async () => {
		const { id, status, triggers } = await put('nameless', [trigger(' ', ['return.requested'])], {});
		expect(status).toBe('failed');
		expect(triggers[0].errorMessage).toContain('The step has no name');
		await unpublish(n8n, id);
	});
	it('works on a step once, and on what waited before it was published', async () => {
		const before = await open('waited');
		const { id, status } = await put('approve', [trigger('Approve', ['return.requested']), approve()], {
			Trigger: main('Approve'),
		});
		expect(status).toBe('published');
		const after = await open('later');
		for (const reference of [before, after]) await approved(reference);
		await waitFor(
			'both executions to end',
			async () => (await getExecutions(n8n, id)).filter(({ status }) => status === 'success').length === 2 || undefined,
		);
		expect(await getExecutions(n8n, id)).toHaveLength(2);
		await unpublish(n8n, id);
	});
	it('shows in a test run what it would do, and does nothing', async () => {
		const reference = await open('dry');
		const id = await importWorkflow(n8n, {
			name: 'dry run',
			settings: { executionOrder: 'v1' },
			nodes: [
				node('Start', 'n8n-nodes-base.manualTrigger', {}),
				node('Load', 'returnCase', { resource: 'case', operation: 'get', reference }),
				approve(),
			],
			connections: { Start: main('Load'), Load: main('Approve') },
		} as never);
		const execution = await waitExecuted(n8n, await runManually(n8n, id, 'Start'));
		expect(execution.status).toBe('success');
		expect(itemsOf(execution, 'Approve')[0].recorded).toMatchObject({ outcome: 'dry_run' });
		expect(await types(reference)).toEqual(['return.requested']);
	});
	it('makes a step stuck whose flow ends without a result, and runs it again when replayed', async () => {
		const { id } = await put(
			'no end',
			[trigger('No end', ['return.requested']), node('Nothing', 'n8n-nodes-base.noOp', {})],
			{ Trigger: main('Nothing') },
		);
		await open('no end');
		const [step] = await waitFor('the stuck step', async () => {
			const rows = await store.steps.stuck({ limit: 5, name: 'No end' });
			return rows.length ? rows : undefined;
		});
		expect(step.error?.message).toContain('no node recorded a result');
		const runs = (await getExecutions(n8n, id)).length;
		expect(await store.steps.replay({ id: step.id })).toBe(1);
		await waitFor('another run', async () => (await getExecutions(n8n, id)).length > runs || undefined);
		await unpublish(n8n, id);
	});
	describe('of a trigger that ends them with the flow', () => {
		const endsWithFlow = (name: string) => trigger(name, ['return.requested'], { doneWhen: 'flowEnds' });
		const work = async (name: string) =>
			await waitFor(`${name} to be done`, async () => !(await store.steps.hasWork(name)) || undefined);
		it('tries again what failed in one branch, although a node of the pack has done its part in another', async () => {
			const first = approve(); // n8n runs the branch whose node is further left before the other
			const again = node(
				'Again?',
				'n8n-nodes-base.filter',
				{
					conditions: {
						options: { typeValidation: 'loose' },
						combinator: 'and',
						conditions: [
							{
								id: '1',
								leftValue: '={{ $json.step.attempt < 2 }}',
								rightValue: '',
								operator: { type: 'boolean', operation: 'true', singleValue: true },
							},
						],
					},
					options: {},
				},
				{ typeVersion: 2.2 },
			);
			const away = node('Mail Server Away', 'n8n-nodes-base.stopAndError', { errorMessage: 'away' });
			const { id } = await put('two branches', [endsWithFlow('Branches'), first, again, away], {
				Trigger: { main: [[...main('Approve').main[0], ...main('Again?').main[0]]] },
				'Again?': main('Mail Server Away'),
			});
			const reference = await open('two branches');
			await approved(reference);
			await waitFor('a second execution', async () => (await getExecutions(n8n, id)).length > 1 || undefined);
			await work('Branches');
			expect((await getExecutions(n8n, id)).map(({ status }) => status).sort()).toEqual(['error', 'success']);
			expect((await types(reference)).filter((type) => type === 'return.approved')).toHaveLength(1);
			expect(await store.steps.stuck({ limit: 5, name: 'Branches' })).toEqual([]);
			await unpublish(n8n, id);
		});
		it('lets a node end one after a wait, whose end n8n does not tell the trigger', async () => {
			const { id } = await put('waits, then ends', [endsWithFlow('Waits'), pause(), approve()], {
				Trigger: main('Pause'),
				Pause: main('Approve'),
			});
			const reference = await open('waits');
			await approved(reference);
			await work('Waits');
			expect(await getExecutions(n8n, id)).toHaveLength(1);
			await unpublish(n8n, id);
		});
	});
	it("finds the step through n8n's item linking when nodes in between drop every field", async () => {
		const set = node(
			'Forget',
			'n8n-nodes-base.set',
			{ mode: 'raw', jsonOutput: '={{ { reference: $json.reference } }}', options: {} },
			{ typeVersion: 3.4 },
		);
		const { id } = await put('forget', [trigger('Forget', ['return.requested']), set, approve()], {
			Trigger: main('Forget'),
			Forget: main('Approve'),
		});
		const reference = await open('forget');
		await approved(reference);
		expect(await store.steps.hasWork('Forget')).toBe(false);
		expect(await store.steps.stuck({ limit: 5, name: 'Forget' })).toEqual([]);
		await unpublish(n8n, id);
	});
	it('brings a step back after kill -9 in the middle of its flow, and loses nothing', async () => {
		const { id } = await put('killed', [trigger('Killed', ['return.requested']), pause(), approve()], {
			Trigger: main('Pause'),
			Pause: main('Approve'),
		});
		const reference = await open('killed');
		await waitFor(
			'the execution to start',
			async () =>
				(await n8n.api<{ data: unknown[] }>('GET', `/executions?workflowId=${id}&status=running`)).data.length > 0 ||
				undefined,
		);
		await n8n.kill9();
		await n8n.start();
		await approved(reference, { timeoutMs: 150_000 });
		const story = await store.cases.timeline(reference);
		expect(story.filter((event) => event.type === 'return.approved')).toHaveLength(1);
		expect(await store.steps.stuck({ limit: 5, name: 'Killed' })).toEqual([]);
		// n8n lists an execution only once it has ended: the crashed one, and the one that brought the step to its end.
		await waitFor('two executions', async () => (await getExecutions(n8n, id)).length >= 2 || undefined);
	});
});
