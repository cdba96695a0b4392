import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { carriers, type CarrierApi } from '../../nodes/CarrierLabels/carriers';
import { easypostError } from '../../nodes/CarrierLabels/carriers/easypost/error';
import {
	quoteOf as easypostQuote,
	Shipment as EasyPostShipment,
} from '../../nodes/CarrierLabels/carriers/easypost/label';
import { statusOf as karrioStatus } from '../../nodes/CarrierLabels/carriers/karrio/tracking';
import { statusOf as sendcloudStatus } from '../../nodes/CarrierLabels/carriers/sendcloud/tracking';
import { shipstationError } from '../../nodes/CarrierLabels/carriers/shipstation/error';
import { statusOf as shipstationStatus } from '../../nodes/CarrierLabels/carriers/shipstation/tracking';
import { shippoError } from '../../nodes/CarrierLabels/carriers/shippo/error';
import { quoteOf as shippoQuote, Shipment as ShippoShipment } from '../../nodes/CarrierLabels/carriers/shippo/label';
import type { CarrierName } from '../../nodes/shared/model';
import { carrierData, documentAt, hasCarrierData, type Schema } from './openApi';

/* Every answer of the real services that is at hand, and every one that their documents show, is read, and nothing that it says is lost. */

type Json = Record<string, unknown>;

/** An API that gives this answer to whatever is asked. */
const answering = (body: unknown, status = 200): CarrierApi => ({
	http: async () => ({ status, body, headers: {} }) as never,
	baseUrl: 'https://api.example.com/v1',
	remembers: true,
});
const filesIn = (folder: string, ending: string) =>
	readdirSync(join(carrierData, folder), { recursive: true, encoding: 'utf8' })
		.filter((name) => name.endsWith(ending))
		.map((name) => join(carrierData, folder, name));
const jsonAt = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as unknown;

/** Every object within, at whatever depth. */
function* objectsIn(value: unknown): Generator<Json> {
	if (typeof value !== 'object' || value === null) return;
	if (!Array.isArray(value)) yield value as Json;
	for (const one of Object.values(value)) yield* objectsIn(one);
}
const decimals = (text: unknown) => Math.round(Number(text) * 100);
const sentence = (text: unknown) => String(text).trim().slice(0, 40);

(hasCarrierData ? describe : describe.skip)(
	`the real EasyPost (needs ${hasCarrierData ? 'the' : 'a'} folder of recordings)`,
	() => {
		interface Answered {
			status: number;
			body: unknown;
		}
		const answers: Answered[] = hasCarrierData
			? [
					...filesIn('easypost/cassettes', '.har').flatMap((path) =>
						(
							jsonAt(path) as { log: { entries: Array<{ response: { status: number; content: { text?: string } } }> } }
						).log.entries.flatMap(({ response: { status, content } }) =>
							content.text?.startsWith('{') || content.text?.startsWith('[')
								? [{ status, body: JSON.parse(content.text) as unknown }]
								: [],
						),
					),
					...filesIn('easypost/doc-responses', '.json').map((path) => ({ status: 200, body: jsonAt(path) })),
				]
			: [];
		const all = (object: string) =>
			answers.flatMap(({ body }) => [...objectsIn(body)]).filter((one) => one.object === object && one.id);

		it('has shipments with every offer, and labels with number, file, price, mode and tracker', async () => {
			const shipments = all('Shipment').filter(({ rates }) => Array.isArray(rates));
			expect(shipments.length).toBeGreaterThan(70);
			let labels = 0;
			for (const one of shipments) {
				const parsed = EasyPostShipment.parse(one);
				const { offers, messages } = easypostQuote(parsed);
				expect([one.id, offers.length]).toEqual([one.id, (one.rates as Json[]).length]);
				for (const message of (one.messages ?? []) as Json[])
					expect(messages.join(' ')).toContain(sentence(message.message));
				const { label, refund } = await carriers.easypost.read(answering(one), String(one.id));
				const file = one.postage_label as Json | null | undefined;
				expect([one.id, !!label]).toEqual([one.id, !!file]);
				expect(!!refund).toBe(!!one.refund_status);
				if (!label || !file) continue;
				labels++;
				const rate = one.selected_rate as Json;
				expect(label).toMatchObject({
					id: one.id,
					carrier: rate.carrier,
					service: rate.service,
					cost: { amount: decimals(rate.rate), currency: rate.currency },
					trackingNumber: one.tracking_code,
					testMode: one.mode === 'test',
					labelUrl: file.label_pdf_url ?? file.label_url,
					providerIds: { 'easypost.shipment': one.id, 'easypost.tracker': (one.tracker as Json).id },
				});
			}
			expect(labels).toBeGreaterThan(20);
		});

		it('has trackers with number, carrier, status, time and arrival', async () => {
			const trackers = all('Tracker');
			expect(trackers.length).toBeGreaterThan(30);
			for (const one of trackers) {
				const news = await carriers.easypost.track!(answering(one), { trackingNumber: '', carrier: '' });
				expect(news).toMatchObject({
					trackingNumber: one.tracking_code,
					carrier: one.carrier,
					time: one.updated_at,
					detail: expect.stringContaining(String(one.status)) as string,
					...(one.est_delivery_date ? { estimatedDelivery: one.est_delivery_date } : {}),
				});
				expect([one.id, !!news.status]).toEqual([one.id, one.status !== 'unknown']);
			}
		});

		it('has messages that were sent, each known by its id, and told when they are about a parcel', () => {
			// A recorded event is without what it is about, and the official example is with it.
			const [tracker] = all('Tracker');
			const events = all('Event').map((one) => ({ ...one, result: tracker }) as Json);
			const messages = [...events, jsonAt(join(carrierData, 'easypost/fixtures/event-body.json')) as Json];
			expect(messages.length).toBeGreaterThan(5);
			for (const one of messages) {
				const { id, topic, news } = carriers.easypost.webhook!.read(one);
				expect([id, topic]).toEqual([one.id, one.description]);
				expect(news).toHaveLength(topic.startsWith('tracker.') ? 1 : 0);
			}
		});

		it('has pickups with carrier, confirmation and whether somebody comes', async () => {
			const pickups = all('Pickup');
			expect(pickups.length).toBeGreaterThan(15);
			const counted: Record<string, number> = {};
			for (const one of pickups) {
				const now = await carriers.easypost.pickups!.cancellation!.read(answering(one), String(one.id));
				expect(now).toMatchObject({
					carrier: (one.pickup_rates as Json[])[0]?.carrier ?? 'EasyPost',
					confirmation: one.confirmation ?? '',
					// All of them are long ago.
					status: one.status === 'scheduled' ? 'over' : 'canceled',
				});
				counted[String(one.status)] = (counted[String(one.status)] ?? 0) + 1;
			}
			expect(Object.keys(counted).sort()).toEqual(['canceled', 'scheduled', 'unknown']);
		});

		it('has refusals, of which code and sentence are told', () => {
			const refusals = answers.filter(({ status }) => status >= 400);
			expect(refusals.length).toBeGreaterThan(2);
			for (const { status, body } of refusals) {
				const { code, message } = (body as { error: { code: string; message: unknown } }).error;
				const told = easypostError(status, body);
				expect(told.details.code).toBe(code);
				if (typeof message === 'string') expect(told.message).toContain(sentence(message));
			}
		});

		it('has webhooks, of which the id is kept', async () => {
			const hooks = all('Webhook');
			expect(hooks.length).toBeGreaterThan(3);
			const wanted = { url: 'https://n8n.example.com/webhook/x', secret: 'x', name: 'x' };
			for (const one of hooks)
				expect(await carriers.easypost.webhook!.register(answering(one), wanted)).toEqual({ id: one.id });
		});
	},
);

(hasCarrierData ? describe : describe.skip)(
	`the real Shippo (needs ${hasCarrierData ? 'the' : 'a'} folder of recordings)`,
	() => {
		interface Recorded {
			name: string;
			path: string;
			status: number;
			body: string;
		}
		/** The recordings are YAML of Python, with zipped bodies; what is needed of them is found by its form. */
		const recorded: Recorded[] = hasCarrierData
			? filesIn('shippo/cassettes', '').flatMap((path) => {
					const file = path.includes('test_') ? readFileSync(path, 'utf8') : '';
					return file
						.split(/^- request:/m)
						.slice(1)
						.map((text) => {
							const zipped = /string: !!binary \|\n((?: {8}\S+\n)+)/.exec(text)?.[1];
							const plain = /body: \{string: !!python\/unicode '([^]*?)'\}/.exec(text)?.[1] ?? '';
							return {
								name: path.split('/').slice(-2).join('/'),
								path: new URL(/uri: (\S+)/.exec(text)![1]).pathname,
								status: Number(/status:\s+\{?code: (\d+)/.exec(text)![1]),
								body: zipped
									? gunzipSync(Buffer.from(zipped.replace(/\s/g, ''), 'base64')).toString('utf8')
									: plain.replace(/\n\s+/g, ' ').replaceAll("''", "'"),
							};
						});
				})
			: [];
		const bodies = recorded
			.filter(({ status, body }) => status < 300 && body.startsWith('{'))
			.flatMap(({ path, body }) => {
				const json = JSON.parse(body) as Json & { results?: Json[] };
				return (json.results ?? [json]).map((one) => ({ path, one }));
			});

		it('has shipments with every offer', () => {
			const shipments = bodies.filter(({ path }) => /^\/(v1\/)?shipments\//.test(path) && !path.includes('rates'));
			expect(shipments.length).toBeGreaterThan(15);
			for (const { one } of shipments) {
				const rates = (one.rates ?? one.rates_list ?? []) as unknown[];
				expect(shippoQuote(ShippoShipment.parse({ ...one, rates })).offers).toHaveLength(
					rates.filter((rate) => typeof rate === 'object').length,
				);
			}
		});

		it('has labels with number, file, format and mode', async () => {
			const transactions = bodies.filter(({ path }) => /^\/(v1\/)?transactions\//.test(path));
			expect(transactions.length).toBeGreaterThan(5);
			for (const { one } of transactions) {
				const api = answering({ ...one, rate: null });
				const { label, standing } = await carriers.shippo.read(api, String(one.object_id));
				expect([one.object_id, !!label]).toEqual([one.object_id, !!one.label_url]);
				expect(standing).toBeUndefined();
				if (label)
					expect(label).toMatchObject({
						id: one.object_id,
						trackingNumber: one.tracking_number,
						labelUrl: one.label_url,
						testMode: one.test === true,
						providerIds: { 'shippo.transaction': one.object_id },
					});
			}
		});

		it('has tracks with number, carrier, status and time', async () => {
			const tracks = bodies.filter(({ path, one }) => /^\/(v1\/)?tracks\//.test(path) && one.tracking_number);
			expect(tracks.length).toBeGreaterThan(0);
			for (const { one } of tracks) {
				const news = await carriers.shippo.track!(answering(one), { trackingNumber: '', carrier: 'usps' });
				const status = one.tracking_status as Json | null;
				expect(news).toMatchObject({
					trackingNumber: one.tracking_number,
					carrier: one.carrier,
					...(status?.status_date ? { time: status.status_date } : {}),
				});
				expect(!!news.status).toBe(!!status && status.status !== 'UNKNOWN');
			}
		});

		it('has refusals, of which every sentence is told, and pages of HTML that say nothing', () => {
			const refusals = recorded.filter(({ status }) => status >= 400);
			expect(refusals.length).toBeGreaterThan(10);
			for (const { status, body } of refusals) {
				const { message } = shippoError(status, body.startsWith('{') ? JSON.parse(body) : body);
				if (!body.startsWith('{')) expect(message).not.toContain('<');
				else
					for (const text of Object.values(JSON.parse(body) as Json)
						.flat()
						.filter((one) => typeof one === 'string'))
						expect(message).toContain(sentence(text));
			}
		});
	},
);

(hasCarrierData ? describe : describe.skip)(
	`ShipStation's official answers (needs ${hasCarrierData ? 'the' : 'a'} folder of them)`,
	() => {
		const mock = (name: string) =>
			jsonAt(join(carrierData, 'shipengine/http-response-mocks', `${name}Response.json`)) as Json;

		it('of labels: number, file, price and mode', async () => {
			for (const name of ['CreateLabelFromShipmentDetails200', 'CreateLabelFromRate200']) {
				const one = mock(name);
				const { label } = await carriers.shipstation.read(answering(one), String(one.label_id));
				expect(label).toMatchObject({
					id: one.label_id,
					carrier: one.carrier_code,
					service: one.service_code,
					trackingNumber: one.tracking_number,
					labelUrl: (one.label_download as Json).pdf,
					cost: { amount: decimals((one.shipment_cost as Json).amount), currency: 'USD' },
				});
			}
		});

		it('of prices: every one', async () => {
			for (const name of ['GetRatesWithShipmentDetails200', 'GetRatesWithShipmentDetailsMissingErrorCodeEnum200']) {
				const one = mock(name);
				const said = one.rate_response as { rates: Json[]; errors?: Json[] };
				let asked = 0;
				const api: CarrierApi = {
					...answering(one),
					http: async ({ url }) =>
						({
							status: 200,
							headers: {},
							body: url.endsWith('/carriers') ? mock('ListCarriers200') : one,
							asked: ++asked,
						}) as never,
				};
				const parcel = { weight: 500, length: 30, width: 20, height: 10 };
				const at = { name: 'A', street1: 'B', city: 'C', postalCode: '1', country: 'US' };
				const { offers, messages } = await carriers.shipstation.quote(api, {
					from: at,
					to: at,
					parcel,
					reference: 'R',
					choice: { by: 'cheapest' },
					format: 'PDF',
				});
				expect([name, offers.length]).toEqual([name, said.rates.length]);
				for (const error of said.errors ?? []) expect(messages.join(' ')).toContain(sentence(error.message));
				expect(asked).toBe(2);
			}
		});

		it('of carriers: each by its name', async () => {
			const { carriers: listed } = mock('ListCarriers200') as { carriers: Json[] };
			const accounts = await carriers.shipstation.accounts!(answering(mock('ListCarriers200')), {});
			expect(accounts!.map(({ name }) => name)).toEqual(
				listed.map(({ friendly_name: name, carrier_id: id }) => name || id),
			);
		});

		it('of tracking: number, status, arrival', async () => {
			for (const name of ['TrackUsingCarrierCodeAndTrackingNumber200', 'TrackUsingLabelId200']) {
				const one = mock(name);
				const news = await carriers.shipstation.track!(answering(one), { trackingNumber: 'x', carrier: 'UPS' });
				expect(news).toMatchObject({ trackingNumber: one.tracking_number });
				expect(!!news.status).toBe(one.status_code !== 'UN');
				expect(news.estimatedDelivery ?? null).toBe(one.estimated_delivery_date);
			}
		});

		it('of refusals: each sentence', () => {
			for (const [name, status] of [
				['BadRequest400', 400],
				['RateLimited429', 429],
			] as const) {
				const { errors } = mock(name) as { errors: Json[] };
				for (const { message } of errors)
					expect(shipstationError(status, mock(name)).message).toContain(sentence(message));
			}
		});
	},
);

(hasCarrierData ? describe : describe.skip)(
	`examples of Sendcloud's official documents (need ${hasCarrierData ? 'the' : 'a'} folder of them)`,
	() => {
		interface Example {
			value: unknown;
		}
		const document = (name: string) => documentAt('sendcloud/openapi', `sendcloud-v3-${name}-openapi.yml`) as Json;
		const examplesOf = (operation: unknown, status: string): unknown[] => {
			const { responses } = operation as {
				responses: Record<string, { content: Record<string, { examples: Record<string, Example> }> }>;
			};
			return Object.values(responses[status].content['application/json'].examples).map(({ value }) => value);
		};
		const operation = (name: string, path: string, method: string) =>
			(document(name).paths as Record<string, Record<string, unknown>>)[path][method];

		it('of returns: number, file, price', async () => {
			const [{ data }] = examplesOf(operation('returns', '/returns', 'get'), '200') as Array<{ data: Json[] }>;
			expect(data.length).toBeGreaterThan(0);
			for (const one of data) {
				const { label } = await carriers.sendcloud.read(answering(one), '1');
				const files = one.label as { label_printer?: string } | null;
				expect(!!label).toBe(!!(files?.label_printer ?? one.label_url));
				if (label) expect(label).toMatchObject({ trackingNumber: one.tracking_number ?? '' });
			}
		});

		it('of shipping options: every one', async () => {
			const at = { name: 'A', street1: 'B', city: 'C', postalCode: '1', country: 'NL' };
			for (const one of examplesOf(operation('shipping-options', '/shipping-options', 'post'), '200') as Array<{
				data: Json[] | null;
			}>) {
				const { offers } = await carriers.sendcloud.quote(answering(one), {
					from: at,
					to: at,
					parcel: { weight: 500, length: 30, width: 20, height: 10 },
					reference: 'R',
					choice: { by: 'cheapest' },
					format: 'PDF',
				});
				expect(offers).toHaveLength((one.data ?? []).length);
			}
		});

		it('of service points: every one with its address', async () => {
			for (const one of examplesOf(operation('service-points', '/service-points', 'get'), '200') as Array<{
				data: { results: Json[] };
			}>) {
				const points = await carriers.sendcloud.dropOffPoints!(answering(one), {
					near: { street1: 'x', postalCode: '1', city: 'x', country: 'NL' },
					carrier: 'x',
					limit: 100,
				});
				expect(points).toHaveLength(one.data.results.length);
				for (const point of points) expect([point.name, point.street, point.city].every(Boolean)).toBe(true);
			}
		});

		it('of messages: what happened to which parcel', () => {
			for (const name of ['event-subscriptions', 'webhooks']) {
				const hooks = document(name).webhooks as Record<
					string,
					{ post: { requestBody: { content: Record<string, Json> } } }
				>;
				for (const { post } of Object.values(hooks)) {
					const { example, examples } = post.requestBody.content['application/json'] as {
						example?: unknown;
						examples?: Record<string, Example>;
					};
					for (const value of example ? [example] : Object.values(examples ?? {}).map((one) => one.value)) {
						const { topic, news } = carriers.sendcloud.webhook!.read(value);
						expect(topic).not.toBe('');
						const isParcel = topic === 'parcels.event.created' || topic === 'parcel_status_changed';
						expect([topic, news.length]).toEqual([topic, isParcel ? 1 : 0]);
						if (isParcel) expect(news[0]).toMatchObject({ trackingNumber: expect.stringMatching(/\w/) as string });
					}
				}
			}
		});
	},
);

(hasCarrierData ? describe : describe.skip)(
	`words for where a parcel is (need ${hasCarrierData ? 'the' : 'a'} folder of official documents)`,
	() => {
		/** Every list of allowed words in a document, at whatever depth, that has one of these. */
		function wordsWith(document: unknown, one: string): string[] {
			const found = [...objectsIn(document)].flatMap(({ enum: words }) =>
				Array.isArray(words) && words.includes(one) ? [words as string[]] : [],
			);
			return [...new Set(found.flat())];
		}
		type Words = [CarrierName, words: string[], status: (word: string) => string | undefined, quiet: string[]];
		const table: Words[] = hasCarrierData
			? [
					[
						'karrio',
						wordsWith(
							(documentAt('karrio', 'openapi.yml') as { components: { schemas: Record<string, Schema> } }).components
								.schemas.TrackerDetails,
							'delivery_failed',
						),
						(word) => karrioStatus(word),
						['unknown', 'cancelled'],
					],
					[
						'shipstation',
						wordsWith(documentAt('shipengine', 'openapi.yaml'), 'AC'),
						(word) => shipstationStatus(word),
						['UN'],
					],
					[
						'sendcloud',
						wordsWith(documentAt('sendcloud/openapi', 'sendcloud-v3-event-subscriptions-openapi.yml'), 'in_delivery'),
						(word) => sendcloudStatus(word),
						['unknown', 'none', 'cancelled', 'announcement_failed'],
					],
				]
			: [];

		it.each(table)('%s: each is known', (_name, words, status, quiet) => {
			expect(words.length).toBeGreaterThan(4);
			expect(words.filter((word) => word !== null && !status(word) && !quiet.includes(word))).toEqual([]);
		});
	},
);
