import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { callFaults, planOf, postFaults, type FaultPlan } from './faults';
import { Kept } from './kept';
import { protections } from './protections';
import { randomOf } from './random';
import { Summary, type Summed } from './report';
import { nameOf, replayOf, SimulationWorker, type Job } from './workers';

const usage = `npm run simulate -- [options]
  --seeds N       how many runs; default 100
  --from S        the first seed; default 1
  --kind NAME     only the seeds of one kind of run, e.g. "restored backup"
  --sweep         instead of seeds: one fault at every single place of a few returns, one after the other
  --order N       one run of such a return, with the fault that --crash-at I, --fail-at I:KIND or --post-at I:late|often names
  --unprotected   without claims, look-ups and idempotency keys: a control, which must show doubling
  --without A,B   without other protections: ${protections.join(', ')} (protections.ts)
  --story         tells what happened in each run
  --keep FILE     keeps results there, and does not make again what it holds: for long runs, on one version of the code
  --workers N     processes to share the work; default: one for each core`;

/**
 * In the control, at least this share of the runs must double something, or the faults are too kind to prove anything. About one in seven
 * does; of a hundred it may be seven or twenty by chance.
 */
const leastDoubled = 0.05;

async function main(): Promise<number> {
	const flag = { type: 'boolean' } as const;
	const text = { type: 'string' } as const;
	const { values } = parseArgs({
		options: {
			seeds: { ...text, default: '100' },
			from: { ...text, default: '1' },
			kind: text,
			sweep: flag,
			order: text,
			'crash-at': text,
			'fail-at': text,
			'post-at': text,
			unprotected: flag,
			without: text,
			story: flag,
			keep: text,
			workers: text,
			help: flag,
		},
	});
	if (values.help) return (console.log(usage), 0);
	const [from, seeds] = [wholeNumber('from', values.from), wholeNumber('seeds', values.seeds)];
	const started = Date.now();
	const away = [...(values.unprotected ? ['claims'] : []), ...(values.without?.split(',') ?? [])].map((one) =>
		oneOf('without', protections, one),
	);
	const mode = { without: away };
	let jobs: Job[] = Array.from({ length: seeds }, (_, index) => ({ ...mode, seed: from + index }));
	if (values.kind)
		jobs = jobs.filter((job) => job.order === undefined && planOf(randomOf(job.seed)).weather === values.kind);
	if (values.sweep) jobs = await sweepJobs();
	if (values.order) jobs = [{ ...mode, order: wholeNumber('order', values.order), fault: faultOf(values) }];
	const workers = Math.min(wholeNumber('workers', values.workers ?? String(availableParallelism())), jobs.length);
	const summary = new Summary();
	const all = jobs.length;
	let told = 0;
	const kept = new Kept(values.keep);
	jobs = jobs.filter((job) => {
		const known = kept.find(job);
		if (known) summary.add(known);
		return !known;
	});
	await share(jobs, workers, (job, result) => {
		summary.add(result);
		kept.add(job, result);
		const failed = result.broken.length > 0 && !away.length;
		if (values.story || (failed && told++ < 3)) console.log(storyOf(job, result));
		else if (failed) console.log(`${nameOf(job)} broke a rule: ${result.broken[0]}\n  again: ${replayOf(job)}`);
		const done = summary.runs;
		if (done % 100 === 0 && done < all)
			console.log(
				`${done} of ${all} runs, ${away.length ? `${summary.doubled} doubled` : `${summary.broken} broke a rule`}, ${((Date.now() - started) / 1000).toFixed(0)} s`,
			);
	});
	console.log(`\n${summary.table((Date.now() - started) / 1000)}\n`);
	if (!values.unprotected) return summary.broken ? 1 : 0;
	if (summary.doubled >= all * leastDoubled) return 0;
	console.log(
		`Without protection only ${summary.doubled} of ${all} runs doubled something: these faults prove nothing.`,
	);
	return 1;
}

/** Gives the jobs out to processes of their own, one after the other. */
async function share(jobs: Job[], workers: number, done: (job: Job, result: Summed) => void): Promise<void> {
	const waiting = [...jobs];
	await Promise.all(
		Array.from({ length: workers }, async () => {
			const worker = new SimulationWorker();
			try {
				for (let job = waiting.shift(); job; job = waiting.shift()) done(job, await worker.run(job));
			} finally {
				worker.stop();
			}
		}),
	);
}

async function sweepJobs(): Promise<Job[]> {
	const worker = new SimulationWorker();
	try {
		return await worker.sweep();
	} finally {
		worker.stop();
	}
}

function faultOf({
	'crash-at': crashAt,
	'fail-at': failAt,
	'post-at': postAt,
}: {
	[name: string]: unknown;
}): Partial<FaultPlan> {
	if (crashAt) return { crashAt: wholeNumber('crash-at', String(crashAt)) };
	const [index, kind] = String(failAt ?? postAt ?? '').split(':');
	if (failAt) return { failAt: { call: wholeNumber('fail-at', index), how: oneOf('fail-at', callFaults, kind) } };
	if (postAt)
		return {
			post: {
				message: wholeNumber('post-at', index),
				...postFaults[oneOf('post-at', ['late', 'often'] as const, kind)],
			},
		};
	return {};
}

function oneOf<T extends string>(name: string, kinds: readonly T[], kind: string): T {
	const found = kinds.find((one) => one === kind);
	if (found) return found;
	throw new Error(`--${name} has no "${kind}"; there are ${kinds.join(', ')}.\n${usage}`);
}

function storyOf(job: Job, { weather, broken, story }: Summed): string {
	return [
		`\n${nameOf(job)} (${weather})`,
		...story.map((line) => `  ${line}`),
		...(broken.length ? ['Broken:', ...broken.map((problem) => `  ${problem}`)] : ['No rule was broken.']),
		`Again: ${replayOf(job)}`,
	].join('\n');
}

function wholeNumber(name: string, text: string): number {
	if (/^\d+$/.test(text)) return Number(text);
	throw new Error(`--${name} must be a whole number.\n${usage}`);
}

main().then(
	(code) => process.exit(code),
	(error: Error) => {
		console.error(error.message);
		process.exit(1);
	},
);
