import './processSeams';
import { calm, hour, minute, planOf, type FaultPlan } from './faults';
import { careOf } from './inspection';
import { connect } from './network';
import { without, type Protection } from './protections';
import { quicken } from './quickN8n';
import { forgetfulPolicy, parcelEndOf } from './parcels';
import { Random, randomOf } from './random';
import { brokenRules, doubledThings } from './rules';
import { scenariosOf, type Parcel, type Piece, type Scenario } from './scenario';
import { shopOf } from './shop';
import { install, VirtualTime } from './virtualTime';
import { takesDays, withdrawalsOf } from './withdrawals';
import { World, type WorldOptions } from './world';

export interface SeedResult {
	seed: number;
	weather: string;
	returns: number;
	broken: string[];
	/** What happened twice at the providers. */
	doubled: string[];
	counts: Record<string, number>;
	story: string[];
	/** How long it took in the shop's own time. */
	virtualMs: number;
	/** Boundaries passed, and calls to providers. */
	boundaries: number;
	calls: number;
	/** Messages to n8n, repeats not counted. */
	messages: number;
	/** Steps that had to wait for a person. */
	stuck: number;
}

const startedAt = Date.UTC(2026, 10, 20, 8);

/** Runs one seed. The same seed gives the same run. */
export async function runSeed(seed: number, away: Protection[] = []): Promise<SeedResult> {
	const random = randomOf(seed);
	const shop = shopOf(new Random(`${seed} shop`));
	const care = careOf(new Random(`${seed} care`));
	const planned = planOf(random);
	const parcels = new Random(`${seed} parcels`);
	const { plan, orders: withdrawn, withdrawals } = withdrawalsOf(new Random(`${seed} withdrawals`), planned);
	// Days of an outage would let other returns expire as well; a poisoned one is not waited for so long.
	const canForget = !withdrawals.length && !plan.restore && !plan.clock && !plan.poison && parcels.chance(takesDays);
	const scenarios = scenariosOf(random, shop, care).map((one) => {
		const end = parcelEndOf(parcels, canForget);
		return { ...one, ...(end && !one.exchange && { parcelEnd: end }) };
	});
	return await runWorld(
		seed,
		{
			seed: String(seed),
			plan,
			scenarios,
			policy: scenarios.some(({ parcelEnd }) => parcelEnd === 'forgotten') ? forgetfulPolicy : {},
			withdrawals,
			shop: [...shop, ...withdrawn],
			care,
			processes: random.pick([1, 2]),
			allTopics: random.chance(0.3),
			odooBatch: random.chance(0.5),
			twoPeople: new Random(`${seed} two people`).chance(0.4),
			triggers: {
				maxAttempts: random.pick([20, 20, 8, 3]),
				batch: random.pick([1, 1, 1, 3]),
				atOnce: random.pick([5, 5, 1]),
			},
		},
		away,
	);
}

/** One return of a sweep: the SKUs in each of its parcels, and when the customer asks. */
interface Swept {
	order: string;
	parcels: string[][];
	at?: number;
	inspectionMs?: number;
	sendsNothing?: number;
	review?: Scenario['review'];
}

/** What is swept: returns paid with Stripe, with Shopify Payments, decided by a reviewer, sent in two parcels; two of one article at once. */
const orders: Record<number, Swept[]> = {
	1: [{ order: '#1001', parcels: [['TEE-BLUE-M', 'MUG-WHITE']] }],
	2: [{ order: '#1002', parcels: [['CAP-RED']] }],
	3: [{ order: '#1003', parcels: [['CAMERA-X']] }],
	4: [{ order: '#1001', parcels: [['TEE-BLUE-M'], ['MUG-WHITE']] }],
	5: [
		{ order: '#1004', parcels: [['SOCKS-GREY']], inspectionMs: 40 * minute },
		{ order: '#1004', parcels: [['SOCKS-GREY']], at: 10 * minute },
	],
	// Two customers who both paid with Stripe, one after the other.
	6: [
		{ order: '#1001', parcels: [['TEE-BLUE-M']] },
		{ order: '#1004', parcels: [['SOCKS-GREY']], at: 90 * minute },
	],
	// A customer who changes their mind when the label is there.
	7: [{ order: '#1001', parcels: [['TEE-BLUE-M']], sendsNothing: 20 * minute }],
	8: [{ order: '#1003', parcels: [['CAMERA-X']], review: 'Decline' }],
};
export const sweptOrders = [1, 2, 3, 4, 5];

/** Runs one of the scenes, with one fault at one exact place, or none. */
export async function runOrder(which: number, fault: Partial<FaultPlan>, away: Protection[] = []): Promise<SeedResult> {
	if (!orders[which]) throw new Error(`There is no order ${which}; there are ${sweptOrders.join(', ')}`);
	const plan = { ...calm, weather: 'one fault', mostCrashes: 1, until: 3 * hour, ...fault };
	return await runWorld(
		which,
		{ seed: `order ${which}`, plan, scenarios: orders[which].map(sweptScenario), processes: 1 },
		away,
	);
}

function sweptScenario({
	order,
	parcels,
	at = 0,
	inspectionMs = 10 * minute,
	sendsNothing,
	review = 'Approve',
}: Swept): Scenario {
	const pieces = parcels.map((skus) => skus.map((sku) => ({ sku, quantity: 1 })));
	const parcelOf = (of: Piece[]): Parcel => ({
		pieces: of,
		inspected: of.map((piece) => ({ ...piece, destination: 'restock', condition: 'as new' })),
		travelMs: 30 * minute,
		inspectionMs,
	});
	return {
		order,
		lines: pieces.flat(),
		at,
		review,
		payBackAs: 'Original payment',
		parcels: pieces.map(parcelOf),
		...(sendsNothing !== undefined && { sendsNothing }),
	};
}

async function runWorld(seed: number, options: WorldOptions, away: Protection[]): Promise<SeedResult> {
	for (const one of away) without.add(one);
	const time = new VirtualTime(startedAt, new Random(`${seed} time`));
	install(time);
	quicken();
	try {
		const world = new World(time, options);
		connect(world);
		const rested = await world.run();
		const broken = await brokenRules(world, rested);
		const doubled = await doubledThings(world);
		await world.database.close();
		return {
			seed,
			weather: options.plan.weather,
			returns: options.scenarios.length,
			broken,
			doubled,
			counts: world.story.counts,
			story: world.story.lines,
			virtualMs: time.now - startedAt,
			boundaries: world.boundaries.passed,
			calls: world.calls(),
			messages: world.post.sent,
			stuck: world.everStuck.size,
		};
	} finally {
		install(undefined);
		connect(undefined);
		without.clear();
		forgetChanges();
	}
}

/** Wake-up calls of this run's processes, which the case store keeps on globalThis, would keep all of the run in memory. */
function forgetChanges(): void {
	(globalThis as unknown as Record<symbol, Map<string, unknown> | undefined>)[
		Symbol.for('n8n-nodes-returns.changes')
	]?.clear();
}
