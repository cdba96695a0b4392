import { z } from 'zod';
import { parsedBody } from '../../../shared/trigger/unreadable';
import { ask } from '../ask';
import type { CarrierApi } from '../carrier';
import { text } from '../price';
import { goneIs } from '../refusal';
import type { TrackedParcel } from '../tracked';
import { anySame, isHmac, type ParcelNews, type TrackingWebhook } from '../webhook';
import { answerer, sendcloudError } from './error';
import { statusOf } from './tracking';

const Made = z.object({ data: z.object({ id: z.number() }) });

/** A message of the event subscriptions. */
const ParcelEvent = z.object({
	event_type: z.string(),
	data: z.object({
		parcel: z.object({ tracking_number: text, carrier_code: text }),
		event: z.object({ phase: text, exception: text, sub_status: text, timestamp: text }),
	}),
});
/** A message of the older webhook of an integration, which is made in Sendcloud's panel. */
const PanelEvent = z.object({
	action: z.string(),
	timestamp: z.union([z.number(), z.string()]).nullish().catch(undefined),
	parcel: z
		.object({
			tracking_number: text,
			status: z.object({ message: text }).nullish().catch(undefined),
			carrier: z.object({ code: text }).nullish().catch(undefined),
		})
		.nullish()
		.catch(undefined),
});

export const webhook: TrackingWebhook = {
	byHand:
		'Sendcloud: Settings > Integrations > your API integration > Webhook; its signature key is the Webhook Secret',

	/** A connection that sends a token of ours, and a subscription to what happens to parcels. Its id names both. */
	async register(api, { url, secret }) {
		const connection = await make(api, '/connections', {
			type: 'webhook',
			configuration: { url, auth_type: 'bearer', auth_config: { token: secret } },
		});
		const subscription = await make(api, '/subscriptions', {
			connection_id: connection,
			event_type: 'parcels.event.created',
			is_active: true,
		});
		return { id: `${connection}/${subscription}` };
	},

	exists: async (api, id) =>
		await goneIs(false, async () => {
			const [connection, subscription] = id.split('/');
			await ask(api, answerer, sendcloudError, {
				method: 'GET',
				path: `${root}/connections/${connection}`,
				answer: Made,
			});
			await ask(api, answerer, sendcloudError, {
				method: 'GET',
				path: `${root}/subscriptions/${subscription}`,
				answer: Made,
			});
			return true;
		}),

	async remove(api, id) {
		const [connection, subscription] = id.split('/');
		for (const path of [`${root}/subscriptions/${subscription}`, `${root}/connections/${connection}`])
			await goneIs(
				undefined,
				async () =>
					void (await ask(api, answerer, sendcloudError, {
						method: 'DELETE',
						path,
						answer: z.unknown(),
						repeatable: true,
					})),
			);
	},

	isGenuine({ rawBody, headers }, secrets) {
		const [, token] = /^Bearer (.+)$/i.exec(headers.authorization ?? '') ?? [];
		return token ? anySame(token, secrets) : isHmac(headers['sendcloud-signature'], rawBody, secrets);
	},

	read(json) {
		const panel = PanelEvent.safeParse(json).data;
		if (panel) {
			const { action, parcel, timestamp } = panel;
			if (action !== 'parcel_status_changed' || !parcel?.tracking_number) return { topic: action, news: [] };
			const word = parcel.status?.message ?? '';
			// Milliseconds; a number that is far too small for them counts seconds.
			const count = Number(timestamp);
			const time = timestamp && new Date(count < 1e11 ? count * 1_000 : count);
			return {
				topic: action,
				news: [
					{
						trackingNumber: parcel.tracking_number,
						...(parcel.carrier?.code && { carrier: parcel.carrier.code }),
						status: statusOf(word),
						detail: word,
						...(time && !Number.isNaN(time.getTime()) && { time: time.toISOString() }),
					},
				],
			};
		}
		const { event_type: topic, data } = parsedBody(ParcelEvent, json);
		const { parcel, event } = data;
		if (topic !== 'parcels.event.created' || !parcel.tracking_number) return { topic, news: [] };
		const words = [event.phase, event.exception, event.sub_status].filter((word) => word && word !== 'none');
		return {
			topic,
			news: [
				{
					trackingNumber: parcel.tracking_number,
					...(parcel.carrier_code && { carrier: parcel.carrier_code }),
					status: statusOf(event.phase, event.exception),
					detail: words.join(': '),
					...(event.timestamp && { time: event.timestamp }),
				},
			],
		};
	},
};

const root = '/event-subscriptions';
const make = async (api: CarrierApi, path: string, body: object) =>
	(await ask(api, answerer, sendcloudError, { method: 'POST', path: root + path, body, answer: Made })).data.id;

/** A parcel with what has happened to it, in no order that is promised. */
const Tracked = z.object({
	tracking_numbers: z
		.array(z.object({ tracking_number: text, carrier_code: text }))
		.nullish()
		.catch(undefined),
	events: z
		.array(z.object({ event_at: text, status_code: text, sub_status_code: text }).catch({}))
		.nullish()
		.catch(undefined),
	details: z.object({ expected_delivery_date: text }).nullish().catch(undefined),
});

/** Where a parcel is whose label was made in Sendcloud's panel, by its number; others it does not know. */
export async function track(api: CarrierApi, { trackingNumber }: TrackedParcel): Promise<ParcelNews> {
	const path = `/parcels/tracking/${encodeURIComponent(trackingNumber)}`;
	const found = await goneIs(
		undefined,
		async () => await ask(api, answerer, sendcloudError, { method: 'GET', path, answer: Tracked }),
	);
	const at = ({ event_at: time }: { event_at?: string | null }) => Date.parse(time ?? '') || 0;
	const newest = [...(found?.events ?? [])].sort((a, b) => at(a) - at(b)).at(-1);
	const carrier = found?.tracking_numbers?.find((one) => one.tracking_number === trackingNumber)?.carrier_code;
	const expected = found?.details?.expected_delivery_date;
	return {
		trackingNumber,
		...(carrier && { carrier }),
		status: statusOf(newest?.status_code, newest?.sub_status_code),
		detail: [newest?.status_code, newest?.sub_status_code].filter(Boolean).join(': '),
		...(newest?.event_at && { time: newest.event_at }),
		...(expected && { estimatedDelivery: expected }),
	};
}
