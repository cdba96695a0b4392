import { createPublicKey, verify, type JsonWebKey } from 'node:crypto';
import { z } from 'zod';
import { parsedBody } from '../../../shared/trigger/unreadable';
import { ask } from '../ask';
import { parcelNumber, text } from '../price';
import { goneIs } from '../refusal';
import type { CarrierApi } from '../carrier';
import { codeOf, type TrackedParcel } from '../tracked';
import { anySame, type Call, type ParcelNews, type TrackingWebhook } from '../webhook';
import { answerer, shipstationError } from './error';
import { statusOf } from './tracking';

const Hook = z.object({ webhook_id: z.string() });
const Tracking = z.object({
	tracking_number: parcelNumber,
	carrier_code: text,
	status_code: text,
	status_detail_code: text,
	status_description: text,
	estimated_delivery_date: text,
	events: z
		.array(z.object({ occurred_at: text }).catch({}))
		.nullish()
		.catch(undefined),
});
const Event = z.object({ resource_type: z.string(), data: z.unknown() });
const Keys = z.object({ keys: z.array(z.object({ kid: z.string(), kty: z.string() }).passthrough()) });

/** The header that carries our own secret. */
const secretHeader = 'x-returns-webhook-secret';
/** How old, or how far ahead, a message may be. */
const toleranceMs = 300_000;

export const webhook: TrackingWebhook = {
	byHand: `ShipStation: Settings > Webhooks, the event Track, and the header ${secretHeader} with the Webhook Secret`,

	async register(api, { url, secret, name }) {
		const { webhook_id: id } = await ask(api, answerer, shipstationError, {
			method: 'POST',
			path: '/environment/webhooks',
			body: { event: 'track', url, name, headers: [{ key: secretHeader, value: secret }] },
			answer: Hook,
		});
		return { id };
	},

	exists: async (api, id) => await goneIs(false, async () => !!(await ask(api, answerer, shipstationError, at(id)))),

	remove: async (api, id) => {
		await goneIs(
			undefined,
			async () =>
				void (await ask(api, answerer, shipstationError, {
					...at(id),
					method: 'DELETE',
					answer: z.unknown(),
					repeatable: true,
				})),
		);
	},

	/** ShipStation signs for all its customers with one key: that shows who sent it, and our own secret that it is for this account. */
	async isGenuine(call, secrets) {
		return anySame(call.headers[secretHeader], secrets) && (await isSigned(call));
	},

	read(json) {
		const { resource_type: topic, data } = parsedBody(Event, json);
		if (topic !== 'API_TRACK') return { topic, news: [] };
		return { topic, news: [newsOf(parsedBody(Tracking, data))] };
	},
};

/** RSA-SHA256 over the time and the bytes, by the key that is named, of those that ShipStation has at /jwks. */
async function isSigned({ rawBody, headers, now, fetchPublic }: Call): Promise<boolean> {
	const [kid, signature, timestamp] = ['key-id', 'signature']
		.map((name) => headers[`x-shipengine-rsa-sha256-${name}`])
		.concat(headers['x-shipengine-timestamp']);
	if (!kid || !signature || !timestamp || !(Math.abs(now - Date.parse(timestamp)) <= toleranceMs)) return false;
	const { keys } = Keys.parse(await fetchPublic('/jwks'));
	const jwk = keys.find((one) => one.kid === kid && one.kty === 'RSA');
	if (!jwk) return false;
	const key = createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
	return verify(
		'RSA-SHA256',
		Buffer.concat([Buffer.from(`${timestamp}.`), rawBody]),
		key,
		Buffer.from(signature, 'base64'),
	);
}

const at = (id: string) =>
	({ method: 'GET', path: `/environment/webhooks/${encodeURIComponent(id)}`, answer: Hook }) as const;

function newsOf(said: z.infer<typeof Tracking>): ParcelNews {
	return {
		trackingNumber: said.tracking_number,
		...(said.carrier_code && { carrier: said.carrier_code }),
		status: statusOf(said.status_code, said.status_detail_code),
		detail: [said.status_code, said.status_detail_code ?? said.status_description].filter(Boolean).join(': '),
		...(said.events?.[0]?.occurred_at && { time: said.events[0].occurred_at }),
		...(said.estimated_delivery_date && { estimatedDelivery: said.estimated_delivery_date }),
	};
}

/** Where a parcel of any carrier is, by its number and the carrier's code. */
export async function track(api: CarrierApi, { trackingNumber, carrier }: TrackedParcel): Promise<ParcelNews> {
	const qs = { carrier_code: codeOf(carrier), tracking_number: trackingNumber };
	return newsOf(await ask(api, answerer, shipstationError, { method: 'GET', path: '/tracking', qs, answer: Tracking }));
}
