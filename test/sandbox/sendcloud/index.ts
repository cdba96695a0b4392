import { addressAt, fileAnswer, offersFor, type CarrierStandIn, type Json } from '../carrier';
import { labelFile } from '../labelFile';
import { hookAnswer } from '../carrierHooks';
import { sandboxSecrets } from '../catalogue';
import type { Answer, Incoming } from '../server';

interface Return {
	id: number;
	parcel: number;
	createdAt: number;
	body: Json;
	shown: Json & { status_history: Json[]; order_number: string; tracking_number: string | null };
}

export interface SendcloudStandIn extends CarrierStandIn {
	readonly returns: Map<number, Return>;
	readonly pickups: Map<string, Json>;
	/** No carrier comes, and this is said. */
	noPickup?: string;
	/** The carrier comes all the same, and this is said. */
	keepPickup?: string;
	/** Sendcloud's people cancel pickups by hand. */
	slowCancel?: boolean;
	/** The carrier makes the next label only after it was looked for so many times. */
	slowLabel?: number;
}

/** Sendcloud's options, returns and their documents: stateful, with the shapes of its official specification. A return says neither its id nor its external reference. */
const hours = [{ start_time: '09:00', end_time: '17:00' }];

export function createSendcloud(): SendcloudStandIn {
	const returns: SendcloudStandIn['returns'] = new Map();
	let count = 0;
	let slow = 0;

	const standIn: SendcloudStandIn = {
		provider: 'sendcloud',
		returns,
		pickups: new Map(),
		requests: [],
		voided: [],
		followed: new Map(),
		hooks: new Map(),
		operationOf: ({ method, path }) => `${method} ${path.replace(/^\/api\/v3/, '').replace(/\/\d+/, '/:id')}`,
		refusal: (kind, { retryAfter = 1 }) =>
			kind === 'rate_limit'
				? { ...fault(429, 'throttled', 'Request was throttled.'), headers: { 'retry-after': String(retryAfter) } }
				: fault(500, 'error', 'Internal server error'),
		answer(request) {
			const keys = `${sandboxSecrets.sendcloudPublicKey}:${sandboxSecrets.sendcloudSecretKey}`;
			if (request.headers.authorization !== `Basic ${Buffer.from(keys).toString('base64')}`)
				return fault(401, 'authentication_failed', 'Invalid username/password.');
			return fileAnswer(request, () => false) ?? route(request);
		},
		bought: () =>
			[...returns.values()]
				.filter((one) => wordOf(one) !== 'announcement-failed')
				.map(({ id, shown }) => ({
					id: String(id),
					reference: shown.order_number,
					trackingNumber: shown.tracking_number ?? '',
				})),
		scan: (id, word) => told(returns.get(Number(id))!, word),
		decideRefund: (id, word) => told(returns.get(Number(id))!, word),
	};
	return standIn;

	function told(one: Return, parent_status: string, carrier_message = ''): void {
		one.shown.status_history.push({
			carrier_update_timestamp: new Date(Date.UTC(2026, 10, 21, 10, 0, ++count)).toISOString(),
			parcel_status_history_id: String(count),
			parent_status,
			carrier_code: 'dpd',
			carrier_message,
		});
	}

	function route(request: Incoming): Answer {
		const path = request.path.replace(/^\/api\/v3/, '');
		const { method } = request;
		if (method === 'POST') standIn.requests.push({ path, body: request.json() as Json });
		for (const kind of ['connections', 'subscriptions']) {
			const hooks = hookAnswer(request, path, standIn.hooks, {
				path: `/event-subscriptions/${kind}`,
				newId: () => ++count,
				made: (id, body) => ({ status: 201, body: { data: { id, ...body } } }),
			});
			if (hooks) return hooks;
		}
		const [, number] = /^\/parcels\/tracking\/([^/]+)$/.exec(path) ?? [];
		if (number) return track(decodeURIComponent(number));
		if (path === '/service-points') return servicePoints(request.url.searchParams);
		if (path.startsWith('/pickups')) return pickup(request, path);
		if (path === '/shipping-options') return options(request);
		if (path === '/returns' && method === 'GET') return list(request);
		if (path === '/returns' || path === '/returns/announce-synchronously') return create(request);
		const [, parcel] = /^\/parcels\/(\d+)\/documents\/label$/.exec(path) ?? [];
		if (parcel) return document(request, Number(parcel));
		const [, id, action] = /^\/returns\/(\d+)(?:\/(cancel))?$/.exec(path) ?? [];
		const one = returns.get(Number(id));
		if (!one) return { status: 404, body: { errors: [] } };
		return action ? cancel(one) : { status: 200, body: shownNow(request, one) };
	}

	function servicePoints(query: URLSearchParams): Answer {
		if (!query.get('country_code')) return { status: 400, body: { errors: [{ detail: 'country_code is required' }] } };
		const point = (id: number, code: string) => ({
			id,
			name: `Parcel Shop ${id}`,
			carrier: {
				code,
				name: code.toUpperCase(),
				logo_url: 'https://cdn.example.com/l',
				icon_url: 'https://cdn.example.com/i',
			},
			carrier_service_point_id: `NL-${id}`,
			carrier_shop_type: 'paketshop',
			general_shop_type: 'servicepoint',
			address: {
				street: 'Stadhuisplein',
				house_number: String(id),
				postal_code: '5611 EM',
				city: 'Eindhoven',
				country_code: query.get('country_code'),
			},
			position: { latitude: 51.438022, longitude: 5.478543 },
			contact: { email: '', phone: '' },
			opening_times: {
				...Object.fromEntries(['monday', 'tuesday', 'wednesday', 'thursday'].map((day) => [day, hours])),
				friday: hours,
				saturday: null,
				sunday: null,
			},
			is_open_tomorrow: true,
			next_open_at: '2026-03-11T09:00:00Z',
			is_expired: false,
			distance: 120 * id,
		});
		const results = [point(1, 'dhl'), point(2, 'dpd')].filter(
			({ carrier }) => !query.get('carrier_code') || carrier.code === query.get('carrier_code'),
		);
		return {
			status: 200,
			body: { data: { results: results.slice(0, Number(query.get('limit') ?? 50)), geocoding: null } },
		};
	}

	/** Only parcels that were made in the panel are known. */
	function track(number: string): Answer {
		const word = standIn.followed.get(number);
		if (!word) return { status: 404, body: { errors: [] } };
		const at = '2026-11-21T10:00:00Z';
		const address = { country_code: 'NL', postal_code: '5611 EM' };
		return {
			status: 200,
			body: {
				announced_at: at,
				created_at: at,
				updated_at: at,
				details: { is_return: true },
				events: [
					{ event_at: at, event_type: 'carrier', status_code: word },
					{ event_at: '2026-11-20T10:00:00Z', event_type: 'internal', status_code: 'announced' },
				],
				from_address: address,
				to_address: address,
				parcel_items: [],
				source_id: '1',
				ship_with: { type: 'contract', properties: { contract_id: 1 } },
				tracking_numbers: [{ carrier_code: 'dpd', tracking_number: number }],
			},
		};
	}

	/** The carrier has said nothing when one is ordered, and has taken it when it is read. A list shows neither reference nor items. */
	function pickup(request: Incoming, path: string): Answer {
		const { pickups, noPickup, keepPickup, slowCancel } = standIn;
		const [, id, action] = /^\/pickups(?:\/(\w+)(?:\/(cancel))?)?$/.exec(path) ?? [];
		if (!id && request.method === 'POST') {
			if (noPickup) return { status: 400, body: { errors: [{ status: '400', code: 'invalid', detail: noPickup }] } };
			const body = request.json() as Json;
			const made = {
				...{ special_instructions: '', ...body, id: 294_000 + ++count, contract_id: 60, cancelled_at: null },
				...{ status: 'CREATED', tracking_number: `PRG${count}`, created_at: new Date().toISOString() },
			};
			pickups.set(String(made.id), made);
			return { status: 201, body: { data: { ...made, status: 'ANNOUNCING', tracking_number: '' } } };
		}
		if (!id) {
			const size = Number(request.url.searchParams.get('page_size') ?? 10);
			const shown = [...pickups.values()].reverse().slice(0, size);
			const hidden = ['address', 'items', 'reference', 'special_instructions'];
			const data = shown.map((one) => ({
				...Object.fromEntries(Object.entries(one).filter(([name]) => !hidden.includes(name))),
				country: (one.address as Json).country_code,
			}));
			return { status: 200, body: { data } };
		}
		const found = pickups.get(id);
		if (!found) return { status: 404, body: { errors: [] } };
		if (!action) return { status: 200, body: { data: found } };
		if (keepPickup) {
			found.status = 'FAILED';
			return { status: 409, body: { errors: [{ status: '409', code: 'conflict', detail: keepPickup }] } };
		}
		found.status = slowCancel ? 'CANCELLATION_REQUESTED' : 'CANCELLED';
		return { status: slowCancel ? 202 : 200, body: { data: found } };
	}

	function options(request: Incoming): Answer {
		const { parcels } = request.json() as { parcels: Array<{ weight: { value: string } }> };
		if (standIn.noOffers) return { status: 200, body: { data: [], message: standIn.noOffers }, committed: false };
		const data = offersFor(Number(parcels[0].weight.value) * 1000).map(({ service, price, days }) => ({
			code: `dpd:return/${service}`,
			name: `DPD ${service}`,
			carrier: { code: 'dpd', name: 'DPD' },
			product: { code: 'dpd:return', name: 'DPD Return' },
			functionalities: { returns: true, labelless: false },
			contract: { id: 60, client_id: '', carrier_code: 'dpd', name: 'Sandbox' },
			weight: { min: { value: '0.001', unit: 'kg' }, max: { value: '31.5', unit: 'kg' } },
			charging_type: 'label_creation',
			quotes: [
				{
					weight: { min: { value: '0.001', unit: 'kg' }, max: { value: '31.5', unit: 'kg' } },
					price: { breakdown: [], total: { value: price.toFixed(2), currency: 'EUR' } },
					lead_time: days * 24,
				},
			],
		}));
		return { status: 200, body: { data, message: null }, committed: false };
	}

	function create(request: Incoming): Answer {
		const body = request.json() as Json & { ship_with?: Json };
		for (const field of ['from_address', 'to_address', 'ship_with', 'weight'])
			if (!body[field])
				return { status: 400, body: { errors: [{ field, message: 'This field is required', code: 'required' }] } };
		const { refuseOrder, slowLabel = 0 } = standIn;
		Object.assign(standIn, { refuseOrder: undefined, slowLabel: undefined });
		slow = slowLabel;
		const id = 12_000 + ++count;
		const one: Return = {
			id,
			parcel: 67_000 + count,
			createdAt: Date.now(),
			body,
			shown: {
				from_address: body.from_address,
				to_address: body.to_address,
				shipping_product: { code: 'dpd:return' },
				shipping_option: { code: body.ship_with!.shipping_option_code },
				weight: body.weight,
				dimensions: body.dimensions,
				collo_count: 1,
				parcel_items: [],
				insurance: false,
				brand_id: 1,
				label_cost: { value: 5, currency: 'EUR' },
				tracking_number: null,
				tracking_url: null,
				send_tracking_emails: false,
				is_cancellable: true,
				order_number: String(body.order_number ?? ''),
				created_at: new Date().toISOString(),
				status_history: [],
			},
		};
		returns.set(id, one);
		told(one, refuseOrder ? 'announcement-failed' : 'announced', refuseOrder);
		return {
			status: 201,
			body: { return_id: id, parcel_id: one.parcel, multi_collo_ids: [] },
			committed: !refuseOrder,
		};
	}

	function shownNow(request: Incoming, one: Return): Json {
		const isMade = wordOf(one) !== 'announcement-failed' && slow-- <= 0;
		if (!isMade) return one.shown;
		one.shown.tracking_number ??= `0534${String(one.parcel).padStart(10, '0')}`;
		const url = addressAt(request, `/api/v3/parcels/${one.parcel}/documents/label`);
		return {
			...one.shown,
			tracking_url: `https://tracking.example.com/${one.parcel}`,
			label_url: url,
			label: { label_printer: url, normal_printer: Array(4).fill(`${url}?paper_size=a4`) },
		};
	}

	function list(request: Incoming): Answer {
		const { searchParams: query } = request.url;
		const at = (name: string) => Date.parse(`${(query.get(name) ?? '').replace(' ', 'T')}Z`);
		if (Number.isNaN(at('from_date')) || Number.isNaN(at('to_date')))
			return {
				status: 400,
				body: { errors: [{ field: 'from_date', message: 'This field is required', code: 'required' }] },
			};
		const within = [...returns.values()].filter(
			(one) => one.createdAt >= at('from_date') && one.createdAt <= at('to_date'),
		);
		const size = Math.min(40, Number(query.get('page_size') ?? 40));
		const from = Number(query.get('cursor') ?? 0);
		const next =
			within.length > from + size
				? addressAt(request, `/api/v3/returns?cursor=${from + size}&page_size=${size}`)
				: undefined;
		return {
			status: 200,
			body: { ...(next && { next }), data: within.slice(from, from + size).map((one) => shownNow(request, one)) },
		};
	}

	function cancel(one: Return): Answer {
		if (!['announced', 'ready-to-send'].includes(wordOf(one)))
			return {
				status: 409,
				body: { errors: [{ field: 'returns', code: 409, message: 'Return is not cancellable.' }] },
			};
		told(one, 'cancelling');
		standIn.voided.push(String(one.id));
		return { status: 202, body: { message: 'Cancellation requested successfully' } };
	}

	function document({ headers }: Incoming, parcel: number): Answer {
		const one = [...returns.values()].find((other) => other.parcel === parcel);
		if (!one) return { status: 404, body: { errors: [] } };
		const type = ['application/zpl', 'image/png'].find((mime) => headers.accept === mime) ?? 'application/pdf';
		const extension = { 'application/zpl': 'zpl', 'image/png': 'png' }[type] ?? 'pdf';
		return { status: 200, headers: { 'content-type': type }, body: labelFile(extension, String(parcel)) };
	}
}

const wordOf = ({ shown }: Return) => String(shown.status_history.at(-1)?.parent_status);

function fault(status: number, code: string, message: string): Answer {
	return { status, body: { error: { code: status, request: '', message: `${code}: ${message}` } } };
}
