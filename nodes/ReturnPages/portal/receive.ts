import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { z } from 'zod';
import { Settings } from '../../shared/model';
import { caseCredential, openStoreOf } from '../../shared/store/open';
import { warn } from '../../shared/trigger/intake';
import { sendAnswer, textsOf, type Answer, type Outside } from '../html/answer';
import { portalKey } from '../session/token';
import { portalWords } from './languages';
import { languageOf } from './language';
import { portalPage } from './layout';
import type { Fields, Look, Visit } from './portal';
import { senderOf, type From } from './sender';
import { notKept, showForm, showReceipt, takeForm } from './withdraw/withdraw';
import { h } from 'preact';

/** Answers a customer by the page itself. It works by the case store alone, whatever else is down; GET writes nothing. */
export async function receiveVisit(node: IWebhookFunctions): Promise<IWebhookResponseData> {
	const request = node.getRequestObject() as unknown as From & { method: string };
	const { language: chosen, page, contract, token, as } = textsOf(node.getQueryData());
	const query = { page, contract, token, as };
	const isPost = request.method === 'POST';
	const body = isPost ? textsOf(node.getBodyData()) : {};
	const lookFor = (settings: Settings): Look => {
		const language = languageOf(chosen, headerOf(request, 'accept-language'), settings.messages?.language);
		return { language, words: portalWords[language], settings, query };
	};
	let settings = Settings.parse({});
	try {
		const store = (await openStoreOf(node))!;
		const brand = String(node.getNodeParameter('brand', '')).trim() || 'default';
		settings = await store.settings.get(brand);
		const { auditKey } = await node.getCredentials<{ auditKey?: string }>(caseCredential);
		const visit: Visit = {
			...lookFor(settings),
			store,
			brand,
			key: portalKey(auditKey ?? ''),
			path: new URL(node.getNodeWebhookUrl('default')!).pathname,
			sender: senderOf(request),
			now: Date.now(),
		};
		return sendAnswer(node, (await answerOf(visit, isPost, body)) ?? nothing(visit), outsideOf(settings));
	} catch (error) {
		warn(node, 'a page for customers could not be answered', error, { page: query.page ?? '' });
		const look = lookFor(settings);
		const answer = isPost ? notKept(look, body) : { ...showForm(look), status: 503 };
		return sendAnswer(node, answer, outsideOf(settings));
	}
}

/** The page that the address names; undefined: there is none. */
async function answerOf(visit: Visit, isPost: boolean, body: Fields): Promise<Answer | undefined> {
	switch (visit.query.page ?? 'withdraw') {
		case 'withdraw':
			return isPost ? await takeForm(visit, body) : showForm(visit);
		case 'receipt':
			return isPost ? undefined : await showReceipt(visit);
		default:
			return undefined;
	}
}

function nothing(look: Look): Answer {
	return { status: 404, html: portalPage(look, look.words.gone, h('p', null, look.words.goneText)) };
}

/** The sites that may frame the pages, and where the logo comes from. */
function outsideOf({ portal = {} }: Settings): Outside {
	const { hosts = [], logo } = portal;
	return {
		frames: hosts.map((host) => (host.includes('://') ? host : `https://${host}`)),
		...(logo && { images: [logo.startsWith('data:') ? 'data:' : new URL(logo).origin] }),
	};
}

function headerOf({ headers }: From, name: string): string | undefined {
	return z.string().optional().catch(undefined).parse(headers[name]);
}
