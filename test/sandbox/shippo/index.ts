import { addressAt, fileAnswer, offersFor, type CarrierStandIn, type Json } from '../carrier';
import { hookAnswer } from '../carrierHooks';
import { sandboxSecrets } from '../catalogue';
import type { Answer, Incoming } from '../server';

interface Shipment extends Json {
	object_id: string;
	rates: Array<Json & { object_id: string }>;
}
interface Transaction extends Json {
	object_id: string;
	status: string;
	rate: string;
	label_url: string;
	tracking_status: string | null;
	metadata: string;
}

export interface ShippoStandIn extends CarrierStandIn {
	/** The shop's accounts at carriers. */
	carrierAccounts: Json[];
	readonly transactions: Map<string, Transaction>;
	/** In the order they were made. Nothing shows one that was made. */
	readonly pickups: Json[];
	/** No carrier comes, and this is said. */
	noPickup?: string;
	/** The carrier has no codes. */
	noCode?: boolean;
	/** The next label is ordered and comes only when it is asked for. */
	slowLabel?: boolean;
}

/** Shippo's shipments, transactions and refunds: stateful, with the shapes of its recordings. Nothing keeps it from selling for a rate twice. */
export function createShippo(): ShippoStandIn {
	const shipments = new Map<string, Shipment>();
	const transactions: ShippoStandIn['transactions'] = new Map();
	let count = 0;
	const newId = () => (++count).toString(16).padStart(32, '0');
	const stamp = () => ({
		object_created: new Date().toISOString(),
		object_updated: new Date().toISOString(),
		object_owner: 'shop@example.com',
	});

	const standIn: ShippoStandIn = {
		provider: 'shippo',
		transactions,
		pickups: [],
		requests: [],
		voided: [],
		followed: new Map(),
		hooks: new Map(),
		carrierAccounts: [
			{
				object_id: 'f'.repeat(32),
				account_id: 'shippo_usps_account',
				carrier: 'usps',
				carrier_name: 'USPS',
				active: true,
				is_shippo_account: true,
				metadata: '',
				parameters: {},
				test: false,
			},
		],
		operationOf: ({ method, path }) => `${method} ${path.replace(/\/[0-9a-f]{32}/, '/:id')}`,
		refusal: (kind, { retryAfter = 1 }): Answer =>
			kind === 'rate_limit'
				? { status: 429, headers: { 'retry-after': String(retryAfter) }, body: { detail: 'Request was throttled.' } }
				: { status: 500, headers: { 'content-type': 'text/html' }, body: '<h1>Server Error (500)</h1>' },
		answer(request) {
			const file = fileAnswer(request, (id) => transactions.has(id));
			if (file) return file;
			if (request.headers.authorization !== `ShippoToken ${sandboxSecrets.shippoToken}`)
				return { status: 401, body: { detail: 'Invalid token' } };
			return route(request);
		},
		bought: () =>
			[...transactions.values()]
				.filter(({ label_url: url }) => url)
				.map(({ object_id: id, metadata: reference, tracking_number: number }) => ({
					id,
					reference,
					trackingNumber: String(number),
				})),
		scan: (id, word) => void Object.assign(transactions.get(id)!, { tracking_status: word }),
		decideRefund: (id, word) => void Object.assign(transactions.get(id)!, { status: word }),
	};
	return standIn;

	function route(request: Incoming): Answer {
		const { method, path, url } = request;
		if (method === 'POST') standIn.requests.push({ path, body: request.json() as Json });
		const hooks = hookAnswer(request, path, standIn.hooks, {
			path: '/webhooks/',
			newId,
			made: (id, body) => ({ status: 201, body: { object_id: id, ...body } }),
		});
		if (hooks) return hooks;
		if (path === '/carrier_accounts/')
			return { status: 200, body: { next: null, previous: null, results: standIn.carrierAccounts } };
		if (path === '/addresses/') return { status: 200, body: { count: 0, next: null, previous: null, results: [] } };
		const [, carrier, number] = /^\/tracks\/(\w+)\/([^/]+)$/.exec(path) ?? [];
		if (carrier) return track(carrier, decodeURIComponent(number));
		if (path === '/shipments/') return create(request);
		if (path === '/pickups/' && method === 'POST') return schedule(request.json() as Json);
		if (path === '/refunds/') return refund(request);
		if (path === '/transactions/') return method === 'POST' ? buy(request) : list(url.searchParams);
		const [, kind, id] = /^\/(transactions|rates)\/(\w+)$/.exec(path) ?? [];
		const found = kind === 'rates' ? rateOf(id) : transactions.get(id ?? '');
		return found
			? { status: 200, body: found }
			: { status: 404, headers: { 'content-type': 'text/html' }, body: '<h1>Not Found</h1>' };
	}

	function create(request: Incoming): Answer {
		const body = request.json() as Json & { parcels?: Array<{ weight: string }> };
		for (const field of ['address_from', 'address_to', 'parcels'])
			if (!body[field]) return { status: 400, body: { [field]: ['This field is required.'] } };
		const id = newId();
		const shipment: Shipment = {
			...stamp(),
			object_id: id,
			status: 'SUCCESS',
			address_from: body.address_from,
			address_to: body.address_to,
			address_return: body.address_from,
			parcels: body.parcels,
			extra: body.extra ?? {},
			metadata: body.metadata ?? '',
			customs_declaration: null,
			test: true,
			messages: standIn.noOffers ? [{ source: 'USPS', code: '', text: standIn.noOffers }] : [],
			rates: standIn.noOffers
				? []
				: offersFor(Number(body.parcels![0].weight)).map(({ service, price, days }) => ({
						object_id: newId(),
						...stamp(),
						shipment: id,
						provider: 'USPS',
						servicelevel: { name: service, token: `usps_${service}`, terms: '' },
						amount: price.toFixed(2),
						currency: 'USD',
						amount_local: price.toFixed(2),
						currency_local: 'USD',
						estimated_days: days,
						attributes: [],
						carrier_account: 'ca_sandbox',
						test: true,
						messages: [],
					})),
		};
		shipments.set(id, shipment);
		return { status: 201, body: shipment };
	}

	/** What is not followed yet is unknown, and no error. */
	function track(carrier: string, number: string): Answer {
		const status = standIn.followed.get(number) ?? 'UNKNOWN';
		const body = {
			carrier,
			tracking_number: number,
			eta: null,
			tracking_status: { status, status_details: '', status_date: '2026-11-21T10:00:00Z', substatus: null },
			tracking_history: [],
			test: true,
		};
		return { status: 200, body };
	}

	function rateOf(id: string) {
		return [...shipments.values()].flatMap(({ rates }) => rates).find((rate) => rate.object_id === id);
	}

	/** A code is asked for with the shipment. */
	function wantsCode(rate: string): boolean {
		const one = [...shipments.values()].find(({ rates }) => rates.some((each) => each.object_id === rate));
		return !!(one?.extra as Json | undefined)?.qr_code_requested && !standIn.noCode;
	}

	function buy(request: Incoming): Answer {
		const body = request.json() as { rate?: string; label_file_type?: string; metadata?: string };
		if (!body.rate) return { status: 400, body: { rate: ['This field is required.'] } };
		if (!rateOf(body.rate))
			return { status: 400, body: { rate: [`Rate with supplied object_id ${body.rate} not found.`] } };
		const id = newId();
		const { refuseOrder, slowLabel } = standIn;
		Object.assign(standIn, { refuseOrder: undefined, slowLabel: undefined });
		const extension = { PDF: 'pdf', PNG: 'png', ZPLII: 'zpl' }[body.label_file_type ?? 'PDF'] ?? 'pdf';
		const transaction: Transaction = {
			...stamp(),
			object_id: id,
			object_state: 'VALID',
			status: refuseOrder ? 'ERROR' : 'SUCCESS',
			rate: body.rate,
			metadata: body.metadata ?? '',
			label_url: refuseOrder ? '' : addressAt(request, `/labels/${id}.${extension}`),
			label_file_type: body.label_file_type ?? 'PDF',
			tracking_number: refuseOrder ? '' : `92055901${String(count).padStart(10, '0')}`,
			tracking_status: refuseOrder ? null : 'UNKNOWN',
			tracking_url_provider: refuseOrder ? '' : `https://track.example.com/${id}`,
			commercial_invoice_url: null,
			qr_code_url: wantsCode(body.rate) && !refuseOrder ? addressAt(request, `/labels/${id}_qr_code.png`) : null,
			eta: null,
			test: true,
			messages: refuseOrder ? [{ source: 'USPS', code: '', text: refuseOrder }] : [],
		};
		transactions.set(id, transaction);
		if (!slowLabel) return { status: 201, body: transaction, committed: !refuseOrder };
		return { status: 201, body: { ...transaction, status: 'QUEUED', label_url: '', tracking_number: '' } };
	}

	/** As the recording refuses: each field with what is wrong, those of the address without its name. */
	function schedule(asked: Json): Answer {
		const { address, ...location } = (asked.location ?? {}) as Json & { address?: Json };
		const missing = [
			...['carrier_account', 'transactions', 'requested_start_time', 'requested_end_time'].filter((one) => !asked[one]),
			...['building_location_type'].filter((one) => !location[one]),
			...['name', 'street1', 'city', 'zip', 'country', 'phone', 'email'].filter((one) => !address?.[one]),
		];
		if (missing.length)
			return { status: 400, body: Object.fromEntries(missing.map((one) => [one, ['This field is required.']])) };
		if (((asked.transactions ?? []) as string[]).some((id) => !transactions.has(id)))
			return { status: 400, body: { transactions: ['Transaction not found.'] } };
		const { noPickup } = standIn;
		const made = {
			...stamp(),
			object_id: newId(),
			...asked,
			confirmed_start_time: asked.requested_start_time,
			confirmed_end_time: asked.requested_end_time,
			cancel_by_time: asked.requested_start_time,
			status: noPickup ? 'ERROR' : 'CONFIRMED',
			confirmation_code: noPickup ? '' : `WTC${count}`,
			timezone: 'US/Pacific',
			messages: noPickup ? [noPickup] : [],
			is_test: true,
		};
		if (!noPickup) standIn.pickups.push(made);
		return { status: 201, body: made, committed: !noPickup };
	}

	function list(query: URLSearchParams): Answer {
		const size = Number(query.get('results') ?? 25);
		const page = Number(query.get('page') ?? 1);
		const all = [...transactions.values()]
			.reverse()
			.filter(({ rate }) => !query.get('rate') || rate === query.get('rate'));
		const results = all.slice((page - 1) * size, page * size);
		const next = all.length > page * size ? `https://api.goshippo.com/transactions/?page=${page + 1}` : null;
		return { status: 200, body: { count: all.length, next, previous: null, results } };
	}

	/** The carrier decides later; it takes no label that it has scanned. */
	function refund(request: Incoming): Answer {
		const { transaction: id } = request.json() as { transaction?: string };
		const transaction = transactions.get(id ?? '');
		if (!transaction) return { status: 400, body: { transaction: ['Transaction not found.'] } };
		const isUsed = !['UNKNOWN', 'PRE_TRANSIT'].includes(transaction.tracking_status ?? 'UNKNOWN');
		if (!isUsed) {
			transaction.status = 'REFUNDPENDING';
			standIn.voided.push(transaction.object_id);
		}
		return {
			status: 201,
			body: { ...stamp(), object_id: newId(), transaction: id, status: isUsed ? 'ERROR' : 'PENDING', test: true },
			committed: !isUsed,
		};
	}
}
