import { hour, minute, type FaultPlan } from './faults';
import type { Protection } from './protections';
import type { Summed } from './report';
import { SimulationWorker } from './workers';

/* Each fault that a seed can bring to the installation itself: that it happens, that nothing comes of it, and what comes of it without what is there against it. */

let worker: SimulationWorker;
beforeAll(() => (worker = new SimulationWorker()));
afterAll(() => worker.stop());

const twoReturns = 5;
const twoCustomers = 6;
async function played(order: number, fault: Partial<FaultPlan>, without: Protection[] = []): Promise<Summed> {
	return await worker.run({ order, fault, without });
}
const stripeIsAway = {
	outages: [{ provider: 'stripe' as const, from: 30 * minute, until: 100 * minute, how: 'unavailable' as const }],
};

describe('a case whose step always fails', () => {
	it.each(['server_error', 'rate_limit', 'no_answer'] as const)(
		'holds up nobody, and is told: %s',
		async (how) => {
			const { broken, doubled, counts } = await played(twoCustomers, {
				poison: { which: 0, operation: 'stripe', how },
			});
			expect([broken, doubled]).toEqual([[], []]);
			expect([counts[how], counts['poisoned cases that were told']]).toEqual([expect.any(Number), 1]);
		},
		120_000,
	);

	it('holds up everybody when it is the only one that tries a paused connection', async () => {
		const { broken } = await played(twoCustomers, { poison: { which: 0, operation: 'stripe', how: 'server_error' } }, [
			'turns',
		]);
		expect(broken.join()).toMatch(/fails for ever, and holds up Settle of RMA-/);
	}, 120_000);
});

describe('a step that gets another name while work waits', () => {
	const renamed = { ...stripeIsAway, rename: { step: 'Settle', at: hour } };

	it('is told, and its work handed over', async () => {
		const { broken, counts } = await played(1, renamed);
		expect(broken).toEqual([]);
		expect(counts).toMatchObject({ 'step renamed': 1, 'steps handed over': 1 });
	}, 120_000);

	it('waits where nobody looks when steps that nobody serves are not told', async () => {
		const { broken } = await played(1, renamed, ['lists']);
		expect(broken.join()).toMatch(/Nobody sees to it and nobody was told for an hour: step Settle \(\d+\) of RMA-/);
	}, 120_000);
});

describe('webhooks that are lost', () => {
	const ways: Array<[string, Partial<FaultPlan>, string]> = [
		['all of them', { lost: 1 }, 'webhook lost'],
		['since somebody removed them in Shopify', { unsubscribedAt: minute }, 'webhooks removed'],
	];

	it.each(ways)(
		'are made up for by a look: %s',
		async (_how, fault, kind) => {
			const { broken, doubled, counts } = await played(twoReturns, fault);
			expect([broken, doubled, counts[kind]]).toEqual([[], [], expect.any(Number)]);
		},
		120_000,
	);

	it.each(ways)(
		'leave a return without a case when nobody looks: %s',
		async (_how, fault) => {
			const { broken } = await played(twoReturns, fault, ['looks']);
			expect(broken).toContain('The return of order #1004 has no case');
		},
		120_000,
	);
});

describe('a backup that is restored', () => {
	// One return is asked for before it and one after; everything else happens after.
	const restored = { restore: { backupAt: 5 * minute, at: 2 * hour } };

	it('does nothing again, and forgets nothing', async () => {
		const { broken, doubled, counts } = await played(twoReturns, restored);
		expect([broken, doubled, counts['backup restored']]).toEqual([[], [], 1]);
	}, 120_000);

	it('pays again what nobody looks up', async () => {
		const { doubled } = await played(twoReturns, restored, ['claims']);
		expect(doubled.join()).toMatch(/refund RMA-/);
	}, 120_000);

	it('has forgotten a return when nobody reads the shop again', async () => {
		const { broken } = await played(twoReturns, restored, ['looks']);
		expect(broken).toContain('The return of order #1004 has no case');
	}, 120_000);
});

describe('orders that come late into Odoo', () => {
	it.each(['missing', 'quotation'] as const)(
		'are waited for, and nobody is told: %s',
		async (as) => {
			const { broken, doubled, counts, stuck } = await played(twoReturns, { lateOrders: { until: 4 * hour, as } });
			expect([broken, doubled, counts['orders late in Odoo'], stuck]).toEqual([[], [], 1, 0]);
			expect(counts['steps that waited for a late order']).toBeGreaterThan(0);
		},
		120_000,
	);

	it('are told when the time is over, and go on when they are there and a person says so', async () => {
		const { broken, doubled, counts } = await played(1, { lateOrders: { until: 8 * hour, as: 'missing' } });
		expect([broken, doubled]).toEqual([[], []]);
		expect(counts['late orders that were told']).toBeGreaterThan(0);
	}, 120_000);
});

describe('a clock that is set back by a day', () => {
	const setBack = { ...stripeIsAway, clock: { backAt: hour, byMs: 26 * hour } };

	it('makes nothing wait', async () => {
		const { broken, doubled, counts, virtualMs } = await played(1, setBack);
		expect([broken, doubled, counts['clock set']]).toEqual([[], [], 1]);
		expect(virtualMs).toBeLessThan(6 * hour);
	}, 120_000);

	it('makes steps wait until it has caught up when their times are believed', async () => {
		const { broken } = await played(1, setBack, ['clock']);
		expect(broken.join()).toMatch(/Nobody sees to it and nobody was told for an hour: step Settle/);
	}, 120_000);
});

it('talks to Odoo in batches in some runs, and a seed gives the same run again', async () => {
	for (let seed = 1; ; seed++) {
		const first = await worker.run({ seed });
		expect([seed, first.broken]).toEqual([expect.any(Number), []]);
		if (!first.counts['calls of Odoo in batches']) continue;
		expect((await worker.run({ seed })).print).toBe(first.print);
		return;
	}
}, 120_000);
