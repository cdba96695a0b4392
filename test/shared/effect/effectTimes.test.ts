import { effectTimes, runEffect, type Effect } from '../../../nodes/shared/effect';
import { EffectError } from '../../../nodes/shared/model';
import type { CaseStore } from '../../../nodes/shared/store';
import { engines } from '../store/stores';

/** What a page tells of the speed of providers is what their effects took. */
describe.each(engines)('how long effects take, claims on $name', (engine) => {
	let store: CaseStore;
	let now = 0;
	beforeAll(async () => await engine.start(), 120_000);
	afterEach(async () => await engine.closeStores());
	afterAll(async () => await engine.stop(), 60_000);
	beforeEach(async () => {
		now = Date.parse('2026-11-21T10:00:00Z');
		store = await (await engine.create()).open({ clock: { now: () => now } });
	}, 60_000);

	/** An effect that takes its time. */
	async function run(
		key: string,
		ms: number,
		{
			step,
			kind = 'stripe.refund',
			account,
			fails,
		}: { step?: number; kind?: string; account?: string; fails?: boolean },
	): Promise<void> {
		const effect: Effect<{ id: string }> = {
			key,
			kind,
			lookUp: async () => undefined,
			act: async () => {
				now += ms;
				if (fails) throw new EffectError('no answer', { category: 'unknown_outcome' });
				return { id: key };
			},
			preview: async () => ({}),
		};
		const done = await runEffect(effect, {
			store,
			dryRun: false,
			...(step && { step: { id: step, token: 't' } }),
			...(account && { account: { key: account, name: 'Stripe of the north' } }),
		}).catch(() => undefined);
		if (done && done.outcome !== 'dry_run' && done.claim)
			await store.claims.settle({ ...done.claim, state: 'done', result: done.result });
	}
	const times = async (limit = 500) => effectTimes(await store.claims.newest(limit));

	it('tells them by account, the newest first, with those that did not succeed', async () => {
		await run('a', 1_200, { step: 1 });
		await run('b', 800, { step: 2 });
		await run('c', 30_000, { step: 3, fails: true });
		await run('d', 250, { step: 4, kind: 'odoo.return' });
		await run('e', 400, { step: 5, account: 'stripe:k2J7' });
		expect(await times()).toEqual([
			{ connection: 'odoo', took: [250], failed: 0, endedAt: now - 400 },
			{ connection: 'stripe', took: [30_000, 800, 1_200], failed: 1, endedAt: now - 650 },
			{ connection: 'stripe:k2J7', took: [400], failed: 0, endedAt: now },
		]);
		expect((await times(2)).map(({ connection }) => connection)).toEqual(['odoo', 'stripe:k2J7']);
	});

	it('measures the last try, and no longer than it had hold of the effect', async () => {
		await run('a', 5_000, { step: 1, fails: true });
		now += 600_000;
		await run('a', 700, { step: 1 });
		await run('b', 3_600_000, { step: 2 });
		expect(await times()).toMatchObject([{ took: [90_000, 700], failed: 0 }]);
	});

	it('does not count what is under way, belongs to no step, or asks no provider', async () => {
		await store.claims.begin('stripe.refund:x', {
			kind: 'stripe.refund',
			leaseMs: 90_000,
			step: { id: 1, token: 't' },
		});
		await run('y', 10, {});
		const once = await store.claims.begin('once:z', { kind: 'once', leaseMs: 1000, step: { id: 2, token: 't' } });
		await store.claims.settle({ key: once.key, token: once.token, state: 'done', result: {} });
		expect(await times()).toEqual([]);
	});
});
