import { DateTime } from 'luxon';
import { z } from 'zod';
import { invalidInput } from '../../../shared/model';
import { ask } from '../ask';
import type { CarrierApi } from '../carrier';
import type { Pickup, PickupNow, PickupRequest, Pickups } from '../pickup';
import { priceOf, text } from '../price';
import { purchasedUnlessThere } from '../purchase';
import { goneIs } from '../refusal';
import { answerer, karrioError } from './error';
import { addressOf, Shipment } from './label';

const Scheduled = z.object({
	id: z.string(),
	status: z.string().catch('scheduled'),
	carrier_name: text,
	confirmation_number: text,
	pickup_charge: z.object({ amount: z.unknown(), currency: z.unknown() }).nullish().catch(undefined),
	metadata: z.object({ reference: text }).nullish().catch(undefined),
});
type Scheduled = z.infer<typeof Scheduled>;

const List = z.object({
	results: z.array(Scheduled.nullable().catch(null)).transform((all) => all.filter((one) => one !== null)),
	next: text,
});
const pageSize = 100;
const mostPages = 10;
/** Of a note for the driver. */
const mostCharacters = 50;

/** Pickups of Karrio: one carries our reference in its metadata, by which it is found. Its hours are a clock's at the door. */
export const pickups: Pickups = {
	most: 100,

	find: async (api, request) => await scheduled(api, request),

	async create(api, request, memory) {
		const body = await bodyOf(api, request);
		return await purchasedUnlessThere(
			{
				order: async () =>
					pickupOf(await send(api, { method: 'POST', path: '/pickups', body, answer: Scheduled }), request),
				look: async () => await scheduled(api, request),
			},
			memory,
			request.from,
			answerer,
		);
	},

	cancellation: {
		read: async (api, id) =>
			await goneIs(undefined, async () =>
				nowOf(await send(api, { method: 'GET', path: pathOf(id), answer: Scheduled })),
			),
		ask: async (api, id) =>
			void (await send(api, { method: 'POST', path: `${pathOf(id)}/cancel`, body: {}, answer: z.unknown() })),
	},
};

const pathOf = (id: string) => `/pickups/${encodeURIComponent(id)}`;
const send = async <S extends z.ZodTypeAny>(api: CarrierApi, question: Parameters<typeof ask<S>>[3]) =>
	await ask<S>(api, answerer, karrioError, question);

/** Body of POST /v1/pickups: one carrier, one day. Throws EffectError for what Karrio has no place for. */
async function bodyOf(
	api: CarrierApi,
	{ reference, labels, address, from, until, timeZone, note }: PickupRequest,
): Promise<object> {
	const [start, end] = [from, until].map((time) => DateTime.fromISO(time, { zone: timeZone }));
	if (start.toISODate() !== end.toISODate())
		throw invalidInput('With Karrio a carrier comes on one day', 'Give hours of the same day.', 'fetchUntil');
	if (note.length > mostCharacters)
		throw invalidInput(
			`Karrio takes a note of at most ${mostCharacters} characters, and this one has ${note.length}`,
			'Say it shorter.',
			'driverNote',
		);
	const parcels: Shipment[] = [];
	for (const id of labels)
		parcels.push(await send(api, { method: 'GET', path: `/shipments/${encodeURIComponent(id)}`, answer: Shipment }));
	const [carrier, ...others] = new Set(parcels.map(({ carrier_name: name }) => name ?? ''));
	if (!carrier || others.length)
		throw invalidInput(
			carrier
				? `These parcels are of several carriers: ${[carrier, ...others].join(', ')}`
				: 'Who takes this parcel is not known',
			'Name a bought label in Label ID, and give the next one another Pickup Number.',
			'labelId',
		);
	return {
		carrier_code: carrier,
		pickup_date: start.toISODate(),
		ready_time: start.toFormat('HH:mm'),
		closing_time: end.toFormat('HH:mm'),
		address: addressOf(address),
		parcels_count: parcels.length,
		tracking_numbers: parcels.flatMap(({ tracking_number: number }) => number ?? []),
		...(note && { instruction: note }),
		metadata: { reference },
	};
}

async function scheduled(api: CarrierApi, request: PickupRequest): Promise<Pickup | undefined> {
	for (let page = 0; page < mostPages; page++) {
		const { results, next } = await send(api, {
			method: 'GET',
			path: '/pickups',
			qs: { limit: pageSize, offset: page * pageSize },
			answer: List,
		});
		const found = results.find(
			({ metadata, status }) => metadata?.reference === request.reference && status !== 'cancelled',
		);
		if (found) return pickupOf(found, request);
		if (!next) return undefined;
	}
	return undefined;
}

function pickupOf(made: Scheduled, { from, until, labels }: PickupRequest): Pickup {
	const { id, carrier, confirmation } = nowOf(made);
	const cost = made.pickup_charge && priceOf(made.pickup_charge.amount, made.pickup_charge.currency);
	return { id, carrier, confirmation, from, until, ...(cost && { cost }), labels };
}

function nowOf({ id, status, carrier_name: carrier, confirmation_number: confirmation }: Scheduled): PickupNow {
	const words: Record<string, PickupNow['status']> = { cancelled: 'canceled', picked_up: 'over', closed: 'over' };
	return {
		id,
		carrier: carrier ?? 'Karrio',
		confirmation: confirmation ?? '',
		status: words[status] ?? 'ordered',
	};
}
