import { z } from 'zod';
import { parsedBody } from '../../../shared/trigger/unreadable';
import { ask } from '../ask';
import { parcelNumber, text } from '../price';
import { goneIs } from '../refusal';
import { codeOf, type TrackedParcel } from '../tracked';
import type { CarrierApi } from '../carrier';
import { anySame, isHmac, type ParcelNews, type TrackingWebhook } from '../webhook';
import { answerer, shippoError } from './error';
import { statusOf } from './tracking';

const Hook = z.object({ object_id: z.string() });
const Track = z.object({
	tracking_number: parcelNumber,
	carrier: text,
	eta: text,
	tracking_status: z
		.object({
			status: text,
			status_details: text,
			status_date: text,
			substatus: z.object({ code: text }).nullish().catch(undefined),
		})
		.nullish()
		.catch(undefined),
});
const Event = z.object({ event: z.string(), data: z.unknown() });

/** How old, or how far ahead, a signature may be. */
const toleranceSeconds = 300;

export const webhook: TrackingWebhook = {
	byHand: 'Shippo: Settings > API > Webhooks, the event Track Updated, and ?token=<Webhook Secret> behind the address',

	/** Shippo signs only when its support has switched that on; what everybody has is a secret in the address. */
	addressOf: (url, secret) => `${url}?token=${encodeURIComponent(secret)}`,

	async register(api, { url }) {
		const { object_id: id } = await ask(api, answerer, shippoError, {
			method: 'POST',
			path: '/webhooks/',
			body: { event: 'track_updated', url, active: true, is_test: false },
			answer: Hook,
		});
		return { id };
	},

	exists: async (api, id) => await goneIs(false, async () => !!(await ask(api, answerer, shippoError, at(id)))),

	remove: async (api, id) => {
		await goneIs(
			undefined,
			async () =>
				void (await ask(api, answerer, shippoError, {
					...at(id),
					method: 'DELETE',
					answer: z.unknown(),
					repeatable: true,
				})),
		);
	},

	isGenuine({ rawBody, headers, query, now }, secrets) {
		const { token } = query;
		if (typeof token === 'string') return anySame(token, secrets);
		const [, time, given] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/i.exec(headers['shippo-auth-signature'] ?? '') ?? [];
		if (!time || Math.abs(now / 1000 - Number(time)) > toleranceSeconds) return false;
		return isHmac(given, Buffer.concat([Buffer.from(`${time}.`), rawBody]), secrets);
	},

	read(json) {
		const { event, data } = parsedBody(Event, json);
		if (event !== 'track_updated') return { topic: event, news: [] };
		return { topic: event, news: [newsOf(parsedBody(Track, data))] };
	},
};

const at = (id: string) => ({ method: 'GET', path: `/webhooks/${encodeURIComponent(id)}`, answer: Hook }) as const;

function newsOf({
	tracking_number: trackingNumber,
	carrier,
	eta,
	tracking_status: said,
}: z.infer<typeof Track>): ParcelNews {
	const detail = said?.substatus?.code ?? undefined;
	return {
		trackingNumber,
		...(carrier && { carrier }),
		status: statusOf(said?.status, detail),
		detail: [said?.status, detail ?? said?.status_details].filter(Boolean).join(': '),
		...(said?.status_date && { time: said.status_date }),
		...(eta && { estimatedDelivery: eta }),
	};
}

/** Where a parcel of any carrier is, by its number and the carrier's code. */
export async function track(api: CarrierApi, { trackingNumber, carrier }: TrackedParcel): Promise<ParcelNews> {
	const path = `/tracks/${codeOf(carrier)}/${encodeURIComponent(trackingNumber)}`;
	return newsOf(await ask(api, answerer, shippoError, { method: 'GET', path, answer: Track }));
}
