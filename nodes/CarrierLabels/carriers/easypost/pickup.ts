import { z } from 'zod';
import { EffectError } from '../../../shared/model';
import { ask } from '../ask';
import type { CarrierApi } from '../carrier';
import { mostPages } from '../pages';
import { standsUntil, type Pickup, type PickupRequest, type Pickups } from '../pickup';
import { priceOf, text } from '../price';
import { purchased } from '../purchase';
import { goneIs } from '../refusal';
import { toldBy } from '../said';
import { easypostError } from './error';
import { addressOf } from './label';

const answerer = { provider: 'EasyPost', connection: 'easypost' };

const Rate = z.object({ carrier: z.string(), service: z.string(), rate: z.unknown(), currency: z.unknown() });

const Ordered = z.object({
	id: z.string(),
	status: text,
	reference: text,
	confirmation: text,
	max_datetime: text,
	pickup_rates: z
		.array(Rate.nullable().catch(null))
		.nullish()
		.catch([])
		.transform((all) => (all ?? []).filter((one) => one !== null)),
	messages: z
		.array(z.object({ carrier: text, message: z.unknown() }).nullable().catch(null))
		.nullish()
		.catch([]),
});
type Ordered = z.infer<typeof Ordered>;

const List = z.object({
	pickups: z.array(Ordered.nullable().catch(null)).transform((all) => all.filter((one) => one !== null)),
	has_more: z.boolean().catch(false),
});

/**
 * Pickups of EasyPost: as a label, one is made for nothing, which tells its prices, and bought once. It is noted before it is bought, and whatever the
 * answer to buying was, the pickup tells whether it is scheduled.
 */
export const pickups: Pickups = {
	most: 1,

	async find(api, request, { progress }) {
		if (progress.pickup) return scheduled(await read(api, progress.pickup), request);
		return api.remembers ? undefined : await findByReference(api, request);
	},

	async create(api, request, memory) {
		const noted = memory.progress.pickup;
		const made = noted ? await read(api, noted) : await make(api, request);
		const offers = made.pickup_rates.flatMap((rate) => {
			const cost = priceOf(rate.rate, rate.currency);
			return cost ? [{ rate, cost }] : [];
		});
		const [cheapest] = offers.sort((a, b) => a.cost.amount - b.cost.amount);
		if (!cheapest) throw nobodyComes(made);
		if (!noted) await memory.note({ pickup: made.id });
		const { carrier, service } = cheapest.rate;
		return await purchased(
			{
				order: async () =>
					scheduled(
						await send(api, {
							method: 'POST',
							path: `${pathOf(made.id)}/buy`,
							body: { carrier, service },
							answer: Ordered,
						}),
						request,
					),
				look: async () => scheduled(await read(api, made.id), request),
				forget: async () => await memory.note({ pickup: '' }),
			},
			answerer,
			'pickup',
		);
	},

	cancellation: {
		read: async (api, id) =>
			await goneIs(undefined, async () => {
				const { status, confirmation, pickup_rates: rates, max_datetime: until } = await read(api, id);
				return {
					id,
					carrier: carrierOf(rates),
					confirmation: confirmation ?? '',
					// One that was not bought brings nobody either.
					status: status === 'scheduled' ? standsUntil(until) : 'canceled',
				};
			}),
		ask: async (api, id) =>
			void (await send(api, { method: 'POST', path: `${pathOf(id)}/cancel`, answer: z.unknown() })),
	},
};

const send = async <S extends z.ZodTypeAny>(api: CarrierApi, question: Parameters<typeof ask<S>>[3]) =>
	await ask(api, answerer, easypostError, question);

const pathOf = (id: string) => `/pickups/${encodeURIComponent(id)}`;
const carrierOf = ([rate]: Ordered['pickup_rates']) => rate?.carrier ?? 'EasyPost';

async function read(api: CarrierApi, id: string): Promise<Ordered> {
	return await send(api, { method: 'GET', path: pathOf(id), answer: Ordered });
}

async function make(
	api: CarrierApi,
	{ reference, labels: [shipment], address, from, until, note }: PickupRequest,
): Promise<Ordered> {
	const pickup = {
		reference,
		shipment: { id: shipment },
		address: addressOf(address),
		min_datetime: from,
		max_datetime: until,
		is_account_address: false,
		...(note && { instructions: note }),
	};
	// Repeatable: a second one that is not bought costs nothing, and nobody comes.
	return await send(api, { method: 'POST', path: '/pickups', body: { pickup }, answer: Ordered, repeatable: true });
}

/** The pickup once it is bought. */
function scheduled(
	{ id, status, confirmation, pickup_rates: rates }: Ordered,
	{ from, until, labels }: PickupRequest,
): Pickup | undefined {
	if (status !== 'scheduled') return undefined;
	const [rate] = rates.length === 1 ? rates : [];
	const cost = rate && priceOf(rate.rate, rate.currency);
	return {
		id,
		carrier: carrierOf(rates),
		confirmation: confirmation ?? '',
		from,
		until,
		...(cost && { cost }),
		labels,
	};
}

async function findByReference(api: CarrierApi, request: PickupRequest): Promise<Pickup | undefined> {
	let before: string | undefined;
	for (let page = 0; page < mostPages(undefined); page++) {
		const { pickups: listed, has_more: more } = await send(api, {
			method: 'GET',
			path: '/pickups',
			qs: { page_size: 100, ...(before && { before_id: before }) },
			answer: List,
		});
		const own = listed.filter(({ reference }) => reference === request.reference);
		const found = own.map((one) => scheduled(one, request)).find(Boolean);
		if (found) return found;
		before = listed.at(-1)?.id;
		if (!more || !before) return undefined;
	}
	return undefined;
}

function nobodyComes({ messages }: Ordered): EffectError {
	const said = (messages ?? []).flatMap((one) => (one ? toldBy(one.carrier, one.message) : []));
	return new EffectError(`No carrier comes for this parcel then${said.length ? `. ${said.join(' ')}` : ''}`, {
		category: 'rejected',
		connection: 'easypost',
		advice: 'Choose another day or longer hours, or let the customer hand the parcel in.',
		undone: true,
	});
}
