import { h } from 'preact';
import { seesBrand } from '../../shared/model';
import type { CaseFilter } from '../../shared/store';
import { link, table, words } from '../html/view';
import type { Desk, Query } from '../session/desk';
import { pageOf } from './layout';
import { searchCases } from '../customer/search';
import { caseColumns, caseRow } from './shown';

const tabs: Record<string, { title: string; filter: Partial<CaseFilter> }> = {
	all: { title: 'All', filter: {} },
	open: { title: 'Open', filter: { open: true } },
	review: { title: 'Needs review', filter: { open: true, authorization: 'in_review' } },
	closed: { title: 'Closed', filter: { open: false } },
};
const filters = ['authorization', 'logistics', 'settlement'] as const;
const pageSize = 50;

/** A list of cases, the newest change first: by tab and track, or what a search finds. */
export async function casesPage(desk: Desk, query: Query): Promise<string> {
	const { store, rights, now } = desk;
	const search = query.q?.trim();
	const tab = query.tab && Object.hasOwn(tabs, query.tab) ? query.tab : 'all';
	const tracks = Object.fromEntries(filters.flatMap((track) => (query[track] ? [[track, query[track]]] : [])));
	const before = query.at && query.before ? { updatedAt: query.at, reference: query.before } : undefined;
	const page = search
		? await searchCases(desk, search)
		: await store.cases.getMany({ ...tabs[tab].filter, ...tracks, limit: pageSize, ...(before && { before }) });
	const last = page.at(-1);
	return pageOf(
		desk,
		'cases',
		'Cases',
		h('form', { method: 'get', class: 'search', role: 'search' }, [
			h('input', { type: 'hidden', name: 'page', value: 'cases' }),
			h('input', {
				type: 'search',
				name: 'q',
				value: search ?? '',
				'aria-label': 'Reference, order, customer, tracking number or article',
				placeholder: 'Reference, order, customer, tracking, article',
			}),
			h('button', { type: 'submit' }, 'Search'),
		]),
		h(
			'nav',
			{ 'aria-label': 'Lists of cases' },
			Object.entries(tabs).map(([name, { title }]) =>
				link({ page: 'cases', tab: name }, title, !search && name === tab ? { 'aria-current': 'page' } : {}),
			),
		),
		h(
			'p',
			null,
			search
				? `What "${search}" finds.`
				: Object.values(tracks)
						.map((one) => words(String(one)))
						.join(', '),
		),
		table(
			'Cases',
			caseColumns,
			page.filter(({ brand }) => seesBrand(rights, brand)).map((state) => caseRow(state, now)),
			search
				? 'No case has this reference, order number, customer or tracking number, and no open one this article.'
				: 'No case.',
		),
		...(!search && page.length === pageSize && last
			? [h('p', null, link({ page: 'cases', tab, ...tracks, at: last.updatedAt, before: last.reference }, 'Older'))]
			: []),
	);
}
