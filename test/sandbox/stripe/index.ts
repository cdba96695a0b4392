import { fromDecimal } from '../../../nodes/shared/model';
import { catalogue, currencyOf, paidParts, sandboxSecrets } from '../catalogue';
import type { Answer, Incoming, StandIn } from '../server';
import { StripeAccount } from './account';
import { invalid, known, matchesTime, metadataOf, page, wholeNumber } from './form';
import { StripeWebhooks } from './webhooks';
import {
	balanceTransactionOf,
	cardOf,
	chargeOf,
	paymentIntentOf,
	refundOf,
	StripeFault,
	type Charge,
	type PaymentIntent,
	type StripeRefund,
} from './objects';

interface Saved {
	method: string;
	path: string;
	body: string;
	answer: Answer;
}

export interface StripeStandIn extends StandIn {
	readonly charges: Map<string, Charge>;
	readonly paymentIntents: Map<string, PaymentIntent>;
	/** In the order they were made. */
	readonly refunds: Map<string, StripeRefund>;
	/** Events, webhook endpoints, disputes, payouts. */
	readonly account: StripeAccount;
	readonly webhooks: StripeWebhooks;
	/** What clients sent, for assertions: headers, query and form of each request. */
	readonly requests: Array<{
		method: string;
		path: string;
		headers: Record<string, string>;
		query: Record<string, string>;
		form: Record<string, string>;
	}>;
	/** Requests that any second may hold; more are answered 429. Default: no limit. */
	limitPerSecond: number;
	/** Status that new refunds get; default succeeded. */
	newRefundsAre: string;
	/** Why new refunds that are pending are; default processing. */
	pendingFor?: string;
	/** The next so many writes end in a 500 that is saved under their key, as Stripe does. */
	saveServerErrors: number;
	/** Whether a write that was carried out is answered, and saved, as a 500; asked each time. */
	failAfterCommit: () => boolean;
	/** The next so many cards that shall hold an amount are refused by their bank. */
	cardsRefused: number;
	/** Restricted keys, with the permissions that each lacks, by the part of the path that it may not read, as in `payouts: 'rak_payout_read'`. */
	readonly restricted: Map<string, Record<string, string>>;
	/** The customer of this payment has saved its card. */
	saveCard(paymentIntent: string, customer: string): void;
	/** The next so many writes are told that their key is in use. */
	keysInUse: number;
	/** Forgets every idempotency key, as Stripe may after a day. */
	forgetKeys(): void;
	/** Moves a refund on, as the bank would. */
	settle(refund: string, status: string, failureReason?: string): void;
	/**
	 * Captures a part of a payment that was only authorised. `final`: the rest is let go, which Stripe books as a refund of category
	 * `partial_capture_reversal`; else further captures may follow.
	 */
	capture(charge: string, amount: number, final: boolean): void;
	/** Adds a payment of `amount` (Stripe's integer); `fields`: of its charge. */
	addPayment(
		paymentIntent: string,
		charge: string,
		amount: number,
		currency?: string,
		created?: number,
		fields?: Record<string, unknown>,
	): void;
}

/**
 * Stripe's refunds and the payments they belong to: stateful, with idempotency keys
 * (docs/facts/stripe.md#an-idempotency-key-lives-for-a-day).
 * @param realTime its clock is the real one, for people and for what looks at yesterday; else it starts at the same second each time
 */
export function createStripe({ realTime = false, orders = catalogue } = {}): StripeStandIn {
	const saved = new Map<string, Saved>();
	const carriedOut = new WeakSet<Answer>();
	const charges: StripeStandIn['charges'] = new Map();
	const paymentIntents: StripeStandIn['paymentIntents'] = new Map();
	const refunds: StripeStandIn['refunds'] = new Map();
	const restricted: StripeStandIn['restricted'] = new Map();
	const releases = new Set<string>();
	const seconds = () => Math.floor(Date.now() / 1000);
	let clock = realTime ? 0 : 1_790_000_000;
	// No two things happen in the same second.
	const tick = () => (clock = Math.max(clock + 1, realTime ? seconds() : 0));
	let count = 0;
	const arrivals: number[] = [];
	const account = new StripeAccount(tick, (id) => refunds.get(id) ?? charges.get(id));

	const standIn: StripeStandIn = {
		provider: 'stripe',
		charges,
		paymentIntents,
		refunds,
		restricted,
		account,
		webhooks: new StripeWebhooks(account),
		requests: [],
		limitPerSecond: Infinity,
		newRefundsAre: 'succeeded',
		saveServerErrors: 0,
		failAfterCommit: () => false,
		keysInUse: 0,
		cardsRefused: 0,
		saveCard: (id, customer) => void Object.assign(paymentIntents.get(id)!, { customer }),
		operationOf: ({ method, path }) => `${method} ${path.replace(/\/(pi|ch|re|po|du|evt|we)_\w+/, '/:id')}`,
		refusal: (kind, { retryAfter = 1 }) =>
			kind === 'rate_limit'
				? {
						status: 429,
						headers: { 'retry-after': String(retryAfter) },
						body: {
							error: { type: 'invalid_request_error', code: 'rate_limit', message: 'Request rate limit exceeded.' },
						},
					}
				: { status: 500, body: { error: { type: 'api_error', message: 'An unknown error occurred' } } },
		answer(request) {
			standIn.requests.push({
				method: request.method,
				path: request.path,
				headers: request.headers,
				query: Object.fromEntries(request.url.searchParams),
				form: Object.fromEntries(request.form()),
			});
			if (overLimit())
				return { ...standIn.refusal('rate_limit', { provider: 'stripe', kind: 'rate_limit' }), committed: false };
			const lacking = restricted.get(request.headers.authorization?.replace(/^Bearer /, '') ?? '');
			const permission = lacking?.[request.path.split('/')[2]];
			if (permission)
				return {
					status: 403,
					body: {
						error: {
							type: 'invalid_request_error',
							message: `The provided key does not have the required permissions for this endpoint on account 'acct_sandbox'. Having the '${permission}' permission would allow this request to continue.`,
						},
					},
				};
			if (!lacking && !authorized(request))
				return {
					status: 401,
					body: { error: { type: 'invalid_request_error', message: 'Invalid API Key provided: sandb*********-key' } },
				};
			return request.method === 'POST' ? underKey(request) : unsaved(request);
		},
		forgetKeys: () => saved.clear(),
		settle(id, status, failureReason) {
			const refund = refunds.get(id)!;
			const charge = charges.get(refund.charge)!;
			if ((status === 'failed' || status === 'canceled') && refund.status !== status)
				charge.amount_refunded -= refund.amount;
			charge.refunded = charge.amount_refunded === charge.amount;
			Object.assign(
				refund,
				{ status, pending_reason: undefined, next_action: undefined },
				failureReason && { failure_reason: failureReason, failure_balance_transaction: `txn_failed_${id}` },
			);
			account.emit('refund.updated', refund);
			if (status === 'failed') account.emit('refund.failed', refund);
		},
		capture(id, amount, final) {
			const charge = charges.get(id)!;
			Object.assign(charge, { captured: final, amount_captured: amount });
			if (!final || amount === charge.amount) return;
			const [made, reason] = [tick(), null];
			const released = charge.amount - amount;
			const release = refundOf({
				id: `re_let_go${++count}`,
				amount: released,
				charge,
				status: 'succeeded',
				metadata: {},
				reason,
				created: made,
			});
			releases.add(release.id);
			refunds.set(release.id, release);
			charge.amount_refunded += released;
		},
		addPayment(paymentIntent, charge, amount, currency = 'eur', created = tick(), fields = {}) {
			const made = chargeOf({ id: charge, amount, currency, created, payment_intent: paymentIntent });
			charges.set(charge, Object.assign(made, fields));
			paymentIntents.set(
				paymentIntent,
				paymentIntentOf({ id: paymentIntent, amount, currency, created, latest_charge: charge }),
			);
		},
	};
	for (const order of orders) {
		const created = realTime ? seconds() - order.placedDaysAgo * 86_400 : undefined;
		for (const { paymentIntent, charge, amount } of paidParts(order))
			if (paymentIntent) {
				const currency = currencyOf(order);
				const cents = fromDecimal(amount, currency).amount;
				const receipt = { receipt_email: order.customer.email };
				standIn.addPayment(paymentIntent, charge!, cents, currency.toLowerCase(), created, receipt);
			}
	}
	return standIn;

	function overLimit(): boolean {
		const now = Date.now();
		while (arrivals.length && arrivals[0] <= now - 1000) arrivals.shift();
		if (arrivals.length >= standIn.limitPerSecond) return true;
		arrivals.push(now);
		return false;
	}

	function underKey(request: Incoming): Answer {
		const name = request.headers['idempotency-key'];
		if (!name) return unsaved(request);
		const key = `${request.headers['stripe-account'] ?? ''} ${name}`;
		const { method, path } = request;
		const body = request.raw.toString('utf8');
		const before = saved.get(key);
		if (before) {
			if (before.method !== method || before.path !== path || before.body !== body) {
				return {
					status: 400,
					body: {
						error: {
							type: 'idempotency_error',
							message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${name}' if you meant to execute a different request.`,
						},
					},
				};
			}
			return {
				...before.answer,
				headers: { ...before.answer.headers, 'idempotent-replayed': 'true' },
				committed: false,
			};
		}
		if (standIn.keysInUse > 0) {
			standIn.keysInUse--;
			return {
				status: 409,
				body: {
					error: {
						type: 'invalid_request_error',
						code: 'idempotency_key_in_use',
						message: 'There is currently another in-progress request using this Idempotent Key.',
					},
				},
			};
		}
		const keep = (answer: Answer) => {
			saved.set(key, { method, path, body, answer });
			return answer;
		};
		if (standIn.saveServerErrors > 0) {
			standIn.saveServerErrors--;
			return keep({ status: 500, body: { error: { type: 'api_error', message: 'An unknown error occurred' } } });
		}
		const answer = unsaved(request);
		if (answer.status < 400 && standIn.failAfterCommit())
			return keep({
				status: 500,
				committed: true,
				body: { error: { type: 'api_error', message: 'An unknown error occurred' } },
			});
		// An answer is kept once the request was carried out; a request that failed validation was not.
		return answer.status < 400 || carriedOut.has(answer) ? keep(answer) : answer;
	}

	function unsaved(request: Incoming): Answer {
		try {
			return { status: 200, body: route(request) };
		} catch (error) {
			if (!(error instanceof StripeFault)) throw error;
			const answer = { status: error.status, body: { error: error.body } };
			if (error.saved) carriedOut.add(answer);
			return answer;
		}
	}

	function route(request: Incoming): unknown {
		const { method, path, url } = request;
		const [, resource, id, action] = /^\/v1\/([a-z_]+)(?:\/(\w+))?(?:\/(\w+))?$/.exec(path) ?? [];
		const of = account.route(request, resource, id);
		if (of) return of;
		const form = request.form();
		const expand = [...url.searchParams, ...form]
			.filter(([name]) => /^expand\[\d*\]$/.test(name))
			.map(([, value]) => value);
		if (resource === 'account' && method === 'GET')
			return { id: 'acct_sandbox', object: 'account', country: 'US', default_currency: 'eur' };
		if (resource === 'charges')
			return id ? found(charges, id, 'charge') : method === 'POST' ? createCharge(form) : listCharges(url);
		if (resource === 'payment_intents') {
			if (!id) return method === 'POST' ? createHold(form, expand) : listIntents(url, expand);
			const intent = found(paymentIntents, id, 'payment_intent');
			if (action === 'capture') captureHold(intent, form);
			if (action === 'cancel') cancelHold(intent, form);
			return expanded(intent, expand);
		}
		if (resource === 'refunds') {
			if (!id) return method === 'POST' ? createRefund(form) : listRefunds(url);
			const refund = found(refunds, id, 'refund');
			if (method === 'GET') return refund;
			if (action === 'cancel') return cancel(refund);
			known(form, ['metadata', 'expand']);
			for (const [name, value] of Object.entries(metadataOf(form))) {
				if (value) refund.metadata[name] = value;
				else delete refund.metadata[name];
			}
			account.emit('refund.updated', refund);
			return refund;
		}
		throw new StripeFault(404, {
			type: 'invalid_request_error',
			message: `Unrecognized request URL (${method}: ${path}).`,
		});
	}

	function listRefunds(url: URL): object {
		known(url.searchParams, [
			'charge',
			'created',
			'expand',
			'payment_intent',
			'ending_before',
			'limit',
			'starting_after',
		]);
		const expands = [...url.searchParams.values()].includes('data.balance_transaction');
		const rows = [...refunds.values()].filter(matches(url)).filter(matchesTime(url.searchParams, 'created'));
		return page(expands ? rows.map(withTransaction) : rows, url);
	}

	function listCharges(url: URL): object {
		known(url.searchParams, [
			'created',
			'customer',
			'expand',
			'payment_intent',
			'transfer_group',
			'ending_before',
			'limit',
			'starting_after',
		]);
		return page([...charges.values()].filter(matchesTime(url.searchParams, 'created')), url);
	}

	function withTransaction(refund: StripeRefund): StripeRefund {
		if (!refund.balance_transaction) return refund;
		const category = releases.has(refund.id) ? 'partial_capture_reversal' : 'refund';
		return {
			...refund,
			balance_transaction: balanceTransactionOf({
				id: String(refund.balance_transaction),
				amount: -refund.amount,
				currency: refund.currency,
				type: 'refund',
				reporting_category: category,
				source: refund.id,
				created: refund.created,
			}),
		};
	}

	function createCharge(form: URLSearchParams): Charge {
		known(form, ['amount', 'currency', 'source', 'capture', 'description', 'metadata']);
		const amount = wholeNumber(form, 'amount');
		if (amount === undefined || !form.get('currency'))
			throw invalid(
				'parameter_missing',
				`Missing required param: ${amount === undefined ? 'amount' : 'currency'}.`,
				amount === undefined ? 'amount' : 'currency',
			);
		if (!form.get('source')) throw invalid('parameter_missing', 'Must provide source or customer.');
		const charge = chargeOf({
			id: `ch_made${++count}`,
			amount,
			currency: form.get('currency')!.toLowerCase(),
			created: tick(),
			captured: form.get('capture') !== 'false',
		});
		charge.metadata = metadataOf(form);
		charges.set(charge.id, charge);
		return charge;
	}

	function listIntents(url: URL, expand: string[]): object {
		known(url.searchParams, ['created', 'customer', 'expand', 'ending_before', 'limit', 'starting_after']);
		const customer = url.searchParams.get('customer');
		const rows = [...paymentIntents.values()].filter((one) => !customer || one.customer === customer);
		const inList = expand.map((field) => field.replace(/^data\./, ''));
		return page(
			rows.map((one) => expanded(one, inList) as PaymentIntent),
			url,
		);
	}

	/** An amount that is authorised on a saved card, and not captured. A card that the bank refuses leaves a payment intent, too. */
	function createHold(form: URLSearchParams, expand: string[]): object {
		known(form, [
			'amount',
			'currency',
			'customer',
			'payment_method',
			'allowed_payment_method_types',
			'capture_method',
			'confirm',
			'off_session',
			'metadata',
			'expand',
		]);
		const amount = wholeNumber(form, 'amount');
		const [currency, customer] = [form.get('currency'), form.get('customer')];
		if (!amount || !currency) throw invalid('parameter_missing', 'Missing required param: amount.', 'amount');
		if (form.get('capture_method') !== 'manual' || form.get('confirm') !== 'true')
			throw invalid(undefined, 'The stand-in knows only payments that are confirmed and captured by hand.');
		const created = tick();
		const id = `pi_hold${++count}`;
		const intent = paymentIntentOf({ id, amount, currency, created, latest_charge: `ch_hold${count}` });
		const refused = standIn.cardsRefused > 0;
		Object.assign(intent, {
			capture_method: 'manual',
			customer,
			payment_method: form.get('payment_method'),
			metadata: metadataOf(form),
			status: refused ? 'requires_payment_method' : 'requires_capture',
			amount_received: 0,
			amount_capturable: refused ? 0 : amount,
		});
		paymentIntents.set(id, intent);
		if (refused) {
			standIn.cardsRefused--;
			intent.latest_charge = null;
			throw new StripeFault(
				402,
				{ type: 'card_error', code: 'card_declined', message: 'Your card was declined.' },
				true,
			);
		}
		const charge = chargeOf({ id: `ch_hold${count}`, amount, currency, created, payment_intent: id, captured: false });
		charge.payment_method_details = { type: 'card', card: cardOf(created + 604_800) };
		charges.set(charge.id, charge);
		return expanded(intent, expand);
	}

	function captureHold(intent: PaymentIntent, form: URLSearchParams): void {
		known(form, ['amount_to_capture', 'expand']);
		const amount = wholeNumber(form, 'amount_to_capture') ?? intent.amount;
		if (intent.status !== 'requires_capture' || amount > intent.amount)
			throw invalid(
				'payment_intent_unexpected_state',
				`This PaymentIntent could not be captured because it has a status of ${String(intent.status)}.`,
				undefined,
				true,
			);
		Object.assign(intent, { status: 'succeeded', amount_received: amount, amount_capturable: 0 });
		standIn.capture(intent.latest_charge!, amount, true);
	}

	function cancelHold(intent: PaymentIntent, form: URLSearchParams): void {
		known(form, ['cancellation_reason', 'expand']);
		if (intent.status === 'succeeded' || intent.status === 'canceled')
			throw invalid(
				'payment_intent_unexpected_state',
				`You cannot cancel this PaymentIntent because it has a status of ${String(intent.status)}.`,
				undefined,
				true,
			);
		Object.assign(intent, { status: 'canceled', canceled_at: tick(), amount_capturable: 0 });
	}

	function createRefund(form: URLSearchParams): StripeRefund {
		known(form, [
			'charge',
			'payment_intent',
			'amount',
			'reason',
			'metadata',
			'instructions_email',
			'refund_application_fee',
			'reverse_transfer',
			'expand',
		]);
		const reason = form.get('reason');
		if (reason && !['duplicate', 'fraudulent', 'requested_by_customer'].includes(reason))
			throw invalid(
				'parameter_invalid_value',
				'Invalid reason: must be one of duplicate, fraudulent, or requested_by_customer',
				'reason',
			);
		const asked = wholeNumber(form, 'amount');
		const name = form.get('payment_intent');
		if (!name && !form.get('charge'))
			throw invalid(
				'parameter_missing',
				'One of the following params should be provided for this request: payment_intent or charge.',
			);
		const chargeId = name ? found(paymentIntents, name, 'payment_intent').latest_charge! : form.get('charge')!;
		const charge = found(charges, chargeId, 'charge');
		const left = (charge.captured ? charge.amount : charge.amount_captured) - charge.amount_refunded;
		if (charge.status === 'failed')
			throw invalid(undefined, `Charge ${charge.id} has failed; it cannot be refunded.`, undefined, true);
		if (left <= 0)
			throw invalid('charge_already_refunded', `Charge ${charge.id} has already been refunded.`, undefined, true);
		const disputes = [...account.disputes.values()].filter((one) => one.charge === charge.id);
		if (charge.disputed && !(disputes.length && disputes.every((one) => one.is_charge_refundable)))
			throw invalid(
				'charge_disputed',
				`Charge ${charge.id} has been charged back; cannot issue a refund.`,
				undefined,
				true,
			);
		for (const [name, has] of [
			['reverse_transfer', charge.transfer],
			['refund_application_fee', charge.application_fee],
		] as const) {
			const value = form.get(name);
			if (value !== null && !['true', 'false'].includes(value))
				throw invalid('parameter_invalid_value', `Invalid boolean: ${value}`, name);
			if (value === 'true' && !has)
				throw invalid(undefined, `${name} cannot be used: charge ${charge.id} has none.`, name, true);
		}
		const amount = asked ?? left;
		if (amount > left)
			throw invalid(
				undefined,
				`Refund amount ($${amount / 100}) is greater than unrefunded amount on charge ($${left / 100})`,
				'amount',
				true,
			);
		const refund = refundOf({
			id: `re_made${++count}`,
			amount,
			charge,
			status: standIn.newRefundsAre,
			metadata: metadataOf(form),
			reason,
			created: tick(),
		});
		if (charge.status === 'pending') Object.assign(refund, { status: 'pending', pending_reason: 'charge_pending' });
		if (refund.status === 'pending' && standIn.pendingFor) refund.pending_reason = standIn.pendingFor;
		refunds.set(refund.id, refund);
		charge.amount_refunded += amount;
		charge.refunded = charge.amount_refunded === charge.amount;
		account.emit('refund.created', refund);
		account.emit('charge.refunded', charge);
		return refund;
	}

	function cancel(refund: StripeRefund): StripeRefund {
		if (refund.status !== 'requires_action')
			throw invalid(undefined, 'Only refunds that require action can be canceled.', undefined, true);
		standIn.settle(refund.id, 'canceled');
		return refund;
	}

	function expanded(intent: PaymentIntent, expand: string[]): object {
		return expand.includes('latest_charge') && intent.latest_charge
			? { ...intent, latest_charge: charges.get(intent.latest_charge) }
			: intent;
	}
}

function authorized({ headers }: Incoming): boolean {
	const { authorization = '' } = headers;
	const basic =
		authorization.startsWith('Basic ') && Buffer.from(authorization.slice(6), 'base64').toString().split(':')[0];
	return authorization === `Bearer ${sandboxSecrets.stripeKey}` || basic === sandboxSecrets.stripeKey;
}

function found<T>(map: Map<string, T>, id: string, kind: string): T {
	const one = map.get(id);
	if (one) return one;
	throw new StripeFault(404, {
		type: 'invalid_request_error',
		code: 'resource_missing',
		message: `No such ${kind}: '${id}'`,
		param: 'id',
	});
}

function matches(url: URL) {
	const [charge, intent] = [url.searchParams.get('charge'), url.searchParams.get('payment_intent')];
	return (refund: StripeRefund) =>
		(!charge || refund.charge === charge) && (!intent || refund.payment_intent === intent);
}
