import type { CaseStore } from '../../../nodes/shared/store';
import { EffectError } from '../../../nodes/shared/model';
import { runEffect, type Effect } from '../../../nodes/shared/effect';
import { engines } from '../store/stores';

/** A provider that counts, with a way to fail at the worst moments. */
class Bank {
	refunds: string[] = [];
	fail?: 'before' | 'after' | 'refuse';
	lookUps = 0;
	effect(key = 'RMA-1/R1'): Effect<{ id: string }> {
		const id = `re ${key}`;
		return {
			key,
			kind: 'stripe.refund',
			lookUp: async () => {
				this.lookUps++;
				return this.refunds.includes(id) ? { id } : undefined;
			},
			act: async () => {
				const { fail } = this;
				this.fail = undefined;
				if (fail === 'refuse') throw new EffectError('refused', { category: 'rejected' });
				if (fail === 'before') throw new EffectError('no answer', { category: 'unknown_outcome' });
				this.refunds.push(id);
				if (fail === 'after') throw new EffectError('no answer', { category: 'unknown_outcome' });
				return { id };
			},
			preview: async () => ({ id: '(test run)' }),
		};
	}
}

describe.each(engines)('running an effect, claims on $name', (engine) => {
	let store: CaseStore;
	let bank: Bank;
	let now = 0;
	beforeAll(async () => await engine.start(), 120_000);
	afterEach(async () => await engine.closeStores());
	afterAll(async () => await engine.stop(), 60_000);
	beforeEach(async () => {
		now = Date.parse('2026-11-21T10:00:00Z');
		store = await (await engine.create()).open({ clock: { now: () => now } });
		bank = new Bank();
	}, 60_000);
	const run = async (one = bank, step?: { id: number; token: string }) => {
		const done = await runEffect(one.effect(), { store, reference: 'RMA-1', dryRun: false, step });
		if (done.outcome !== 'dry_run' && done.claim)
			await store.claims.settle({ ...done.claim, state: 'done', result: done.result });
		return done.outcome;
	};

	it('acts once, and gives later callers the result', async () => {
		expect([await run(), await run(), await run()]).toEqual(['done', 'already_done', 'already_done']);
		expect(bank.refunds).toHaveLength(1);
	});
	it('lets one of many act at the same time; the others come again later', async () => {
		const all = await Promise.allSettled(Array.from({ length: 10 }, async () => await run()));
		expect(bank.refunds).toHaveLength(1);
		const refused = all.filter((one) => one.status === 'rejected');
		expect(refused.every((one) => (one.reason as EffectError).category === 'retryable')).toBe(true);
	});
	it.each([
		['before', 1],
		['after', 1],
	] as const)('looks up after an unknown outcome %s the commit, and never pays twice', async (moment, refunds) => {
		bank.fail = moment;
		await expect(run()).rejects.toMatchObject({ category: 'unknown_outcome' });
		expect(await run()).toBe(moment === 'after' ? 'already_done' : 'done');
		expect(bank.lookUps).toBe(1);
		expect(bank.refunds).toHaveLength(refunds);
	});
	it('acts again after a plain refusal, without a look-up', async () => {
		bank.fail = 'refuse';
		await expect(run()).rejects.toMatchObject({ category: 'rejected' });
		expect(await run()).toBe('done');
		expect(bank.lookUps).toBe(0);
	});
	it('looks up when the holder died between the commit and its record', async () => {
		const died = await runEffect(bank.effect(), {
			store,
			reference: 'RMA-1',
			dryRun: false,
			step: { id: 1, token: 'a' },
		});
		expect(died.outcome).toBe('done');
		expect(await run(bank, { id: 1, token: 'b' })).toBe('already_done');
		expect(bank.refunds).toHaveLength(1);
	});
	it('shows what it would do in a dry run, and does nothing', async () => {
		expect(await runEffect(bank.effect(), { store, dryRun: true })).toEqual({
			outcome: 'dry_run',
			result: { id: '(test run)' },
		});
		expect(bank.refunds).toEqual([]);
		expect(await store.claims.get('stripe.refund:RMA-1/R1')).toBeUndefined();
	});
	it('looks up first when there is no case store', async () => {
		const direct = async () => (await runEffect(bank.effect(), { dryRun: false })).outcome;
		expect([await direct(), await direct()]).toEqual(['done', 'already_done']);
	});
	it('has no worth as a test if the protection were off: without claims and look-ups it doubles', async () => {
		await Promise.all([
			bank.effect().act({ progress: {}, note: async () => {} }),
			bank.effect().act({ progress: {}, note: async () => {} }),
		]);
		expect(bank.refunds).toHaveLength(2);
	});
});
