import { EffectError } from '../../../nodes/shared/model';
import type { CaseStore } from '../../../nodes/shared/store';
import { forgetRegistration, registrationsOf, withRegistration } from '../../../nodes/shared/trigger/registration';
import { openOwnStore, removeOwnStores } from '../../support/ownStore';

const keepRegistration = async (at: CaseStore, receiver: string, url: string, proof: string) =>
	await withRegistration(at, receiver, url, async () => proof);

let store: CaseStore;
beforeEach(async () => void ({ store } = await openOwnStore()));
afterEach(removeOwnStores);

it('keeps each address of each trigger by itself, the newest proof of it, and forgets it', async () => {
	await Promise.all(['a', 'b', 'c'].map(async (url) => await keepRegistration(store, 'w/1', url, `proof of ${url}`)));
	await keepRegistration(store, 'w/2', 'a', 'another');
	await keepRegistration(store, 'w/1', 'b', 'newer');
	await forgetRegistration(store, 'w/1', 'c');
	expect(await registrationsOf(store, 'w/1')).toEqual({ a: 'proof of a', b: 'newer' });
	expect(await registrationsOf(store, 'w/2')).toEqual({ a: 'another' });
	expect([await registrationsOf(store, 'w/3'), await registrationsOf(undefined, 'w/1')]).toEqual([{}, {}]);
});

it('registers one at a time, each with what the one before has kept; a failure lets the next one begin', async () => {
	let working = 0;
	const given: Array<string | undefined> = [];
	const one = async (proof: string | undefined) =>
		await withRegistration(store, 'w/1', 'a', async (kept) => {
			expect(++working).toBe(1);
			given.push(kept);
			await new Promise((resolve) => setTimeout(resolve, 20));
			working--;
			if (!proof) throw new Error('the provider did not answer');
			return kept ?? proof;
		});
	await Promise.all([
		one('first'),
		one('second'),
		expect(one(undefined)).rejects.toThrow('did not answer'),
		one('last'),
	]);
	const [kept] = Object.values(await registrationsOf(store, 'w/1'));
	expect(given.filter((each) => each !== kept && each !== undefined)).toEqual([]);
	expect(given.filter((each) => each === kept).length).toBeGreaterThanOrEqual(2);
	expect(given).toHaveLength(4);
});

it('writes again when it stood still for so long that another has the place', async () => {
	let lost = 0;
	const slow: CaseStore = {
		...store,
		looks: {
			...store.looks,
			keep: async (held, cursor, leaseMs) => {
				if (lost++) return await store.looks.keep(held, cursor, leaseMs);
				await store.looks.end(held);
				await keepRegistration(store, 'w/1', 'b', 'of another');
				return await store.looks.keep(held, cursor, leaseMs);
			},
		},
	};
	await keepRegistration(slow, 'w/1', 'a', 'mine');
	expect(await registrationsOf(store, 'w/1')).toEqual({ a: 'mine', b: 'of another' });
});

it('says what to do when another holds the place all the time', async () => {
	const busy: CaseStore = { ...store, looks: { ...store.looks, begin: async () => undefined } };
	jest.useFakeTimers();
	const failed = keepRegistration(busy, 'w/1', 'a', 'x').catch((error: unknown) => error);
	await jest.advanceTimersByTimeAsync(60_000);
	jest.useRealTimers();
	expect(await failed).toBeInstanceOf(EffectError);
	expect(((await failed) as EffectError).details.advice).toContain('Publish it again');
});
