import fc from 'fast-check';
import { CarrierTrackingTrigger } from '../../nodes/CarrierLabels/CarrierTrackingTrigger.node';
import { CarrierLabels } from '../../nodes/CarrierLabels/CarrierLabels.node';
import { statusOf } from '../../nodes/CarrierLabels/carriers/aftership/tracking';
import { trackingLookout } from '../../nodes/CarrierLabels/trigger/look';
import { closeStores } from '../../nodes/shared/store/open';
import { lookOnce } from '../../nodes/shared/trigger/lookout';
import { fact, openCase, type CaseFixture } from '../StripeRefunds/caseFixture';
import { createAfterShip, type AfterShipStandIn } from '../sandbox/aftership';
import { sandboxSecrets } from '../sandbox/catalogue';
import { Journal, serve, type Running } from '../sandbox/server';
import { runNode } from '../support/harness';
import { WebhookTrigger } from '../support/webhookTrigger';

/* AfterShip follows parcels of labels that were recorded by hand: each hour, and in one question for many. */

let standIn: AfterShipStandIn;
let journal: Journal;
let server: Running;
let known: CaseFixture;
let credentials: Record<string, Record<string, string>>;
const events = ['first_scan', 'accepted', 'in_transit', 'out_for_delivery', 'delivered', 'exception', 'lost'];
const all = [...events, 'available_for_pickup', 'returned_to_sender'];

beforeEach(async () => {
	standIn = createAfterShip();
	journal = new Journal();
	server = await serve(standIn, journal);
	known = await openCase();
	credentials = {
		returnsAfterShipApi: { apiKey: sandboxSecrets.aftershipKey, baseUrl: `${server.url}/tracking/2026-07` },
		returnCaseApi: known.credential,
	};
});
afterEach(async () => {
	await closeStores();
	await server.stop();
});

const record = async (trackingNumber: string, carrier = 'Regional Post', reference = known.reference) =>
	await runNode(new CarrierLabels(), {
		parameters: { resource: 'returnLabel', operation: 'recordExisting', carrier, trackingNumber },
		credentials: { returnCaseApi: known.credential },
		input: [{ reference }],
	});
const made = (more: object = {}) =>
	new WebhookTrigger(
		new CarrierTrackingTrigger(),
		{ credentials, parameters: { carrierService: 'aftership', events: all, ...more } },
		{ registration: 'automatic' },
	);
const look = async (trigger: WebhookTrigger) => {
	const { store, lookout } = (await trackingLookout(trigger.published()))!;
	return await lookOnce(store, lookout);
};
const told = (trigger: WebhookTrigger) => trigger.flows.map(({ tracking }) => (tracking as { status: string }).status);
const calls = (operation: string) => journal.calls.filter((call) => call.operation.startsWith(operation)).length;
const wanted = 'GET /tracking/2026-07/trackings';
const follows = 'POST /tracking/2026-07/trackings';

it('a number that was recorded by hand is registered once, and each status is told once', async () => {
	await record('rx-1', 'DHL');
	const trigger = made();
	for (let times = 0; times < 2; times++) await look(trigger);
	expect(trigger.flows).toEqual([]);
	expect(standIn.trackings).toMatchObject([{ tracking_number: 'RX-1', slug: 'dhl' }]);
	expect([calls(follows), calls(wanted)]).toEqual([1, 2]);
	standIn.say('rx-1', 'InTransit/InTransit_002/Acceptance scan', '2026-11-21T10:00:00+01:00');
	standIn.trackings[0].latest_estimated_delivery = { datetime: '2026-11-24' };
	for (let times = 0; times < 2; times++) await look(trigger);
	standIn.say('rx-1', 'Delivered/Delivered_001/Delivered', '2026-11-23T10:00:00+01:00');
	for (let times = 0; times < 2; times++) await look(trigger);
	expect(trigger.flows).toMatchObject([
		{
			reference: known.reference,
			carrierService: 'aftership',
			noticedBy: 'look',
			firstScan: true,
			tracking: {
				trackingNumber: 'rx-1',
				carrier: 'dhl',
				status: 'accepted',
				detail: 'InTransit: Acceptance scan',
				time: '2026-11-21T10:00:00+01:00',
				estimatedDelivery: '2026-11-24',
			},
		},
		{ firstScan: false, tracking: { status: 'delivered', time: '2026-11-23T10:00:00+01:00' } },
	]);
	expect((await known.store.cases.get(known.reference))?.logistics).toBe('delivered');
	// What is delivered is asked for no more.
	const before = calls(wanted);
	await look(trigger);
	expect(calls(wanted)).toBe(before);
});

it('a number that the shop has registered before is followed as it is, whoever brings it', async () => {
	standIn.add('RX-1', 'regional-courier');
	standIn.say('RX-1', 'InTransit');
	await record('RX-1');
	const trigger = made();
	await look(trigger);
	expect(told(trigger)).toEqual(['in_transit']);
	expect(calls(follows)).toBe(0);
});

it('of a number that several carriers have, that of the carrier who was named counts, on whatever page', async () => {
	for (const slug of ['ups', 'usps', 'dhl'])
		standIn.add('RX-1', slug).tag = slug === 'dhl' ? 'OutForDelivery' : 'Pending';
	standIn.pageSize = 1;
	await record('RX-1', 'DHL');
	const trigger = made();
	await look(trigger);
	expect(trigger.flows).toMatchObject([{ tracking: { status: 'out_for_delivery', carrier: 'dhl' } }]);
	expect(standIn.asked.map((query) => query.get('cursor'))).toEqual([null, '1', '2']);
});

it('120 parcels are asked for in three questions, and a number that is refused holds up no other', async () => {
	for (let index = 0; index < 120; index++) await record(`RX-${index}`, 'UPS');
	standIn.refused.add('RX-7');
	const trigger = made();
	await look(trigger);
	expect(standIn.trackings).toHaveLength(119);
	const before = calls(wanted);
	for (let index = 0; index < 120; index++) standIn.say(`RX-${index}`, 'InTransit');
	await look(trigger);
	expect(calls(wanted) - before).toBe(3);
	expect(told(trigger)).toEqual(Array(119).fill('in_transit'));
	// The refused one is tried again with each look.
	expect(calls(follows)).toBe(121);
});

it('a second that was full is waited for, and a longer one is left to the next look', async () => {
	await record('RX-1', 'UPS');
	const trigger = made();
	await look(trigger);
	standIn.say('RX-1', 'InTransit');
	journal.inject({ provider: 'aftership', operation: wanted, kind: 'rate_limit', times: 3, retryAfter: 0 });
	await look(trigger);
	expect(told(trigger)).toEqual(['in_transit']);
	standIn.say('RX-1', 'Delivered');
	journal.inject({ provider: 'aftership', operation: wanted, kind: 'rate_limit', times: 6, retryAfter: 0 });
	await look(trigger);
	expect(told(trigger)).toEqual(['in_transit']);
	await look(trigger);
	expect(told(trigger)).toEqual(['in_transit', 'delivered']);
}, 30_000);

it('an answer that was lost after a number was registered registers no second one', async () => {
	await record('RX-1', 'UPS');
	const trigger = made();
	journal.inject({ provider: 'aftership', operation: follows, kind: 'drop_after_commit' });
	for (let times = 0; times < 2; times++) await look(trigger);
	standIn.say('RX-1', 'Delivered');
	await look(trigger);
	expect(standIn.trackings).toHaveLength(1);
	expect(told(trigger)).toEqual(['delivered']);
});

it('forward only: whatever AfterShip says in whatever order, as often as it likes, goes no step back and is told once', async () => {
	const words = [
		'Pending',
		'InfoReceived',
		'InTransit/InTransit_002/Acceptance scan',
		'InTransit',
		'OutForDelivery',
		'AttemptFail/AttemptFail_002/Addressee not available',
		'AvailableForPickup',
		'Exception/Exception_005/Delayed',
		'Exception/Exception_013/Shipment lost',
		'Delivered',
		'Expired',
		'SomethingNew',
	];
	const order = ['accepted', 'in_transit', 'out_for_delivery', 'available_for_pickup', 'lost', 'delivered'];
	let count = 0;
	await fc.assert(
		fc.asyncProperty(fc.array(fc.constantFrom(...words), { minLength: 1, maxLength: 8 }), async (said) => {
			const number = `RX-${++count}`;
			await record(number, 'UPS');
			const trigger = made();
			await look(trigger);
			for (const one of said) {
				standIn.say(number, one);
				await look(trigger);
			}
			const own = trigger.flows
				.map(({ tracking }) => tracking as { trackingNumber: string; status: string })
				.filter(({ trackingNumber }) => trackingNumber === number)
				.map(({ status }) => status);
			const moves = own.filter((status) => status !== 'exception').map((status) => order.indexOf(status));
			expect(moves).toEqual([...moves].sort((a, b) => a - b));
			expect(new Set(moves).size).toBe(moves.length);
			// What may still be on its way is over for the next run.
			const { labels } = (await known.store.cases.get(known.reference))!;
			const { id: label } = labels.find(({ trackingNumber }) => trackingNumber === number)!;
			await known.store.cases.record({ reference: known.reference, events: [fact('label.voided', { label }, number)] });
		}),
		{ numRuns: 15 },
	);
}, 60_000);

it('a parcel on its way back is not delivered, though its carrier calls it so', async () => {
	await record('RX-1', 'UPS');
	const trigger = made();
	await look(trigger);
	standIn.say('RX-1', 'Exception/Exception_010/Returning to sender');
	standIn.say('RX-1', 'Delivered/Delivered_001/Delivered');
	await look(trigger);
	expect(told(trigger)).toEqual(['returned_to_sender']);
	expect((await known.store.cases.get(known.reference))?.exceptions.map(({ code }) => code)).toEqual([
		'returned_parcel',
	]);
});

it('a label that a carrier service sold is left to that one', async () => {
	await known.store.cases.record({
		reference: known.reference,
		events: [
			{
				source: 'easypost',
				id: 'shp_1.label',
				type: 'label.issued',
				data: {
					label: {
						id: 'shp_1',
						carrier: 'USPS',
						trackingNumber: '9400',
						labelUrl: '',
						providerIds: { 'easypost.shipment': 'shp_1' },
					},
				},
			},
		],
	});
	const trigger = made();
	await look(trigger);
	expect(journal.calls).toEqual([]);
});

it('is published without a webhook, and not without a case store', async () => {
	const trigger = made();
	await trigger.start();
	try {
		expect(await trigger.call('checkExists')).toBe(true);
		expect(await trigger.call('delete')).toBe(true);
		const sent = await fetch(trigger.uri, { method: 'POST', body: '{}' });
		expect(sent.status).toBe(401);
	} finally {
		await trigger.running.stop();
	}
	delete credentials.returnCaseApi;
	const without = made({ withoutCaseStore: true });
	await without.start();
	try {
		await expect(without.call('checkExists')).rejects.toThrow(
			'without a case store it is not known which ones to ask for',
		);
	} finally {
		await without.running.stop();
	}
});

it('a key that AfterShip does not know is said, and everything waits', async () => {
	await record('RX-1', 'UPS');
	credentials.returnsAfterShipApi.apiKey = 'wrong';
	await expect(look(made())).rejects.toMatchObject({
		message: 'AfterShip does not accept the key',
		details: { category: 'configuration' },
	});
});

it.each([
	['Pending', 'Pending_002', undefined],
	['InfoReceived', 'InfoReceived_001', 'label_made'],
	['InTransit', 'InTransit_002', 'accepted'],
	['InTransit', 'InTransit_007', 'in_transit'],
	['OutForDelivery', 'OutForDelivery_001', 'out_for_delivery'],
	['AttemptFail', 'AttemptFail_001', 'exception'],
	['AvailableForPickup', 'AvailableForPickup_001', 'available_for_pickup'],
	['Exception', 'Exception_001', 'exception'],
	['Exception', 'Exception_011', 'returned_to_sender'],
	['Exception', 'Exception_012', 'exception'],
	['Exception', 'Exception_013', 'lost'],
	['Exception', 'Exception_021', 'lost'],
	['Delivered', 'Delivered_002', 'delivered'],
	['Expired', 'Expired_001', undefined],
	['Tomorrow', 'Tomorrow_001', undefined],
])('%s, %s is %s', (tag, subtag, status) => expect(statusOf(tag, subtag)).toBe(status));
