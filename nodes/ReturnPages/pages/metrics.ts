import type { CaseStore } from '../../shared/store';
import { standing } from '../session/token';
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
export async function metricsText({ steps, connections, alarms, cases }: CaseStore, now: number): Promise<string> {
	const [queue, unserved, stuck, accounts, open, tracks] = await Promise.all([
		steps.queue(),
		steps.unserved(),
		steps.stuck({ limit: most }),
		connections.list(),
		alarms.open({ limit: most }),
		cases.openTracks(),
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
			values: queue.flatMap(({ name, since }) =>
				since ? [[{ step: name }, Math.max(0, Math.round((now - Date.parse(since)) / 1000))]] : [],
			),
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
