import { h } from 'preact';
import { renderToString } from 'preact-render-to-string';
import type { CaseState } from '../../shared/case/caseState';
import { shownTime } from '../../shared/case/standing';
import type { CaseEvent } from '../../shared/model';
import type { CustomerView } from '../customer/view';
import { facts, words } from '../html/view';
import { detailOf } from '../pages/eventDetail';

/** A note for a ticket, as text and as HTML. */
export interface Note {
	text: string;
	html: string;
}

export interface NoteContent {
	/** What happened, by the event's name; blank: nothing in particular. */
	event?: string;
	/** The return in plain words. */
	told: CustomerView['returns'][number];
	state: CaseState;
	timeline: CaseEvent[];
	timeZone: string;
	/** Its page on the returns desk. */
	link: string;
	/** How many of the newest entries of the timeline are told. */
	entries: number;
}

/** How a return stands, for the agents who look at its ticket. What others wrote stands in it as it is, and does nothing. Pure. */
export function noteOf({ event, told, state, timeline, timeZone, link, entries }: NoteContent): Note {
	const rows = [
		['State', told.standing],
		['Goods', told.goods],
		['Parcel', words(state.logistics)],
		['Money', told.refunds.join('; ') || words(state.settlement)],
		['Why', told.reasons.join(' ')],
		[
			'Needs a person',
			state.exceptions
				.filter(({ resolved }) => !resolved)
				.map(({ message }) => message)
				.join(' '),
		],
	].filter((row): row is [string, string] => !!row[1]);
	const newest = (entries > 0 ? timeline.slice(-entries) : []).reverse().map((one) => entryOf(one, timeZone));
	const named = `Return ${state.reference}${state.orderNumber ? ` of order ${state.orderNumber}` : ''}`;
	const title = event ? `${named}: ${words(event)}` : named;
	return {
		text: [title, ...rows.map((row) => row.join(': ')), ...newest.map((one) => `- ${one}`), link].join('\n'),
		html: [
			h('p', null, h('strong', null, title)),
			facts(rows),
			...(newest.length
				? [
						h(
							'ul',
							null,
							newest.map((one) => h('li', null, one)),
						),
					]
				: []),
			h('p', null, h('a', { href: link }, 'Open it on the returns desk')),
		]
			.map((part) => renderToString(part as never))
			.join(''),
	};
}

function entryOf(event: CaseEvent, timeZone: string): string {
	const said = [words(event.type), detailOf(event)].filter(Boolean).join(': ');
	return `${shownTime(event.time, timeZone)}, ${said}`;
}
