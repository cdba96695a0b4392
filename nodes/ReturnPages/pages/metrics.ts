import { effectTimes } from '../../shared/effect';
import type { CaseStore, ConnectionState } from '../../shared/store';
import { quantile } from '../reports/report';
import { standing } from '../session/token';
import { bySource, mostEffects } from './measures';
import { sameText } from '../../shared/trigger/webhook';

/* What Prometheus, or another program, reads of the health of all: numbers only, nothing of a person or a return. */

/** What the address of the numbers ends with; whoever has it may read them. */
export const metricsToken = (key: Buffer) => standing('metrics', key);

export function isMetricsToken(given: string, key: Buffer): boolean {
	return sameText(given, metricsToken(key));
}

const most = 1_000;

interface Metric {
	name: string;
	help: string;
	values: Array<[labels: Record<string, string>, value: number]>;
}

/** The numbers in the text form of Prometheus. `now`: milliseconds since 1970. */
export async function metricsText(
	{ steps, connections, alarms, cases, claims, inbox }: CaseStore,
	now: number,
): Promise<string> {
	const [queue, unserved, stuck, accounts, open, tracks, effects, waiting, unread] = await Promise.all([
		steps.queue(),
		steps.unserved(),
		steps.stuck({ limit: most }),
		connections.list(),
		alarms.open({ limit: most }),
		cases.openTracks(),
		claims.newest(mostEffects),
		inbox.get({ state: 'new', limit: most }),
		inbox.unread({ limit: most }),
	]);
	const metrics: Metric[] = [
		{
			name: 'returns_open_cases',
			help: 'Returns that are not closed',
			values: [
				...countBy(
					tracks,
					({ brand }) => brand,
					({ cases: count }) => count,
				),
			].map(([brand, count]) => [{ brand }, count]),
		},
		{
			name: 'returns_steps_waiting',
			help: 'Steps that wait for an execution',
			values: queue.map(({ name, waiting }) => [{ step: name }, waiting]),
		},
		{
			name: 'returns_steps_working',
			help: 'Steps that executions work on',
			values: queue.map(({ name, working }) => [{ step: name }, working]),
		},
		{
			name: 'returns_steps_oldest_seconds',
			help: 'Age of the oldest step that has not ended',
			values: queue.flatMap(({ name, since }) => (since ? [[{ step: name }, secondsSince(since, now)]] : [])),
		},
		{
			name: 'returns_steps_unserved',
			help: 'Steps that no published workflow works on',
			values: unserved.map(({ name, steps: count }) => [{ step: name }, count]),
		},
		{
			name: 'returns_steps_stuck',
			help: `Steps that are stuck or held, up to ${most}`,
			values: [...countBy(stuck, ({ name }) => name)].map(([step, count]) => [{ step }, count]),
		},
		{
			name: 'returns_connection_paused',
			help: '1 while a connection is paused',
			values: accounts.map(({ connection, account = '', paused }) => [{ connection, account }, Number(paused)]),
		},
		{
			name: 'returns_connection_failures',
			help: 'Failures of a connection in a row',
			values: accounts.map(({ connection, account = '', failures }) => [{ connection, account }, failures]),
		},
		{
			name: 'returns_effect_seconds',
			help: `How long the newest ${mostEffects} things that steps have done at providers took`,
			values: effectTimes(effects).flatMap(({ connection, took }) =>
				[0.5, 0.9].map((part): [Record<string, string>, number] => [
					{ ...labelsOf(connection, accounts), quantile: String(part) },
					quantile(
						took.map((ms) => ms / 1000),
						part,
					),
				]),
			),
		},
		{
			name: 'returns_inbox_waiting',
			help: `Messages that wait for their return or their trigger, up to ${most}`,
			values: bySource(waiting).map(({ source, count }) => [{ source }, count]),
		},
		{
			name: 'returns_inbox_oldest_seconds',
			help: 'Age of the oldest message that waits',
			values: bySource(waiting).map(({ source, oldest }) => [{ source }, secondsSince(oldest, now)]),
		},
		{
			name: 'returns_inbox_unread',
			help: `Messages that nobody could read, up to ${most}`,
			values: bySource(unread).map(({ source, count }) => [{ source }, count]),
		},
		{
			name: 'returns_alarms_open',
			help: `What needs a person, up to ${most}`,
			values: [...countBy(open, ({ owner, kind }) => `${owner} ${kind}`)].map(([which, count]) => {
				const [owner, kind] = which.split(' ');
				return [{ owner, kind }, count];
			}),
		},
	];
	return metrics.map(textOf).join('');
}

/** The account of an effect as `returns_connection_paused` names it. */
function labelsOf(connection: string, accounts: ConnectionState[]): { connection: string; account: string } {
	const known = accounts.find(({ key }) => key === connection);
	const [provider, account = ''] = connection.split(':');
	return { connection: provider, account: known?.account ?? account };
}

function secondsSince(instant: string, now: number): number {
	return Math.max(0, Math.round((now - Date.parse(instant)) / 1000));
}

function countBy<T>(all: T[], keyOf: (one: T) => string, countOf: (one: T) => number = () => 1): Map<string, number> {
	const counts = new Map<string, number>();
	for (const one of all) counts.set(keyOf(one), (counts.get(keyOf(one)) ?? 0) + countOf(one));
	return counts;
}

function textOf({ name, help, values }: Metric): string {
	const lines = values.map(([labels, value]) => {
		const shown = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
		return `${name}{${shown.join(',')}} ${value}\n`;
	});
	return `# HELP ${name} ${help}\n# TYPE ${name} gauge\n${lines.join('')}`;
}

const escaped = (text: string) => text.replace(/\\/g, '\\\\').replace(/"/g, '\\"').replace(/\n/g, '\\n');
