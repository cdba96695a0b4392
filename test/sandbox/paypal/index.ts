import { money } from '../../../nodes/shared/model';
import { catalogue, currencyOf, paidParts, sandboxSecrets } from '../catalogue';
import type { Answer, Incoming, StandIn } from '../server';
import {
	amountOf,
	checkedAmount,
	errorBody,
	PayPalFault,
	sumOf,
	written,
	type Capture,
	type Link,
	type Refund,
} from './objects';
import { PayPalWebhooks, usualSigner, type PayPalEventObject, type Webhook } from './webhooks';

interface Order {
	id: string;
	captures: string[];
}

export interface PayPalStandIn extends StandIn {
	readonly captures: Map<string, Capture>;
	/** In the order they were made. */
	readonly refunds: Map<string, Refund>;
	readonly orders: Map<string, Order>;
	readonly disputes: Map<string, Record<string, unknown>>;
	readonly events: PayPalEventObject[];
	readonly webhooks: PayPalWebhooks;
	/** What clients sent and got, for assertions. */
	readonly exchanges: Array<{
		method: string;
		path: string;
		headers: Record<string, string>;
		query: Record<string, string>;
		body: unknown;
		status: number;
		answer: unknown;
	}>;
	/** Status that new refunds get; default COMPLETED. */
	newRefundsAre: string;
	/** The next refunds are refused with this issue. */
	refuseWith?: string;
	/** Whether a refund that was made is answered with 500; asked each time. */
	failAfterCommit: () => boolean;
	/** The next so many refunds are told that an earlier request is in progress. */
	inProgress: number;
	/** Features that the app lacks, by the part of the path that answers 403. */
	readonly lacking: Set<string>;
	/** Where it listens: addresses that it gives out begin with it. */
	address: string;
	listensAt(address: string): void;
	/** Tokens that were given out are taken no more. */
	expireTokens(): void;
	/** Forgets every request id, as PayPal does after 45 days. */
	forgetKeys(): void;
	/** Moves a refund on, as a bank would. */
	settle(refund: string, status: string, reason?: string): void;
	/** Somebody refunds in PayPal itself: the refund keeps the numbers of its payment. */
	refundByHand(capture: string, value: string): Refund;
	/** A customer opens a case on a payment. */
	dispute(capture: string, fields?: Record<string, unknown>): Record<string, unknown>;
	/** Notes an event about an object. */
	emit(type: string, resourceType: string, resource: object, at?: string): PayPalEventObject;
	/** Adds a payment with its order; `value`: decimal. */
	addPayment(capture: string, value: string, currency?: string, fields?: Record<string, unknown>, at?: string): Capture;
}

/** The id of a catalogue order's payment. */
export function captureIdOf(number: string): string {
	return `CAPSANDBOX${number.replace(/\D/g, '').padStart(7, '0')}`;
}

/**
 * PayPal's captured payments, their refunds, and what is around them: stateful, with request ids
 * (docs/facts/paypal.md#a-request-id-lives-for-45-days).
 * @param realTime its clock is the real one; else it starts at the same second each time
 */
export function createPayPal({ realTime = false, orders: shop = catalogue } = {}): PayPalStandIn {
	const keys = new Map<string, string>();
	const tokens = new Set<string>();
	const captures: PayPalStandIn['captures'] = new Map();
	const refunds: PayPalStandIn['refunds'] = new Map();
	const orders: PayPalStandIn['orders'] = new Map();
	const disputes: PayPalStandIn['disputes'] = new Map();
	const payers = new Map<string, string>();
	let clock = Date.parse('2026-09-21T14:13:20Z');
	let count = 0;
	// No two things happen in the same second.
	const now = () => {
		clock = Math.max(clock + 1000, realTime ? Date.now() : 0);
		return stamp(clock);
	};
	const idOf = (kind: string) => `${kind}${String(++count).padStart(17 - kind.length, '0')}`;
	const link = (rel: string, path: string, method = 'GET'): Link => ({
		href: `${standIn.address}${path}`,
		rel,
		method,
	});

	const standIn: PayPalStandIn = {
		provider: 'paypal',
		captures,
		refunds,
		orders,
		disputes,
		events: [],
		webhooks: new PayPalWebhooks(),
		exchanges: [],
		newRefundsAre: 'COMPLETED',
		failAfterCommit: () => false,
		inProgress: 0,
		lacking: new Set(),
		address: 'https://api-m.paypal.example',
		operationOf: ({ method, path }) =>
			`${method} ${path.replace(/\/(captures|refunds|orders|disputes|webhooks|certs)\/[\w-]+/, '/$1/:id')}`,
		refusal: (kind, { retryAfter = 1 }) =>
			kind === 'rate_limit'
				? { status: 429, headers: { 'retry-after': String(retryAfter) }, body: errorBody(429) }
				: { status: 500, body: errorBody(500) },
		answer(request) {
			const isJson = /json/.test(request.headers['content-type'] ?? '');
			const answer = answered(request);
			standIn.exchanges.push({
				method: request.method,
				path: request.path,
				headers: request.headers,
				query: Object.fromEntries(request.url.searchParams),
				body: isJson && request.raw.length ? (request.json() as unknown) : undefined,
				status: answer.status,
				answer: answer.body,
			});
			return answer;
		},
		listensAt(address) {
			standIn.address = address;
			standIn.webhooks.certificateAddress = `${address}/v1/notifications/certs/CERT-sandbox`;
		},
		expireTokens: () => tokens.clear(),
		forgetKeys: () => keys.clear(),
		settle(id, status, reason) {
			const refund = refunds.get(id)!;
			Object.assign(refund, { status, status_details: reason && { reason }, update_time: now() });
			if (!reason) delete refund.status_details;
			countAnew(refund);
			if (status === 'COMPLETED') standIn.emit('PAYMENT.CAPTURE.REFUNDED', 'refund', refund);
		},
		refundByHand(id, value) {
			const capture = captures.get(id)!;
			const { invoice_id, custom_id } = capture;
			return made(capture, { amount: { ...capture.amount, value }, invoice_id, custom_id });
		},
		dispute(id, fields = {}) {
			const dispute = {
				dispute_id: `PP-D-${++count}`,
				create_time: now(),
				update_time: stamp(clock),
				disputed_transactions: [{ seller_transaction_id: id, transaction_status: 'COMPLETED' }],
				reason: 'MERCHANDISE_OR_SERVICE_NOT_RECEIVED',
				status: 'WAITING_FOR_SELLER_RESPONSE',
				dispute_amount: captures.get(id)!.amount,
				dispute_life_cycle_stage: 'CHARGEBACK',
				dispute_channel: 'INTERNAL',
				seller_response_due_date: stamp(clock + 10 * 86_400_000),
				...fields,
			};
			disputes.set(dispute.dispute_id, dispute);
			standIn.emit('CUSTOMER.DISPUTE.CREATED', 'dispute', dispute);
			return dispute;
		},
		emit(type, resourceType, resource, at = now()) {
			const event = {
				id: `WH-${++count}-SANDBOX`,
				event_version: '1.0',
				create_time: at,
				resource_type: resourceType,
				resource_version: '2.0',
				event_type: type,
				summary: type,
				resource: structuredClone(resource),
				links: [],
			};
			standIn.events.push(event);
			return event;
		},
		addPayment(
			id,
			value,
			currency = 'EUR',
			{ email, order: order_id = id.replace(/^CAP/, 'ORD'), ...fields } = {},
			at = now(),
		) {
			const fee = money(Math.round(amountOf({ value, currency_code: currency }).amount * 0.03), currency);
			const gross = amountOf({ value, currency_code: currency });
			const capture: Capture = {
				id,
				status: 'COMPLETED',
				amount: { currency_code: currency, value },
				final_capture: true,
				seller_receivable_breakdown: {
					gross_amount: { currency_code: currency, value },
					paypal_fee: written(fee),
					net_amount: written(money(gross.amount - fee.amount, currency)),
				},
				...(order_id !== null && { supplementary_data: { related_ids: { order_id: String(order_id) } } }),
				create_time: at,
				update_time: at,
				links: [
					link('self', `/v2/payments/captures/${id}`),
					link('refund', `/v2/payments/captures/${id}/refund`, 'POST'),
					...(order_id === null ? [] : [link('up', `/v2/checkout/orders/${String(order_id)}`)]),
				],
				...fields,
			};
			captures.set(id, capture);
			if (typeof email === 'string') payers.set(id, email);
			if (order_id !== null) {
				const order = orders.get(String(order_id)) ?? { id: String(order_id), captures: [] };
				order.captures.push(id);
				orders.set(order.id, order);
			}
			return capture;
		},
	};
	for (const order of shop)
		for (const { gateway, amount } of paidParts(order))
			if (gateway === 'paypal')
				standIn.addPayment(
					captureIdOf(order.number),
					amount,
					currencyOf(order),
					{ invoice_id: order.number, email: order.customer.email },
					realTime ? stamp(Date.now() - order.placedDaysAgo * 86_400_000) : undefined,
				);
	return standIn;

	function answered(request: Incoming): Answer {
		try {
			const { path, method } = request;
			if (path.startsWith('/v1/notifications/certs/')) return { status: 200, body: usualSigner().certificate };
			if (path === '/v1/oauth2/token') return signedIn(request);
			if (!tokens.has(request.headers.authorization ?? ''))
				throw new PayPalFault(401, 'INVALID_ACCOUNT_STATUS', 'Account validations failed for the user.');
			if ([...standIn.lacking].some((part) => path.includes(part)))
				throw new PayPalFault(
					403,
					'PERMISSION_DENIED',
					'You do not have permission to access or perform operations on this resource.',
				);
			const [, id, act] = /^\/v2\/payments\/captures\/([^/]+)(\/refund)?$/.exec(path) ?? [];
			if (id && act && method === 'POST') return refunded(request, found(captures, id));
			if (id && !act && method === 'GET') return { status: 200, body: found(captures, id) };
			const [, refund] = /^\/v2\/payments\/refunds\/([^/]+)$/.exec(path) ?? [];
			if (refund && method === 'GET') return { status: 200, body: found(refunds, refund) };
			const [, order] = /^\/v2\/checkout\/orders\/([^/]+)$/.exec(path) ?? [];
			if (order && method === 'GET') return { status: 200, body: orderBody(found(orders, order)) };
			const [, dispute] = /^\/v1\/customer\/disputes\/([^/]+)$/.exec(path) ?? [];
			if (dispute && method === 'GET') return { status: 200, body: found(disputes, dispute) };
			if (path === '/v1/reporting/transactions' && method === 'GET')
				return { status: 200, body: transactions(request.url) };
			return notifications(request);
		} catch (error) {
			if (!(error instanceof PayPalFault)) throw error;
			return { status: error.status, body: errorBody(error.status, error.issue, error.description, error.field) };
		}
	}

	function signedIn({ headers, form }: Incoming): Answer {
		const right = `${sandboxSecrets.paypalClientId}:${sandboxSecrets.paypalClientSecret}`;
		if (headers.authorization !== `Basic ${Buffer.from(right).toString('base64')}`)
			return { status: 401, body: { error: 'invalid_client', error_description: 'Client Authentication failed' } };
		if (form().get('grant_type') !== 'client_credentials')
			return { status: 400, body: { error: 'unsupported_grant_type', error_description: 'unsupported grant_type' } };
		const token = `sandbox-token-${++count}`;
		tokens.add(`Bearer ${token}`);
		return {
			status: 200,
			committed: false,
			body: {
				scope:
					'https://uri.paypal.com/services/payments/refund https://uri.paypal.com/services/payments/payment/authcapture https://uri.paypal.com/services/reporting/search/read',
				access_token: token,
				token_type: 'Bearer',
				app_id: 'APP-SANDBOX',
				expires_in: 32_400,
			},
		};
	}

	function refunded({ headers, json, raw }: Incoming, capture: Capture): Answer {
		const key = headers['paypal-request-id'];
		const whole = /representation/.test(headers.prefer ?? '');
		const shown = (refund: Refund) => (whole ? refund : { id: refund.id, status: refund.status, links: refund.links });
		if (standIn.inProgress > 0) {
			standIn.inProgress--;
			throw new PayPalFault(
				409,
				'PREVIOUS_REQUEST_IN_PROGRESS',
				'A previous request on this resource is currently in progress. Please wait for sometime and try again. It is best to space out the initial and the subsequent request(s) to avoid receiving this error.',
			);
		}
		// Whatever the body says: the latest of what this id has made.
		const before = key && refunds.get(keys.get(key) ?? '');
		if (before) return { status: 201, committed: false, body: shown(before) };
		const refund = made(capture, raw.length ? (json() as Record<string, unknown>) : {});
		if (key) keys.set(key, refund.id);
		if (standIn.failAfterCommit()) return { status: 500, committed: true, body: errorBody(500) };
		return { status: 201, body: shown(refund) };
	}

	function made(capture: Capture, body: Record<string, unknown>): Refund {
		for (const name of Object.keys(body))
			if (!['amount', 'custom_id', 'invoice_id', 'note_to_payer', 'payment_instruction'].includes(name))
				throw new PayPalFault(
					400,
					'INVALID_PARAMETER_SYNTAX',
					'The value of a field does not conform to the expected format.',
					`/${name}`,
				);
		for (const name of ['custom_id', 'invoice_id'])
			if (String(body[name] ?? '').length > 127)
				throw new PayPalFault(
					400,
					'INVALID_STRING_LENGTH',
					'The value of a field is either too short or too long.',
					`/${name}`,
				);
		if (standIn.refuseWith) throw new PayPalFault(422, standIn.refuseWith);
		if (capture.status === 'PENDING')
			throw new PayPalFault(
				422,
				'PENDING_CAPTURE',
				'Cannot initiate a refund as the capture is pending. Capture is typically pending when the payer has funded the transaction using e-check/bank funded.',
			);
		if (['DECLINED', 'FAILED'].includes(capture.status))
			throw new PayPalFault(422, 'REFUND_NOT_ALLOWED', 'Capture cannot be refunded.');
		const currency = capture.amount.currency_code;
		const left = amountOf(capture.amount).amount - gone(capture.id);
		const amount = body.amount ? checkedAmount(body.amount) : money(left, currency);
		if (amount.currency !== currency)
			throw new PayPalFault(
				422,
				'REFUND_CAPTURE_CURRENCY_MISMATCH',
				'Refund must be in the same currency as the capture',
			);
		if (left <= 0) throw new PayPalFault(422, 'CAPTURE_FULLY_REFUNDED', 'The capture has already been fully refunded');
		if (amount.amount > left)
			throw new PayPalFault(
				422,
				'REFUND_AMOUNT_EXCEEDED',
				'The refund amount must be less than or equal to the capture amount that has not yet been refunded.',
			);
		const id = idOf('RFD');
		const at = now();
		const refund: Refund = {
			id,
			status: standIn.newRefundsAre,
			...(standIn.newRefundsAre === 'PENDING' && { status_details: { reason: 'ECHECK' } }),
			amount: written(amount),
			...(body.custom_id !== undefined && { custom_id: String(body.custom_id) }),
			...(body.invoice_id !== undefined && { invoice_id: String(body.invoice_id) }),
			seller_payable_breakdown: {
				gross_amount: written(amount),
				net_amount: written(amount),
				total_refunded_amount: written(money(gone(capture.id) + amount.amount, currency)),
			},
			create_time: at,
			update_time: at,
			links: [link('self', `/v2/payments/refunds/${id}`), link('up', `/v2/payments/captures/${capture.id}`)],
		};
		refunds.set(id, refund);
		countAnew(refund);
		if (refund.status === 'COMPLETED') standIn.emit('PAYMENT.CAPTURE.REFUNDED', 'refund', refund);
		return refund;
	}

	function refundsOf(capture: string): Refund[] {
		return [...refunds.values()].filter(({ links }) => links.some(({ href }) => href.endsWith(`/captures/${capture}`)));
	}

	/** Minor units that have gone back of a payment, or are on their way. */
	function gone(capture: string): number {
		const those = refundsOf(capture).filter(({ status }) => status === 'COMPLETED' || status === 'PENDING');
		return sumOf(
			those.map(({ amount }) => amount),
			captures.get(capture)!.amount.currency_code,
		).amount;
	}

	function countAnew({ links }: Refund): void {
		const id = links
			.find(({ rel }) => rel === 'up')!
			.href.split('/')
			.at(-1)!;
		const capture = captures.get(id)!;
		const [back, whole] = [gone(id), amountOf(capture.amount).amount];
		capture.status = back === 0 ? 'COMPLETED' : back < whole ? 'PARTIALLY_REFUNDED' : 'REFUNDED';
	}

	function orderBody(order: Order): object {
		const own = order.captures.map((id) => captures.get(id)!);
		return {
			id: order.id,
			intent: 'CAPTURE',
			status: 'COMPLETED',
			purchase_units: [
				{
					reference_id: 'default',
					payments: {
						// In an order a capture does not name its order.
						captures: own.map((capture) => ({ ...capture, supplementary_data: undefined })),
						refunds: order.captures.flatMap(refundsOf),
					},
				},
			],
			create_time: own[0].create_time,
			links: [link('self', `/v2/checkout/orders/${order.id}`)],
		};
	}

	function transactions({ searchParams: query }: URL): object {
		const [from, to] = [Date.parse(query.get('start_date') ?? ''), Date.parse(query.get('end_date') ?? '')];
		if (!(to - from <= 31 * 86_400_000))
			throw new PayPalFault(400, 'INVALID_PARAMETER_SYNTAX', 'Date range is greater than 31 days', 'start_date');
		const rows = [...captures.values()]
			.filter(({ create_time: at }) => Date.parse(at) >= from && Date.parse(at) <= to)
			.map(({ id, amount, status, create_time: at, invoice_id, custom_id }) => ({
				transaction_info: {
					transaction_id: id,
					transaction_event_code: 'T0006',
					transaction_initiation_date: at,
					transaction_updated_date: at,
					transaction_amount: amount,
					transaction_status: status === 'PENDING' ? 'P' : status === 'DECLINED' ? 'D' : 'S',
					...(invoice_id && { invoice_id }),
					...(custom_id && { custom_field: custom_id }),
				},
				payer_info: { ...(payers.has(id) && { email_address: payers.get(id) }) },
			}));
		const [size, page] = [Number(query.get('page_size') ?? 100), Number(query.get('page') ?? 1)];
		return {
			transaction_details: rows.slice((page - 1) * size, page * size),
			start_date: query.get('start_date'),
			end_date: query.get('end_date'),
			last_refreshed_datetime: stamp(clock),
			page,
			total_items: rows.length,
			total_pages: Math.max(1, Math.ceil(rows.length / size)),
		};
	}

	function notifications({ method, path, url, json }: Incoming): Answer {
		const { all } = standIn.webhooks;
		if (path === '/v1/notifications/webhooks' && method === 'GET')
			return { status: 200, body: { webhooks: [...all.values()] } };
		if (path === '/v1/notifications/webhooks' && method === 'POST') {
			const { url: address, event_types: types } = json() as Webhook;
			if ([...all.values()].some((one) => one.url === address))
				throw new PayPalFault(400, 'WEBHOOK_URL_ALREADY_EXISTS', 'Webhook URL already exists');
			const webhook = { id: idOf('WHK'), url: address, event_types: types };
			all.set(webhook.id, webhook);
			return { status: 201, body: webhook };
		}
		const [, id] = /^\/v1\/notifications\/webhooks\/([^/]+)$/.exec(path) ?? [];
		if (id && method === 'DELETE') {
			found(all, id);
			all.delete(id);
			return { status: 204, body: '' };
		}
		if (path === '/v1/notifications/webhooks-events' && method === 'GET') {
			const [from, to] = [url.searchParams.get('start_time') ?? '', url.searchParams.get('end_time') ?? '9'];
			const [size, skip] = [Number(url.searchParams.get('page_size') ?? 10), Number(url.searchParams.get('skip') ?? 0)];
			const rows = standIn.events.filter(({ create_time: at }) => at >= from && at <= to).reverse();
			const next = new URLSearchParams({
				start_time: from,
				end_time: to,
				page_size: String(size),
				skip: String(skip + size),
			});
			return {
				status: 200,
				body: {
					events: rows.slice(skip, skip + size),
					count: rows.slice(skip, skip + size).length,
					links: [link('self', path), ...(rows.length > skip + size ? [link('next', `${path}?${String(next)}`)] : [])],
				},
			};
		}
		throw new PayPalFault(404, 'INVALID_RESOURCE_ID', `There is no ${method} ${path}.`);
	}

	function found<T>(map: Map<string, T>, id: string): T {
		const one = map.get(id);
		if (one) return one;
		throw new PayPalFault(
			404,
			'INVALID_RESOURCE_ID',
			'Specified resource ID does not exist. Please check the resource ID and try again.',
		);
	}
}

/** A time as PayPal writes it. */
function stamp(at: number): string {
	return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
