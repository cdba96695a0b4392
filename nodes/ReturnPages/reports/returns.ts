import type { CaseState } from '../../shared/case/caseState';
import { orderLineOf } from '../../shared/case/soldLine';
import { destinations } from '../../shared/model';
import { destinationWords } from '../acts/inspect';
import { words } from '../html/view';
import { byCount, dayMs, quantile, type Report } from './report';

/* Why goods come back, which, how long it takes, and where they go. Pure. */

export function reasons(states: CaseState[]): Report {
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

export function articles(states: CaseState[]): Report {
	return {
		name: 'articles',
		title: 'Articles',
		about: 'Pieces by article, and their part of what the orders of these returns bought of it.',
		head: ['Article', 'Asked for', 'Received', 'Bought in these orders', 'Return rate'],
		rows: rates(states, ({ sku }) => sku),
	};
}

export function categories(states: CaseState[]): Report {
	return {
		name: 'categories',
		title: 'Categories',
		about:
			'The same by category, as the order has it: Odoo says it of each article. What no order says a category of is not known.',
		head: ['Category', 'Asked for', 'Received', 'Bought in these orders', 'Return rate'],
		rows: rates(states, ({ category }) => category?.trim() || 'not known'),
	};
}

type Kind = { sku: string; category?: string };

/** Pieces of each kind of goods. Of what was bought only the orders of returns are known, so the rate is of these. */
function rates(states: CaseState[], kindOf: (line: Kind) => string): Array<Array<string | number>> {
	const bought = new Map<string, number>();
	const orders = new Map<string, CaseState>();
	for (const state of states) if (state.order) orders.set(`${state.brand}\n${state.order.number}`, state);
	for (const { order } of orders.values())
		for (const line of order!.lines) bought.set(kindOf(line), (bought.get(kindOf(line)) ?? 0) + line.quantity);
	const asked = new Map<string, { pieces: number; received: number }>();
	for (const { lines, order } of states)
		for (const line of lines) {
			const kind = kindOf((order && orderLineOf(line, order)) ?? line);
			const { pieces = 0, received = 0 } = asked.get(kind) ?? {};
			asked.set(kind, { pieces: pieces + line.quantity, received: received + line.quantities.received });
		}
	return [...asked]
		.map(([kind, { pieces, received }]): [string, number, number, number | string, string] => {
			const all = bought.get(kind);
			return [
				kind,
				pieces,
				received,
				all ?? 'not known',
				all ? `${Math.round((Math.min(pieces, all) / all) * 100)} %` : 'not known',
			];
		})
		.sort((one, other) => other[1] - one[1] || one[0].localeCompare(other[0]));
}

export function cycleTimes(states: CaseState[]): Report {
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

export function recovery(states: CaseState[]): Report {
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
