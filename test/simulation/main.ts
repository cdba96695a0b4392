import { fork, type ChildProcess } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Summary, type Summed } from './report';
import { work, type Job } from './worker';

const usage = `npm run simulate -- [options]
  --seeds N       how many runs; default 100
  --from S        the first seed; default 1
  --sweep         instead of seeds: one fault at every single place of one return, one after the other
  --unprotected   without claims, look-ups and idempotency keys: a control, which must show doubling
  --story         tells what happened in each run
  --workers N     processes to share the work; default: one for each core`;

/** In the control, at least this share of the runs must double something, or the faults are too kind to prove anything. */
const leastDoubled = 0.15;

async function main(): Promise<number> {
	const { values } = parseArgs({ options: { seeds: { type: 'string', default: '100' }, from: { type: 'string', default: '1' }, sweep: { type: 'boolean' }, unprotected: { type: 'boolean' }, story: { type: 'boolean' }, workers: { type: 'string' }, help: { type: 'boolean' } } });
	if (values.help) return (console.log(usage), 0);
	const [from, seeds] = [wholeNumber('from', values.from), wholeNumber('seeds', values.seeds)];
	const started = Date.now();
	const mode = { unprotected: !!values.unprotected, sweep: !!values.sweep };
	const jobs = values.sweep ? await sweepJobs() : Array.from({ length: seeds }, (_, index): Job => ({ ...mode, seed: from + index }));
	const workers = Math.min(wholeNumber('workers', values.workers ?? String(availableParallelism())), jobs.length);
	const summary = new Summary();
	let told = 0;
	await share(jobs, workers, (job, result) => {
		summary.add(result);
		const failed = result.broken.length > 0 && !mode.unprotected;
		if (values.story || (failed && told++ < 3)) console.log(storyOf(job, result));
		else if (failed) console.log(`${nameOf(job)} broke a rule: ${result.broken[0]}\n  again: ${replayOf(job)}`);
		const done = summary.runs;
		if (done % 100 === 0 && done < jobs.length) console.log(`${done} of ${jobs.length} runs, ${mode.unprotected ? `${summary.doubled} doubled` : `${summary.broken} broke a rule`}, ${((Date.now() - started) / 1000).toFixed(0)} s`);
	});
	console.log(`\n${summary.table((Date.now() - started) / 1000)}\n`);
	if (!mode.unprotected) return summary.broken ? 1 : 0;
	if (summary.doubled >= jobs.length * leastDoubled) return 0;
	console.log(`Without protection only ${summary.doubled} of ${jobs.length} runs doubled something: these faults prove nothing.`);
	return 1;
}

/** Gives the jobs out to processes of their own, one after the other. */
async function share(jobs: Job[], workers: number, done: (job: Job, result: Summed) => void): Promise<void> {
	const waiting = [...jobs];
	await Promise.all(Array.from({ length: workers }, async () => {
		const worker = fork(__filename, ['--work'], { execArgv: process.execArgv, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
		try {
			for (let job = waiting.shift(); job; job = waiting.shift()) done(job, await ask(worker, job));
		} finally {
			worker.kill();
		}
	}));
}

async function ask(worker: ChildProcess, job: Job): Promise<Summed> {
	return await new Promise((resolve, reject) => {
		const ended = (code: number | null) => reject(new Error(`A worker ended with code ${code} at ${nameOf(job)}. Again: ${replayOf(job)}`));
		worker.once('exit', ended);
		worker.once('message', (result: Summed) => {
			worker.off('exit', ended);
			resolve(result);
		});
		worker.send(job);
	});
}

async function sweepJobs(): Promise<Job[]> {
	const worker = fork(__filename, ['--work'], { execArgv: process.execArgv, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
	try {
		return await new Promise((resolve) => worker.once('message', resolve).send('sweep'));
	} finally {
		worker.kill();
	}
}

function nameOf({ seed, fault }: Job): string {
	return fault ? `Order ${seed} with ${JSON.stringify(fault)}` : `Seed ${seed}`;
}

function replayOf({ seed, unprotected, sweep }: Job): string {
	if (sweep) return 'npm run simulate -- --sweep';
	return `npm run simulate -- --seeds 1 --from ${seed} --story${unprotected ? ' --unprotected' : ''}`;
}

function storyOf(job: Job, { weather, broken, story = [] }: Summed): string {
	return [`\n${nameOf(job)} (${weather})`, ...story.map((line) => `  ${line}`), ...(broken.length ? ['Broken:', ...broken.map((problem) => `  ${problem}`)] : ['No rule was broken.']), `Again: ${replayOf(job)}`].join('\n');
}

function wholeNumber(name: string, text: string): number {
	if (/^\d+$/.test(text)) return Number(text);
	throw new Error(`--${name} must be a whole number.\n${usage}`);
}

if (process.argv[2] === '--work') {
	process.on('disconnect', () => process.exit());
	process.on('message', (job: Job | 'sweep') => void work(job).then((result) => process.send!(result)));
} else {
	main().then((code) => process.exit(code), (error: Error) => {
		console.error(error.message);
		process.exit(1);
	});
}
