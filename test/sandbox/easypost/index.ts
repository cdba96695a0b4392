import { hookAnswer, type Hooks } from '../carrierHooks';
import { sandboxSecrets } from '../catalogue';
import { labelFile } from '../labelFile';
import type { Answer, Incoming, StandIn } from '../server';

type Json = Record<string, unknown>;

export interface EasyPostShipment extends Json {
	id: string;
	reference: string | null;
	is_return: boolean;
	rates: Json[];
	messages: Json[];
	postage_label: Json | null;
	tracking_code: string | null;
	selected_rate: Json | null;
	refund_status: string | null;
	from_address: Json;
	to_address: Json;
	parcel: Json;
}

export interface EasyPostStandIn extends StandIn {
	/** In the order they were made. */
	readonly shipments: Map<string, EasyPostShipment>;
	/** Bodies of the writes, for assertions. */
	readonly requests: Array<{ path: string; body: Json }>;
	/** New shipments get no rates but these messages of carriers. */
	noRates?: Json[];
	/** The next purchase ends with this error and status, without a label. */
	refuseBuying?: { status: number; code: string; message?: unknown; errors?: unknown };
	/** Purchases of letter mail: they have no tracking number. */
	letterMail?: boolean;
	/** Changes the offers for a new shipment. */
	offers?: (rates: Json[]) => unknown[];
	/** Bodies of errors get these `errors` instead of a list. */
	errorsAs?: unknown;
	/** The next purchase is done, but its answer says this code. */
	buyButSay?: string;
	/** The next purchase is answered 200 without a label; the label comes with the next read. */
	slowLabel?: boolean;
	/** The next request for a label's price is answered with this error, and nothing is done. */
	refuseRefund?: { status: number; code: string; message?: string };
	/** What the carrier will say of the next label that is given back, e.g. `rejected`; absent: `submitted`. */
	refundAs?: string;
	/** Trackers of parcels of any carrier, by their numbers. */
	readonly trackers: Map<string, Json>;
	/** In the order they were made, bought or not. */
	readonly pickups: Map<string, Json>;
	/** No carrier comes, and this is said. */
	noPickup?: string;
	/** No code is made, and this is said. */
	noCode?: string;
	/** No pickup is canceled, and this is said. */
	keepPickup?: string;
	/** The shop's accounts at carriers. */
	carrierAccounts: Json[];
	/** Webhooks that are registered. */
	hooks: Hooks;
	bought(): EasyPostShipment[];
	/** The carrier scans a label. */
	scan(id: string, status?: string, detail?: string): void;
	/** Labels of which the price was asked back, in this order; a repeat counts again. */
	givenBack: string[];
}

/** EasyPost's shipments, labels and their files: stateful (docs/facts/carriers.md#the-stand-in-behaves-as-the-recordings-do). */
export function createEasyPost(): EasyPostStandIn {
	const shipments: EasyPostStandIn['shipments'] = new Map();
	/** By the machine's clock; what answers show is a clock of their own, the same in each run. */
	const madeAt = new Map<string, number>();
	let count = 0;
	const id = (prefix: string) => `${prefix}_${(++count).toString(16).padStart(32, '0')}`;
	const now = () => new Date(Date.UTC(2026, 10, 21, 10, 0, count)).toISOString().replace('.000', '');
	const stamped = (kind: string, prefix: string, values: Json): Json => ({
		id: id(prefix),
		object: kind,
		created_at: now(),
		updated_at: now(),
		mode: 'test',
		...values,
	});

	const standIn: EasyPostStandIn = {
		provider: 'easypost',
		shipments,
		requests: [],
		givenBack: [],
		hooks: new Map(),
		carrierAccounts: [
			{
				id: 'ca_usps',
				object: 'CarrierAccount',
				type: 'UspsAccount',
				readable: 'USPS',
				description: null,
				clone: false,
			},
		],
		trackers: new Map(),
		pickups: new Map(),
		operationOf: ({ method, path }) => `${method} ${path.replace(/^\/v2/, '').replace(/(shp|pickup)_\w+/, ':id')}`,
		refusal: (kind, { retryAfter = 1 }) =>
			kind === 'rate_limit'
				? {
						status: 429,
						headers: { 'retry-after': String(retryAfter) },
						body: {
							error: {
								code: 'RATE_LIMITED',
								message: 'The request was rate limited. Please try again later.',
								errors: [],
							},
						},
					}
				: {
						status: 500,
						body: {
							error: { code: 'INTERNAL_SERVER_ERROR', message: "We're sorry, something went wrong.", errors: [] },
						},
					},
		answer(request) {
			const file = /^\/labels\/(\w+)\.(pdf|png|zpl)$/.exec(request.path);
			if (file) return fileAnswer(request, file[1], file[2]);
			if (!authorized(request)) return fault(401, 'APIKEY.INVALID', 'Invalid API key provided.');
			return route(request);
		},
		bought: () => [...shipments.values()].filter(({ postage_label: label }) => label),
		scan(name, status = 'in_transit', detail = 'status_update') {
			Object.assign(shipments.get(name)!.tracker as Json, {
				status,
				status_detail: detail,
				updated_at: now(),
			});
		},
	};
	return standIn;

	function route(request: Incoming): Answer {
		const path = request.path.replace(/^\/v2/, '');
		if (request.method === 'POST') standIn.requests.push({ path, body: request.json() as Json });
		const hooks = hookAnswer(request, path, standIn.hooks, {
			path: '/webhooks',
			newId: () => id('hook'),
			made: (made, body) => ({
				status: 201,
				body: { id: made, object: 'Webhook', mode: 'test', disabled_at: null, ...(body.webhook as Json) },
			}),
		});
		if (hooks) return hooks;
		if (path === '/trackers' && request.method === 'POST') return track(request);
		if (request.method === 'GET' && path === '/addresses')
			return { status: 200, body: { addresses: [], has_more: false } };
		if (request.method === 'GET' && path === '/carrier_accounts') return { status: 200, body: standIn.carrierAccounts };
		if (path.startsWith('/pickups')) return pickup(request, path);
		if (path === '/shipments') return request.method === 'POST' ? create(request) : list(request.url.searchParams);
		const [, name, action] = /^\/shipments\/(shp_\w+)(?:\/(buy|label|refund|forms))?$/.exec(path) ?? [];
		const shipment = shipments.get(name ?? '');
		if (!shipment) return fault(404, 'NOT_FOUND', 'The requested resource could not be found.');
		if (action === 'buy') return buy(request, shipment);
		if (action === 'label') return convert(request, shipment);
		if (action === 'refund') return giveBack(shipment);
		if (action === 'forms') return makeForm(request, shipment);
		return { status: 200, body: shipment };
	}

	/** A code is made of a label that is bought, and of USPS only. */
	function makeForm(request: Incoming, shipment: EasyPostShipment): Answer {
		const { type } = (request.json() as { form: { type: string } }).form;
		if (!shipment.postage_label || standIn.noCode)
			return fault(422, 'FORM.CREATE.ERROR', standIn.noCode ?? 'The shipment has not been purchased.');
		const url = `https://easypost-files.example.com/files/form/${shipment.id}.png`;
		(shipment.forms as Json[]).push(
			stamped('Form', 'form', { form_type: type, form_url: url, submitted_electronically: null }),
		);
		return { status: 201, body: shipment };
	}

	/** Made for nothing, bought once. */
	function pickup(request: Incoming, path: string): Answer {
		const [, name, action] = /^\/pickups(?:\/(pickup_\w+)(?:\/(buy|cancel))?)?$/.exec(path) ?? [];
		if (!name && request.method === 'GET')
			return { status: 200, body: { pickups: [...standIn.pickups.values()].reverse(), has_more: false } };
		if (!name) return makePickup((request.json() as { pickup?: Json }).pickup ?? {});
		const found = standIn.pickups.get(name);
		if (!found) return fault(404, 'NOT_FOUND', 'The requested resource could not be found.');
		if (action === 'cancel') {
			if (standIn.keepPickup) return fault(422, 'PICKUP.CANCEL.FAILURE', standIn.keepPickup);
			found.status = 'canceled';
		}
		if (action === 'buy') {
			if (found.status === 'scheduled')
				return fault(422, 'PICKUP.ALREADY_SCHEDULED', 'The pickup is already scheduled.');
			Object.assign(found, { status: 'scheduled', confirmation: `WTC${++count}` });
		}
		return { status: 200, body: found };
	}

	function makePickup(asked: Json): Answer {
		const missing = ['address', 'min_datetime', 'max_datetime'].find((field) => !asked[field]);
		const shipment = shipments.get(String((asked.shipment as Json | undefined)?.id));
		if (missing || !shipment?.postage_label)
			return fault(422, 'PARAMETER.REQUIRED', 'Missing required parameter.', [
				{ field: missing ?? 'shipment', message: 'cannot be blank' },
			]);
		const rate = (service: string, price: string) =>
			stamped('PickupRate', 'pickuprate', { service, rate: price, currency: 'USD', carrier: 'USPS' });
		const made = stamped('Pickup', 'pickup', {
			status: 'unknown',
			reference: asked.reference ?? null,
			min_datetime: asked.min_datetime,
			max_datetime: asked.max_datetime,
			is_account_address: false,
			instructions: asked.instructions ?? null,
			messages: standIn.noPickup ? [{ carrier: 'USPS', type: 'rate_error', message: standIn.noPickup }] : [],
			confirmation: null,
			address: address(asked.address as Json),
			carrier_accounts: [],
			pickup_rates: standIn.noPickup ? [] : [rate('SameDay', '12.00'), rate('NextDay', '3.50')],
		});
		standIn.pickups.set(made.id as string, made);
		return { status: 201, body: made };
	}

	/** A tracker of any carrier's parcel; asking again gives the same one. */
	function track(request: Incoming): Answer {
		const { tracking_code: code } = ((request.json() as { tracker?: Json }).tracker ?? {}) as {
			tracking_code?: string;
		};
		if (!code) return fault(422, 'PARAMETER.REQUIRED', 'Missing required parameter.');
		const tracker =
			standIn.trackers.get(code) ??
			stamped('Tracker', 'trk', {
				tracking_code: code,
				status: 'unknown',
				status_detail: 'unknown',
				carrier: 'Regional',
			});
		standIn.trackers.set(code, tracker);
		return { status: 200, body: tracker };
	}

	function create(request: Incoming): Answer {
		const asked = (request.json() as { shipment?: Json }).shipment;
		if (!asked)
			return fault(422, 'PARAMETER.REQUIRED', 'Missing required parameter.', [
				{ field: 'shipment', message: 'cannot be blank' },
			]);
		for (const part of ['to_address', 'from_address', 'parcel']) {
			if (!asked[part])
				return fault(422, 'PARAMETER.REQUIRED', 'Missing required parameter.', [
					{ field: part, message: 'cannot be blank' },
				]);
		}
		const weight = Number((asked.parcel as Json).weight);
		if (!(weight > 0))
			return fault(422, 'PARAMETER.INVALID', 'Invalid parameter.', [
				{ field: 'parcel.weight', message: 'must be greater than 0' },
			]);
		const options = (asked.options ?? {}) as Json;
		const addresses = {
			to_address: address(asked.to_address as Json),
			from_address: address(asked.from_address as Json),
		};
		const shipment = {
			...stamped('Shipment', 'shp', {}),
			is_return: !!asked.is_return,
			reference: (asked.reference as string) ?? null,
			status: 'unknown',
			tracking_code: null,
			tracker: null,
			options: { currency: 'USD', payment: { type: 'SENDER' }, date_advance: 0, ...options },
			...addresses,
			return_address: addresses.from_address,
			buyer_address: addresses.to_address,
			parcel: stamped('Parcel', 'prcl', {
				length: null,
				width: null,
				height: null,
				predefined_package: null,
				...(asked.parcel as Json),
			}),
			rates: [] as Json[],
			messages: standIn.noRates ?? [],
			postage_label: null,
			selected_rate: null,
			refund_status: null,
			insurance: null,
			customs_info: asked.customs_info ? stamped('CustomsInfo', 'cstinfo', asked.customs_info as Json) : null,
			scan_form: null,
			order_id: null,
			batch_id: null,
			batch_status: null,
			batch_message: null,
			usps_zone: 4,
			forms: [],
			fees: [],
		} as unknown as EasyPostShipment;
		if (!standIn.noRates) shipment.rates = offered(ratesOf(shipment.id, weight)) as Json[];
		shipments.set(shipment.id, shipment);
		madeAt.set(shipment.id, Date.now());
		return { status: 201, body: shipment };
	}

	function offered(rates: Json[]): unknown[] {
		return standIn.offers?.(rates) ?? rates;
	}

	function ratesOf(shipment: string, ounces: number): Json[] {
		const offers = [
			['Express', 26 + ounces * 0.5, 1],
			['Priority', 5 + ounces * 0.12, 2],
			['GroundAdvantage', 4 + ounces * 0.12, 3],
		] as const;
		return offers.map(([service, price, days]) => {
			const rate = price.toFixed(2);
			return stamped('Rate', 'rate', {
				service,
				carrier: 'USPS',
				rate,
				currency: 'USD',
				retail_rate: rate,
				retail_currency: 'USD',
				list_rate: rate,
				list_currency: 'USD',
				billing_type: 'easypost',
				delivery_days: days,
				delivery_date: null,
				delivery_date_guaranteed: false,
				est_delivery_days: days,
				shipment_id: shipment,
				carrier_account_id: 'ca_sandbox',
			});
		});
	}

	function buy(request: Incoming, shipment: EasyPostShipment): Answer {
		if (shipment.postage_label)
			return fault(422, 'SHIPMENT.POSTAGE.EXISTS', 'Postage already exists for this shipment.', standIn.errorsAs);
		const { refuseBuying: refusal, buyButSay, slowLabel } = standIn;
		Object.assign(standIn, { refuseBuying: undefined, buyButSay: undefined, slowLabel: undefined });
		if (refusal)
			return fault(refusal.status, refusal.code, refusal.message ?? 'Unable to buy the shipment.', refusal.errors);
		const rate = shipment.rates.find((one) => one?.id === ((request.json() as { rate?: Json }).rate ?? {}).id);
		if (!rate)
			return fault(422, 'PARAMETER.REQUIRED', 'Missing required parameter.', [
				{ field: 'rate', message: 'cannot be blank' },
			]);
		shipment.insurance = ((request.json() as Json).insurance as string | undefined) ?? null;
		const before = structuredClone(shipment);
		const format = String((shipment.options as Json).label_format ?? 'PNG').toLowerCase();
		shipment.selected_rate = rate;
		shipment.tracking_code = `9400100110368${String(++count).padStart(9, '0')}`;
		shipment.tracker = stamped('Tracker', 'trk', {
			tracking_code: shipment.tracking_code,
			status: 'unknown',
			status_detail: 'unknown',
			signed_by: null,
			weight: null,
			est_delivery_date: null,
			shipment_id: shipment.id,
			carrier: 'USPS',
			tracking_details: [],
			fees: [],
			carrier_detail: null,
			public_url: `https://track.example.com/${shipment.tracking_code}`,
		});
		if (standIn.letterMail) Object.assign(shipment, { tracking_code: null, tracker: null });
		const file = fileUrl(request, shipment, format);
		shipment.postage_label = {
			...stamped('PostageLabel', 'pl', {}),
			mode: undefined,
			date_advance: 0,
			integrated_form: 'none',
			label_date: now(),
			label_resolution: 300,
			label_size: '4x6',
			label_type: 'default',
			label_file_type: mimes[format],
			label_url: file,
			label_pdf_url: format === 'pdf' ? file : null,
			label_zpl_url: format === 'zpl' ? file : null,
			label_epl2_url: null,
			label_file: null,
		};
		shipment.fees = [
			{ object: 'Fee', type: 'PostageFee', amount: `${String(rate.rate)}000`, charged: true, refunded: false },
		];
		if (buyButSay)
			return { ...fault(422, buyButSay, 'Unable to confirm the purchase.', standIn.errorsAs), committed: true };
		return { status: 200, body: slowLabel ? before : shipment };
	}

	/** The carrier decides days later, but takes no label that it has scanned. */
	function giveBack(shipment: EasyPostShipment): Answer {
		if (!shipment.postage_label) return fault(422, 'SHIPMENT.POSTAGE.NOT_PURCHASED', 'The shipment has no postage.');
		const { refuseRefund: refusal, refundAs = 'submitted' } = standIn;
		Object.assign(standIn, { refuseRefund: undefined, refundAs: undefined });
		if (refusal) return fault(refusal.status, refusal.code, refusal.message ?? 'Unable to refund the shipment.');
		if (['submitted', 'refunded'].includes(shipment.refund_status ?? ''))
			return { status: 200, body: shipment, committed: false };
		const tracker = shipment.tracker as Json | null;
		shipment.refund_status = ['unknown', 'pre_transit'].includes((tracker?.status ?? 'unknown') as string)
			? refundAs
			: 'rejected';
		standIn.givenBack.push(shipment.id);
		return { status: 200, body: shipment };
	}

	function convert(request: Incoming, shipment: EasyPostShipment): Answer {
		const format = (request.url.searchParams.get('file_format') ?? '').toLowerCase();
		if (!shipment.postage_label) return fault(422, 'SHIPMENT.POSTAGE.NOT_PURCHASED', 'The shipment has no postage.');
		if (shipment.postage_label.label_file_type === mimes[format])
			return fault(422, 'SHIPMENT.LABEL.CONVERT', 'The label is in this format already.');
		if (!mimes[format])
			return fault(422, 'PARAMETER.INVALID', 'Invalid parameter.', [
				{ field: 'file_format', message: 'is not included in the list' },
			]);
		const url = fileUrl(request, shipment, format);
		if (format === 'pdf') shipment.postage_label.label_pdf_url = url;
		else if (format === 'zpl') shipment.postage_label.label_zpl_url = url;
		else Object.assign(shipment.postage_label, { label_url: url, label_file_type: mimes[format] });
		return { status: 200, body: shipment };
	}

	function list(query: URLSearchParams): Answer {
		let newest = [...shipments.values()]
			.reverse()
			.filter((one) => query.get('purchased') !== 'true' || one.postage_label);
		const since = Date.parse(query.get('start_datetime') ?? '');
		if (Number.isFinite(since)) newest = newest.filter(({ id: name }) => (madeAt.get(name) ?? Infinity) >= since);
		const before = query.get('before_id');
		if (before) newest = newest.slice(newest.findIndex(({ id: name }) => name === before) + 1);
		const size = Math.min(100, Number(query.get('page_size') ?? 20));
		return { status: 200, body: { shipments: newest.slice(0, size), has_more: newest.length > size } };
	}

	/** The carrier's file storage is public and refuses requests that carry a key. */
	function fileAnswer(request: Incoming, name: string, extension: string): Answer {
		if (request.headers.authorization)
			return {
				status: 400,
				headers: { 'content-type': 'application/xml' },
				body: '<Error><Code>InvalidArgument</Code><Message>Unsupported Authorization Type</Message></Error>',
			};
		const shipment = shipments.get(name);
		if (!shipment?.postage_label)
			return {
				status: 403,
				headers: { 'content-type': 'application/xml' },
				body: '<Error><Code>AccessDenied</Code></Error>',
			};
		return {
			status: 200,
			headers: { 'content-type': mimes[extension] },
			body: labelFile(extension, `${shipment.tracking_code} ${shipment.reference ?? ''}`),
		};
	}

	function address(values: Json): Json {
		const fields = {
			name: null,
			company: null,
			street1: null,
			street2: null,
			city: null,
			state: null,
			zip: null,
			country: null,
			phone: null,
			email: null,
		};
		return stamped('Address', 'adr', {
			...fields,
			...values,
			carrier_facility: null,
			residential: null,
			federal_tax_id: null,
			state_tax_id: null,
			verifications: {},
		});
	}
}

const mimes: Record<string, string> = { pdf: 'application/pdf', png: 'image/png', zpl: 'application/zpl' };

function fileUrl(request: Incoming, { id }: EasyPostShipment, extension: string): string {
	return `http://${request.headers.host}/labels/${id}.${extension}`;
}

function fault(status: number, code: string, message: unknown, errors: unknown = []): Answer {
	return { status, body: { error: { code, message, errors } } };
}

function authorized({ headers }: Incoming): boolean {
	return headers.authorization === `Basic ${Buffer.from(`${sandboxSecrets.easypostKey}:`).toString('base64')}`;
}
