import { h } from 'preact';
import { seesBrand } from '../../shared/model';
import type { OpenTracks } from '../../shared/store';
import { link, section, table, words, type Node } from '../html/view';
import type { Desk } from './desk';
import { pageOf } from './layout';
import { alarmColumns, alarmRows } from './work';

const tracks = [
	['authorization', 'Authorization'],
	['logistics', 'Logistics'],
	['inspection', 'Inspection'],
	['settlement', 'Settlement'],
] as const;
/** Those that Cases can list. */
const listed = ['authorization', 'logistics', 'settlement'];
const mostAlarms = 100;

/** Where the open returns stand, and what needs a person, the oldest first. */
export async function todayPage(desk: Desk): Promise<string> {
	const { store, rights } = desk;
	const open = (await store.cases.openTracks()).filter(({ brand }) => seesBrand(rights, brand));
	const alarms = (await store.alarms.open({ limit: mostAlarms })).filter(({ brand }) => seesBrand(rights, brand));
	return pageOf(
		desk,
		'today',
		'Today',
		h(
			'div',
			{ class: 'cards' },
			tracks.map(([track, title]) => trackCard(open, track, title)),
		),
		section(
			'Needs a person',
			table('Needs a person', alarmColumns, alarmRows(desk, alarms), 'Nothing waits for a person.'),
			...(alarms.length === mostAlarms ? [h('p', null, `The ${mostAlarms} oldest are shown.`)] : []),
		),
	);
}

/** How many open returns have each status of a track. */
function trackCard(open: OpenTracks[], track: (typeof tracks)[number][0], title: string): Node {
	const counts = new Map<string, number>();
	for (const row of open) counts.set(row[track], (counts.get(row[track]) ?? 0) + row.cases);
	const rows = [...counts].sort(([, a], [, b]) => b - a);
	return h('section', { class: 'card' }, [
		h('h2', null, title),
		rows.length
			? h(
					'ul',
					null,
					rows.map(([status, count]) =>
						h('li', null, [
							listed.includes(track)
								? link({ page: 'cases', tab: 'open', [track]: status }, words(status))
								: words(status),
							h('strong', null, count.toLocaleString('en')),
						]),
					),
				)
			: h('p', null, 'No open return.'),
	]);
}
