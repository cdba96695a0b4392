import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { formAddress, mayAct, rightsOf } from '../shared/model';
import { openStoreOf, caseCredential } from '../shared/store/open';
import { sendAnswer, textsOf, type Answer } from './html/answer';
import { casePage } from './pages/case';
import { casesPage } from './pages/cases';
import type { Desk, Query } from './pages/desk';
import { refusalPage } from './pages/layout';
import { operationsPage } from './pages/operations';
import { todayPage } from './pages/today';
import { pressed, type Action } from './session/action';
import { deskKey } from './session/token';
import { cookieOf, visitorOfCookie, visitorOfLink } from './session/visitor';

/* A call of the desk's address, and its answer. n8n's own sign-in has made the link that leads here (docs/facts/n8n.md#its-own-sign-in-never-reaches-a-node-of-ours). */

/** Answers a call of the desk by itself; no flow is started. */
export async function receiveCall(node: IWebhookFunctions): Promise<IWebhookResponseData> {
	return sendAnswer(node, await answerOf(node));
}

async function answerOf(node: IWebhookFunctions): Promise<Answer> {
	const request = node.getRequestObject();
	const query = textsOf(node.getQueryData());
	const address = new URL(node.getNodeWebhookUrl('default')!);
	const store = (await openStoreOf(node))!;
	const { auditKey } = await node.getCredentials<{ auditKey?: string }>(caseCredential);
	const key = deskKey(auditKey ?? '');

	if (query.link) {
		const visitor = await visitorOfLink(query.link, { store, key });
		if (!visitor)
			return refusal(
				403,
				'This link is used up',
				'It leads to the desk once, within two minutes. Open the desk by its form again.',
			);
		const cookie = cookieOf(visitor, { key, path: address.pathname, secure: address.protocol === 'https:' });
		return { status: 303, headers: { Location: address.pathname, 'Set-Cookie': cookie } };
	}
	const visitor = visitorOfCookie(request.headers.cookie, key);
	if (!visitor) return refusal(401, 'You are not signed in', 'Open the desk by its form in n8n, which signs you in.');
	const settings = await store.settings.get('default');
	const rights = rightsOf(visitor.email, settings);
	if (!rights)
		return refusal(
			403,
			'You are not on the list',
			`${visitor.email} is not among Staff in the settings. Ask whoever keeps them.`,
		);
	const desk: Desk = { store, settings, visitor, rights, key, forms: formsOf(node), now: Date.now() };

	if (request.method === 'POST')
		return await act(desk, textsOf(node.getBodyData()).action ?? '', address.pathname, query);
	return await show(desk, query);
}

/** The page that the address names. */
async function show(desk: Desk, query: Query): Promise<Answer> {
	switch (query.page ?? 'today') {
		case 'today':
			return { status: 200, html: await todayPage(desk) };
		case 'cases':
			return { status: 200, html: await casesPage(desk, query) };
		case 'case': {
			const html = await casePage(desk, query);
			return html
				? { status: 200, html }
				: refusal(404, 'No such return', 'There is none by this reference that you may see.');
		}
		case 'operations':
			return mayAct(desk.rights, 'operator')
				? { status: 200, html: await operationsPage(desk) }
				: refusal(403, 'For operators', 'This page is for people with the role operator or manager.');
		default:
			return refusal(404, 'No such page', 'The desk has no page of this name.');
	}
}

/** Does what a button was pressed for, in the person's name, and shows the page again. */
async function act(desk: Desk, token: string, path: string, query: Query): Promise<Answer> {
	const action = pressed(token, desk.visitor.email, desk.key);
	if (!action || !mayAct(desk.rights, 'operator'))
		return refusal(
			403,
			'Nothing was done',
			'This button was not offered to you, or more than an hour ago. Open the page again.',
		);
	const done = await perform(desk, action);
	if (!done)
		return refusal(409, 'Nothing was done', 'Somebody else was faster, or it went on by itself. Open the page again.');
	const page = new URLSearchParams(Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : [])));
	return { status: 303, headers: { Location: `${path}?${page.toString()}` } };
}

/** False: there was nothing left to do. */
async function perform({ store, visitor: { email: actor } }: Desk, action: Action): Promise<boolean> {
	switch (action.what) {
		case 'replay':
			return (await store.steps.replay({ id: action.step }, { actor })) > 0;
		case 'release':
			return await store.steps.release(action.step, { actor });
		case 'close':
			return (await store.alarms.close({ id: action.alarm }, { actor })).length > 0;
	}
}

function formsOf(node: IWebhookFunctions): Desk['forms'] {
	const options = node.getNodeParameter('options', {}) as Record<string, string | undefined>;
	const addressOf = (name: string, usual: string) => formAddress(node.getInstanceBaseUrl(), options[name] ?? usual);
	return {
		review: addressOf('reviewForm', 'returns/review'),
		receive: addressOf('receiveForm', 'returns/receive'),
		paid: addressOf('paidForm', 'returns/paid-by-hand'),
	};
}

function refusal(status: number, title: string, what: string): Answer {
	return { status, html: refusalPage(title, what) };
}
