import { createHash } from 'node:crypto';
import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { notTakenIn, receiverOf, warn } from '../../shared/trigger';
import { openStoreOf } from '../../shared/store/open';
import type { CaseStore } from '../../shared/store/store';
import { leadsOn, rawBodyOf, refuse, testMark } from '../../shared/trigger/webhook';
import { InvalidEvent, type Settings } from '../../shared/model';
import { shopifyOfNode } from '../transport/fromNode';
import { askQuickly, type AskShop } from './askShop';
import { enrichment, within } from './enrich';
import { caseOf, takeInOther } from './takeInOther';
import { itemOf } from './item';
import { isOfReturn, readMessage, type Message } from './message';
import { isSigned, secretsOf } from './signature';
import { takeIn, type TakenIn } from './takeIn';
import type { Delivery } from './delivery';
import { isReturnTopic, isTopic } from './topics';

/**
 * Longest time for asking Shopify anything while it waits for the answer; all in all it waits 5 seconds
 * (docs/facts/shopify.md#webhooks-are-signed-repeated-and-unordered).
 */
const lookUpMs = 2_000;

const source = 'shopify';

type Taken = TakenIn & { settings?: Settings };

/**
 * Answers one call of the trigger's address. Nothing is believed before the signature is; everything is stored before the answer:
 * 401 forged, 200 stored (or known, or of no interest), 503 the store failed, send again.
 */
export async function receive(webhook: IWebhookFunctions): Promise<IWebhookResponseData> {
	const headers = webhook.getHeaderData() as Record<string, string | undefined>;
	const rawBody = await rawBodyOf(webhook);
	const secrets = secretsOf(await webhook.getCredentials<IDataObject>('returnsShopifyApi'));
	if (!isSigned(rawBody, headers['x-shopify-hmac-sha256'], secrets))
		return refuse(webhook, 'The signature is missing or wrong');

	const topic = headers['x-shopify-topic'] ?? '';
	if (!isTopic(topic)) return { webhookResponse: { ignored: true } };
	const body = rawBody!.toString('utf8');
	const triggeredAt = headers['x-shopify-triggered-at'];
	const message = readMessage(topic, body, triggeredAt);
	const delivery: Delivery = {
		topic,
		body,
		message,
		triggeredAt,
		webhookId: headers['x-shopify-webhook-id'] || digestOf(topic, body),
		eventId: headers['x-shopify-event-id'],
		shop: headers['x-shopify-shop-domain'],
		receiver: receiverOf(webhook),
		origin: originOfNode(webhook),
	};
	let taken: Taken;
	try {
		taken = await stored(webhook, delivery);
	} catch (error) {
		return notTakenIn(webhook, error, 'Shopify', { topic, webhookId: delivery.webhookId });
	}
	if (taken.unreadable || 'unreadable' in message) return { webhookResponse: { unreadable: taken.unreadable } };
	if (!taken.news) return { webhookResponse: { duplicate: true } };
	if (!(webhook.getNodeParameter('topics') as string[]).includes(topic)) return { webhookResponse: { ignored: true } };
	if (!leadsOn(webhook)) return { webhookResponse: { received: true } };
	const item = {
		...testMark(webhook),
		...itemOf(delivery, message, taken, taken.settings),
		...(await enriched(webhook, message, taken)),
	};
	return { workflowData: [webhook.helpers.returnJsonArray([item])], webhookResponse: { received: true } };
}

/** Brand and channel of the cases that this trigger opens. */
export function originOfNode(webhook: Pick<IWebhookFunctions, 'getNodeParameter'>): { brand: string; channel: string } {
	const text = (name: string, blank: string) => String(webhook.getNodeParameter(name, blank)).trim() || blank;
	return { brand: text('brand', 'default'), channel: text('channel', 'shopify') };
}

/** A test run in the editor only looks: the published trigger gets the same event, and stores it. */
async function stored(webhook: IWebhookFunctions, delivery: Delivery): Promise<Taken> {
	const store = await openStoreOf(webhook);
	const taken =
		store && webhook.getMode() !== 'manual'
			? await takeInAny(
					store,
					delivery,
					askQuickly(
						async () => await shopifyOfNode(webhook),
						lookUpMs,
						(error) =>
							warn(webhook, 'Shopify could not be asked; a later look does it', error, { topic: delivery.topic }),
					),
				)
			: await onlyLooked(delivery, store);
	return { ...taken, settings: await store?.settings.get(taken.case?.brand ?? delivery.origin!.brand) };
}

/**
 * Takes in a message of whatever topic: first the message itself, then what it says. One that cannot be read, or that no event can hold,
 * would be sent again for ever: it is kept, and listed as unreadable.
 */
export async function takeInAny(store: CaseStore, delivery: Delivery, shop: AskShop): Promise<TakenIn> {
	const { topic, body, webhookId: id, message } = delivery;
	const subject = isReturnTopic(topic) ? returnIn(body) : undefined;
	const stored = await store.inbox.put({ source, id, topic, body, subject, receiver: delivery.shop });
	try {
		if ('unreadable' in message) return await unreadable(message.unreadable, stored);
		return isOfReturn(message)
			? await takeIn(store, delivery, message, shop, stored)
			: await takeInOther(store, delivery, message, shop, stored);
	} catch (error) {
		if (!(error instanceof InvalidEvent)) throw error;
		return await unreadable(error.message, false);
	}

	async function unreadable(why: string, news: boolean): Promise<TakenIn> {
		await store.inbox.mark(source, id, 'unreadable', why);
		return { news, unreadable: why };
	}
}

/** The return that a body is about; none in a body that cannot be read. */
function returnIn(body: string): string | undefined {
	return /"admin_graphql_api_id"\s*:\s*"(gid:\/\/shopify\/Return\/\d+)"/.exec(body)?.[1];
}

/** What a test run shows: it only looks. */
async function onlyLooked({ message }: Delivery, store: CaseStore | undefined): Promise<TakenIn> {
	if ('unreadable' in message) return { news: true, ...message };
	const { returnId } = message.news;
	const found = isOfReturn(message)
		? await store?.cases.findByReference('shopify.return', message.news.returnId)
		: store && (await caseOf(store, message.news));
	return { news: true, returnId, case: found };
}

/** What Enrich adds; a failure is told in the item, never to Shopify, since the webhook itself is stored. */
async function enriched(webhook: IWebhookFunctions, message: Message, { returnId }: Taken): Promise<IDataObject> {
	if (!webhook.getNodeParameter('enrich', false)) return {};
	const { topic } = message;
	try {
		const news = isOfReturn(message) ? {} : message.news;
		const client = await shopifyOfNode(webhook);
		const found = await within(lookUpMs, enrichment(client, { topic, ...news, ...(returnId && { returnId }) }));
		return found ? { ...found, enriched: true } : { enriched: false };
	} catch (error) {
		warn(webhook, 'the item could not be enriched', error, { topic });
		return { enriched: false };
	}
}

/** Shopify always sends a webhook id; without one the content is its name. */
function digestOf(topic: string, body: string): string {
	return createHash('sha256').update(`${topic}\n${body}`).digest('hex');
}
