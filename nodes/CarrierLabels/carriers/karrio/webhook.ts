import { z } from 'zod';
import { EffectError } from '../../../shared/model';
import { parsedBody } from '../../../shared/trigger/unreadable';
import { ask } from '../ask';
import { parcelNumber, text } from '../price';
import { goneIs } from '../refusal';
import type { CarrierApi } from '../carrier';
import { codeOf, type TrackedParcel } from '../tracked';
import { anySame, type ParcelNews, type TrackingWebhook } from '../webhook';
import { answerer, karrioError } from './error';
import { statusOf } from './tracking';

const Hook = z.object({ id: z.string(), secret: text });
const Tracker = z.object({
	tracking_number: parcelNumber,
	carrier_name: text,
	status: text,
	estimated_delivery: text,
	updated_at: text,
	events: z
		.array(z.object({ reason: text, description: text }).catch({}))
		.nullish()
		.catch(undefined),
});
const Event = z.object({ event: z.string(), data: z.unknown() });

export const webhook: TrackingWebhook = {
	byHand: 'Karrio: Developers > Webhooks, the event tracker_updated; its secret is the Webhook Secret',

	/** Karrio makes the secret itself, and sends it with each message. */
	async register(api, { url }) {
		const { id, secret } = await ask(api, answerer, karrioError, {
			method: 'POST',
			path: '/webhooks',
			body: { url, enabled_events: ['tracker_updated'], description: 'n8n-nodes-returns' },
			answer: Hook,
		});
		if (secret) return { id, secret };
		throw new EffectError('Karrio told no secret, so webhooks could not be verified', {
			category: 'configuration',
			connection: 'karrio',
			advice: 'Choose Register Webhook: By Hand, and put the secret that Karrio shows into the credential.',
		});
	},

	exists: async (api, id) => await goneIs(false, async () => !!(await ask(api, answerer, karrioError, at(id)))),

	remove: async (api, id) => {
		await goneIs(
			undefined,
			async () =>
				void (await ask(api, answerer, karrioError, {
					...at(id),
					method: 'DELETE',
					answer: z.unknown(),
					repeatable: true,
				})),
		);
	},

	isGenuine: ({ headers }, secrets) => anySame(headers['x-event-id'], secrets),

	read(json) {
		const { event, data } = parsedBody(Event, json);
		if (event !== 'tracker_updated' && event !== 'tracker_created') return { topic: event, news: [] };
		return { topic: event, news: [newsOf(parsedBody(Tracker, data))] };
	},
};

const at = (id: string) => ({ method: 'GET', path: `/webhooks/${encodeURIComponent(id)}`, answer: Hook }) as const;

function newsOf(tracker: z.infer<typeof Tracker>): ParcelNews {
	const [newest] = tracker.events ?? [];
	return {
		trackingNumber: tracker.tracking_number,
		...(tracker.carrier_name && { carrier: tracker.carrier_name }),
		status: statusOf(tracker.status, newest?.reason),
		detail: [tracker.status, newest?.reason ?? newest?.description].filter(Boolean).join(': '),
		...(tracker.updated_at && { time: tracker.updated_at }),
		...(tracker.estimated_delivery && { estimatedDelivery: tracker.estimated_delivery }),
	};
}

/** Where a parcel of any carrier is, by its number and the carrier's name. Asking again gives the same tracker. */
export async function track(api: CarrierApi, { trackingNumber, carrier }: TrackedParcel): Promise<ParcelNews> {
	return newsOf(
		await ask(api, answerer, karrioError, {
			method: 'POST',
			path: '/trackers',
			body: { tracking_number: trackingNumber, carrier_name: codeOf(carrier) },
			answer: Tracker,
			repeatable: true,
		}),
	);
}
