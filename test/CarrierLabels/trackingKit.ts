import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { CarrierTrackingTrigger } from '../../nodes/CarrierLabels/CarrierTrackingTrigger.node';
import type { CarrierName } from '../../nodes/shared/model';
import { closeStores } from '../../nodes/shared/store/open';
import { openCase, type CaseFixture } from '../StripeRefunds/caseFixture';
import type { Hooks } from '../sandbox/carrierHooks';
import { sandboxSecrets } from '../sandbox/catalogue';
import { createEasyPost } from '../sandbox/easypost';
import { createKarrio } from '../sandbox/karrio';
import { createSendcloud } from '../sandbox/sendcloud';
import { Journal, serve, type Running, type StandIn } from '../sandbox/server';
import { createShipStation } from '../sandbox/shipstation';
import { createShippo } from '../sandbox/shippo';
import { WebhookTrigger, type TriggerOptions } from '../support/webhookTrigger';

/* How each carrier service tells of parcels, and a trigger that it tells. */

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
export const jwks = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'key-1' }] };

export interface Sent {
	headers: Record<string, string>;
	query: string;
}
export interface Kit {
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
export const kits: Record<CarrierName, Kit> = {
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

/** A case with a label, the carrier service's sandbox, and triggers of it; anew for each test of the block. */
export function useTracking(carrierService: CarrierName) {
	const kit = kits[carrierService];
	let standIn: ReturnType<Kit['make']>;
	let server: Running;
	let known: CaseFixture;
	const triggers: WebhookTrigger[] = [];
	beforeEach(async () => {
		standIn = kit.make();
		server = await serve(standIn, new Journal());
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

	return {
		kit,
		label,
		made,
		published,
		send,
		state,
		told,
		at: () => ({ standIn, server, known }),
	};
}
