import fc from 'fast-check';
import type { Fault } from '../sandbox/server';
import { fetching, PickupKit } from './pickupKit';

/* Whatever is lost, nobody is asked twice to come, and whoever is called off does not come. */

let kit: PickupKit;
beforeEach(async () => {
	kit = await PickupKit.open();
});
afterEach(async () => await kit.close());

/** What goes wrong, one after the other, at any request about pickups. */
const schedule = fc.array(
	fc.record({
		operation: fc.constantFrom('/pickups', 'POST', 'GET', 'DELETE', '/cancel', '/buy'),
		kind: fc.constantFrom<Fault['kind']>('drop_after_commit', 'drop_before_commit', 'server_error', 'rate_limit'),
	}),
	{ maxLength: 4 },
);

it.each(fetching)(
	'%s comes once, and not at all when it was called off, whatever is lost on the way',
	async (service) => {
		const journal = kit.journals[service];
		let number = 0;
		const seen = { ordered: 0, doubts: 0 };
		await fc.assert(
			fc.asyncProperty(schedule, schedule, async (whileOrdering, whileCanceling) => {
				journal.faults.length = 0;
				const labelId = await kit.label(service, ++number);
				const before = kit.comes(service).length;
				const inject = (faults: typeof whileOrdering) => {
					for (const fault of faults) journal.inject({ provider: service, retryAfter: 0, ...fault });
				};
				const untilDone = async (work: () => Promise<{ error?: Error }>) => {
					let last = await work();
					for (let times = 0; times < 8 && last.error; times++) {
						const { category } = (last.error as Error & { context: { category: string } }).context;
						expect(['unknown_outcome', 'retryable']).toContain(category);
						expect(kit.comes(service).length - before).toBeLessThanOrEqual(1);
						seen.doubts++;
						last = await work();
					}
					return last;
				};
				inject(whileOrdering);
				const { error } = await untilDone(async () => await kit.order(service, { labelId, pickupNumber: number }));
				journal.faults.length = 0;
				const comes = kit.comes(service).length - before;
				// What Shippo may have been asked for is a person's to find out.
				if (service === 'shippo') return expect(comes).toBeLessThanOrEqual(1);
				expect([error, comes]).toEqual([undefined, 1]);
				seen.ordered++;
				inject(whileCanceling);
				expect((await untilDone(async () => await kit.run('seller', 'cancelPickup'))).error).toBeUndefined();
				expect(kit.comes(service).length).toBe(before);
			}),
			{ numRuns: 12 },
		);
		if (service !== 'shippo') expect(seen.ordered).toBeGreaterThan(0);
		expect(seen.doubts).toBeGreaterThan(0);
	},
	240_000,
);
