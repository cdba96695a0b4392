import { createHmac, randomUUID } from 'node:crypto';
import { sandboxSecrets } from '../catalogue';
import type { ReturnState, ShopifyState } from './state';

export interface DeliverOptions {
	/** Signs with another secret. */
	secret?: string;
	/** Changes the bytes after they were signed. */
	alter?: (body: string) => string;
	/** Instead of a new one: a repeat carries the same. */
	webhookId?: string;
	/** Left out or changed headers, by their lower-case name. */
	headers?: Record<string, string | undefined>;
	/** Where to, when there is no subscription. */
	uri?: string;
}

/** Sends the shop's webhooks, as Shopify does: signed, with all headers, to whoever subscribed to the topic. */
export class ShopifyWebhooks {
	constructor(
		private readonly state: ShopifyState,
		private readonly shop: string,
		private readonly version = '2026-10',
	) {}

	/** HTTP status of each subscription's answer; 0 when nobody answered. */
	async deliver(
		topic: string,
		body: string | object,
		{
			secret = sandboxSecrets.shopifyClientSecret,
			alter = (text) => text,
			webhookId = randomUUID(),
			headers = {},
			uri,
		}: DeliverOptions = {},
	): Promise<number[]> {
		const text = typeof body === 'string' ? body : bodyText(body);
		const name = topic.toUpperCase().replace('/', '_');
		const targets = uri ? [uri] : this.state.subscriptions.filter((one) => one.topic === name).map((one) => one.uri);
		const all: Record<string, string | undefined> = {
			'content-type': 'application/json',
			'x-shopify-topic': topic,
			'x-shopify-hmac-sha256': createHmac('sha256', secret).update(text, 'utf8').digest('base64'),
			'x-shopify-shop-domain': `${this.shop}.myshopify.com`,
			'x-shopify-api-version': this.version,
			'x-shopify-webhook-id': webhookId,
			'x-shopify-event-id': randomUUID(),
			'x-shopify-triggered-at': new Date().toISOString(),
			...headers,
		};
		const sent = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<
			string,
			string
		>;
		return await Promise.all(
			targets.map(async (target) => {
				try {
					const { status } = await fetch(target, {
						method: 'POST',
						headers: sent,
						body: alter(text),
						redirect: 'manual',
						signal: AbortSignal.timeout(5_000),
					});
					return status;
				} catch {
					return 0;
				}
			}),
		);
	}

	/** The body of a topic; shapes differ from topic to topic. */
	bodyOf(topic: string, found: ReturnState): object {
		const head = { id: bigNumber(found.id), admin_graphql_api_id: found.id };
		const order = { id: bigNumber(found.order.id), admin_graphql_api_id: found.order.id };
		switch (topic) {
			case 'returns/request':
			case 'returns/approve':
				return {
					...head,
					status: found.status.toLowerCase(),
					order,
					name: found.name,
					total_return_line_items: found.lines.length,
					total_exchange_line_items: found.exchanges?.length ?? 0,
					return_line_items: found.lines.map(({ id, line, quantity, reason, note, staffNote }) => ({
						id: bigNumber(id),
						admin_graphql_api_id: id,
						quantity,
						return_reason: reason.toLowerCase(),
						return_reason_note: staffNote ?? '',
						customer_note: note || null,
						fulfillment_line_item: {
							id: bigNumber(line.fulfillmentLineId),
							admin_graphql_api_id: line.fulfillmentLineId,
							line_item: { id: bigNumber(line.id), admin_graphql_api_id: line.id },
						},
					})),
					exchange_line_items: (found.exchanges ?? []).map(({ id }) => ({
						id: bigNumber(id),
						admin_graphql_api_id: id,
						line_item: null,
					})),
					return_shipping_fees: [],
				};
			case 'returns/decline':
				return {
					...head,
					status: 'declined',
					decline: { reason: found.decline?.reason.toLowerCase() ?? 'other', note: found.decline?.note ?? null },
				};
			default:
				return { ...head, order_id: bigNumber(found.order.id), status: found.status.toLowerCase() };
		}
	}
}

/** Marks a number that JavaScript cannot hold; bodyText writes it out whole. */
export function bigNumber(gid: string): string {
	return `#${gid.slice(gid.lastIndexOf('/') + 1)}#`;
}

export function bodyText(body: object): string {
	return JSON.stringify(body).replace(/"#(\d+)#"/g, '$1');
}
