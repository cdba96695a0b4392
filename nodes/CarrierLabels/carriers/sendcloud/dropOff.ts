import { z } from 'zod';
import { ask } from '../ask';
import type { CarrierApi } from '../carrier';
import type { DropOffPoint, DropOffSearch } from '../dropOff';
import { codeOf } from '../tracked';
import { text } from '../price';
import { answerer, sendcloudError } from './error';

const Point = z.object({
	id: z.number(),
	name: text,
	carrier: z.object({ code: text, name: text }).nullish().catch(undefined),
	address: z
		.object({ street: text, house_number: text, postal_code: text, city: text, country_code: text })
		.nullish()
		.catch(undefined),
	position: z.object({ latitude: z.number(), longitude: z.number() }).nullish().catch(undefined),
	opening_times: z
		.record(
			z.string(),
			z
				.array(z.object({ start_time: z.string(), end_time: z.string() }))
				.nullish()
				.catch(undefined),
		)
		.nullish()
		.catch(undefined),
});
const Points = z.object({ data: z.object({ results: z.array(Point.nullable().catch(null)) }) });

/** Sendcloud's service points near an address, the nearest first as it gives them; a point that cannot be read loses no other. */
export async function dropOffPoints(
	api: CarrierApi,
	{ near: { street1, postalCode, city, country }, carrier, limit }: DropOffSearch,
): Promise<DropOffPoint[]> {
	const { data } = await ask(api, answerer, sendcloudError, {
		method: 'GET',
		path: '/service-points',
		qs: {
			country_code: country,
			address: [street1, postalCode, city].filter(Boolean).join(', '),
			...(carrier && { carrier_code: codeOf(carrier) }),
			limit,
		},
		answer: Points,
	});
	return data.results.flatMap((one) => (one ? [pointOf(one)] : [])).slice(0, limit);
}

function pointOf({ id, name, carrier, address, position, opening_times: days }: z.infer<typeof Point>): DropOffPoint {
	const opening = Object.entries(days ?? {}).flatMap(([day, times]) =>
		times?.length ? [[day, times.map(({ start_time: from, end_time: to }) => ({ from, to }))] as const] : [],
	);
	return {
		id: String(id),
		name: name ?? '',
		carrier: carrier?.name ?? carrier?.code ?? '',
		street: [address?.street, address?.house_number].filter(Boolean).join(' '),
		postalCode: address?.postal_code ?? '',
		city: address?.city ?? '',
		country: address?.country_code ?? '',
		...position,
		...(opening.length && { opening: Object.fromEntries(opening) }),
	};
}
