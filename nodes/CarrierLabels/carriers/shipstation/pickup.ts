import { z } from 'zod';
import { ask } from '../ask';
import type { CarrierApi } from '../carrier';
import type { Pickup, PickupRequest, Pickups } from '../pickup';
import { text } from '../price';
import { purchased } from '../purchase';
import { answerer, shipstationError } from './error';
import { Carriers } from './label';

const Scheduled = z.object({
	pickup_id: z.string(),
	label_ids: z.array(z.string()).catch([]),
	cancelled_at: text,
	carrier_id: text,
	confirmation_number: text,
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
		const there = await scheduled(api, request);
		if (there) return there;
		await memory.note({ asked: request.from });
		return await purchased(
			{
				order: async () => await order(api, request),
				look: async () => await scheduled(api, request),
				forget: async () => await memory.note({ asked: '' }),
			},
			answerer,
			'pickup',
		);
	},
};

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

async function pickupOf(api: CarrierApi, made: Scheduled, { from, until }: PickupRequest): Promise<Pickup> {
	// Nothing but a name is missing without it: what was ordered is there all the same.
	const known = await ask(api, answerer, shipstationError, {
		method: 'GET',
		path: '/carriers',
		answer: Carriers,
	}).catch(() => undefined);
	const carrier = known?.carriers.find(({ carrier_id: id }) => id === made.carrier_id);
	return {
		id: made.pickup_id,
		carrier: carrier?.friendly_name ?? carrier?.carrier_code ?? 'ShipStation',
		confirmation: made.confirmation_number ?? '',
		from,
		until,
		labels: made.label_ids,
	};
}
