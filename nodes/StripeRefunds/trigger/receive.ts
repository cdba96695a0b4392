import { createHash } from 'node:crypto';
import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { jsonOf } from '../../shared/model';
import { ifPossible, notTakenIn, receiverOf } from '../../shared/trigger';
import { UnderWay, type TakenIn } from '../../shared/trigger/refundIntake';
import { openStoreOf } from '../../shared/store/open';
import { brandParameter, mayStart } from '../../shared/trigger/scope';
import { whyUnreadable } from '../../shared/trigger/unreadable';
import { askAgain, leadsOn, rawBodyOf, refuse, testMark } from '../../shared/trigger/webhook';
import { isOurType, StripeEvent } from '../records/event';
import { stripeProvider, type StripeProvider } from '../refund/provider';
import { stripeOfNode } from '../transport/stripe';
import { EndpointMemory, type KnownEndpoint } from './endpoint';
import { itemOf } from './item';
import { keptEndpoints } from './kept';
import { secretLines } from '../transport/signature';
import { UnknownObject, type News } from '../records/news';
import { asNews, intake, takeIn } from './takeIn';

/**
 * Answers one call of the trigger's address. Nothing is believed before the signature is, and then only that something happened:
 * the refund itself is read from Stripe. Everything is stored before the answer: 401 forged, 200 stored (or known, or of no
 * interest), 503 not stored, send again.
 */
export async function receive(webhook: IWebhookFunctions): Promise<IWebhookResponseData> {
	const credential = await webhook.getCredentials<{ secretKey: string; webhookSecrets?: string; account?: string }>(
		'returnsStripeApi',
	);
	const rawBody = await rawBodyOf(webhook);
	const headers = webhook.getHeaderData() as Record<string, string | undefined>;
	const secrets = [
		...new EndpointMemory(webhook.getWorkflowStaticData('node'), credential.secretKey).secrets(),
		...secretLines(credential.webhookSecrets),
	];
	const provider = stripeProvider(await stripeOfNode(webhook));
	const signed = (by: string[]) => provider.webhook.isGenuine(rawBody, headers, by);
	if (!signed(secrets) && !signed(await keptSecrets(webhook, credential.secretKey)))
		return refuse(webhook, 'The signature is missing, wrong or too old');

	const body = rawBody!.toString('utf8');
	const said = readEvent(body);
	if ('ignored' in said) return { webhookResponse: { ignored: true } };
	// An endpoint of a platform also hears of accounts that are not ours.
	if ('event' in said && said.event.account && said.event.account !== String(credential.account ?? '').trim())
		return { webhookResponse: { ignored: true } };
	try {
		return await taken(webhook, provider, said, body);
	} catch (error) {
		if (error instanceof UnderWay) return askAgain(webhook);
		return notTakenIn(webhook, error, 'Stripe', { event: 'event' in said ? said.event.id : '' });
	}
}

/** Secrets that the case store knows and n8n does not: of an endpoint that had to be made again, or that n8n has lost. */
async function keptSecrets(webhook: IWebhookFunctions, secretKey: string): Promise<string[]> {
	const kept = await ifPossible(webhook, 'Recalling the endpoint', async () => {
		return await keptEndpoints(await openStoreOf(webhook), receiverOf(webhook), secretKey);
	});
	return [...(kept ?? new Map<string, KnownEndpoint>()).values()].map(({ secret }) => secret); // Stripe sends again what is refused
}

async function taken(
	webhook: IWebhookFunctions,
	provider: StripeProvider,
	said: { event: StripeEvent } | { unreadable: string; id: string; type: string },
	body: string,
): Promise<IWebhookResponseData> {
	const store = await openStoreOf(webhook);
	// A test run in the editor only looks: the published trigger gets the same event, and stores it.
	const keep = store && webhook.getMode() !== 'manual' ? store : undefined;
	const unreadable = async (id: string, type: string, why: string) => {
		if (keep) await intake.keepUnreadable(keep, { id, topic: type, body, receiver: receiverOf(webhook) }, why);
		return { webhookResponse: { unreadable: why } };
	};
	if ('unreadable' in said) return await unreadable(said.id, said.type, said.unreadable);
	const { event } = said;
	let news: News;
	try {
		news = await provider.webhook.news(event);
	} catch (error) {
		if (error instanceof UnknownObject) return await unreadable(event.id, event.type, error.message);
		throw error;
	}
	const wanted = (webhook.getNodeParameter('events') as string[]).includes(event.type);
	const receiver = receiverOf(webhook);
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
function readEvent(
	body: string,
): { event: StripeEvent } | { ignored: true } | { unreadable: string; id: string; type: string } {
	const id = createHash('sha256').update(body).digest('hex');
	const json = jsonOf(body) as { type?: unknown } | null | undefined;
	if (json === undefined) return { unreadable: 'the body is no JSON', id, type: '' };
	const type = String(json?.type ?? '');
	if (type && !isOurType(type)) return { ignored: true };
	const event = StripeEvent.safeParse(json);
	return event.success ? { event: event.data } : { unreadable: whyUnreadable(event.error), id, type };
}
