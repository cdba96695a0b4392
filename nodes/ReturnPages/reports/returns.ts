import type { CaseState } from '../../shared/case/caseState';
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

/** Of what was bought only the orders of returns are known, so the rate is of these. */
export function articles(states: CaseState[]): Report {
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
