import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { asReference, EffectError, mayAct, rightsOf, seesBrand } from '../shared/model';
import { inWords } from '../shared/operation';
import { openStoreOf, caseCredential } from '../shared/store/open';
import { sendAnswer, textsOf, type Answer } from './html/answer';
import { sentBy, type Sent } from './html/sent';
import { actNames, doneWords } from './acts';
import { outputs, type Output } from './acts/act';
import { casePage } from './pages/case';
import { casesCsv, casesPage } from './pages/cases';
import { customerJson, customerPage } from './pages/customer';
import type { Desk, Query } from './session/desk';
import { financeCsv, financePage } from './pages/finance';
import { pagesOf, refusalPage, rolePages, type RolePage } from './pages/layout';
import { isMetricsToken, metricsText } from './pages/metrics';
import { operationsPage } from './pages/operations';
import { receivePage } from './pages/receive';
import { reportCsv, reportsPage } from './pages/reports';
import { reviewPage } from './pages/review';
import { isSection, settingsPage } from './pages/settings';
import { setUpPage } from './pages/setUp';
import { todayPage } from './pages/today';
import { performAct, startReturn, type Outcome } from './perform';
import { pressed, type ActAction, type Action, type SettingsAction, type StartAction } from './session/action';
import { photoAnswer, photosIn } from './session/photo';
import { deskKey } from './session/token';
import { saveSection } from './settings/saveSection';
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

	if (query.metrics)
		return isMetricsToken(query.metrics, key)
			? {
					status: 200,
					html: await metricsText(store, Date.now()),
					headers: { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' },
				}
			: refusal(404, 'No such page', 'This address is not complete.');
	if (query.photo)
		return (
			(await photoAnswer(query.photo, { store, key, now: Date.now() })) ??
			refusal(404, 'No such photo', 'This address is not complete, or its time is over.')
		);
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
	const desk: Desk = {
		store,
		settings,
		visitor,
		rights,
		key,
		address: `${address.origin}${address.pathname}`,
		now: Date.now(),
		told: toldOf(query),
	};

	if (request.method === 'POST') return await act(desk, sentBy(node), address.pathname, query);
	return await show(desk, query);
}

/** The page that the address names. */
async function show(desk: Desk, query: Query, typed?: Query): Promise<Answer> {
	const page = query.page ?? 'today';
	if (isRolePage(page)) return await showToRole(desk, page, query, typed);
	switch (page) {
		case 'today':
			return { status: 200, html: await todayPage(desk, query) };
		case 'cases':
			return query.as === 'csv'
				? csvAnswer('cases', await casesCsv(desk, query))
				: { status: 200, html: await casesPage(desk, query) };
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
async function showToRole(desk: Desk, page: RolePage, query: Query, typed?: Query): Promise<Answer> {
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
		case 'setup': {
			if (!isSection(query.section)) return { status: 200, html: await setUpPage(desk) };
			const html = await settingsPage(desk, query, typed);
			return html ? { status: 200, html } : refusal(404, 'No such brand', 'There is none that you may set up.');
		}
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
async function act(desk: Desk, { body, files }: Sent, path: string, query: Query): Promise<DeskAnswer> {
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
	if (action.what === 'settings') {
		const { brand, section } = action;
		const outcome = await saveSection(desk, action, body);
		if (outcome.done) return seeAgain(path, { page: 'setup', section, brand, done: 'settings' });
		// What was typed stays in the form, but for one that shows what somebody else has saved.
		const page = await show(
			{ ...desk, alert: outcome.why },
			{ page: 'setup', section, brand },
			outcome.status === 422 ? body : undefined,
		);
		return { ...page, status: outcome.status };
	}
	if (action.what === 'act') {
		const outcome = await doAct(desk, action, body, files);
		if (outcome.done)
			return { ...seeAgain(path, nextPage(query, action)), ...(outcome.item && { item: outcome.item }) };
		const page = await show({ ...desk, alert: outcome.why }, query);
		return page.status === 200
			? { ...page, status: outcome.status }
			: refusal(outcome.status, 'Nothing was done', outcome.why);
	}
	if (!mayAct(desk.rights, 'operator'))
		return refusal(403, 'Nothing was done', 'This is for people with the role operator.');
	if (action.what === 'look') {
		const { email: actor } = desk.visitor;
		const json = { action: 'look', summary: `Set-up looked at for ${actor}`, actor };
		return { ...seeAgain(path, { page: 'setup', done: 'look' }), item: { output: 'Look', json } };
	}
	if (action.what === 'install') {
		const { email: actor } = desk.visitor;
		if (!seesBrand(desk.rights, action.brand))
			return refusal(403, 'Nothing was done', 'This is of a brand that you may not see.');
		const json = { action: 'install', brand: action.brand, summary: `Odoo set up for ${actor}`, actor };
		return { ...seeAgain(path, { page: 'setup', done: 'install' }), item: { output: 'Install', json } };
	}
	if (!(await perform(desk, action)))
		return refusal(409, 'Nothing was done', 'Somebody else was faster, or it went on by itself. Open the page again.');
	return seeAgain(path, query);
}

async function doAct(desk: Desk, action: ActAction, body: Query, files: IDataObject): Promise<Outcome> {
	try {
		return await performAct(desk, action, body, await photosIn(files));
	} catch (error) {
		if (error instanceof EffectError) return { done: false, status: 422, why: inWords(error) };
		throw error;
	}
}

/** What a person is told who comes from a button. */
function toldOf({ done = '', about }: Query): string | undefined {
	if (done === 'look')
		return 'The systems are being looked at; open the page again in a moment. When nothing changes, see whether the workflow of this desk has nodes at its output Look.';
	if (done === 'install')
		return 'What is missing in Odoo is being made; open the page again in a moment. When nothing changes, see whether the workflow of this desk has a node at its output Install.';
	if (done === 'settings') return 'The settings are saved. They count for whatever happens from now on.';
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
	action: Exclude<Action, ActAction | StartAction | SettingsAction | { what: 'look' | 'install' }>,
): Promise<boolean> {
	switch (action.what) {
		case 'replay':
			return (await store.steps.replay({ id: action.step }, { actor })) > 0;
		case 'release':
			return await store.steps.release(action.step, { actor });
		case 'close':
			return (await store.alarms.close({ id: action.alarm }, { actor })).length > 0;
		case 'resume':
			return await store.connections.resume(action.connection, { actor });
		case 'readAgain':
			return (await store.inbox.replay({ source: action.source, id: action.message }, { actor })) > 0;
		case 'dismiss':
			return await store.inbox.dismiss(action.source, action.message, { actor });
	}
}

function refusal(status: number, title: string, what: string): Answer {
	return { status, html: refusalPage(title, what) };
}
