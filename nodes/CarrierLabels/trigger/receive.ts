import { createHash } from 'node:crypto';
import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { jsonOf } from '../../shared/model';
import { openStoreOf } from '../../shared/store/open';
import { notTakenIn, receiverOf } from '../../shared/trigger';
import { UnreadableBody } from '../../shared/trigger/unreadable';
import { leadsOn, rawBodyOf, refuse, testMark } from '../../shared/trigger/webhook';
import type { Call, ParcelNews } from '../carriers/webhook';
import { listened, webhookOf, type Listened } from './connect';
import { itemsOf } from './item';
import { keptSecrets } from './registered';
import { takeInMessage, type TakenIn } from './takeIn';

/**
 * Answers one call of the trigger's address. Nothing is believed before it is shown to come from the shop's own account at the carrier
 * service; what it says is stored before the answer: 401 forged, 200 stored (or known, or of no interest), 503 not stored, send again.
 */
export async function receive(webhook: IWebhookFunctions): Promise<IWebhookResponseData> {
	const at = await listened(webhook);
	const rawBody = await rawBodyOf(webhook);
	const store = await openStoreOf(webhook);
	const receiver = receiverOf(webhook);
	try {
		const secrets = [...at.byHand, ...(await keptSecrets(store, receiver, at.key))];
		if (!rawBody || !secrets.length || !(await webhookOf(at).isGenuine(callOf(webhook, rawBody, at), secrets)))
			return refuse(webhook, 'The message could not be shown to come from the carrier service');
	} catch (error) {
		// The keys or the case store could not be read: that says nothing about the message.
		return notTakenIn(webhook, error, at.name, {});
	}
	const body = rawBody.toString('utf8');
	const said = readBody(at, body);
	const id = ('id' in said && said.id) || createHash('sha256').update(rawBody).digest('hex');
	const isTest = webhook.getMode() === 'manual';
	let taken: TakenIn[];
	try {
		if ('unreadable' in said) {
			if (store && !isTest) {
				await store.inbox.put({ source: at.id, id: `${id}@${receiver}`, topic: '', body, receiver });
				await store.inbox.mark(at.id, `${id}@${receiver}`, 'unreadable', said.unreadable);
			}
			return { webhookResponse: { unreadable: said.unreadable } };
		}
		if (!said.news.length) return { webhookResponse: { ignored: true } };
		if (store && !isTest) {
			const result = await takeInMessage(store, at.id, { id, topic: said.topic, body, news: said.news }, receiver);
			if ('unreadable' in result) return { webhookResponse: result };
			taken = result;
		} else taken = onlyTold(said.news);
	} catch (error) {
		return notTakenIn(webhook, error, at.name, { message: id });
	}
	if (!taken.length) return { webhookResponse: { duplicate: true } };
	if (!leadsOn(webhook)) return { webhookResponse: { received: true } };
	const items = await itemsOf(store, taken, {
		carrierService: at.id,
		noticedBy: 'webhook',
		read: (name) => webhook.getNodeParameter(name, ''),
	});
	if (!items.length) return { webhookResponse: { ignored: true } };
	return {
		workflowData: [webhook.helpers.returnJsonArray(items.map((item) => ({ ...testMark(webhook), ...item })))],
		webhookResponse: { received: true },
	};
}

type Said = { id?: string; topic: string; news: ParcelNews[] } | { unreadable: string };

function readBody(at: Listened, body: string): Said {
	const json = jsonOf(body);
	if (json === undefined) return { unreadable: 'the body is no JSON' };
	try {
		return webhookOf(at).read(json);
	} catch (error) {
		if (error instanceof UnreadableBody) return { unreadable: error.message };
		throw error;
	}
}

/** What a test run, and a flow that keeps no cases, hears: all of it. */
function onlyTold(news: ParcelNews[]): TakenIn[] {
	return news.flatMap((one) => (one.status ? [{ news: { ...one, status: one.status }, firstScan: false }] : []));
}

function callOf(webhook: IWebhookFunctions, rawBody: Buffer, { api }: Listened): Call {
	return {
		rawBody,
		headers: webhook.getHeaderData() as Record<string, string | undefined>,
		query: webhook.getQueryData() as IDataObject,
		now: Date.now(),
		fetchPublic: async (path) => {
			const { origin } = new URL(api.baseUrl);
			return (await api.http({ method: 'GET', url: origin + path, repeatable: true, timeoutMs: 4_000 })).body;
		},
	};
}
