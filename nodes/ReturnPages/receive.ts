import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { asReference, mayAct, rightsOf } from '../shared/model';
import { openStoreOf, caseCredential } from '../shared/store/open';
import { sendAnswer, textsOf, type Answer } from './html/answer';
import { actNames, doneWords } from './acts';
import { outputs, type Output } from './acts/act';
import { casePage } from './pages/case';
import { casesPage } from './pages/cases';
import { customerJson, customerPage } from './pages/customer';
import type { Desk, Query } from './session/desk';
import { financeCsv, financePage } from './pages/finance';
import { pagesOf, refusalPage, rolePages, type RolePage } from './pages/layout';
import { operationsPage } from './pages/operations';
import { receivePage } from './pages/receive';
import { reportCsv, reportsPage } from './pages/reports';
import { reviewPage } from './pages/review';
import { setUpPage } from './pages/setUp';
import { todayPage } from './pages/today';
import { performAct, startReturn } from './perform';
import { pressed, type ActAction, type Action, type StartAction } from './session/action';
import { deskKey } from './session/token';
import { cookieOf, visitorOfCookie, visitorOfLink } from './session/visitor';

/* A call of the desk's address, and its answer. n8n's own sign-in has made the link that leads here (docs/facts/n8n.md#its-own-sign-in-never-reaches-a-node-of-ours). */

/** What a call is answered, and what the flow behind the desk gets: it is started only by what a person has done to a return. */
interface DeskAnswer extends Answer {
	item?: { output: Output; json: IDataObject };
}

/** Answers a call of the desk by itself. */
export async function receiveCall(node: IWebhookFunctions): Promise<IWebhookResponseData> {
	const { item, ...answer } = await answerOf(node);
	return {
		...sendAnswer(node, answer),
		...(item && { workflowData: outputs.map((output) => (output === item.output ? [{ json: item.json }] : [])) }),
	};
}

async function answerOf(node: IWebhookFunctions): Promise<DeskAnswer> {
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
	const desk: Desk = { store, settings, visitor, rights, key, now: Date.now(), told: toldOf(query) };

	if (request.method === 'POST') return await act(desk, textsOf(node.getBodyData()), address.pathname, query);
	return await show(desk, query);
}

/** The page that the address names. */
async function show(desk: Desk, query: Query): Promise<Answer> {
	const page = query.page ?? 'today';
	if (isRolePage(page)) return await showToRole(desk, page, query);
	switch (page) {
		case 'today':
			return { status: 200, html: await todayPage(desk, query) };
		case 'cases':
			return { status: 200, html: await casesPage(desk, query) };
		case 'case': {
			const html = await casePage(desk, query);
			return html
				? { status: 200, html }
				: refusal(404, 'No such return', 'There is none by this reference that you may see.');
		}
		default:
			return refusal(404, 'No such page', 'The desk has no page of this name.');
	}
}

function isRolePage(page: string): page is RolePage {
	return Object.hasOwn(rolePages, page);
}

/** A page that is for some roles only. */
async function showToRole(desk: Desk, page: RolePage, query: Query): Promise<Answer> {
	const { title, roles } = rolePages[page];
	if (!pagesOf(desk).includes(page))
		return refusal(
			403,
			`${title} is not for you`,
			`This page is for people with the role ${[...roles, 'manager'].join(' or ')}.`,
		);
	switch (page) {
		case 'review':
			return { status: 200, html: await reviewPage(desk, query) };
		case 'customer':
			return query.as === 'json'
				? {
						status: 200,
						html: await customerJson(desk, query),
						headers: { 'Content-Type': 'application/json; charset=utf-8' },
					}
				: { status: 200, html: await customerPage(desk, query) };
		case 'receive':
			return { status: 200, html: await receivePage(desk, query) };
		case 'finance':
			return query.as === 'csv'
				? csvAnswer('refunds', await financeCsv(desk, query))
				: { status: 200, html: await financePage(desk, query) };
		case 'reports': {
			const csv = query.as === 'csv' ? await reportCsv(desk, query) : undefined;
			return csv ? csvAnswer('report', csv) : { status: 200, html: await reportsPage(desk, query) };
		}
		case 'operations':
			return { status: 200, html: await operationsPage(desk) };
		case 'setup':
			return { status: 200, html: await setUpPage(desk) };
	}
}

function csvAnswer(name: string, html: string): Answer {
	return {
		status: 200,
		html,
		headers: {
			'Content-Type': 'text/csv; charset=utf-8',
			'Content-Disposition': `attachment; filename="${name}.csv"`,
		},
	};
}

/** Does what a button was pressed for, in the person's name, and shows the page again. */
async function act(desk: Desk, body: Query, path: string, query: Query): Promise<DeskAnswer> {
	const action = pressed(body.action ?? '', desk.visitor.email, desk.key);
	if (!action)
		return refusal(
			403,
			'Nothing was done',
			'This button was not offered to you, or more than an hour ago. Open the page again.',
		);
	if (action.what === 'start') {
		const outcome = await startReturn(desk, action, body);
		if (outcome.done)
			return {
				...seeAgain(path, { page: 'case', case: outcome.reference, done: 'start', about: outcome.reference }),
				...(outcome.item && { item: outcome.item }),
			};
		const page = await show({ ...desk, alert: outcome.why }, query);
		return { ...page, status: outcome.status };
	}
	if (action.what === 'act') {
		const outcome = await performAct(desk, action, body);
		if (outcome.done)
			return { ...seeAgain(path, nextPage(query, action)), ...(outcome.item && { item: outcome.item }) };
		const page = await show({ ...desk, alert: outcome.why }, query);
		return page.status === 200
			? { ...page, status: outcome.status }
			: refusal(outcome.status, 'Nothing was done', outcome.why);
	}
	if (!mayAct(desk.rights, 'operator'))
		return refusal(403, 'Nothing was done', 'This is for people with the role operator.');
	if (!(await perform(desk, action)))
		return refusal(409, 'Nothing was done', 'Somebody else was faster, or it went on by itself. Open the page again.');
	return seeAgain(path, query);
}

/** What a person is told who comes from a button. */
function toldOf({ done = '', about }: Query): string | undefined {
	const act = ([...actNames, 'start'] as const).find((one) => one === done);
	return act && [asReference(about), doneWords[act]].filter(Boolean).join(': ');
}

/** Where somebody goes on who has done something: the same page, which says so; from the review queue the next return. */
function nextPage(query: Query, { act, reference }: ActAction): Query {
	const { page = 'case' } = query;
	const same = page === 'review' && act !== 'note' ? {} : { case: reference };
	return { page, ...same, done: act, about: reference };
}

function seeAgain(path: string, query: Query): Answer {
	const page = new URLSearchParams(Object.entries(query).flatMap(([name, value]) => (value ? [[name, value]] : [])));
	return { status: 303, headers: { Location: `${path}?${page.toString()}` } };
}

/** False: there was nothing left to do. */
async function perform(
	{ store, visitor: { email: actor } }: Desk,
	action: Exclude<Action, ActAction | StartAction>,
): Promise<boolean> {
	switch (action.what) {
		case 'replay':
			return (await store.steps.replay({ id: action.step }, { actor })) > 0;
		case 'release':
			return await store.steps.release(action.step, { actor });
		case 'close':
			return (await store.alarms.close({ id: action.alarm }, { actor })).length > 0;
	}
}

function refusal(status: number, title: string, what: string): Answer {
	return { status, html: refusalPage(title, what) };
}
