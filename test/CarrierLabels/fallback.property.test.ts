import fc from 'fast-check';
import type { Fault } from '../sandbox/server';
import { services, startServices, type SeveralServices } from './severalServices';

/* Several carrier services for one parcel, asked by a flow or by rules: whoever does that must not pay two labels for one parcel. */

let several: SeveralServices;
beforeEach(async () => (several = await startServices()));
afterEach(async () => await several.stop());

/** The order to Karrio is carried out, and neither its answer nor the look at it comes. */
const lostOrder: Array<{ service: number; operation: string; kind: Fault['kind']; times: number }> = [
	{ service: 0, operation: '/purchase', kind: 'drop_after_commit', times: 1 },
	{ service: 0, operation: 'GET /shipments/:id', kind: 'drop_before_commit', times: 9 },
];

async function create(which: number, parcelNumber: number) {
	return await several.run({ carrierService: services[which].carrierService, parcelNumber });
}

it('has one label for a parcel over all carrier services, in whatever order they are asked and whatever is lost', async () => {
	const fault = fc.record({
		service: fc.nat(services.length - 1),
		operation: fc.constantFrom<string>('POST', 'GET', '/purchase', '/labels', '/transactions/'),
		kind: fc.constantFrom<Fault['kind']>('drop_after_commit', 'drop_before_commit', 'server_error'),
		times: fc.integer({ min: 1, max: 4 }),
	});
	const schedule = fc.record({
		/** Who is asked, one after the other or two at once. */
		asked: fc.array(fc.uniqueArray(fc.nat(services.length - 1), { minLength: 1, maxLength: 2 }), {
			minLength: 1,
			maxLength: 5,
		}),
		faults: fc.array(fault, { maxLength: 4 }),
		/** Who offers nothing. */
		without: fc.subarray([0, 1]),
	});
	let number = 0;
	const seen = { doubt: 0, fallback: 0 };
	await fc.assert(
		fc.asyncProperty(schedule, async ({ asked, faults, without }) => {
			number++;
			several.journal.faults.length = 0;
			for (const [index, standIn] of several.standIns.entries())
				standIn.noOffers = without.includes(index) ? 'No service to this address.' : undefined;
			for (const { service, ...one } of faults)
				several.journal.inject({ provider: services[service].carrierService, ...one });
			for (const together of asked) {
				const results = await Promise.all(together.map(async (which) => await create(which, number)));
				seen.doubt += results.filter(({ error }) => error?.context?.category === 'unknown_outcome').length;
				expect(several.bought(number).length).toBeLessThanOrEqual(1);
			}
			// All is well again: the flow is run anew, each in turn, until one has it.
			several.journal.faults.length = 0;
			for (let times = 0; times < 3; times++) for (const which of services.keys()) await create(which, number);
			const [label, ...more] = several.bought(number);
			expect([label, more]).toEqual([expect.any(Object), []]);
			if (without.length && label.by > 0) seen.fallback++;
			const { labels } = (await several.known.store.cases.get(several.known.reference))!;
			expect(labels.filter(({ trackingNumber }) => trackingNumber === label.trackingNumber)).toHaveLength(1);
			expect(labels).toHaveLength(number);
		}),
		{ numRuns: 25, seed: 20261130, examples: [[{ asked: [[0], [1]], faults: lostOrder, without: [] }]] },
	);
	expect(seen.doubt).toBeGreaterThan(0);
	expect(seen.fallback).toBeGreaterThan(0);
}, 240_000);

it('has one label for each parcel of a run by rules, whatever is lost and however the rules change in between', async () => {
	const fault = fc.record({
		service: fc.nat(services.length - 1),
		operation: fc.constantFrom('POST', 'GET', '/purchase', '/labels', '/transactions/'),
		kind: fc.constantFrom<Fault['kind']>('drop_after_commit', 'drop_before_commit', 'server_error'),
		times: fc.integer({ min: 1, max: 6 }),
	});
	const rules = fc.uniqueArray(fc.nat(services.length - 1), { minLength: 1, maxLength: 3 });
	const schedule = fc.record({
		/** The rules of each run, and whether it begins beside another. */
		runs: fc.array(fc.record({ rules, beside: fc.boolean() }), { minLength: 1, maxLength: 4 }),
		askFirst: fc.constantFrom('inOrder', 'cheapest'),
		faults: fc.array(fault, { maxLength: 4 }),
		without: fc.subarray([0, 1]),
	});
	const seen = { doubt: 0, fallback: 0 };
	let number = -1;
	await fc.assert(
		fc.asyncProperty(schedule, async ({ runs, askFirst, faults, without }) => {
			number += 2;
			several.journal.faults.length = 0;
			for (const [index, standIn] of several.standIns.entries())
				standIn.noOffers = without.includes(index) ? 'No service to this address.' : undefined;
			for (const { service, ...one } of faults)
				several.journal.inject({ provider: services[service].carrierService, ...one });
			const byRules = async (order: number[]) =>
				await several.run({
					carrierService: 'byRules',
					askFirst,
					carrierRules: { rule: order.map((which) => ({ carrierService: services[which].carrierService })) },
					parcels: 2,
					parcelNumber: number,
				});
			const numbers = [number, number + 1];
			for (const { rules: order, beside } of runs) {
				const results = await Promise.all([byRules(order), ...(beside ? [byRules([...order].reverse())] : [])]);
				seen.doubt += results.filter(({ error }) => error?.context?.category === 'unknown_outcome').length;
				for (const one of numbers) expect(several.bought(one).length).toBeLessThanOrEqual(1);
			}
			several.journal.faults.length = 0;
			await byRules([0, 1, 2]);
			const last = await byRules([0, 1, 2]);
			expect(last.error).toBeUndefined();
			for (const one of numbers) {
				const [label, ...more] = several.bought(one);
				expect([label, more]).toEqual([expect.any(Object), []]);
				if (without.length && label.by > 0) seen.fallback++;
			}
			const { labels } = (await several.known.store.cases.get(several.known.reference))!;
			const tracked = numbers.flatMap((one) => several.bought(one).map(({ trackingNumber }) => trackingNumber));
			expect(labels.map(({ trackingNumber }) => trackingNumber).filter((one) => tracked.includes(one))).toHaveLength(2);
		}),
		{ numRuns: 25, seed: 20261130 },
	);
	expect(seen.doubt).toBeGreaterThan(0);
	expect(seen.fallback).toBeGreaterThan(0);
}, 240_000);
