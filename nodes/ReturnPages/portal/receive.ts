import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { h } from 'preact';
import { z } from 'zod';
import { Settings } from '../../shared/model';
import { caseCredential, openStoreOf } from '../../shared/store/open';
import { warn } from '../../shared/trigger/intake';
import { leadsOn, testMark } from '../../shared/trigger/webhook';
import { sendAnswer, textsOf, type Answer, type Outside } from '../html/answer';
import { sentBy, type Sent } from '../html/sent';
import { portalKey } from '../session/token';
import { showFind, takeFind } from './find/find';
import { showHome } from './home';
import { portalWords } from './languages';
import { languageOf } from './language';
import { portalPage } from './layout';
import type { Look, Visit } from './portal';
import { showOrder, takeOrder } from './order/order';
import { senderOf, type From } from './sender';
import { showPhoto } from './photos';
import { showStatus, takePhoto } from './status/status';
import { notKept, showForm, showReceipt, takeForm } from './withdraw/withdraw';

/** Answers a customer by the page itself. It works by the case store alone, whatever else is down; GET writes nothing. */
export async function receiveVisit(node: IWebhookFunctions): Promise<IWebhookResponseData> {
	const request = node.getRequestObject() as unknown as From & { method: string };
	const { language: chosen, page, contract, token, as } = textsOf(node.getQueryData());
	const query = { page, contract, token, as };
	const isPost = request.method === 'POST';
	const sent: Sent = isPost ? sentBy(node) : { body: {}, files: {} };
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
		const { origin, pathname } = new URL(node.getNodeWebhookUrl('default')!);
		const visit: Visit = {
			...lookFor(settings),
			store,
			brand,
			key: portalKey(auditKey ?? ''),
			address: `${origin}${pathname}`,
			path: pathname,
			sender: senderOf(request),
			mailsLinks: leadsOn(node),
			now: Date.now(),
		};
		const { item, ...answer }: Reply = (await answerOf(visit, isPost, sent)) ?? nothing(visit);
		const response = sendAnswer(node, answer, outsideOf(settings));
		return item
			? { ...response, workflowData: [node.helpers.returnJsonArray([{ ...item, ...testMark(node) }])] }
			: response;
	} catch (error) {
		warn(node, 'a page for customers could not be answered', error, { page: query.page ?? '' });
		const look = lookFor(settings);
		const answer = isPost ? notKept(look, sent.body) : { ...showForm(look), status: 503 };
		return sendAnswer(node, answer, outsideOf(settings));
	}
}

/** An answer, and what the flow behind the trigger does afterwards. */
type Reply = Answer & { item?: IDataObject };

/** The page that the address names; undefined: there is none. Without a flow that mails links there is one page only. */
async function answerOf(visit: Visit, isPost: boolean, { body, files }: Sent): Promise<Reply | undefined> {
	const { query, mailsLinks } = visit;
	switch (query.page ?? (mailsLinks ? 'home' : 'withdraw')) {
		case 'home':
			return mailsLinks && !isPost ? showHome(visit) : undefined;
		case 'find':
			if (!mailsLinks) return undefined;
			return isPost ? await takeFind(visit, body) : showFind(visit);
		case 'order':
			return isPost ? await takeOrder(visit, body, files) : await showOrder(visit);
		case 'status':
			return isPost ? await takePhoto(visit, files) : await showStatus(visit);
		case 'photo':
			return isPost ? undefined : await showPhoto(visit);
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
