import { fork } from 'node:child_process';
import { join } from 'node:path';
import type { FaultPlan } from './faults';
import type { Protection } from './protections';
import type { Summed } from './report';

/** One run that a worker is asked for: a seed, or one of the returns of a sweep with a fault of its own (see run.ts). `without`: makes it a control. */
export type Job = { without?: Protection[] } & (
	{ seed: number; order?: undefined } | { order: number; fault: Partial<FaultPlan> }
);

/** A process of its own that runs one job after the other: virtual time takes the place of a process's real time. */
export class SimulationWorker {
	private readonly child = fork(join(__dirname, 'worker.ts'), {
		execArgv: ['--enable-source-maps', '--require', join(__dirname, '../support/compile.cjs')],
		stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
	});

	async run(job: Job): Promise<Summed> {
		return (await this.ask(job)) as Summed;
	}

	/** All the jobs of a sweep. */
	async sweep(): Promise<Job[]> {
		return (await this.ask('sweep')) as Job[];
	}

	stop(): void {
		this.child.kill();
	}

	private async ask(what: Job | 'sweep'): Promise<unknown> {
		const { child } = this;
		return await new Promise((resolve, reject) => {
			const ended = (code: number | null) =>
				reject(new Error(`A worker ended with code ${code} at ${nameOf(what)}. Again: ${replayOf(what)}`));
			child.once('exit', ended);
			child.once('message', (result) => {
				child.off('exit', ended);
				resolve(result);
			});
			child.send(what);
		});
	}
}

export function nameOf(job: Job | 'sweep'): string {
	if (job === 'sweep') return 'a sweep';
	return job.order === undefined ? `Seed ${job.seed}` : `Order ${job.order} with ${JSON.stringify(job.fault)}`;
}

/** The command that makes a run again and tells what happened in it. */
export function replayOf(job: Job | 'sweep'): string {
	if (job === 'sweep') return 'npm run simulate -- --sweep';
	const options = job.order === undefined ? ['--seeds 1', `--from ${job.seed}`] : [`--order ${job.order}`];
	if (job.order !== undefined && job.fault.crashAt !== undefined) options.push(`--crash-at ${job.fault.crashAt}`);
	if (job.order !== undefined && job.fault.failAt)
		options.push(`--fail-at ${job.fault.failAt.call}:${job.fault.failAt.how}`);
	if (job.order !== undefined && job.fault.post)
		options.push(`--post-at ${job.fault.post.message}:${job.fault.post.lateMs ? 'late' : 'often'}`);
	return [
		'npm run simulate --',
		...options,
		...(job.without?.length ? [`--without ${job.without.join(',')}`] : []),
		'--story',
	].join(' ');
}
