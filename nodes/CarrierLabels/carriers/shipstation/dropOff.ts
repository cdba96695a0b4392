import { z } from 'zod';
import { ask } from '../ask';
import type { CarrierApi } from '../carrier';
import type { DropOffPoint, DropOffSearch } from '../dropOff';
import { text } from '../price';
import { codeOf } from '../tracked';
import { answerer, shipstationError } from './error';
import { Carriers } from './label';

const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

const Point = z.object({
	service_point_id: z.string(),
	carrier_code: text,
	company_name: text,
	address_line1: text,
	city_locality: text,
	postal_code: text,
	country_code: text,
	lat: z.number().nullish().catch(undefined),
	long: z.number().nullish().catch(undefined),
	distance_in_meters: z.number().nullish().catch(undefined),
	hours_of_operation: z
		.record(
			z.string(),
			z
				.array(z.object({ open: z.string(), close: z.string() }))
				.nullish()
				.catch(undefined),
		)
		.nullish()
		.catch(undefined),
});
const Points = z.object({ service_points: z.array(Point.nullable().catch(null)).catch([]) });

/** Service points of ShipStation's carrier accounts near an address, the nearest first; a point that cannot be read loses no other. */
export async function dropOffPoints(
	api: CarrierApi,
	{ near: { street1, postalCode, city, country }, carrier, limit }: DropOffSearch,
): Promise<DropOffPoint[]> {
	const { carriers } = await ask(api, answerer, shipstationError, {
		method: 'GET',
		path: '/carriers',
		answer: Carriers,
	});
	const asked = carriers.filter(
		({ carrier_code: code, friendly_name: name }) =>
			!carrier || [code, name].some((one) => codeOf(one ?? '') === codeOf(carrier)),
	);
	if (!asked.length) return [];
	const { service_points: points } = await ask(api, answerer, shipstationError, {
		method: 'POST',
		path: '/service_points/list',
		body: {
			address: {
				...(street1 && { address_line1: street1 }),
				city_locality: city,
				postal_code: postalCode,
				country_code: country,
			},
			providers: asked.map(({ carrier_id }) => ({ carrier_id })),
			max_results: limit,
		},
		answer: Points,
		// Nothing is ordered.
		repeatable: true,
	});
	const nameOf = (code: string) => carriers.find(({ carrier_code: known }) => known === code)?.friendly_name ?? code;
	return points
		.flatMap((one) => one ?? [])
		.sort((a, b) => (a.distance_in_meters ?? Infinity) - (b.distance_in_meters ?? Infinity) || 0)
		.slice(0, limit)
		.map((point) => pointOf(point, nameOf(point.carrier_code ?? '')));
}

function pointOf(point: z.infer<typeof Point>, carrier: string): DropOffPoint {
	const opening = days.flatMap((day) => {
		const times = point.hours_of_operation?.[day];
		return times?.length ? [[day, times.map(({ open: from, close: to }) => ({ from, to }))] as const] : [];
	});
	const { lat: latitude, long: longitude } = point;
	return {
		id: point.service_point_id,
		name: point.company_name ?? '',
		carrier,
		street: point.address_line1 ?? '',
		postalCode: point.postal_code ?? '',
		city: point.city_locality ?? '',
		country: point.country_code ?? '',
		...(typeof latitude === 'number' && typeof longitude === 'number' && { latitude, longitude }),
		...(opening.length && { opening: Object.fromEntries(opening) }),
	};
}
