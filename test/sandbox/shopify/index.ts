import {
	execute,
	getOperationAST,
	getVariableValues,
	GraphQLError,
	Kind,
	type DocumentNode,
	type ExecutionResult,
	type GraphQLResolveInfo,
} from 'graphql';
import { randomUUID } from 'node:crypto';
import { sandboxSecrets, type CatalogueOrder } from '../catalogue';
import type { Answer, Fault, Incoming, Journal, StandIn } from '../server';
import { deliverableBody, disposeBody, refundBody, transactionBody } from './bodies';
import { cost, CostBucket, costOf, limits, throttled } from './cost';
import { connection, ShopifyGraph } from './graph';
import { bulkRoots, ShopifyBulk } from './bulk';
import { mismatch, mutations, queries, type RootTools } from './roots';
import { ShopifyReverse } from './reverse';
import { allScopes, keyOf, namedId, needsKey, scopeOf } from './rules';
import { adminSchema, checkedDocument, parsedDocument } from './schema';
import { ShopifyState, UserErrorSignal, type RequestedLine, type ReturnState } from './state';
import type { OrderState, TransactionState } from './types';
import { ShopifyWebhooks, type DeliverOptions } from './webhooks';

export interface ShopifyOptions {
	/** Subdomain of the shop. */
	shop?: string;
	/** Its orders; the catalogue's when left out. */
	orders?: CatalogueOrder[];
	/** Whether changes of returns made through the API send their webhooks too, as the real shop does. Default true. */
	webhooks?: boolean;
}

export const legacyToken = 'shpat_sandbox';
const versions = ['2026-10', '2026-07'];

/** Shopify's Admin API: documents are really executed, against Shopify's own schema, over the shop in catalogue.ts. */
export class Shopify implements StandIn {
	readonly provider = 'shopify';
	readonly state: ShopifyState;
	readonly webhooks: ShopifyWebhooks;
	readonly scopes = new Set(allScopes);
	private readonly graph: ShopifyGraph;
	private readonly tokens = new Map<string, number>();
	private readonly keys = new Map<string, { input: string; refundId: string; until: number }>();
	readonly bulk = new ShopifyBulk((kind) => this.state.nextId(kind));
	private readonly reverse: ShopifyReverse;
	private readonly replays = new Map<string, { input: string; made: unknown }>();
	private readonly sending = new Set<Promise<unknown>>();
	private readonly bucket = new CostBucket();

	constructor(
		readonly journal: Journal,
		private readonly options: ShopifyOptions = {},
	) {
		this.state = new ShopifyState(options.orders);
		this.graph = new ShopifyGraph(this.state, this.scopes);
		this.reverse = new ShopifyReverse(this.state);
		this.webhooks = new ShopifyWebhooks(this.state, options.shop ?? 'sandbox');
	}

	/** The customer asks for a return, and the shop tells its subscribers. Status of the (first) delivery; 0 when nobody listens. */
	async requestReturn(
		orderNumber: string,
		lines: RequestedLine[],
		options?: DeliverOptions,
	): Promise<{ status: number; return: ReturnState }> {
		const made = this.state.request(this.state.order(orderNumber), lines);
		const [status = 0] = await this.webhooks.deliver(
			'returns/request',
			this.webhooks.bodyOf('returns/request', made),
			options,
		);
		return { status, return: made };
	}

	/** Staff make a return in Shopify, open from the start, with what the customer gets instead; the shop tells its subscribers. */
	async exchange(
		orderNumber: string,
		lines: RequestedLine[],
		instead: Array<{ variantId: string; quantity: number }>,
	): Promise<ReturnState> {
		const { id: orderId, lines: bought } = this.state.order(orderNumber);
		const made = this.reverse.create({
			orderId,
			returnLineItems: lines.map(({ sku, quantity, reason = 'UNWANTED' }) => ({
				fulfillmentLineItemId: bought.find(({ entry }) => entry.sku === sku)!.fulfillmentLineId,
				quantity,
				returnReason: reason,
			})),
			exchangeLineItems: instead,
		});
		await this.webhooks.deliver('returns/approve', this.webhooks.bodyOf('returns/approve', made));
		return made;
	}

	/** Staff take pieces off a return. Refused as in Shopify. */
	takeOff(id: string, lines: Array<{ returnLineItemId: string; quantity: number }>): void {
		this.reverse.remove(id, lines);
	}

	/** Staff release all that the customer gets instead. Refused as in Shopify when the return takes no processing. */
	releaseExchange(id: string): void {
		const { exchanges = [] } = this.state.findReturn(id);
		const release = this.reverse.releaseExchanges(
			id,
			exchanges.map((one) => ({ id: one.id, quantity: one.quantity - one.processed })),
		);
		this.state.process(id, []);
		release();
	}

	/** Every token is refused from now on, as when an app's secret was rotated. */
	expireTokens(): void {
		this.tokens.clear();
	}

	/** Empties the cost bucket. */
	drain(): void {
		this.bucket.take(Number.MAX_SAFE_INTEGER);
	}

	/** Resolves when the webhooks of all changes so far have been answered. */
	async settled(): Promise<void> {
		await Promise.all(this.sending);
	}

	operationOf(request: Incoming): string {
		if (request.path.endsWith('/access_token')) return 'oauth.token';
		if (request.path === '/sandbox/request-return') return 'sandbox.requestReturn';
		try {
			const { query, operationName } = request.json() as { query: string; operationName?: string };
			return rootsOf(parsedDocument(query), operationName).join('+');
		} catch {
			return `${request.method} ${request.path}`;
		}
	}

	refusal(kind: 'rate_limit' | 'server_error', fault: Fault): Answer {
		if (kind === 'server_error') return { status: 500, body: { errors: 'Internal Server Error' } };
		return { status: 200, body: throttled(10, 10 - (fault.retryAfter ?? 1) * limits.restoreRate) };
	}

	async answer(request: Incoming): Promise<Answer> {
		if (request.path === '/admin/oauth/access_token') return this.token(request);
		if (request.path === '/sandbox/request-return') return await this.play(request);
		const file = request.path.startsWith('/bulk/') ? this.bulk.file(request.path) : undefined;
		// The file is elsewhere in truth: whoever sends the shop's token there gives it away.
		if (file !== undefined)
			return request.headers['x-shopify-access-token']
				? { status: 400, body: "a token is none of this place's business" }
				: { status: 200, headers: { 'content-type': 'application/jsonl' }, body: file };
		const [, version] = /^\/admin\/api\/([^/]+)\/graphql\.json$/.exec(request.path) ?? [];
		if (request.method !== 'POST' || !versions.includes(version)) return { status: 404, body: { errors: 'Not Found' } };
		if (!this.isSignedIn(request.headers['x-shopify-access-token']))
			return {
				status: 401,
				body: { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' },
			};
		const { query, variables, operationName } = request.json() as {
			query?: string;
			variables?: Record<string, unknown>;
			operationName?: string;
		};
		if (!query) return { status: 400, body: { errors: { query: 'Required parameter missing or invalid' } } };
		const before = this.state.changes;
		const body = await this.run(version, query, variables ?? {}, operationName, `http://${request.headers.host}`);
		return {
			status: 200,
			headers: { 'x-request-id': randomUUID(), 'x-shopify-api-version': version },
			body,
			committed: this.state.changes > before,
		};
	}

	private token(request: Incoming): Answer {
		const form = request.form();
		if (form.get('grant_type') !== 'client_credentials')
			return { status: 400, body: { error: 'unsupported_grant_type' }, committed: false };
		if (
			form.get('client_id') !== sandboxSecrets.shopifyClientId ||
			form.get('client_secret') !== sandboxSecrets.shopifyClientSecret
		)
			return {
				status: 400,
				body: { error: 'invalid_client', error_description: 'The client is not known or its secret is wrong' },
				committed: false,
			};
		const access_token = `sandbox-token-${randomUUID()}`;
		this.tokens.set(access_token, Date.now() + 86_399_000);
		return {
			status: 200,
			body: { access_token, scope: [...this.scopes].join(','), expires_in: 86_399 },
			committed: false,
		};
	}

	private async play(request: Incoming): Promise<Answer> {
		const { orderNumber, lines } = request.json() as { orderNumber: string; lines: RequestedLine[] };
		const played = await this.requestReturn(orderNumber, lines);
		return { status: 200, body: { status: played.status, returnId: played.return.id, name: played.return.name } };
	}

	private isSignedIn(token: string | undefined): boolean {
		return token === legacyToken || (this.tokens.get(token ?? '') ?? 0) > Date.now();
	}

	private async run(
		version: string,
		query: string,
		variables: Record<string, unknown>,
		operationName: string | undefined,
		origin: string,
	): Promise<object> {
		const schema = adminSchema(version);
		let checked: ReturnType<typeof checkedDocument>;
		try {
			checked = checkedDocument(version, query);
		} catch (error) {
			return { errors: [{ message: (error as Error).message, extensions: { code: 'syntaxError' } }] };
		}
		const { document, faults } = checked;
		if (faults.length)
			return {
				errors: faults.map((fault) => ({
					message: fault.message,
					locations: fault.locations,
					extensions: {
						code: fault.message.startsWith('Cannot query field') ? 'undefinedField' : 'argumentLiteralsIncompatible',
					},
				})),
			};
		const operation = getOperationAST(document, operationName);
		if (!operation) return { errors: [{ message: 'No operation' }] };
		const { errors } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
		if (errors)
			return {
				errors: errors.map(({ message, locations }) => ({
					message,
					locations,
					extensions: {
						code: 'INVALID_VARIABLE',
						value: variables,
						problems: [{ path: (/at "\w+\.([^"]+)"/.exec(message)?.[1] ?? '').split('.'), explanation: message }],
					},
				})),
			};
		const requested = costOf(document);
		if (requested > this.bucket.available()) return throttled(requested, this.bucket.available());
		this.bucket.take(requested);
		const result = (await execute({
			schema,
			document,
			operationName,
			variableValues: variables,
			rootValue: this.roots(version, origin),
		})) as ExecutionResult;
		return {
			...result,
			errors: result.errors?.map((error) => error.toJSON()),
			extensions: { cost: cost(requested, requested, this.bucket.available()) },
		};
	}

	/** Root fields. */
	private roots(version: string, origin: string): Record<string, unknown> {
		const { state, graph } = this;
		// eslint-disable-next-line @typescript-eslint/no-explicit-any -- arguments are checked by the schema
		const returned = (kind: string, work: (args: any) => ReturnState, topic?: string) =>
			this.mutation(kind, 'return', (args: unknown) => {
				const before = state.changes;
				const found = work(args);
				if (topic && state.changes > before) this.send(topic, this.webhooks.bodyOf(topic, found));
				return graph.return(found);
			});
		const tools: RootTools = {
			state,
			graph,
			reverse: this.reverse,
			guarded: (kind, work) => this.guarded(kind, work),
			mutation: (kind, field, work) => this.mutation(kind, field, work),
			returned,
			tell: this.around(),
			once: (field, key, input, work) => this.once(field, key, input, work),
		};
		return {
			shop: {
				id: 'gid://shopify/Shop/1',
				name: 'Sandbox',
				myshopifyDomain: `${this.options.shop ?? 'sandbox'}.myshopify.com`,
				currencyCode: 'EUR',
				ianaTimezone: 'Europe/Vienna',
			},
			currentAppInstallation: {
				id: 'gid://shopify/AppInstallation/1',
				accessScopes: [...this.scopes].map((handle) => ({ handle, description: handle })),
			},
			webhookSubscriptions: ({
				uri,
				topics,
				...paging
			}: {
				uri?: string;
				topics?: string[];
				first?: number;
				after?: string;
			}) =>
				connection(
					state.subscriptions
						.filter((one) => (!uri || one.uri === uri) && (!topics || topics.includes(one.topic)))
						.map((one) => graph.subscription(one, version)),
				)(paging),
			webhookSubscriptionCreate: this.mutation(
				'WebhookSubscription',
				'webhookSubscription',
				({ topic, webhookSubscription: { uri, callbackUrl, name } }) =>
					graph.subscription(state.subscribe(topic, uri ?? callbackUrl ?? '', name ?? null), version),
			),
			webhookSubscriptionDelete: this.mutation('WebhookSubscription', 'deletedWebhookSubscriptionId', ({ id }) =>
				state.unsubscribe(id),
			),
			refundCreate: this.mutation('Order', 'refund', ({ input }, key) => this.refund(input, key!)),
			...bulkRoots(this.bulk, {
				schema: adminSchema(version),
				origin,
				roots: () => this.roots(version, origin),
				guarded: tools.guarded,
			}),
			...queries(tools),
			...mutations(tools),
		};
	}

	/** The same key gives the same refund for 24 hours, rebuilt from what it is now. */
	private refund(input: Parameters<ShopifyState['refund']>[0], key: string): object {
		const text = JSON.stringify(input);
		const known = this.keys.get(key);
		if (known && known.until > Date.now()) {
			if (known.input !== text)
				throw new UserErrorSignal('The idempotency key was used before with different parameters.', []);
			const order = this.state.orders.find(({ refunds }) => refunds.some(({ id }) => id === known.refundId))!;
			return this.graph.refund(
				order,
				order.refunds.find(({ id }) => id === known.refundId)!,
			);
		}
		const { order, refund } = this.state.refund(input);
		this.keys.set(key, { input: text, refundId: refund.id, until: Date.now() + 86_400_000 });
		this.send('refunds/create', refundBody(order, refund));
		for (const one of refund.transactions) this.tellTransaction(order, one);
		return this.graph.refund(order, refund);
	}

	/** What an idempotent mutation of stock made for this key, or makes now. */
	private once<T>(field: string, key: string, input: unknown, work: () => T): T {
		const name = `${field} ${key}`;
		const known = this.replays.get(name);
		if (known && known.input !== JSON.stringify(input)) throw mismatch();
		if (known) return known.made as T;
		const made = work();
		this.replays.set(name, { input: JSON.stringify(input), made });
		return made;
	}

	/** A field that checks scope and kind of id first. */
	private guarded<A, R>(kind: string, work: (args: A) => R) {
		return (args: A, _context: unknown, info: GraphQLResolveInfo): R => {
			this.check(kind, args, info);
			return work(args);
		};
	}

	/** A mutation: refusals become `userErrors`, with a code where Shopify's payload has one. */
	// eslint-disable-next-line @typescript-eslint/no-explicit-any -- arguments are checked by the schema
	private mutation(kind: string, field: string, work: (args: any, key?: string) => unknown) {
		return (args: Record<string, unknown>, _context: unknown, info: GraphQLResolveInfo) => {
			this.check(kind, args, info);
			const key = keyOf(info);
			if (needsKey.includes(info.fieldName) && !key?.trim())
				throw new GraphQLError('The @idempotent directive is required for this mutation but was not provided.', {
					extensions: { code: 'BAD_REQUEST' },
				});
			try {
				return { [field]: work(args, key), userErrors: [] };
			} catch (error) {
				if (!(error instanceof UserErrorSignal)) throw error;
				return {
					[field]: null,
					userErrors: [{ field: error.field, message: error.message, code: error.code ?? null }],
				};
			}
		};
	}

	private check(kind: string, args: unknown, { fieldName }: GraphQLResolveInfo): void {
		const scope = scopeOf[fieldName];
		if (scope && !this.scopes.has(scope))
			throw new GraphQLError(`Access denied for ${fieldName} field. Required access: \`${scope}\` access scope.`, {
				extensions: { code: 'ACCESS_DENIED' },
			});
		const named = namedId(args);
		if (kind && named && !named.startsWith(`gid://shopify/${kind}/`))
			throw new GraphQLError(`Invalid id: ${named}`, { extensions: { code: 'RESOURCE_NOT_FOUND' } });
	}

	/** How the bank has answered: refunds on their way end so, and the shop tells. */
	settleRefunds(status: 'SUCCESS' | 'FAILURE'): void {
		for (const one of this.state.settleRefunds(status)) {
			const order = this.state.orders.find(({ transactions }) => transactions.includes(one))!;
			this.tellTransaction(order, one);
		}
	}

	/** Sent when a transaction is made and when its status changes, but never for one that has not ended (Shopify's words, in its schema). */
	private tellTransaction(order: OrderState, one: TransactionState): void {
		if (['SUCCESS', 'FAILURE', 'ERROR'].includes(one.status))
			this.send('order_transactions/create', transactionBody(order, one));
	}

	private send(topic: string, body: object): void {
		if (this.options.webhooks === false) return;
		const sending = this.webhooks.deliver(topic, body).finally(() => this.sending.delete(sending));
		this.sending.add(sending);
	}

	/** What happens around a return tells its own topics. */
	private around(): RootTools['tell'] {
		return {
			delivery: (found, delivery) =>
				this.send('reverse_deliveries/attach_deliverable', deliverableBody(found, delivery)),
			disposed: (found, lines) => this.send('reverse_fulfillment_orders/dispose', disposeBody(found, lines)),
		};
	}
}

export function createShopify(journal: Journal, options?: ShopifyOptions): Shopify {
	return new Shopify(journal, options);
}

function rootsOf(document: DocumentNode, operationName?: string): string[] {
	const selections = getOperationAST(document, operationName)?.selectionSet.selections ?? [];
	return selections.flatMap((one) => (one.kind === Kind.FIELD ? [one.name.value] : []));
}
