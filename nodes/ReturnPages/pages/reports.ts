import { h } from 'preact';
import type { CaseState } from '../../shared/case/caseState';
import { csvText, destinations, seesBrand } from '../../shared/model';
import { destinationWords } from '../acts/inspect';
import { bars } from '../html/chart';
import { counted, section, table, words, type Node } from '../html/view';
import type { Desk, Query } from '../session/desk';
import { pageOf } from './layout';
import { periodForm, periodOf, type ShownPeriod } from './period';

const mostCases = 5_000;
const mostRows = 20;
const dayMs = 24 * 3_600_000;

/** One report: a table whose second column can be drawn. */
interface Report {
	name: string;
	title: string;
	about: string;
	head: string[];
	rows: Array<Array<string | number>>;
}

/** What the returns of a period tell: why, which articles, how long, and where the goods went. */
export async function reportsPage(desk: Desk, query: Query): Promise<string> {
	const period = periodOf(query, desk.now);
	const states = await casesOf(desk, period);
	return pageOf(
		desk,
		'reports',
		'Reports',
		periodForm('reports', period),
		h(
			'p',
			null,
			states.length === mostCases
				? `The newest ${mostCases.toLocaleString('en')} returns of the period are counted. Choose a shorter one for all.`
				: `Asked for in this period: ${counted(states.length, 'return')}.`,
		),
		...reportsOf(states).map((report) => shown(report, period)),
	);
}

/** One of the reports for a spreadsheet; undefined: there is none of the name. */
export async function reportCsv(desk: Desk, query: Query): Promise<string | undefined> {
	const reports = reportsOf(await casesOf(desk, periodOf(query, desk.now)));
	const report = reports.find(({ name }) => name === query.report);
	return report && csvText([report.head, ...report.rows]);
}

async function casesOf({ store, rights }: Desk, { from, to }: ShownPeriod): Promise<CaseState[]> {
	const states = await store.cases.opened({ from, to, limit: mostCases });
	return states.filter(({ brand }) => seesBrand(rights, brand));
}

function shown({ name, title, about, head, rows }: Report, { first, last }: ShownPeriod): Node {
	const few = rows.slice(0, mostRows);
	const address = new URLSearchParams({ page: 'reports', from: first, to: last, as: 'csv', report: name });
	return section(
		title,
		h('p', null, about),
		...(few.length > 1
			? [
					bars(
						title,
						few.slice(0, 8).map((row) => [String(row[0]), Number(row[1])]),
					),
				]
			: []),
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

/** Every report about these returns. Pure. */
export function reportsOf(states: CaseState[]): Report[] {
	return [reasons(states), articles(states), cycleTimes(states), recovery(states)];
}

function reasons(states: CaseState[]): Report {
	const counts = new Map<string, number>();
	for (const { lines } of states)
		for (const { reason, quantity } of lines) {
			const name = words(reason.toLowerCase());
			counts.set(name, (counts.get(name) ?? 0) + quantity);
		}
	return {
		name: 'reasons',
		title: 'Reasons',
		about: 'Pieces that customers wanted to send back, by the reason they gave.',
		head: ['Reason', 'Pieces'],
		rows: [...counts].sort(byCount),
	};
}

/** Of what was bought only the orders of returns are known, so the rate is of these. */
function articles(states: CaseState[]): Report {
	const bought = new Map<string, number>();
	const orders = new Map<string, CaseState>();
	for (const state of states) if (state.order) orders.set(`${state.brand}\n${state.order.number}`, state);
	for (const { order } of orders.values())
		for (const { sku, quantity } of order!.lines) bought.set(sku, (bought.get(sku) ?? 0) + quantity);
	const asked = new Map<string, { pieces: number; received: number }>();
	for (const { lines } of states)
		for (const { sku, quantity, quantities } of lines) {
			const { pieces = 0, received = 0 } = asked.get(sku) ?? {};
			asked.set(sku, { pieces: pieces + quantity, received: received + quantities.received });
		}
	return {
		name: 'articles',
		title: 'Articles',
		about: 'Pieces by article, and their part of what the orders of these returns bought of it.',
		head: ['Article', 'Asked for', 'Received', 'Bought in these orders', 'Return rate'],
		rows: [...asked]
			.map(([sku, { pieces, received }]): [string, number, number, number | string, string] => {
				const all = bought.get(sku);
				return [
					sku,
					pieces,
					received,
					all ?? 'not known',
					all ? `${Math.round((Math.min(pieces, all) / all) * 100)} %` : 'not known',
				];
			})
			.sort((one, other) => other[1] - one[1] || one[0].localeCompare(other[0])),
	};
}

function cycleTimes(states: CaseState[]): Report {
	const days = (from: string | undefined, to: string | undefined) =>
		from && to ? [Math.max(0, Date.parse(to) - Date.parse(from)) / dayMs] : [];
	const spans: Array<[string, number[]]> = [
		['Asked until approved', states.flatMap(({ openedAt, approvedAt }) => days(openedAt, approvedAt))],
		['Asked until closed', states.flatMap(({ openedAt, closedAt }) => days(openedAt, closedAt))],
		['Approved until closed', states.flatMap(({ approvedAt, closedAt }) => days(approvedAt, closedAt))],
	];
	return {
		name: 'times',
		title: 'Cycle time',
		about: 'Days from step to step, of returns that have come so far.',
		head: ['From and to', 'Median days', '9 of 10 within', 'Returns'],
		rows: spans
			.filter(([, all]) => all.length)
			.map(([name, all]) => [name, quantile(all, 0.5), quantile(all, 0.9), all.length]),
	};
}

function recovery(states: CaseState[]): Report {
	const pieces = destinations.map((destination): [string, number] => [
		destinationWords[destination],
		states.reduce(
			(total, { lines }) =>
				total + lines.reduce((sum, { quantities }) => sum + (quantities.inspected[destination] ?? 0), 0),
			0,
		),
	]);
	const all = pieces.reduce((total, [, count]) => total + count, 0);
	return {
		name: 'recovery',
		title: 'Recovery',
		about: 'Inspected pieces, by where they go.',
		head: ['Where', 'Pieces', 'Part'],
		rows: pieces
			.filter(([, count]) => count)
			.sort(byCount)
			.map(([where, count]) => [where, count, `${Math.round((count / all) * 100)} %`]),
	};
}

function byCount(one: [string, number], other: [string, number]): number {
	return other[1] - one[1] || one[0].localeCompare(other[0]);
}

/** The value below which this part of all lies, to a tenth. */
function quantile(all: number[], part: number): number {
	const sorted = [...all].sort((one, other) => one - other);
	const value = sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)];
	return Math.round(value * 10) / 10;
}
