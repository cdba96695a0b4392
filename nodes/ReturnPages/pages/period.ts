import { h } from 'preact';
import type { Node } from '../html/view';
import type { Query } from '../session/desk';

/** Days that somebody looks at, the last one included. `from` and `to`: the instants, in UTC. */
export interface ShownPeriod {
	first: string;
	last: string;
	from: string;
	to: string;
}

const dayMs = 24 * 3_600_000;
/** The longest that is shown at once. */
const mostDays = 366;

/** The days that the address names; without, or when they are none, the last thirty. `now`: milliseconds since 1970. */
export function periodOf({ from: first, to: last }: Query, now: number): ShownPeriod {
	const today = Math.floor(now / dayMs) * dayMs;
	const end = dayOf(last) ?? today;
	const begin = dayOf(first) ?? end - 29 * dayMs;
	const start = Math.max(Math.min(begin, end), end - (mostDays - 1) * dayMs);
	return {
		first: textOf(start),
		last: textOf(end),
		from: new Date(start).toISOString(),
		to: new Date(end + dayMs).toISOString(),
	};
}

/** Two days to choose; `hidden`: what else the address keeps. */
export function periodForm(page: string, { first, last }: ShownPeriod, more: Node[] = []): Node {
	const day = (name: string, label: string, value: string) =>
		h('label', null, [`${label} `, h('input', { type: 'date', name, value })]);
	return h('form', { method: 'get', class: 'search' }, [
		h('input', { type: 'hidden', name: 'page', value: page }),
		day('from', 'From', first),
		day('to', 'To', last),
		...more,
		h('button', { type: 'submit' }, 'Show'),
	]);
}

function dayOf(text: string | undefined): number | undefined {
	const day = /^\d{4}-\d{2}-\d{2}$/.test(text ?? '') ? Date.parse(`${text}T00:00:00Z`) : NaN;
	return Number.isFinite(day) ? day : undefined;
}

function textOf(day: number): string {
	return new Date(day).toISOString().slice(0, 10);
}
