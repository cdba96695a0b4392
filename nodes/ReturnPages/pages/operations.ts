import { h } from 'preact';
import { effectTimes } from '../../shared/effect';
import { seesBrand } from '../../shared/model';
import type { ConnectionState, StepRow } from '../../shared/store';
import { section, table, type Node } from '../html/view';
import type { Desk } from '../session/desk';
import { pageOf } from './layout';
import { quantile } from '../reports/report';
import { bySource, mostEffects } from './measures';
import { metricsToken } from './metrics';
import { ageOf } from './shown';
import { alarmColumns, alarmRows, messageColumns, messageRows, stepColumns, stepRows } from './work';

const most = 100;

/** The steps of returns that this person sees. */
async function ofBrands({ store, rights }: Desk, steps: StepRow[]): Promise<StepRow[]> {
	if (!rights.brands) return steps;
	const brands = await Promise.all(steps.map(async ({ reference }) => (await store.cases.get(reference))?.brand ?? ''));
	return steps.filter((_, index) => seesBrand(rights, brands[index]));
}

/** What the operator looks at: connections and how fast they answer, stuck steps, steps that nobody works on, the inbox, what failed. */
export async function operationsPage(desk: Desk): Promise<string> {
	const { store, now } = desk;
	const stuck = await ofBrands(desk, await store.steps.stuck({ limit: most }));
	const unserved = await store.steps.unserved();
	const queue = await store.steps.queue();
	const alarms = await store.alarms.open({ limit: most });
	const connections = await store.connections.list();
	const effects = await store.claims.newest(mostEffects);
	const waiting = await store.inbox.get({ state: 'new', limit: most });
	const unread = await store.inbox.unread({ limit: most });
	return pageOf(
		desk,
		'operations',
		'Operations',
		section(
			'Connections',
			table(
				'Connections',
				['Connection', 'State', 'Failures in a row', 'Since', 'Tried again', 'Why'],
				connections.map(({ connection, account, paused, byHand, failures, pausedAt, retryAt, reason }): Node[] => [
					[connection, account].filter(Boolean).join(', '),
					paused ? (byHand ? 'Connection Paused by a person' : 'Connection Paused') : 'works',
					failures,
					pausedAt ? ageOf(pausedAt, now) : '',
					paused && retryAt ? new Date(retryAt).toISOString().slice(11, 16) + ' UTC' : '',
					reason ?? '',
				]),
				'No connection was used yet.',
			),
		),
		section(
			'How long providers take',
			h(
				'p',
				null,
				`Of the newest ${mostEffects} things that steps have done at providers, such as a refund, a document or a label: seconds until its outcome was recorded, with all calls that it took. What only reads is not counted.`,
			),
			table(
				'How long providers take',
				['Connection', 'Done or tried', 'Median', '9 of 10 within', 'Longest', 'Did not succeed', 'Newest'],
				effectTimes(effects).map(({ connection, took, failed, endedAt }): Node[] => [
					nameOf(connection, connections),
					took.length,
					...[0.5, 0.9, 1].map((part) => `${quantile(took.map(inSeconds), part)} s`),
					failed,
					`${ageOf(new Date(endedAt).toISOString(), now)} ago`,
				]),
				'No step has done anything at a provider yet.',
			),
		),
		section('Stuck Steps', table('Stuck Steps', stepColumns, stepRows(desk, stuck), 'No step is stuck or held.')),
		section(
			'Queue',
			table(
				'Queue',
				['Step', 'Waiting', 'Being worked on', 'Oldest'],
				queue.map(({ name, waiting, working, since }): Node[] => [
					name,
					waiting,
					working,
					since ? ageOf(since, now) : '',
				]),
				'No step waits.',
			),
			h('p', null, [
				'The same numbers for Prometheus: ',
				h('a', { href: `?metrics=${metricsToken(desk.key)}` }, 'metrics'),
				'. Whoever has this address may read them; nothing of a person or a return is among them.',
			]),
		),
		section(
			'Inbox',
			table(
				'Messages that wait',
				['From', 'Waiting', 'Oldest'],
				bySource(waiting).map(({ source, count, oldest }): Node[] => [source, count, `${ageOf(oldest, now)} ago`]),
				'No message waits for its return or its trigger.',
			),
			table('Messages that nobody has read', messageColumns, messageRows(desk, unread), 'Every message could be read.'),
		),
		section(
			'Steps nobody works on',
			table(
				'Steps nobody works on',
				['Step', 'Open', 'Returns'],
				unserved.map(({ name, steps, cases }): Node[] => [name, steps, cases]),
				'Every step has a published trigger.',
			),
		),
		section(
			'Needs a person',
			table(
				'Needs a person',
				alarmColumns,
				alarmRows(
					desk,
					alarms.filter(({ brand }) => seesBrand(desk.rights, brand)),
				),
				'Nothing waits for a person.',
			),
		),
	);
}

function inSeconds(ms: number): number {
	return ms / 1000;
}

/** An account as people call it. */
function nameOf(connection: string, known: ConnectionState[]): string {
	const account = known.find(({ key }) => key === connection);
	return account ? [account.connection, account.account].filter(Boolean).join(', ') : connection;
}
