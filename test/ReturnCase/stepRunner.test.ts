import type { IDataObject, IRun } from 'n8n-workflow';
import { StepRunner, type StepRunnerOptions } from '../../nodes/ReturnCase/trigger/stepRunner';
import type { CaseStore, StepToken } from '../../nodes/shared/store';
import { engines } from '../shared/store/stores';

const options: StepRunnerOptions = {
	stepName: 'Settle',
	batch: 1,
	atOnce: 5,
	leaseMs: 60_000,
	holdMs: 3_600_000,
	maxAttempts: 3,
	pollMs: 20,
	doneWhenFlowEnds: false,
};
const [engine] = engines;

describe('step runner', () => {
	let store: CaseStore;
	const runners: StepRunner[] = [];
	beforeAll(async () => await engine.start());
	afterEach(async () => await engine.closeStores());
	afterAll(async () => await engine.stop());
	beforeEach(async () => {
		store = await (await engine.create()).open();
		await store.steps.subscribe('Settle', ['return.requested']);
	});
	afterEach(() => runners.splice(0).forEach((runner) => runner.close()));

	/** The case store with other methods for steps. */
	const withSteps = (changed: Partial<CaseStore['steps']>): CaseStore => ({
		...store,
		steps: { ...store.steps, ...changed },
	});
	const openCases = async (count: number) => {
		for (let i = 0; i < count; i++) {
			await store.cases.open({
				request: {
					brand: 'default',
					channel: 'portal',
					lines: [{ id: 'L1', sku: 'A', title: '', quantity: 1, reason: 'x', providerIds: {} }],
					providerIds: {},
				},
				source: 'portal',
				sourceId: `${i}`,
			});
		}
	};
	const start = (
		flow: (items: IDataObject[]) => Promise<IRun | undefined>,
		changed: Partial<StepRunnerOptions> = {},
	) => {
		const runner = new StepRunner(
			{
				store,
				workflow: 'flow',
				start: flow,
				log: (message) => {
					throw new Error(message);
				},
			},
			{ ...options, ...changed },
		);
		runners.push(runner);
		runner.open();
		return runner;
	};
	const tokenOf = (item: IDataObject) => item.step as unknown as StepToken;
	const until = async (condition: () => Promise<boolean> | boolean) => {
		for (const started = Date.now(); !(await condition()); await new Promise((resolve) => setTimeout(resolve, 10))) {
			if (Date.now() - started > 30_000) throw new Error('waited in vain');
		}
	};
	const success = { status: 'success' } as IRun;

	it('hands each step to one execution, with case, event, settings and token', async () => {
		await openCases(3);
		const seen: IDataObject[] = [];
		start(async (items) => {
			seen.push(...items);
			await store.steps.finish(items.map(tokenOf));
			return success;
		});
		await until(() => seen.length === 3);
		expect(new Set(seen.map((item) => item.reference)).size).toBe(3);
		expect(seen[0]).toMatchObject({
			event: { type: 'return.requested' },
			case: { authorization: 'requested' },
			settings: { brand: 'default' },
			step: { name: 'Settle', attempt: 1 },
		});
		await until(async () => !(await store.steps.hasWork('Settle')));
		expect(await store.steps.stuck({ limit: 5 })).toEqual([]);
	});
	it('hears at once of work for its step, and does not look when there is some for others only', async () => {
		const looks: Record<string, number> = {};
		const asked = withSteps({ hasWork: async (name) => (count(name), await store.steps.hasWork(name)) });
		const count = (name: string) => (looks[name] = (looks[name] ?? 0) + 1);
		const served: string[] = [];
		for (const stepName of ['Settle', 'Label', 'Notify'])
			runners.push(
				new StepRunner(
					{
						store: asked,
						workflow: 'flow',
						start: async (items) => (served.push(stepName), await store.steps.finish(items.map(tokenOf)), success),
						log: (message) => void served.push(message),
					},
					{ ...options, stepName, pollMs: 60_000 },
				),
			);
		for (const runner of runners) runner.open();
		await until(() => ['Settle', 'Label', 'Notify'].every((name) => looks[name]));
		for (let i = 1; i <= 3; i++) {
			await openCases(i);
			await until(() => served.length === i);
		}
		expect(served).toEqual(['Settle', 'Settle', 'Settle']);
		expect(looks).toMatchObject({ Label: 1, Notify: 1 });
	});
	it('looks again when it is called during a look', async () => {
		let looks = 0;
		const late = withSteps({
			hasWork: async (name) => {
				const found = await store.steps.hasWork(name);
				// Read, and not yet told: what comes now is not in the answer.
				if (++looks === 1) {
					await openCases(1);
					await new Promise((resolve) => setTimeout(resolve, 100));
				}
				return found;
			},
		});
		let served = 0;
		const host = {
			store: late,
			workflow: 'flow',
			start: async (items: IDataObject[]) => (served++, await store.steps.finish(items.map(tokenOf)), success),
			log: () => undefined,
		};
		const runner = new StepRunner(host, { ...options, pollMs: 60_000 });
		runners.push(runner);
		runner.open();
		await until(() => served === 1);
	});
	it('takes a flow that ended without a result for stuck, with advice', async () => {
		await openCases(1);
		start(async () => success);
		await until(async () => (await store.steps.stuck({ limit: 5 })).length === 1);
		expect(await store.steps.stuck({ limit: 5 })).toMatchObject([
			{ attempts: 1, error: { message: expect.stringContaining('no node recorded a result') as string } },
		]);
	});
	it('finishes the step itself when the trigger is told so', async () => {
		await openCases(1);
		let runs = 0;
		start(async () => (runs++, success), { doneWhenFlowEnds: true });
		await until(() => runs === 1);
		await new Promise((resolve) => setTimeout(resolve, 100));
		expect(runs).toBe(1);
		expect(await store.steps.stuck({ limit: 5 })).toEqual([]);
	});
	it('tries again after a failure and after a stopped execution', async () => {
		await openCases(1);
		let runs = 0;
		const failSteps = store.steps.fail.bind(store);
		store.steps.fail = async (steps, given) => await failSteps(steps, { ...given, baseMs: 1 });
		start(async (items) => {
			if (++runs === 1)
				return {
					status: 'error',
					data: { resultData: { error: { message: 'down', context: { category: 'retryable' } } } },
				} as unknown as IRun;
			if (runs === 2) throw Object.assign(new Error('stopped by hand'), { name: 'ManualExecutionCancelledError' });
			await store.steps.finish(items.map(tokenOf));
			return success;
		});
		await until(async () => runs === 3 && !(await store.steps.hasWork('Settle')));
		expect(await store.steps.stuck({ limit: 5 })).toEqual([]);
	});
	it('claims nothing once closed, and still settles what is in flight', async () => {
		await openCases(2);
		let finish: (run: IRun) => void = () => undefined;
		let runs = 0;
		const runner = start(async () => (runs++, await new Promise<IRun>((resolve) => (finish = resolve))), {
			atOnce: 1,
			doneWhenFlowEnds: true,
		});
		await until(() => runs === 1);
		runner.close();
		finish(success);
		await new Promise((resolve) => setTimeout(resolve, 100));
		expect(runs).toBe(1);
		expect(await store.steps.hasWork('Settle')).toBe(true);
		expect(await store.steps.claim('Settle', { limit: 5, leaseMs: 1000, maxAttempts: 3 })).toHaveLength(1);
	});
	it('lets an execution go that n8n never reports, so that the step is tried again', async () => {
		await openCases(1);
		let runs = 0;
		start(
			async (items) => {
				if (++runs === 1) return await new Promise<IRun>(() => undefined);
				await store.steps.finish(items.map(tokenOf));
				return success;
			},
			{ leaseMs: 90, holdMs: 150 },
		);
		await until(() => runs === 2);
	});

	it('begins anew when the store does not answer a look for work, and says so', async () => {
		await openCases(1);
		const said: string[] = [];
		let asked = 0;
		const silent = withSteps({
			hasWork: async (name) =>
				++asked === 1 ? await new Promise<boolean>(() => undefined) : await store.steps.hasWork(name),
		});
		const served: IDataObject[] = [];
		const runner = new StepRunner(
			{
				store: silent,
				workflow: 'flow',
				start: async (items) => {
					served.push(...items);
					await store.steps.finish(items.map(tokenOf));
					return success;
				},
				log: (message) => said.push(message),
			},
			{ ...options, stalledMs: 200 },
		);
		runners.push(runner);
		runner.open();
		await until(() => served.length === 1);
		expect(said).toEqual(['Step "Settle": the case store has not answered for 0.2 seconds; looking for work anew.']);
	});

	it('works on what a look has claimed that was given up for lost', async () => {
		await openCases(1);
		let claims = 0;
		const slow = withSteps({
			claim: async (...given) => {
				const claimed = await store.steps.claim(...given);
				if (++claims === 1) await new Promise((resolve) => setTimeout(resolve, 500));
				return claimed;
			},
		});
		const said: string[] = [];
		let served = 0;
		const runner = new StepRunner(
			{
				store: slow,
				workflow: 'flow',
				start: async (items) => {
					served += items.length;
					await store.steps.finish(items.map(tokenOf));
					return success;
				},
				log: (message) => said.push(message),
			},
			{ ...options, leaseMs: 60_000, stalledMs: 150 },
		);
		runners.push(runner);
		runner.open();
		await until(() => served === 1);
		expect(said.length).toBeGreaterThan(0);
		expect(new Set(said)).toEqual(
			new Set(['Step "Settle": the case store has not answered for 0.15 seconds; looking for work anew.']),
		);
	});
});
