import type { Incoming } from '../server';
import { invalid, known, matchesTime, metadataOf, page } from './form';
import {
	balanceTransactionOf,
	disputeOf,
	endpointOf,
	eventOf,
	payoutOf,
	StripeFault,
	type BalanceTransaction,
	type Charge,
	type Endpoint,
	type Event,
} from './objects';

const mostEndpoints = 16;

/** What happens around the refunds of an account: events, webhook endpoints, disputes, payouts and what they are made of. */
export class StripeAccount {
	readonly events = new Map<string, Event>();
	readonly endpoints = new Map<string, Endpoint>();
	/** Signing secrets of each endpoint, the newest first: more than one while a secret is rolled. */
	readonly secrets = new Map<string, string[]>();
	readonly disputes = new Map<string, ReturnType<typeof disputeOf>>();
	readonly payouts = new Map<string, ReturnType<typeof payoutOf>>();
	readonly transactions = new Map<string, BalanceTransaction>();
	private count = 0;

	constructor(
		private readonly now: () => number,
		private readonly expand: (source: string) => object | undefined,
	) {}

	/** Notes an event, with its object as it is now. */
	emit(type: string, object: object, created = this.now()): Event {
		const event = eventOf({ id: `evt_made${++this.count}`, type, created, object });
		this.events.set(event.id, event);
		return event;
	}

	dispute(charge: Charge, more: { status?: string; is_charge_refundable?: boolean } = {}) {
		charge.disputed = true;
		const dispute = disputeOf({ id: `du_made${++this.count}`, charge, created: this.now(), ...more });
		this.disputes.set(dispute.id, dispute);
		this.emit('charge.dispute.created', dispute);
		return dispute;
	}

	/** A payout of these rows, as Stripe books it: with a row of its own, of the opposite amount. */
	payOut(
		rows: Array<{ type: string; amount: number; fee?: number; source: string | null }>,
		{
			currency = 'eur',
			...more
		}: { currency?: string; automatic?: boolean; reconciliation_status?: string; status?: string } = {},
	) {
		const id = `po_made${++this.count}`;
		const created = this.now();
		const book = (name: string, row: (typeof rows)[number]) => {
			const transaction = { ...balanceTransactionOf({ id: name, currency, created, ...row }), payout: id };
			this.transactions.set(transaction.id, transaction);
			return transaction.net;
		};
		const amount = rows.map((row, index) => book(`txn_${id}_${index}`, row)).reduce((sum, net) => sum + net, 0);
		book(`txn_${id}`, { type: 'payout', amount: -amount, source: id });
		const payout = payoutOf({ id, amount, currency, created, ...more });
		this.payouts.set(id, payout);
		this.emit('payout.created', payout);
		return payout;
	}

	/** Takes evidence into a dispute, and sends it to the bank unless `submit` is false. */
	private answerDispute(dispute: ReturnType<typeof disputeOf>, form: URLSearchParams) {
		known(form, ['evidence', 'expand', 'intended_submission_method', 'metadata', 'submit']);
		const status = String(dispute.status);
		if (!status.endsWith('needs_response')) throw invalid(undefined, 'This dispute is not awaiting a response');
		const evidence = dispute.evidence as Record<string, unknown>;
		for (const [field, text] of form) {
			const [, name] = /^evidence\[(\w+)\]$/.exec(field) ?? [];
			if (name && !(name in evidence))
				throw invalid('parameter_unknown', `Received unknown parameter: ${field}`, field);
			if (name) evidence[name] = text;
		}
		Object.assign(dispute.metadata as object, metadataOf(form));
		const details = dispute.evidence_details as { has_evidence: boolean; submission_count: number };
		details.has_evidence = true;
		if (form.get('submit') !== 'false') {
			dispute.status = status.replace('needs_response', 'under_review');
			details.submission_count += 1;
		}
		this.emit('charge.dispute.updated', dispute);
		return dispute;
	}

	/** Gives an endpoint a new secret; the old one still signs. */
	roll(endpoint: string): string {
		const secret = `whsec_made${++this.count}`;
		this.secrets.get(endpoint)!.unshift(secret);
		return secret;
	}

	/** Answers requests about these objects; undefined: about others. */
	route({ method, url, ...request }: Incoming, resource: string, id: string | undefined): unknown {
		const { searchParams: query } = url;
		const get = <T>(map: Map<string, T>, kind: string) => {
			const one = map.get(id!);
			if (one) return one;
			throw new StripeFault(404, {
				type: 'invalid_request_error',
				code: 'resource_missing',
				message: `No such ${kind}: '${id}'`,
				param: 'id',
			});
		};
		switch (resource) {
			case 'events': {
				const types = [...query].filter(([name]) => /^types\[\d*\]$/.test(name)).map(([, value]) => value);
				known(query, [
					'created',
					'delivery_success',
					'expand',
					'type',
					'types',
					'ending_before',
					'limit',
					'starting_after',
				]);
				return id
					? get(this.events, 'event')
					: page(
							[...this.events.values()]
								.filter((one) => !types.length || types.includes(one.type))
								.filter(matchesTime(query, 'created')),
							url,
						);
			}
			case 'disputes': {
				if (method === 'POST') return this.answerDispute(get(this.disputes, 'dispute'), request.form());
				known(query, ['charge', 'created', 'expand', 'payment_intent', 'ending_before', 'limit', 'starting_after']);
				const of = (name: string) => (one: object) =>
					!query.has(name) || (one as Record<string, unknown>)[name] === query.get(name);
				return id
					? get(this.disputes, 'dispute')
					: page(
							[...this.disputes.values()]
								.filter(of('charge'))
								.filter(of('payment_intent'))
								.filter(matchesTime(query, 'created')),
							url,
						);
			}
			case 'payouts':
				known(query, [
					'arrival_date',
					'created',
					'destination',
					'expand',
					'status',
					'ending_before',
					'limit',
					'starting_after',
				]);
				return id
					? get(this.payouts, 'payout')
					: page(
							[...this.payouts.values()]
								.filter((one) => !query.has('status') || one.status === query.get('status'))
								.filter(matchesTime(query, 'created'))
								.filter(matchesTime(query, 'arrival_date')),
							url,
						);
			case 'balance_transactions': {
				known(query, [
					'created',
					'currency',
					'expand',
					'payout',
					'source',
					'type',
					'ending_before',
					'limit',
					'starting_after',
				]);
				const rows = [...this.transactions.values()].filter(
					(one) => !query.has('payout') || one.payout === query.get('payout'),
				);
				const expanded = [...query.values()].includes('data.source');
				return page(
					rows.map((row) => ({
						...row,
						payout: undefined,
						source: (expanded && row.source && this.expand(row.source)) || row.source,
					})),
					url,
				);
			}
			case 'webhook_endpoints':
				return id
					? this.endpoint(method, get(this.endpoints, 'webhook endpoint'), request.form())
					: method === 'POST'
						? this.createEndpoint(request.form())
						: page([...this.endpoints.values()], url);
			default:
				return undefined;
		}
	}

	private createEndpoint(form: URLSearchParams): object {
		known(form, ['enabled_events', 'url', 'api_version', 'connect', 'description', 'expand', 'metadata']);
		const url = form.get('url');
		const enabled_events = eventsOf(form);
		if (!url || !enabled_events.length)
			throw invalid(
				'parameter_missing',
				`Missing required param: ${url ? 'enabled_events' : 'url'}.`,
				url ? 'enabled_events' : 'url',
			);
		if (!/^https?:\/\//.test(url))
			throw invalid('url_invalid', 'Invalid URL: An explicit scheme (such as https) must be provided.', 'url');
		if (this.endpoints.size >= mostEndpoints)
			throw invalid(undefined, `You have reached the maximum of ${mostEndpoints} test webhook endpoints.`);
		const endpoint = endpointOf({
			id: `we_made${++this.count}`,
			url,
			enabled_events,
			created: this.now(),
			api_version: form.get('api_version'),
			description: form.get('description'),
			metadata: metadataOf(form),
		});
		const secret = `whsec_made${++this.count}`;
		this.endpoints.set(endpoint.id, endpoint);
		this.secrets.set(endpoint.id, [secret]);
		return { ...endpoint, secret }; // said this once
	}

	private endpoint(method: string, endpoint: Endpoint, form: URLSearchParams): object {
		if (method === 'DELETE') {
			this.endpoints.delete(endpoint.id);
			return { id: endpoint.id, object: 'webhook_endpoint', deleted: true };
		}
		if (method === 'GET') return endpoint;
		known(form, ['description', 'disabled', 'enabled_events', 'expand', 'metadata', 'url']);
		const events = eventsOf(form);
		if (events.length) endpoint.enabled_events = events;
		if (form.has('disabled')) endpoint.status = form.get('disabled') === 'true' ? 'disabled' : 'enabled';
		if (form.has('url')) endpoint.url = form.get('url')!;
		Object.assign(endpoint.metadata, metadataOf(form));
		return endpoint;
	}
}

function eventsOf(form: URLSearchParams): string[] {
	return [...form].filter(([name]) => /^enabled_events\[\d*\]$/.test(name)).map(([, value]) => value);
}
