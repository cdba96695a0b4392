import type * as Run from './run';
import { callFaults, type FaultPlan } from './faults';
import { summed, type Summed } from './report';

/** One run that a worker is asked for. */
export interface Job {
	/** In a sweep: which order is returned. */
	seed: number;
	unprotected: boolean;
	sweep: boolean;
	fault?: Partial<FaultPlan>;
}

/** Does a job; for 'sweep', gives all the jobs of a sweep. */
export async function work(job: Job | 'sweep'): Promise<Summed | Job[]> {
	// Loaded only here: it puts virtual time in the place of this process's own.
	const { runOrder, runSeed } = require('./run') as typeof Run; // eslint-disable-line @typescript-eslint/no-require-imports
	if (job === 'sweep') return await sweep(runOrder);
	const result = job.sweep ? await runOrder(job.seed, job.fault ?? {}) : await runSeed(job.seed, job);
	return summed(result, true);
}

/** Every place where a process can die, and every call with every way it can fail, for one return of each processor. */
async function sweep(runOrder: typeof Run.runOrder): Promise<Job[]> {
	const jobs: Job[] = [];
	for (const seed of [1, 2, 3]) {
		const { boundaries, calls } = await runOrder(seed, {});
		for (let crashAt = 0; crashAt < boundaries; crashAt++) jobs.push({ seed, unprotected: false, sweep: true, fault: { crashAt } });
		for (let call = 0; call < calls; call++) for (const how of callFaults) jobs.push({ seed, unprotected: false, sweep: true, fault: { failAt: { call, how } } });
	}
	return jobs;
}
