import { z } from 'zod';
import { EffectError, invalidInput } from '../../../shared/model';
import type { EffectMemory } from '../../../shared/effect';
import { ask } from '../ask';
import type { CarrierApi } from '../carrier';
import { standsUntil, type Pickup, type PickupNow, type PickupRequest, type Pickups } from '../pickup';
import { text } from '../price';
import { purchasedUnlessThere } from '../purchase';
import { goneIs } from '../refusal';
import { answerer, sendcloudError } from './error';
import { addressOf, carrierOf, Return } from './label';

/** Of a list a pickup has no reference, and nobody's parcels. */
const Scheduled = z.object({
	id: z.number().transform(String),
	status: text,
	carrier_code: text,
	tracking_number: text,
	reference: text,
	time_slots: z
		.array(z.object({ start_at: text, end_at: text }).catch({}))
		.nullish()
		.catch(undefined),
});
type Scheduled = z.infer<typeof Scheduled>;

const One = z.object({ data: Scheduled });
const List = z.object({
	data: z
		.array(Scheduled.nullable().catch(null))
		.nullish()
		.transform((all) => (all ?? []).filter((one) => one !== null)),
});
const Fetched = Return.extend({
	weight: z.object({ value: z.coerce.number(), unit: text }).nullish().catch(undefined),
});

/** The most that a list shows, the newest first. */
const pageSize = 100;
const kilograms: Record<string, number> = { kg: 1, g: 0.001, lbs: 0.45359237, oz: 0.028349523 };
/** What the carrier did not take. */
const failed = 'FAILED';

/**
 * Pickups of Sendcloud: one carries our reference, which only the pickup itself shows. So those of the same hour in the list are read, one by one
 * (docs/facts/carriers.md#a-pickup-of-sendcloud-is-found-by-its-hour).
 */
export const pickups: Pickups = {
	most: 100,

	find: async (api, request, { progress }) => await scheduled(api, request, progress),

	async create(api, request, memory) {
		const body = await bodyOf(api, request);
		const look = async () => await scheduled(api, request, memory.progress);
		return await purchasedUnlessThere(
			{ order: async () => await order(api, body, request), look },
			memory,
			request.from,
			answerer,
		);
	},

	cancellation: {
		read: async (api, id) => await goneIs(undefined, async () => nowOf(await read(api, id))),
		async ask(api, id) {
			// Sendcloud's people see to it, and have been asked.
			if ((await read(api, id)).status === 'CANCELLATION_REQUESTED') return;
			await send(api, { method: 'POST', path: `${pathOf(id)}/cancel`, answer: z.unknown() });
		},
	},
};

const send = async <S extends z.ZodTypeAny>(api: CarrierApi, question: Parameters<typeof ask<S>>[3]) =>
	await ask<S>(api, answerer, sendcloudError, question);
const pathOf = (id: string) => `/pickups/${encodeURIComponent(id)}`;
const read = async (api: CarrierApi, id: string) =>
	(await send(api, { method: 'GET', path: pathOf(id), answer: One })).data;

/** Body of POST /pickups: parcels of one carrier. */
async function bodyOf(
	api: CarrierApi,
	{ reference, labels, address, from, until, note }: PickupRequest,
): Promise<object> {
	const parcels = [];
	for (const id of labels)
		parcels.push(await send(api, { method: 'GET', path: `/returns/${encodeURIComponent(id)}`, answer: Fetched }));
	const [carrier, ...others] = new Set(parcels.map(carrierOf));
	if (others.length)
		throw invalidInput(
			`These parcels are of several carriers: ${[carrier, ...others].join(', ')}`,
			'Name one in Label ID, and give the next one another Pickup Number.',
			'labelId',
		);
	const weight = parcels.reduce(
		(sum, { weight: one }) => sum + (one?.value ?? 0) * (kilograms[one?.unit ?? 'kg'] ?? 1),
		0,
	);
	return {
		carrier_code: carrier,
		address: addressOf(address),
		time_slots: [{ start_at: from, end_at: until }],
		items: [
			{
				quantity: parcels.length,
				container_type: 'parcel',
				total_weight: { value: Math.max(weight, 0.01).toFixed(2), unit: 'kg' },
			},
		],
		reference,
		...(note && { special_instructions: note }),
	};
}

/** Orders it, and reads once what the carrier made of it: the answer comes before the carrier has said anything. */
async function order(api: CarrierApi, body: object, request: PickupRequest): Promise<Pickup> {
	const { data: made } = await send(api, { method: 'POST', path: '/pickups', body, answer: One });
	const now = await read(api, made.id).catch(() => made);
	if (now.status !== failed) return pickupOf(now, request);
	throw new EffectError('No carrier comes for this parcel then', {
		category: 'rejected',
		connection: 'sendcloud',
		advice:
			'Choose another day, at least two working days ahead, or longer hours; or let the customer hand the parcel in.',
	});
}

/** The pickup of a reference. Throws `unknown_outcome` when one was asked for and the list is too short to tell. */
async function scheduled(
	api: CarrierApi,
	request: PickupRequest,
	{ asked }: EffectMemory['progress'],
): Promise<Pickup | undefined> {
	const { data } = await send(api, { method: 'GET', path: '/pickups', qs: { page_size: pageSize }, answer: List });
	const isThen = ({ time_slots: slots }: Scheduled) =>
		(slots ?? []).some(({ start_at: start }) => Date.parse(start ?? '') === Date.parse(request.from));
	for (const { id } of data.filter((one) => isThen(one) && somebodyComes(one))) {
		const one = await read(api, id);
		if (one.reference === request.reference) return pickupOf(one, request);
	}
	if (!asked || data.length < pageSize) return undefined;
	throw new EffectError('Sendcloud may have been asked for a pickup, and its list is too short to tell', {
		category: 'unknown_outcome',
		connection: 'sendcloud',
		advice:
			'Look for it in Sendcloud, by its reference. If nobody comes, order it under another Pickup Number. Then complete this step.',
	});
}

const somebodyComes = ({ status }: Scheduled) => status !== failed && status !== 'CANCELLED';

const pickupOf = (one: Scheduled, { from, until, labels }: PickupRequest): Pickup => {
	const { id, carrier, confirmation } = nowOf(one);
	return { id, carrier, confirmation, from, until, labels };
};

/** `FAILED` is said of one that the carrier did not take, and of one that it would not cancel: then somebody may come. */
function nowOf({
	id,
	status,
	carrier_code: carrier,
	tracking_number: confirmation,
	time_slots: slots,
}: Scheduled): PickupNow {
	return {
		id,
		carrier: carrier ?? 'Sendcloud',
		confirmation: confirmation ?? '',
		status: status === 'CANCELLED' ? 'canceled' : standsUntil(slots?.at(-1)?.end_at),
	};
}
