import { addressAt, fileAnswer, offersFor, type CarrierStandIn, type Json } from '../carrier';
import { hookAnswer } from '../carrierHooks';
import { sandboxSecrets } from '../catalogue';
import type { Answer, Incoming } from '../server';

interface PointsAsked {
	address?: Json & { country_code?: string };
	providers?: Array<{ carrier_id: string }>;
	max_results?: number;
}

interface Label extends Json {
	label_id: string;
	status: string;
	voided: boolean;
	external_shipment_id: string;
	tracking_number: string;
	tracking_status: string;
	refund_details: { refund_status: string } | null;
}

export interface ShipStationStandIn extends CarrierStandIn {
	readonly labels: Map<string, Label>;
	/** The next label is ordered and comes only when it is asked for. */
	slowLabel?: boolean;
	/** Pickups that were ordered. */
	readonly pickups: Json[];
	/** No pickup is canceled, and this is said. */
	keepPickup?: string;
	/** The next void is answered so, and nothing is voided. */
	refuseVoid?: string;
}

/** ShipStation's rates and labels: stateful, with the shapes of its specification and its official mocks. */
export function createShipStation(): ShipStationStandIn {
	const labels: ShipStationStandIn['labels'] = new Map();
	let count = 1000;
	const newId = () => `se-${++count}`;
	const money = (amount: number) => ({ currency: 'usd', amount });

	const standIn: ShipStationStandIn = {
		provider: 'shipstation',
		labels,
		requests: [],
		voided: [],
		followed: new Map(),
		hooks: new Map(),
		pickups: [],
		operationOf: ({ method, path }) =>
			`${method} ${path
				.replace(/^\/v1/, '')
				.replace(/(external_shipment_id)\/.+/, '$1/:reference')
				.replace(/(se-|pik_)\d+/, ':id')}`,
		refusal: (kind, { retryAfter = 1 }) =>
			kind === 'rate_limit'
				? {
						...fault(429, 'rate_limit_exceeded', 'You have exceeded the rate limit.'),
						headers: { 'retry-after': String(retryAfter) },
					}
				: fault(500, 'unspecified', 'An unexpected error occurred.'),
		answer(request) {
			const file = fileAnswer(request, (id) => labels.has(id));
			if (file) return file;
			if (request.headers['api-key'] !== sandboxSecrets.shipstationKey)
				return fault(401, 'unauthorized', 'The API key is invalid.');
			return route(request);
		},
		bought: () =>
			[...labels.values()]
				.filter(({ status }) => status !== 'error')
				.map(({ label_id: id, external_shipment_id: reference, tracking_number: trackingNumber }) => ({
					id,
					reference,
					trackingNumber,
				})),
		scan: (id, word) => void Object.assign(labels.get(id)!, { tracking_status: word }),
		decideRefund: (id, word) => void Object.assign(labels.get(id)!, { refund_details: { refund_status: word } }),
	};
	return standIn;

	function route(request: Incoming): Answer {
		const path = request.path.replace(/^\/v1/, '');
		const { method } = request;
		if (method === 'POST') standIn.requests.push({ path, body: request.json() as Json });
		const hooks = hookAnswer(request, path, standIn.hooks, {
			path: '/environment/webhooks',
			newId,
			made: (id, body) => ({ status: 200, body: { webhook_id: id, ...body } }),
		});
		if (hooks) return hooks;
		if (path === '/carriers') return { status: 200, body: carriers };
		if (path === '/tracking') return track(request.url.searchParams);
		if (path === '/rates') return rates(request);
		if (path === '/pickups') return method === 'POST' ? orderPickup(request.json() as Json) : listPickups();
		const [, pickupId] = /^\/pickups\/(\w+)$/.exec(path) ?? [];
		if (pickupId) return onePickup(method, pickupId);
		if (path === '/service_points/list') return servicePoints(request.json() as PointsAsked);
		if (path === '/labels' && method === 'POST') return buy(request);
		const [, external] = /^\/labels\/external_shipment_id\/(.+)$/.exec(path) ?? [];
		if (external) {
			const found = [...labels.values()]
				.filter((one) => one.external_shipment_id === decodeURIComponent(external))
				.at(-1);
			return found ? { status: 200, body: found } : fault(404, 'invalid_identifier', 'No label was found.');
		}
		const [, id, action] = /^\/labels\/(se-\w+)(?:\/(void))?$/.exec(path) ?? [];
		const label = labels.get(id ?? '');
		if (!label) return fault(404, 'invalid_identifier', 'No label was found.');
		return action ? voidLabel(label) : { status: 200, body: label };
	}

	function orderPickup(asked: Json): Answer {
		const ids = (asked.label_ids ?? []) as string[];
		const contact = (asked.contact_details ?? {}) as Json;
		const missing = ['name', 'email', 'phone'].find((field) => !contact[field]);
		if (missing) return fault(400, 'field_value_required', `contact_details.${missing} is required.`);
		const label = ids.map((id) => labels.get(id));
		if (!ids.length || label.some((one) => !one)) return fault(404, 'invalid_identifier', 'No label was found.');
		const pickup = {
			pickup_id: `pik_${++count}`,
			label_ids: ids,
			created_at: new Date().toISOString(),
			carrier_id: carriers.carriers[0].carrier_id,
			confirmation_number: `CONF${count}`,
			contact_details: contact,
			...(asked.pickup_notes !== undefined && { pickup_notes: asked.pickup_notes }),
			pickup_window: asked.pickup_window,
			pickup_windows: [asked.pickup_window],
		};
		standIn.pickups.push(pickup);
		return { status: 200, body: pickup };
	}

	function onePickup(method: string, id: string): Answer {
		const pickup = standIn.pickups.find(({ pickup_id: own }) => own === id);
		if (!pickup) return fault(404, 'invalid_identifier', 'No pickup was found.');
		if (method === 'GET') return { status: 200, body: pickup };
		if (standIn.keepPickup) return fault(400, 'invalid_status', standIn.keepPickup);
		pickup.cancelled_at ??= new Date().toISOString();
		return { status: 200, body: { pickup_id: id } };
	}

	function listPickups(): Answer {
		const none = { href: '' };
		return {
			status: 200,
			body: {
				pickups: standIn.pickups,
				total: standIn.pickups.length,
				page: 1,
				pages: 1,
				links: { first: none, last: none, prev: {}, next: {} },
			},
		};
	}

	function servicePoints({ address, providers = [], max_results: most = 25 }: PointsAsked): Answer {
		if (!address?.country_code) return fault(400, 'field_value_required', 'country_code is required.');
		const point = (id: number, distance: number) => ({
			service_point_id: String(id),
			carrier_code: carriers.carriers.find((one) => one.carrier_id === providers[0].carrier_id)?.carrier_code,
			company_name: `Parcel Shop ${id}`,
			address_line1: `${id} Sample Street`,
			city_locality: address.city_locality,
			postal_code: address.postal_code,
			country_code: address.country_code,
			lat: 48.842608,
			long: 0.032875,
			distance_in_meters: distance,
			hours_of_operation: { monday: [{ open: '09:15', close: '12:00' }], sunday: [] },
			service_codes: [],
		});
		return {
			status: 200,
			body: { lat: 48.8, long: 0.03, service_points: [point(2, 728.9), point(1, 120.5)].slice(0, most) },
		};
	}

	function track(query: URLSearchParams): Answer {
		const [number, carrier] = [query.get('tracking_number'), query.get('carrier_code')];
		if (!number || !carrier)
			return fault(400, 'field_value_required', 'carrier_code and tracking_number are required.');
		return {
			status: 200,
			body: {
				tracking_number: number,
				tracking_url: `https://track.example.com/${number}`,
				status_code: standIn.followed.get(number) ?? 'UN',
				carrier_code: carrier,
				carrier_id: 1,
				status_description: 'As the carrier says',
				carrier_detail_code: '1',
				carrier_status_code: '1',
				events: [],
			},
		};
	}

	function rates(request: Incoming): Answer {
		const { shipment } = request.json() as { shipment?: { packages: Array<{ weight: { value: number } }> } };
		if (!shipment) return fault(400, 'request_body_required', 'Request body cannot be empty.');
		const given = standIn.noOffers ? [] : offersFor(shipment.packages[0].weight.value);
		return {
			status: 200,
			body: {
				rate_response: {
					rates: given.map(({ service, price, days }) => ({
						rate_id: newId(),
						rate_type: 'shipment',
						carrier_id: 'se-1',
						shipping_amount: money(price - 1),
						insurance_amount: money(0),
						confirmation_amount: money(0),
						other_amount: money(1),
						zone: null,
						package_type: null,
						delivery_days: days,
						guaranteed_service: false,
						negotiated_rate: false,
						service_type: `USPS ${service}`,
						service_code: `usps_${service}`,
						trackable: true,
						carrier_code: 'stamps_com',
						carrier_nickname: 'Sandbox',
						carrier_friendly_name: 'USPS',
						validation_status: 'valid',
						warning_messages: [],
						error_messages: [],
					})),
					invalid_rates: [],
					rate_request_id: newId(),
					created_at: new Date().toISOString(),
					status: given.length ? 'completed' : 'error',
					errors: standIn.noOffers
						? [
								{
									error_source: 'carrier',
									error_type: 'business_rules',
									error_code: 'no_rates_returned',
									message: standIn.noOffers,
								},
							]
						: [],
				},
			},
			committed: false,
		};
	}

	function buy(request: Incoming): Answer {
		const body = request.json() as Json & { shipment?: Json };
		if (!body.shipment?.service_code)
			return fault(400, 'field_value_required', 'service_code is required', 'service_code');
		const { refuseOrder, slowLabel } = standIn;
		Object.assign(standIn, { refuseOrder: undefined, slowLabel: undefined });
		if (refuseOrder) return fault(400, 'invalid_address', refuseOrder);
		const id = newId();
		const files = Object.fromEntries(
			['pdf', 'png', 'zpl'].map((kind) => [kind, addressAt(request, `/labels/${id}.${kind}`)]),
		);
		const label: Label = {
			label_id: id,
			status: 'completed',
			shipment_id: newId(),
			external_shipment_id: String(body.shipment.external_shipment_id),
			ship_date: '2026-11-21T00:00:00Z',
			created_at: new Date().toISOString(),
			shipment_cost: money(5),
			insurance_cost: money(0),
			tracking_number: `940551189956${String(count).padStart(10, '0')}`,
			is_return_label: body.is_return_label === true,
			rma_number: (body.rma_number as string | undefined) ?? null,
			is_international: false,
			batch_id: '',
			carrier_id: body.shipment.carrier_id,
			service_code: body.shipment.service_code,
			package_code: 'package',
			voided: false,
			voided_at: null,
			label_format: body.label_format ?? 'pdf',
			display_scheme: 'label',
			label_layout: body.label_layout ?? '4x6',
			trackable: true,
			label_image_id: null,
			carrier_code: 'stamps_com',
			tracking_status: 'unknown',
			label_download: { ...files, href: files[String(body.label_format ?? 'pdf')] },
			form_download: null,
			insurance_claim: null,
			packages: [],
			charge_event: 'carrier_default',
			refund_details: null,
		};
		labels.set(id, label);
		return { status: 200, body: slowLabel ? { ...label, status: 'processing', label_download: null } : label };
	}

	function voidLabel(label: Label): Answer {
		const { refuseVoid } = standIn;
		standIn.refuseVoid = undefined;
		const isUsed = label.tracking_status !== 'unknown';
		if (refuseVoid || isUsed)
			return {
				status: 200,
				body: { approved: false, message: refuseVoid ?? 'The label was used.', reason_code: 'label_already_used' },
				committed: false,
			};
		Object.assign(label, { voided: true, status: 'voided', voided_at: new Date().toISOString() });
		label.refund_details = { refund_status: 'pending' };
		standIn.voided.push(label.label_id);
		return {
			status: 200,
			body: { approved: true, message: 'Request for refund submitted. This label has been voided.' },
		};
	}
}

const carriers = {
	carriers: [
		{
			carrier_id: 'se-1',
			carrier_code: 'stamps_com',
			account_number: 'sandbox',
			requires_funded_amount: true,
			balance: 100,
			nickname: 'Sandbox',
			friendly_name: 'USPS',
			primary: true,
			has_multi_package_supporting_services: false,
			supports_label_messages: true,
			services: [],
			packages: [],
			options: [],
			allows_returns: true,
		},
		{ carrier_id: 'se-2', carrier_code: 'letters', friendly_name: 'Letters', allows_returns: false },
	],
};

function fault(status: number, code: string, message: string, field?: string): Answer {
	return {
		status,
		body: {
			request_id: '204c855f-dcc0-4270-ba12-c585fc5ef4bf',
			errors: [
				{
					error_source: 'shipengine',
					error_type: 'validation',
					error_code: code,
					message,
					...(field && { field_name: field }),
				},
			],
		},
	};
}
