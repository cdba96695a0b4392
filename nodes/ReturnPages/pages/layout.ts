import { h } from 'preact';
import { mayAct } from '../../shared/model';
import { alarm, document, link, notice, type Node } from '../html/view';
import type { Desk } from './desk';

/** The page of somebody who is signed in. `current` names the entry of the menu that it belongs to. */
export function pageOf(desk: Desk, current: string, title: string, ...content: Node[]): string {
	const entries = [
		['today', 'Today'],
		['cases', 'Cases'],
		...(mayAct(desk.rights, 'operator') ? [['operations', 'Operations']] : []),
	];
	return document(
		headOf(title),
		h('header', null, [
			h('nav', { 'aria-label': 'Returns desk' }, [
				...entries.map(([page, text]) =>
					link(
						{ page },
						text,
						page === current ? { 'aria-current': page === title.toLowerCase() ? 'page' : 'true' } : {},
					),
				),
			]),
			h('p', null, desk.visitor.name || desk.visitor.email),
		]),
		h('main', null, [
			h('h1', null, title),
			...(desk.alert ? [alarm('Nothing was done', desk.alert)] : []),
			...(desk.told ? [notice(desk.told)] : []),
			...(desk.settings.staff?.length
				? []
				: [
						notice(
							'Everybody who can sign in to this n8n may do all here. Name your people under Staff in Return Case: Save Settings.',
						),
					]),
			...content,
		]),
	);
}

const headOf = (title: string) => ({ title, site: 'Returns desk', language: 'en' });

/** A page that says why there is nothing to see; for everybody. */
export function refusalPage(title: string, what: string): string {
	return document(headOf(title), h('main', null, [h('h1', null, title), h('p', null, what)]));
}
