import { h } from 'preact';
import { mayAct, type StaffRole } from '../../shared/model';
import { alarm, document, done, link, notice, type Node } from '../html/view';
import type { Desk } from '../session/desk';

/** Pages that are for some roles only. */
export const rolePages = {
	review: { title: 'Review', roles: ['reviewer', 'service'] },
	customer: { title: 'Customer', roles: ['service'] },
	receive: { title: 'Receive', roles: ['warehouse'] },
	finance: { title: 'Finance', roles: ['finance'] },
	reports: { title: 'Reports', roles: ['service', 'finance', 'operator'] },
	operations: { title: 'Operations', roles: ['operator'] },
	setup: { title: 'Set-up', roles: ['operator'] },
} as const satisfies Record<string, { title: string; roles: readonly StaffRole[] }>;
export type RolePage = keyof typeof rolePages;

/** Those of them that are for this person. */
export function pagesOf({ rights }: Pick<Desk, 'rights'>): RolePage[] {
	return (Object.keys(rolePages) as RolePage[]).filter((page) => mayAct(rights, ...rolePages[page].roles));
}

/** The page of somebody who is signed in. `current` names the entry of the menu that it belongs to. */
export function pageOf(desk: Desk, current: string, title: string, ...content: Node[]): string {
	const entries = [
		['today', 'Today'],
		['cases', 'Cases'],
		...pagesOf(desk).map((page) => [page, rolePages[page].title]),
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
			...(desk.told ? [done(desk.told)] : []),
			...(desk.settings.staff?.length
				? []
				: [
						notice(
							'Everybody who can sign in to this n8n may do all here. ',
							link({ page: 'setup', section: 'general' }, 'Name your people'),
							'.',
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
