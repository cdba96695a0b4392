import { listenForWork } from '../../../nodes/ReturnCase/trigger/workCalls';
import type { CaseStore, ClaimedStep } from '../../../nodes/shared/store';
import type { EventType } from '../../../nodes/shared/model';
import { engines } from './stores';

const lease = { limit: 10, leaseMs: 60_000, maxAttempts: 3 };
const who = { actor: 'ann@example.com' };
const names = ['Authorise', 'Label', 'Notify', 'Receive', 'Settle'];
/** What each name is started by. */
const startedBy: Record<string, EventType[]> = {
	Authorise: ['return.requested'],
	Label: ['return.approved'],
	Notify: ['return.approved'],
	Receive: ['return.received'],
	Settle: ['refund.due'],
};
const down = { message: 'down', category: 'retryable', connection: 'stripe' };

/*
 * Triggers look by themselves only every few seconds. Whatever makes a step ready must therefore wake the triggers of its name, and for
 * what a step costs, no others.
 */
describe.each(engines)('wake-up calls on $name', (engine) => {
	let store: CaseStore;
	let now = Date.parse('2026-11-21T10:00:00Z');
	let stops: Array<() => void>;
	let heard: string[];

	beforeAll(async () => await engine.start(), 120_000);
	afterEach(async () => await engine.closeStores());
	afterAll(async () => await engine.stop(), 60_000);
	beforeEach(async () => {
		store = await (await engine.create()).open({ clock: { now: () => now } });
		for (const name of names) await store.steps.subscribe(name, startedBy[name]);
		await store.steps.signOn('Settle', 'trigger', []);
		heard = [];
		stops = names.map((name) => listenForWork(store, name, () => heard.push(name)));
	}, 60_000);
	afterEach(() => stops.forEach((stop) => stop()));

	/** The names that were called until those were that must be, and within a moment more. */
	const calledBy = async (change: () => Promise<unknown>, calls: string[]): Promise<string[]> => {
		await settled();
		heard = [];
		await change();
		for (const started = performance.now(); calls.some((name) => !heard.includes(name)); await settled())
			if (performance.now() - started > 30_000) break;
		await settled();
		return [...new Set(heard)].sort();
	};
	const settled = async () => await new Promise((resolve) => setTimeout(resolve, 100));
	let count = 0;
	const open = async () =>
		(
			await store.cases.open({
				request: {
					brand: 'default',
					channel: 'portal',
					lines: [{ id: 'L1', sku: 'TEE', title: '', quantity: 1, reason: 'x', providerIds: {} }],
					providerIds: {},
				},
				source: 'portal',
				sourceId: `${++count}`,
			})
		).reference;
	const record = async (reference: string, type: 'return.approved' | 'return.received', finishes?: ClaimedStep) => {
		const id = `${type} ${++count}`;
		const data = type === 'return.received' ? { receipt: { id, lines: [{ sku: 'TEE', quantity: 1 }] } } : {};
		return await store.cases.record({ reference, events: [{ id, source: 'test', type, data }], finishes });
	};
	const claim = async (name: string) => (await store.steps.claim(name, lease))[0];
	/** A case whose Authorise step is in work, and whose Label and Notify wait for it. */
	const working = async () => {
		const reference = await open();
		const step = await claim('Authorise');
		await record(reference, 'return.approved');
		return { reference, step };
	};

	const ways: Array<[string, () => Promise<{ change(): Promise<unknown>; calls: string[] }>]> = [
		['a new case', async () => ({ change: open, calls: ['Authorise'] })],
		[
			'an event while another step of its case is in work',
			async () => {
				const reference = await open();
				await claim('Authorise');
				return { change: async () => await record(reference, 'return.approved'), calls: [] };
			},
		],
		[
			'an event that ends the step before',
			async () => {
				const reference = await open();
				const step = await claim('Authorise');
				return {
					change: async () => await record(reference, 'return.approved', step),
					calls: ['Label', 'Notify'],
				};
			},
		],
		[
			'the end of a step that others of its case waited for',
			async () => {
				const { step } = await working();
				return { change: async () => await store.steps.finish([step]), calls: ['Label', 'Notify'] };
			},
		],
		[
			'a step that is set aside',
			async () => {
				const { step } = await working();
				return { change: async () => await store.steps.hold(step, 'asked'), calls: ['Label', 'Notify'] };
			},
		],
		[
			'a step that failed and waits',
			async () => {
				const { step } = await working();
				const change = async () => await store.steps.fail([step], { error: down, maxAttempts: 3 });
				return { change, calls: ['Label', 'Notify'] };
			},
		],
		[
			'a step that becomes stuck',
			async () => {
				const { step } = await working();
				const error = { message: 'wrong', category: 'invalid_input' };
				const change = async () => await store.steps.fail([step], { error, maxAttempts: 3 });
				return { change, calls: ['Label', 'Notify'] };
			},
		],
		[
			'a stuck step put back',
			async () => {
				await open();
				const step = await claim('Authorise');
				await store.steps.fail([step], { error: { message: 'wrong', category: 'rejected' }, maxAttempts: 3 });
				return { change: async () => await store.steps.replay({ id: step.id }, who), calls: ['Authorise'] };
			},
		],
		[
			'a held step released',
			async () => {
				await open();
				const step = await claim('Authorise');
				await store.steps.hold(step, 'asked');
				return { change: async () => await store.steps.release(step.id, who), calls: ['Authorise'] };
			},
		],
		[
			'a pause that a person ends',
			async () => {
				await open();
				const step = await claim('Authorise');
				await store.steps.fail([step], { error: down, maxAttempts: 3 });
				await store.connections.pause('stripe', 'maintenance', who);
				now += 60_000;
				await store.steps.claim('Authorise', lease); // it waits for the connection now
				return { change: async () => await store.connections.resume('stripe', who), calls: ['Authorise'] };
			},
		],
		[
			'a pause that a good answer ends, for every step that waited',
			async () => {
				const steps: ClaimedStep[] = [];
				for (let i = 0; i < 5; i++) {
					await open();
					steps.push(await claim('Authorise'));
				}
				for (const step of steps) await store.steps.fail([step], { error: down, maxAttempts: 20 });
				now += 31_000;
				const [probe] = await store.steps.claim('Authorise', lease);
				return { change: async () => await store.steps.finish([probe]), calls: ['Authorise'] };
			},
		],
		[
			'steps handed over to another name',
			async () => {
				await open();
				return {
					change: async () => await store.steps.handOver({ from: 'Authorise', to: 'Settle' }, who),
					calls: ['Settle'],
				};
			},
		],
		[
			'a name that is subscribed late',
			async () => {
				await store.steps.unsubscribe('Receive');
				const reference = await open();
				await store.steps.finish([await claim('Authorise')]);
				await record(reference, 'return.received');
				return { change: async () => await store.steps.subscribe('Receive', ['return.received']), calls: ['Receive'] };
			},
		],
		[
			'nothing that makes a step ready',
			async () => ({ change: async () => await store.connections.pause('stripe', 'x', who), calls: [] }),
		],
	];
	it.each(ways)('%s', async (_, prepare) => {
		const { change, calls } = await prepare();
		expect(await calledBy(change, calls)).toEqual(calls);
	});

	it('the names that are called are those a claim finds work for', async () => {
		for (let i = 0; i < 6; i++) await record(await open(), 'return.approved');
		const worked = new Set<number>();
		for (let i = 0; i < 30; i++) {
			const name = names[(i * 7) % names.length];
			const [step] = await store.steps.claim(name, { ...lease, limit: 1 });
			if (step) worked.add(i % 3);
			if (step && i % 3 === 0) await store.steps.finish([step]);
			else if (step && i % 3 === 1) await store.steps.fail([step], { error: { message: 'x' }, maxAttempts: 2 });
			else if (step) await record(step.case.reference, 'return.received', step);
			now += 400;
			const found: string[] = [];
			for (const one of names) if (await store.steps.hasWork(one, { abandoned: false })) found.push(one);
			expect((await store.steps.namesWithWork(names)).sort()).toEqual(found);
		}
		expect(worked.size).toBe(3);
	}, 30_000);

	it('a change that comes during a look is looked at', async () => {
		let answer: (names: string[]) => void = () => undefined;
		let change: () => void = () => undefined;
		let looks = 0;
		const called = jest.fn();
		const stop = listenForWork(
			{
				onChange: (listener) => ((change = listener), () => undefined),
				steps: {
					namesWithWork: async (asked) => {
						if (++looks > 1) return asked;
						return await new Promise((resolve) => (answer = resolve));
					},
				},
			},
			'Settle',
			called,
		);
		change();
		await settled();
		change();
		answer([]);
		await settled();
		expect([looks, called.mock.calls.length]).toEqual([2, 1]);
		stop();
	});

	it('a case store that cannot say it wakes all, and who stopped listening is not called', async () => {
		let change: () => void = () => undefined;
		const broken = {
			onChange: (listener: () => void) => ((change = listener), () => undefined),
			steps: { namesWithWork: async () => await Promise.reject(new Error('down')) },
		};
		const [label, settle] = [jest.fn(), jest.fn()];
		const [stopLabel, stopSettle] = [listenForWork(broken, 'Label', label), listenForWork(broken, 'Settle', settle)];
		change();
		await settled();
		stopLabel();
		change();
		await settled();
		expect([label.mock.calls.length, settle.mock.calls.length]).toEqual([1, 2]);
		stopSettle();
	});
});
