import { createHash } from 'node:crypto';
import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { nodeHttp } from '../../shared/effect';
import { jsonOf } from '../../shared/model';
import { openStoreOf } from '../../shared/store/open';
import { ifPossible, notTakenIn, receiverOf } from '../../shared/trigger';
import { UnderWay, type TakenIn } from '../../shared/trigger/refundIntake';
import { registrationsOf } from '../../shared/trigger/registration';
import { brandParameter, mayStart } from '../../shared/trigger/scope';
import { whyUnreadable } from '../../shared/trigger/unreadable';
import { askAgain, leadsOn, rawBodyOf, refuse, testMark } from '../../shared/trigger/webhook';
import { isOurType, PayPalEvent } from '../records/event';
import { UnknownObject, type News } from '../refund/news';
import { paypalProvider, type PayPalProvider } from '../refund/provider';
import { knowCertificate } from '../transport/certificates';
import { credentialType, paypalOfNode } from '../transport/paypal';
import { certificateAddressOf, hasSignature, idLines } from '../transport/signature';
import { WebhookMemory } from './endpoint';
import { itemOf } from './item';
import { asNews, intake, takeIn } from './takeIn';

type Said = { event: PayPalEvent } | { unreadable: string; id: string; type: string };

/**
 * Answers one call of the trigger's address. Nothing is believed before the signature is, and then only that something happened: the refund
 * itself is read from PayPal. Everything is stored before the answer: 401 forged, 200 stored (or known, or of no interest), 503 not
 * stored, send again.
 */
export async function receive(webhook: IWebhookFunctions): Promise<IWebhookResponseData> {
	const rawBody = await rawBodyOf(webhook);
	const headers = webhook.getHeaderData() as Record<string, string | undefined>;
	if (!hasSignature(headers)) return refuse(webhook, 'The signature is missing');
	let provider: PayPalProvider;
	try {
		const paypal = await paypalOfNode(webhook);
		const unsigned = nodeHttp(webhook, { connection: 'paypal' });
		const certificateAt = await knowCertificate(unsigned, paypal.baseUrl, certificateAddressOf(headers));
		provider = paypalProvider(paypal, certificateAt);
	} catch (error) {
		// Nobody knows yet whether PayPal has sent it.
		return notTakenIn(webhook, error, 'PayPal', {});
	}
	if (!provider.webhook.isGenuine(rawBody, headers, await webhookIds(webhook)))
		return refuse(webhook, 'The signature is missing or wrong');
	const body = rawBody!.toString('utf8');
	const said = readEvent(body);
	if ('ignored' in said) return { webhookResponse: { ignored: true } };
	try {
		return await taken(webhook, provider, said, body);
	} catch (error) {
		if (error instanceof UnderWay) return askAgain(webhook);
		return notTakenIn(webhook, error, 'PayPal', { event: 'event' in said ? said.event.id : '' });
	}
}

/** The webhooks that this trigger has: as n8n keeps them, as the case store does, and as they were typed. */
async function webhookIds(webhook: IWebhookFunctions): Promise<string[]> {
	const { webhookIds: typed } = await webhook.getCredentials<{ webhookIds?: string }>(credentialType);
	const kept = await ifPossible(webhook, 'Recalling the webhook', async () => {
		return await registrationsOf(await openStoreOf(webhook), receiverOf(webhook));
	});
	return [
		...new WebhookMemory(webhook.getWorkflowStaticData('node')).ids(),
		...Object.values(kept ?? {}),
		...idLines(typed),
	];
}

async function taken(
	webhook: IWebhookFunctions,
	provider: PayPalProvider,
	said: Said,
	body: string,
): Promise<IWebhookResponseData> {
	const store = await openStoreOf(webhook);
	// A test run in the editor only looks: the published trigger gets the same event, and stores it.
	const keep = store && webhook.getMode() !== 'manual' ? store : undefined;
	const receiver = receiverOf(webhook);
	const unreadable = async (id: string, type: string, why: string) => {
		if (keep) await intake.keepUnreadable(keep, { id, topic: type, body, receiver }, why);
		return { webhookResponse: { unreadable: why } };
	};
	if ('unreadable' in said) return await unreadable(said.id, said.type, said.unreadable);
	const { event } = said;
	let news: News;
	try {
		news = await provider.webhook.news(event);
	} catch (error) {
		if (error instanceof UnknownObject) return await unreadable(event.id, event.event_type, error.message);
		throw error;
	}
	const wanted = (webhook.getNodeParameter('events') as string[]).includes(event.event_type);
	const result: TakenIn = keep
		? await takeIn(keep, event, body, news, { receiver, wanted })
		: { news: true, case: store && (await intake.caseOf(store, asNews(news))) };
	if (result.unreadable) return { webhookResponse: { unreadable: result.unreadable } };
	if (!wanted) return { webhookResponse: { ignored: true } };
	if (!result.news) return { webhookResponse: { duplicate: true } };
	const read = (name: string) => webhook.getNodeParameter(name, '');
	if (!mayStart(read, result.case)) return { webhookResponse: { ignored: true } };
	if (!leadsOn(webhook)) return { webhookResponse: { received: true } };
	const settings = await store?.settings.get(result.case?.brand ?? brandParameter(read) ?? 'default');
	return {
		workflowData: [
			webhook.helpers.returnJsonArray([{ ...testMark(webhook), ...itemOf(event, news, result, settings) }]),
		],
		webhookResponse: { received: true },
	};
}

/** Reads a verified body. An event of another kind is ignored, also when it is shaped unlike ours. */
function readEvent(body: string): Said | { ignored: true } {
	const id = createHash('sha256').update(body).digest('hex');
	const json = jsonOf(body) as { event_type?: unknown } | null | undefined;
	if (json === undefined) return { unreadable: 'the body is no JSON', id, type: '' };
	const type = String(json?.event_type ?? '');
	if (type && !isOurType(type)) return { ignored: true };
	const event = PayPalEvent.safeParse(json);
	return event.success ? { event: event.data } : { unreadable: whyUnreadable(event.error), id, type };
}
