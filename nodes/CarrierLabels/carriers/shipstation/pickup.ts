import { z } from 'zod';
import { ask } from '../ask';
import type { CarrierApi } from '../carrier';
import { standsUntil, type Pickup, type PickupRequest, type Pickups } from '../pickup';
import { text } from '../price';
import { purchasedUnlessThere } from '../purchase';
import { goneIs } from '../refusal';
import { answerer, shipstationError } from './error';
import { Carriers } from './label';

const Window = z.object({ end_at: text }).nullish().catch(undefined);
const Scheduled = z.object({
	pickup_id: z.string(),
	label_ids: z.array(z.string()).catch([]),
	cancelled_at: text,
	carrier_id: text,
	confirmation_number: text,
	pickup_window: Window,
	pickup_windows: z.array(Window).nullish().catch(undefined),
});
type Scheduled = z.infer<typeof Scheduled>;

const List = z.object({
	pickups: z
		.array(Scheduled.nullable().catch(null))
		.catch([])
		.transform((all) => all.filter((one) => one !== null)),
	pages: z.number().catch(1),
});

/** A pickup can have been ordered this long before its day. */
const orderedBeforeMs = 60 * 86_400_000;

/** Pickups of ShipStation. One takes no name of ours; that its labels are in one that was not canceled tells that it was ordered. */
export const pickups: Pickups = {
	most: 100,

	find: async (api, request) => await scheduled(api, request),

	async create(api, request, memory) {
		return await purchasedUnlessThere(
			{ order: async () => await order(api, request), look: async () => await scheduled(api, request) },
			memory,
			request.from,
			answerer,
		);
	},

	cancellation: {
		read: async (api, id) =>
			await goneIs(undefined, async () => {
				const one = await ask(api, answerer, shipstationError, { method: 'GET', path: pathOf(id), answer: Scheduled });
				const until = one.pickup_windows?.at(-1)?.end_at ?? one.pickup_window?.end_at;
				return {
					id,
					carrier: await carrierOf(api, one),
					confirmation: one.confirmation_number ?? '',
					status: one.cancelled_at ? 'canceled' : standsUntil(until),
				};
			}),
		ask: async (api, id) =>
			void (await ask(api, answerer, shipstationError, {
				method: 'DELETE',
				path: pathOf(id),
				answer: z.unknown(),
			})),
	},
};

const pathOf = (id: string) => `/pickups/${encodeURIComponent(id)}`;

async function order(api: CarrierApi, request: PickupRequest): Promise<Pickup> {
	const { labels, address, from, until, note } = request;
	const made = await ask(api, answerer, shipstationError, {
		method: 'POST',
		path: '/pickups',
		body: {
			label_ids: labels,
			contact_details: { name: address.name, email: address.email, phone: address.phone },
			...(note && { pickup_notes: note }),
			pickup_window: { start_at: from, end_at: until },
		},
		answer: Scheduled,
	});
	return await pickupOf(api, made, request);
}

/** The pickup that has the labels; the carrier comes for a parcel once. */
async function scheduled(api: CarrierApi, request: PickupRequest): Promise<Pickup | undefined> {
	const since = new Date(Date.parse(request.from) - orderedBeforeMs).toISOString();
	for (let page = 1; ; page++) {
		const { pickups: listed, pages } = await ask(api, answerer, shipstationError, {
			method: 'GET',
			path: '/pickups',
			qs: { created_at_start: since, page, page_size: 100 },
			answer: List,
		});
		const found = listed.find(
			(one) => !one.cancelled_at && request.labels.every((label) => one.label_ids.includes(label)),
		);
		if (found) return await pickupOf(api, found, request);
		if (page >= pages) return undefined;
	}
}

/** Who comes, as the account calls them. */
async function carrierOf(api: CarrierApi, { carrier_id: own }: Scheduled): Promise<string> {
	// Nothing but a name is missing without it: what was ordered is there all the same.
	const known = await ask(api, answerer, shipstationError, {
		method: 'GET',
		path: '/carriers',
		answer: Carriers,
	}).catch(() => undefined);
	const carrier = known?.carriers.find(({ carrier_id: id }) => id === own);
	return carrier?.friendly_name ?? carrier?.carrier_code ?? 'ShipStation';
}

async function pickupOf(api: CarrierApi, made: Scheduled, { from, until }: PickupRequest): Promise<Pickup> {
	return {
		id: made.pickup_id,
		carrier: await carrierOf(api, made),
		confirmation: made.confirmation_number ?? '',
		from,
		until,
		labels: made.label_ids,
	};
}
