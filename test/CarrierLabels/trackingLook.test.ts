import { CarrierLabels } from '../../nodes/CarrierLabels/CarrierLabels.node';
import { CarrierTrackingTrigger } from '../../nodes/CarrierLabels/CarrierTrackingTrigger.node';
import { trackingLookout } from '../../nodes/CarrierLabels/trigger/look';
import type { CarrierName } from '../../nodes/shared/model';
import { closeStores } from '../../nodes/shared/store/open';
import { lookOnce } from '../../nodes/shared/trigger/lookout';
import { openCase } from '../StripeRefunds/caseFixture';
import { createEasyPost } from '../sandbox/easypost';
import { Journal, serve } from '../sandbox/server';
import { runNode } from '../support/harness';
import { WebhookTrigger } from '../support/webhookTrigger';
import { kits, useTracking } from './trackingKit';

describe.each(Object.keys(kits) as CarrierName[])('%s', (carrierService) => {
	const { kit, published, send, state, at } = useTracking(carrierService);

	it('asks each hour for parcels of which no webhook told', async () => {
		const { standIn, server, known } = at();
		const trigger = await published();
		const { json } = await runNode(new CarrierLabels(), {
			parameters: { carrierService, resource: 'returnLabel', operation: 'create' },
			credentials: { [kit.type]: kit.credential(server.url), returnCaseApi: known.credential },
			input: [{ reference: known.reference }],
		});
		const { id } = json[0].label as { id: string };
		const look = async () => {
			const { store, lookout } = (await trackingLookout(trigger.published()))!;
			expect(await lookOnce(store, lookout)).toBe('looked');
		};
		await look();
		expect(trigger.flows).toEqual([]);
		standIn.scan(id, kit.scanned);
		for (let times = 0; times < 2; times++) await look();
		expect(trigger.flows).toMatchObject([{ noticedBy: 'look', firstScan: true, tracking: { status: 'in_transit' } }]);
		expect((await state()).logistics).toBe('in_transit');
		// What the webhook tells later of the same is no news.
		const { trackingNumber } = (json[0] as { label: { trackingNumber: string } }).label;
		expect(await send(trigger, kit.message(trackingNumber, kit.words.in_transit))).toBe(200);
		expect(trigger.flows).toHaveLength(1);
		standIn.hooks.clear();
		await look();
		expect(standIn.hooks.size).toBeGreaterThan(0);
		expect(await known.store.notices.untold(9)).toMatchObject([{ owner: 'operator' }]);
	});
});

it('a parcel of a label that was made elsewhere is asked for by its number when the trigger shall', async () => {
	const easypost = createEasyPost();
	const server = await serve(easypost, new Journal());
	const known = await openCase();
	const credentials = { returnsEasyPostApi: kits.easypost.credential(server.url), returnCaseApi: known.credential };
	try {
		await runNode(new CarrierLabels(), {
			parameters: { resource: 'returnLabel', operation: 'recordExisting', carrier: 'Regional', trackingNumber: 'RX-1' },
			credentials: { returnCaseApi: known.credential },
			input: [{ reference: known.reference }],
		});
		easypost.trackers.set('RX-1', {
			id: 'trk_1',
			object: 'Tracker',
			tracking_code: 'RX-1',
			carrier: 'Regional',
			status: 'delivered',
		});
		for (const followOthers of [false, true]) {
			const trigger = new WebhookTrigger(
				new CarrierTrackingTrigger(),
				{ credentials, parameters: { carrierService: 'easypost', events: ['delivered'], followOthers } },
				{ registration: 'manual' },
			);
			const { store, lookout } = (await trackingLookout(trigger.published()))!;
			await lookOnce(store, lookout);
			expect(trigger.flows).toHaveLength(followOthers ? 1 : 0);
		}
		expect((await known.store.cases.get(known.reference))?.logistics).toBe('delivered');
	} finally {
		await closeStores();
		await server.stop();
	}
});

it.each(['karrio', 'sendcloud', 'shippo', 'shipstation'] as const)(
	'%s is asked each hour for a label that was recorded by hand, by its number and carrier',
	async (carrierService) => {
		const kit = kits[carrierService];
		const standIn = kit.make();
		const server = await serve(standIn, new Journal());
		const known = await openCase();
		const credentials = { [kit.type]: kit.credential(server.url), returnCaseApi: known.credential };
		try {
			await runNode(new CarrierLabels(), {
				parameters: {
					resource: 'returnLabel',
					operation: 'recordExisting',
					carrier: 'DHL Express',
					trackingNumber: 'RX-1',
				},
				credentials: { returnCaseApi: known.credential },
				input: [{ reference: known.reference }],
			});
			const trigger = new WebhookTrigger(
				new CarrierTrackingTrigger(),
				{ credentials, parameters: { carrierService, events: ['delivered'], followOthers: true } },
				{ registration: 'manual' },
			);
			const look = async () => {
				const { store, lookout } = (await trackingLookout(trigger.published()))!;
				await lookOnce(store, lookout);
			};
			await look();
			expect(trigger.flows).toEqual([]);
			standIn.followed!.set('RX-1', kit.words.delivered);
			for (let times = 0; times < 2; times++) await look();
			expect(trigger.flows).toMatchObject([
				{
					noticedBy: 'look',
					tracking: {
						trackingNumber: 'RX-1',
						status: 'delivered',
						carrier: carrierService === 'sendcloud' ? 'dpd' : 'dhl_express',
					},
				},
			]);
			expect((await known.store.cases.get(known.reference))?.logistics).toBe('delivered');
		} finally {
			await closeStores();
			await server.stop();
		}
	},
);

it('what a message has told is no news when the carrier service is asked, in whatever words it answers', async () => {
	const easypost = createEasyPost();
	const server = await serve(easypost, new Journal());
	const known = await openCase();
	const credentials = { returnsEasyPostApi: kits.easypost.credential(server.url), returnCaseApi: known.credential };
	const trigger = new WebhookTrigger(
		new CarrierTrackingTrigger(),
		{ credentials, parameters: { carrierService: 'easypost', events: ['exception'], followOthers: false } },
		{ registration: 'automatic' },
	);
	try {
		await trigger.start();
		await trigger.call('create');
		const { json } = await runNode(new CarrierLabels(), {
			parameters: { carrierService: 'easypost', resource: 'returnLabel', operation: 'create' },
			credentials,
			input: [{ reference: known.reference }],
		});
		const { id, trackingNumber } = json[0].label as { id: string; trackingNumber: string };
		const body = JSON.stringify(kits.easypost.message(trackingNumber, 'failure/damaged'));
		const { headers } = kits.easypost.proof(body, kits.easypost.secretOf(easypost.hooks));
		const sent = await fetch(trigger.uri, {
			method: 'POST',
			body,
			headers: { 'content-type': 'application/json', ...headers },
		});
		expect(sent.status).toBe(200);
		easypost.scan(id, 'failure', 'damaged');
		const { store, lookout } = (await trackingLookout(trigger.published()))!;
		await lookOnce(store, lookout);
		expect(trigger.flows).toMatchObject([{ tracking: { status: 'exception', detail: 'failure: damaged' } }]);
		const { exceptions, claims } = (await known.store.cases.get(known.reference))!;
		expect([exceptions.map(({ code }) => code), claims?.length]).toEqual([['lost_parcel'], 1]);
	} finally {
		await trigger.running.stop();
		await closeStores();
		await server.stop();
	}
});
