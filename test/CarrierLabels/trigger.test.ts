import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import fc from 'fast-check';
import { CarrierLabels } from '../../nodes/CarrierLabels/CarrierLabels.node';
import { CarrierTrackingTrigger } from '../../nodes/CarrierLabels/CarrierTrackingTrigger.node';
import { carriers } from '../../nodes/CarrierLabels/carriers';
import type { Call, TrackingWebhook } from '../../nodes/CarrierLabels/carriers/webhook';
import { trackingLookout } from '../../nodes/CarrierLabels/trigger/look';
import type { CarrierName } from '../../nodes/shared/model';
import { closeStores } from '../../nodes/shared/store/open';
import { lookOnce } from '../../nodes/shared/trigger/lookout';
import { openCase, type CaseFixture } from '../StripeRefunds/caseFixture';
import { sandboxSecrets } from '../sandbox/catalogue';
import type { Hooks } from '../sandbox/carrierHooks';
import { createEasyPost } from '../sandbox/easypost';
import { createKarrio } from '../sandbox/karrio';
import { createSendcloud } from '../sandbox/sendcloud';
import { Journal, serve, type Running, type StandIn } from '../sandbox/server';
import { createShipStation } from '../sandbox/shipstation';
import { createShippo } from '../sandbox/shippo';
import { runNode } from '../support/harness';
import { WebhookTrigger, type TriggerOptions } from '../support/webhookTrigger';

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'key-1' }] };

interface Sent {
	headers: Record<string, string>;
	query: string;
}
interface Kit {
	make(): StandIn & { hooks: Hooks; scan(id: string, word: string): void; followed?: Map<string, string> };
	/** How it says of its own label that the parcel moves. */
	scanned: string;
	type: string;
	credential(url: string): Record<string, string>;
	/** What proves a message, as the carrier service does. */
	proof(body: string, secret: string): Sent;
	/** The secret that was given to the carrier service, or that it gave. */
	secretOf(hooks: Hooks): string;
	message(trackingNumber: string, word: string): object;
	/** Its words in the order of a parcel: accepted, in transit, out for delivery, delivered; then lost, exception, back. */
	words: Record<
		'accepted' | 'in_transit' | 'out_for_delivery' | 'delivered' | 'exception' | 'lost' | 'returned_to_sender',
		string
	>;
}

const tracked = (word: string) => word.split('/');
const kits: Record<CarrierName, Kit> = {
	easypost: {
		make: createEasyPost,
		scanned: 'in_transit',
		type: 'returnsEasyPostApi',
		credential: (url) => ({ apiKey: sandboxSecrets.easypostKey, baseUrl: `${url}/v2` }),
		proof: (body, secret) => ({
			headers: {
				'x-hmac-signature': `hmac-sha256-hex=${createHmac('sha256', secret.normalize('NFKD')).update(body).digest('hex')}`,
			},
			query: '',
		}),
		secretOf: (hooks) =>
			String(
				[...hooks.values()][0].webhook_secret ??
					(([...hooks.values()][0].webhook ?? {}) as { webhook_secret: string }).webhook_secret,
			),
		message: (tracking_code, word) => ({
			id: `evt_${tracking_code}_${word}`,
			object: 'Event',
			description: 'tracker.updated',
			result: {
				object: 'Tracker',
				tracking_code,
				carrier: 'USPS',
				status: tracked(word)[0],
				status_detail: tracked(word)[1] ?? 'status_update',
			},
		}),
		words: {
			accepted: 'in_transit/received_at_origin_facility',
			in_transit: 'in_transit',
			out_for_delivery: 'out_for_delivery',
			delivered: 'delivered',
			exception: 'failure',
			lost: 'failure/lost',
			returned_to_sender: 'return_to_sender',
		},
	},
	shippo: {
		make: createShippo,
		scanned: 'TRANSIT',
		type: 'returnsShippoApi',
		credential: (url) => ({ apiToken: sandboxSecrets.shippoToken, baseUrl: url }),
		proof: (_body, secret) => ({ headers: {}, query: `?token=${secret}` }),
		secretOf: (hooks) => new URL(String([...hooks.values()][0].url)).searchParams.get('token')!,
		message: (tracking_number, word) => ({
			event: 'track_updated',
			test: true,
			data: {
				tracking_number,
				carrier: 'usps',
				tracking_status: {
					status: tracked(word)[0],
					substatus: tracked(word)[1] ? { code: tracked(word)[1] } : null,
					status_date: '2026-11-21T10:00:00Z',
				},
			},
		}),
		words: {
			accepted: 'TRANSIT/package_accepted',
			in_transit: 'TRANSIT',
			out_for_delivery: 'TRANSIT/out_for_delivery',
			delivered: 'DELIVERED',
			exception: 'FAILURE',
			lost: 'FAILURE/package_lost',
			returned_to_sender: 'RETURNED',
		},
	},
	karrio: {
		make: createKarrio,
		scanned: 'in_transit',
		type: 'returnsKarrioApi',
		credential: (url) => ({ apiKey: sandboxSecrets.karrioKey, baseUrl: `${url}/v1` }),
		proof: (_body, secret) => ({ headers: { 'x-event-id': secret }, query: '' }),
		secretOf: (hooks) => `karrio-secret-${[...hooks.keys()][0]}`,
		message: (tracking_number, word) => ({
			event: 'tracker_updated',
			data: {
				tracking_number,
				carrier_name: 'ups',
				status: tracked(word)[0],
				events: [{ reason: tracked(word)[1] ?? null }],
			},
		}),
		words: {
			accepted: 'picked_up',
			in_transit: 'in_transit',
			out_for_delivery: 'out_for_delivery',
			delivered: 'delivered',
			exception: 'delivery_failed',
			lost: 'delivery_failed/carrier_parcel_lost',
			returned_to_sender: 'return_to_sender',
		},
	},
	sendcloud: {
		make: createSendcloud,
		scanned: 'shipment-on-route',
		type: 'returnsSendcloudApi',
		credential: (url) => ({
			publicKey: sandboxSecrets.sendcloudPublicKey,
			secretKey: sandboxSecrets.sendcloudSecretKey,
			baseUrl: `${url}/api/v3`,
		}),
		proof: (_body, secret) => ({ headers: { authorization: `Bearer ${secret}` }, query: '' }),
		secretOf: (hooks) =>
			(
				[...hooks.values()].find(({ configuration }) => configuration)!.configuration as {
					auth_config: { token: string };
				}
			).auth_config.token,
		message: (tracking_number, word) => ({
			event_type: 'parcels.event.created',
			data: {
				parcel: { parcel_id: 1, tracking_number, carrier_code: 'dpd' },
				event: {
					event_type: 'carrier',
					timestamp: '2026-11-21T10:00:00Z',
					phase: tracked(word)[0],
					exception: tracked(word)[1] ?? 'none',
					status_type: 'success',
					sub_status: 'none',
				},
			},
		}),
		words: {
			accepted: 'accepted',
			in_transit: 'in_transit',
			out_for_delivery: 'in_delivery',
			delivered: 'delivered',
			exception: 'in_transit/damaged',
			lost: 'in_transit/missing',
			returned_to_sender: 'in_transit/returned_sender',
		},
	},
	shipstation: {
		scanned: 'in_transit',
		make: () => {
			const standIn = createShipStation();
			const answer = standIn.answer.bind(standIn);
			standIn.answer = (request) => (request.path === '/jwks' ? { status: 200, body: jwks } : answer(request));
			return standIn;
		},
		type: 'returnsShipStationApi',
		credential: (url) => ({ apiKey: sandboxSecrets.shipstationKey, baseUrl: `${url}/v1` }),
		proof: (body, secret) => {
			const timestamp = new Date().toISOString();
			return {
				headers: {
					'x-returns-webhook-secret': secret,
					'x-shipengine-timestamp': timestamp,
					'x-shipengine-rsa-sha256-key-id': 'key-1',
					'x-shipengine-rsa-sha256-signature': sign(
						'RSA-SHA256',
						Buffer.from(`${timestamp}.${body}`),
						privateKey,
					).toString('base64'),
				},
				query: '',
			};
		},
		secretOf: (hooks) => ([...hooks.values()][0].headers as Array<{ value: string }>)[0].value,
		message: (tracking_number, word) => ({
			resource_type: 'API_TRACK',
			resource_url: 'https://api.shipengine.com/v1/tracking',
			data: {
				tracking_number,
				carrier_code: 'ups',
				status_code: tracked(word)[0],
				status_detail_code: tracked(word)[1] ?? null,
			},
		}),
		words: {
			accepted: 'AC',
			in_transit: 'IT',
			out_for_delivery: 'IT/OUT_FOR_DELIVERY',
			delivered: 'DE',
			exception: 'EX',
			lost: 'EX/PARCEL_LOST',
			returned_to_sender: 'EX/RETURN_TO_SENDER',
		},
	},
};

const all = [
	'accepted',
	'in_transit',
	'out_for_delivery',
	'delivered',
	'exception',
	'lost',
	'returned_to_sender',
] as const;

describe.each(Object.entries(kits) as Array<[CarrierName, Kit]>)('%s', (carrierService, kit) => {
	let journal: Journal;
	let standIn: ReturnType<Kit['make']>;
	let server: Running;
	let known: CaseFixture;
	const triggers: WebhookTrigger[] = [];
	beforeEach(async () => {
		journal = new Journal();
		standIn = kit.make();
		server = await serve(standIn, journal);
		known = await openCase();
		await label(known.reference, 'T1');
	});
	afterEach(async () => {
		for (const one of triggers.splice(0)) await one.running.stop();
		await closeStores();
		await server.stop();
	});

	const label = async (reference: string, trackingNumber: string) =>
		await known.store.cases.record({
			reference,
			events: [
				{
					source: 'carrier:regional',
					id: `${trackingNumber}.label`,
					type: 'label.issued',
					data: { label: { id: trackingNumber, carrier: 'Regional', trackingNumber, labelUrl: '' } },
					references: { tracking: trackingNumber },
				},
			],
		});
	async function made({ parameters, ...options }: Partial<TriggerOptions> = {}) {
		const trigger = new WebhookTrigger(
			new CarrierTrackingTrigger(),
			{
				credentials: { [kit.type]: kit.credential(server.url), returnCaseApi: known.credential },
				parameters: { carrierService, events: ['first_scan', ...all], ...parameters },
				...options,
			},
			{ registration: 'automatic', followOthers: false },
		);
		triggers.push(trigger);
		return await trigger.start();
	}
	async function published(options: Partial<TriggerOptions> = {}) {
		const trigger = await made(options);
		if (!(await trigger.call('checkExists'))) await trigger.call('create');
		return trigger;
	}
	async function send(
		trigger: WebhookTrigger,
		message: object | string,
		{ secret = kit.secretOf(standIn.hooks), change = (sent: Sent) => sent } = {},
	) {
		const body = typeof message === 'string' ? message : JSON.stringify(message);
		const { headers, query } = change(kit.proof(body, secret));
		const answer = await fetch(trigger.uri + query, {
			method: 'POST',
			body,
			headers: { 'content-type': 'application/json', ...headers },
		});
		return answer.status;
	}
	const state = async () => (await known.store.cases.get(known.reference))!;
	const told = (trigger: WebhookTrigger) =>
		trigger.flows.map(({ tracking }) => (tracking as { status: string }).status);

	it('is in the case before the carrier service has its answer, and starts the flow once', async () => {
		const trigger = await published();
		const message = kit.message('T1', kit.words.accepted);
		for (let times = 0; times < 3; times++) expect(await send(trigger, message)).toBe(200);
		expect(await state()).toMatchObject({
			logistics: 'in_transit',
			parcels: [{ trackingNumber: 'T1', reached: 'accepted', acceptedAt: expect.any(String) as string }],
		});
		expect(trigger.flows).toMatchObject([
			{
				reference: known.reference,
				carrierService,
				firstScan: true,
				noticedBy: 'webhook',
				tracking: { trackingNumber: 'T1', status: 'accepted' },
				case: { logistics: 'in_transit' },
				settings: { brand: 'default' },
			},
		]);
		expect(await known.store.inbox.get({ state: 'read', limit: 9 })).toMatchObject([{ source: carrierService }]);
		expect((await known.store.cases.timeline(known.reference)).at(-1)).toMatchObject({
			type: 'shipment.in_transit',
			source: carrierService,
		});
	});

	it('goes forward only, whatever order the messages come in and however often', async () => {
		const trigger = await published();
		const stages = ['accepted', 'in_transit', 'out_for_delivery', 'delivered'] as const;
		let number = 0;
		await fc.assert(
			fc.asyncProperty(fc.shuffledSubarray([...stages, ...stages], { minLength: 1 }), async (order) => {
				const trackingNumber = `P${++number}`;
				await label(known.reference, trackingNumber);
				const before = trigger.flows.length;
				let furthest = -1;
				const expected: string[] = [];
				for (const stage of order) {
					expect(await send(trigger, kit.message(trackingNumber, kit.words[stage]))).toBe(200);
					const index = stages.indexOf(stage);
					if (index > furthest) expected.push(stage);
					furthest = Math.max(furthest, index);
				}
				const parcel = (await state()).parcels!.find((one) => one.trackingNumber === trackingNumber);
				expect(parcel?.reached).toBe(stages[furthest]);
				expect(told(trigger).slice(before)).toEqual(expected);
			}),
			{ numRuns: 8 },
		);
	}, 60_000);

	it('opens an exception for what is lost, goes back, or is wrong, each with what to do', async () => {
		const trigger = await published();
		for (const [number, stage] of [
			['L1', 'lost'],
			['B1', 'returned_to_sender'],
			['X1', 'exception'],
		] as const) {
			await label(known.reference, number);
			expect(await send(trigger, kit.message(number, kit.words[stage]))).toBe(200);
		}
		expect(told(trigger)).toEqual(['lost', 'returned_to_sender', 'exception']);
		const codes = (await state()).exceptions.map(({ code }) => code);
		expect(codes.slice(0, 2)).toEqual(['lost_parcel', 'returned_parcel']);
		expect(['shipment', 'lost_parcel']).toContain(codes[2]); // damaged: to be claimed
		// What was lost is found.
		await send(trigger, kit.message('L1', kit.words.delivered));
		expect((await state()).parcels!.find((one) => one.trackingNumber === 'L1')).toMatchObject({ reached: 'delivered' });
	});

	it('refuses what does not prove itself, and believes nothing of it', async () => {
		const trigger = await published();
		const message = kit.message('T1', kit.words.delivered);
		const secret = kit.secretOf(standIn.hooks);
		for (const wrong of ['', 'wrong', `${secret}x`, secret.slice(1)])
			expect(await send(trigger, message, { secret: wrong })).toBe(401);
		expect(await send(trigger, message, { change: () => ({ headers: {}, query: '' }) })).toBe(401);
		expect((await state()).parcels).toBeUndefined();
		expect(trigger.flows).toEqual([]);
		expect(await known.store.inbox.get({ limit: 9 })).toEqual([]);
	});

	it('keeps what it cannot read, and ignores what is about something else', async () => {
		const trigger = await published();
		expect(await send(trigger, 'no JSON')).toBe(200);
		expect(await send(trigger, {})).toBe(200);
		expect(await known.store.inbox.get({ state: 'unreadable', limit: 9 })).toHaveLength(2);
		expect(await send(trigger, kit.message('UNKNOWN-9', kit.words.delivered))).toBe(200);
		expect(told(trigger)).toEqual(['delivered']); // of no case: perhaps an order on its way to the customer
		expect((await state()).parcels).toBeUndefined();
	});

	it('starts the flow for what was chosen only, and the case learns the rest', async () => {
		const trigger = await published({ parameters: { carrierService, events: ['first_scan', 'delivered'] } });
		for (const stage of ['in_transit', 'out_for_delivery', 'delivered'] as const)
			await send(trigger, kit.message('T1', kit.words[stage]));
		expect(trigger.flows).toMatchObject([
			{ firstScan: true, tracking: { status: 'in_transit' } },
			{ firstScan: false, tracking: { status: 'delivered' } },
		]);
		expect((await state()).logistics).toBe('delivered');
	});

	it('is registered once with a secret of its own, made again when it is gone, and removed', async () => {
		const trigger = await published();
		const count = standIn.hooks.size;
		expect(count).toBeGreaterThan(0);
		expect(await trigger.call('checkExists')).toBe(true);
		await trigger.call('create');
		expect(standIn.hooks.size).toBe(count);
		standIn.hooks.clear();
		expect(await trigger.call('checkExists')).toBe(false);
		await trigger.call('create');
		expect(standIn.hooks.size).toBe(count);
		expect(await send(trigger, kit.message('T1', kit.words.accepted))).toBe(200);
		const secret = kit.secretOf(standIn.hooks);
		expect(JSON.stringify(trigger.memory)).not.toContain(secret);
		await trigger.call('delete');
		expect(standIn.hooks.size).toBe(0);
		expect(await send(trigger, kit.message('T1', kit.words.delivered), { secret })).toBe(401);
	});

	it('by hand needs a secret in the credential, without which it is not published', async () => {
		const parameters = { carrierService, registration: 'manual' };
		await expect((await made({ parameters })).call('checkExists')).rejects.toThrow('holds no webhook secret');
		const credentials = {
			[kit.type]: { ...kit.credential(server.url), webhookSecret: 'of-a-person' },
			returnCaseApi: known.credential,
		};
		const trigger = await made({ parameters, credentials });
		expect(await trigger.call('checkExists')).toBe(true);
		expect(await send(trigger, kit.message('T1', kit.words.accepted), { secret: 'of-a-person' })).toBe(200);
		expect(trigger.flows).toHaveLength(1);
		expect(standIn.hooks.size).toBe(0);
	});

	it('is signed for these bytes only: of a thousand changes none is believed', async () => {
		const webhook = carriers[carrierService].webhook as TrackingWebhook;
		const body = JSON.stringify(kit.message('T1', kit.words.delivered));
		const secret = 'a-secret-of-some-length';
		const { headers, query } = kit.proof(body, secret);
		const call = (more: Partial<Call> = {}): Call => ({
			rawBody: Buffer.from(body),
			headers,
			query: Object.fromEntries(new URLSearchParams(query)),
			now: Date.now(),
			fetchPublic: async () => jwks,
			...more,
		});
		expect(await webhook.isGenuine(call(), [secret])).toBe(true);
		expect(await webhook.isGenuine(call(), ['other', secret])).toBe(true);
		for (const secrets of [[], [''], ['other']]) expect(await webhook.isGenuine(call(), secrets)).toBe(false);
		const signsBytes = ['easypost', 'shipstation'].includes(carrierService);
		const places = [...Object.keys(headers), ...(query ? ['?'] : []), ...(signsBytes ? ['body'] : [])];
		const replaced = (text: string, at: number, by: number) => {
			const index = at % text.length;
			const other = String.fromCharCode(33 + ((text.charCodeAt(index) - 33 + 1 + (by % 92)) % 94));
			return text.slice(0, index) + other + text.slice(index + 1);
		};
		for (let turn = 0; turn < 1000; turn++) {
			const place = places[turn % places.length];
			const at = Math.floor(turn / places.length) * 7 + 1;
			if (place === '?') {
				const token = replaced(secret, at, turn);
				expect([turn, await webhook.isGenuine(call({ query: { token } }), [secret])]).toEqual([turn, false]);
			} else if (place === 'body') {
				const rawBody = Buffer.from(replaced(body, at, turn));
				expect([turn, await webhook.isGenuine(call({ rawBody }), [secret])]).toEqual([turn, false]);
			} else {
				const changed = replaced(headers[place], at, turn);
				// Capitals of hexadecimal digits and of the scheme are the same; base64's last bits stand for nothing.
				if (changed.toLowerCase() === headers[place].toLowerCase()) continue;
				if (
					place.endsWith('rsa-sha256-signature') &&
					Buffer.from(changed, 'base64').equals(Buffer.from(headers[place], 'base64'))
				)
					continue;
				const genuine = await webhook.isGenuine(call({ headers: { ...headers, [place]: changed } }), [secret]);
				expect([turn, place, changed, genuine]).toEqual([turn, place, changed, false]);
			}
		}
	}, 60_000);

	it('asks each hour for parcels of which no webhook told', async () => {
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

it('ShipStation is asked to send again while its public keys cannot be read', async () => {
	const kit = kits.shipstation;
	const standIn = kit.make();
	const journal = new Journal();
	const server = await serve(standIn, journal);
	const known = await openCase();
	const trigger = await new WebhookTrigger(
		new CarrierTrackingTrigger(),
		{
			credentials: {
				returnsShipStationApi: { ...kit.credential(server.url), webhookSecret: 'of-a-person' },
				returnCaseApi: known.credential,
			},
			parameters: { carrierService: 'shipstation', events: ['delivered'] },
		},
		{ registration: 'manual' },
	).start();
	try {
		const send = async () => {
			const body = JSON.stringify(kit.message('T1', 'DE'));
			const { headers } = kit.proof(body, 'of-a-person');
			return (await fetch(trigger.uri, { method: 'POST', body, headers })).status;
		};
		journal.inject({ provider: 'shipstation', operation: 'jwks', kind: 'server_error', times: 3 });
		expect(await send()).toBe(503);
		expect(await send()).toBe(200);
	} finally {
		await trigger.running.stop();
		await closeStores();
		await server.stop();
	}
});

it('signature vectors of the official clients', () => {
	const call = (headers: Record<string, string>, body: string): Call => ({
		rawBody: Buffer.from(body),
		headers,
		query: {},
		now: Date.now(),
		fetchPublic: async () => ({}),
	});
	const sendcloud = '1eed4b3d41f4653ac64fd56f1bf1cbfd349e4482cbc11dff7134bd93e5da4b0a';
	expect(
		carriers.sendcloud.webhook!.isGenuine(call({ 'sendcloud-signature': sendcloud }, '{"key": "value"}'), [
			'secretkey',
		]),
	).toBe(true);
});
