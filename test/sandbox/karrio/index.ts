import { addressAt, fileAnswer, offersFor, type CarrierStandIn, type Json } from '../carrier';
import { hookAnswer } from '../carrierHooks';
import { sandboxSecrets } from '../catalogue';
import type { Answer, Incoming } from '../server';

interface Shipment extends Json {
	id: string;
	status: string;
	reference: string | null;
	tracking_number: string | null;
	label_url: string | null;
	rates: Array<Json & { id: string }>;
}

export interface KarrioStandIn extends CarrierStandIn {
	/** The shop's accounts at carriers. */
	connections: Json[];
	readonly shipments: Map<string, Shipment>;
	/** In the order they were made. */
	readonly pickups: Map<string, Json>;
	/** No pickup is made, and this is said. */
	noPickup?: string;
	/** No pickup is canceled, and this is said. */
	keepPickup?: string;
	/** The next label is ordered and comes only when it is asked for. */
	slowLabel?: boolean;
}

/** Karrio's shipments and labels: stateful, with the shapes of its official specification. */
export function createKarrio(): KarrioStandIn {
	const shipments: KarrioStandIn['shipments'] = new Map();
	let count = 0;
	const newId = (prefix: string) => `${prefix}_${(++count).toString(16).padStart(12, '0')}`;
	const isSigned = ({ headers }: Incoming) => headers.authorization === `Token ${sandboxSecrets.karrioKey}`;

	const standIn: KarrioStandIn = {
		provider: 'karrio',
		shipments,
		pickups: new Map(),
		requests: [],
		voided: [],
		followed: new Map(),
		hooks: new Map(),
		connections: [
			{
				id: 'car_1',
				object_type: 'carrier-connection',
				carrier_name: 'usps',
				display_name: 'USPS',
				carrier_id: 'usps-sandbox',
				capabilities: ['rating', 'shipping'],
				config: {},
				metadata: {},
				is_system: false,
				active: true,
				test_mode: true,
			},
		],
		operationOf: ({ method, path }) => `${method} ${path.replace(/^\/v1/, '').replace(/(shp|pck)_\w+/, ':id')}`,
		refusal: (kind, { retryAfter = 1 }) =>
			kind === 'rate_limit'
				? { ...fault(429, 'throttled', 'Request was throttled.'), headers: { 'retry-after': String(retryAfter) } }
				: fault(500, 'error', 'An unexpected error occurred'),
		answer(request) {
			const file = fileAnswer(request, (id) => shipments.has(id), isSigned(request));
			if (file) return file;
			return isSigned(request) ? route(request) : fault(401, 'authentication_failed', 'Invalid token.');
		},
		bought: () =>
			[...shipments.values()]
				.filter(({ label_url: url }) => url)
				.map(({ id, reference, tracking_number: number }) => ({
					id,
					reference: reference ?? '',
					trackingNumber: number ?? '',
				})),
		scan: (id, word) => void Object.assign(shipments.get(id)!, { status: word }),
		decideRefund: (id, word) => void Object.assign(shipments.get(id)!, { status: word }),
	};
	return standIn;

	function route(request: Incoming): Answer {
		const path = request.path.replace(/^\/v1/, '');
		const { method } = request;
		if (method === 'POST') standIn.requests.push({ path, body: request.json() as Json });
		const hooks = hookAnswer(request, path, standIn.hooks, {
			path: '/webhooks',
			removed: { status: 200, body: { operation: 'Remove webhook', success: true } },
			newId: () => newId('hook'),
			made: (id, body) => ({
				status: 201,
				body: { id, object_type: 'webhook', secret: `karrio-secret-${id}`, test_mode: true, disabled: false, ...body },
			}),
		});
		if (hooks) return hooks;
		if (path === '/connections')
			return {
				status: 200,
				body: { count: standIn.connections.length, next: null, previous: null, results: standIn.connections },
			};
		if (path === '/trackers' && method === 'POST') return track(request);
		if (path.startsWith('/pickups')) return pickup(request, path);
		if (path === '/shipments') return method === 'POST' ? create(request) : list(request);
		const [, id, action] = /^\/shipments\/(shp_\w+)(?:\/(purchase|cancel))?$/.exec(path) ?? [];
		const shipment = shipments.get(id ?? '');
		if (!shipment) return fault(404, 'not_found', 'Shipment not found');
		if (action === 'purchase') return purchase(request, shipment);
		if (action === 'cancel') return cancel(shipment);
		return { status: 200, body: shipment };
	}

	function pickup(request: Incoming, path: string): Answer {
		const [, id, action] = /^\/pickups(?:\/(pck_\w+)(?:\/(cancel))?)?$/.exec(path) ?? [];
		if (!id && request.method === 'GET') return page(request, [...standIn.pickups.values()].reverse(), '/v1/pickups');
		if (!id) return schedule(request.json() as Json);
		const found = standIn.pickups.get(id);
		if (!found) return fault(404, 'not_found', 'Pickup not found');
		if (!action) return { status: 200, body: found };
		if (standIn.keepPickup) return carrierSays(standIn.keepPickup);
		if (['picked_up', 'closed'].includes(String(found.status)))
			return fault(409, 'state_error', `The pickup is '${String(found.status)}' and cannot be cancelled`);
		found.status = 'cancelled';
		return { status: 200, body: found };
	}

	function schedule(asked: Json): Answer {
		for (const field of ['carrier_code', 'pickup_date', 'ready_time', 'closing_time', 'address'])
			if (!asked[field])
				return fault(400, 'validation', 'This field is required.', { [field]: ['This field is required.'] });
		if (standIn.noPickup) return carrierSays(standIn.noPickup);
		const id = newId('pck');
		const numbers = (asked.tracking_numbers ?? []) as string[];
		const made = {
			id,
			object_type: 'pickup',
			carrier_name: asked.carrier_code,
			carrier_id: `${String(asked.carrier_code)}-sandbox`,
			carrier_code: asked.carrier_code,
			confirmation_number: `PRG${count}`,
			status: 'scheduled',
			pickup_date: asked.pickup_date,
			pickup_charge: { name: 'Pickup fees', amount: 4.5, currency: 'EUR' },
			ready_time: asked.ready_time,
			closing_time: asked.closing_time,
			metadata: asked.metadata ?? {},
			meta: {},
			address: asked.address,
			parcels: [...shipments.values()]
				.filter(({ tracking_number: number }) => number && numbers.includes(number))
				.flatMap(({ parcels }) => parcels as Json[]),
			parcels_count: asked.parcels_count ?? null,
			instruction: asked.instruction ?? null,
			options: {},
			test_mode: true,
		};
		standIn.pickups.set(id, made);
		return { status: 201, body: made };
	}

	function track(request: Incoming): Answer {
		const { tracking_number: number, carrier_name: carrier } = request.json() as Record<string, string | undefined>;
		if (!number || !carrier) return fault(400, 'validation', 'tracking_number and carrier_name are required');
		const status = standIn.followed.get(number) ?? 'unknown';
		return {
			status: 200,
			body: {
				id: `trk_${number}`,
				carrier_name: carrier,
				carrier_id: carrier,
				tracking_number: number,
				events: [],
				delivered: status === 'delivered',
				test_mode: true,
				status,
			},
		};
	}

	function create(request: Incoming): Answer {
		const body = request.json() as Json & { parcels?: Array<{ weight: number }> };
		for (const field of ['shipper', 'recipient', 'parcels'])
			if (!body[field])
				return fault(400, 'validation', 'This field is required.', { [field]: ['This field is required.'] });
		const id = newId('shp');
		const shipment: Shipment = {
			id,
			object_type: 'shipment',
			tracking_url: null,
			shipper: body.shipper,
			recipient: body.recipient,
			return_address: null,
			billing_address: null,
			parcels: body.parcels,
			services: [],
			options: {},
			customs: null,
			rates: standIn.noOffers
				? []
				: offersFor(body.parcels![0].weight * 1000).map(({ service, price, days }) => ({
						id: newId('rat'),
						object_type: 'rate',
						carrier_name: 'ups',
						carrier_id: 'ups-sandbox',
						currency: 'EUR',
						service: `ups_${service}`,
						total_charge: price,
						transit_days: days,
						extra_charges: [],
						test_mode: true,
					})),
			reference: (body.reference as string | undefined) ?? null,
			order_id: null,
			label_type: body.label_type ?? 'PDF',
			carrier_ids: [],
			tracker_id: null,
			created_at: new Date().toISOString(),
			metadata: {},
			messages: standIn.noOffers
				? [{ message: standIn.noOffers, carrier_name: 'ups', carrier_id: 'ups-sandbox', code: '1' }]
				: [],
			status: 'draft',
			carrier_name: null,
			carrier_id: null,
			tracking_number: null,
			shipment_identifier: null,
			selected_rate: null,
			service: null,
			selected_rate_id: null,
			test_mode: true,
			is_return: body.is_return === true,
			label_url: null,
			invoice_url: null,
		};
		shipments.set(id, shipment);
		return { status: 201, body: shipment };
	}

	function purchase(request: Incoming, shipment: Shipment): Answer {
		const { selected_rate_id: chosen } = request.json() as { selected_rate_id?: string };
		if (shipment.status !== 'draft')
			return fault(409, 'state_error', "The shipment is 'created' and cannot be purchased again");
		const rate = shipment.rates.find(({ id }) => id === chosen);
		if (!rate) return fault(400, 'validation', 'The rate does not exist');
		const { refuseOrder, slowLabel } = standIn;
		Object.assign(standIn, { refuseOrder: undefined, slowLabel: undefined });
		if (refuseOrder) return carrierSays(refuseOrder);
		const before = { ...shipment };
		const extension = String(shipment.label_type).toLowerCase();
		Object.assign(shipment, {
			status: 'created',
			selected_rate: rate,
			selected_rate_id: rate.id,
			service: rate.service,
			carrier_name: 'ups',
			carrier_id: 'ups-sandbox',
			tracking_number: `1Z${String(count).padStart(16, '0')}`,
			tracking_url: addressAt(request, `/tracking/${shipment.id}`),
			label_url: addressAt(request, `/labels/${shipment.id}.${extension}`),
		});
		return { status: 200, body: slowLabel ? before : shipment };
	}

	function cancel(shipment: Shipment): Answer {
		if (shipment.status === 'cancelled') return { status: 200, body: shipment, committed: false };
		if (!['draft', 'created'].includes(shipment.status))
			return fault(409, 'state_error', `The shipment is '${shipment.status}' and cannot be cancelled anymore`);
		shipment.status = 'cancelled';
		standIn.voided.push(shipment.id);
		return { status: 200, body: shipment };
	}

	function list(request: Incoming): Answer {
		const query = request.url.searchParams;
		const reference = query.get('reference') ?? '';
		const since = Date.parse(query.get('created_after') ?? '');
		const all = [...shipments.values()]
			.reverse()
			.filter((one) => (one.reference ?? '').includes(reference))
			.filter((one) => !(Date.parse(String(one.created_at)) < since));
		return page(request, all, '/v1/shipments');
	}

	function page({ url: { searchParams: query } }: Incoming, all: Json[], path: string): Answer {
		const [limit, offset] = [Number(query.get('limit') ?? 20), Number(query.get('offset') ?? 0)];
		const next = all.length > offset + limit ? `https://karrio.example.com${path}?offset=${offset + limit}` : null;
		return {
			status: 200,
			body: { count: all.length, next, previous: null, results: all.slice(offset, offset + limit) },
		};
	}
}

/** What a carrier behind Karrio has against it. */
function carrierSays(message: string): Answer {
	return {
		status: 424,
		body: { messages: [{ message, code: 'carrier', carrier_name: 'ups', carrier_id: 'ups-sandbox' }] },
	};
}

function fault(status: number, code: string, message: string, details?: Json): Answer {
	return { status, body: { errors: [{ code, message, level: 'error', ...(details && { details }) }] } };
}
