import type { CaseStore, ClaimedStep, StepError } from '../../../nodes/shared/store';
import { ReturnRequest } from '../../../nodes/shared/model';
import { engines, type Engine } from './stores';

const minute = 60_000;
const hour = 60 * minute;
const start = Date.parse('2026-11-21T10:00:00Z');
const account = { key: 'odoo:o1', name: 'Odoo' };
const notThere: StepError = {
	message: 'Find Order: There is no order #1001 in Odoo',
	advice: 'See whether the sync runs.',
	category: 'rejected',
	connection: 'odoo',
	account,
	notYet: true,
};
const down: StepError = {
	message: 'Odoo answered 502',
	category: 'retryable',
	connection: 'odoo',
	account,
	status: 502,
};
const request = ReturnRequest.parse({ channel: 'portal', lines: [{ id: 'L1', sku: 'TEE', quantity: 1 }] });

describe.each(engines)('what is not there yet, on $name', (engine) => {
	let store: CaseStore;
	let database: Awaited<ReturnType<Engine['create']>>;
	let now: number;
	beforeAll(async () => await engine.start(), 120_000);
	afterEach(async () => await engine.closeStores());
	afterAll(async () => await engine.stop(), 60_000);
	beforeEach(async () => {
		now = start;
		database = await engine.create();
		store = await database.open({ clock: { now: () => now } });
		await store.steps.subscribe('Book', ['return.requested', 'return.canceled', 'return.approved']);
		await store.steps.subscribe('Tell', ['return.requested']);
	}, 60_000);

	const open = async (id = '1') => (await store.cases.open({ request, source: 'portal', sourceId: id })).reference;
	const claim = async (name = 'Book', limit = 5) =>
		await store.steps.claim(name, { limit, leaseMs: minute, maxAttempts: 3, skipMoot: true });
	const fail = async (steps: ClaimedStep[], error = notThere) =>
		await store.steps.fail(steps, { error, maxAttempts: 20, countAttempt: steps.length === 1, skipMoot: true });
	/** Looks each minute until the time is over, or the step is done; returns when it was tried (milliseconds after the start). */
	const look = async (untilMs: number, errorAt: (ms: number) => StepError | undefined = () => notThere) => {
		const tries: number[] = [];
		for (; now - start < untilMs; now += minute) {
			for (const step of await claim()) {
				tries.push(now - start);
				const error = errorAt(now - start);
				if (error) await fail([step], error);
				else await store.steps.finish([step]);
			}
		}
		return tries;
	};
	const told = async () => (await store.alarms.take({ limit: 9 })).filter(({ kind }) => kind !== 'unserved');
	const row = async () => (await store.steps.stuck({ limit: 5, waiting: true }))[0];

	it('is waited for with growing pauses and without using up tries, and then a person is told', async () => {
		const reference = await open();
		const tries = await look(5 * hour + 50 * minute);
		expect(tries.length).toBeGreaterThan(20);
		expect(tries.length).toBeLessThan(60);
		const pauses = tries.slice(1).map((at, index) => at - tries[index]);
		expect(pauses.slice(0, 3).every((pause) => pause <= 3 * minute)).toBe(true);
		expect(Math.max(...pauses)).toBeGreaterThan(8 * minute);
		expect(Math.max(...pauses)).toBeLessThanOrEqual(16 * minute);
		expect(await store.steps.stuck({ limit: 5 })).toEqual([]);
		expect(await row()).toMatchObject({
			reference,
			name: 'Book',
			state: 'ready',
			attempts: 0,
			waitsUntil: new Date(start + 6 * hour).toISOString(),
			error: { message: 'Find Order: There is no order #1001 in Odoo' },
		});
		expect(await told()).toEqual([]);
		expect((await store.connections.list()).filter(({ failures, paused }) => failures || paused)).toEqual([]);

		await look(6 * hour + 20 * minute);
		expect(await row()).toMatchObject({ state: 'stuck' });
		expect((await row()).waitsUntil).toBeUndefined();
		expect(await told()).toMatchObject([
			{
				kind: 'stuck',
				owner: 'operator',
				reference,
				facts: {
					reason: 'Find Order: There is no order #1001 in Odoo, and this has not changed in 6 hours',
					advice: 'See whether the sync runs.',
				},
			},
		]);
	});

	it('is found as soon as it is there; the step then goes on as if nothing had been', async () => {
		await open();
		await look(12 * hour, (at) => (at < 2 * hour ? notThere : undefined));
		expect(await store.steps.stuck({ limit: 5, waiting: true })).toEqual([]);
		expect((await claim()).length).toBe(0);
	});

	it.each([
		['half an hour', 0.5, 40 * minute, 'and this has not changed in 30 minutes'],
		['not at all', 0, minute, undefined],
	])('is waited for %s when the brand says so', async (_, hours, afterMs, words) => {
		await store.settings.save('default', { lateRecordHours: hours });
		await open();
		await look(afterMs);
		const { state, error } = await row();
		expect(state).toBe('stuck');
		expect(error!.message).toBe(words ? `${notThere.message}, ${words}` : notThere.message);
	});

	it('holds up neither the other steps of the case nor those behind it in its lane', async () => {
		const reference = await open();
		await fail(await claim());
		const tell = await claim('Tell');
		expect(await store.steps.finish(tell)).toBe(1);
		await store.cases.record({
			reference,
			events: [{ source: 'test', id: 'a', type: 'return.approved', data: { lines: [{ line: 'L1', quantity: 1 }] } }],
		});
		expect((await claim('Book', 1)).map(({ event }) => event.type)).toEqual(['return.approved']);
	});

	it('neither pauses its connection nor is taken for its failure, and ends a pause since the provider has answered', async () => {
		const references = await Promise.all(['1', '2', '3', '4', '5', '6', '7'].map(open));
		for (const step of await claim('Book', 7)) await fail([step], down);
		expect((await store.connections.list()).find(({ key }) => key === 'odoo:o1')).toMatchObject({ paused: true });
		now += 6 * minute;
		const [probe] = await claim('Book', 1);
		await fail([probe]);
		expect((await store.connections.list()).find(({ key }) => key === 'odoo:o1')).toMatchObject({ paused: false });
		expect(references).toContain((await row()).reference);
	});

	it('waits its time in all when the provider is down in between', async () => {
		await open();
		await look(6 * hour + 30 * minute, (at) => (at > hour && at < 1.5 * hour ? down : notThere));
		expect(await row()).toMatchObject({ state: 'stuck', error: { notYet: true } });
	});

	it('of steps that failed together, each is tried alone before it waits', async () => {
		await open('1');
		await open('2');
		await fail(await claim());
		expect(await store.steps.stuck({ limit: 5, waiting: true })).toEqual([]);
		now += minute;
		expect((await claim()).length).toBe(1);
	});

	it('waits anew after a replay, and ends with its return', async () => {
		const reference = await open();
		await look(6 * hour + 20 * minute);
		expect(await store.steps.replay({ reference })).toBe(1);
		await fail(await claim());
		expect((await row()).waitsUntil).toBe(new Date(now + 6 * hour).toISOString());
		await store.cases.record({ reference, events: [{ source: 'test', id: 'c', type: 'return.canceled', data: {} }] });
		now += 20 * minute;
		expect((await claim()).map(({ event }) => event.type)).toEqual(['return.canceled']);
		expect(await store.steps.stuck({ limit: 5, waiting: true })).toEqual([]);
	});

	it('waits no longer when the clock is set back', async () => {
		await open();
		await look(hour);
		now -= 24 * hour;
		await fail(await claim());
		expect((await row()).waitsUntil).toBe(new Date(now + 6 * hour).toISOString());
	});
});
