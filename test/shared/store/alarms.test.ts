import type { Alarm, CaseStore } from '../../../nodes/shared/store';
import type { NewEvent, ReturnRequest } from '../../../nodes/shared/model';
import { engines, type Engine } from './stores';

const request: ReturnRequest = {
	brand: 'default',
	channel: 'shopify',
	orderNumber: '#1001',
	providerIds: {},
	customer: { name: 'Avery Example', email: 'avery@example.com', providerIds: {} },
	lines: [{ id: 'L1', sku: 'TEE', title: 'T-shirt', quantity: 2, reason: 'SIZE_TOO_SMALL', providerIds: {} }],
};
const lease = { limit: 10, leaseMs: 60_000, maxAttempts: 3 };
const due = (intent: string): NewEvent => ({
	id: `due ${intent}`,
	source: 'test',
	type: 'refund.due',
	data: {
		intent: { id: intent, amount: { amount: 1250, currency: 'EUR' }, payment: { id: 'p1', processor: 'stripe' } },
	},
});
const opened = (id: string, exception: object): NewEvent => ({
	id,
	source: 'test',
	type: 'exception.opened',
	data: { exception },
});
const minute = 60_000;
const hour = 60 * minute;
const everything = { limit: 100 };
const ann = { actor: 'ann@example.com', reason: 'mended' };

describe.each(engines)('alarms on $name', (engine) => {
	let store: CaseStore;
	let other: CaseStore;
	let now: number;
	const clock = { now: () => now };
	beforeAll(async () => await engine.start(), 120_000);
	afterEach(async () => await engine.closeStores());
	afterAll(async () => await engine.stop(), 60_000);
	beforeEach(async () => {
		now = Date.now();
		const database: Awaited<ReturnType<Engine['create']>> = await engine.create();
		store = await database.open({ clock });
		other = await database.open({ clock });
	}, 60_000);

	const open = async (sourceId = 'R1', extra: Partial<ReturnRequest> = {}) => {
		const { reference } = await store.cases.open({ request: { ...request, ...extra }, source: 'shopify', sourceId });
		await store.cases.record({
			reference,
			events: [{ id: `approve ${reference}`, source: 'test', type: 'return.approved', data: {} }],
		});
		return reference;
	};
	/** A step of a name that has a trigger. */
	const withStep = async (name = 'Settle', sourceId = 'R1') => {
		await store.steps.subscribe(name, ['refund.due']);
		await store.steps.signOn(name, 'instance/flow/trigger');
		const reference = await open(sourceId);
		await store.cases.record({ reference, events: [due(`${reference}/R1`)] });
		return reference;
	};
	const stick = async (name = 'Settle') => {
		const [step] = await store.steps.claim(name, lease);
		await store.steps.fail([step], {
			error: {
				message: 'The charge is disputed',
				advice: 'Look at Stripe.',
				category: 'rejected',
				execution: 'http://n8n.test/e/1',
			},
			maxAttempts: 3,
		});
		return step;
	};
	const kinds = (alarms: Alarm[]) => alarms.map(({ kind, facts }) => `${kind} ${facts.subject}`);
	const tell = async () => {
		const alarms = await store.alarms.take(everything);
		await store.alarms.told(alarms.map(({ id }) => id));
		return alarms;
	};

	it('of a message that was put back stays until the message is read, and is raised when there was none yet', async () => {
		const messages = async () =>
			(await store.alarms.open({ limit: 9 })).filter(({ kind }) => kind === 'message').length;
		for (const id of ['m1', 'm2']) {
			await store.inbox.put({ source: 'warehouse', id, topic: 'report', body: '{}' });
			await store.inbox.mark('warehouse', id, 'unreadable', 'no lines');
		}
		await store.inbox.replay({ source: 'warehouse', id: 'm2' }, { actor: 'ann@example.com' });
		await store.alarms.take({ limit: 9 });
		expect(await messages()).toBe(2);
		await other.inbox.replay({ source: 'warehouse' }, { actor: 'ann@example.com' });
		await store.alarms.take({ limit: 9 });
		expect(await messages()).toBe(2);
		await store.inbox.mark('warehouse', 'm1', 'read');
		await store.alarms.take({ limit: 9 });
		expect(await messages()).toBe(1);
	});

	it('are none while nothing needs a person', async () => {
		await withStep();
		expect(await store.alarms.next()).toBeUndefined();
		expect(await store.alarms.take(everything)).toEqual([]);
	});

	it('tell a stuck step with its case, reason, advice, execution and refund, to one taker only', async () => {
		const reference = await withStep();
		const step = await stick();
		expect(await store.alarms.next()).toBeLessThanOrEqual(now);
		const taken = (await Promise.all([store.alarms.take(everything), other.alarms.take(everything)])).flat();
		expect(taken).toMatchObject([
			{
				kind: 'stuck',
				owner: 'operator',
				brand: 'default',
				reference,
				stepId: step.id,
				told: 0,
				case: { orderNumber: '#1001', customer: { name: 'Avery Example' } },
				facts: {
					subject: 'Settle',
					reason: 'The charge is disputed',
					advice: 'Look at Stripe.',
					execution: 'http://n8n.test/e/1',
					intent: `${reference}/R1`,
				},
			},
		]);
	});

	it('come again, later each time, until they were told; then daily while they are open', async () => {
		await withStep();
		await stick();
		const pauses: number[] = [];
		for (let i = 0; i < 6; i++) {
			expect(await store.alarms.take(everything)).toHaveLength(1); // the mail server is away
			const next = (await store.alarms.next())!;
			pauses.push(next - now);
			expect(await other.alarms.take(everything)).toEqual([]);
			now = next;
		}
		expect(pauses.map((pause) => pause / minute)).toEqual([5, 10, 20, 40, 60, 60]);
		expect(await tell()).toHaveLength(1);
		now += 23 * hour;
		expect(await store.alarms.take(everything)).toEqual([]);
		now += 2 * hour;
		expect(await tell()).toMatchObject([{ told: 1 }]);
	});

	it('end with the step, and a step that gets stuck again is a new one', async () => {
		await withStep();
		await stick();
		await tell();
		await store.steps.replay({}, ann);
		expect(await store.alarms.next()).toBeUndefined();
		await stick();
		expect(await tell()).toMatchObject([{ told: 0 }]);
		expect(await store.alarms.open(everything)).toHaveLength(1);
	});

	it('tell a held step, with why it is held, to service', async () => {
		await withStep();
		const [step] = await store.steps.claim('Settle', lease);
		await store.steps.hold(step, 'Waiting for a photo');
		expect(await tell()).toMatchObject([
			{ kind: 'held', owner: 'service', facts: { subject: 'Settle', reason: 'Waiting for a photo' } },
		]);
	});

	it('tell a pause, and its end to whoever was told of the pause', async () => {
		await store.connections.pause('odoo', 'Odoo is being upgraded', ann);
		expect(kinds(await tell())).toEqual(['paused odoo']);
		expect(await store.connections.resume('odoo', ann)).toBe(true);
		expect(kinds(await tell())).toEqual(['resumed odoo']);
		expect(await store.alarms.next()).toBeUndefined();
		await store.connections.pause('odoo', 'again');
		await store.alarms.take(everything); // not told
		await store.connections.resume('odoo');
		expect(await store.alarms.next()).toBeUndefined();
	});

	it('name the provider and the account of a pause', async () => {
		for (let i = 0; i < 5; i++) {
			await withStep('Settle', `R${i}`);
			const [step] = await store.steps.claim('Settle', lease);
			await store.steps.fail([step], {
				error: {
					message: 'no answer',
					category: 'retryable',
					connection: 'stripe',
					account: { key: 'stripe:k2', name: 'Stripe EU' },
				} as never,
				maxAttempts: 9,
			});
		}
		expect(kinds(await tell()).filter((one) => one.startsWith('paused'))).toEqual(['paused stripe "Stripe EU"']);
	});

	it.each([
		['finance', 'pay_by_hand'],
		['warehouse', 'over_receipt'],
		['digital', 'code_used'],
	])('tell an exception to its owner until it is resolved (%s)', async (owner, code) => {
		const reference = await open('R1', { brand: 'nord' });
		await store.cases.record({
			reference,
			events: [
				opened('x1', { code, owner, message: 'Look at it.', intent: 'i1' }),
				opened('x2', { code, owner, message: 'And this.', intent: 'i2' }),
			],
		});
		expect(await tell()).toMatchObject([
			{
				kind: 'exception',
				owner,
				brand: 'nord',
				reference,
				facts: { subject: code, reason: 'Look at it.', intent: 'i1' },
			},
			{ facts: { intent: 'i2' } },
		]);
		await store.cases.record({
			reference,
			events: [{ id: 'r1', source: 'test', type: 'exception.resolved', data: { code, intent: 'i1' } }],
		});
		expect(await store.alarms.open({ ...everything, reference })).toMatchObject([{ facts: { intent: 'i2' } }]);
		await store.cases.record({
			reference,
			events: [{ id: 'r2', source: 'test', type: 'exception.resolved', data: { code } }],
		});
		expect(await store.alarms.open(everything)).toEqual([]);
	});

	it('tell an exception that follows from a fact', async () => {
		const reference = await open();
		await store.cases.record({
			reference,
			events: [
				{
					id: 'r',
					source: 'warehouse',
					type: 'return.received',
					data: { receipt: { id: 'r', lines: [{ sku: 'OTHER', quantity: 1 }] } },
				},
			],
		});
		expect(kinds(await tell())).toEqual(['exception unknown_item']);
	});

	describe('of failed executions', () => {
		const failure = {
			workflow: 'w1',
			workflowName: 'Nightly',
			node: 'Read',
			message: 'no answer',
			execution: 'http://n8n.test/e/7',
		};
		it('are told once with how it failed last, and again only if it fails again', async () => {
			await store.alarms.recordFailure(failure);
			expect(await store.alarms.take(everything)).toEqual([]); // its step may yet see to it
			await store.alarms.recordFailure({ ...failure, message: 'still no answer' });
			now += minute;
			expect(await tell()).toMatchObject([
				{
					kind: 'failure',
					owner: 'operator',
					facts: { subject: 'Nightly', node: 'Read', reason: 'still no answer', execution: 'http://n8n.test/e/7' },
				},
			]);
			now += 25 * hour;
			expect(await tell()).toEqual([]);
			await store.alarms.recordFailure(failure);
			now += minute;
			expect(await tell()).toHaveLength(1);
			await store.alarms.recordFailure(failure); // within the day: no second mail
			now += 5 * hour;
			expect(await tell()).toEqual([]);
			now += 20 * hour;
			expect(await tell()).toHaveLength(1);
		});
		it.each(['before', 'after'])('are no news when a step sees to it, heard of %s it', async (order) => {
			if (order === 'before') await store.alarms.coverFailure('w1', 'Read');
			await store.alarms.recordFailure(failure);
			if (order === 'after') await store.alarms.coverFailure('w1', 'Read');
			now += minute;
			expect(await tell()).toEqual([]);
			await store.alarms.recordFailure({ ...failure, node: 'Write' });
			now += 3 * minute;
			await store.alarms.recordFailure(failure); // no step's
			now += minute;
			expect((await tell()).map(({ facts }) => facts.node).sort()).toEqual(['Read', 'Write']);
		});
	});

	it('are closed by a person, who is named; what waits is not ended by that', async () => {
		const reference = await withStep();
		await stick();
		await store.cases.record({
			reference,
			events: [opened('x1', { code: 'shipment', owner: 'service', message: 'Look at it.' })],
		});
		await tell();
		const closed = await store.alarms.close({ reference }, ann);
		expect(kinds(closed)).toEqual(['exception shipment']);
		expect(kinds(await store.alarms.open(everything))).toEqual(['stuck Settle']);
		expect(await store.operators.log({ limit: 1, reference })).toMatchObject([
			{ actor: 'ann@example.com', action: 'alarm_closed', details: { kind: 'exception', reason: 'mended' } },
		]);
	});

	describe('of steps that nobody serves', () => {
		it('come within minutes after a trigger was unpublished, once, and end when it is back', async () => {
			await withStep('Settle', 'R1');
			await withStep('Settle', 'R2');
			await store.steps.signOff('Settle', 'instance/flow/trigger');
			expect(await store.alarms.next()).toBeUndefined(); // n8n may only be starting again
			now += 11 * minute;
			expect(await store.steps.unserved()).toEqual([{ name: 'Settle', steps: 2, cases: 2 }]);
			expect(await tell()).toMatchObject([
				{
					kind: 'unserved',
					owner: 'operator',
					facts: { subject: 'Settle', reason: expect.stringContaining('2 steps of 2 returns') as string },
				},
			]);
			now += hour;
			expect(await tell()).toEqual([]);
			await store.steps.signOn('Settle', 'instance/flow/trigger');
			expect(await store.alarms.next()).toBeUndefined();
		});
		it('come when n8n is gone without a word', async () => {
			await withStep();
			now += 16 * minute;
			expect(kinds(await tell())).toEqual(['unserved Settle']);
		});
		it.each([
			[['nord'], 1],
			[['-default'], 1],
			[['default'], 0],
			[[], 0],
		])('are those of brands that no trigger takes (%j)', async (brands, unserved) => {
			await withStep();
			await store.steps.signOn('Settle', 'instance/flow/trigger', brands);
			expect((await store.steps.unserved()).length).toBe(unserved);
		});
		it('are known at once when a step is renamed', async () => {
			await withStep('Settle');
			await store.steps.subscribe('Pay', ['refund.due']);
			expect(await store.steps.signOn('Pay', 'instance/flow/trigger')).toEqual([
				{ name: 'Settle', steps: 1, cases: 1 },
			]);
			expect(kinds(await tell())).toEqual(['unserved Settle']);
		});
		it('are told again at once to whoever publishes, whatever name it has that nobody serves', async () => {
			await withStep('Settle');
			now += 16 * minute;
			expect(kinds(await tell())).toEqual(['unserved Settle']);
			now += hour;
			await store.steps.signOn('Label', 'instance/other/trigger');
			expect(kinds(await tell())).toEqual(['unserved Settle']);
			now += 5 * minute;
			await store.steps.signOn('Label', 'instance/other/trigger'); // it is still there: no news
			expect(await tell()).toEqual([]);
			await store.steps.signOff('Label', 'instance/other/trigger');
			await store.steps.signOn('Label', 'instance/other/trigger');
			expect(kinds(await tell())).toEqual(['unserved Settle']);
		});
		it('are none when another trigger still serves the name, or no step waits', async () => {
			await withStep('Settle');
			await store.steps.signOn('Settle', 'instance/copy/trigger');
			expect(await store.steps.signOn('Pay', 'instance/flow/trigger')).toEqual([]);
			await store.steps.signOff('Settle', 'instance/copy/trigger');
			const [step] = await store.steps.claim('Settle', lease);
			await store.steps.finish([step]);
			now += hour;
			expect(await tell()).toEqual([]);
		});
		it('are handed to another name: each once, held ones still held, and by whom', async () => {
			const reference = await withStep('Settle', 'R1');
			await withStep('Settle', 'R2');
			const held = (await store.steps.claim('Settle', { ...lease, limit: 1 }))[0];
			await store.steps.hold(held, 'on purpose');
			await store.steps.subscribe('Pay', ['refund.due']);
			await expect(store.steps.handOver({ from: 'Settle', to: 'Pay' }, ann)).rejects.toThrow(
				'A published trigger works on the steps "Settle"',
			);
			await store.steps.signOff('Settle', 'instance/flow/trigger');
			await expect(store.steps.handOver({ from: 'Settle', to: 'Pay' }, ann)).rejects.toThrow(
				'No published trigger works on steps "Pay"',
			);
			await store.steps.signOn('Pay', 'instance/flow/other');
			expect(await store.steps.handOver({ from: 'Settle', to: 'Pay' }, ann)).toEqual({ moved: 2, alreadyThere: 0 });
			expect(await store.steps.handOver({ from: 'Settle', to: 'Pay' }, ann)).toEqual({ moved: 0, alreadyThere: 0 });
			expect((await store.steps.claim('Pay', lease)).map(({ event }) => event.type)).toEqual(['refund.due']);
			expect(await store.steps.stuck({ limit: 5 })).toMatchObject([{ id: held.id, name: 'Pay', state: 'held' }]);
			await store.cases.record({ reference, events: [due(`${reference}/R2`)] });
			expect((await store.steps.of(reference)).map(({ name }) => name)).toEqual(['Pay', 'Pay']);
			expect(await store.operators.log({ limit: 1 })).toMatchObject([
				{ action: 'steps_handed_over', subject: 'Settle' },
			]);
		});
		it('are not doubled where the other name has a step of the same event', async () => {
			await store.steps.subscribe('Pay', ['refund.due']);
			const reference = await withStep('Settle');
			await store.steps.signOff('Settle', 'instance/flow/trigger');
			await store.steps.signOn('Pay', 'instance/flow/other');
			expect(await store.steps.handOver({ from: 'Settle', to: 'Pay' }, ann)).toEqual({ moved: 0, alreadyThere: 1 });
			expect((await store.steps.of(reference)).filter(({ state }) => state !== 'done').map(({ name }) => name)).toEqual(
				['Pay'],
			);
		});
	});

	it('remember who paused, resumed, replayed, retired and saved settings', async () => {
		const reference = await withStep();
		const step = await stick();
		await store.connections.pause('stripe', 'why', ann);
		await store.connections.resume('stripe', ann);
		await store.steps.replay({ id: step.id }, ann);
		await store.steps.unsubscribe('Settle', ann);
		await store.settings.save('nord', { sender: 'a@example.com', operator: 'b@example.com' }, ann);
		const log = await store.operators.log(everything);
		expect(log.map(({ action, subject }) => `${action} ${subject}`)).toEqual([
			'settings_saved nord',
			'step_retired Settle',
			`steps_replayed Settle (${step.id})`,
			'connection_resumed stripe',
			'connection_paused stripe',
		]);
		expect(new Set(log.map(({ actor }) => actor))).toEqual(new Set(['ann@example.com']));
		expect(await store.operators.log({ limit: 9, reference })).toHaveLength(1);
	});
});
