import type { CaseStore } from '../../../nodes/shared/store';
import type { ReturnRequest } from '../../../nodes/shared/model';
import { engines } from './stores';

const minute = 60_000;
const day = 24 * 60 * minute;
const lease = { limit: 1, leaseMs: minute, maxAttempts: 20 };
const request: ReturnRequest = {
	brand: 'default',
	channel: 'portal',
	lines: [{ id: 'L1', sku: 'TEE', title: '', quantity: 1, reason: 'x', providerIds: {} }],
	providerIds: {},
};

describe.each(engines)('a clock that is set back by a day, on $name', (engine) => {
	let store: CaseStore;
	let now: number;
	beforeAll(async () => await engine.start(), 120_000);
	afterEach(async () => await engine.closeStores());
	afterAll(async () => await engine.stop(), 60_000);
	beforeEach(async () => {
		now = Date.parse('2026-11-21T10:00:00Z');
		store = await (await engine.create()).open({ clock: { now: () => now } });
		await store.steps.subscribe('Settle', ['return.requested']);
	}, 60_000);

	const open = async (id = '1') => await store.cases.open({ request, source: 'portal', sourceId: id });
	/** Minutes until there is something to claim, looked at every minute. */
	const minutesUntilClaimed = async () => {
		for (let waited = 0; waited < 2 * 24 * 60; waited++, now += minute)
			if ((await store.steps.hasWork('Settle')) && (await store.steps.claim('Settle', lease)).length) return waited;
		return Infinity;
	};
	const setBack = () => (now -= day);

	it('leaves no step of a dead execution waiting for a day, and takes none from a living one', async () => {
		await open();
		const [step] = await store.steps.claim('Settle', lease);
		setBack();
		expect(await store.steps.claim('Settle', lease)).toEqual([]);
		for (let i = 0; i < 10; i++, now += minute / 3) {
			expect(await store.steps.renew([step], minute)).toBe(1);
			expect(await store.steps.claim('Settle', lease)).toEqual([]);
		}
		expect(await minutesUntilClaimed()).toBeLessThanOrEqual(2);
	});
	it('leaves no step that waits to be tried again, or that was just made, waiting for a day', async () => {
		await open();
		setBack();
		expect(await minutesUntilClaimed()).toBe(0);
		now += 2 * day;
		const [step] = await store.steps.claim('Settle', lease);
		await store.steps.fail([step], {
			error: { message: 'x', category: 'retryable' },
			maxAttempts: 20,
			retryAfterMs: 5 * 60 * minute,
		});
		setBack();
		expect(await minutesUntilClaimed()).toBe(0);
	});
	it('leaves the lease of a flow that waits for days as long as it was', async () => {
		await open();
		const [step] = await store.steps.claim('Settle', lease);
		await store.steps.renew([step], 3 * day);
		expect(await store.steps.hasWork('Settle')).toBe(false);
		now += 2 * day;
		expect(await store.steps.hasWork('Settle')).toBe(false);
		now += 2 * day;
		expect(await store.steps.hasWork('Settle')).toBe(true);
	});
	it('leaves no effect of a dead execution in the way for a day, and lets nobody act beside a living one', async () => {
		const begin = async () =>
			(await store.claims.begin('stripe.refund:1', { kind: 'stripe.refund', leaseMs: 90_000 })).standing;
		expect(await begin()).toBe('first');
		setBack();
		expect(await begin()).toBe('busy');
		now += 60_000;
		expect(await begin()).toBe('busy');
		now += 31_000;
		expect(await begin()).toBe('doubt');
	});
	it('leaves no connection paused for a day', async () => {
		const down = { message: 'down', category: 'retryable', connection: 'stripe' };
		for (let i = 0; i < 5; i++) {
			await open(`${i}`);
			const [step] = await store.steps.claim('Settle', lease);
			await store.steps.fail([step], { error: down, maxAttempts: 20 });
		}
		expect((await store.claims.begin('stripe.refund:2', { kind: 'stripe.refund', leaseMs: 90_000 })).standing).toBe(
			'paused',
		);
		setBack();
		expect((await store.claims.begin('stripe.refund:2', { kind: 'stripe.refund', leaseMs: 90_000 })).standing).toBe(
			'first',
		);
	});
	it('takes no trigger that is gone for one that is there', async () => {
		await open();
		await store.steps.signOn('Settle', 'gone');
		expect(await store.steps.unserved()).toEqual([]);
		setBack();
		expect(await store.steps.unserved()).toMatchObject([{ name: 'Settle', steps: 1 }]);
		await store.steps.subscribe('Pay', ['refund.due']);
		await store.steps.signOn('Pay', 'there');
		expect(await store.steps.handOver({ from: 'Settle', to: 'Pay' }, { actor: 'Ann' })).toMatchObject({ moved: 1 });
	});
	it('leaves no alarm waiting for a day, and tells none again that was told', async () => {
		await store.connections.pause('odoo', 'why');
		const taken = await store.alarms.take({ limit: 9 });
		await store.connections.pause('stripe', 'why');
		await store.alarms.next();
		await store.alarms.told(taken.map(({ id }) => id));
		setBack();
		expect((await store.alarms.next())!).toBeLessThanOrEqual(now);
		expect((await store.alarms.take({ limit: 9 })).map(({ facts }) => facts.subject)).toEqual(['stripe']);
	});
});

describe.each(engines)('a clock that is set forward by a day, on $name', (engine) => {
	let store: CaseStore;
	let now = Date.parse('2026-11-21T10:00:00Z');
	beforeAll(async () => {
		await engine.start();
		store = await (await engine.create()).open({ clock: { now: () => now } });
		await store.steps.subscribe('Settle', ['return.requested']);
		await store.cases.open({ request, source: 'portal', sourceId: '1' });
	}, 120_000);
	afterAll(async () => await engine.stop(), 60_000);

	it('takes no step from its holder while leases cannot be trusted, and makes none stuck', async () => {
		const [step] = await store.steps.claim('Settle', { ...lease, maxAttempts: 1 });
		now += day;
		expect(await store.steps.hasWork('Settle', { abandoned: false })).toBe(false);
		expect(await store.steps.claim('Settle', { ...lease, maxAttempts: 1, abandoned: false })).toEqual([]);
		expect(await store.steps.renew([step], minute)).toBe(1);
		expect(await store.steps.hasWork('Settle')).toBe(false);
		expect(await store.steps.finish([step])).toBe(1);
	});
});
