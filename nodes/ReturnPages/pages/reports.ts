import { h } from 'preact';
import type { CaseState } from '../../shared/case/caseState';
import { csvText, seesBrand } from '../../shared/model';
import { bars } from '../html/chart';
import { choice, counted, section, table, type Node } from '../html/view';
import { abuseByCustomer, abuseSigns } from '../reports/abuse';
import { accuracy, differences, differencesByWeek } from '../reports/accuracy';
import { costs } from '../reports/cost';
import { eventsOfReports, type Report, type Told } from '../reports/report';
import { articles, categories, cycleTimes, reasons, recovery } from '../reports/returns';
import { decisionTimes, exceptionTimes, refundTimes } from '../reports/speed';
import { unsoldGoods } from '../reports/unsold';
import type { Desk, Query } from '../session/desk';
import { pageOf } from './layout';
import { periodForm, periodOf, type ShownPeriod } from './period';

const mostCases = 5_000;
const mostRows = 20;
const mostBars = 8;

/** What the returns of a period tell: why, which articles, how long, what they cost, and whether their refunds were right. */
export async function reportsPage(desk: Desk, query: Query): Promise<string> {
	const period = periodOf(query, desk.now);
	const { all, isCut, told } = await toldIn(desk, query, period);
	return pageOf(
		desk,
		'reports',
		'Reports',
		periodForm('reports', period, [named('brand', 'Brand', query, all), named('channel', 'Channel', query, all)]),
		h(
			'p',
			null,
			isCut
				? `The newest ${mostCases.toLocaleString('en')} returns of the period are looked at: ${counted(told.states.length, 'return')} of what is chosen. Choose a shorter period for all.`
				: `Asked for in this period: ${counted(told.states.length, 'return')}.`,
		),
		...reportsOf(told).map((report) => shown(report, period, query)),
	);
}

/** One of the reports for a spreadsheet; undefined: there is none of the name. */
export async function reportCsv(desk: Desk, query: Query): Promise<string | undefined> {
	const { told } = await toldIn(desk, query, periodOf(query, desk.now));
	const report = reportsOf(told).find(({ name }) => name === query.report);
	return report && csvText([report.head, ...report.rows]);
}

/** What was told of the returns of a period, a brand and a channel; `all`: those among which one chooses. */
async function toldIn(
	{ store, rights }: Desk,
	{ brand, channel }: Query,
	{ from, to }: ShownPeriod,
): Promise<{ all: CaseState[]; isCut: boolean; told: Told }> {
	const opened = await store.cases.opened({ from, to, limit: mostCases });
	const all = opened.filter((state) => seesBrand(rights, state.brand));
	const states = all.filter((state) => (!brand || state.brand === brand) && (!channel || state.channel === channel));
	const references = states.map(({ reference }) => reference);
	const events = await store.cases.eventsOf(references, eventsOfReports);
	const drifts = await store.drifts.ofMany(references);
	return { all, isCut: opened.length === mostCases, told: { states, events, drifts } };
}

function named(field: 'brand' | 'channel', label: string, query: Query, states: CaseState[]): Node {
	const options = [...new Set(states.map((one) => one[field]))].sort();
	return choice(field, label, [['', 'All'], ...options.map((one): [string, string] => [one, one])], query[field]);
}

function shown(
	{ name, title, about, head, rows, chart = rows.map((row) => [String(row[0]), Number(row[1])]) }: Report,
	{ first, last }: ShownPeriod,
	{ brand, channel }: Query,
): Node {
	const few = rows.slice(0, mostRows);
	const address = new URLSearchParams({
		page: 'reports',
		from: first,
		to: last,
		...(brand && { brand }),
		...(channel && { channel }),
		as: 'csv',
		report: name,
	});
	return section(
		title,
		h('p', null, about),
		...(chart.length > 1 ? [bars(title, chart.slice(0, mostBars))] : []),
		table(
			title,
			head,
			few.map((row) => row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en') : cell))),
			'No return of the period tells anything of it.',
		),
		h('p', null, [
			h('a', { href: `?${address.toString()}` }, `${title} as CSV`),
			rows.length > few.length ? `, all ${rows.length.toLocaleString('en')} rows` : '',
		]),
	);
}

/** Every report about what was told of these returns. Pure. */
function reportsOf(told: Told): Report[] {
	const { states } = told;
	return [
		reasons(states),
		articles(states),
		categories(states),
		cycleTimes(states),
		decisionTimes(told),
		refundTimes(told),
		exceptionTimes(told),
		accuracy(told),
		differences(told),
		differencesByWeek(told),
		...costs(states),
		recovery(states),
		unsoldGoods(states),
		abuseSigns(states),
		abuseByCustomer(states),
	];
}
