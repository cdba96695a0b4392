import { h } from 'preact';
import { addTo, format, seesBrand, sum, type Money, type ServiceLevels } from '../../shared/model';
import type { CaseState } from '../../shared/case/caseState';
import type { Alarm, OpenTracks } from '../../shared/store';
import { choice, link, section, table, words, type Node } from '../html/view';
import type { Desk, Query } from '../session/desk';
import { pageOf } from './layout';
import { ageOf, caseLink } from './shown';
import { urgencies, urgencyOf } from './urgency';
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
const mostWithdrawals = 50;
const dayMs = 24 * 3_600_000;
const periods = {
	'': 'Whenever asked',
	'7': 'In the last 7 days',
	'30': 'In the last 30 days',
	'90': 'In the last 90 days',
};

/** Where the open returns stand and what they are worth, and what needs a person by how urgent it is; all, or of one brand, channel and period. */
export async function todayPage(desk: Desk, query: Query): Promise<string> {
	const { store, rights, now } = desk;
	const days = query.days && Object.hasOwn(periods, query.days) ? Number(query.days) : 0;
	const since = days ? new Date(now - days * dayMs).toISOString() : undefined;
	const all = (await store.cases.openTracks({ since })).filter(({ brand }) => seesBrand(rights, brand));
	const isChosen = ({ brand, channel }: Pick<CaseState, 'brand' | 'channel'>) =>
		(!query.brand || brand === query.brand) && (!query.channel || channel === query.channel);
	const open = all.filter(isChosen);
	const alarms = (await store.alarms.open({ limit: mostAlarms })).filter(
		({ brand, case: state }) =>
			seesBrand(rights, brand) && (state ? isChosen(state) : !query.channel && (!query.brand || brand === query.brand)),
	);
	const withdrawals = (await store.cases.getMany({ kind: 'withdrawal', open: true, limit: mostWithdrawals })).filter(
		(state) => seesBrand(rights, state.brand) && isChosen(state),
	);
	const levels = new Map<string, ServiceLevels | undefined>();
	for (const brand of new Set(alarms.map((one) => one.brand)))
		levels.set(brand, (await store.settings.get(brand)).serviceLevels);
	return pageOf(
		desk,
		'today',
		'Today',
		filters(query, all),
		h(
			'div',
			{ class: 'cards' },
			tracks.map(([track, title]) => trackCard(open, track, title)),
		),
		...urgencies.map((urgency) =>
			alarmSection(
				desk,
				urgency,
				alarms.filter((alarm) => urgencyOf(alarm, now, levels.get(alarm.brand)) === urgency),
			),
		),
		...(alarms.length === mostAlarms ? [h('p', null, `The ${mostAlarms} oldest are shown.`)] : []),
		...(withdrawals.length
			? [
					section(
						'Withdrawals',
						table(
							'Withdrawals',
							['Return', 'Customer', 'Declared', 'Refund due by', 'Settlement'],
							withdrawals.map((state) => withdrawalRow(state, now)),
							'',
						),
					),
				]
			: []),
	);
}

const urgencyWords = {
	Urgent: 'Nothing is overdue.',
	Normal: 'Nothing else is due today.',
	Monitoring: 'Nothing new.',
};

function alarmSection(desk: Desk, urgency: (typeof urgencies)[number], alarms: Alarm[]): Node {
	const byOwner = [...alarms].sort(
		(one, other) => one.owner.localeCompare(other.owner) || one.raisedAt.localeCompare(other.raisedAt),
	);
	return section(urgency, table(urgency, alarmColumns, alarmRows(desk, byOwner), urgencyWords[urgency]));
}

function withdrawalRow({ reference, customer, openedAt, clock, settlement }: CaseState, now: number): Node[] {
	return [
		caseLink(reference),
		customer?.name ?? customer?.email ?? '',
		`${ageOf(openedAt, now)} ago`,
		clock ? `${clock.refundDueBy}${clock.held ? '; may wait for the goods' : ''}` : '',
		words(settlement),
	];
}

/** Brand, channel and period to choose. */
function filters(query: Query, all: OpenTracks[]): Node {
	const named = (field: 'brand' | 'channel'): Array<[string, string]> =>
		[...new Set(all.map((one) => one[field]))].sort().map((one) => [one, one]);
	return h('form', { method: 'get', class: 'search' }, [
		h('input', { type: 'hidden', name: 'page', value: 'today' }),
		choice('brand', 'Brand', [['', 'All'], ...named('brand')], query.brand),
		choice('channel', 'Channel', [['', 'All'], ...named('channel')], query.channel),
		choice('days', 'Asked', Object.entries(periods), query.days),
		h('button', { type: 'submit' }, 'Show'),
	]);
}

/** How many open returns have each status of a track, and what they are about in money. */
function trackCard(open: OpenTracks[], track: (typeof tracks)[number][0], title: string): Node {
	const statuses = new Map<string, OpenTracks[]>();
	for (const row of open) addTo(statuses, row[track], row);
	const rows = [...statuses]
		.map(([status, of]) => ({ status, count: of.reduce((total, { cases }) => total + cases, 0), value: valueOf(of) }))
		.sort((one, other) => other.count - one.count);
	return h('section', { class: 'card' }, [
		h('h2', null, title),
		rows.length
			? h(
					'ul',
					null,
					rows.map(({ status, count, value }) =>
						h('li', null, [
							listed.includes(track)
								? link({ page: 'cases', tab: 'open', [track]: status }, words(status))
								: words(status),
							h('span', null, [
								h('small', null, value ? `${value} ` : ''),
								h('strong', null, count.toLocaleString('en')),
							]),
						]),
					),
				)
			: h('p', null, 'No open return.'),
	]);
}

function valueOf(rows: OpenTracks[]): string {
	const amounts = new Map<string, Money[]>();
	for (const { value } of rows) if (value) addTo(amounts, value.currency, value);
	return [...amounts].map(([currency, all]) => format(sum(all, currency))).join(', ');
}
