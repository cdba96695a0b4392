import { z } from 'zod';
import { parsedBody } from '../../../shared/trigger/unreadable';
import { ask } from '../ask';
import type { CarrierApi } from '../carrier';
import { parcelNumber, text } from '../price';
import { isHmac, type ParcelNews, type TrackingWebhook } from '../webhook';
import { goneIs } from '../refusal';
import { easypostError } from './error';
import { statusOf } from './tracking';

const answerer = { provider: 'EasyPost', connection: 'easypost' };

/** A tracker of EasyPost's API, as far as it is read here. */
const Tracker = z.object({
	object: z.literal('Tracker').optional(),
	tracking_code: parcelNumber,
	carrier: text,
	status: text,
	status_detail: text,
	updated_at: text,
	est_delivery_date: text,
});
const Event = z.object({ id: z.string(), description: z.string(), result: z.unknown() });
const Hook = z.object({ id: z.string() });

const signature = /^hmac-sha256-hex=([0-9a-f]{64})$/i;

export const webhook: TrackingWebhook = {
	byHand: 'EasyPost: Account > Webhooks, with a Webhook Secret',

	async register(api, { url, secret }) {
		const { id } = await ask(api, answerer, easypostError, {
			method: 'POST',
			path: '/webhooks',
			body: { webhook: { url, webhook_secret: secret } },
			answer: Hook,
		});
		return { id };
	},

	exists: async (api, id) => await goneIs(false, async () => !!(await ask(api, answerer, easypostError, at(id)))),

	remove: async (api, id) => {
		await goneIs(
			undefined,
			async () =>
				void (await ask(api, answerer, easypostError, {
					...at(id),
					method: 'DELETE',
					answer: z.unknown(),
					repeatable: true,
				})),
		);
	},

	/** The secret is brought to one form, as EasyPost does (docs/facts/carriers.md#how-carrier-services-sign). */
	isGenuine: ({ rawBody, headers }, secrets) =>
		isHmac(
			signature.exec(headers['x-hmac-signature'] ?? '')?.[1],
			rawBody,
			secrets.map((secret) => secret.normalize('NFKD')),
		),

	read(json) {
		const { id, description, result } = parsedBody(Event, json);
		if (!description.startsWith('tracker.')) return { id, topic: description, news: [] };
		return { id, topic: description, news: [newsOf(parsedBody(Tracker, result))] };
	},
};

const at = (id: string) => ({ method: 'GET', path: `/webhooks/${encodeURIComponent(id)}`, answer: Hook }) as const;

function newsOf(tracker: z.infer<typeof Tracker>): ParcelNews {
	const { tracking_code: trackingNumber, carrier, status, status_detail: detail, updated_at: time } = tracker;
	return {
		trackingNumber,
		...(carrier && { carrier }),
		status: statusOf(status, detail),
		detail: [status, detail].filter(Boolean).join(': '),
		...(time && { time }),
		...(tracker.est_delivery_date && { estimatedDelivery: tracker.est_delivery_date }),
	};
}

/** Where a parcel of any carrier is, by its number. Asking again gives the same tracker. */
export async function track(api: CarrierApi, { trackingNumber }: { trackingNumber: string }): Promise<ParcelNews> {
	return newsOf(
		await ask(api, answerer, easypostError, {
			method: 'POST',
			path: '/trackers',
			body: { tracker: { tracking_code: trackingNumber } },
			answer: Tracker,
			repeatable: true,
		}),
	);
}
