import fc from 'fast-check';
import { CarrierLabels } from '../../nodes/CarrierLabels/CarrierLabels.node';
import { closeStores } from '../../nodes/shared/store/open';
import { openCase, type CaseFixture } from '../StripeRefunds/caseFixture';
import type { CarrierStandIn } from '../sandbox/carrier';
import { sandboxSecrets } from '../sandbox/catalogue';
import { createKarrio } from '../sandbox/karrio';
import { Journal, serve, type Fault, type Running } from '../sandbox/server';
import { createShippo } from '../sandbox/shippo';
import { createShipStation } from '../sandbox/shipstation';
import { runNode } from '../support/harness';

/* A flow that asks one carrier service after the other, whatever the one before said: whoever does that must not pay two labels for one parcel. */

const services = [
	{
		carrierService: 'karrio',
		make: createKarrio,
		type: 'returnsKarrioApi',
		credential: (url: string) => ({ apiKey: sandboxSecrets.karrioKey, baseUrl: `${url}/v1` }),
	},
	{
		carrierService: 'shippo',
		make: createShippo,
		type: 'returnsShippoApi',
		credential: (url: string) => ({ apiToken: sandboxSecrets.shippoToken, baseUrl: url }),
	},
	{
		carrierService: 'shipstation',
		make: createShipStation,
		type: 'returnsShipStationApi',
		credential: (url: string) => ({ apiKey: sandboxSecrets.shipstationKey, baseUrl: `${url}/v1` }),
	},
];

interface Open {
	standIn: CarrierStandIn;
	server: Running;
}

let known: CaseFixture;
let journal: Journal;
let opened: Open[];
beforeEach(async () => {
	journal = new Journal();
	known = await openCase();
	opened = [];
	for (const { make } of services) {
		const standIn = make();
		opened.push({ standIn, server: await serve(standIn, journal) });
	}
});
afterEach(async () => {
	await closeStores();
	for (const { server } of opened) await server.stop();
});

async function create(which: number, parcelNumber: number) {
	const { carrierService, type, credential } = services[which];
	return await runNode(new CarrierLabels(), {
		parameters: { carrierService, resource: 'returnLabel', operation: 'create', parcelNumber },
		credentials: { [type]: credential(opened[which].server.url), returnCaseApi: known.credential },
		input: [{ reference: known.reference }],
	});
}

it('has one label for a parcel over all carrier services, in whatever order they are asked and whatever is lost', async () => {
	const fault = fc.record({
		service: fc.nat(services.length - 1),
		operation: fc.constantFrom('POST', 'GET', '/purchase', '/labels', '/transactions/'),
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
			journal.faults.length = 0;
			for (const [index, { standIn }] of opened.entries())
				standIn.noOffers = without.includes(index) ? 'No service to this address.' : undefined;
			for (const { service, ...one } of faults) journal.inject({ provider: services[service].carrierService, ...one });
			for (const together of asked) {
				const results = await Promise.all(together.map(async (which) => await create(which, number)));
				seen.doubt += results.filter(({ error }) => error?.context?.category === 'unknown_outcome').length;
				expect(bought(number).length).toBeLessThanOrEqual(1);
			}
			// All is well again: the flow is run anew, each in turn, until one has it.
			journal.faults.length = 0;
			for (let times = 0; times < 3; times++) for (const which of services.keys()) await create(which, number);
			const [label, ...more] = bought(number);
			expect([label, more]).toEqual([expect.any(Object), []]);
			if (without.length && label.by > 0) seen.fallback++;
			const { labels } = (await known.store.cases.get(known.reference))!;
			expect(labels.filter(({ trackingNumber }) => trackingNumber === label.trackingNumber)).toHaveLength(1);
			expect(labels).toHaveLength(number);
		}),
		{ numRuns: 25, seed: 20261130 },
	);
	expect(seen.doubt).toBeGreaterThan(0);
	expect(seen.fallback).toBeGreaterThan(0);
}, 240_000);

/** Labels of one of the return's parcels, counted at the carrier services. */
function bought(parcelNumber: number): Array<{ by: number; trackingNumber: string }> {
	const reference = parcelNumber === 1 ? known.reference : `${known.reference}/L${parcelNumber}`;
	return opened.flatMap(({ standIn }, by) =>
		standIn
			.bought()
			.filter((one) => one.reference.replace('-L', '/L') === reference)
			.map(({ trackingNumber }) => ({ by, trackingNumber })),
	);
}
