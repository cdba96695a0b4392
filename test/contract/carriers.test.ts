import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { httpClient, type EffectMemory } from '../../nodes/shared/effect';
import { carriers, type CarrierApi, type LabelRequest } from '../../nodes/CarrierLabels/carriers';
import { Shipment as KarrioShipment } from '../../nodes/CarrierLabels/carriers/karrio/label';
import { shippoError } from '../../nodes/CarrierLabels/carriers/shippo/error';
import type { LabelExtras } from '../../nodes/CarrierLabels/carriers/extras';
import { from, parcel, to } from '../CarrierLabels/addresses';
import type { CarrierStandIn } from '../sandbox/carrier';
import { sandboxSecrets } from '../sandbox/catalogue';
import { createKarrio } from '../sandbox/karrio';
import { createSendcloud } from '../sandbox/sendcloud';
import { Journal, serve } from '../sandbox/server';
import { createShipStation } from '../sandbox/shipstation';
import { createShippo } from '../sandbox/shippo';
import { carrierData, hasCarrierData, openApi, type Exchange } from './openApi';

/* What is sent to carrier services, and what their stand-ins answer, held to official documents and recordings, where they are at hand. */

const plain: LabelRequest = {
	from,
	to: { ...to, company: 'Example Shop', phone: '+15550100100', email: 'returns@example.com' },
	parcel,
	reference: 'RMA-7K2M9QX4TB',
	choice: { by: 'cheapest' },
	format: 'PDF',
};

/** How each says that a parcel was delivered. */
const delivered = { karrio: 'delivered', sendcloud: 'delivered', shippo: 'DELIVERED', shipstation: 'DE' };

const declared: LabelExtras = {
	insured: { amount: 12_050, currency: 'EUR' },
	customs: {
		signer: 'Alex Example',
		invoiceNumber: '#1001',
		items: [
			{
				description: 'T-shirt',
				sku: 'TEE',
				quantity: 3,
				value: { amount: 10_000, currency: 'EUR' },
				weight: 800,
				hsCode: '610910',
				origin: 'PT',
			},
		],
	},
};

/** What labels can have besides, where the carrier service can be asked for it. */
const extras: Partial<Record<string, LabelExtras>> = {
	shipstation: { payOnScan: true, code: 'besides', insured: { amount: 12_050, currency: 'USD' } },
	karrio: declared,
	sendcloud: declared,
	shippo: { ...declared, code: 'besides' },
};

/** Buys, reads, finds and voids at a stand-in; what was said there. */
async function exchangesOf(
	name: 'karrio' | 'sendcloud' | 'shippo' | 'shipstation',
	standIn: CarrierStandIn,
	at: string,
	headers: Record<string, string>,
): Promise<Exchange[]> {
	const exchanges: Exchange[] = [];
	const answer = standIn.answer.bind(standIn);
	standIn.answer = async (incoming) => {
		const given = await answer(incoming);
		exchanges.push({
			method: incoming.method,
			path: incoming.path.slice(at.length),
			query: [...incoming.url.searchParams.keys()],
			...(incoming.raw.length && { request: incoming.json() as unknown }),
			status: given.status,
			response: JSON.parse(JSON.stringify(given.body ?? {})),
		});
		return given;
	};
	const server = await serve(standIn, new Journal());
	const http = httpClient({
		connection: name,
		sleep: async () => {},
		send: async ({ url, method, qs, body, headers: own }) => {
			const query = new URLSearchParams(
				Object.entries(qs ?? {}).map(([key, value]): [string, string] => [key, String(value)]),
			);
			const answered = await fetch(`${url}${query.size ? `?${query.toString()}` : ''}`, {
				method,
				headers: { ...headers, ...(own as Record<string, string>), 'content-type': 'application/json' },
				...(body !== undefined && { body: JSON.stringify(body) }),
			});
			const text = await answered.text();
			return { statusCode: answered.status, headers: {}, body: text.startsWith('{') ? JSON.parse(text) : text };
		},
	});
	const api: CarrierApi = { http, baseUrl: server.url + at, remembers: true };
	const memory: EffectMemory = { progress: {}, note: async (more) => void Object.assign(memory.progress, more) };
	const service = carriers[name];
	const request = { ...plain, ...extras[name] };
	try {
		await service.quote(api, request);
		if (service.accounts) expect((await service.accounts(api, {}))!.length).toBeGreaterThan(0);
		const label = await service.create(api, request, memory);
		await service.read(api, label.id);
		expect((await service.find({ ...api, remembers: false }, request, memory))?.id).toBe(label.id);
		if (service.pickups) {
			const noted: EffectMemory = { progress: {}, note: async (more) => void Object.assign(noted.progress, more) };
			const pickup = {
				reference: `${request.reference}/P1`,
				labels: [label.id],
				address: { ...from, email: 'alex@example.com', phone: '5550100100' },
				from: '2026-12-01T15:00:00Z',
				until: '2026-12-01T23:00:00Z',
				timeZone: 'America/New_York',
				note: 'At the back door',
			};
			const { id } = await service.pickups.create(api, pickup, noted);
			const { cancellation } = service.pickups;
			if (cancellation) {
				expect((await service.pickups.find(api, pickup, noted))?.id).toBe(id);
				expect((await cancellation.read(api, id))?.status).toBe('ordered');
				await cancellation.ask(api, id);
				expect((await cancellation.read(api, id))?.status).toBe('canceled');
				expect(await cancellation.read(api, `${id}0`)).toBeUndefined();
			}
		}
		await service.voidLabel(api, label.id);
		expect((await service.read(api, label.id)).standing?.status).toBe('voided');
		await service.read(api, 'none').catch(() => undefined);
		const url = 'https://n8n.example.com/webhook/parcels';
		const hook = await service.webhook!.register(api, { url, secret: 'a-secret', name: 'n8n: Parcels' });
		expect(await service.webhook!.exists(api, hook.id)).toBe(true);
		await service.webhook!.remove(api, hook.id);
		expect(await service.webhook!.exists(api, hook.id)).toBe(false);
		const near = { street1: 'Stadhuisplein 10', postalCode: '5611 EM', city: 'Eindhoven', country: 'NL' };
		const points = await service.dropOffPoints?.(api, { near, carrier: name === 'sendcloud' ? 'DHL' : '', limit: 5 });
		if (points) expect(points.length).toBeGreaterThan(0);
		standIn.followed.set('RX-1', delivered[name]);
		expect(await service.track!(api, { trackingNumber: 'RX-1', carrier: 'UPS' })).toMatchObject({
			status: 'delivered',
		});
	} finally {
		await server.stop();
	}
	return exchanges;
}

(hasCarrierData ? describe : describe.skip)(
	`official documents of carrier services (needs ${hasCarrierData ? 'the' : 'RETURNS_DATA to name the'} folder of them)`,
	() => {
		it('Karrio: requests and answers fit', async () => {
			const headers = { authorization: `Token ${sandboxSecrets.karrioKey}` };
			const document = openApi('karrio', 'openapi.yml');
			const exchanges = await exchangesOf('karrio', createKarrio(), '/v1', headers);
			expect(exchanges.length).toBeGreaterThan(6);
			for (const exchange of exchanges)
				expect(
					document.faults(exchange, {
						prefix: '/v1',
						ignored: [
							// The document has a list answer a single shipment; the server pages, and limit and offset are its own everywhere.
							...(exchange.path === '/shipments' && exchange.method === 'GET' ? ['response'] : []),
							...['takes no limit', 'takes no offset'],
							// The document has reading a webhook answer 201.
							...(exchange.path.startsWith('/webhooks/') ? ['never answers 200'] : []),
						],
					}),
				).toEqual([]);
		});

		it('ShipStation: requests and answers fit', async () => {
			const document = openApi('shipengine', 'openapi.yaml');
			const exchanges = await exchangesOf('shipstation', createShipStation(), '/v1', {
				'API-Key': sandboxSecrets.shipstationKey,
			});
			expect(exchanges.length).toBeGreaterThan(6);
			for (const exchange of exchanges)
				expect(
					document.faults(exchange, {
						prefix: '/v1',
						// Parts of composed schemas demand what the whole forbids; the live service tells allows_returns.
						ignored: ['is missing', 'allows_returns'],
					}),
				).toEqual([]);
		});

		it('Sendcloud: requests and answers fit', async () => {
			const keys = `${sandboxSecrets.sendcloudPublicKey}:${sandboxSecrets.sendcloudSecretKey}`;
			const headers = { authorization: `Basic ${Buffer.from(keys).toString('base64')}` };
			const [options, returns, subscriptions, tracking, points] = [
				'shipping-options',
				'returns',
				'event-subscriptions',
				'parcel-tracking',
				'service-points',
			].map((name) => openApi('sendcloud', 'openapi', `sendcloud-v3-${name}-openapi.yml`));
			const exchanges = await exchangesOf('sendcloud', createSendcloud(), '/api/v3', headers);
			expect(exchanges.length).toBeGreaterThan(6);
			// Of pickups there is no document at hand: see below.
			for (const exchange of exchanges.filter(({ path }) => !path.startsWith('/pickups'))) {
				const document =
					[options, subscriptions, tracking, points].find((_, index) =>
						exchange.path.startsWith(
							['/shipping-options', '/event-subscriptions', '/parcels/tracking', '/service-points'][index],
						),
					) ?? returns;
				// The cursor is a reference to a parameter of another file's shape.
				expect(document.faults(exchange, { ignored: ['takes no cursor'] })).toEqual([]);
			}
		});

		it('Sendcloud: pickups are asked for with what its pages show, and answered so', async () => {
			const keys = `${sandboxSecrets.sendcloudPublicKey}:${sandboxSecrets.sendcloudSecretKey}`;
			const headers = { authorization: `Basic ${Buffer.from(keys).toString('base64')}` };
			const exchanges = (await exchangesOf('sendcloud', createSendcloud(), '/api/v3', headers)).filter(({ path }) =>
				path.startsWith('/pickups'),
			);
			const asked = ['address', 'time_slots', 'items', 'carrier_code', 'reference', 'special_instructions'];
			const inList = [
				...['id', 'time_slots', 'country', 'carrier_code', 'tracking_number', 'status', 'created_at', 'cancelled_at'],
				'contract_id',
			];
			const whole = [...asked, ...inList.filter((name) => name !== 'country')];
			const address = [
				...[
					'name',
					'company_name',
					'country_code',
					'city',
					'email',
					'address_line_1',
					'address_line_2',
					'house_number',
				],
				...['postal_code', 'phone_number', 'state_province_code'],
			];
			const more = (one: unknown, known: string[]) =>
				Object.keys(one as object).filter((name) => !known.includes(name));
			const made = exchanges.find(({ method, path }) => method === 'POST' && path === '/pickups')!;
			const request = made.request as { address: object; time_slots: object[]; items: object[] };
			expect(more(request, asked)).toEqual([]);
			expect(more(request.address, address)).toEqual([]);
			expect(request.time_slots).toEqual([{ start_at: '2026-12-01T15:00:00Z', end_at: '2026-12-01T23:00:00Z' }]);
			expect(request.items).toEqual([
				{ quantity: 1, container_type: 'parcel', total_weight: { value: '0.50', unit: 'kg' } },
			]);
			for (const { method, path, status, query, response } of exchanges.filter((one) => one.status < 400)) {
				const { data } = response as { data: object | object[] };
				const isList = method === 'GET' && path === '/pickups';
				expect([status, query]).toEqual([
					method === 'POST' && !path.endsWith('cancel') ? 201 : 200,
					isList ? ['page_size'] : [],
				]);
				for (const one of [data].flat()) expect(more(one, isList ? inList : whole)).toEqual([]);
			}
		});

		it('EasyPost: the message of its own client library proves itself, and is read', () => {
			const body = readFileSync(join(carrierData, 'easypost/fixtures/event-body.json'), 'utf8').replace(/\n$/, '');
			const signature = 'hmac-sha256-hex=38f3f53c103713df81616a0a186d77141957323ec21d5fe9363db93840f527db';
			const call = (headers: Record<string, string>) => ({
				rawBody: Buffer.from(body),
				headers,
				query: {},
				now: 0,
				fetchPublic: async () => ({}),
			});
			const { isGenuine, read } = carriers.easypost.webhook!;
			expect(isGenuine(call({ 'x-hmac-signature': signature }), ['s\u00e9cret'])).toBe(true);
			expect(isGenuine(call({ 'x-hmac-signature': signature }), ['secret'])).toBe(false);
			expect(read(JSON.parse(body))).toMatchObject({
				id: 'evt_1',
				topic: 'tracker.updated',
				news: [{ trackingNumber: '1', carrier: 'FedEx', status: 'in_transit' }],
			});
		});

		it('Karrio: the statuses of a shipment are those of the document', () => {
			const text = readFileSync(join(carrierData, 'karrio/openapi.yml'), 'utf8');
			for (const status of ['draft', 'created', 'cancelled', 'shipped', 'needs_attention', 'delivery_failed'])
				expect(text).toContain(`- ${status}\n`);
			expect(KarrioShipment.parse({ id: 'shp_1' }).status).toBe('draft');
		});

		describe('recordings of the real Shippo', () => {
			interface Recorded {
				method: string;
				path: string;
				status: number;
				body: string;
			}
			/** The recordings are YAML of Python, with zipped bodies; what is needed of them is found by its form. */
			const recorded = (folder: string, name: string): Recorded[] =>
				readFileSync(join(carrierData, 'shippo/cassettes', folder, name), 'utf8')
					.split(/^- request:/m)
					.slice(1)
					.map((text) => {
						const zipped = /string: !!binary \|\n((?: {8}\S+\n)+)/.exec(text)?.[1];
						const plain = /body: \{string: !!python\/unicode '([^]*?)'\}/.exec(text)?.[1] ?? '';
						return {
							method: /method: (\w+)/.exec(text)![1],
							path: new URL(/uri: (\S+)/.exec(text)![1]).pathname,
							status: Number(/status:\s+\{?code: (\d+)/.exec(text)![1]),
							body: zipped ? gunzipSync(Buffer.from(zipped.replace(/\s/g, ''), 'base64')).toString('utf8') : plain,
						};
					});
			const named = (folder: string) =>
				readdirSync(join(carrierData, 'shippo/cassettes', folder)).flatMap((name) => recorded(folder, name));

			it('have the fields of the stand-in, and refuse in the same shape', async () => {
				const exchanges = await exchangesOf('shippo', createShippo(), '', {
					authorization: `ShippoToken ${sandboxSecrets.shippoToken}`,
				});
				const own = (path: string) =>
					exchanges.find((one) => one.path === path && one.status === 201)!.response as object;
				const real = named('transaction').find(
					({ method, path, status }) => method === 'POST' && path.endsWith('/transactions/') && status === 201,
				)!;
				const missing = Object.keys(own('/transactions/')).filter(
					(name) => !(name in (JSON.parse(real.body) as object)),
				);
				// Fields that came with later versions of the API.
				expect(missing.filter((name) => !['eta', 'label_file_type', 'qr_code_url'].includes(name))).toEqual([]);
				const [refusal] = recorded('transaction', 'test_invalid_create');
				expect(JSON.parse(refusal.body)).toEqual({ rate: ['This field is required.'] });
				expect(shippoError(refusal.status, JSON.parse(refusal.body))).toMatchObject({
					message: 'Shippo does not accept the data of this return: rate: This field is required.',
					details: { category: 'invalid_input', field: 'rate' },
				});
			});

			it('say what a pickup is asked with, and ours is asked with no more', async () => {
				const exchanges = await exchangesOf('shippo', createShippo(), '', {
					authorization: `ShippoToken ${sandboxSecrets.shippoToken}`,
				});
				interface Asked {
					location: { address: object; building_location_type: string };
				}
				const own = exchanges.find(({ path }) => path === '/pickups/')!.request as Asked;
				const cassette = readFileSync(join(carrierData, 'shippo/cassettes/pickup/test_create'), 'utf8');
				const real = JSON.parse(
					/body: '(\{"carrier_account"[^]*?\})'\n/.exec(cassette)![1].replace(/\n\s+/g, ' '),
				) as Asked;
				const more = (ours: object, theirs: object) => Object.keys(ours).filter((name) => !(name in theirs));
				expect(more(own, real)).toEqual(['metadata']);
				expect(more(own.location, real.location)).toEqual(['instructions']);
				// Asked without one, the real service says that it is required.
				expect(more(own.location.address, real.location.address)).toEqual(['email']);
				expect(own.location.building_location_type).toBe(real.location.building_location_type);
				const { status, body } = recorded('pickup', 'test_create').find(({ path }) => path.endsWith('/pickups/'))!;
				expect(shippoError(status, JSON.parse(body)).message).toContain('email: This field is required.');
			});

			it('say what customs are told, and ours are told it in the same fields', async () => {
				const exchanges = await exchangesOf('shippo', createShippo(), '', {
					authorization: `ShippoToken ${sandboxSecrets.shippoToken}`,
				});
				const { customs_declaration: ours } = exchanges.find(({ path }) => path === '/shipments/')!.request as {
					customs_declaration: { items: object[] };
				};
				const fieldsOf = (kind: string, path: string) => {
					const made = named(kind).find((one) => one.path.endsWith(path) && one.status === 201)!;
					return Object.keys(JSON.parse(made.body) as object);
				};
				const more = (one: object, known: string[]) => Object.keys(one).filter((name) => !known.includes(name));
				expect(more(ours, fieldsOf('customs-declaration', '/customs/declarations/'))).toEqual([]);
				expect(more(ours.items[0], fieldsOf('customs-item', '/customs/items/'))).toEqual([]);
			});

			it('answer HTML to what is not there, which says nothing', () => {
				const [page] = named('transaction').filter(({ status }) => status === 404);
				expect(shippoError(404, page?.body ?? '<h1>Not Found</h1>').message).toBe('Shippo does not know this label');
			});
		});
	},
);
