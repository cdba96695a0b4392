import { h } from 'preact';
import type { CaseState } from '../../shared/case/caseState';
import { csvText, seesBrand } from '../../shared/model';
import type { CaseFilter } from '../../shared/store';
import { link, table, words } from '../html/view';
import type { Desk, Query } from '../session/desk';
import { pageOf } from './layout';
import { searchCases } from '../customer/search';
import { caseColumns, caseRow, refundedOf } from './shown';

const tabs: Record<string, { title: string; filter: Partial<CaseFilter> }> = {
	all: { title: 'All', filter: {} },
	open: { title: 'Open', filter: { open: true } },
	review: { title: 'Needs review', filter: { open: true, authorization: 'in_review' } },
	closed: { title: 'Closed', filter: { open: false } },
};
const filters = ['authorization', 'logistics', 'settlement'] as const;
const pageSize = 50;
/** The most that go into a file, and how many are read at once for it. */
const mostInFile = 5_000;
const readAtOnce = 500;

/** A list of cases, the newest change first: by tab and track, or what a search finds. */
export async function casesPage(desk: Desk, query: Query): Promise<string> {
	const { store, rights, now } = desk;
	const { search, tab, tracks } = chosenOf(query);
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
		h(
			'p',
			null,
			link({ page: 'cases', as: 'csv', ...(search ? { q: search } : { tab, ...tracks }) }, 'As CSV'),
			` (the newest ${mostInFile.toLocaleString('en')})`,
		),
		...(!search && page.length === pageSize && last
			? [h('p', null, link({ page: 'cases', tab, ...tracks, at: last.updatedAt, before: last.reference }, 'Older'))]
			: []),
	);
}

/** The same list as a file for a spreadsheet. What customers wrote cannot become a formula there. */
export async function casesCsv({ store, rights }: Desk, query: Query): Promise<string> {
	const { search, tab, tracks } = chosenOf(query);
	const found: CaseState[] = search ? await searchCases({ store, rights }, search) : [];
	for (let more = !search; more && found.length < mostInFile;) {
		const last = found.at(-1);
		const page = await store.cases.getMany({
			...tabs[tab].filter,
			...tracks,
			limit: readAtOnce,
			...(last && { before: { updatedAt: last.updatedAt, reference: last.reference } }),
		});
		found.push(...page);
		more = page.length === readAtOnce;
	}
	return csvText([
		['reference', 'brand', 'order', 'customer', 'email', 'channel', 'asked', ...filters, 'closed', 'refund'],
		...found
			.filter(({ brand }) => seesBrand(rights, brand))
			.map((state) => [
				state.reference,
				state.brand,
				state.orderNumber ?? '',
				state.customer?.name ?? '',
				state.customer?.email ?? '',
				state.channel,
				state.openedAt,
				...filters.map((track) => state[track]),
				state.closedAt ?? '',
				refundedOf(state),
			]),
	]);
}

/** Which cases are wanted. */
function chosenOf(query: Query): { search?: string; tab: string; tracks: Query } {
	return {
		search: query.q?.trim(),
		tab: query.tab && Object.hasOwn(tabs, query.tab) ? query.tab : 'all',
		tracks: Object.fromEntries(filters.flatMap((track) => (query[track] ? [[track, query[track]]] : []))),
	};
}
