import { httpClient } from '../../nodes/shared/effect';
import { followers, type CarrierApi } from '../../nodes/CarrierLabels/carriers';
import { newsOf, Tracking } from '../../nodes/CarrierLabels/carriers/aftership/tracking';
import { createAfterShip } from '../sandbox/aftership';
import { sandboxSecrets } from '../sandbox/catalogue';
import { Journal, serve } from '../sandbox/server';

/* What AfterShip's documentation of version 2026-07 says, written by hand: what a list takes, what registering takes, and a tracking with every kind of field. */

const listTakes = [
	...['cursor', 'limit', 'keyword', 'tracking_numbers', 'slug', 'transit_time', 'origin', 'destination', 'tag'],
	...['created_at_min', 'created_at_max', 'updated_at_min', 'updated_at_max', 'fields', 'return_to_sender'],
	...['courier_destination_country_region', 'shipment_tags', 'order_id'],
];
const registeringTakes = ['id', 'tracking_number', 'slug', 'title', 'order_id', 'note', 'language', 'customers'];

const documented = {
	id: '0123456789abcdef0123456789abcdef',
	legacy_id: '0123456789abcdef01234567',
	created_at: '2026-11-18T08:47:10+00:00',
	updated_at: '2026-11-20T17:47:10+00:00',
	tracking_number: 'RX123456789US',
	slug: 'fedex',
	active: true,
	custom_fields: { store_name: 'my-store' },
	transit_time: 2,
	origin_country_region: 'USA',
	origin_state: null,
	courier_destination_country_region: 'USA',
	courier_estimated_delivery_date: {
		estimated_delivery_date: '2026-11-22T12:00:00+01:00',
		estimated_delivery_date_min: null,
		estimated_delivery_date_max: null,
	},
	note: null,
	shipment_weight: { value: 0.7, unit: 'kg' },
	customers: [{ role: 'sender', name: null, phone_number: null, email: null, language: 'en' }],
	source: 'api',
	tag: 'InTransit',
	subtag: 'InTransit_003',
	subtag_message: 'Arrival scan',
	tracked_count: 13,
	checkpoints: [
		{
			created_at: '2026-11-19T08:47:10+00:00',
			slug: 'fedex',
			checkpoint_time: '2026-11-19T18:47:10-05:00',
			location: null,
			coordinate: null,
			message: 'Arrived at hub',
			tag: 'InTransit',
			subtag: 'InTransit_003',
			raw_tag: 'AR',
			events: [{ code: 'arrived', reason: { code: 'none' } }],
			source: 'carrier',
		},
		{ created_at: '2026-11-18T08:47:10+00:00', checkpoint_time: '2026-11-18T07:00:00', tag: 'InTransit' },
	],
	return_to_sender: false,
	latest_estimated_delivery: null,
	proof_of_delivery: [],
	multi_piece_info: null,
	shipment_direction: 'return',
};

it('a documented tracking is read, whatever of it is null', () => {
	expect(newsOf(Tracking.parse(documented))).toEqual({
		trackingNumber: 'RX123456789US',
		carrier: 'fedex',
		status: 'in_transit',
		detail: 'InTransit: Arrival scan',
		time: '2026-11-19T18:47:10-05:00',
		estimatedDelivery: '2026-11-22T12:00:00+01:00',
	});
	const empty = Object.fromEntries(Object.keys(documented).map((name) => [name, null]));
	expect(newsOf(Tracking.parse({ ...empty, tracking_number: 'RX1' }))).toEqual({
		trackingNumber: 'RX1',
		status: undefined,
		detail: '',
	});
});

it('AfterShip is asked with nothing but what it documents, and answers with nothing else', async () => {
	const standIn = createAfterShip();
	const sent: Array<{ method: string; names: string[] }> = [];
	const answered: object[] = [];
	const answer = standIn.answer.bind(standIn);
	standIn.answer = async (request) => {
		const names =
			request.method === 'GET' ? [...request.url.searchParams.keys()] : Object.keys(request.json() as object);
		sent.push({ method: request.method, names });
		const given = await answer(request);
		const { data } = given.body as { data: { trackings?: object[] } };
		answered.push(...(data.trackings ?? [data]));
		return given;
	};
	const server = await serve(standIn, new Journal());
	try {
		const http = httpClient({
			connection: 'aftership',
			sleep: async () => {},
			send: async ({ url, method, qs, body }) => {
				const query = new URLSearchParams(Object.entries(qs ?? {}).map(([name, one]) => [name, String(one)]));
				const response = await fetch(`${url}${query.size ? `?${query.toString()}` : ''}`, {
					method,
					headers: { 'as-api-key': sandboxSecrets.aftershipKey, 'content-type': 'application/json' },
					...(body !== undefined && { body: JSON.stringify(body) }),
				});
				return { statusCode: response.status, headers: {}, body: await response.json() };
			},
		});
		const api: CarrierApi = { http, baseUrl: `${server.url}/tracking/2026-07`, remembers: true };
		const { ask, follow } = followers.aftership.trackMany!;
		const parcel = { trackingNumber: 'RX123456789US', carrier: 'UPS' };
		expect(await ask(api, [parcel])).toEqual([undefined]);
		expect(await follow(api, parcel)).toMatchObject({ carrier: 'ups' });
		// What is followed already is no error.
		expect(await follow(api, parcel)).toBeUndefined();
		// In other words than its own it finds out who that is.
		await follow(api, { trackingNumber: 'RX2', carrier: 'The Parcel People' });
		expect(await ask(api, [parcel])).toMatchObject([{ carrier: 'ups' }]);
	} finally {
		await server.stop();
	}
	expect(sent.map(({ method }) => method)).toEqual(['GET', 'POST', 'POST', 'POST', 'POST', 'GET']);
	for (const { method, names } of sent)
		expect(names.filter((name) => !(method === 'GET' ? listTakes : registeringTakes).includes(name))).toEqual([]);
	for (const one of answered) expect(Object.keys(one).filter((name) => !(name in documented))).toEqual([]);
});
